package app_test

import (
	"context"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/seal"
	"demarc/internal/store"
	"demarc/internal/verify"
)

// letters counts those with a subject, of which address "" counts all.
func (b *bundle) letters(t testing.TB, to, subject string) (n int) {
	t.Helper()
	all, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, k := range all {
		if (to == "" || k.To == to) && strings.Contains(k.Subject, subject) {
			n++
		}
	}
	return n
}

func readCheckpoint(t *testing.T, data []byte) (audit.CheckpointFile, audit.Checkpoint, []audit.Leaf) {
	t.Helper()
	var f audit.CheckpointFile
	apptest.Must(t, json.Unmarshal(data, &f))
	c, leaves, err := f.Read()
	apptest.Must(t, err)
	chain, err := seal.ParseRoots([]byte(f.Certificates))
	apptest.Must(t, err)
	if err := seal.CheckText(f.Statement, f.Signature, chain, seal.One(apptest.Key()).Roots(), time.Now()); err != nil {
		t.Errorf("the signature of the checkpoint: %v", err)
	}
	return f, c, leaves
}

// The checkpoint of a day binds every record that went on, is the same for both
// organisations, leaves the database by letter, and leaves alone who did nothing.
func TestCheckpoint(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	publish := func() { t.Helper(); apptest.Must(t, b.Jobs.Do(ctx, store.Job{Task: store.Checkpoint})) }
	if _, err := b.Evidence.Bound(ctx, b.lead, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("before the first checkpoint: %v", err)
	}
	publish()
	b.letter(t, b.Owner.Email, "Checkpoint of")
	own := func() []byte {
		t.Helper()
		d, err := b.Evidence.Checkpoint(ctx, b.Owner, b.DB.Now().Format(time.DateOnly))
		apptest.Must(t, err)
		return d.Data
	}
	_, c, leaves := readCheckpoint(t, own())
	if c.Leaves != 3 || len(leaves) != 2 || c.Before != [32]byte{} {
		t.Errorf("%d chains of two MSPs, of which the owner sees %d: %+v", c.Leaves, len(leaves), c)
	}
	b.letter(t, b.Stranger.Email, "Checkpoint of")
	proof, err := b.Evidence.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if proof.Broken != nil || len(proof.Bound) != 1 || proof.Bound[0].Hash != proof.Head.Hash {
		t.Errorf("bound %+v, broken: %v", proof.Bound, proof.Broken)
	}
	var same string
	for _, who := range []access.Actor{b.Owner, b.lead, b.itLead} {
		d, err := b.Evidence.Bound(ctx, who, id)
		apptest.Must(t, err)
		if _, got, of := readCheckpoint(t, d.Data); got != c || len(of) != 1 || of[0].Stream != string(id) || same != "" && string(d.Data) != same {
			t.Errorf("%s gets another checkpoint: %s", who.Name, d.Data)
		}
		same = string(d.Data)
	}
	if d, err := b.Evidence.Checkpoint(ctx, b.itLead, c.Day); err != nil {
		t.Error(err)
	} else if _, _, of := readCheckpoint(t, d.Data); len(of) != 1 || of[0].Stream != string(id) {
		t.Errorf("the client's own part: %v", of)
	}
	for name, try := range map[string]func() error{
		"a viewer":      func() error { _, err := b.Evidence.Bound(ctx, b.viewer, id); return err },
		"another MSP":   func() error { _, err := b.Evidence.Bound(ctx, b.Stranger, id); return err },
		"another day":   func() error { _, err := b.Evidence.Checkpoint(ctx, b.Owner, "2020-01-01"); return err },
		"no day at all": func() error { _, err := b.Evidence.Checkpoint(ctx, b.Owner, "'; --"); return err },
	} {
		if err := try(); !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}

	record, err := b.Versions.Evidence(ctx, b.itLead, id)
	apptest.Must(t, err)
	roots := seal.One(apptest.Key()).Roots()
	for name, tt := range map[string]struct {
		file, record string
		roots        []*x509.Certificate
		want         verify.Verdict
	}{
		"as it is":        {same, string(record.Data), roots, verify.Authentic},
		"alone":           {same, "", roots, verify.Authentic},
		"no root":         {same, string(record.Data), nil, verify.CannotTell},
		"another day":     {strings.ReplaceAll(same, "day "+c.Day, "day 2020-02-02"), "", roots, verify.Altered},
		"an entry":        {same, strings.Replace(string(record.Data), "engagement.started", "engagement.stopped", 1), roots, verify.Altered},
		"the head":        {same, strings.Replace(string(record.Data), `"seq": 1`, `"seq": 2`, 1), roots, verify.Altered},
		"another record":  {same, strings.Replace(string(record.Data), string(id), string(b.Owner.MSP), 1), roots, verify.Altered},
		"not a record":    {same, "[]", roots, verify.Altered},
		"not a file":      {"{", "", roots, verify.CannotTell},
		"another's chain": {strings.Replace(same, string(id), string(b.Stranger.MSP), 1), "", roots, verify.Altered},
	} {
		var beside []byte
		if tt.record != "" {
			beside = []byte(tt.record)
		}
		if r := verify.Checkpoint([]byte(tt.file), beside, tt.roots); r.Verdict != tt.want {
			t.Errorf("%s: %s, %s", name, r.Verdict, r.Sentence)
		}
	}

	days := func(who access.Actor) int {
		t.Helper()
		list, err := b.Evidence.Days(ctx, who)
		apptest.Must(t, err)
		return len(list)
	}
	publish() // the same day
	b.Clock.Advance(24 * time.Hour)
	publish() // nothing went on but the telling of the first
	if n := days(b.Owner); n != 1 {
		t.Errorf("%d checkpoints, though nothing went on", n)
	}
	b.fill(t)
	publish()
	b.letter(t, b.Owner.Email, "Checkpoint of "+b.DB.Now().Format(time.DateOnly))
	_, next, of := readCheckpoint(t, own())
	if next.Before != c.Sum() || next.Leaves != 1 || of[0].Stream != string(id) {
		t.Errorf("the second checkpoint: %+v of %v", next, of)
	}
	if n, m := days(b.Owner), days(b.Stranger); n != 2 || m != 1 {
		t.Errorf("%d and %d checkpoints", n, m)
	}
	if n := b.letters(t, b.Stranger.Email, "Checkpoint of"); n != 1 {
		t.Errorf("an MSP at rest got %d letters", n)
	}
	b.checkpointsHold(t, roots)
}

