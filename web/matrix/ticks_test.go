package matrix

import (
	"testing"

	"demarc/internal/browsertest"
)

// TestTicks: Shift+Space ticks the rows that are selected, the grid stays one tab stop,
// a row that is edited keeps its tick, and a live change keeps the filter.
func TestTicks(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	at := s.serve(s.lead)
	rows := s.draft().Matrix.InArea("backup")
	p := b.Person(t, "tom", 1280, 900)
	p.Open(at + home(s.id) + "?area=backup")
	until(t, p, `document.getElementById("live").dataset.open`, "")
	if n := p.Eval(`document.querySelectorAll('.mx-pick:not([tabindex="-1"])').length`).(float64); n != 0 {
		t.Errorf("%v boxes are tab stops of their own", n)
	}
	first, second := string(rows[0].ID), string(rows[1].ID)
	p.Eval(`document.getElementById("c2-` + first + `").focus()`)
	p.Press("Shift+ArrowDown", "Shift+Space")
	p.WaitText("#mx-picked", "ticked")
	ticked := func(id string) bool {
		return p.Eval(`document.querySelector("#function-` + id + ` .mx-pick").checked`).(bool)
	}
	if !ticked(second) {
		t.Error("the row of the focus is not ticked")
	}
	p.Press("Escape", "-", "c") // of one of them a new letter
	p.WaitText("#saved", "Saved")
	if !ticked(second) {
		t.Error("an edit takes the tick away")
	}
	if got := p.Eval(`document.querySelectorAll(".mx-row").length`).(float64); int(got) != len(rows) {
		t.Errorf("%v rows are shown after an edit, want those of the filter, %d", got, len(rows))
	}

	// Somebody else changes a row; the filter stays.
	_, err := s.app.Matrices.Dispute(t.Context(), s.it, s.id, rows[2].ID, "Ours.")
	s.ok(err)
	p.WaitText("#function-"+string(rows[2].ID), "Disputed")
	if got := p.Eval(`document.querySelectorAll(".mx-row").length`).(float64); int(got) != len(rows) {
		t.Errorf("%v rows are shown after a live change, want %d", got, len(rows))
	}
	p.Clean(t)
}
