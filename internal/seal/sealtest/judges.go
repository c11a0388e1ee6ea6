package sealtest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// judged are the files that Once has handed to the judges in this process.
var judged sync.Map

// Once is Judge for a file that a test made along the way: what is said against it fails
// the test. The same bytes are judged once. Benchmarks and fuzzing are left alone.
func Once(t testing.TB, pdf, roots []byte) {
	t.Helper()
	if _, is := t.(*testing.T); !is {
		return
	}
	if _, before := judged.LoadOrStore(sha256.Sum256(pdf), true); before {
		return
	}
	for _, said := range Judge(t, pdf, roots) {
		t.Error(said)
	}
}

// Judge asks programs that share no code with ours what they think of a sealed file:
// pdfsig (poppler), qpdf and openssl. roots is the PEM of the root it leads to. It
// returns what they object to.
func Judge(t testing.TB, pdf, roots []byte) []string {
	t.Helper()
	return ask(t, pdf, roots, false)
}

// Doubts is Judge for a file that should not pass. It counts as a doubt, too, when pdfsig
// says that not all of the document is signed: of time-stamps that were rightly added it
// says the same, so Judge cannot hold that against a file. None of the judges knows more.
func Doubts(t testing.TB, pdf, roots []byte) []string {
	t.Helper()
	return ask(t, pdf, roots, true)
}

func ask(t testing.TB, pdf, roots []byte, strict bool) []string {
	t.Helper()
	dir := t.TempDir()
	file := put(t, dir, "sealed.pdf", pdf)
	var against []string
	object := func(program, said string) { against = append(against, program+": "+said) }
	end, err := signedTo(pdf)
	if err != nil {
		object("byte range", err.Error())
	}
	if said, ran := run(t, "pdfsig", "-nocert", file); ran {
		first, _, _ := strings.Cut(said, "Signature #2")
		valid := strings.Contains(first, "Signature is Valid") && strings.Contains(first, "ETSI.CAdES.detached")
		total := strings.Contains(said, "Total document signed") && !strings.Contains(said, "Not total document signed")
		if !valid || (strict || end == len(pdf)) && !total {
			object("pdfsig", said)
		}
	}
	if strict && len(against) > 0 {
		return against
	}
	if said, ran := run(t, "qpdf", "--check", file); ran && (strings.Contains(said, "WARNING") || !strings.Contains(said, "No syntax or stream encoding errors found")) {
		object("qpdf", said)
	}
	cms, content, at, err := split(pdf)
	if err != nil {
		object("split", err.Error())
		return against
	}
	if said, ran := run(t, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER",
		"-in", put(t, dir, "seal.der", cms), "-content", put(t, dir, "content.bin", content),
		"-CAfile", put(t, dir, "roots.pem", roots), "-purpose", "any", "-attime", strconv.FormatInt(at.Unix(), 10), "-out", os.DevNull); ran && !strings.Contains(said, "CAdES Verification successful") {
		object("openssl", said)
	}
	return against
}

// Text is what pdftotext (poppler) reads on the pages of a file: what a person would see.
func Text(t testing.TB, pdf []byte) (shown string, ran bool) {
	t.Helper()
	return run(t, "pdftotext", put(t, t.TempDir(), "file.pdf", pdf), "-")
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
	cms, content, _, err := split(sealed)
	must(t, err)
	return cms, content
}

const mark = "/SubFilter /ETSI.CAdES.detached"

// split gives also the time that the seal names.
func split(sealed []byte) (cms, content []byte, named time.Time, err error) {
	end, err := signedTo(sealed)
	if err != nil {
		return nil, nil, named, err
	}
	at := bytes.Index(sealed, []byte(mark))
	n := bytes.Index(sealed[at:end], []byte("/Contents <"))
	if n < 0 {
		return nil, nil, named, errors.New("the seal has no contents")
	}
	from := at + n + len("/Contents ")
	to := from + bytes.IndexByte(sealed[from:end], '>') + 1
	raw, err := hex.DecodeString(string(sealed[from+1 : max(from+1, to-1)]))
	if err != nil {
		return nil, nil, named, err
	}
	var whole asn1.RawValue
	if _, err = asn1.Unmarshal(raw, &whole); err != nil {
		return nil, nil, named, err
	}
	_, rest, _ := bytes.Cut(sealed[to:end], []byte("/M (D:"))
	named, err = time.Parse("20060102150405", string(rest[:min(14, len(rest))]))
	return whole.FullBytes, append(bytes.Clone(sealed[:from]), sealed[to:end]...), named, err
}

// signedTo is where the bytes end that the seal signs.
func signedTo(pdf []byte) (int, error) {
	at := bytes.Index(pdf, []byte(mark))
	if at < 0 {
		return 0, errors.New("no seal in the file")
	}
	var r [4]int
	_, line, _ := bytes.Cut(pdf[at:], []byte("/ByteRange ["))
	line, _, _ = bytes.Cut(line, []byte("]"))
	for i, n := range bytes.Fields(line) {
		if i == len(r) {
			break
		}
		r[i], _ = strconv.Atoi(string(n))
	}
	if end := r[2] + r[3]; end > at && end <= len(pdf) {
		return end, nil
	}
	return 0, errors.New("the byte range of the seal is not inside the file")
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
