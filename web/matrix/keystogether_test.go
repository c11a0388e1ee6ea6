package matrix

import (
	"testing"

	"demarc/internal/browsertest"
	"demarc/internal/raci"
)

// TestUndoTogether is undo where somebody else changed the cell since.
func TestUndoTogether(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	at := s.serve(s.lead) + home(s.id) + "?area=endpoint"
	g := s.grid(b, "tom", at)
	until(t, g.Page, `document.getElementById('live').dataset.open`, "")
	was := g.function(0).Cells[s.column(raci.Management).ID]
	g.focus(0, 2)
	g.Press("r")
	g.says(0, 2, "R")
	g.Press("ArrowDown", "r")
	g.says(1, 2, "R")
	f := g.function(1)
	_, err := s.app.Matrices.Assign(t.Context(), s.it, s.id, f.ID, s.column(raci.Management).ID, raci.NotInvolved, f.Rev)
	s.ok(err)
	g.says(1, 2, "-")
	g.Press("Ctrl+z")
	g.WaitText("#mx-toast", "Priya Shah changed "+f.Name+" after you.")
	g.Axe(t)
	g.Shot("matrix-undo")
	g.Click("#mx-toast form button") // leave it
	g.Gone("#mx-toast form")
	g.says(1, 2, "-")
	g.Open(at) // the server keeps what can be taken back
	g.Click("form[action$='/undo'] button")
	g.says(0, 2, was)
	g.Clean(t)
}

// TestOffline is a window without a network: what is typed stays, over a reload too,
// and is sent with the question where somebody was faster.
func TestOffline(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	at := s.serve(s.lead)
	g := s.grid(b, "tom", at+home(s.id))
	for _, text := range []string{"net::ERR_", "htmx:error", "htmx:sse:error", "Failed to fetch", "AbortError"} {
		g.Allow(text)
	}
	g.SetOffline(true)
	g.Press("i", "ArrowRight", "c", "ArrowDown", "i")
	g.WaitText("#mx-unsent", "3 changes not sent.")
	g.Axe(t)
	g.Shot("matrix-unsent")
	f := g.function(1)
	_, err := s.app.Matrices.Assign(t.Context(), s.it, s.id, f.ID, s.column(raci.InternalIT).ID, raci.NotInvolved, f.Rev)
	s.ok(err)
	for i := range 47 { // 50 are kept
		g.focus(2+i/3, i%3)
		g.Eval(`void document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: document.activeElement.dataset.as === 'I' ? 'c' : 'i', bubbles: true}))`)
	}
	if got := g.Eval(`JSON.parse(sessionStorage.getItem(Object.keys(sessionStorage).find(k => k.startsWith('mx:')))).edits.length`); got != 50.0 {
		t.Fatalf("%v edits are kept", got)
	}
	g.focus(0, 2)
	g.Press("-")
	g.WaitText("#mx-toast", "50 changes are waiting to be sent, as many as this window keeps. This one was not taken.")
	g.SetOffline(false)
	g.WaitText(".mx-conflict", "Priya Shah changed Client IT to “Not involved” while you were looking.")
	g.says(0, 0, "I")
	g.says(0, 1, "C")
	g.Gone("#mx-unsent")
	g.Open(g.URL()) // the question stands
	g.WaitText(".mx-conflict", "Priya Shah changed Client IT to “Not involved”")
	g.Eval(`void (window.told = '', document.addEventListener('mx:comment', e => told = e.detail.function))`)
	g.Click(".mx-conflict [data-discuss]")
	g.Gone(".mx-conflict")
	until(t, g.Page, `told`, string(f.ID))
	g.says(1, 1, "-")
	until(t, g.Page, `Object.keys(sessionStorage).filter(k => k.startsWith('mx:')).length`, "0") // all are sent

	// Somebody else who signs in at this window does not send them.
	g.SetOffline(true)
	g.focus(0, 0)
	g.Press("c")
	g.WaitText("#mx-unsent", "1 change not sent.")
	kept, _ := g.Eval(`JSON.stringify(Object.entries(sessionStorage))`).(string)
	g.SetOffline(false)
	g.says(0, 0, "C")
	other := s.serve(s.it)
	g.Open(other + home(s.id))
	g.Eval(`void JSON.parse(` + quote(kept) + `).forEach(([k, v]) => sessionStorage.setItem(k, v.replaceAll('"C"', '"R"')))`)
	g.Open(other + home(s.id))
	g.says(0, 0, "C")
	if got := g.Eval(`Object.keys(sessionStorage).filter(k => k.startsWith('mx:')).length`); got != 0.0 {
		t.Error("what somebody else had not sent is kept")
	}
}
