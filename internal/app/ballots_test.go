package app_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// blind is a bundle with the columns at hand.
type blind struct {
	*bundle
	msp, it, mgmt raci.StakeholderID
	fns           []raci.Function
}

func newBlind(t *testing.T) *blind {
	t.Helper()
	b := &blind{bundle: newBundle(t)}
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	for kind, id := range map[raci.Kind]*raci.StakeholderID{raci.MSPTeam: &b.msp, raci.InternalIT: &b.it, raci.Management: &b.mgmt} {
		s, _ := d.Matrix.Standard(kind)
		*id = s.ID
	}
	b.fns = d.Matrix.Functions
	return b
}

// says is an answer: letters of MSP team, internal IT and client management.
func (b *blind) says(msp, it, mgmt raci.Assignment) map[raci.StakeholderID]raci.Assignment {
	return map[raci.StakeholderID]raci.Assignment{b.msp: msp, b.it: it, b.mgmt: mgmt}
}

func (b *blind) open(t *testing.T, n int) raci.BallotID {
	t.Helper()
	var fns []raci.FunctionID
	for _, f := range b.fns[:n] {
		fns = append(fns, f.ID)
	}
	id, err := b.Ballots.Start(t.Context(), b.lead, b.Engagement.ID, fns)
	apptest.Must(t, err)
	return id
}

func (b *blind) answer(t *testing.T, who access.Actor, id raci.BallotID, i int, as map[raci.StakeholderID]raci.Assignment) {
	t.Helper()
	_, err := b.Ballots.Answer(t.Context(), who, b.Engagement.ID, id, b.fns[i].ID, as, 0)
	apptest.Must(t, err)
}

func (b *blind) log(t *testing.T) []audit.Entry {
	t.Helper()
	log, head, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	return log
}

