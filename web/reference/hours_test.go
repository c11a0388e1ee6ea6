package reference_test

import (
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/raci"
)

// TestInForceByHours: a row whose teams share the week is answered for the hour it is
// asked at and the next, with who is named for the row alone.
func TestInForceByHours(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	msp, it, mgmt := d.Matrix.Stakeholders[0].ID, d.Matrix.Stakeholders[1].ID, d.Matrix.Stakeholders[2].ID
	for _, f := range d.Matrix.Functions {
		if f.Key != "bk-test" {
			continue
		}
		_, err = b.Matrices.AssignRow(ctx, b.lead, id, f.ID, map[raci.StakeholderID]raci.Assignment{msp: "A/R", it: "A/R", mgmt: "I"},
			map[raci.StakeholderID]raci.Window{msp: raci.AfterHours, it: raci.BusinessHours}, f.Rev)
		apptest.Must(t, err)
		_, err = b.Matrices.SetHolders(ctx, b.itLead, id, f.ID, nil, map[raci.StakeholderID]raci.Holder{it: {Person: "Sam Ortiz"}})
		apptest.Must(t, err)
	}
	b.send(t)
	b.SignAll(t)
	got := b.ask(t, b.lead, "/find?q=restore+testing").Body.String()
	has(t, "by hours", got, "<dt>Now (", " Los Angeles)", "<dt>From ", "Sam Ortiz (Client IT) answers for this.", "hours-after", "hours-business")
	has(t, "everything", b.ask(t, b.reader, "/r/"+string(b.Client.ID)).Body.String(), "(after hours)", "(business hours)", "Sam Ortiz")
}
