package seal

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// update collects the objects of one incremental update (7.5.6).
type update struct {
	file    *file
	objects map[ref]object
	next    int // the first free object number
}

func newUpdate(f *file) *update {
	next, _ := integer(f.trailer.value("Size"))
	for num := range f.xref {
		next = max(next, num+1)
	}
	return &update{file: f, objects: map[ref]object{}, next: next}
}

// add gives the object a new number.
func (u *update) add(o object) ref {
	r := ref{num: u.next}
	u.next++
	u.objects[r] = o
	return r
}

// certify makes the catalog and the form point at the signature.
func (u *update) certify(sig ref) error {
	root, ok := u.file.trailer.value("Root").(ref)
	if !ok {
		return errors.New("no catalog")
	}
	catalog, err := u.file.dictOf(root)
	if err != nil {
		return err
	}
	if catalog == nil {
		return errors.New("no catalog")
	}
	if catalog.value("Perms") != nil {
		return errors.New("catalog already has /Perms")
	}
	form, err := u.file.dictOf(catalog.value("AcroForm"))
	if err != nil {
		return err
	}
	if form == nil {
		form = &dict{}
	}
	fields, err := u.file.arrayOf(form.value("Fields"))
	if err != nil {
		return err
	}
	if fields, err = u.fill(fields, catalog, sig); err != nil {
		return err
	}
	form = form.with("Fields", fields).with("SigFlags", number("3"))
	if at, is := catalog.value("AcroForm").(ref); is {
		u.objects[at] = form
	} else {
		catalog = catalog.with("AcroForm", form)
	}
	u.objects[root] = catalog.with("Perms", &dict{[]entry{{"DocMDP", sig}}})
	return nil
}

// fill puts the signature into the reserved field, or into a new one.
func (u *update) fill(fields array, catalog *dict, sig ref) (array, error) {
	for _, o := range fields {
		at, is := o.(ref)
		field, err := u.file.dictOf(o)
		if err != nil {
			return nil, err
		}
		title, _ := field.value("T").(text)
		if is && field.value("FT") == name("Sig") && title.decoded() == FieldName {
			u.objects[at] = field.with("V", sig)
			return fields, nil
		}
	}
	return u.addField(FieldName, fields, catalog, sig)
}

// addField makes a field that shows nothing, holding the signature.
func (u *update) addField(title string, fields array, catalog *dict, sig ref) (array, error) {
	page, err := u.firstPage(catalog)
	if err != nil {
		return nil, err
	}
	field := u.add(&dict{[]entry{
		{"Type", name("Annot")},
		{"Subtype", name("Widget")},
		{"FT", name("Sig")},
		{"T", literal(title)},
		{"Rect", array{number("0"), number("0"), number("0"), number("0")}},
		{"F", number("132")},
		{"P", page},
		{"V", sig}, // printed, locked
	}})
	leaf, err := u.file.dictOf(page)
	if err != nil {
		return nil, err
	}
	annots, err := u.file.arrayOf(leaf.value("Annots"))
	if err != nil {
		return nil, err
	}
	u.objects[page] = leaf.with("Annots", append(slices.Clone(annots), field))
	return append(slices.Clone(fields), field), nil
}

func (u *update) firstPage(catalog *dict) (ref, error) {
	node := catalog.value("Pages")
	for range maxDepth {
		d, err := u.file.dictOf(node)
		if err != nil {
			return ref{}, err
		}
		if at, is := node.(ref); is && d.value("Type") == name("Page") {
			return at, nil
		}
		kids, err := u.file.arrayOf(d.value("Kids"))
		if err != nil {
			return ref{}, err
		}
		if len(kids) == 0 {
			break
		}
		node = kids[0]
	}
	return ref{}, errors.New("no first page")
}

