package app_test

import (
	"fmt"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// desk is a matrix with a person of each side.
type desk struct {
	*apptest.Scene
	t      *testing.T
	id     engagement.ID
	it     access.Actor
	draft  engagement.Draft
	ms, cl raci.StakeholderID // the MSP's column and client management
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s := apptest.New(t)
	d := &desk{Scene: s, t: t, id: s.Engagement.ID, it: s.Partner(t, access.ITLead, "Priya Shah")}
	d.read()
	m, _ := d.draft.Matrix.Standard(raci.MSPTeam)
	c, _ := d.draft.Matrix.Standard(raci.Management)
	d.ms, d.cl = m.ID, c.ID
	return d
}

func (d *desk) read() {
	d.t.Helper()
	var err error
	d.draft, err = d.Matrices.Open(d.t.Context(), d.Owner, d.id)
	apptest.Must(d.t, err)
}

// row is the i-th function in the matrix, as it is now.
func (d *desk) row(i int) raci.Function {
	d.t.Helper()
	d.read()
	for _, f := range d.draft.Matrix.Functions {
		if f.In() {
			if i--; i < 0 {
				return f
			}
		}
	}
	d.t.Fatal("so many functions there are not")
	return raci.Function{}
}

func (d *desk) set(who access.Actor, i int, column raci.StakeholderID, as raci.Assignment) app.Row {
	d.t.Helper()
	f := d.row(i)
	r, err := d.Matrices.Assign(d.t.Context(), who, d.id, f.ID, column, as, f.Rev)
	apptest.Must(d.t, err)
	return r
}

func (d *desk) is(i int, column raci.StakeholderID, want raci.Assignment) {
	d.t.Helper()
	if got := d.row(i).Cells[column]; got != want {
		d.t.Errorf("row %d says %q, want %q", i, got, want)
	}
}

func edit(f raci.Function, cells map[raci.StakeholderID]raci.Assignment) app.RowEdit {
	return app.RowEdit{Function: f.ID, Rev: f.Rev, Cells: cells}
}

func one(column raci.StakeholderID, as raci.Assignment) map[raci.StakeholderID]raci.Assignment {
	return map[raci.StakeholderID]raci.Assignment{column: as}
}

func (d *desk) entries(verb audit.Verb) int {
	d.t.Helper()
	_, log, err := d.Engagements.History(d.t.Context(), d.Owner, d.id, 0)
	apptest.Must(d.t, err)
	n := 0
	for _, e := range log {
		if e.Verb == verb {
			n++
		}
	}
	return n
}

func TestAssignMany(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	rows := []raci.Function{d.row(0), d.row(1), d.row(2), d.row(3)}
	_, err := d.Matrices.Agree(ctx, d.it, d.id, rows[0].ID, true, rows[0].Rev)
	apptest.Must(t, err)
	d.set(d.it, 1, d.cl, raci.NotInvolved) // moves on while somebody looks at it
	before := d.entries(audit.AssignmentChanged)
	done, err := d.Matrices.AssignMany(ctx, d.Owner, d.id, []app.RowEdit{
		edit(rows[0], one(d.cl, raci.Responsible)),
		edit(rows[1], one(d.cl, raci.Responsible)),
		edit(rows[2], map[raci.StakeholderID]raci.Assignment{d.cl: raci.Accountable, d.ms: raci.Accountable}),
		edit(rows[3], one(d.cl, rows[3].Cells[d.cl])),
	})
	apptest.Must(t, err)
	if len(done.Rows) != 1 || len(done.Left) != 2 || done.Same != 1 || done.Cells != 1 || done.Edit == "" {
		t.Fatalf("%d rows set, %d left, %d the same, %d cells, edit %q", len(done.Rows), len(done.Left), done.Same, done.Cells, done.Edit)
	}
	if done.Left[0].Why.Kind != fault.Conflict || done.Left[1].Why.Kind != fault.Invalid {
		t.Errorf("left because of %v and %v", done.Left[0].Why, done.Left[1].Why)
	}
	if len(done.Rows[0].Dropped) != 1 {
		t.Error("it does not say whose tick it took away")
	}
	d.is(0, d.cl, raci.Responsible)
	d.is(1, d.cl, raci.NotInvolved)
	if n := d.entries(audit.AssignmentChanged) - before; n != 1 {
		t.Errorf("%d entries for one row", n)
	}
}

func TestAssignManyRefuses(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	f := d.row(0)
	reader := d.Partner(t, access.Reader, "Dana Cole")
	cells := map[raci.StakeholderID]raci.Assignment{}
	for i := range 10_000 {
		cells[raci.StakeholderID(fmt.Sprint(i))] = raci.Informed
	}
	for name, tt := range map[string]struct {
		who  access.Actor
		in   []app.RowEdit
		want fault.Kind
	}{
		"10,000 cells":         {d.Owner, []app.RowEdit{edit(f, cells)}, fault.Invalid},
		"nothing":              {d.Owner, nil, fault.Invalid},
		"one row twice":        {d.Owner, []app.RowEdit{edit(f, one(d.cl, raci.Responsible)), edit(f, one(d.ms, raci.Responsible))}, fault.Invalid},
		"a function elsewhere": {d.Owner, []app.RowEdit{edit(f, one(d.cl, raci.Responsible)), {Function: "x", Rev: 1, Cells: one(d.cl, "R")}}, fault.NotFound},
		"a column elsewhere":   {d.Owner, []app.RowEdit{edit(f, one("x", raci.Responsible))}, fault.NotFound},
		"a reader":             {reader, []app.RowEdit{edit(f, one(d.cl, raci.Responsible))}, fault.Forbidden},
		"a stranger":           {d.Stranger, []app.RowEdit{edit(f, one(d.cl, raci.Responsible))}, fault.NotFound},
	} {
		if _, err := d.Matrices.AssignMany(ctx, tt.who, d.id, tt.in); !fault.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	done, err := d.Matrices.AssignMany(ctx, d.Owner, d.id, []app.RowEdit{edit(f, one(d.cl, "X"))})
	if err != nil || len(done.Left) != 1 || len(done.Rows) != 0 {
		t.Errorf("a letter that is none: %+v, %v", done.Left, err)
	}
	if now := d.row(0); now.Rev != f.Rev {
		t.Error("something was changed all the same")
	}
}

func TestUndoAndRedo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	undo := func(who access.Actor, since app.Overtaken) (app.Edited, error) {
		return d.Matrices.Undo(ctx, who, d.id, "", since)
	}
	must := func(_ app.Edited, err error) { t.Helper(); apptest.Must(t, err) }
	if _, err := undo(d.Owner, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("nothing to undo: %v", err)
	}
	was := [3]raci.Function{d.row(0), d.row(1), d.row(2)}

	// A batch is taken back as one, and the act before it next. Each way is recorded.
	d.set(d.Owner, 0, d.cl, raci.Responsible)
	must(d.Matrices.AssignMany(ctx, d.Owner, d.id, []app.RowEdit{edit(was[1], one(d.cl, raci.Accountable)), edit(was[2], one(d.cl, raci.Accountable))}))
	n := d.entries(audit.AssignmentChanged)
	must(undo(d.Owner, ""))
	if got := d.entries(audit.AssignmentChanged) - n; got != 2 {
		t.Errorf("%d entries for two rows put back", got)
	}
	for i := 1; i < 3; i++ {
		for _, c := range d.draft.Matrix.Stakeholders {
			d.is(i, c.ID, was[i].Cells[c.ID])
		}
	}
	d.is(0, d.cl, raci.Responsible)
	must(undo(d.Owner, ""))
	d.is(0, d.cl, was[0].Cells[d.cl])

	// Redo goes the same way back, until something new is done.
	must(d.Matrices.Redo(ctx, d.Owner, d.id, ""))
	d.is(0, d.cl, raci.Responsible)
	d.is(1, d.cl, was[1].Cells[d.cl])
	must(d.Matrices.Redo(ctx, d.Owner, d.id, ""))
	d.is(1, d.cl, raci.Accountable)
	must(undo(d.Owner, ""))
	d.set(d.Owner, 2, d.ms, raci.NotInvolved)
	if _, err := d.Matrices.Redo(ctx, d.Owner, d.id, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("redo after a new edit: %v", err)
	}

	// Another person's stack is their own.
	if _, err := undo(d.it, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("Priya took back what Nora did: %v", err)
	}
	if _, err := undo(d.Stranger, ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger: %v", err)
	}
}

// TestUndoByTwo is what happens when somebody else changed a cell since: a question,
// and never a silent overwrite.
func TestUndoByTwo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ctx := t.Context()
	was := [2]raci.Function{d.row(0), d.row(1)}
	fill := func() {
		t.Helper()
		_, err := d.Matrices.AssignMany(ctx, d.Owner, d.id, []app.RowEdit{edit(d.row(0), one(d.cl, raci.Responsible)), edit(d.row(1), one(d.cl, raci.Responsible))})
		apptest.Must(t, err)
		d.set(d.it, 1, d.cl, raci.NotInvolved)
	}
	fill()
	done, err := d.Matrices.Undo(ctx, d.Owner, d.id, "", app.AskFirst)
	if !fault.Is(err, fault.Conflict) || len(done.Left) != 1 || done.Left[0].Row.Function.ID != was[1].ID {
		t.Fatalf("no question: %+v, %v", done.Left, err)
	}
	d.is(0, d.cl, raci.Responsible)
	d.is(1, d.cl, raci.NotInvolved)

	_, err = d.Matrices.Undo(ctx, d.Owner, d.id, "", app.LeaveTheirs)
	apptest.Must(t, err)
	d.is(0, d.cl, was[0].Cells[d.cl])
	d.is(1, d.cl, raci.NotInvolved)
	_, err = d.Matrices.Redo(ctx, d.Owner, d.id, app.AskFirst)
	apptest.Must(t, err)
	d.is(0, d.cl, raci.Responsible)
	d.is(1, d.cl, raci.NotInvolved)

	d.set(d.it, 1, d.cl, raci.Consulted)
	fill()
	_, err = d.Matrices.Undo(ctx, d.Owner, d.id, "", app.TakeMine)
	apptest.Must(t, err)
	d.is(1, d.cl, raci.Consulted)

	// Leaving the only row forgets the act, so that the one before comes next.
	d.set(d.Owner, 0, d.ms, raci.Consulted)
	d.set(d.it, 0, d.ms, raci.Informed)
	_, err = d.Matrices.Undo(ctx, d.Owner, d.id, "", app.LeaveTheirs)
	apptest.Must(t, err)
	d.is(0, d.ms, raci.Informed)
	_, err = d.Matrices.Undo(ctx, d.Owner, d.id, "", app.AskFirst)
	apptest.Must(t, err)
	d.is(0, d.cl, was[0].Cells[d.cl])
	if err := d.check(); err != nil {
		t.Error(err)
	}
}

// check holds the chain of the engagement.
func (d *desk) check() error {
	_, log, err := d.Engagements.History(d.t.Context(), d.Owner, d.id, 0)
	if err != nil {
		return err
	}
	var told []string
	for _, e := range log {
		if e.Fact.Data["undo"] != "" {
			told = append(told, e.Fact.Label)
		}
	}
	if len(told) == 0 {
		return fmt.Errorf("no entry says that it took something back: %s", strings.Join(told, ", "))
	}
	return nil
}
