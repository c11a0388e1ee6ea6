package web_test

import "demarc/internal/raci"

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
	_, err = p.Ballots.Answer(ctx, owner, p.draft.ID, id, fn, map[raci.StakeholderID]raci.Assignment{p.column(raci.MSPTeam).ID: raci.AccountableAndDoing}, 0)
	must(p.t, err)
	_, err = p.Ballots.Answer(ctx, lead, p.draft.ID, id, fn, map[raci.StakeholderID]raci.Assignment{p.column(raci.InternalIT).ID: raci.AccountableAndDoing}, 0)
	must(p.t, err)
	if to == shown {
		_, err = p.Ballots.Reveal(ctx, owner, p.draft.ID, id, false)
		must(p.t, err)
	}
	return string(id)
}