// write appends the update to the file. It returns the new file and where the
// Contents string of the signature lies, its delimiters included; without a signature
// sig is zero and there is none.
func (u *update) write(sig ref, source []byte) (out []byte, gap span, err error) {
	b := bytes.NewBuffer(make([]byte, 0, len(u.file.buf)+len(source)+8<<10))
	b.Write(u.file.buf)
	if !bytes.HasSuffix(u.file.buf, []byte("\n")) {
		b.WriteByte('\n')
	}
	offsets := map[ref]int{}
	byteRange := 0
	for _, r := range slices.SortedFunc(maps.Keys(u.objects), compareRefs) {
		offsets[r] = b.Len()
		fmt.Fprintf(b, "%d %d obj\n", r.num, r.gen)
		if r == sig {
			byteRange = b.Len() + bytes.Index(source, []byte(byteRangeBlank))
			gap.from = b.Len() + bytes.Index(source, []byte("/Contents <")) + len("/Contents ")
			gap.to = gap.from + bytes.IndexByte(source[gap.from-b.Len():], '>') + 1
			b.Write(source)
		} else if s, is := u.objects[r].(*stream); is {
			write(b, s.dict)
			b.WriteString("\nstream\n")
			b.Write(s.data)
			b.WriteString("\nendstream")
		} else {
			write(b, u.objects[r])
		}
		b.WriteString("\nendobj\n")
	}
	if u.file.byStream {
		u.writeXrefStream(b, offsets, source)
	} else {
		u.writeXrefTable(b, offsets, source)
	}
	if b.Len() > maxFile {
		return nil, span{}, errLimit
	}
	out = b.Bytes()
	if byteRange > 0 {
		fillByteRange(out, byteRange, gap)
	}
	return out, gap, nil
}

func compareRefs(a, b ref) int { return a.num - b.num }

// trailer is the new trailer's entries, next being the first unused number.
func (u *update) trailer(next int, source []byte) *dict {
	old := u.file.trailer
	d := &dict{[]entry{{"Size", number(strconv.Itoa(next))}, {"Root", old.value("Root")}}}
	if info := old.value("Info"); info != nil {
		d = d.with("Info", info)
	}
	// The second half of the ID changes with every update (14.4).
	h := u.file.hashed()
	h.Write(source)
	now := text{raw: fmt.Appendf(nil, "<%x>", h.Sum(nil)[:16])}
	first := object(now)
	if id, is := old.value("ID").(array); is && len(id) == 2 {
		first = id[0]
	}
	return d.with("ID", array{first, now}).with("Prev", number(strconv.Itoa(u.file.startxref)))
}

func (u *update) writeXrefTable(b *bytes.Buffer, offsets map[ref]int, source []byte) {
	start := b.Len()
	b.WriteString("xref\n")
	for _, run := range runs(offsets) {
		fmt.Fprintf(b, "%d %d\n", run[0].num, len(run))
		for _, r := range run {
			fmt.Fprintf(b, "%010d %05d n \n", offsets[r], r.gen)
		}
	}
	b.WriteString("trailer\n")
	write(b, u.trailer(u.next, source))
	fmt.Fprintf(b, "\nstartxref\n%d\n%%%%EOF\n", start)
}

// writeXrefStream answers a cross-reference stream with another one, unpacked:
// a file may not mix both kinds.
func (u *update) writeXrefStream(b *bytes.Buffer, offsets map[ref]int, source []byte) {
	start, self := b.Len(), ref{num: u.next}
	offsets[self] = start
	var rows []byte
	var index array
	for _, run := range runs(offsets) {
		index = append(index, number(strconv.Itoa(run[0].num)), number(strconv.Itoa(len(run))))
		for _, r := range run {
			rows = append(rows, 1)
			rows = binary.BigEndian.AppendUint32(rows, uint32(offsets[r]))
			rows = binary.BigEndian.AppendUint16(rows, uint16(r.gen))
		}
	}
	d := u.trailer(self.num+1, source)
	d = &dict{append([]entry{{"Type", name("XRef")}, {"W", array{number("1"), number("4"), number("2")}}, {"Index", index}}, d.entries...)}
	d = d.with("Length", number(strconv.Itoa(len(rows))))
	fmt.Fprintf(b, "%d 0 obj\n", self.num)
	write(b, d)
	b.WriteString("\nstream\n")
	b.Write(rows)
	fmt.Fprintf(b, "\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}

// runs groups consecutive object numbers.
func runs(offsets map[ref]int) [][]ref {
	var out [][]ref
	for _, r := range slices.SortedFunc(maps.Keys(offsets), compareRefs) {
		if n := len(out); n > 0 && out[n-1][len(out[n-1])-1].num == r.num-1 {
			out[n-1] = append(out[n-1], r)
			continue
		}
		out = append(out, []ref{r})
	}
	return out
}
