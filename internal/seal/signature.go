package seal

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"time"
)

// signature is a signature dictionary found in a file.
type signature struct {
	num    int // object number; 0 when it is not an object of its own
	dict   *dict
	packed bool
}

// signatures finds every signature dictionary of every revision, told by its
// /ByteRange, in the order of the file.
func (f *file) signatures() ([]signature, error) {
	places := slices.SortedFunc(maps.Keys(f.places), func(a, b place) int {
		return cmp.Or(a.container-b.container, a.offset-b.offset, a.nth-b.nth)
	})
	var found []signature
	for _, p := range places {
		num := f.places[p]
		if p.container != 0 && f.xref[num] != p {
			continue // an older revision's packed object; a signature may not be packed
		}
		o, err := f.at(num, p)
		if err != nil {
			return nil, err
		}
		switch o := o.(type) {
		case *dict:
			if o.value("ByteRange") != nil {
				found = append(found, signature{num: num, dict: o, packed: p.container != 0})
				continue
			}
			found = append(found, nested(o)...)
		case *stream:
			found = append(found, nested(o.dict)...)
		case array:
			found = append(found, nested(o)...)
		}
	}
	return found, nil
}

// nested finds signature dictionaries inside another object.
func nested(o object) []signature {
	var found []signature
	switch o := o.(type) {
	case *dict:
		for _, e := range o.entries {
			if d, is := e.value.(*dict); is && d.value("ByteRange") != nil {
				found = append(found, signature{dict: d})
			}
			found = append(found, nested(e.value)...)
		}
	case array:
		for _, x := range o {
			if d, is := x.(*dict); is && d.value("ByteRange") != nil {
				found = append(found, signature{dict: d})
			}
			found = append(found, nested(x)...)
		}
	}
	return found
}

// contents is where the Contents string lies in the file and its source bytes.
func (s signature) contents() (text, bool) {
	t, ok := s.dict.value("Contents").(text)
	return t, ok && !s.packed && t.to > t.from
}

// byteRange is the four numbers; ok is false unless there are exactly four, each written
// as Seal writes numbers.
func (s signature) byteRange() (r [4]int, ok bool) {
	a, _ := s.dict.value("ByteRange").(array)
	if len(a) != 4 {
		return r, false
	}
	for i, x := range a {
		if r[i], ok = integer(x); !ok || r[i] < 0 || x != number(strconv.Itoa(r[i])) {
			return r, false
		}
	}
	return r, true
}

// words is a text entry for people, empty when absent.
func (s signature) words(key name) string {
	t, _ := s.dict.value(key).(text)
	return t.decoded()
}

// claimed is /M, zero unless it is written the way Seal writes it.
func (s signature) claimed() time.Time {
	t, err := time.Parse(timeLayout, s.words("M"))
	if err != nil {
		return time.Time{}
	}
	return t.UTC()
}

// certifies says why the signature is not the file's one certification that
// forbids every change, or nothing.
func (f *file) certifies(s signature) (string, error) {
	catalog, err := f.dictOf(f.trailer.value("Root"))
	if err != nil {
		return "", err
	}
	perms, err := f.dictOf(catalog.value("Perms"))
	if err != nil {
		return "", err
	}
	at, is := perms.value("DocMDP").(ref)
	if !is || at.num != s.num {
		return "the catalog does not name it as the certification", nil
	}
	form, err := f.dictOf(catalog.value("AcroForm"))
	if err != nil {
		return "", err
	}
	fields, err := f.arrayOf(form.value("Fields"))
	if err != nil {
		return "", err
	}
	held := 0
	for _, o := range fields {
		field, err := f.dictOf(o)
		if err != nil {
			return "", err
		}
		if field.value("FT") == name("Sig") && field.value("V") == object(at) {
			held++
		}
	}
	if held != 1 {
		return "it does not stand in exactly one signature field", nil
	}
	if s.dict.value("Type") != name("Sig") || s.dict.value("SubFilter") != name("ETSI.CAdES.detached") {
		return "it is not a PAdES signature", nil
	}
	refs, _ := s.dict.value("Reference").(array)
	if len(refs) != 1 {
		return "it does not forbid changes (DocMDP)", nil
	}
	r, _ := refs[0].(*dict)
	params, _ := r.value("TransformParams").(*dict)
	p, _ := integer(params.value("P"))
	if r.value("TransformMethod") != name("DocMDP") || p != 1 {
		return "it does not forbid changes (DocMDP level 1)", nil
	}
	return "", nil
}
