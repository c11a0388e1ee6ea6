package app_test

import (
	"bytes"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
	"demarc/internal/store"
	"demarc/internal/verify"
)

// network is a place of its own to ask from, so that no test uses up another's questions.
func network(n int) access.Request {
	return access.Request{ID: "test", IP: netip.AddrFrom4([4]byte{198, 51, byte(n >> 8), byte(n)}).String(), Agent: "test"}
}

// A file and the code on it say what became of the version: in force, then superseded
// by the next, and that one ended.
func TestWhatBecameOfAVersion(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	first := b.send(t)
	if len(first.Code) != 26 || first.Verify != "http://demarc.test/v/"+first.Code {
		t.Fatalf("code %q at %q", first.Code, first.Verify)
	}
	if _, err := b.Verification.Look(t.Context(), network(1), first.Code); !fault.Is(err, fault.NotFound) {
		t.Errorf("the code of an unsigned paper: %v", err)
	}
	b.SignAll(t)
	one := b.file(t, 1)
	b.says(t, one, first.Code, verify.InForce)
	if !bytes.Contains(one, []byte("record of ")) {
		t.Error("the seal does not name the record")
	}

	b.backToDraft(t)
	p, err := b.Envelopes.Prepare(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	second, err := b.Envelopes.Send(t.Context(), b.lead, b.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	apptest.Must(t, err)
	b.says(t, one, first.Code, verify.InForce) // while the next one is out
	for _, s := range []engagement.Signatory{apptest.Dana, apptest.Nora} {
		b.Accepted(t, b.lead, s.Email) // the letter of this round, not of the one before
		b.Sign(t, s)
	}
	b.inForceIs(t, 2)
	two := b.file(t, 2)
	b.says(t, one, first.Code, verify.Superseded)
	b.says(t, two, second.Code, verify.InForce)
	if b.count(t, audit.AgreementSuperseded) != 1 {
		t.Error("it is not recorded that version 1 was superseded")
	}
	a, err := b.Verification.Check(t.Context(), network(2), two, first.Code)
	if err != nil || !a.Other || a.Verdict != verify.InForce {
		t.Errorf("the file of version 2 with the code of version 1: %+v, %v", a, err)
	}

	for _, who := range []access.Actor{b.contributor, b.viewer, b.signer, b.Stranger} {
		if err := b.Versions.End(t.Context(), who, b.Engagement.ID, 2, "We part."); err == nil {
			t.Errorf("%s ended the agreement", who.Name)
		}
	}
	if err := b.Versions.End(t.Context(), b.itLead, b.Engagement.ID, 2, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("ended without a reason: %v", err)
	}
	if err := b.Versions.End(t.Context(), b.itLead, b.Engagement.ID, 1, "We part."); !fault.Is(err, fault.Conflict) {
		t.Errorf("a version that is not in force ended: %v", err)
	}
	apptest.Must(t, b.Versions.End(t.Context(), b.itLead, b.Engagement.ID, 2, "We part."))
	b.says(t, two, second.Code, verify.Ended)
	b.says(t, one, first.Code, verify.Superseded)
	if found, err := b.Reference.Find(t.Context(), b.lead, "backup", ""); err != nil || len(found.Hits) > 0 {
		t.Errorf("an ended agreement still answers who owns what: %d, %v", len(found.Hits), err)
	}
}

// Whatever is asked, nobody learns more than the paper in their hand says.
func TestChecksByStrangers(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	b.SignAll(t)
	file := b.file(t, 1)
	for _, typed := range []string{strings.ToUpper(env.Code), env.Code[:5] + " " + env.Code[5:], " " + env.Code[:4] + "-" + env.Code[4:]} {
		if _, err := b.Verification.Look(t.Context(), network(3), typed); err != nil {
			t.Errorf("typed as %q: %v", typed, err)
		}
	}
	for _, typed := range []string{"", "x", strings.Repeat("a", 26), env.Code + "a", env.Code[1:], "'; drop table app.files; --", strings.Repeat("a", 100_000)} {
		if _, err := b.Verification.Look(t.Context(), network(4), typed); !fault.Is(err, fault.NotFound) {
			t.Errorf("%.30q: %v", typed, err)
		}
	}
	elsewhere, err := seal.NewKey(b.DB.Now().Add(-time.Minute), "Demarc in a test")
	apptest.Must(t, err)
	draft, err := b.Versions.Export(t.Context(), b.itLead, b.Engagement.ID, 1, "pdf")
	apptest.Must(t, err)
	there, err := seal.Seal(draft.Data, elsewhere, seal.Claim{Reason: "Agreement", Name: "Demarc", At: b.DB.Now()})
	apptest.Must(t, err)
	sealtest.Once(t, there, elsewhere.RootPEM())
	flipped := bytes.Clone(file)
	flipped[len(flipped)/3] ^= 1
	for want, data := range map[verify.Verdict][]byte{verify.ForeignSeal: there, verify.Altered: flipped, verify.CannotTell: []byte("no pdf"), verify.NotSealed: draft.Data} {
		a, err := b.Verification.Check(t.Context(), network(5), data, env.Code)
		if err != nil || a.Verdict != want || a.Standing != nil {
			t.Errorf("%s: %s, %+v, %v", want, a.Verdict, a.Standing, err)
		}
	}
	var slower error
	for range 70 {
		if _, slower = b.Verification.Look(t.Context(), network(6), env.Code); slower != nil {
			break
		}
	}
	if !fault.Is(slower, fault.TooMany) {
		t.Errorf("70 questions of one network: %v", slower)
	}
	for range 3 {
		_, err := b.Verification.Check(t.Context(), network(7), file, "")
		apptest.Must(t, err)
	}
	if n := b.count(t, audit.VerifyChecked); n != 1 {
		t.Errorf("recorded %d times within an hour", n)
	}
}

// file is the sealed PDF of a version.
func (b *bundle) file(t testing.TB, n int) []byte {
	t.Helper()
	d, err := b.Versions.Sealed(t.Context(), b.itLead, b.Engagement.ID, n)
	apptest.Must(t, err)
	return d.Data
}

// says asks by file and by code what became of a version.
func (b *bundle) says(t testing.TB, file []byte, code string, want verify.Verdict) {
	t.Helper()
	a, err := b.Verification.Check(t.Context(), network(8), file, code)
	apptest.Must(t, err)
	if a.Verdict != want || a.Other {
		t.Errorf("the file is %s, want %s: %s (other: %v)", a.Verdict, want, a.Sentence, a.Other)
	}
	s, err := b.Verification.Look(t.Context(), network(9), code)
	apptest.Must(t, err)
	if s.Verdict() != want || s.MSP != "Northgate IT" || s.Client != "Alder Foods" {
		t.Errorf("the code says %s, want %s: %+v", s.Verdict(), want, s)
	}
}

func (b *bundle) count(t testing.TB, verb audit.Verb) int {
	t.Helper()
	n := 0
	apptest.Must(t, b.DB.Read(t.Context(), access.SystemFor(b.Owner.MSP), func(tx *store.Tx) error {
		log, _, err := tx.Chain(t.Context(), string(b.Engagement.ID))
		n = count(log, verb)
		return err
	}))
	return n
}

// backToDraft does what an amendment will do one day: the version in force stays so
// while the next one is written.
func (b *bundle) backToDraft(t testing.TB) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), `update app.engagements set state = 'draft' where engagement_id = $1`, string(b.Engagement.ID))
	apptest.Must(t, err)
}

func (b *bundle) inForceIs(t testing.TB, n int) {
	t.Helper()
	for range 1500 {
		if e := b.inForce(t); e.InForce == n && e.State == engagement.InForce {
			return
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatalf("version %d did not come into force", n)
}
