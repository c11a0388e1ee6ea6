package verify_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
	"demarc/internal/verify"
)

// key is that of the instance, and stranger of another one under the same name.
var key, stranger = sync.OnceValue(newKey), sync.OnceValue(newKey)

func newKey() *seal.Key {
	k, err := seal.NewKey(documenttest.Sealed.Add(-time.Hour), "Demarc at example.org")
	if err != nil {
		panic(err)
	}
	return k
}

func trust() seal.Trust { return seal.Trust{Roots: seal.One(key()).Roots()} }

// paper is a signed document before it is printed, with what its seal will say.
type paper struct {
	document.Document
	log    []audit.Entry
	reason string
}

func signed(t testing.TB) paper {
	t.Helper()
	p := paper{Document: documenttest.Signed()}
	p.Files = slices.Clone(p.Files)
	log, err := document.ReadEvents(p.file(t, "events.jsonl").Data)
	if err != nil {
		t.Fatal(err)
	}
	p.log = log
	p.reason = p.says()
	return p
}

// says is the reason of a seal that fits the record as it is now.
func (p *paper) says() string {
	last := p.log[len(p.log)-1]
	return verify.Reason(p.Reference, p.Version, false, audit.Head{Seq: last.Seq, Hash: last.Hash})
}

func (p *paper) file(t testing.TB, name string) *document.File {
	t.Helper()
	for i := range p.Files {
		if p.Files[i].Name == name {
			return &p.Files[i]
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

func (p *paper) drop(name string) {
	p.Files = slices.DeleteFunc(p.Files, func(f document.File) bool { return f.Name == name })
}

// keep puts a record in, as it is, without making its hashes anew.
func (p *paper) keep(t testing.TB, log []audit.Entry) {
	t.Helper()
	p.log = log
	p.file(t, "events.jsonl").Data = document.Events(log)
}

// chained is the record with its hashes made anew, as a forger with the key would.
func chained(log []audit.Entry) []audit.Entry {
	out := slices.Clone(log)
	var prev [32]byte
	for i := range out {
		out[i].Prev, out[i].Seq = prev, int64(i+1)
		out[i].Hash = out[i].Sum()
		prev = out[i].Hash
	}
	return out
}

func (p *paper) sealed(t testing.TB, k *seal.Key) []byte {
	t.Helper()
	printed, err := pdf.Write(p.Document)
	if err != nil {
		t.Fatal(err)
	}
	out, err := seal.Seal(printed, k, seal.Claim{Reason: p.reason, Name: "Demarc", At: documenttest.Sealed})
	if err != nil {
		t.Fatal(err)
	}
	sealtest.Once(t, out, k.RootPEM())
	return out
}

// specimen is one file of the corpus.
type specimen struct {
	title string
	want  verify.Verdict
	pdf   []byte
	trust seal.Trust
}

// The corpus goes through the whole of the verifier. Its verdicts, and those of the
// files that attack the seal alone, are printed by
//
//	go test ./internal/seal ./internal/verify -run Corpus -v
func TestCorpus(t *testing.T) {
	t.Parallel()
	all := slices.Concat(bytesChanged(t), sealedOtherwise(t), resealed(t))
	if len(all) < 25 {
		t.Errorf("only %d files", len(all))
	}
	var table strings.Builder
	fmt.Fprintf(&table, "%d files\n%-52s | %-22s | %s\n", len(all), "file", "expected", "verdict")
	for _, s := range all {
		r := verify.File(s.pdf, s.trust)
		fmt.Fprintf(&table, "%-52s | %-22s | %s\n", s.title, s.want, r.Verdict)
		if s.want == verify.Altered && len(sealtest.Doubts(t, s.pdf, key().RootPEM())) == 0 {
			t.Errorf("%s: no program of others sees it", s.title)
		}
		if r.Verdict != s.want {
			t.Errorf("%s: %s, want %s: %s\n%+v", s.title, r.Verdict, s.want, r.Sentence, r.Checks)
		}
		if r.Verdict.Good() != (s.want == verify.Authentic) || r.Verdict.Good() == (r.Content == "") {
			t.Errorf("%s: %s with content %q", s.title, r.Verdict, r.Content)
		}
		if !strings.HasSuffix(r.Sentence, ".") || len(r.Checks) == 0 {
			t.Errorf("%s: sentence %q, %d checks", s.title, r.Sentence, len(r.Checks))
		}
	}
	t.Log(table.String())
}

// bytesChanged are files that were changed after the seal.
func bytesChanged(t *testing.T) []specimen {
	t.Helper()
	p := signed(t)
	good := p.sealed(t, key())
	other := signed(t)
	other.Subtitle = strings.Replace(other.Subtitle, "between", "BETWEEN", 1)
	second := other.sealed(t, key())
	flip := func(at int) []byte {
		out := bytes.Clone(good)
		out[at] ^= 1
		return out
	}
	swap := func(old, with string) []byte {
		if !bytes.Contains(good, []byte(old)) || len(old) != len(with) {
			t.Fatalf("cannot put %q for %q", with, old)
		}
		return bytes.Replace(good, []byte(old), []byte(with), 1)
	}
	from, to := contents(t, good)
	sFrom, sTo := contents(t, second)
	if sTo-sFrom != to-from {
		t.Fatal("the two seals have different rooms")
	}
	of := func(title string, want verify.Verdict, file []byte) specimen {
		return specimen{title, want, file, trust()}
	}
	return []specimen{
		of("as it was sealed", verify.Authentic, good),
		of("a bit of the first page flipped", verify.Altered, flip(len(good)/4)),
		of("a bit in the middle flipped", verify.Altered, flip(len(good)/2)),
		of("a bit of the signature flipped", verify.Altered, flip(from+900)),
		of("cut by one byte", verify.Altered, good[:len(good)-1]),
		of("cut in the seal", verify.Altered, good[:from+500]),
		of("a byte behind", verify.Altered, append(bytes.Clone(good), '\n')),
		of("the seal of another file", verify.Altered, slices.Concat(good[:from], second[sFrom:sTo], good[to:])),
		of("an object replaced behind the seal", verify.Altered, appended(good, "9000 USD a month")),
		of("an empty revision behind the seal", verify.Altered, append(bytes.Clone(good), fmt.Sprintf("xref\n0 0\ntrailer\n<< /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", startxref(good), len(good))...)),
		of("another time of sealing", verify.Altered, swap("(D:20261122", "(D:20251122")),
		of("other permissions", verify.Altered, swap("/P 1", "/P 3")),
		of("the seal taken away", verify.NotSealed, good[:bytes.LastIndex(good[:from], []byte("%%EOF"))+6]),
		of("never sealed", verify.NotSealed, unsealed(t, p)),
		of("nothing", verify.CannotTell, nil),
		of("another kind of file", verify.CannotTell, []byte("PK\x03\x04 a document of another kind")),
		{"no root to compare with", verify.CannotTell, good, seal.Trust{}},
		{"checked before it was sealed", verify.CannotTell, good, seal.Trust{Roots: trust().Roots, Now: documenttest.Sealed.Add(-time.Hour)}},
	}
}

// sealedOtherwise are files with a seal that is not the instance's, or not of an agreement.
func sealedOtherwise(t *testing.T) []specimen {
	t.Helper()
	of := func(title string, want verify.Verdict, k *seal.Key, edit func(*paper)) specimen {
		p := signed(t)
		edit(&p)
		return specimen{title, want, p.sealed(t, k), trust()}
	}
	return []specimen{
		of("sealed by another instance of the same name", verify.ForeignSeal, stranger(), func(*paper) {}),
		of("sealed before seals named the record", verify.Authentic, key(), func(p *paper) {
			p.reason, _, _ = strings.Cut(p.reason, ";")
		}),
		of("a seal that says nothing", verify.CannotTell, key(), func(p *paper) { p.reason = "" }),
		of("a seal of something else", verify.CannotTell, key(), func(p *paper) { p.reason = "A test of the seal" }),
		of("a seal that tells of another way of signing", verify.CannotTell, key(), func(p *paper) {
			p.reason = strings.Replace(p.reason, "signed by both parties", "signed outside Demarc and confirmed by both parties", 1)
		}),
		of("a seal that names another agreement", verify.CannotTell, key(), func(p *paper) { p.Reference = "XX-1"; p.reason = p.says() }),
		of("a seal that names a longer record", verify.CannotTell, key(), func(p *paper) {
			p.reason = strings.Replace(p.reason, fmt.Sprintf("of %d entries", len(p.log)), fmt.Sprintf("of %d entries", len(p.log)+1), 1)
		}),
	}
}

// resealed are files whose inside was changed before sealing, with the instance's own
// key: nobody outside could make them, and they are not to be believed either.
func resealed(t *testing.T) []specimen {
	t.Helper()
	of := func(title string, edit func(*paper)) specimen {
		p := signed(t)
		edit(&p)
		return specimen{title, verify.CannotTell, p.sealed(t, key()), trust()}
	}
	at := func(p *paper, v audit.Verb) int {
		return slices.IndexFunc(p.log, func(e audit.Entry) bool { return e.Verb == v })
	}
	return []specimen{
		of("another agreement inside", func(p *paper) {
			f := p.file(t, "agreement.json")
			f.Data = bytes.Replace(f.Data, []byte(p.Title), []byte(strings.ToUpper(p.Title)), 1)
		}),
		of("an agreement that cannot be read", func(p *paper) { p.file(t, "agreement.json").Data = []byte("{}") }),
		of("no agreement inside", func(p *paper) { p.drop("agreement.json") }),
		of("no record inside", func(p *paper) { p.drop("events.jsonl") }),
		of("an empty record", func(p *paper) { p.file(t, "events.jsonl").Data = nil }),
		of("a record that cannot be read", func(p *paper) { p.file(t, "events.jsonl").Data = []byte("{\"seq\": \n") }),
		of("an entry of the record altered", func(p *paper) {
			log := slices.Clone(p.log)
			log[1].Payload = strings.Replace(log[1].Payload, `"after"`, `"before"`, 1)
			p.keep(t, log)
		}),
		of("an entry of the record left out", func(p *paper) { p.keep(t, slices.Delete(slices.Clone(p.log), 2, 3)) }),
		of("two entries of the record exchanged", func(p *paper) {
			log := slices.Clone(p.log)
			log[1], log[2] = log[2], log[1]
			p.keep(t, log)
		}),
		of("another whole record than the seal names", func(p *paper) {
			log := slices.Clone(p.log)
			log[0].Payload = strings.Replace(log[0].Payload, `"role":"lead"`, `"role":"owner"`, 1)
			p.keep(t, chained(log))
		}),
		of("the record ends before anybody signed", func(p *paper) {
			p.keep(t, p.log[:at(p, audit.SignatureApplied)])
			p.reason = p.says()
		}),
		of("a record that does not know the agreement", func(p *paper) {
			p.keep(t, p.log[:at(p, audit.VersionFrozen)])
			p.reason = p.says()
		}),
		of("a signature under another agreement", func(p *paper) {
			log := slices.Clone(p.log)
			e := &log[at(p, audit.SignatureApplied)]
			e.Payload = strings.Replace(e.Payload, p.Digest, strings.Repeat("0", 64), 1)
			p.keep(t, chained(log))
			p.reason = p.says()
		}),
	}
}

func unsealed(t *testing.T, p paper) []byte {
	t.Helper()
	out, err := pdf.Write(p.Document)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// contents is where the hexadecimal string of the seal stands.
func contents(t *testing.T, file []byte) (from, to int) {
	t.Helper()
	mark := bytes.LastIndex(file, []byte("/Contents <"))
	if mark < 0 {
		t.Fatal("no seal")
	}
	from = mark + len("/Contents ")
	return from, from + bytes.IndexByte(file[from:], '>') + 1
}

func startxref(file []byte) string {
	tail := file[bytes.LastIndex(file, []byte("startxref"))+len("startxref"):]
	return string(bytes.Fields(tail)[0])
}

// appended replaces the first object in a revision of its own, as a viewer would that
// saves a change.
func appended(file []byte, text string) []byte {
	var b bytes.Buffer
	b.Write(file)
	content := "BT /F1 12 Tf 72 720 Td (" + text + ") Tj ET"
	at := b.Len()
	fmt.Fprintf(&b, "4 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(content), content)
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n4 1\n%010d 00000 n \ntrailer\n<< /Size 9999 /Root 1 0 R /Prev %s >>\nstartxref\n%d\n%%%%EOF\n", at, startxref(file), xref)
	return b.Bytes()
}

// The report of a good file gives the digests by which everything can be found again.
func TestGoodFile(t *testing.T) {
	t.Parallel()
	p := signed(t)
	r := verify.File(p.sealed(t, key()), trust())
	last := p.log[len(p.log)-1]
	if r.Content != p.Digest || r.Content != engagement.Sum(p.file(t, "agreement.json").Data) || r.Head != hex.EncodeToString(last.Hash[:]) ||
		r.Agreement != p.Reference || r.Version != p.Version || r.Entries != len(p.log) {
		t.Errorf("%+v", r)
	}
}

func TestStand(t *testing.T) {
	t.Parallel()
	p := signed(t)
	r := verify.File(p.sealed(t, key()), trust())
	from := time.Date(2026, time.November, 22, 16, 20, 9, 0, time.UTC)
	until := from.AddDate(1, 0, 0)
	for name, c := range map[string]struct {
		standing *verify.Standing
		want     verify.Verdict
		sentence string
	}{
		"in force":   {&verify.Standing{Version: 3, From: from}, verify.InForce, "Authentic and in force since 22 November 2026"},
		"superseded": {&verify.Standing{Version: 3, From: from, Until: until, Successor: 4}, verify.Superseded, "Authentic, superseded by version 4 on 22 November 2027"},
		"ended":      {&verify.Standing{Version: 3, From: from, Until: until, Ended: until}, verify.Ended, "Authentic, ended on 22 November 2027"},
		"unknown":    {nil, verify.Authentic, "Authentic: sealed by Demarc at example.org"},
		"on paper":   {&verify.Standing{Version: 3, From: from, Paper: true}, verify.InForce, "Authentic and in force since 22 November 2026"},
	} {
		got := r.Stand(c.standing)
		if got.Verdict != c.want || !strings.HasPrefix(got.Sentence, c.sentence) {
			t.Errorf("%s: %s, %q", name, got.Verdict, got.Sentence)
		}
		if !strings.Contains(got.Sentence, "outside time not confirmed") {
			t.Errorf("%s does not say that nobody else confirms the time: %q", name, got.Sentence)
		}
		if on := c.standing != nil && c.standing.Paper; on != strings.Contains(got.Sentence, "outside this system") {
			t.Errorf("%s: %q", name, got.Sentence)
		}
	}
	bad := verify.File([]byte("%PDF-1.7"), trust())
	if got := bad.Stand(&verify.Standing{From: from}); got.Verdict.Good() {
		t.Errorf("a bad file is %s because it is known", got.Verdict)
	}
}

// BenchmarkVerifyDemo also tells the time on a processor, which other work on the machine
// does not change. The goal is 60 ms on one core: go test -bench VerifyDemo -cpu 1.
func BenchmarkVerifyDemo(b *testing.B) {
	p := signed(b)
	file := p.sealed(b, key())
	b.SetBytes(int64(len(file)))
	before := busy(b)
	for b.Loop() {
		if r := verify.File(file, trust()); r.Verdict != verify.Authentic {
			b.Fatal(r.Sentence)
		}
	}
	b.ReportMetric(float64((busy(b)-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// busy is how long this process has had a processor.
func busy(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
