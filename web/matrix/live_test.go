package matrix

import (
	"testing"

	"demarc/internal/browsertest"
	"demarc/internal/raci"
)

// value is an expression for what the server said a cell is, when the cell shows
// nothing else.
func value(id string) string {
	return `(c => c.dataset.now === undefined ? c.dataset.as : 'not stored')(document.getElementById('` + id + `'))`
}

// until waits for an expression to have a value.
func until(t testing.TB, p *browsertest.Page, js, want string) {
	t.Helper()
	got, _ := p.Eval(`new Promise(done => {
		const end = Date.now() + 20000
		const look = () => { let v; try { v = String(` + js + `) } catch (e) { v = String(e) }; if (v === '` + want + `' || Date.now() > end) done(v); else setTimeout(look, 20) }
		look() })`).(string)
	if got != want {
		t.Fatalf("%s is %q, want %q", js, got, want)
	}
}

// TestTogether is two people in one matrix: what one does by keyboard the other sees,
// and who is slower is asked.
func TestTogether(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	f, next := s.row("ep-ospatch"), s.row("ep-apppatch")
	cell := "c2-" + string(f.ID)
	tom, priya := b.Person(t, "tom", 1280, 900), b.Person(t, "priya", 1280, 900)
	tom.Open(s.serve(s.lead) + home(s.id) + "?area=endpoint")
	priya.Open(s.serve(s.it) + home(s.id) + "?area=endpoint")
	for _, p := range []*browsertest.Page{tom, priya} {
		until(t, p, `document.getElementById('live').dataset.open`, "")
	}

	// A letter is stored, keeps the focus, and appears at the other's.
	tom.Eval(`document.getElementById('` + cell + `').focus()`)
	tom.Press("c")
	until(t, tom, value(cell), "C")
	tom.WaitText("#saved", "Saved ")
	until(t, priya, value(cell), "C")
	if got := tom.Eval(`document.activeElement.id`); got != cell {
		t.Errorf("after the answer the focus is at %v, want %s", got, cell)
	}
	if got := tom.Eval(`document.querySelectorAll('#grid [tabindex="0"]').length`); got != 1.0 {
		t.Errorf("the grid has %v tab stops, want one", got)
	}

	// Quick keys in one row are all kept, in their order.
	tom.Press("i", "ArrowLeft", "-", "ArrowRight", "c", "ArrowDown", "i", "Shift+R", "ArrowUp")
	until(t, tom, value(cell), "C")
	until(t, tom, value("c1-"+string(f.ID)), "-")
	until(t, priya, value("c1-"+string(f.ID)), "-")
	until(t, priya, value("c2-"+string(next.ID)), "R")
	if got := s.row(f.Key).Cells[s.column(raci.InternalIT).ID]; got != raci.NotInvolved {
		t.Errorf("stored is %q, want not involved", got)
	}

	// An A that moves is told, and can be put back.
	tom.Press("a")
	tom.WaitText("#mx-toast", "Accountable moved from ")
	until(t, priya, value(cell), "A")
	tom.Click("#mx-toast button[type=submit]")
	until(t, tom, value(cell), "C")
	tom.Gone("#mx-toast")
	until(t, priya, value(cell), "C")

	// Who was slower is asked in the row. Priya hears of nothing while Tom changes it.
	priya.Eval(`document.getElementById('live').remove()`)
	tom.Press("i")
	until(t, tom, value(cell), "I")
	priya.Eval(`document.getElementById('` + cell + `').focus()`)
	priya.Press("r")
	priya.WaitText(".mx-conflict", "Tom Berg changed Client management to “Informed” while you were looking.")
	priya.Axe(t)
	priya.Shot("matrix-conflict")
	priya.Click(".mx-conflict form[method=post] button")
	until(t, priya, value(cell), "R")
	priya.Gone(".mx-conflict")
	until(t, tom, value(cell), "R")
	tom.Press("c")
	until(t, tom, value(cell), "C")
	priya.Eval(`document.getElementById('` + cell + `').focus()`)
	priya.Press("i")
	priya.Wait(".mx-conflict")
	priya.Click(".mx-conflict form[method=get] button")
	until(t, priya, value(cell), "C")
	priya.Gone(".mx-conflict")

	// Both agree by key; the counts follow.
	tom.Press("y")
	until(t, tom, `document.getElementById('t1-`+string(f.ID)+`').classList.contains('mx-on')`, "true")
	if got := s.row(f.Key); !got.Agreed("msp") {
		t.Error("Y did not agree for the MSP")
	}
	tom.Clean(t)
}

// TestScriptComesLate is a slow network: the stream must not open before the screen's
// script listens, or what it tells is lost.
func TestScriptComesLate(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	s.late = "grid.js"
	tom := b.Person(t, "tom", 1280, 900)
	tom.Open(s.serve(s.lead) + home(s.id) + "?area=endpoint")
	until(t, tom, `document.getElementById('live').dataset.open`, "")
}

// TestKeys walks the grid by keyboard alone.
func TestKeys(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	quarrel(s)
	p := b.Person(t, "tom", 1280, 900)
	p.Open(s.serve(s.lead) + home(s.id) + "?q=patch")
	p.Eval(`document.querySelector('#grid [tabindex="0"]').focus()`)
	at := func(want string) {
		t.Helper()
		if got := p.Eval(`document.activeElement.id.split('-')[0] + ' ' + [...document.querySelectorAll('.mx-row')].indexOf(document.activeElement.closest('.mx-row'))`); got != want {
			t.Errorf("the focus is at %v, want %s", got, want)
		}
	}
	at("c0 0")
	for _, step := range []struct{ key, at string }{
		{"ArrowDown", "c0 1"},
		{"ArrowRight", "c1 1"},
		{"End", "t1 1"},
		{"ArrowRight", "t1 1"},
		{"Home", "name 1"},
		{"ArrowUp", "name 0"},
		{"ArrowUp", "name 0"},
		{"ArrowRight", "c0 0"},
		{"PageDown", "c0 2"},
		{"PageUp", "c0 0"},
	} {
		p.Press(step.key)
		at(step.at)
	}
	p.Press(" ")
	p.Wait("#mx-choose")
	p.Shot("matrix-menu")
	p.Press("Escape")
	at("c0 0")
	p.Press("?")
	p.Wait("#mx-keys")
	p.Axe(t)
	p.Press("Escape")
	p.Press("Home", "Enter")
	p.WaitText("h1", "atching")
	p.Clean(t)
}

// TestExcludedLive: what somebody excludes goes from the rows of everybody else to the list
// below them.
func TestExcludedLive(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	f := s.row("hd-onsite")
	priya := b.Person(t, "priya", 1280, 900)
	priya.Open(s.serve(s.it) + home(s.id))
	until(t, priya, `document.getElementById('live').dataset.open`, "")
	_, err := s.app.Matrices.Exclude(t.Context(), s.lead, s.id, f.ID, "Nobody is on site.", f.Rev)
	s.ok(err)
	priya.WaitText("#mx-below", "Excluded: Nobody is on site.")
	until(t, priya, `document.getElementById('function-`+string(f.ID)+`')`, "null")
	f = s.row("hd-onsite")
	_, err = s.app.Matrices.Restore(t.Context(), s.lead, s.id, f.ID, f.Rev)
	s.ok(err)
	priya.Wait("#function-" + string(f.ID))
	until(t, priya, `document.getElementById('mx-below').textContent.includes('on site')`, "false")
	priya.Clean(t)
}
