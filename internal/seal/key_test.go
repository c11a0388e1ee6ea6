package seal

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"
)

func TestNewKey(t *testing.T) {
	t.Parallel()
	k := testKey()
	root, cert := k.Root(), k.Certificate()
	if public, is := cert.PublicKey.(*rsa.PublicKey); !is || public.N.BitLen() != 3072 {
		t.Errorf("seal key is %T", cert.PublicKey)
	}
	if !root.IsCA || cert.IsCA || root.MaxPathLen != 0 {
		t.Error("wrong basic constraints")
	}
	if cert.KeyUsage != x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment || root.KeyUsage&x509.KeyUsageDigitalSignature != 0 {
		t.Error("wrong key usage")
	}
	if want := sealTime.AddDate(3, 0, 0); !cert.NotAfter.Equal(want) {
		t.Errorf("seal certificate ends %s, want %s", cert.NotAfter, want)
	}
	if !root.NotAfter.After(cert.NotAfter) {
		t.Error("the root ends before its certificate")
	}
	pool := x509.NewCertPool()
	pool.AddCert(root)
	if _, err := cert.Verify(x509.VerifyOptions{Roots: pool, CurrentTime: sealTime, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err != nil {
		t.Error(err)
	}
	parsed, err := ParseRoots(k.RootPEM())
	if err != nil || len(parsed) != 1 || Fingerprint(parsed[0]) != k.Fingerprint() || len(k.Fingerprint()) != 64 {
		t.Errorf("root file: %v", err)
	}
	if _, err := ParseRoots([]byte("nothing")); err == nil {
		t.Error("a root file without certificate is taken")
	}
}

func TestNewKeyNames(t *testing.T) {
	t.Parallel()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for title, ok := range map[string]bool{"": false, "  ": false, strings.Repeat("ü", 50): true, strings.Repeat("x", 51): false} {
		if _, err := NewKeyFrom(sealTime, title, key, key); (err == nil) != ok {
			t.Errorf("name %q: %v", title, err)
		}
	}
}

func TestMarshalKey(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc")
	master, other := bytes.Repeat([]byte{1}, 32), bytes.Repeat([]byte{2}, 32)
	data, err := k.Marshal(master)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseKey(data, master)
	if err != nil {
		t.Fatal(err)
	}
	if r := Verify(mustSeal(t, classicPDF(true), again, claim), trustIn(k)); r.Verdict != Authentic {
		t.Errorf("sealed with the stored key: %s", r.Sentence)
	}
	if _, err := ParseKey(data, other); !errors.Is(err, ErrMaster) {
		t.Errorf("wrong master key: %v", err)
	}
	if _, err := k.Marshal(master[:31]); err == nil {
		t.Error("a short master key is taken")
	}
	if twice, _ := k.Marshal(master); bytes.Equal(data, twice) {
		t.Error("wrapped twice alike")
	}
	raw, err := x509.MarshalPKCS8PrivateKey(k.sealKey)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, raw[40:60]) {
		t.Error("the private key stands in the clear")
	}
	// Spaces and line ends of PEM carry nothing; a change elsewhere is refused,
	// or harmless as in the letters of an unknown header.
	for at := range data {
		damaged := bytes.Clone(data)
		damaged[at] ^= 1
		if got, err := ParseKey(damaged, master); err == nil && !bytes.Equal(got.cert.Raw, k.cert.Raw) {
			t.Errorf("byte %d: another key came out", at)
		}
	}
	for _, cut := range []int{0, 10, 100, len(data) / 2, len(data) - 2} {
		if _, err := ParseKey(data[:cut], master); err == nil {
			t.Errorf("cut at %d is taken", cut)
		}
	}
}

func TestRenew(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc")
	later := sealTime.AddDate(2, 10, 0)
	next, err := k.Renew(later)
	if err != nil {
		t.Fatal(err)
	}
	if next.Fingerprint() != k.Fingerprint() || bytes.Equal(next.cert.Raw, k.cert.Raw) {
		t.Error("renewing must keep the root and change the certificate")
	}
	c := claim
	c.At = later.AddDate(1, 0, 0)
	if _, err := Seal(classicPDF(true), k, c); err == nil {
		t.Error("sealed with an ended certificate")
	}
	for _, sealed := range [][]byte{mustSeal(t, classicPDF(true), k, claim), mustSeal(t, classicPDF(true), next, c)} {
		if r := Verify(sealed, Trust{Roots: roots(k), Now: later.AddDate(5, 0, 0).Add(time.Hour)}); r.Verdict != Authentic {
			t.Error(r.Sentence)
		}
	}
}