// TestBlindVote is one vote from its opening to a settled matrix.
func TestBlindVote(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	ctx, e := t.Context(), b.Engagement.ID
	id := b.open(t, 3)
	if _, err := b.Ballots.Start(ctx, b.itLead, e, []raci.FunctionID{b.fns[9].ID}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second vote at once: %v", err)
	}
	ours, theirs := b.says("A", "R", "-"), b.says("C", "A/R", "I")
	for i := range 3 {
		b.answer(t, b.lead, id, i, ours)
	}
	b.answer(t, b.contributor, id, 0, ours)
	b.answer(t, b.contributor, id, 1, theirs)

	p, err := b.Ballots.Open(ctx, b.itLead, e, id)
	apptest.Must(t, err)
	if p.Ballot.Done[party.MSP] != 3 || p.Ballot.Done[party.Client] != 2 || len(p.Mine) != 2 || len(p.Compared) != 0 {
		t.Errorf("before the reveal the client sees %+v", p)
	}
	if _, err := b.Ballots.Reveal(ctx, b.lead, e, id, false); !fault.Is(err, fault.Conflict) {
		t.Errorf("revealed before all are in: %v", err)
	}
	for name, err := range map[string]error{
		"take":    second(b.Ballots.Take(ctx, b.lead, e, id, b.fns[0].ID, party.Client, b.fns[0].Rev)),
		"discuss": b.Ballots.Discuss(ctx, b.lead, e, id, b.fns[0].ID),
		"again":   second(b.Ballots.Again(ctx, b.lead, e, id)),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s before the reveal: %v", name, err)
		}
	}
	for _, entry := range b.log(t) {
		if entry.Verb == audit.BallotAnswered && (entry.Fact.Label != "" || entry.Fact.Before != "" || len(entry.Fact.Data) > 0 || strings.Contains(entry.Payload, string(b.fns[1].ID))) {
			t.Errorf("the record says what was answered before the reveal: %s", entry.Payload)
		}
	}

	b.answer(t, b.itLead, id, 2, theirs)
	_, err = b.Ballots.Reveal(ctx, b.contributor, e, id, false)
	apptest.Must(t, err)
	p, err = b.Ballots.Open(ctx, b.viewer, e, id)
	apptest.Must(t, err)
	if len(p.Compared) != 3 || raci.Matches(p.Compared) != 1 {
		t.Fatalf("revealed %+v", p.Compared)
	}
	if _, err := b.Ballots.Answer(ctx, b.lead, e, id, b.fns[0].ID, theirs, 1); !fault.Is(err, fault.Conflict) {
		t.Errorf("an answer after the reveal: %v", err)
	}

	// One is taken, by the rules of every edit; one is for talking.
	_, err = b.Matrices.Agree(ctx, b.lead, e, b.fns[1].ID, true, b.fns[1].Rev)
	apptest.Must(t, err)
	if _, err := b.Ballots.Take(ctx, b.lead, e, id, b.fns[1].ID, party.Client, b.fns[1].Rev+7); !fault.Is(err, fault.Conflict) {
		t.Errorf("taken into a row that moved on: %v", err)
	}
	r, err := b.Ballots.Take(ctx, b.lead, e, id, b.fns[1].ID, party.Client, b.fns[1].Rev)
	apptest.Must(t, err)
	if r.Function.Cells[b.it] != "A/R" || r.Function.Rev != b.fns[1].Rev+1 || len(r.Dropped) != 1 {
		t.Errorf("taken: %+v", r)
	}
	apptest.Must(t, b.Ballots.Discuss(ctx, b.itLead, e, id, b.fns[2].ID))
	p, err = b.Ballots.Open(ctx, b.lead, e, id)
	apptest.Must(t, err)
	if got := p.Ballot.Outcomes; got[b.fns[1].ID] != raci.TakenClient || got[b.fns[2].ID] != raci.ToDiscuss {
		t.Errorf("outcomes %v", got)
	}

	// The second round asks what is left, once.
	again, err := b.Ballots.Again(ctx, b.itLead, e, id)
	apptest.Must(t, err)
	p, err = b.Ballots.Open(ctx, b.lead, e, again)
	apptest.Must(t, err)
	if len(p.Ballot.Functions) != 1 || p.Ballot.Functions[0] != b.fns[2].ID || p.Ballot.Round != 2 || len(p.Mine) != 0 {
		t.Errorf("the second round is %+v", p.Ballot)
	}
	apptest.Must(t, b.Ballots.Close(ctx, b.lead, e, again))
	if _, err := b.Ballots.Again(ctx, b.itLead, e, id); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second round twice: %v", err)
	}

	log := b.log(t)
	for verb, want := range map[audit.Verb]int{audit.BallotOpened: 2, audit.BallotAnswered: 6, audit.BallotRevealed: 1, audit.BallotClosed: 1, audit.BallotSettled: 2, audit.AssignmentChanged: 1} {
		if n := count(log, verb); n != want {
			t.Errorf("%d entries %s, want %d", n, verb, want)
		}
	}
	for _, entry := range log {
		if d := entry.Fact.Data; entry.Verb == audit.BallotRevealed && (d["match"] != string(b.fns[0].Key) || !strings.Contains(d[string(b.fns[1].Key)+" client"], "Accountable and Responsible")) {
			t.Errorf("the reveal is recorded as %v", d)
		}
	}
}

// Colleagues share their side's answer: the last one holds and is told whose it
// replaced unseen.
func TestColleaguesShareAnAnswer(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	id := b.open(t, 2)
	ctx, e, fn := t.Context(), b.Engagement.ID, b.fns[0].ID
	b.answer(t, b.itLead, id, 0, b.says("A", "R", "-"))
	a, err := b.Ballots.Answer(ctx, b.contributor, e, id, fn, b.says("-", "A/R", "-"), 0)
	apptest.Must(t, err)
	if a.Replaced != b.itLead.Name || a.Ballot.Done[party.Client] != 1 {
		t.Errorf("replaced %q, done %v", a.Replaced, a.Ballot.Done)
	}
	a, err = b.Ballots.Answer(ctx, b.itLead, e, id, fn, b.says("A", "R", "I"), 2)
	apptest.Must(t, err)
	if a.Replaced != "" {
		t.Errorf("an answer that was seen is called replaced: %q", a.Replaced)
	}
	p, err := b.Ballots.Open(ctx, b.contributor, e, id)
	apptest.Must(t, err)
	if got := p.Mine[fn]; got.Cells[b.mgmt] != raci.Informed || got.Rev != 3 {
		t.Errorf("the side's answer is %+v", got)
	}
}

