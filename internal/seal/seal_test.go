package seal

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"strings"
	"testing"
	"time"
)

// samples are the four shapes of input: both kinds of cross-reference, with and
// without a reserved field.
func samples() map[string][]byte {
	return map[string][]byte{
		"classic":            classicPDF(false),
		"classic with field": classicPDF(true),
		"packed":             packedPDF(false),
		"packed with field":  packedPDF(true),
	}
}

func TestSeal(t *testing.T) {
	t.Parallel()
	for title, pdf := range samples() {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			if r := Verify(pdf, trustIn(testKey())); r.Verdict != NotSealed {
				t.Fatalf("before sealing: %s: %s", r.Verdict, r.Sentence)
			}
			out := mustSeal(t, pdf, testKey(), claim)
			if !bytes.HasPrefix(out, pdf) {
				t.Error("the input is not a prefix of the output")
			}
			if !bytes.Equal(out, mustSeal(t, pdf, testKey(), claim)) {
				t.Error("sealing twice gives different bytes")
			}
			r := Verify(out, trustIn(testKey()))
			if r.Verdict != Authentic {
				t.Fatalf("%s: %s %+v", r.Verdict, r.Sentence, r.Checks)
			}
			if want := "Authentic: sealed by Demarc at example.org on 22 November 2026 at 07:13:05 UTC and unchanged since."; r.Sentence != want {
				t.Errorf("sentence %q, want %q", r.Sentence, want)
			}
			if r.Reason != claim.Reason || r.Fingerprint != testKey().Fingerprint() || !r.SealedAt.Equal(sealTime) || r.Level != "PAdES B-B" {
				t.Errorf("report %+v", r)
			}
			if _, err := Seal(out, testKey(), claim); !errors.Is(err, ErrSigned) {
				t.Errorf("sealing a sealed file: %v", err)
			}
			data, err := Attachment(out, "agreement.json")
			if err != nil || string(data) != `{"agreement":"NG-2026-0117"}` {
				t.Errorf("attachment %q, %v", data, err)
			}
			if _, err := Attachment(out, "other.json"); !errors.Is(err, ErrNoAttachment) {
				t.Errorf("missing attachment: %v", err)
			}
			f, err := openFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if before, _ := openFile(pdf); f.byStream != before.byStream {
				t.Error("the update mixes cross-reference kinds")
			}
		})
	}
}

func TestSealRefuses(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc")
	for title, c := range map[string]struct {
		pdf  []byte
		at   time.Time
		want string
	}{
		"not a pdf":          {[]byte("hello"), sealTime, "not a pdf"},
		"before certificate": {classicPDF(true), sealTime.AddDate(0, 0, -1), "seal certificate is valid from"},
		"after certificate":  {classicPDF(true), sealTime.AddDate(4, 0, 0), "seal certificate is valid from"},
		"no time":            {classicPDF(true), time.Time{}, "seal certificate is valid from"},
		"encrypted":          {bytes.Replace(classicPDF(true), []byte("/Root 1 0 R"), []byte("/Root 1 0 R /Encrypt 9 0 R"), 1), sealTime, "encrypted"},
		"has permissions":    {replaced(t, classicPDF(true), "/Type /Catalog", "/Perms << >>  "), sealTime, "/Perms"},
		"too large":          {append(classicPDF(true), make([]byte, maxFile)...), sealTime, "larger"},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			cl := claim
			cl.At = c.at
			_, err := Seal(c.pdf, k, cl)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q", err, c.want)
			}
		})
	}
}

func TestSealOutgrowsReserve(t *testing.T) {
	t.Parallel()
	own := quickKey(t, sealTime, "Demarc")
	k := reissued(t, own, &x509.Certificate{
		Subject: pkix.Name{CommonName: strings.Repeat("x", plainRooms[len(plainRooms)-1])}, KeyUsage: x509.KeyUsageDigitalSignature,
		NotBefore: sealTime, NotAfter: sealTime.AddDate(1, 0, 0),
	})
	if _, err := Seal(classicPDF(true), k, claim); err == nil || !strings.Contains(err.Error(), "reserved") {
		t.Errorf("a signature larger than its room: %v", err)
	}
}

// Every room that a seal may have is a form of ours, and the least is taken.
func TestRooms(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, strings.Repeat("ß", 50))
	claim := claim
	claim.Name = "Demarc"
	f, err := openFile(classicPDF(true))
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range plainRooms {
		sealed, err := sealInto(room, f, k, claim, sealTime, nil)
		if err != nil {
			t.Fatal(err)
		}
		if r := Verify(sealed, trustIn(k)); r.Verdict != Authentic {
			t.Errorf("in %d bytes: %s", room, r.Sentence)
		}
		if room == rooms[0] && !bytes.Equal(sealed, mustSeal(t, classicPDF(true), k, claim)) {
			t.Error("the least room is not taken")
		}
	}
	if _, err := sealInto(512, f, k, claim, sealTime, nil); !errors.Is(err, errRoom) {
		t.Errorf("too small a room: %v", err)
	}
}

func TestClaimText(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc bei Müller & Söhne")
	c := Claim{Name: "Đặng Thị Hồng (MSP)", Reason: `back\slash (and) ) parens`, Location: "Łódź 🗺", At: sealTime}
	r := Verify(mustSeal(t, packedPDF(true), k, c), trustIn(k))
	if r.Verdict != Authentic || r.Name != c.Name || r.Reason != c.Reason || r.Location != c.Location {
		t.Fatalf("%+v", r)
	}
	if r.SealedBy != "Demarc bei Müller & Söhne" {
		t.Errorf("sealed by %q", r.SealedBy)
	}
}
