package app_test

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/fault"
	"demarc/internal/intake"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// TestLocked holds every act that changes a draft to what is out for signature: it is
// refused, and nothing is recorded.
func TestLocked(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	ctx, id := t.Context(), b.Engagement.ID
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	before, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	f, column := d.Matrix.Functions[3], d.Matrix.Stakeholders[0]
	side := app.Side{Party: d.Parties.MSP}
	row := func(_ app.Row, err error) error { return err }
	rows := func(_ app.Edited, err error) error { return err }
	for name, err := range map[string]error{
		"save a side":         b.Parties.SaveSide(ctx, b.lead, id, side),
		"save a column":       b.Parties.SaveStakeholder(ctx, b.lead, id, column),
		"add a column":        b.Parties.AddStakeholder(ctx, b.lead, id, "Plant engineering"),
		"remove a column":     b.Parties.RemoveStakeholder(ctx, b.lead, id, column.ID),
		"move a column":       b.Parties.MoveStakeholder(ctx, b.lead, id, column.ID, true),
		"save terms":          b.Terms.Save(ctx, b.lead, id, map[string]string{"scope.users": "1"}, d.Engagement.TermsRev),
		"set areas":           b.Areas.Apply(ctx, b.lead, id, map[raci.AreaKey]raci.Mode{f.Area: raci.InternalLed}, true, ""),
		"move":                b.Matrices.Move(ctx, b.lead, id, f.ID, true),
		"assign":              row(b.Matrices.Assign(ctx, b.lead, id, f.ID, column.ID, raci.Informed, f.Rev)),
		"assign many":         rows(b.Matrices.AssignMany(ctx, b.lead, id, []app.RowEdit{{Function: f.ID, Rev: f.Rev, Cells: f.Cells}})),
		"undo":                rows(b.Matrices.Undo(ctx, b.lead, id, "", app.TakeMine)),
		"redo":                rows(b.Matrices.Redo(ctx, b.lead, id, app.TakeMine)),
		"assign a row":        row(b.Matrices.AssignRow(ctx, b.lead, id, f.ID, f.Cells, nil, f.Rev)),
		"write":               row(b.Matrices.Write(ctx, b.lead, id, f.ID, app.Words{Name: "Other", Description: "Other"}, f.Rev)),
		"waive":               b.Waivers.Give(ctx, b.lead, id, app.Waive{Rule: "V10", About: string(f.ID), Reason: "Because."}),
		"withdraw a waiver":   b.Waivers.Withdraw(ctx, b.lead, id, "00000000-0000-7000-8000-000000000000"),
		"fix":                 row(b.Matrices.Fix(ctx, b.lead, id, f.ID, "V01", 0, f.Rev)),
		"exclude":             row(b.Matrices.Exclude(ctx, b.lead, id, f.ID, "Not now", f.Rev)),
		"restore":             row(b.Matrices.Restore(ctx, b.lead, id, f.ID, f.Rev)),
		"agree":               row(b.Matrices.Agree(ctx, b.itLead, id, f.ID, false, f.Rev)),
		"dispute":             row(b.Matrices.Dispute(ctx, b.itLead, id, f.ID, "Too late")),
		"park":                row(b.Matrices.Park(ctx, b.itLead, id, f.ID, app.Parking{Owner: column.ID, Until: "2030-01-01", Why: "Later"}, f.Rev)),
		"resume":              row(b.Matrices.Resume(ctx, b.itLead, id, f.ID, f.Rev)),
		"settle":              row(b.Matrices.Settle(ctx, b.itLead, id, f.ID)),
		"comment":             second(b.Reviews.Comment(ctx, b.lead, id, f.ID, "", app.Remark{Body: "Too late"})),
		"comment for later":   second(b.Reviews.Comment(ctx, b.lead, id, f.ID, "", app.Remark{Body: "Too late", Pending: true})),
		"mark":                b.Reviews.Mark(ctx, b.itLead, id, f.ID, review.Disputing, "Too late", f.Rev),
		"send a review":       second(b.Reviews.Send(ctx, b.itLead, id, app.SendReview{Verdict: review.Agree})),
		"save an access line": b.Registers.Save(ctx, b.itLead, id, app.AccessInput{Key: "rmm", Rev: 1, Holdings: map[raci.StakeholderID]raci.Holding{column.ID: {Level: raci.EmergencyOnly}}}),
		"grant read":          b.Registers.GrantRead(ctx, b.lead, id, "rmm", 1),
		"fill the register":   b.Registers.Fill(ctx, b.lead, id),
		"remove an access":    b.Registers.RemoveAccess(ctx, b.lead, id, "rmm"),
		"save a tool":         b.Registers.SaveTool(ctx, b.lead, id, raci.Tool{Category: "Backup", Owner: party.MSP, Exit: raci.ExitStays}),
		"remove a tool":       b.Registers.RemoveTool(ctx, b.lead, id, "x"),
		"protect a system":    b.Registers.SaveProtected(ctx, b.lead, id, raci.Protected{System: "Line 2", Approvers: "Marta"}),
		"unprotect a system":  b.Registers.RemoveProtected(ctx, b.lead, id, "x"),
		"mark as reviewed":    b.Agreements.MarkReviewed(ctx, b.itLead, id, env.Digest),
	} {
		if !fault.Is(err, fault.Locked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Matrices.Add(ctx, b.lead, id, app.NewFunction{Area: f.Area, Words: app.Words{Name: "Other", Description: "Other"}, Criticality: raci.Normal}); !fault.Is(err, fault.Locked) {
		t.Errorf("add: %v", err)
	}
	if _, err := b.Intakes.Read(ctx, b.lead, id, "", []byte("Function\tMSP\n"+f.Name+"\tR\n")); !fault.Is(err, fault.Locked) {
		t.Errorf("read a sheet: %v", err)
	}
	if _, err := b.Intakes.Apply(ctx, b.lead, id, intake.Book{Sheets: []intake.Table{{Rows: [][]string{{"Function", "MSP"}, {f.Name, "R"}}}}}, intake.Choices{Layout: intake.Layout{Columns: []intake.Meaning{intake.Name, intake.To(column.ID)}}}, map[string]int{"2": f.Rev}); !fault.Is(err, fault.Locked) {
		t.Errorf("import a sheet: %v", err)
	}
	if _, err := b.Registers.AddAccess(ctx, b.lead, id, "Plant controllers"); !fault.Is(err, fault.Locked) {
		t.Errorf("add an access: %v", err)
	}
	if _, _, err := b.Matrices.AgreeAll(ctx, b.itLead, id, map[raci.FunctionID]int{f.ID: f.Rev}); !fault.Is(err, fault.Locked) {
		t.Errorf("agree to all: %v", err)
	}
	if _, err := b.Envelopes.Prepare(ctx, b.lead, id); !fault.Is(err, fault.Locked) {
		t.Errorf("prepare: %v", err)
	}
	if _, err := b.Envelopes.Send(ctx, b.lead, id, app.Send{Digest: env.Digest}); !fault.Is(err, fault.Locked) {
		t.Errorf("send again: %v", err)
	}
	after, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	for _, e := range after[len(before):] {
		if e.Fact.Actor.Kind != string(access.System) { // letters go out meanwhile
			t.Errorf("recorded: %s", e.Verb)
		}
	}
}
