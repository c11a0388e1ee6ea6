package seal

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"demarc/internal/seal/sealtest"
)

const otherText = "BT /F1 12 Tf 72 720 Td (The MSP owns server patching, 9000 USD a month.) Tj ET"

func textStream(text string) *stream {
	return &stream{&dict{[]entry{{"Length", number(fmt.Sprint(len(text)))}}}, []byte(text)}
}

func rootOf(t *testing.T, u *update) (ref, *dict) {
	t.Helper()
	at := u.file.trailer.value("Root").(ref)
	d, err := u.file.dictOf(at)
	if err != nil {
		t.Fatal(err)
	}
	return at, d
}

// relinked appends cross-reference data and a trailer, and no object: what was hidden in
// the signed part is shown instead of what stood there.
func relinked(t *testing.T, pdf []byte, edit func(f *file, offsets map[ref]int)) []byte {
	t.Helper()
	f, err := openFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	offsets := map[ref]int{}
	edit(f, offsets)
	u, b := newUpdate(f), bytes.NewBuffer(bytes.Clone(pdf))
	if f.byStream {
		u.writeXrefStream(b, offsets, nil)
	} else {
		u.writeXrefTable(b, offsets, nil)
	}
	return b.Bytes()
}

// packedUpdate appends an object stream with objects, and the cross-reference stream that
// leads to it.
func packedUpdate(t *testing.T, pdf []byte, objects map[ref]object) []byte {
	t.Helper()
	f, err := openFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	u := newUpdate(f)
	var head, body bytes.Buffer
	var rows []byte
	var index strings.Builder
	container, self, nth := u.next, u.next+1, 0
	for _, r := range slices.SortedFunc(keysOf(objects), compareRefs) {
		fmt.Fprintf(&head, "%d %d ", r.num, body.Len())
		write(&body, objects[r])
		body.WriteByte(' ')
		rows = append(rows, 2, 0, 0, byte(container>>8), byte(container), 0, byte(nth))
		fmt.Fprintf(&index, "%d 1 ", r.num)
		nth++
	}
	b := bytes.NewBuffer(bytes.Clone(pdf))
	put := func(n, at int) {
		rows = append(rows, 1, byte(at>>24), byte(at>>16), byte(at>>8), byte(at), 0, 0)
		fmt.Fprintf(&index, "%d 1 ", n)
	}
	put(container, b.Len())
	fmt.Fprintf(b, "%d 0 obj\n%s\nendobj\n", container, deflated(fmt.Sprintf("<< /Type /ObjStm /N %d /First %d", nth, head.Len()), head.String()+body.String()))
	start := b.Len()
	put(self, start)
	fmt.Fprintf(b, "%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [%s] /Root 1 0 R /Prev %d /Length %d >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		self, self+1, index.String(), f.startxref, len(rows), rows, start)
	return b.Bytes()
}

func keysOf(objects map[ref]object) func(func(ref) bool) {
	return func(yield func(ref) bool) {
		for r := range objects {
			if !yield(r) {
				return
			}
		}
	}
}

// shadows are documents that were prepared before they were sealed, to be turned into
// others by as little as can be added afterwards (Mainka and others, "Shadow attacks",
// 2021), and what else was found against readers of signed PDFs.
func shadows(t *testing.T, base []byte, own *Key) []attack {
	// prepared carries what is to be shown later: a text, a page tree and a catalog that
	// nothing leads to, and a note and a form field that hide or show something.
	var hidden, pages, catalog, field ref
	old, err := openFile(base)
	if err != nil {
		t.Fatal(err)
	}
	content, err := old.resolve(ref{5, 0})
	if err != nil {
		t.Fatal(err)
	}
	// An earlier state of the page, before anybody sealed, had the other text.
	once := appended(t, base, func(u *update) { u.objects[ref{5, 0}] = textStream(otherText) })
	stale, err := openFile(once)
	if err != nil {
		t.Fatal(err)
	}
	prepared := appended(t, once, func(u *update) {
		u.objects[ref{5, 0}] = content
		hidden = u.add(textStream(otherText))
		page := u.add(nil)
		pages = u.add(&dict{[]entry{{"Type", name("Pages")}, {"Kids", array{page}}, {"Count", number("1")}}})
		leaf, _ := u.file.dictOf(ref{3, 0})
		u.objects[page] = leaf.with("Contents", hidden).with("Parent", pages)
		at, d := rootOf(t, u)
		catalog = u.add(d.with("Pages", pages))
		field = u.add(&dict{[]entry{
			{"Type", name("Annot")},
			{"Subtype", name("Widget")},
			{"FT", name("Tx")},
			{"T", literal("Fee")},
			{"V", literal("1000")},
			{"Rect", array{number("0"), number("0"), number("0"), number("0")}},
			{"P", ref{3, 0}},
		}})
		u.objects[ref{3, 0}] = leaf.with("Annots", array{ref{8, 0}, field})
		form, _ := u.file.dictOf(d.value("AcroForm"))
		u.objects[at] = d.with("AcroForm", form.with("Fields", array{ref{8, 0}, field}))
	})
	sealed := mustSeal(t, prepared, own, claim)
	plain := func(edit func(u *update)) []byte { return appended(t, sealed, edit) }
	inCatalog := func(key name, o object) []byte {
		return plain(func(u *update) {
			at, d := rootOf(t, u)
			u.objects[at] = d.with(key, o)
		})
	}
	script := &dict{[]entry{{"S", name("JavaScript")}, {"JS", literal("this.getField('Fee').value = '9000'")}}}
	sig := func(u *update) (ref, *dict) {
		seal, _ := u.file.dictOf(ref{8, 0})
		at := seal.value("V").(ref)
		d, _ := u.file.dictOf(at)
		return at, d
	}
	inSeal := func(key name, o object) []byte {
		return plain(func(u *update) {
			at, d := sig(u)
			u.objects[at] = d.with(key, o)
		})
	}
	first := bytes.Index(base, []byte("startxref\n"))
	before := string(base[first:])
	gap := contentsOf(t, sealed)
	room := bytes.Clone(sealed)
	copy(room[gap.to-300:], fmt.Sprintf(">>endobj 5 0 obj<</Length %d>>stream\n%s\nendstream endobj 99 0 obj<<", len(otherText), otherText))
	leftOut := relinked(t, sealed, func(f *file, offsets map[ref]int) {
		offsets[ref{5, 0}] = stale.xref[5].offset
		f.startxref = startOf(t, base)
	})
	return []attack{
		{title: "prepared for a shadow attack, not yet touched", want: Authentic, pdf: sealed},
		{title: "shadow: hidden text by cross-reference alone", want: Altered, shows: "9000", pdf: relinked(t, sealed, func(_ *file, offsets map[ref]int) {
			offsets[ref{5, 0}] = stale.xref[5].offset
		})},
		{title: "shadow: hidden page tree by cross-reference alone", want: Altered, pdf: relinked(t, sealed, func(f *file, offsets map[ref]int) {
			offsets[ref{2, 0}] = f.xref[pages.num].offset
		})},
		{title: "shadow: hidden catalog by trailer alone", want: Altered, shows: "9000", pdf: relinked(t, sealed, func(f *file, _ map[ref]int) {
			f.trailer = f.trailer.with("Root", catalog)
		})},
		{title: "shadow: hidden text shown by the page", want: Altered, shows: "9000", pdf: plain(func(u *update) {
			leaf, _ := u.file.dictOf(ref{3, 0})
			u.objects[ref{3, 0}] = leaf.with("Contents", hidden)
		})},
		{title: "shadow: another font under the same text", want: Altered, pdf: plain(func(u *update) {
			u.objects[ref{4, 0}] = &dict{[]entry{
				{"Type", name("Font")},
				{"Subtype", name("Type1")},
				{"BaseFont", name("Helvetica")},
				{"Encoding", &dict{[]entry{{"Differences", array{number("49"), name("nine")}}}}},
			}}
		})},
		{title: "shadow: value of a form field", want: Altered, pdf: plain(func(u *update) {
			d, _ := u.file.dictOf(field)
			u.objects[field] = d.with("V", literal("9000"))
		})},
		{title: "shadow: note that covers taken away", want: Altered, pdf: plain(func(u *update) {
			leaf, _ := u.file.dictOf(ref{3, 0})
			u.objects[ref{3, 0}] = leaf.with("Annots", array{ref{8, 0}})
		})},
		{title: "page text in an object stream", want: Altered, shows: "9000", pdf: packedUpdate(t, sealed, map[ref]object{{3, 0}: func() object {
			f, _ := openFile(sealed)
			leaf, _ := f.dictOf(ref{3, 0})
			return leaf.with("Contents", hidden)
		}()})},
		{title: "catalog in an object stream", want: Altered, shows: "9000", pdf: packedUpdate(t, sealed, map[ref]object{{1, 0}: func() object {
			f, _ := openFile(sealed)
			d, _ := f.dictOf(ref{1, 0})
			return d.with("Pages", pages)
		}()})},
		{title: "seal left out of the chain of revisions", want: Altered, shows: "9000", pdf: leftOut},
		{title: "last word points before the seal", want: Altered, pdf: append(bytes.Clone(sealed), before...)},
		{title: "two kilobytes of comment behind", want: Altered, pdf: append(bytes.Clone(sealed), "%"+strings.Repeat("x", 2000)+"\n%%EOF\n"...)},
		{title: "an archive behind", want: Altered, pdf: append(bytes.Clone(sealed), "PK\x05\x06"+strings.Repeat("\x00", 18)...)},
		{title: "line ends rewritten", want: Altered, pdf: bytes.ReplaceAll(sealed, []byte("\n"), []byte("\r\n"))},
		{title: "spaces in front", want: Altered, pdf: append([]byte("   \n"), sealed...)},
		{title: "script run when opened", want: Altered, pdf: inCatalog("OpenAction", script)},
		{title: "script among the names", want: Altered, pdf: inCatalog("AA", &dict{[]entry{{"WC", script}}})},
		{title: "appearances to be made anew", want: Altered, pdf: plain(func(u *update) {
			at, d := rootOf(t, u)
			form, _ := u.file.dictOf(d.value("AcroForm"))
			u.objects[at] = d.with("AcroForm", form.with("NeedAppearances", keyword("true")))
		})},
		{title: "a link to elsewhere", want: Altered, pdf: plain(func(u *update) {
			link := u.add(&dict{[]entry{{"Type", name("Annot")}, {"Subtype", name("Link")}, {"A", &dict{[]entry{{"S", name("URI")}, {"URI", literal("https://else.example")}}}}}})
			leaf, _ := u.file.dictOf(ref{3, 0})
			u.objects[ref{3, 0}] = leaf.with("Annots", array{ref{8, 0}, field, link})
		})},
		{title: "other metadata", want: Altered, pdf: inCatalog("Metadata", keyword("null"))},
		{title: "a later version of the format", want: Altered, pdf: inCatalog("Version", name("2.0"))},
		{title: "encrypted by the trailer", want: Altered, pdf: relinked(t, sealed, func(f *file, _ map[ref]int) {
			f.trailer = f.trailer.with("ID", array{&dict{}, &dict{}})
		})},
		{title: "seal without contents", want: Altered, pdf: inSeal("Contents", keyword("null"))},
		{title: "seal with empty contents", want: Altered, pdf: inSeal("Contents", text{raw: []byte("<>")})},
		{title: "seal with contents of one zero", want: Altered, pdf: inSeal("Contents", text{raw: []byte("<00>")})},
		{title: "seal without byte range", want: Altered, pdf: inSeal("ByteRange", keyword("null"))},
		{title: "seal with an empty byte range", want: Altered, pdf: inSeal("ByteRange", array{})},
		{title: "seal with a range of all", want: Altered, pdf: inSeal("ByteRange", array{number("0"), number(fmt.Sprint(len(sealed))), number("0"), number("0")})},
		{title: "seal of another kind, redefined", want: Altered, pdf: inSeal("SubFilter", name("adbe.pkcs7.sha1"))},
		{title: "text put into the room of the seal", want: Altered, pdf: room},
		{title: "text put between seal and end", want: Altered, pdf: slices.Concat(sealed[:gap.to], []byte("\n% 9000 USD\n"), sealed[gap.to:])},
		{title: "seal written twice", want: Altered, pdf: slices.Concat(sealed[:gap.to], sealed[gap.from:gap.to], sealed[gap.to:])},
		{title: "the revision of the seal twice", want: Altered, pdf: append(bytes.Clone(sealed), sealed[len(prepared):]...)},
	}
}

func startOf(t *testing.T, pdf []byte) int {
	t.Helper()
	f, err := openFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	return f.startxref
}

// smuggled are pieces of a PDF inside data that may be added, for a program that mends
// broken files by looking for objects: a list of revoked certificates may carry anything.
func smuggled(t *testing.T, base []byte, own *Key) []attack {
	a := sealtest.New(t, sealtest.Good, nowAfterSeal)
	stranger := Authority{Name: "Example Time", URL: "http://time.example.org", Policy: sealtest.Policy, Roots: a.Roots, Do: a.Do, Fetch: a.Fetch}
	sealed := mustSeal(t, base, own, claim)
	stamped, err := AddTime(sealed, stranger.stamper(t))
	if err != nil {
		t.Fatal(err)
	}
	with := func(carried string) []byte {
		f, err := openFile(stamped)
		if err != nil {
			t.Fatal(err)
		}
		var certs [][]byte
		for _, c := range fileChains(stamped)[1] {
			certs = append(certs, c.Raw)
		}
		out, err := f.stored(certs, [][]byte{a.List(t, []byte(carried))})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	page := fmt.Sprintf("\nendstream\nendobj\n5 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(otherText), otherText)
	end := fmt.Sprintf("\nstartxref\n%d\n%%%%EOF\n", startOf(t, base))
	if _, err := AddValidation(stamped, fileChains(stamped)[1], [][]byte{a.List(t, []byte(page))}); err == nil {
		t.Error("a list that carries a page is written into a file")
	}
	trust := Trust{Roots: roots(own)}
	return []attack{
		{title: "a list of revoked certificates with a word in it", want: Authentic, trust: trust, pdf: with("a note of the authority")},
		{title: "a list of revoked certificates that carries a page", want: Altered, trust: trust, pdf: with(page)},
		{title: "a list of revoked certificates that ends the file", want: Altered, trust: trust, pdf: with(end)},
	}
}

// TestCopies are what other programs make of a sealed file when they save it: none of
// them is the file that was sealed, whatever a viewer says of its text.
func TestCopies(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc at example.org")
	for title, base := range map[string][]byte{"classic": classicPDF(true), "packed": packedPDF(true)} {
		sealed := mustSeal(t, base, k, claim)
		dir := t.TempDir()
		from := put(t, dir, "sealed.pdf", sealed)
		to := filepath.Join(dir, "copy.pdf")
		for _, c := range [][]string{
			{"qpdf", "--linearize", from, to},
			{"qpdf", "--object-streams=generate", from, to},
			{"qpdf", "--object-streams=disable", "--stream-data=uncompress", from, to},
			{"qpdf", "--qdf", from, to},
			{"pdftocairo", "-pdf", from, to},
			{"gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=pdfwrite", "-sOutputFile=" + to, from},
		} {
			t.Run(title+"/"+strings.Join(c[:2], " "), func(t *testing.T) {
				judge(t, c[0], c[1:]...)
				pdf, err := os.ReadFile(to)
				if err != nil {
					t.Fatal(err)
				}
				r := Verify(pdf, Trust{Roots: []*x509.Certificate{k.root}})
				if r.Verdict != Altered && r.Verdict != NotSealed || !strings.Contains(viewed(t, pdf), "1000 USD") {
					t.Errorf("%s: %s", r.Verdict, r.Sentence)
				}
				t.Logf("%s: %s", r.Verdict, r.Sentence)
			})
		}
	}
}

// viewed is the text that poppler shows of a file; empty where it cannot be asked.
func viewed(t *testing.T, pdf []byte) string {
	t.Helper()
	text, _ := sealtest.Text(t, pdf)
	return text
}
