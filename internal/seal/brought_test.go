package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"io"
	"math/big"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"demarc/internal/seal/sealtest"
)

// bought is a chain as an authority sells it: root, issuing authority, and a certificate.
func bought(t *testing.T, edit func(leaf *x509.Certificate)) (chain []*x509.Certificate, key *ecdsa.PrivateKey) {
	t.Helper()
	var keys [3]*ecdsa.PrivateKey
	for i := range keys {
		var err error
		if keys[i], err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "Northgate IT LLC"}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
		NotBefore:   sealTime.AddDate(0, -1, 0), NotAfter: sealTime.AddDate(1, 0, 0), BasicConstraintsValid: true,
	}
	if edit != nil {
		edit(leaf)
	}
	authority := func(n int64, name string) *x509.Certificate {
		return &x509.Certificate{
			SerialNumber: big.NewInt(n), Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
			NotBefore: sealTime.AddDate(-5, 0, 0), NotAfter: sealTime.AddDate(5, 0, 0), BasicConstraintsValid: true, IsCA: true,
		}
	}
	parent, parentKey := authority(1, "Example Root"), keys[0]
	for i, c := range []*x509.Certificate{parent, authority(2, "Example Issuing Authority"), leaf} {
		raw, err := x509.CreateCertificate(rand.Reader, c, parent, keys[i].Public(), parentKey)
		if err != nil {
			t.Fatal(err)
		}
		if parent, err = x509.ParseCertificate(raw); err != nil {
			t.Fatal(err)
		}
		parentKey = keys[i]
		chain = append([]*x509.Certificate{parent}, chain...)
	}
	return chain, keys[2]
}

// hardware is a key that only signs, as a module or a key service does.
type hardware struct{ crypto.Signer }

func (h hardware) Sign(_ io.Reader, digest []byte, opts crypto.SignerOpts) ([]byte, error) {
	return h.Signer.Sign(rand.Reader, digest, opts)
}

func TestFromPKCS12(t *testing.T) {
	t.Parallel()
	chain, key := bought(t, nil)
	data, err := pkcs12.Modern.Encode(key, chain[0], chain[1:], "secret")
	if err != nil {
		t.Fatal(err)
	}
	k, err := FromPKCS12(data, "secret", sealTime)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := FromPKCS12(data, "other", sealTime); err == nil || !strings.Contains(err.Error(), "password") {
		t.Errorf("another password: %v", err)
	}
	if _, err := FromPKCS12(data[:100], "secret", sealTime); err == nil {
		t.Error("half a file is taken")
	}
	if k.Own() || len(k.Chain()) != 3 || k.Fingerprint() != Fingerprint(chain[2]) {
		t.Errorf("chain %v", k.Chain())
	}
	if _, err := k.Renew(sealTime); !errors.Is(err, ErrNotOurs) {
		t.Errorf("renewed: %v", err)
	}
	master := bytes.Repeat([]byte{3}, 32)
	wrapped, err := k.Marshal(master)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(wrapped, master)
	if err != nil {
		t.Fatal(err)
	}
	for title, k := range map[string]*Key{"as read": k, "as stored": again} {
		sealed := mustSeal(t, packedPDF(true), k, claim)
		if r := Verify(sealed, trustIn(k)); r.Verdict != Authentic || r.SealedBy != "Northgate IT LLC" {
			t.Errorf("%s: %+v", title, r)
		}
		// The authority between proves nothing by itself, and neither does another root.
		for _, root := range []*x509.Certificate{chain[1], chain[0]} {
			if r := Verify(sealed, Trust{Roots: []*x509.Certificate{root}}); r.Verdict != ForeignSeal {
				t.Errorf("%s under %s: %s", title, root.Subject, r.Verdict)
			}
		}
		for _, said := range sealtest.Judge(t, sealed, k.RootPEM()) {
			t.Error(said)
		}
	}
}

func TestExternal(t *testing.T) {
	t.Parallel()
	chain, key := bought(t, nil)
	k, err := External([]*x509.Certificate{chain[0], chain[2], chain[1]}, hardware{key}, sealTime)
	if err != nil {
		t.Fatal(err)
	}
	if r := Verify(mustSeal(t, classicPDF(true), k, claim), trustIn(k)); r.Verdict != Authentic {
		t.Error(r.Sentence)
	}
	if _, err := k.Marshal(bytes.Repeat([]byte{3}, 32)); err == nil {
		t.Error("a key that stays elsewhere was stored")
	}
}

// What could not seal from now on is refused with the reason before it is used.
func TestBroughtIsRefused(t *testing.T) {
	t.Parallel()
	_, other := bought(t, nil)
	for title, tt := range map[string]struct {
		edit func(*x509.Certificate)
		keep func([]*x509.Certificate) []*x509.Certificate
		key  crypto.Signer
		at   time.Time
		want string
	}{
		"ended":           {at: sealTime.AddDate(2, 0, 0), want: "expired"},
		"not yet":         {at: sealTime.AddDate(0, -2, 0), want: "not yet valid"},
		"another key":     {key: other, want: "does not belong"},
		"for encryption":  {edit: func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, want: "not for signing"},
		"an authority":    {edit: func(c *x509.Certificate) { c.IsCA = true }, want: "not for signing"},
		"no chain":        {keep: func(c []*x509.Certificate) []*x509.Certificate { return c[:1] }, want: "missing"},
		"no root":         {keep: func(c []*x509.Certificate) []*x509.Certificate { return c[:2] }, want: `"CN=Example Root" is missing`},
		"nothing":         {keep: func([]*x509.Certificate) []*x509.Certificate { return nil }, want: "no certificate"},
		"no link between": {keep: func(c []*x509.Certificate) []*x509.Certificate { return []*x509.Certificate{c[0], c[2]} }, want: "missing"},
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			chain, key := bought(t, tt.edit)
			signer := crypto.Signer(key)
			if tt.key != nil {
				signer = tt.key
			}
			if tt.keep != nil {
				chain = tt.keep(chain)
			}
			at := tt.at
			if at.IsZero() {
				at = sealTime
			}
			if _, err := External(chain, signer, at); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want %q", err, tt.want)
			}
		})
	}
}
