package matrix

import (
	"net/http"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/raci"
)

// TestHoursOnCard: the form of the card saves letters and hours together, and the
// card, the grid and a reader's ears say when each holds.
func TestHoursOnCard(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, it, msp, mgmt := s.row("bk-test"), s.column(raci.InternalIT), s.column(raci.MSPTeam), s.column(raci.Management)
	at := card(s.id, f.ID)
	in := form(cellField(msp.ID), "A/R", whenField(msp.ID), "after", cellField(it.ID), "A/R", whenField(it.ID), "business", cellField(mgmt.ID), "I", whenField(mgmt.ID), "", "rev", rev(f))
	if w := s.do(s.lead, at+"/row", in, false); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	body := s.do(s.it, at, nil, false).Body.String()
	for _, want := range []string{
		"Client IT does this and answers for it in business hours; the MSP team after hours.",
		`<option value="after" selected>After hours</option>`, `id="week-title"`, "Every other time, week-ends and holidays too.",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("the card does not say %q", want)
		}
	}
	doc := parse(t, s.do(s.it, home(s.id), nil, false).Body)
	for column, want := range map[string]string{"c0": "Accountable and Responsible, after hours", "c1": "Accountable and Responsible, business hours", "c2": "Informed"} {
		cell := byID(doc, column+"-"+string(f.ID))
		if got := words(cell); !strings.Contains(got, want) || want == "Informed" && strings.Contains(got, "hours") {
			t.Errorf("the cell %s reads %q, want %q", column, got, want)
		}
	}

	// Two at one time are refused, and what was chosen stays.
	now := s.row("bk-test")
	in.Set(whenField(it.ID), "")
	in.Set("rev", rev(now))
	w := s.do(s.lead, at+"/row", in, false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Two columns are Accountable at the same time.") {
		t.Errorf("two at one time: status %d", w.Code)
	}
	in.Set(whenField(it.ID), "nights")
	if w := s.do(s.lead, at+"/row", in, false); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Choose one of the options.") {
		t.Errorf("a window of no kind: status %d", w.Code)
	}
}

func TestSetWindow(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.row("bk-test")
	var holds raci.Stakeholder
	for _, c := range s.draft().Matrix.Stakeholders {
		if f.Cells[c.ID].Answers() {
			holds = c
		}
	}
	to := card(s.id, f.ID) + "/hours"
	w := s.do(s.lead, to, form("stakeholder", string(holds.ID), "when", "business", "rev", rev(f)), true)
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(body, `<span class="hours hours-business" aria-hidden="true">business hours</span>`) || !strings.Contains(body, " to fix") {
		t.Fatalf("status %d: %s", w.Code, body)
	}
	if w := s.do(s.lead, to, form("stakeholder", string(holds.ID), "when", "sometimes", "rev", rev(s.row(f.Key))), false); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a window of no kind: status %d", w.Code)
	}
	if w := s.do(s.lead, to, form("stakeholder", string(holds.ID), "when", "after", "rev", rev(f)), false); w.Code != http.StatusConflict {
		t.Errorf("a lost race: status %d", w.Code)
	}
	if w := s.do(s.reader, to, form("stakeholder", string(holds.ID), "when", "", "rev", rev(s.row(f.Key))), true); w.Code != http.StatusForbidden {
		t.Errorf("a reader: status %d", w.Code)
	}
}

// TestUndoHours: the way back after an A moved restores hours, not only letters.
func TestUndoHours(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, it, msp := s.row("bk-test"), s.column(raci.InternalIT), s.column(raci.MSPTeam)
	_, err := s.app.Matrices.AssignRow(t.Context(), s.lead, s.id, f.ID,
		map[raci.StakeholderID]raci.Assignment{msp.ID: "A/R", it.ID: "A/R"}, map[raci.StakeholderID]raci.Window{msp.ID: "after", it.ID: "business"}, f.Rev)
	s.ok(err)
	f = s.row("bk-test")
	mgmt := s.column(raci.Management)
	w := s.do(s.lead, card(s.id, f.ID)+"/assignments", form("stakeholder", string(mgmt.ID), "role", "A", "was", "I", "rev", rev(f)), true)
	if !strings.Contains(w.Body.String(), "Accountable moved from "+msp.Name+" and "+it.Name+" to "+mgmt.Name+".") && !strings.Contains(w.Body.String(), "Accountable moved from "+it.Name+" and "+msp.Name+" to "+mgmt.Name+".") {
		t.Errorf("the move is not told: %s", w.Body)
	}
	if _, err := s.app.Matrices.Undo(t.Context(), s.lead, s.id, "", app.AskFirst); err != nil {
		t.Fatal(err)
	}
	d := s.draft()
	if now := s.row("bk-test"); d.Matrix.ContentHash(now) != d.Matrix.ContentHash(f) {
		t.Errorf("after undo %v %v, was %v %v", now.Cells, now.Windows, f.Cells, f.Windows)
	}
}

func TestHoldersOnCard(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, it := s.row("bk-test"), s.column(raci.InternalIT)
	at := card(s.id, f.ID)
	person, deputy := "person-"+string(it.ID), "deputy-"+string(it.ID)
	in := form(person, "Sam Ortiz", deputy, "Lee Chan", "was-"+person, "", "was-"+deputy, "")
	if w := s.do(s.it, at+"/holders", in, false); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	body := s.do(s.lead, at, nil, false).Body.String()
	for _, want := range []string{"<strong>Sam Ortiz</strong>", "<strong>Lee Chan</strong>", "Named for this function alone.", `<option value="Sam Ortiz">`} {
		if !strings.Contains(body, want) {
			t.Errorf("the card does not have %q", want)
		}
	}
	if body := s.do(s.reader, at, nil, false).Body.String(); strings.Contains(body, "/holders") || !strings.Contains(body, "Sam Ortiz") {
		t.Error("a reader is offered the form, or does not see the name")
	}

	// What was typed comes back: wrong, and after a lost race.
	in = form(person, "Ana Lima", deputy, "ana lima", "was-"+person, "Sam Ortiz", "was-"+deputy, "Lee Chan")
	w := s.do(s.lead, at+"/holders", in, false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Ana Lima cannot stand in for Ana Lima.") || !strings.Contains(w.Body.String(), `value="ana lima"`) {
		t.Errorf("an own deputy: status %d", w.Code)
	}
	in = form(person, "Ana Lima", deputy, "", "was-"+person, "", "was-"+deputy, "")
	w = s.do(s.lead, at+"/holders", in, false)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `value="Ana Lima"`) || !strings.Contains(w.Body.String(), "Now: “Sam Ortiz”") {
		t.Errorf("a lost race: status %d", w.Code)
	}
}