// checkpointsHold does to two checkpoints, read as the owner of the database reads them,
// what somebody could who may do everything there.
func (b *bundle) checkpointsHold(t *testing.T, roots []*x509.Certificate) {
	t.Helper()
	kept, err := store.KeptCheckpoints(t.Context(), b.OwnerURL)
	apptest.Must(t, err)
	if len(kept) != 2 {
		t.Fatalf("%d checkpoints are kept", len(kept))
	}
	if err := verify.Checkpoints(kept, roots); err != nil {
		t.Errorf("untouched: %v", err)
	}
	if err := verify.Checkpoints(kept, nil); !errors.Is(err, seal.ErrStranger) {
		t.Errorf("without a root: %v", err)
	}
	alter := func(do func(f *audit.CheckpointFile)) []audit.CheckpointFile {
		list := slices.Clone(kept)
		do(&list[1])
		return list
	}
	for name, list := range map[string][]audit.CheckpointFile{
		"the first taken out": kept[1:],
		"the first twice":     {kept[0], kept[0], kept[1]},
		"in another order":    {kept[1], kept[0]},
		"another's signature": alter(func(f *audit.CheckpointFile) { f.Signature = kept[0].Signature }),
		"another day":         alter(func(f *audit.CheckpointFile) { f.Statement = strings.Replace(f.Statement, "day 20", "day 21", 1) }),
		"fewer chains":        alter(func(f *audit.CheckpointFile) { f.Statement = strings.Replace(f.Statement, "chains 1", "chains 0", 1) }),
		"no certificate":      alter(func(f *audit.CheckpointFile) { f.Certificates = "" }),
	} {
		if verify.Checkpoints(list, roots) == nil {
			t.Errorf("%s: nothing was found", name)
		}
	}
}