// Ending a vote early shows only what both sides answered, also to who looks into the
// tables.
func TestRevealedEarly(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	id := b.open(t, 3)
	ctx, e := t.Context(), b.Engagement.ID
	b.answer(t, b.lead, id, 0, b.says("A/R", "-", "-"))
	b.answer(t, b.itLead, id, 0, b.says("A/R", "-", "-"))
	b.answer(t, b.itLead, id, 1, b.says("-", "A/R", "-"))
	if _, err := b.Ballots.Reveal(ctx, b.contributor, e, id, true); !fault.Is(err, fault.Forbidden) {
		t.Errorf("ended by a contributor: %v", err)
	}
	v, err := b.Ballots.Reveal(ctx, b.lead, e, id, true)
	apptest.Must(t, err)
	if len(v.Functions) != 1 || v.Functions[0] != b.fns[0].ID {
		t.Errorf("shown %v", v.Functions)
	}
	if got := b.seen(t, b.lead); got != "msp client" {
		t.Errorf("the MSP reads the answers of %q", got)
	}
	next := b.open(t, 1)
	b.answer(t, b.itLead, next, 0, b.says("A/R", "-", "-"))
	v, err = b.Ballots.Reveal(ctx, b.lead, e, next, true)
	apptest.Must(t, err)
	if v.State != raci.BallotClosed {
		t.Errorf("one side's answers alone are %s", v.State)
	}
	if got := b.seen(t, b.lead); got != "msp client" {
		t.Errorf("after a vote without a result the MSP reads the answers of %q", got)
	}
}

// seen reads every answer straight from the table, as the runtime role in the scope of
// somebody: what the database itself lets them see.
func (b *blind) seen(t *testing.T, who access.Actor) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), b.URL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	tx, err := conn.Begin(t.Context())
	apptest.Must(t, err)
	for name, value := range map[string]string{"msp_id": string(who.MSP), "client_id": string(who.Client), "side": string(who.Side), "user_id": string(who.User)} {
		_, err := tx.Exec(t.Context(), `select set_config('app.' || $1, $2, true)`, name, value)
		apptest.Must(t, err)
	}
	rows, err := tx.Query(t.Context(), `select side from app.votes order by side desc`)
	apptest.Must(t, err)
	sides, err := pgx.CollectRows(rows, pgx.RowTo[string])
	apptest.Must(t, err)
	return strings.Join(sides, " ")
}

// The wall is in the database: code that forgot to ask would still see its own side
// only, and could not write for the other or after the reveal.
func TestAnswersAreHiddenByPolicy(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	id := b.open(t, 1)
	b.answer(t, b.lead, id, 0, b.says("A/R", "-", "-"))
	b.answer(t, b.itLead, id, 0, b.says("-", "A/R", "-"))
	for _, who := range []access.Actor{b.lead, b.viewer, b.itLead, b.signer, access.SystemFor(b.lead.MSP)} {
		if got := b.seen(t, who); got != string(who.Side) {
			t.Errorf("%s %s reads the answers of %q", who.Side, who.Role, got)
		}
	}
	if got := b.seen(t, b.Stranger); got != "" {
		t.Errorf("another MSP reads the answers of %q", got)
	}
	as := func(who access.Actor, sql string) error {
		conn, err := pgx.Connect(t.Context(), b.URL)
		apptest.Must(t, err)
		defer func() { _ = conn.Close(context.Background()) }()
		tx, err := conn.Begin(t.Context())
		apptest.Must(t, err)
		_, err = tx.Exec(t.Context(), fmt.Sprintf(`set local app.msp_id = '%s'; set local app.side = '%s'`, who.MSP, who.Side))
		apptest.Must(t, err)
		tag, err := tx.Exec(t.Context(), sql)
		if err == nil && tag.RowsAffected() == 0 {
			return fmt.Errorf("no row")
		}
		return err
	}
	const touch = `update app.votes set rev = rev + 1 where side = `
	apptest.Must(t, as(b.lead, touch+`'msp'`))
	if as(b.lead, touch+`'client'`) == nil {
		t.Error("a side may write the other's answer")
	}
	if as(b.lead, `update app.votes set side = 'client'`) == nil {
		t.Error("a side may pass its answer off as the other's")
	}
	_, err := b.Ballots.Reveal(t.Context(), b.lead, b.Engagement.ID, id, false)
	apptest.Must(t, err)
	if got := b.seen(t, b.signer); got != "msp client" {
		t.Errorf("after the reveal the client reads the answers of %q", got)
	}
	if as(b.lead, touch+`'msp'`) == nil {
		t.Error("an answer may be changed after the reveal")
	}
}

