package app

import (
	"context"
	"fmt"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Ballots is voting blind: each side says alone who should do what, and both see the
// answers at once.
type Ballots struct{ *core }

// BallotsPage is the blind votes of an engagement, with what to ask next.
type BallotsPage struct {
	Draft   engagement.Draft
	Ballots []raci.Ballot // the newest first
	Pick    []raci.FunctionID
}

// Find lists the blind votes of an engagement.
func (b Ballots) Find(ctx context.Context, who access.Actor, id engagement.ID) (p BallotsPage, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return p, err
	}
	err = b.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		p.Draft, p.Ballots, err = tx.Ballots(ctx, id)
		return err
	})
	p.Pick = p.Draft.Matrix.PickBallot(func(k raci.FunctionKey) bool {
		f, ok := p.Draft.Library.Function(k)
		return ok && f.WatchOut != ""
	})
	return p, err
}

// BallotPage is one blind vote as one side may see it: its own answers, and both once
// it is revealed.
type BallotPage struct {
	Draft    engagement.Draft
	Ballot   raci.Ballot
	Mine     map[raci.FunctionID]raci.Vote
	Compared []raci.Comparison // empty before the reveal
}

// Open shows one blind vote.
func (b Ballots) Open(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID) (p BallotPage, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return p, err
	}
	err = b.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		d, v, votes, err := tx.Ballot(ctx, id, ballot)
		p = ballotPage(who, d, v, votes)
		return err
	})
	return p, err
}

func ballotPage(who access.Actor, d engagement.Draft, b raci.Ballot, votes []raci.Vote) BallotPage {
	p := BallotPage{Draft: d, Ballot: b, Mine: map[raci.FunctionID]raci.Vote{}}
	for _, v := range votes {
		if v.Side == who.Side {
			p.Mine[v.Function] = v
		}
	}
	if b.State == raci.BallotRevealed {
		p.Compared = b.Compare(d.Matrix, votes)
	}
	return p
}

// Start opens a blind vote on some functions. Only one is open at a time: two teams
// cannot answer two at once.
func (b Ballots) Start(ctx context.Context, who access.Actor, id engagement.ID, fns []raci.FunctionID) (raci.BallotID, error) {
	return b.start(ctx, who, id, func(engagement.Draft, *store.Tx) (raci.Ballot, error) {
		return raci.Ballot{Round: 1, Functions: fns}, nil
	})
}

// Again opens the second round of a vote: on what differed and nobody took.
func (b Ballots) Again(ctx context.Context, who access.Actor, id engagement.ID, first raci.BallotID) (raci.BallotID, error) {
	return b.start(ctx, who, id, func(d engagement.Draft, tx *store.Tx) (raci.Ballot, error) {
		_, v, votes, err := tx.Ballot(ctx, id, first)
		if err != nil {
			return v, err
		}
		fns, err := v.Again(v.Compare(d.Matrix, votes))
		return raci.Ballot{Round: 2, First: first, Functions: fns}, err
	})
}

func (b Ballots) start(ctx context.Context, who access.Actor, id engagement.ID, choose func(engagement.Draft, *store.Tx) (raci.Ballot, error)) (raci.BallotID, error) {
	if err := who.Require(access.Facilitate); err != nil {
		return "", err
	}
	var opened raci.BallotID
	return opened, b.db.Change(ctx, who, func(tx *store.Tx) error {
		d, list, err := tx.Ballots(ctx, id)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		v, err := choose(d, tx)
		if err != nil {
			return err
		}
		for _, other := range list {
			if v.First != "" && other.First == v.First {
				return fault.New(fault.Conflict, "The second round of this vote was opened already.")
			}
		}
		if err := d.Matrix.CheckBallot(v.Functions); err != nil {
			return err
		}
		for _, other := range list {
			if other.State == raci.BallotOpen {
				return fault.New(fault.Conflict, "A blind vote is open already. Finish that one first: nobody can answer two at once.")
			}
		}
		v.ID, v.OpenedBy, v.OpenedSide, v.OpenedAt = raci.BallotID(store.NewID()), who.Name, who.Side, b.db.Now()
		tx.AddBallot(d.Engagement, v)
		tx.Record(d.Engagement, audit.BallotOpened, audit.Fact{Subject: string(v.ID), Label: plural(len(v.Functions), "function", "functions"), Data: map[string]string{"functions": keys(d.Matrix, v.Functions), "round": fmt.Sprint(v.Round)}})
		opened = v.ID
		return nil
	})
}

