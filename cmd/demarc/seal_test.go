package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	pkcs12 "software.sslmate.com/src/go-pkcs12"

	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// issued is a certificate, which edit may change, under a root.
func issued(t *testing.T, edit func(leaf *x509.Certificate)) (leaf, root *x509.Certificate, key *ecdsa.PrivateKey) {
	t.Helper()
	sign := func(c, parent *x509.Certificate, by *ecdsa.PrivateKey) (*x509.Certificate, *ecdsa.PrivateKey) {
		k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if parent == nil {
			parent, by = c, k
		}
		raw, err := x509.CreateCertificate(rand.Reader, c, parent, k.Public(), by)
		if err != nil {
			t.Fatal(err)
		}
		if c, err = x509.ParseCertificate(raw); err != nil {
			t.Fatal(err)
		}
		return c, k
	}
	now := time.Now()
	root, rootKey := sign(&x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Example Root"}, NotBefore: now.AddDate(-5, 0, 0), NotAfter: now.AddDate(5, 0, 0),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, IsCA: true, BasicConstraintsValid: true,
	}, nil, nil)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Northgate IT LLC"}, NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, BasicConstraintsValid: true,
	}
	if edit != nil {
		edit(template)
	}
	leaf, key = sign(template, root, rootKey)
	return leaf, root, key
}

// brought is a PKCS #12 file with the password "secret".
func brought(t *testing.T, edit func(*x509.Certificate), whole bool) string {
	t.Helper()
	leaf, root, key := issued(t, edit)
	chain := []*x509.Certificate{root}
	if !whole {
		chain = nil
	}
	data, err := pkcs12.Modern.Encode(key, leaf, chain, "secret")
	if err != nil {
		t.Fatal(err)
	}
	return write(t, "seal.p12", data)
}

func pemOf(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

// Wrong settings of the seal and of the time authorities are told before anything is
// started, in one line, with exit 2.
func TestBadSealSettings(t *testing.T) {
	leaf, root, _ := issued(t, nil)
	roots, notRoot := write(t, "roots.pem", pemOf(root)), write(t, "leaf.pem", pemOf(leaf))
	secret, wrong := write(t, "secret", []byte("secret\n")), write(t, "wrong", []byte("guess"))
	good := brought(t, nil, true)
	const authority = "https://time.example.org/tsa"
	for name, tt := range map[string]struct {
		env  map[string]string
		says string
	}{
		"authorities without roots":      {map[string]string{"DEMARC_TSA_URLS": authority}, "belong together"},
		"roots without authorities":      {map[string]string{"DEMARC_TSA_ROOTS": roots}, "belong together"},
		"a policy alone":                 {map[string]string{"DEMARC_TSA_POLICY": "1.2.3"}, "belong together"},
		"a policy that is none":          {map[string]string{"DEMARC_TSA_URLS": authority, "DEMARC_TSA_ROOTS": roots, "DEMARC_TSA_POLICY": "gold"}, "DEMARC_TSA_POLICY"},
		"an authority that is no URL":    {map[string]string{"DEMARC_TSA_URLS": authority + " time.example.org", "DEMARC_TSA_ROOTS": roots}, "DEMARC_TSA_URLS must hold"},
		"an authority by another way":    {map[string]string{"DEMARC_TSA_URLS": "ftp://time.example.org", "DEMARC_TSA_ROOTS": roots}, "DEMARC_TSA_URLS must hold"},
		"no file of roots":               {map[string]string{"DEMARC_TSA_URLS": authority, "DEMARC_TSA_ROOTS": roots + "x"}, "DEMARC_TSA_ROOTS cannot be read"},
		"roots that are none":            {map[string]string{"DEMARC_TSA_URLS": authority, "DEMARC_TSA_ROOTS": secret}, "no certificate"},
		"a root that somebody issued":    {map[string]string{"DEMARC_TSA_URLS": authority, "DEMARC_TSA_ROOTS": notRoot}, "which is no root"},
		"no PKCS #12 file":               {map[string]string{"DEMARC_SEAL_PKCS12": good + "x"}, "cannot be read"},
		"no file of its password":        {map[string]string{"DEMARC_SEAL_PKCS12": good, "DEMARC_SEAL_PKCS12_PASSWORD_FILE": secret + "x"}, "password of the PKCS #12 file cannot be read"},
		"a wrong password":               {map[string]string{"DEMARC_SEAL_PKCS12": good, "DEMARC_SEAL_PKCS12_PASSWORD_FILE": wrong}, "password"},
		"a password that is not given":   {map[string]string{"DEMARC_SEAL_PKCS12": good}, "password"},
		"a file that is no PKCS #12":     {map[string]string{"DEMARC_SEAL_PKCS12": roots, "DEMARC_SEAL_PKCS12_PASSWORD_FILE": secret}, "cannot seal"},
		"a certificate that ended":       {map[string]string{"DEMARC_SEAL_PKCS12": brought(t, func(c *x509.Certificate) { c.NotAfter = time.Now().AddDate(0, 0, -1) }, true), "DEMARC_SEAL_PKCS12_PASSWORD_FILE": secret}, "expired"},
		"a certificate for other things": {map[string]string{"DEMARC_SEAL_PKCS12": brought(t, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment }, true), "DEMARC_SEAL_PKCS12_PASSWORD_FILE": secret}, "not for signing"},
		"a chain that is not whole":      {map[string]string{"DEMARC_SEAL_PKCS12": brought(t, nil, false), "DEMARC_SEAL_PKCS12_PASSWORD_FILE": secret}, "is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DEMARC_DATA_DIR", t.TempDir())
			t.Setenv("DEMARC_ADDR", "nowhere") // should the setting be taken, the next thing fails
			for k, v := range tt.env {
				t.Setenv(k, v)
			}
			code, out, errs := call(t)
			if errs = strings.TrimSpace(errs); code != 2 || out != "" || !strings.Contains(errs, tt.says) || strings.Contains(errs, "\n") {
				t.Errorf("exit %d, %q, %s", code, out, errs)
			}
		})
	}
}

