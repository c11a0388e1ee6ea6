package probe_test

import (
	"demarc/internal/access"
	"demarc/internal/raci"
)

// stage is how far a blind vote has come.
type stage int

const (
	closed stage = iota
	opened
	answered // by both sides, differently
	shown
)

// ballot is a new blind vote about the function, at a stage; the one before is over.
func (p *probe) ballot(to stage) string {
	p.t.Helper()
	ctx, owner, lead := p.t.Context(), p.people["owner"].Actor, p.people["it_lead"].Actor
	page, err := p.Ballots.Find(ctx, owner, p.draft.ID)
	must(p.t, err)
	for _, b := range page.Ballots {
		if b.State == raci.BallotOpen {
			must(p.t, p.Ballots.Close(ctx, owner, p.draft.ID, b.ID))
		}
	}
	if to == closed {
		return ""
	}
	fn := p.restored().ID
	id, err := p.Ballots.Start(ctx, owner, p.draft.ID, []raci.FunctionID{fn})
	must(p.t, err)
	if to == opened {
		return string(id)
	}
	_, err = p.Ballots.Answer(ctx, owner, p.draft.ID, id, fn, map[raci.StakeholderID]raci.Assignment{p.columnID(raci.MSPTeam): raci.AccountableAndDoing}, 0)
	must(p.t, err)
	_, err = p.Ballots.Answer(ctx, lead, p.draft.ID, id, fn, map[raci.StakeholderID]raci.Assignment{p.columnID(raci.InternalIT): raci.AccountableAndDoing}, 0)
	must(p.t, err)
	if to == shown {
		_, err = p.Ballots.Reveal(ctx, owner, p.draft.ID, id, false)
		must(p.t, err)
	}
	return string(id)
}

// workshop is one that runs and is driven by somebody; nobody: none runs.
func (p *probe) workshop(driver string) {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	page, err := p.Workshops.Open(ctx, owner, p.draft.ID)
	must(p.t, err)
	switch running := page.Workshop.Running(); {
	case driver == "" && running:
		_, err := p.Workshops.End(ctx, owner, p.draft.ID)
		must(p.t, err)
	case driver != "" && !running:
		must(p.t, p.Workshops.Start(ctx, owner, p.draft.ID))
	}
	if who := p.people[driver]; who != nil && who.MSP == owner.MSP && who.Can(access.Facilitate) && (who.Side == owner.Side || who.Client == p.client.ID) {
		must(p.t, p.Workshops.Drive(ctx, who.Actor, p.draft.ID))
	}
}

// undisputed is the function, in the matrix, about which nobody quarrels.
func (p *probe) undisputed() raci.Function {
	p.t.Helper()
	f := p.restored()
	if f.Dispute.Reason == "" {
		return f
	}
	_, err := p.Matrices.Settle(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID)
	must(p.t, err)
	return p.function()
}
