package sealtest

import (
	"bytes"
	"context"
	"encoding/asn1"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Judge asks programs that share no code with ours what they think of a sealed file:
// pdfsig (poppler), qpdf and openssl. roots is the PEM of the root it leads to. It
// returns what they object to.
func Judge(t testing.TB, pdf, roots []byte) []string {
	t.Helper()
	dir := t.TempDir()
	file := put(t, dir, "sealed.pdf", pdf)
	var against []string
	object := func(program, said string) { against = append(against, program+": "+said) }
	if said, ran := run(t, "pdfsig", "-nocert", file); ran {
		first, _, _ := strings.Cut(said, "Signature #2")
		if !strings.Contains(first, "Signature is Valid") || !strings.Contains(first, "ETSI.CAdES.detached") {
			object("pdfsig", said)
		}
		if end := signedTo(t, pdf); end == len(pdf) && !strings.Contains(said, "Total document signed") {
			object("pdfsig", said)
		}
	}
	if said, ran := run(t, "qpdf", "--check", file); ran && (strings.Contains(said, "WARNING") || !strings.Contains(said, "No syntax or stream encoding errors found")) {
		object("qpdf", said)
	}
	cms, content := Split(t, pdf)
	if said, ran := run(t, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
		"-in", put(t, dir, "seal.der", cms), "-content", put(t, dir, "content.bin", content),
		"-CAfile", put(t, dir, "roots.pem", roots), "-purpose", "any", "-out", os.DevNull); ran && !strings.Contains(said, "CAdES Verification successful") {
		object("openssl", said)
	}
	return against
}

// JudgeToken asks openssl whether a time-stamp token is one over these bytes, by an
// authority under the roots.
func JudgeToken(t testing.TB, token, data, roots []byte) []string {
	t.Helper()
	dir := t.TempDir()
	said, ran := run(t, "openssl", "ts", "-verify", "-token_in", "-in", put(t, dir, "token.der", token),
		"-data", put(t, dir, "data.bin", data), "-CAfile", put(t, dir, "roots.pem", roots))
	if ran && !strings.Contains(said, "Verification: OK") {
		return []string{"openssl ts: " + said}
	}
	return nil
}

// Installed tells whether a judge can be asked. Where DEMARC_REQUIRE_JUDGES is set its
// absence is a failure; elsewhere the test says loudly that it judged less.
func Installed(t testing.TB, program string) bool {
	t.Helper()
	_, err := exec.LookPath(program)
	switch {
	case err == nil:
		return true
	case os.Getenv("DEMARC_REQUIRE_JUDGES") != "":
		t.Errorf("%s is not installed, and DEMARC_REQUIRE_JUDGES is set", program)
	default:
		t.Logf("NOT JUDGED: %s is not installed, so nobody but ourselves looked at this file", program)
	}
	return false
}

// Split finds the seal's CMS and the content it signs by the text of the file alone.
func Split(t testing.TB, sealed []byte) (cms, content []byte) {
	t.Helper()
	at := bytes.Index(sealed, []byte("/SubFilter /ETSI.CAdES.detached"))
	if at < 0 {
		t.Fatal("no seal in the file")
	}
	from := at + bytes.Index(sealed[at:], []byte("/Contents <")) + len("/Contents ")
	to := from + bytes.IndexByte(sealed[from:], '>') + 1
	raw, err := hex.DecodeString(string(sealed[from+1 : to-1]))
	must(t, err)
	var whole asn1.RawValue
	_, err = asn1.Unmarshal(raw, &whole)
	must(t, err)
	return whole.FullBytes, append(bytes.Clone(sealed[:from]), sealed[to:signedTo(t, sealed)]...)
}

// signedTo is where the bytes end that the seal signs.
func signedTo(t testing.TB, pdf []byte) int {
	t.Helper()
	at := bytes.Index(pdf, []byte("/SubFilter /ETSI.CAdES.detached"))
	var r [4]int
	_, line, _ := bytes.Cut(pdf[at:], []byte("/ByteRange ["))
	line, _, _ = bytes.Cut(line, []byte("]"))
	for i, n := range bytes.Fields(line) {
		if i == len(r) {
			break
		}
		for _, c := range n {
			r[i] = r[i]*10 + int(c-'0')
		}
	}
	if end := r[2] + r[3]; end > 0 && end <= len(pdf) {
		return end
	}
	t.Fatal("the byte range of the seal is not inside the file")
	return 0
}

func run(t testing.TB, program string, args ...string) (said string, ran bool) {
	t.Helper()
	if !Installed(t, program) {
		return "", false
	}
	out, err := exec.CommandContext(context.WithoutCancel(t.Context()), program, args...).CombinedOutput()
	if err != nil {
		return err.Error() + "\n" + string(out), true
	}
	return string(out), true
}

func put(t testing.TB, dir, title string, data []byte) string {
	t.Helper()
	path := filepath.Join(dir, title)
	must(t, os.WriteFile(path, data, 0o600))
	return path
}
