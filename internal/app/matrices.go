package app

import (
	"context"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/notice"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Matrices is working the matrix, row by row.
type Matrices struct{ *core }

// Row is one function as it is after an act, with what the act did.
type Row struct {
	Engagement engagement.Engagement
	Matrix     raci.Matrix // with the columns; of the rows only this one
	Function   raci.Function
	Moved      *raci.Move   // the A changed hands
	Dropped    []party.Side // whose tick this edit took away
	Threads    int          // open conversations about it
	Edit       string       // id of the edit of cells in the actor's own log, to undo it
	rules      raci.Context
	waivers    []raci.Waiver
}

func rowOf(d engagement.Draft, f raci.Function) Row {
	return Row{Engagement: d.Engagement, Matrix: d.Matrix, Function: f, Threads: d.Threads[f.ID], rules: d.Context(), waivers: d.Waivers}
}

// Findings is what the rules say of the row alone, as the whole matrix shows it: with
// the engagement's own library, and waived where a side gave a reason.
func (r Row) Findings() []raci.Finding {
	if !r.Function.In() {
		return nil
	}
	found := r.Matrix.CheckFunction(r.Function, r.rules)
	r.Matrix.Waive(found, r.waivers)
	return found
}

// Open shows the matrix.
func (m Matrices) Open(ctx context.Context, who access.Actor, id engagement.ID) (engagement.Draft, error) {
	return m.readDraft(ctx, who, access.ReadEngagement, id)
}

// OpenRow shows one row, for a fragment.
func (m Matrices) OpenRow(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) (r Row, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return r, err
	}
	err = m.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		d, f, err := tx.Function(ctx, id, fn)
		r = rowOf(d, f)
		return err
	})
	return r, err
}

// change is what every act on one row does: load it locked, let decide change it,
// and keep it if it still is at the revision the person was looking at. decide may
// set the fact's label and values; a verb of "" means that nothing changed.
func (m Matrices) change(ctx context.Context, who access.Actor, right access.Action, id engagement.ID, fn raci.FunctionID, rev int, decide func(*Row) (audit.Verb, audit.Fact, error)) (Row, error) {
	var r Row
	if err := who.Require(right); err != nil {
		return r, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) (err error) {
		d, f, err := tx.Function(ctx, id, fn)
		if err != nil {
			return err
		}
		r = rowOf(d, f)
		return r.change(tx, rev, decide)
	})
	return r, err
}

// change is the step that acts on a row share once it is loaded: let decide change it,
// keep it, and record whose tick that took away.
func (r *Row) change(tx *store.Tx, rev int, decide func(*Row) (audit.Verb, audit.Fact, error)) error {
	if err := r.Engagement.RequireDraft(); err != nil {
		return err
	}
	if r.Function.Rev != rev {
		return fault.New(fault.Conflict, "Somebody changed this function while you were looking at it.")
	}
	was, agreed := r.Function, r.Function.AgreedBy()
	verb, fact, err := decide(r)
	if err != nil || verb == "" {
		return err
	}
	fact.Subject, fact.Label = string(was.ID), r.Function.Name
	if err := tx.SaveFunction(r.Engagement.ID, &r.Function, was); err != nil {
		return err
	}
	tx.Record(r.Engagement, verb, fact)
	for _, side := range agreed {
		r.Dropped = append(r.Dropped, side)
		tx.Record(r.Engagement, audit.RowAgreementDropped, audit.Fact{Subject: string(was.ID), Label: r.Function.Name, Before: string(side)})
	}
	r.Matrix.Functions = []raci.Function{r.Function}
	r.Edit = tx.KeepEdit(r.Engagement, raci.Changed(was, r.Function))
	return nil
}

// Assign changes one cell. rev is the row's revision the actor was looking at.
func (m Matrices) Assign(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, to raci.StakeholderID, as raci.Assignment, rev int) (Row, error) {
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		column, ok := r.Matrix.Stakeholder(to)
		if !ok {
			return "", audit.Fact{}, fault.New(fault.NotFound, "This column is not in the matrix any more.")
		}
		hours := r.Function.Window(to)
		was, moved, err := r.Function.Assign(to, as)
		if err != nil || was == as {
			return "", audit.Fact{}, err
		}
		return audit.AssignmentChanged, r.cellFact(column, raci.CellText(was, hours), moved), nil
	})
}

// AssignBeside is Assign for an A that shall stand beside the one there is: nobody's
// moves, and the checks tell of the clash until both teams decide.
func (m Matrices) AssignBeside(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, to raci.StakeholderID, as raci.Assignment, rev int) (Row, error) {
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) {
		column, ok := r.Matrix.Stakeholder(to)
		if !ok {
			return "", audit.Fact{}, fault.New(fault.NotFound, "This column is not in the matrix any more.")
		}
		was := r.Function.Cells[to]
		if err := r.Function.Beside(to, as); err != nil || was == as {
			return "", audit.Fact{}, err
		}
		return audit.AssignmentChanged, audit.Fact{Before: string(was), After: string(as), Data: map[string]string{"column": column.Name, "beside": "yes"}}, nil
	})
}

