package app_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/intake"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// takes are the rows of a plan that would change something, as the page would tick them.
func takes(p intake.Plan) map[string]int {
	chosen := map[string]int{}
	for _, r := range p.Rows {
		if r.Takes() {
			chosen[r.ID()] = r.Was.Rev
		}
	}
	return chosen
}

// Our own sheet comes back: untouched it changes nothing; edited it changes just that,
// drops both ticks and is in the log; what somebody changed meanwhile is left.
func TestImportOurOwnSheet(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.agreeAll(t)
	file, err := b.Versions.Export(ctx, b.itLead, id, 0, "xlsx")
	apptest.Must(t, err)
	in, err := b.Intakes.Read(ctx, b.itLead, id, file.Name, file.Data)
	apptest.Must(t, err)
	if got := takes(in.Plan); !in.Plan.Own || len(got) > 0 || in.Plan.Count(intake.Unreadable) > 0 {
		t.Fatalf("our own sheet would change %v", got)
	}

	x, err := excelize.OpenReader(bytes.NewReader(file.Data))
	apptest.Must(t, err)
	apptest.Must(t, x.SetCellStr("Matrix", "C3", "Answer the phone"))
	apptest.Must(t, x.SetCellStr("Matrix", "I4", "Northgate by day, Alder at night."))
	apptest.Must(t, x.RemoveRow("Matrix", 6))
	apptest.Must(t, x.InsertRows("Matrix", 6, 1))
	apptest.Must(t, x.SetCellStr("Matrix", "C6", "Calibrate badge readers"))
	apptest.Must(t, x.SetCellStr("Matrix", "E6", "A/R"))
	var out bytes.Buffer
	apptest.Must(t, x.Write(&out))
	in, err = b.Intakes.Read(ctx, b.itLead, id, "edited.xlsx", out.Bytes())
	apptest.Must(t, err)
	chosen := takes(in.Plan)
	if len(chosen) != 4 {
		t.Fatalf("the edited sheet would change %v", chosen)
	}

	// Meanwhile the MSP changes the second of them.
	second := in.Plan.Rows[3].Was
	_, err = b.Matrices.Write(ctx, b.lead, id, second.ID, app.Words{Name: second.Name, Description: second.Description, Split: "Otherwise."}, second.Rev)
	apptest.Must(t, err)

	taken, err := b.Intakes.Apply(ctx, b.itLead, id, in.Book, in.Choices, chosen)
	apptest.Must(t, err)
	if taken.Changed != 1 || taken.Added != 1 || taken.Removed != 1 || len(taken.Left) != 1 || taken.Left[0].Was.ID != second.ID || taken.Dropped[party.MSP] != 2 {
		t.Fatalf("%+v", taken)
	}
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	for _, f := range d.Matrix.Functions {
		switch {
		case f.ID == second.ID:
			if f.Split != "Otherwise." {
				t.Errorf("the MSP's edit was overwritten with %q", f.Split)
			}
		case f.Name == "Answer the phone":
			if f.ID != in.Plan.Rows[2].Was.ID || f.Agreed(party.MSP) || f.Agreed(party.Client) {
				t.Errorf("renamed: %+v", f)
			}
		case f.Name == "Calibrate badge readers":
			if f.Area != d.Matrix.Areas[0].Key || f.Cells[d.Matrix.Stakeholders[0].ID] != raci.AccountableAndDoing || f.Rev != 1 {
				t.Errorf("added: %+v", f)
			}
		case !f.In() && f.Excluded == "Removed in an imported sheet.":
		case f.In() && !f.Settled():
			t.Errorf("%s lost its ticks", f.Name)
		}
	}
	log, head, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	apptest.Must(t, audit.Check(log, head))
	for verb, n := range map[audit.Verb]int{audit.FunctionImported: 1, audit.FunctionAdded: 1, audit.FunctionExcluded: 1, audit.SheetImported: 1} {
		if got := count(log, verb); got != n {
			t.Errorf("%d entries %s, want %d", got, verb, n)
		}
	}
	last := log[len(log)-1]
	if last.Verb != audit.SheetImported || last.Fact.Label != "edited.xlsx" || last.Fact.Data["left as changed since"] != "1" {
		t.Errorf("the last entry: %+v", last)
	}

	// Once more, as a page that went stale sends it: nothing is taken twice.
	taken, err = b.Intakes.Apply(ctx, b.itLead, id, in.Book, in.Choices, chosen)
	apptest.Must(t, err)
	if taken.Changed+taken.Added+taken.Removed != 0 || len(taken.Left) != 1 || taken.Already != 3 {
		t.Errorf("taken twice: %+v", taken)
	}
}

// The A moves visibly, and a name that the library has brings what the library knows.
func TestImportPastedCells(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	var f raci.Function
	msp, it := d.Matrix.Stakeholders[0], d.Matrix.Stakeholders[1]
	for _, g := range d.Matrix.Functions {
		if g.In() && g.Cells[msp.ID].Answers() {
			f = g
			break
		}
	}
	cells := fmt.Sprintf("Function\tIT\n%s\ta/r\nPaint the racks\tR,A\n", f.Name)
	in, err := b.Intakes.Read(ctx, b.lead, id, "", []byte(cells))
	apptest.Must(t, err)
	in.Choices.Area = f.Area
	in, err = b.Intakes.Plan(ctx, b.lead, id, in.Book, in.Choices)
	apptest.Must(t, err)
	taken, err := b.Intakes.Apply(ctx, b.lead, id, in.Book, in.Choices, takes(in.Plan))
	apptest.Must(t, err)
	if taken.Changed != 1 || taken.Added != 1 {
		t.Fatalf("%+v %+v", taken, in.Plan.Rows)
	}
	row, err := b.Matrices.OpenRow(ctx, b.lead, id, f.ID)
	apptest.Must(t, err)
	if row.Function.Cells[msp.ID].Answers() || row.Function.Cells[it.ID] != raci.AccountableAndDoing {
		t.Errorf("%+v", row.Function.Cells)
	}
	log, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	for _, e := range log {
		if e.Verb == audit.FunctionImported && (e.Fact.Data["accountable moved from"] != msp.Name || e.Fact.Data["sheet row"] != "2" || !strings.Contains(e.Fact.After, "Accountable")) {
			t.Errorf("%+v", e.Fact)
		}
	}
}

// Who may not edit may not import.
func TestWhoImports(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	as := func(who access.Actor, role access.Role) access.Actor {
		who.Role = role
		return who
	}
	cells := []byte("Function\tMSP\tIT\nPaint the racks\tR\tA\n")
	for _, c := range []struct {
		who  access.Actor
		want fault.Kind
	}{{as(b.lead, access.Viewer), fault.Forbidden}, {as(b.itLead, access.Reader), fault.Forbidden}, {as(b.itLead, access.SignerRole), fault.Forbidden}, {b.Stranger, fault.NotFound}} {
		if _, err := b.Intakes.Read(ctx, c.who, id, "", cells); !fault.Is(err, c.want) {
			t.Errorf("%s reads: %v", c.who.Role, err)
		}
		if _, err := b.Intakes.Apply(ctx, c.who, id, intake.Book{Sheets: []intake.Table{{Rows: [][]string{{"Function", "MSP"}}}}}, intake.Choices{Layout: intake.Layout{Columns: []intake.Meaning{intake.Name, intake.As("R")}}}, nil); !fault.Is(err, c.want) {
			t.Errorf("%s applies: %v", c.who.Role, err)
		}
	}
}
