package app_test

import (
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// An engagement starts with the usual holders. They are assumed until somebody of
// either team says so, and one who lost the race is told.
func TestAccessRegister(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	p, err := b.Registers.Open(ctx, b.viewer, id)
	apptest.Must(t, err)
	r := p.Draft.Register
	if len(p.Findings) != 0 || len(r.Access) != len(catalog.AccessKinds()) || r.Assumed() != len(r.Access) {
		t.Fatalf("%d lines, %d assumed, findings %v", len(r.Access), r.Assumed(), p.Findings)
	}
	msp, _ := p.Draft.Matrix.Standard(raci.MSPTeam)
	it, _ := p.Draft.Matrix.Standard(raci.InternalIT)
	in := app.AccessInput{Key: "edr_console", Note: "Alerts go to both.", Rev: 1, Holdings: map[raci.StakeholderID]raci.Holding{
		msp.ID: {Level: raci.NoAccess}, it.ID: {Level: raci.EmergencyOnly, People: "  Priya Shah ", MFA: raci.MFAYes}, "somebody": {Level: raci.FullAccess},
	}}
	apptest.Must(t, b.Registers.Save(ctx, b.contributor, id, in))
	if err := b.Registers.Save(ctx, b.lead, id, in); !fault.Is(err, fault.Conflict) {
		t.Errorf("who looked at an older line: %v", err)
	}
	p, err = b.Registers.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	line, _ := p.Draft.Register.Line("edr_console")
	if line.Level(msp.ID) != raci.NoAccess || line.Holdings[it.ID].People != "Priya Shah" || line.Assumed() || line.ReviewedBy != b.contributor.Name || line.Rev != 2 || len(line.Holdings) != 2 {
		t.Errorf("%+v", line)
	}
	blocks := 0
	for _, f := range p.Findings {
		if f.Rule == "V22" && f.Severity == raci.Block && f.Field == "access.edr_console" {
			blocks++
		}
	}
	preview, err := b.Agreements.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	inPreview := 0
	for _, f := range preview.Findings {
		if f.Rule == "V22" && f.Severity == raci.Block {
			inPreview++
		}
	}
	if blocks == 0 || inPreview != blocks {
		t.Errorf("the MSP works with a tool it cannot enter: %d findings on the page, %d before signing", blocks, inPreview)
	}
	apptest.Must(t, b.Registers.GrantRead(ctx, b.lead, id, "edr_console", 2))
	if err := b.Registers.GrantRead(ctx, b.lead, id, "edr_console", 3); !fault.Is(err, fault.Conflict) {
		t.Errorf("what was mended was mended again: %v", err)
	}
	rmm, _ := p.Draft.Register.Line("rmm")
	apptest.Must(t, b.Registers.Save(ctx, b.itLead, id, app.AccessInput{Key: "rmm", Holdings: rmm.Holdings, Note: rmm.Note, Rev: 1}))
	apptest.Must(t, b.Registers.ConfirmAll(ctx, b.itLead, id, len(r.Access)))
	p, err = b.Registers.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if line, _ = p.Draft.Register.Line("edr_console"); p.Draft.Register.Assumed() != 0 || line.Level(it.ID) != raci.ReadAccess || line.Holdings[it.ID].People != "Priya Shah" {
		t.Errorf("%d are assumed, internal IT holds %+v", p.Draft.Register.Assumed(), line.Holdings[it.ID])
	}
	if err := b.Registers.ConfirmAll(ctx, b.itLead, id, len(r.Access)); !fault.Is(err, fault.Conflict) {
		t.Errorf("there was nothing to confirm: %v", err)
	}
	if err := b.Registers.Fill(ctx, b.lead, id); !fault.Is(err, fault.Conflict) {
		t.Errorf("there was nothing to fill: %v", err)
	}
	told := map[audit.Verb]int{}
	all, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	for _, e := range all {
		told[e.Verb]++
		if e.Verb == audit.AccessChanged && e.Fact.Before == "MSP team full; Client IT read" &&
			e.Fact.After != "MSP team none; Client IT emergency only (Priya Shah) with MFA; Alerts go to both." {
			t.Errorf("the record says %q", e.Fact.After)
		}
	}
	if told[audit.AccessChanged] != 2 || told[audit.AccessReviewed] != 2 {
		t.Errorf("recorded %v", told)
	}
}

func TestAccessOfTheirOwn(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	key, err := b.Registers.AddAccess(ctx, b.itLead, id, "Plant controllers")
	apptest.Must(t, err)
	for _, name := range []string{"plant CONTROLLERS", "Ticket system", " ", strings.Repeat("x", 81)} {
		if _, err := b.Registers.AddAccess(ctx, b.lead, id, name); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
	p, err := b.Registers.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if last := p.Draft.Register.Access[len(p.Draft.Register.Access)-1]; last.Key != key || !last.Own() || !last.Assumed() || len(last.Holdings) != 0 {
		t.Errorf("%+v", last)
	}
	apptest.Must(t, b.Registers.RemoveAccess(ctx, b.lead, id, key))
	if err := b.Registers.RemoveAccess(ctx, b.lead, id, key); !fault.Is(err, fault.NotFound) {
		t.Errorf("removed twice: %v", err)
	}
	if err := b.Registers.RemoveAccess(ctx, b.lead, id, "rmm"); !fault.Is(err, fault.Invalid) {
		t.Errorf("the library's line was removed: %v", err)
	}
}

func TestToolsAndProtectedSystems(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	apptest.Must(t, b.Registers.SaveTool(ctx, b.itLead, id, raci.Tool{Category: "Backup platform", Product: "Holdfast", Owner: party.MSP, IT: raci.ReadAccess, Exit: raci.ExitExported}))
	for _, bad := range []raci.Tool{{}, {Category: "x", Owner: "vendor", Exit: raci.ExitStays}, {Category: "x", Owner: party.MSP, Exit: "burnt"}, {Category: "x", Owner: party.MSP, Exit: raci.ExitStays, IT: "some"}} {
		if err := b.Registers.SaveTool(ctx, b.lead, id, bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	apptest.Must(t, b.Registers.SaveProtected(ctx, b.lead, id, raci.Protected{System: "Packing line 2", Approvers: "Marta Fox, +1 301 555 0150"}))
	if err := b.Registers.SaveProtected(ctx, b.lead, id, raci.Protected{System: "Packing line 3"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("nobody may approve: %v", err)
	}
	open := func() raci.Register {
		p, err := b.Registers.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		return p.Draft.Register
	}
	tool, system := open().Tools[0], open().Protected[0]
	tool.Exit, system.Reason = raci.ExitHanded, "A stop spoils the batch."
	apptest.Must(t, b.Registers.SaveTool(ctx, b.lead, id, tool))
	apptest.Must(t, b.Registers.SaveProtected(ctx, b.itLead, id, system))
	if err := b.Registers.SaveTool(ctx, b.itLead, id, tool); !fault.Is(err, fault.Conflict) {
		t.Errorf("an older tool was kept: %v", err)
	}
	if err := b.Registers.SaveProtected(ctx, b.lead, id, system); !fault.Is(err, fault.Conflict) {
		t.Errorf("an older system was kept: %v", err)
	}
	if got := open(); got.Tools[0].Exit != raci.ExitHanded || got.Tools[0].Rev != 2 || got.Protected[0].Reason == "" {
		t.Errorf("%+v", got)
	}
	apptest.Must(t, b.Registers.RemoveTool(ctx, b.lead, id, tool.ID))
	apptest.Must(t, b.Registers.RemoveProtected(ctx, b.lead, id, system.ID))
	for name, err := range map[string]error{
		"tool":   b.Registers.SaveTool(ctx, b.lead, id, tool),
		"system": b.Registers.SaveProtected(ctx, b.lead, id, system),
		"gone":   b.Registers.RemoveTool(ctx, b.lead, id, tool.ID),
		"away":   b.Registers.RemoveProtected(ctx, b.lead, id, system.ID),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// People come and go while an agreement is signed: names, MFA and reviews change with
// a record of it; what each team may do does not, nor does what was frozen.
func TestPeopleChangeWhileSigned(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	env := b.send(t)
	ctx, id := t.Context(), b.Engagement.ID
	open := func() (app.RegisterPage, raci.Access) {
		p, err := b.Registers.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		a, _ := p.Draft.Register.Line("rmm")
		return p, a
	}
	p, a := open()
	msp, _ := p.Draft.Matrix.Standard(raci.MSPTeam)
	it, _ := p.Draft.Matrix.Standard(raci.InternalIT)
	hold := func(level raci.Level) app.AccessInput {
		return app.AccessInput{Key: "rmm", Note: a.Note, Rev: a.Rev, Holdings: map[raci.StakeholderID]raci.Holding{msp.ID: {Level: level, People: "Ann Lee", MFA: raci.MFAYes}, it.ID: a.Holdings[it.ID]}}
	}
	noted := hold(a.Level(msp.ID))
	noted.Note = "Only by day."
	for name, in := range map[string]app.AccessInput{"another level": hold(raci.EmergencyOnly), "no level": hold(raci.NotRecorded), "another note": noted} {
		if err := b.Registers.Save(ctx, b.lead, id, in); !fault.Is(err, fault.Locked) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := b.Registers.Save(ctx, b.viewer, id, hold(a.Level(msp.ID))); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a viewer names people: %v", err)
	}
	if err := b.Registers.Save(ctx, b.Stranger, id, hold(a.Level(msp.ID))); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger names people: %v", err)
	}
	apptest.Must(t, b.Registers.Save(ctx, b.itLead, id, hold(a.Level(msp.ID))))
	if err := b.Registers.Save(ctx, b.lead, id, hold(a.Level(msp.ID))); !fault.Is(err, fault.Conflict) {
		t.Errorf("who looked at an older line: %v", err)
	}
	apptest.Must(t, b.Registers.ConfirmAll(ctx, b.itLead, id, 99))
	p, a = open()
	if h := a.Holdings[msp.ID]; h.People != "Ann Lee" || h.MFA != raci.MFAYes || a.ReviewedBy != b.itLead.Name || p.Draft.Register.Assumed() != 0 {
		t.Errorf("%+v, %d assumed", a, p.Draft.Register.Assumed())
	}
	chain, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	changed := 0
	for _, e := range chain {
		if e.Verb == audit.AccessChanged && strings.Contains(e.Fact.After, "Ann Lee") {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("recorded %d times", changed)
	}
	v, err := b.Versions.Open(ctx, b.lead, id, env.Version)
	apptest.Must(t, err)
	for _, line := range v.Version.Content.Register.Access {
		for _, h := range line.Holdings {
			if h.People == "Ann Lee" {
				t.Error("what was frozen changed")
			}
		}
	}
}

// Both teams edit by the rights of the matrix; a reader cannot, and another MSP finds
// nothing.
func TestRegisterRights(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	for name, err := range map[string]error{
		"a viewer confirms":          b.Registers.Save(ctx, b.viewer, id, app.AccessInput{Key: "rmm", Rev: 1}),
		"a signer saves":             b.Registers.Save(ctx, b.signer, id, app.AccessInput{Key: "rmm", Rev: 1}),
		"a contributor adds a tool":  b.Registers.SaveTool(ctx, b.contributor, id, raci.Tool{Category: "x", Owner: party.MSP, Exit: raci.ExitStays}),
		"a contributor protects":     b.Registers.SaveProtected(ctx, b.contributor, id, raci.Protected{System: "x", Approvers: "y"}),
		"a contributor removes line": b.Registers.RemoveAccess(ctx, b.contributor, id, "rmm"),
	} {
		if !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"saves":    b.Registers.Save(ctx, b.Stranger, id, app.AccessInput{Key: "rmm", Rev: 1}),
		"confirms": b.Registers.ConfirmAll(ctx, b.Stranger, id, 99),
		"a line":   b.Registers.GrantRead(ctx, b.lead, id, "no-such", 1),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