// AssignRow changes every cell of a row at once, for the form without script. hours are
// when the cells hold; of a column that is not among them they stay.
func (m Matrices) AssignRow(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, cells map[raci.StakeholderID]raci.Assignment, hours map[raci.StakeholderID]raci.Window, rev int) (Row, error) {
	return m.change(ctx, who, access.EditMatrix, id, fn, rev, func(r *Row) (audit.Verb, audit.Fact, error) { return r.assign(cells, hours) })
}

// assign sets the cells that are given, all at once.
func (r *Row) assign(cells map[raci.StakeholderID]raci.Assignment, hours map[raci.StakeholderID]raci.Window) (audit.Verb, audit.Fact, error) {
	before := rowText(r.Matrix, r.Function)
	var err error
	if r.Moved, err = r.Matrix.SetHours(&r.Function, cells, hours); err != nil {
		return "", audit.Fact{}, err
	}
	after := rowText(r.Matrix, r.Function)
	if before == after {
		return "", audit.Fact{}, nil
	}
	return audit.AssignmentChanged, audit.Fact{Before: before, After: after}, nil
}

func rowText(m raci.Matrix, f raci.Function) string {
	var columns []string
	for _, c := range m.Stakeholders {
		as := f.Cells[c.ID]
		hours := strings.TrimPrefix(raci.CellText(as, f.Window(c.ID)), string(as)) // in brackets: commas part the columns
		columns = append(columns, c.Name+" "+as.Words()+hours)
	}
	return strings.Join(columns, ", ")
}

// Agree ticks or unticks a row for the actor's side, as it stands at rev.
func (m Matrices) Agree(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, agree bool, rev int) (Row, error) {
	return m.settle(ctx, who, id, fn, func(f *raci.Function) (audit.Verb, audit.Fact, error) {
		if !agree {
			if !f.Agreed(who.Side) {
				return "", audit.Fact{}, nil
			}
			f.Disagree(who.Side)
			return audit.RowAgreementDropped, audit.Fact{Before: string(who.Side)}, nil
		}
		if f.Agreed(who.Side) && f.Rev == rev {
			return "", audit.Fact{}, nil
		}
		if err := f.Agree(who.Side, rev); err != nil {
			return "", audit.Fact{}, err
		}
		return audit.RowAgreed, audit.Fact{After: string(who.Side)}, nil
	})
}

// Dispute raises a dispute about a row, with what would make it right.
func (m Matrices) Dispute(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, reason string) (Row, error) {
	f := form{}
	reason = f.text("reason", "what would make this right", reason, true, 500)
	if err := fault.Fields(f); err != nil {
		return Row{}, err
	}
	return m.settle(ctx, who, id, fn, func(f *raci.Function) (audit.Verb, audit.Fact, error) {
		if err := f.RaiseDispute(who.Side, reason); err != nil {
			return "", audit.Fact{}, err
		}
		return audit.RowDisputed, audit.Fact{After: reason}, nil
	})
}

// Settle ends a dispute. Either side may: the row still needs both ticks.
func (m Matrices) Settle(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) (Row, error) {
	return m.settle(ctx, who, id, fn, func(f *raci.Function) (audit.Verb, audit.Fact, error) {
		if f.Dispute.Reason == "" {
			return "", audit.Fact{}, nil
		}
		was := f.Dispute.Reason
		f.Dispute = raci.Dispute{}
		return audit.DisputeSettled, audit.Fact{Before: was}, nil
	})
}

// settle is what acts on ticks and disputes share: the content of the row stays.
func (m Matrices) settle(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, decide func(*raci.Function) (audit.Verb, audit.Fact, error)) (Row, error) {
	var r Row
	if err := who.Require(access.AgreeRows); err != nil {
		return r, err
	}
	err := m.db.Change(ctx, who, func(tx *store.Tx) (err error) {
		d, f, err := tx.Function(ctx, id, fn)
		if err != nil {
			return err
		}
		r = rowOf(d, f)
		if err := r.Engagement.RequireDraft(); err != nil {
			return err
		}
		if !r.Function.In() {
			return fault.New(fault.Locked, "This function is excluded, so there is nothing to agree to.")
		}
		verb, fact, err := decide(&r.Function)
		if err != nil || verb == "" {
			return err
		}
		fact.Subject, fact.Label = string(fn), r.Function.Name
		if err := tx.SaveAgreement(id, r.Function); err != nil {
			return err
		}
		tx.Record(r.Engagement, verb, fact)
		if verb == audit.RowDisputed {
			return m.news(ctx, tx, r.Engagement, notice.Dispute, string(fn))
		}
		return nil
	})
	r.Matrix.Functions = []raci.Function{r.Function}
	return r, err
}
