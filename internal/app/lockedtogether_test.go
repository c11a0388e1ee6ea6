package app_test

import (
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// midway is what two teams had open when the text went out for signature.
type midway struct {
	*bundle
	f, parked, voted raci.Function
	column           raci.Stakeholder
	shown, open      raci.BallotID // votes
	said             app.Said      // by the lead, for all to read
	pending          app.Said      // in the lead's review
}

func newMidway(t *testing.T) *midway {
	t.Helper()
	g := &midway{bundle: newBundle(t)}
	ctx, id := t.Context(), g.Engagement.ID
	d, err := g.Matrices.Open(ctx, g.lead, id)
	apptest.Must(t, err)
	g.voted, g.parked, g.f, g.column = d.Matrix.Functions[1], d.Matrix.Functions[2], d.Matrix.Functions[3], d.Matrix.Stakeholders[0]
	it := d.Matrix.Stakeholders[1]
	ours, theirs := map[raci.StakeholderID]raci.Assignment{g.column.ID: raci.AccountableAndDoing}, map[raci.StakeholderID]raci.Assignment{it.ID: raci.AccountableAndDoing}
	vote := func(fn raci.FunctionID) raci.BallotID {
		ballot, err := g.Ballots.Start(ctx, g.lead, id, []raci.FunctionID{fn})
		apptest.Must(t, err)
		_, err = g.Ballots.Answer(ctx, g.lead, id, ballot, fn, ours, 0)
		apptest.Must(t, err)
		_, err = g.Ballots.Answer(ctx, g.contributor, id, ballot, fn, theirs, 0)
		apptest.Must(t, err)
		return ballot
	}
	g.shown = vote(g.voted.ID)
	_, err = g.Ballots.Reveal(ctx, g.lead, id, g.shown, false)
	apptest.Must(t, err)
	g.open = vote(g.f.ID)
	apptest.Must(t, g.Workshops.Start(ctx, g.lead, id))
	row, err := g.Matrices.Park(ctx, g.lead, id, g.parked.ID, app.Parking{Owner: it.ID, Until: g.DB.Now().AddDate(0, 3, 0).Format(time.DateOnly), Why: "Both want it."}, g.parked.Rev)
	apptest.Must(t, err)
	g.parked = row.Function
	for _, who := range []access.Actor{g.lead, g.itLead} {
		_, err := g.Matrices.Agree(ctx, who, id, g.parked.ID, true, g.parked.Rev)
		apptest.Must(t, err)
	}
	g.said, err = g.Reviews.Comment(ctx, g.lead, id, g.f.ID, "", app.Remark{Body: "Is it ours?"})
	apptest.Must(t, err)
	g.pending, err = g.Reviews.Comment(ctx, g.lead, id, g.f.ID, "", app.Remark{Body: "Not yet.", Pending: true})
	apptest.Must(t, err)
	apptest.Must(t, g.Reviews.Mark(ctx, g.itLead, id, g.f.ID, review.Disputing, "Ours.", g.f.Rev))
	apptest.Must(t, g.Matrices.WriteNote(ctx, g.lead, id, g.f.ID, "Between us."))
	g.send(t)
	d, err = g.Matrices.Open(ctx, g.lead, id)
	apptest.Must(t, err)
	g.f, _ = d.Matrix.Function(g.f.ID)
	return g
}

// acts are those of working together that would change what is being signed, or what
// the two teams are in the middle of.
func (g *midway) acts(t *testing.T) map[string]error {
	ctx, id, f := t.Context(), g.Engagement.ID, g.f
	chosen, letter := map[raci.FunctionID]int{f.ID: f.Rev}, raci.Batch{Do: raci.SetLetter, Set: raci.Set{Stakeholder: g.column.ID, As: raci.Informed}}
	_, _, agreedAll := g.Matrices.AgreeAll(ctx, g.itLead, id, chosen)
	return map[string]error{
		"start a workshop":         g.Workshops.Start(ctx, g.lead, id),
		"show another function":    g.Workshops.Show(ctx, g.lead, id, g.voted.ID),
		"take over the workshop":   g.Workshops.Drive(ctx, g.itLead, id),
		"set its timer":            g.Workshops.Time(ctx, g.lead, id, 5),
		"start a vote":             second(g.Ballots.Start(ctx, g.lead, id, []raci.FunctionID{f.ID})),
		"answer in a vote":         second(g.Ballots.Answer(ctx, g.lead, id, g.open, f.ID, map[raci.StakeholderID]raci.Assignment{g.column.ID: raci.AccountableAndDoing}, 1)),
		"take an answer":           second(g.Ballots.Take(ctx, g.lead, id, g.shown, g.voted.ID, party.MSP, g.voted.Rev)),
		"discuss an answer":        g.Ballots.Discuss(ctx, g.lead, id, g.shown, g.voted.ID),
		"vote again":               second(g.Ballots.Again(ctx, g.lead, id, g.shown)),
		"park":                     second(g.Matrices.Park(ctx, g.lead, id, f.ID, app.Parking{Owner: g.column.ID, Until: "2030-01-01", Why: "Later"}, f.Rev)),
		"take up what is parked":   second(g.Matrices.Resume(ctx, g.lead, id, g.parked.ID, g.parked.Rev)),
		"assign beside":            second(g.Matrices.AssignBeside(ctx, g.lead, id, f.ID, g.column.ID, raci.Accountable, f.Rev)),
		"set hours":                second(g.Matrices.SetWindow(ctx, g.lead, id, f.ID, g.column.ID, raci.AfterHours, f.Rev)),
		"name people":              second(g.Matrices.SetHolders(ctx, g.lead, id, f.ID, nil, map[raci.StakeholderID]raci.Holder{g.column.ID: {Person: "Sam Ortiz"}})),
		"look at a change of many": second(g.Matrices.PlanBulk(ctx, g.lead, id, letter, chosen)),
		"change many":              second(g.Matrices.Bulk(ctx, g.lead, id, letter, chosen, "")),
		"agree to all":             agreedAll,
		"reply":                    second(g.Reviews.Reply(ctx, g.itLead, id, g.said.Thread.ID, app.Remark{Body: "Yes."})),
		"reply for later":          second(g.Reviews.Reply(ctx, g.itLead, id, g.said.Thread.ID, app.Remark{Body: "Yes.", Pending: true})),
		"reword a comment":         second(g.Reviews.Edit(ctx, g.lead, id, g.said.Comment.ID, "Is it theirs?")),
		"reword a pending comment": second(g.Reviews.Edit(ctx, g.lead, id, g.pending.Comment.ID, "Not ever.")),
		"remove what others read":  second(g.Reviews.Remove(ctx, g.lead, id, g.said.Comment.ID)),
		"resolve":                  second(g.Reviews.Resolve(ctx, g.itLead, id, g.said.Thread.ID, true)),
		"mark a row":               g.Reviews.Mark(ctx, g.itLead, id, g.parked.ID, review.Agreeing, "", g.parked.Rev),
		"choose frameworks":        g.Frameworks.Choose(ctx, g.lead, id, []string{"hipaa"}),
		"refer to a framework":     g.Frameworks.Refer(ctx, g.lead, id, f.ID, []string{"CIS 4.1"}, nil),
		"remove a pack":            second(g.Packs.Remove(ctx, g.lead, id, "legal", "Not ours.", false)),
		"put the deputy in":        g.Parties.StandIn(ctx, g.lead, id, g.column.ID, g.column.Rev),
		"save a vendor":            g.Parties.SaveVendor(ctx, g.lead, id, engagement.Vendor{Name: "Northline", Purpose: "Lines", Phone: "+1 503 555 0123"}),
	}
}

// TestLockedTogether holds what two teams do together to a text that is out for
// signature, and then signed: what would change it, or go on negotiating it, is refused
// and nothing is recorded. What is nobody else's business, or only puts an end to what
// was open, is let through: see TestLeftOpen.
func TestLockedTogether(t *testing.T) {
	t.Parallel()
	g := newMidway(t)
	ctx, id := t.Context(), g.Engagement.ID
	refused := func(when string) {
		before, _, err := g.Engagements.Chain(ctx, g.lead, id)
		apptest.Must(t, err)
		for name, err := range g.acts(t) {
			if !fault.Is(err, fault.Locked) {
				t.Errorf("%s, %s: %v", when, name, err)
			}
		}
		after, _, err := g.Engagements.Chain(ctx, g.lead, id)
		apptest.Must(t, err)
		for _, e := range after[len(before):] {
			if e.Fact.Actor.Kind != string(access.System) { // letters go out meanwhile
				t.Errorf("%s, recorded: %s", when, e.Verb)
			}
		}
	}
	refused("out for signature")
	g.SignAll(t)
	refused("in force")
}

// TestLeftOpen: what was open when the text went out can be put away. Notes, and what
// waits in somebody's own review, were never part of it; a workshop and a vote are
// ended, which changes no row.
func TestLeftOpen(t *testing.T) {
	t.Parallel()
	g := newMidway(t)
	ctx, id := t.Context(), g.Engagement.ID
	frozen := func() string {
		p, err := g.Versions.Open(ctx, g.lead, id, 1)
		apptest.Must(t, err)
		d, err := g.Matrices.Open(ctx, g.lead, id)
		apptest.Must(t, err)
		hashes := p.Version.Digest
		for _, f := range d.Matrix.Functions {
			hashes += d.Matrix.ContentHash(f)
		}
		return hashes
	}
	before := frozen()
	card, err := g.Matrices.OpenCard(ctx, g.lead, id, g.f.ID)
	apptest.Must(t, err)
	for _, act := range []struct {
		name string
		err  error
	}{
		{"remove a pending comment", second(g.Reviews.Remove(ctx, g.lead, id, g.pending.Comment.ID))},
		{"take a mark out", g.Reviews.Mark(ctx, g.itLead, id, g.f.ID, "", "", 0)},
		{"write a note", g.Matrices.WriteNote(ctx, g.itLead, id, g.f.ID, "Ask before we sign.")},
		{"remove a note", g.Matrices.RemoveNote(ctx, g.lead, id, g.f.ID, card.Notes[0].ID)},
		{"catch up", g.Reviews.CatchUp(ctx, g.itLead, id)},
		{"reveal", second(g.Ballots.Reveal(ctx, g.contributor, id, g.open, false))},
		{"end the workshop", second(g.Workshops.End(ctx, g.itLead, id))},
	} {
		if act.err != nil {
			t.Errorf("%s: %v", act.name, act.err)
		}
	}
	for _, who := range []access.Actor{g.lead, g.itLead} {
		talk, err := g.Reviews.Open(ctx, who, id)
		apptest.Must(t, err)
		if p := talk.Talk.Pending(); len(p.Comments()) > 0 || len(talk.Talk.Marks) > 0 {
			t.Errorf("%s still has %+v", who.Name, p)
		}
	}
	if after := frozen(); before != after {
		t.Error("that changed what is being signed")
	}
	for name, err := range map[string]error{
		"close what was revealed": g.Ballots.Close(ctx, g.lead, id, g.open),
		"end it twice":            second(g.Workshops.End(ctx, g.lead, id)),
	} {
		if !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