func TestBlindVoteRights(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	ctx, e, fns := t.Context(), b.Engagement.ID, []raci.FunctionID{b.fns[0].ID}
	for _, who := range []access.Actor{b.viewer, b.contributor, b.signer} {
		if _, err := b.Ballots.Start(ctx, who, e, fns); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s starts a vote: %v", who.Role, err)
		}
	}
	if _, err := b.Ballots.Start(ctx, b.Stranger, e, fns); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger starts a vote: %v", err)
	}
	id := b.open(t, 1)
	for _, who := range []access.Actor{b.viewer, b.signer} {
		if _, err := b.Ballots.Answer(ctx, who, e, id, fns[0], b.says("A/R", "-", "-"), 0); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s answers: %v", who.Role, err)
		}
	}
	if _, err := b.Ballots.Open(ctx, b.Stranger, e, id); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger reads a vote: %v", err)
	}
	if _, err := b.Ballots.Answer(ctx, b.lead, e, id, b.fns[5].ID, b.says("A/R", "-", "-"), 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("an answer nobody asked for: %v", err)
	}
	if _, err := b.Ballots.Answer(ctx, b.lead, e, id, fns[0], b.says("R", "-", "-"), 0); !fault.Is(err, fault.Invalid) {
		t.Errorf("an answer without an A: %v", err)
	}
	if _, err := b.Ballots.Open(ctx, b.lead, e, "no-uuid"); !fault.Is(err, fault.NotFound) {
		t.Errorf("no id at all: %v", err)
	}
}

// Two votes opened at once, two colleagues at one answer, and a reveal against an
// answer: each has one outcome, and the record tells the same.
func TestBlindVoteRaces(t *testing.T) {
	t.Parallel()
	b := newBlind(t)
	ctx, e := t.Context(), b.Engagement.ID
	fns := []raci.FunctionID{b.fns[0].ID}
	late := 0
	for round := range 50 {
		errs := apptest.Together(
			func() error { _, err := b.Ballots.Start(ctx, b.lead, e, fns); return err },
			func() error { _, err := b.Ballots.Start(ctx, b.itLead, e, fns); return err },
		)
		if apptest.Succeeded(errs) != 1 {
			t.Fatalf("round %d: two votes at once: %v", round, errs)
		}
		p, err := b.Ballots.Find(ctx, b.lead, e)
		apptest.Must(t, err)
		id := p.Ballots[0].ID
		answer := func(who access.Actor, as map[raci.StakeholderID]raci.Assignment) func() error {
			return func() error { _, err := b.Ballots.Answer(ctx, who, e, id, fns[0], as, 0); return err }
		}
		for _, err := range apptest.Together(answer(b.lead, b.says("A/R", "-", "-")), answer(b.Owner, b.says("A", "R", "-")), answer(b.itLead, b.says("-", "A/R", "-")), answer(b.contributor, b.says("-", "A/R", "I"))) {
			apptest.Must(t, err)
		}
		mine, err := b.Ballots.Open(ctx, b.itLead, e, id)
		apptest.Must(t, err)
		if v := mine.Mine[fns[0]]; v.Rev != 2 || mine.Ballot.Done[party.Client] != 1 || mine.Ballot.Done[party.MSP] != 1 {
			t.Fatalf("round %d: after two colleagues answered: %+v of %+v", round, v, mine.Ballot)
		}
		changed := b.says("R", "A", "-")
		errs = apptest.Together(
			func() error { _, err := b.Ballots.Reveal(ctx, b.lead, e, id, false); return err },
			answer(b.itLead, changed),
		)
		apptest.Must(t, errs[0])
		after, err := b.Ballots.Open(ctx, b.lead, e, id)
		apptest.Must(t, err)
		shown := after.Compared[0].Says(party.Client)
		switch {
		case errs[1] == nil && shown[b.it] != "A":
			t.Fatalf("round %d: an answer that was kept is not shown: %v", round, shown)
		case errs[1] != nil && (!fault.Is(errs[1], fault.Conflict) || shown[b.it] != "A/R"):
			t.Fatalf("round %d: an answer that came too late (%v) is shown: %v", round, errs[1], shown)
		case errs[1] != nil:
			late++
		}
	}
	t.Logf("the reveal was first in %d of 50 rounds", late)
	if log := b.log(t); count(log, audit.BallotRevealed) != 50 || count(log, audit.BallotAnswered) != 250-late {
		t.Errorf("%d reveals and %d answers are recorded, %d came late", count(log, audit.BallotRevealed), count(log, audit.BallotAnswered), late)
	}
}
