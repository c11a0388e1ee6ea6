package probe_test

import (
	"strings"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// talkedOf are the parameters of addresses that name what two teams said and voted.
var talkedOf = []string{"thread", "comment", "note", "vote"}

// converse has both sides of the draft say, note, vote and park something, and go
// through the matrix together, so that every table of it has rows.
func (p *probe) converse(t *testing.T) {
	t.Helper()
	ctx, id := t.Context(), p.draft.ID
	for _, name := range []string{"it_lead", "owner"} {
		p.said(name)
		p.pend(t, name)
		c, err := p.Reviews.Open(ctx, p.people[name].Actor, id)
		must(t, err)
		_, err = p.Reviews.Send(ctx, p.people[name].Actor, id, app.SendReview{Verdict: review.NotYet, Body: "Two to talk about.", Seen: c.Seen})
		must(t, err)
		p.undisputed()
		p.pend(t, name)
		p.note(t, name)
	}
	p.ballot(shown)
	p.ballot(answered)
	p.workshop("owner")
	d, err := p.Matrices.Open(ctx, p.people["owner"].Actor, id)
	must(t, err)
	f := d.Matrix.Functions[5]
	_, err = p.Matrices.Park(ctx, p.people["owner"].Actor, id, f.ID, app.Parking{Owner: d.Matrix.Stakeholders[0].ID, Until: p.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly), Why: "Both want it."}, f.Rev)
	must(t, err)
}

// plantTogether writes the canary wherever two teams write in the draft.
func (p *probe) plantTogether(t *testing.T) {
	t.Helper()
	p.converse(t)
	for _, sql := range []string{
		`update app.notes set author = $1, body = $1`,
		`update app.threads set opened_by_name = $1, column_name = $1`,
		`update app.comments set author = $1, body = $1 where removed_at is null`,
		`update app.reviews set author = $1, body = $1`,
		`update app.review_marks set reason = $1 where reason <> ''`,
		`update app.ballots set opened_by = $1`,
		`update app.votes set voted_by = $1`,
		`update app.workshops set facilitator = $1, ended_at = now(), summary = jsonb_build_object('shown', 1, 'moved', jsonb_build_array(jsonb_build_object('function', $1::text, 'from', $1::text, 'to', $1::text)))`,
		`update app.functions set parked = parked || jsonb_build_object('why', $1::text) where parked <> '{}'`,
		`update app.functions set stood = jsonb_build_object('client', jsonb_build_object('name', $1::text, 'split', $1::text, 'condition', $1::text, 'cells', '{}'::jsonb))`,
		`update app.functions f set holders = (select jsonb_object_agg(s.id, jsonb_build_object('person', $1::text, 'deputy', $1::text)) from app.stakeholders s where s.msp_id = f.msp_id and s.engagement_id = f.engagement_id)`,
	} {
		n, err := p.superExec(sql, canary)
		must(t, err)
		if n == 0 {
			t.Errorf("nothing to plant into: %s", sql)
		}
	}
}

// TestPlanted reads every page of both sides with the canary in every table of what
// they do together.
func TestPlanted(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.plantTogether(t)
	seen := 0
	for _, name := range []string{"owner", "it_lead", "reader"} {
		for _, page := range p.pages(name) {
			a := p.ask(p.people[name], "GET", page, nil)
			p.judge(t, name+" GET "+page, nil, a)
			seen += strings.Count(a.body, "&lt;probe-x")
			p.judge(t, name+" htmx "+page, nil, p.ask(p.people[name], "GET", page, nil, "HX-Request", "true", "HX-Request-Type", "partial"))
		}
	}
	if seen < 100 {
		t.Errorf("the canary shows in %d places", seen)
	}
}

// talked are ids of what was said and voted in the draft, by the parameter that names
// them: of the vote that is open, or of the one that is revealed.
func (p *probe) talked(vote raci.BallotState) map[string]string {
	p.t.Helper()
	ctx, owner, out := p.t.Context(), p.people["owner"].Actor, map[string]string{}
	votes, err := p.Ballots.Find(ctx, owner, p.draft.ID)
	must(p.t, err)
	c, err := p.Reviews.Open(ctx, owner, p.draft.ID)
	must(p.t, err)
	card, err := p.Matrices.OpenCard(ctx, owner, p.draft.ID, p.restored().ID)
	must(p.t, err)
	for _, th := range c.Talk.Threads {
		out["thread"], out["comment"] = string(th.ID), string(th.Comments[0].ID)
	}
	for _, v := range votes.Ballots {
		if v.State == vote {
			out["vote"] = string(v.ID)
		}
	}
	for _, n := range card.Notes {
		out["note"] = n.ID
	}
	return out
}