// Answered is what keeping an answer did.
type Answered struct {
	BallotPage
	// Replaced is the colleague whose answer this one took the place of, unseen.
	Replaced string
}

// Answer keeps what the actor's side says about one function. Colleagues share the
// side's answer: the last one holds, and rev tells whether they had seen the one
// before. What is recorded says that a side answered, never what.
func (b Ballots) Answer(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID, fn raci.FunctionID, chosen map[raci.StakeholderID]raci.Assignment, rev int) (a Answered, err error) {
	if err := who.Require(access.EditMatrix); err != nil {
		return a, err
	}
	err = b.db.Change(ctx, who, func(tx *store.Tx) error {
		a = Answered{}
		d, v, votes, err := tx.Ballot(ctx, id, ballot)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		if err := v.RequireOpen(); err != nil {
			return err
		}
		if !v.Asks(fn) {
			return fault.New(fault.NotFound, "This blind vote does not ask about that function.")
		}
		cells, err := d.Matrix.Answer(chosen)
		if err != nil {
			return err
		}
		a.BallotPage = ballotPage(who, d, v, votes)
		before, had := a.Mine[fn]
		if had && before.Rev != rev {
			a.Replaced = before.By
		}
		now := raci.Vote{Side: who.Side, Function: fn, Cells: cells, By: who.Name, Rev: before.Rev + 1}
		a.Mine[fn] = now
		v.Done[who.Side] = len(a.Mine)
		a.Ballot = v
		if err := tx.SaveVote(d.Engagement, ballot, now); err != nil {
			return err
		}
		if err := tx.SaveBallot(id, v); err != nil {
			return err
		}
		tx.Record(d.Engagement, audit.BallotAnswered, audit.Fact{Subject: string(ballot), After: string(who.Side)})
		return nil
	})
	return a, err
}

// Reveal shows both sides both answers. Somebody who facilitates may end the vote
// before everybody is done: then only what both answered is shown. It changes nothing
// that is signed, so a vote that was open when the text went out can still be ended.
func (b Ballots) Reveal(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID, early bool) (v raci.Ballot, err error) {
	if err := who.Require(access.EditMatrix); err != nil {
		return v, err
	}
	err = b.db.Change(ctx, who, func(tx *store.Tx) error {
		var d engagement.Draft
		if d, v, _, err = tx.Ballot(ctx, id, ballot); err != nil {
			return err
		}
		if err := v.RequireOpen(); err != nil {
			return err
		}
		if !v.Complete() {
			if !early {
				return fault.New(fault.Conflict, "Not every answer is in. Nothing is shown until both sides finish.")
			}
			if err := who.Require(access.Facilitate); err != nil {
				return err
			}
		}
		asked := len(v.Functions)
		v.State, v.RevealedAt = raci.BallotRevealed, b.db.Now()
		if err := tx.SaveBallot(id, v); err != nil { // now the policy lets this transaction see both
			return err
		}
		votes, err := tx.Votes(ctx, id, ballot)
		if err != nil {
			return err
		}
		v.Reveal(votes, v.RevealedAt)
		if err := tx.SaveBallot(id, v); err != nil {
			return err
		}
		verb, fact := revealed(d.Matrix, v, votes)
		fact.Data["asked"] = fmt.Sprint(asked)
		tx.Record(d.Engagement, verb, fact)
		return nil
	})
	return v, err
}

