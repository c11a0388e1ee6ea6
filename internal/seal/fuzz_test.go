package seal

import (
	"bytes"
	"encoding/hex"
	"reflect"
	"slices"
	"testing"

	"demarc/internal/seal/sealtest"
)

// FuzzVerify feeds whole files: nothing but the sealed file itself is
// authentic, and nothing panics.
func FuzzVerify(f *testing.F) {
	k := fixtureKey(f)
	genuine := map[string]bool{}
	for _, pdf := range samples() {
		sealed := mustSeal(f, pdf, k, claim)
		genuine[string(sealed)] = true
		f.Add(pdf)
		f.Add(sealed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := Verify(data, trustIn(k))
		if r.Verdict == Authentic && !genuine[string(data)] {
			t.Errorf("authentic: %+v", r)
		}
		if r.Sentence == "" {
			t.Error("no sentence")
		}
		_, _ = Attachment(data, "agreement.json")
	})
}

// FuzzSeal feeds unsealed files: what can be sealed at all verifies, which Seal
// itself insists on.
func FuzzSeal(f *testing.F) {
	k := fixtureKey(f)
	for _, pdf := range samples() {
		f.Add(pdf)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := Seal(data, k, claim)
		if err == nil && !bytes.HasPrefix(out, data) {
			t.Error("the input is not a prefix")
		}
	})
}

// FuzzCMS feeds signature data into a sealed file.
func FuzzCMS(f *testing.F) {
	k := fixtureKey(f)
	sealed := mustSeal(f, classicPDF(true), k, claim)
	at := bytes.LastIndex(sealed, []byte("/Contents <")) + len("/Contents <")
	raw := unhex(sealed[at : at+2*rooms[0]])
	rest := der(raw)
	_, cms, err := rest.take(tagSequence)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(cms)
	f.Fuzz(func(t *testing.T, data []byte) {
		if e, err := readCMS(data); err == nil {
			_ = e.checkSignature()
			e.ownForm()
		}
		if len(data) > rooms[0] {
			return
		}
		file := bytes.Clone(sealed)
		copy(file[at:], bytes.Repeat([]byte{'0'}, 2*rooms[0]))
		hex.Encode(file[at:], data)
		if r := Verify(file, trustIn(k)); r.Verdict == Authentic && !bytes.Equal(file, sealed) {
			t.Errorf("authentic: %x", data)
		}
	})
}

// FuzzToken feeds time-stamp tokens and answers of authorities: what is kept is in the
// one form, and nothing panics.
func FuzzToken(f *testing.F) {
	a := outside(f, sealtest.Good)
	token, err := a.Stamp(f.Context(), [32]byte{1}, sealTime)
	if err != nil {
		f.Fatal(err)
	}
	query, err := a.query([32]byte{1}, []byte{0x41})
	if err != nil {
		f.Fatal(err)
	}
	answer, err := a.Do(f.Context(), "", query)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token.raw)
	f.Add(answer)
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := keptToken(data); err == nil {
			if again, err := got.form(got.chain); err != nil || !bytes.Equal(again, data) {
				t.Errorf("kept in another form: %x", data)
			}
			_, _ = got.leadsTo(a.Roots)
		}
		if got, err := a.token(data, [32]byte{1}, []byte{0x41}); err == nil && got.Time.IsZero() {
			t.Error("a token without a time")
		}
	})
}

// FuzzRevisions feeds what follows a seal: if the file is still called authentic, what a
// reader sees of it is what was sealed.
func FuzzRevisions(f *testing.F) {
	k := fixtureKey(f)
	a := outside(f, sealtest.Good)
	sealed := mustSeal(f, classicPDF(true), k, claim)
	stamped, err := AddTime(sealed, a.stamper(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stamped[len(sealed):])
	f.Add(augmented(f, stamped, k, a)[len(sealed):])
	stored, err := AddValidation(sealed, k.Chain(), nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(stored[len(sealed):])
	shown := func(t *testing.T, pdf []byte) (content []byte, kids object) {
		file, err := openFile(pdf)
		if err != nil {
			t.Fatal(err)
		}
		o, err := file.resolve(ref{5, 0})
		if err != nil {
			t.Fatal(err)
		}
		pages, err := file.dictOf(ref{2, 0})
		if err != nil {
			t.Fatal(err)
		}
		return o.(*stream).data, pages.value("Kids")
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		whole := append(bytes.Clone(sealed), data...)
		if Verify(whole, trustIn(k)).Verdict != Authentic {
			return
		}
		was, before := shown(t, sealed)
		is, after := shown(t, whole)
		if !bytes.Equal(was, is) || !reflect.DeepEqual(before, after) {
			t.Errorf("authentic with another text: %q", is)
		}
		data, err := Attachment(whole, "agreement.json")
		if err != nil || string(data) != `{"agreement":"NG-2026-0117"}` {
			t.Errorf("authentic with another attachment: %q, %v", data, err)
		}
	})
}

// FuzzObject feeds the object reader: what it reads, written again, reads the
// same.
func FuzzObject(f *testing.F) {
	for _, s := range sampleObjects(true) {
		f.Add([]byte(s))
	}
	f.Add([]byte(`[(a\(b\)\053\n) <48 69> -1.5 +3 .5 true null 12 0 R /A#20B << /C [ ] >> ] % end`))
	f.Fuzz(func(t *testing.T, data []byte) {
		read := func(b []byte) (object, error) {
			work := 1 << 24
			return (&lexer{buf: b, work: &work}).object()
		}
		o, err := read(data)
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		write(&once, o)
		again, err := read(once.Bytes())
		if err != nil {
			t.Fatalf("%q does not read again: %v", once.Bytes(), err)
		}
		write(&twice, again)
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("%q became %q", once.Bytes(), twice.Bytes())
		}
	})
}

// FuzzUnsteady feeds the search through files of others: it ends, and finds the same twice
// though it goes through maps.
func FuzzUnsteady(f *testing.F) {
	for _, pdf := range samples() {
		f.Add(pdf)
	}
	f.Add([]byte("%PDF-1.7\n<< /S /JavaScript /JS (x) >>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		found, err := Unsteady(data)
		again, err2 := Unsteady(data)
		if !slices.Equal(found, again) || (err == nil) != (err2 == nil) {
			t.Errorf("%q, then %q", found, again)
		}
	})
}
