package seal

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var remake = flag.Bool("update", false, "make the fixtures again")

var fixtureMaster = bytes.Repeat([]byte("m"), 32)

// fixtureKey is the same in every process, which fuzzing needs. It seals
// nothing but test files.
func fixtureKey(t testing.TB) *Key {
	t.Helper()
	data, err := os.ReadFile("testdata/test.key")
	if err != nil {
		t.Fatal(err)
	}
	k, err := ParseKey(data, fixtureMaster)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// TestFixtures holds that keys stored and files sealed by earlier builds stay
// good. Making them again breaks that promise: only for a new format.
func TestFixtures(t *testing.T) {
	if *remake {
		k := quickKey(t, sealTime, "Demarc test fixture")
		data, err := k.Marshal(fixtureMaster)
		if err != nil {
			t.Fatal(err)
		}
		put(t, "testdata", "test.key", data)
		put(t, "testdata", "sealed.pdf", mustSeal(t, packedPDF(true), k, claim))
	}
	k := fixtureKey(t)
	sealed, err := os.ReadFile("testdata/sealed.pdf")
	if err != nil {
		t.Fatal(err)
	}
	if r := Verify(sealed, trustIn(k)); r.Verdict != Authentic {
		t.Errorf("%+v", r)
	}
	f, err := openFile(sealed)
	if err != nil {
		t.Fatal(err)
	}
	prev, _ := integer(f.trailer.value("Prev"))
	base := sealed[:prev+bytes.Index(sealed[prev:], []byte("%%EOF\n"))+len("%%EOF\n")]
	// That build left the most room there was then.
	opened, err := openFile(base)
	if err != nil {
		t.Fatal(err)
	}
	c := claim
	c.Name = k.cert.Subject.CommonName
	again, err := sealInto(rooms[2], opened, k, c, c.At, nil)
	if err != nil || !bytes.Equal(again, sealed) {
		t.Errorf("sealing the same file again gives other bytes than an earlier build gave: %v", err)
	}
}