// revealed is the record of a reveal: both answers, now that both sides see them.
func revealed(m raci.Matrix, v raci.Ballot, votes []raci.Vote) (audit.Verb, audit.Fact) {
	fact := audit.Fact{Subject: string(v.ID), Data: map[string]string{}}
	if v.State == raci.BallotClosed {
		return audit.BallotClosed, fact
	}
	compared := v.Compare(m, votes)
	fact.Label = plural(len(compared), "function", "functions")
	fact.After = fmt.Sprintf("%d of %d match", raci.Matches(compared), len(compared))
	var match, differ []raci.FunctionID
	for _, c := range compared {
		if c.Match {
			match = append(match, c.Function.ID)
		} else {
			differ = append(differ, c.Function.ID)
		}
		for _, side := range party.Sides {
			fact.Data[string(c.Function.Key)+" "+string(side)] = rowText(m, raci.Function{Cells: c.Says(side)})
		}
	}
	fact.Data["match"], fact.Data["differ"] = keys(m, match), keys(m, differ)
	return audit.BallotRevealed, fact
}

// Close ends a blind vote without a result, in any state of the engagement. Nobody ever
// sees the answers.
func (b Ballots) Close(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID) error {
	if err := who.Require(access.Facilitate); err != nil {
		return err
	}
	return b.db.Change(ctx, who, func(tx *store.Tx) error {
		d, v, _, err := tx.Ballot(ctx, id, ballot)
		if err != nil {
			return err
		}
		if err := v.RequireOpen(); err != nil {
			return err
		}
		v.State = raci.BallotClosed
		if err := tx.SaveBallot(id, v); err != nil {
			return err
		}
		tx.Record(d.Engagement, audit.BallotClosed, audit.Fact{Subject: string(ballot)})
		return nil
	})
}

// Take writes one side's answer into the matrix, by the rules of every edit: rev is
// the row's revision the actor was looking at, and ticks on what it said are void. A
// vote asks who, not when: raci.Comparison.Hours says what becomes of the row's hours.
func (b Ballots) Take(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID, fn raci.FunctionID, side party.Side, rev int) (Row, error) {
	var r Row
	return r, b.settle(ctx, who, id, ballot, fn, raci.Outcome(side), func(tx *store.Tx, d engagement.Draft, c raci.Comparison) error {
		r = rowOf(d, c.Function)
		return r.change(tx, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
			verb, fact, err := r.assign(c.Says(side), c.Hours(side))
			if verb != "" {
				fact.Data = map[string]string{"blind vote": string(ballot), "answer of": string(side)}
			}
			return verb, fact, err
		})
	})
}

// Discuss notes that both sides want to talk about a function.
func (b Ballots) Discuss(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID, fn raci.FunctionID) error {
	return b.settle(ctx, who, id, ballot, fn, raci.ToDiscuss, func(*store.Tx, engagement.Draft, raci.Comparison) error { return nil })
}

// settle is what acts on a result share: the outcome is kept beside what do does.
func (b Ballots) settle(ctx context.Context, who access.Actor, id engagement.ID, ballot raci.BallotID, fn raci.FunctionID, as raci.Outcome, do func(*store.Tx, engagement.Draft, raci.Comparison) error) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	return b.db.Change(ctx, who, func(tx *store.Tx) error {
		d, v, votes, err := tx.Ballot(ctx, id, ballot)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); err != nil {
			return err
		}
		if err := v.RequireRevealed(fn); err != nil {
			return err
		}
		for _, c := range v.Compare(d.Matrix, votes) {
			if c.Function.ID != fn {
				continue
			}
			if err := do(tx, d, c); err != nil {
				return err
			}
			was := v.Outcomes[fn]
			if was == as {
				return nil
			}
			v.Outcomes[fn] = as
			if err := tx.SaveBallot(id, v); err != nil {
				return err
			}
			tx.Record(d.Engagement, audit.BallotSettled, audit.Fact{Subject: string(ballot), Label: c.Function.Name, Before: string(was), After: string(as)})
			return nil
		}
		return fault.New(fault.NotFound, "This function is not in the result any more.")
	})
}

// keys names functions in the record by their keys in the library, which stay.
func keys(m raci.Matrix, fns []raci.FunctionID) string {
	var out []string
	for _, id := range fns {
		if f, ok := m.Function(id); ok {
			out = append(out, string(f.Key))
		}
	}
	return strings.Join(out, " ")
}