// The recovery sheet has the key in a form that is taken back, and is printed by its own
// command only: what a log could keep has one line that names that.
func TestRecoverySheet(t *testing.T) {
	dir := t.TempDir()
	if code, _, errs := call(t, "seal", "recovery", "--data-dir", dir); code != 2 || !strings.Contains(errs, "no master key") {
		t.Errorf("exit %d: %s", code, errs)
	}
	master, err := masterKey{}.bytes(dir)
	if err != nil {
		t.Fatal(err)
	}
	code, out, _ := call(t, "seal", "recovery", "--data-dir", dir)
	var digits []string
	for line := range strings.Lines(out) {
		if f := strings.Fields(line); len(f) == 5 && len(f[0]) == 1 {
			digits = append(digits, strings.Join(f[1:], " "))
		}
	}
	again, err := masterKey{File: write(t, "sheet", []byte(strings.Join(digits, "\n")))}.bytes(dir)
	if code != 0 || err != nil || string(again) != string(master) {
		t.Errorf("exit %d, %v: from the sheet comes another key:\n%s", code, err, out)
	}
	var first strings.Builder
	if err := (settings{database: database{DataDir: dir}}).tellMaster(&console{out: &first}, false); err != nil {
		t.Fatal(err)
	}
	if said := first.String(); strings.Contains(said, digits[0]) || !strings.Contains(said, "demarc seal recovery") {
		t.Errorf("into something that is no screen goes: %s", said)
	}
	var later strings.Builder
	if err := (settings{database: database{DataDir: dir}}).tellMaster(&console{out: &later}, true); err != nil || later.Len() > 0 {
		t.Errorf("at a later start: %s %v", later.String(), err)
	}
}