// Whoever may do everything to the database is found by the nightly check, even if they
// compute every hash of a chain anew; both organisations are told, once, and told by the
// other one of nothing.
func TestNightCheck(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), string(b.Engagement.ID)
	night := func() {
		t.Helper()
		b.Clock.Advance(24 * time.Hour)
		apptest.Must(t, b.Jobs.Do(ctx, store.Job{Task: store.NightCheck}))
	}
	standing := func() string {
		t.Helper()
		s, err := b.Evidence.Standing(ctx)
		apptest.Must(t, err)
		return s
	}
	b.fill(t)
	apptest.Must(t, b.Jobs.Do(ctx, store.Job{Task: store.Checkpoint}))
	b.letter(t, b.Owner.Email, "Checkpoint of")
	night()
	proof, err := b.Evidence.Open(ctx, b.itLead, b.Engagement.ID)
	apptest.Must(t, err)
	if proof.Night.At.IsZero() || proof.Night.Reason != "" || proof.Night.Seq != proof.Head.Seq || standing() != "" {
		t.Fatalf("untouched: %+v, standing %q", proof.Night, standing())
	}

	conn, err := pgx.Connect(ctx, b.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	sql := func(line string, args ...any) {
		t.Helper()
		_, err := conn.Exec(ctx, line, args...)
		apptest.Must(t, err)
	}
	sql(`create table s_entries as table app.entries; create table s_heads as table app.chain_heads; create table s_leaves as table app.checkpoint_leaves; create table s_points as table app.checkpoints`)
	restore := func() {
		t.Helper()
		sql(`truncate app.entries, app.chain_heads, app.checkpoint_leaves, app.checkpoints;
		     insert into app.entries table s_entries; insert into app.chain_heads table s_heads; insert into app.checkpoint_leaves table s_leaves; insert into app.checkpoints table s_points`)
	}
	told := 0
	for name, alter := range map[string]func(){
		"rewritten from end to end": func() { rewrite(t, conn, id, proof.Log) },
		"the end cut, with its head": func() {
			last := proof.Log[len(proof.Log)-2]
			sql(`delete from app.entries where stream_id = $1 and seq > $2`, id, last.Seq)
			sql(`update app.chain_heads set seq = $2, hash = $3 where stream_id = $1`, id, last.Seq, last.Hash[:])
		},
		"the whole taken away": func() {
			sql(`delete from app.entries where stream_id = $1`, id)
			sql(`delete from app.chain_heads where stream_id = $1`, id)
		},
		"a hash cut short":            func() { sql(`update app.entries set hash = '\x00' where stream_id = $1 and seq = 2`, id) },
		"a place in the checkpoint":   func() { sql(`update app.checkpoint_leaves set hash = sha256(hash) where stream_id = $1`, id) },
		"a way in the checkpoint":     func() { sql(`update app.checkpoint_leaves set path = '{}' where stream_id = $1`, id) },
		"the root of the checkpoint":  func() { sql(`update app.checkpoints set root = sha256(root)`) },
		"the name before, signed not": func() { sql(`update app.checkpoints set before = sha256(before)`) },
		"the signature":               func() { sql(`update app.checkpoints set signature = '\x00'`) },
	} {
		alter()
		night()
		proof, err := b.Evidence.Open(ctx, b.lead, b.Engagement.ID)
		apptest.Must(t, err)
		if proof.Broken == nil || proof.Night.Reason == "" || standing() == "" {
			t.Errorf("%s: broken %v, at night %+v, standing %q", name, proof.Broken, proof.Night, standing())
		}
		told++
		for _, who := range []access.Actor{b.Owner, b.itLead} {
			for range 1500 {
				if b.letters(t, who.Email, "does not hold") >= told {
					break
				}
				<-time.After(20 * time.Millisecond)
			}
		}
		night() // found again, and not told again
		restore()
		night()
		if s := standing(); s != "" {
			t.Fatalf("after %s, restored: %s", name, s)
		}
	}
	for who, want := range map[string]int{b.Owner.Email: told, b.itLead.Email: told, b.lead.Email: 0, b.contributor.Email: 0, "sam@southgate.example": 0} {
		if n := b.letters(t, who, "agreement "+b.Engagement.Number+" does not hold"); n != want {
			t.Errorf("%s was told %d times, not %d", who, n, want)
		}
	}
}

// rewrite makes a chain again from a changed entry on, as somebody would who knows how.
func rewrite(t *testing.T, conn *pgx.Conn, stream string, log []audit.Entry) {
	t.Helper()
	var prev [32]byte
	var last audit.Entry
	for i, e := range log {
		if i == 1 {
			e.Payload = strings.Replace(e.Payload, "{", "{ ", 1)
		}
		e.Prev = prev
		e.Hash = e.Sum()
		prev, last = e.Hash, e
		_, err := conn.Exec(t.Context(), `update app.entries set payload = $3, prev = $4, hash = $5 where stream_id = $1 and seq = $2`, stream, e.Seq, e.Payload, e.Prev[:], e.Hash[:])
		apptest.Must(t, err)
	}
	_, err := conn.Exec(t.Context(), `update app.chain_heads set hash = decode($2, 'hex') where stream_id = $1`, stream, hex.EncodeToString(last.Hash[:]))
	apptest.Must(t, err)
}