// What an operator does with the keys, on an instance of its own.
func TestSealCommands(t *testing.T) {
	d := storetest.Open(t)
	t.Setenv("DEMARC_DATABASE_URL", d.URL)
	t.Setenv("DEMARC_DATABASE_OWNER_URL", d.OwnerURL)
	dir := t.TempDir()
	secret := write(t, "secret", []byte("secret\n"))
	do := func(want int, says []string, args ...string) string {
		t.Helper()
		code, out, errs := call(t, append(append([]string{"seal"}, args...), "--data-dir", dir)...)
		for _, s := range says {
			if !strings.Contains(out+errs, s) {
				t.Errorf("seal %v does not say %q:\n%s%s", args, s, out, errs)
			}
		}
		if code != want {
			t.Errorf("seal %v: exit %d:\n%s%s", args, code, out, errs)
		}
		return out
	}
	do(0, []string{"own root, seals now", "fingerprint:", "root:"}, "status")
	do(0, []string{"The seal works"}, "test")
	do(0, []string{"under the same root"}, "renew")
	status := do(0, []string{"no longer seals", "seals now"}, "status")
	_, rest, _ := strings.Cut(status, "fingerprint: ")
	first, _, _ := strings.Cut(rest, "\n")
	do(0, []string{"Revoked from"}, "revoke", strings.TrimSpace(first), "--from", "2026-01-01")
	do(2, []string{"--from must look like"}, "revoke", strings.TrimSpace(first), "--from", "yesterday")
	do(2, []string{"no seal certificate of this fingerprint"}, "revoke", "00ff", "--from", "2026-01-01")
	do(2, []string{"cannot seal", "password"}, "import", brought(t, nil, true))
	do(0, []string{"Northgate IT LLC seals from now on"}, "import", brought(t, nil, true), "--password-file", secret)
	do(0, []string{"issued by Example Root, seals now", "revoked from"}, "status")
	do(0, []string{"check:", "root:"}, "recovery")
}

// An outside time is believed under roots that are named, and only then.
func TestVerifyOutsideTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "out")
	if code, out, errs := call(t, "demo", "--out", dir); code != 0 {
		t.Fatalf("demo: exit %d\n%s%s", code, out, errs)
	}
	sealed, err := os.ReadFile(filepath.Join(dir, "agreement.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	a := sealtest.New(t, sealtest.Good, time.Now)
	outside := seal.Authority{Name: "time.example.org", URL: "https://time.example.org", Policy: sealtest.Policy, Roots: a.Roots, Do: a.Do, Fetch: a.Fetch}
	stamped, err := seal.AddTime(sealed, func(imprint [32]byte) (seal.Token, error) { return outside.Stamp(t.Context(), imprint, time.Now()) })
	if err != nil {
		t.Fatal(err)
	}
	sealers, err := os.ReadFile(filepath.Join(dir, "root.pem"))
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range sealtest.Judge(t, stamped, sealers) {
		t.Error(said)
	}
	file := filepath.Join(dir, "stamped.pdf")
	if err := os.WriteFile(file, stamped, 0o600); err != nil {
		t.Fatal(err)
	}
	roots, other := write(t, "time.pem", pemOf(a.Roots[0])), write(t, "other.pem", pemOf(sealtest.New(t, sealtest.Good, time.Now).Roots[0]))
	const not, yes = "outside time not confirmed", "ok  outside time: Example Time Service confirms"
	if code, out, _ := call(t, "verify", file); code != 0 || !strings.Contains(out, not) {
		t.Errorf("without roots: exit %d\n%s", code, out)
	}
	if code, out, _ := call(t, "verify", "--time-roots", other, file); code != 0 || !strings.Contains(out, not) {
		t.Errorf("with another root: exit %d\n%s", code, out)
	}
	if code, out, _ := call(t, "verify", "--time-roots", roots, file); code != 0 || strings.Contains(out, not) || !strings.Contains(out, yes) {
		t.Errorf("with its root: exit %d\n%s", code, out)
	}
	t.Setenv("DEMARC_TSA_ROOTS", roots)
	if code, out, _ := call(t, "verify", file); code != 0 || !strings.Contains(out, yes) {
		t.Errorf("with its root from the environment: exit %d\n%s", code, out)
	}
	if code, _, _ := call(t, "verify", "--time-roots", file, file); code != 2 {
		t.Errorf("roots that are none: exit %d", code)
	}
}
