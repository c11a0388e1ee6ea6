package matrix

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"demarc/internal/browsertest"
	"demarc/internal/raci"
)

// gridPage is somebody in the grid of an area, with the ids of its rows.
type gridPage struct {
	*browsertest.Page
	t    testing.TB
	site *site
	rows []string
}

func (s *site) grid(b *browsertest.Browser, name, at string) *gridPage {
	s.t.Helper()
	g := &gridPage{Page: b.Person(s.t, name, 1280, 900), t: s.t, site: s}
	g.Hear()
	g.Open(at)
	g.Wait("#grid.mx-grid")
	for _, id := range g.Eval(`[...document.querySelectorAll('.mx-row')].map(r => r.id.slice(9))`).([]any) {
		g.rows = append(g.rows, id.(string))
	}
	g.focus(0, 0)
	return g
}

func (g *gridPage) cell(row, column int) string { return fmt.Sprintf("c%d-%s", column, g.rows[row]) }

// focus puts the focus into a cell.
func (g *gridPage) focus(row, column int) {
	g.t.Helper()
	g.Eval(`document.getElementById('` + g.cell(row, column) + `').focus()`)
}

// at holds where the focus is: "c1 2" is the second column of the third row.
func (g *gridPage) at(want string) {
	g.t.Helper()
	got := g.Eval(`(e => e.id.split('-')[0] + ' ' + [...document.querySelectorAll('.mx-row')].indexOf(e.closest('.mx-row')))(document.activeElement)`)
	if got != want {
		g.t.Errorf("the focus is at %v, want %s", got, want)
	}
}

// function is a row as it is stored.
func (g *gridPage) function(row int) raci.Function {
	g.t.Helper()
	for _, f := range g.site.draft().Matrix.Functions {
		if string(f.ID) == g.rows[row] {
			return f
		}
	}
	g.t.Fatalf("no function %s", g.rows[row])
	return raci.Function{}
}

// says waits until the server has a cell as as.
func (g *gridPage) says(row, column int, as raci.Assignment) {
	g.t.Helper()
	until(g.t, g.Page, value(g.cell(row, column)), string(as))
}

// selected holds how many cells are selected.
func (g *gridPage) selected(want float64) {
	g.t.Helper()
	if got := g.Eval(`document.querySelectorAll('#grid td[aria-selected="true"]').length`); got != want {
		g.t.Errorf("%v cells are selected, want %v", got, want)
	}
}

// clip does what Ctrl+C, X or V do with a clipboard of its own, and gives its text.
func (g *gridPage) clip(kind, text string) string {
	g.t.Helper()
	quoted, _ := json.Marshal(text)
	got, _ := g.Eval(`(() => { const data = new DataTransfer(); data.setData('text/plain', ` + string(quoted) + `)
		document.activeElement.dispatchEvent(new ClipboardEvent('` + kind + `', {clipboardData: data, bubbles: true, cancelable: true}))
		return data.getData('text/plain') })()`).(string)
	return got
}

// TestKeyTable presses every key of the table that moves, selects and edits.
func TestKeyTable(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	quarrel(s)
	g := s.grid(b, "tom", s.serve(s.lead)+home(s.id))
	last := len(g.rows) - 1

	// Moving.
	for _, step := range []struct{ key, at string }{
		{"ArrowLeft", "name 0"},
		{"ArrowUp", "name 0"},
		{"End", "t1 0"},
		{"ArrowRight", "t1 0"},
		{"Home", "name 0"},
		{"ArrowRight", "c0 0"},
		{"ArrowDown", "c0 1"},
		{"Ctrl+End", fmt.Sprint("t1 ", last)},
		{"ArrowDown", fmt.Sprint("t1 ", last)},
		{"Ctrl+Home", "name 0"},
		{"ArrowRight", "c0 0"},
	} {
		g.Press(step.key)
		g.at(step.at)
	}
	g.Press("Alt+ArrowDown")
	if g.Eval(`document.activeElement.closest('.mx-row').hasAttribute('data-problem')`) != true {
		t.Error("Alt and an arrow do not lead to a problem")
	}
	g.Press("Ctrl+Home", "Alt+ArrowUp")
	g.WaitHeard("No problem further up.")

	// Letters, with the preference where the focus goes.
	g.focus(0, 1)
	for _, step := range []struct {
		key string
		as  raci.Assignment
	}{{"c", "C"}, {"i", "I"}, {"r", "R"}, {"-", "-"}, {"0", "-"}, {"Delete", ""}, {"Backspace", ""}, {"a", "A"}, {"Shift+R", "A/R"}, {"Shift+R", "A"}, {"Shift+A", ""}} {
		g.Press(step.key)
		g.says(0, 1, step.as)
		g.at("c1 0")
	}
	for after, at := range map[string]string{"right": "c1 0", "down": "c0 1"} {
		g.focus(0, 0)
		g.Press("?")
		g.Wait("#mx-keys")
		g.Fill("#mx-after", after)
		g.Press("Escape")
		g.at("c0 0")
		g.Press("i")
		g.at(at)
	}
	g.Eval(`localStorage.removeItem('mx-after')`)

	// The editor: Enter saves, Escape and F2 leave the cell as it was.
	g.focus(1, 2)
	g.Press("i")
	g.says(1, 2, "I")
	g.Press("Enter")
	g.Wait("#mx-choose")
	if n := g.Focused(); n.Role != "radio" || n.States["checked"] != "true" || !strings.Contains(n.Name, "Informed") {
		t.Errorf("the editor begins at %v", n)
	}
	g.Axe(t)
	g.Shot("matrix-editor")
	g.Press("ArrowUp", "Enter")
	g.says(1, 2, "C")
	g.at("c2 1")
	g.Press("F2", "ArrowUp", "Escape")
	g.at("c2 1")
	g.Press("F2", "ArrowUp", "F2")
	g.at("c2 1")
	g.says(1, 2, "C")

	// Selecting, filling, filling down.
	g.focus(0, 1)
	g.Press("Shift+ArrowDown", "Shift+ArrowRight")
	g.selected(4)
	g.at("c2 1")
	if n := g.Focused(); n.States["selected"] != "true" {
		t.Errorf("a reader is not told that the cell is selected: %v", n.States)
	}
	if got := g.Eval(`document.getElementById('grid').ariaMultiSelectable`); got != "true" {
		t.Errorf("aria-multiselectable is %v", got)
	}
	g.Press("i")
	for row := range 2 {
		for column := 1; column < 3; column++ {
			g.says(row, column, "I")
		}
	}
	g.WaitText("#mx-toast", "cells of 2 functions.")
	g.Press("a") // in each row it goes to the first cell only
	g.WaitText("#mx-toast", "Accountable went to the first column of the selection only")
	g.says(0, 1, "A")
	g.says(0, 2, "I")
	g.says(1, 1, "A")
	g.Press("Escape")
	g.selected(0)
	g.Press("Shift+Space")
	g.selected(3)
	g.Press("Ctrl+Space")
	g.selected(float64(len(g.rows)))
	g.Press("Ctrl+a")
	g.selected(float64(3 * len(g.rows)))
	g.Press("ArrowLeft")
	g.selected(0)
	g.focus(0, 2)
	g.Press("c", "Shift+ArrowDown", "Shift+ArrowDown", "Ctrl+d")
	g.says(1, 2, "C")
	g.says(2, 2, "C")
	g.Press("-")
	g.says(2, 2, "-")
	g.focus(3, 2)
	g.Press("i", "ArrowDown", "Ctrl+d")
	g.says(4, 2, "I")
	g.focus(3, 2)
	g.Press("Shift+ArrowDown", "Shift+ArrowDown", "ArrowUp", "c", "Shift+ArrowUp", "Shift+ArrowUp", "Ctrl+Enter")
	g.selected(3)

	// An A beside another one is a clash, not a move.
	g.focus(5, 0)
	g.Press("a")
	g.says(5, 0, "A")
	g.Press("ArrowRight", "Ctrl+Shift+A")
	g.says(5, 1, "A")
	g.says(5, 0, "A")
	g.WaitText("#function-"+g.rows[5], "to fix")

	// Areas collapse, and stay so over a reload.
	g.focus(0, 0)
	g.Press("[")
	if got := g.Eval(`document.activeElement.ariaExpanded + ' ' + document.activeElement.tagName`); got != "false TH" {
		t.Errorf("a collapsed area: %v", got)
	}
	g.Eval(`scrollTo(0, 0)`) // no button stands half behind the head
	g.Axe(t)
	g.Shot("matrix-collapsed")
	g.Press("ArrowDown", "ArrowUp")
	if got := g.Eval(`document.activeElement.tagName`); got != "TH" {
		t.Errorf("the arrows pass a collapsed area by: %v", got)
	}
	g.Open(g.URL())
	g.Eval(`document.querySelector('.mx-shut th').focus()`)
	g.Press("]")
	g.at("c0 0")

	// F goes to the filter; letters typed there are words.
	g.Press("f")
	if got := g.Eval(`document.activeElement.id`); got != "f-q" {
		t.Errorf("F leads to %v", got)
	}
	g.Press("r")
	if got := g.Eval(`document.getElementById('f-q').value.endsWith('r')`); got != true {
		t.Error("a letter typed in the filter does not stay there")
	}

	// What the browser keeps, and what other scripts are told.
	g.focus(0, 1)
	if got := g.Eval(`(() => { const kept = []
		for (const key of 'rtwlpf') { const e = new KeyboardEvent('keydown', {key, ctrlKey: true, bubbles: true, cancelable: true}); document.activeElement.dispatchEvent(e); if (e.defaultPrevented) kept.push(key) }
		return kept.join() })()`); got != "" {
		t.Errorf("taken from the browser: Ctrl with %v", got)
	}
	g.Eval(`void (window.cells = [], ['mx:cell', 'mx:comment'].forEach(n => document.addEventListener(n, e => cells.push(n + ' ' + (e.detail.function === '` + g.rows[0] + `') + ' ' + (e.detail.stakeholder !== '')))))`)
	g.Press("ArrowLeft", "m", "Home", "m")
	if got := g.Eval(`cells.join('; ')`); got != "mx:cell true true; mx:comment true true; mx:cell true false; mx:comment true false" {
		t.Errorf("other scripts are told: %v", got)
	}

	// Y agrees; N asks why not.
	g.focus(7, 0)
	own := `document.getElementById('t1-` + g.rows[7] + `').classList.contains('mx-on')`
	agreed := g.Eval(own) == true
	g.Press("y")
	until(t, g.Page, own, fmt.Sprint(!agreed))
	g.Clean(t)
	g.Press("n")
	if n := g.Focused(); n.Role != "textbox" || n.Name != "What would make this right?" {
		t.Errorf("N leads to %v", n)
	}
}

// TestDisputeInPlace: N asks for the reason in the grid; what was typed outlives Escape, an
// answer that does not come, a refusal and a reload, and the focus comes back to the cell.
func TestDisputeInPlace(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	g := s.grid(b, "tom", s.serve(s.lead)+home(s.id)+"?area=endpoint")
	reason := func() any { return g.Eval(`document.getElementById('mx-why').value`) }
	g.focus(2, 1)
	g.Press("n")
	g.Fill("#mx-why", "")
	g.Press("Enter") // is a line of the box
	if got := reason(); got != "\n" {
		t.Errorf("typed: %q", got)
	}
	g.Press("Tab", "Enter")
	g.WaitText("#mx-why-wrong", "Say what would make this right.")
	if n := g.Focused(); n.Role != "textbox" || n.States["invalid"] != "true" {
		t.Errorf("the focus after a refusal is on %v", n)
	}
	g.Axe(t)
	g.Shot("matrix-dispute")
	g.Fill("#mx-why", "Ours <b>to decide</b>.")
	g.Press("Escape")
	g.at("c1 2")
	g.Open(g.URL())
	g.Wait("#grid.mx-edit")
	g.focus(2, 1)
	g.Press("n")
	if got := strings.TrimSuffix(reason().(string), "n"); got != "Ours <b>to decide</b>." {
		t.Errorf("after Escape and a reload: %q", got)
	}

	g.Fill("#mx-why", "Ours <b>to decide</b>.") // the key that opened it is typed as well by this driver
	g.SetOffline(true)
	g.Press("Tab", "Enter")
	g.WaitText("#mx-why-wrong", "What you typed is kept here.")
	g.SetOffline(false)
	g.Press("Tab", "Enter")
	until(t, g.Page, `document.getElementById('mx-dispute').open`, "false")
	g.at("c1 2")
	f := g.function(2)
	if f.Dispute.Reason != "Ours <b>to decide</b>." {
		t.Errorf("stored: %+v", f.Dispute)
	}
	g.WaitText("#function-"+g.rows[2], "Disputed by Northgate IT: Ours <b>to decide</b>.")
	if n := g.Focused(); !strings.HasSuffix(n.Name, ", disputed by Northgate IT") {
		t.Errorf("the cell reads %q", n.Name)
	}

	// A reason that is too long for the server is refused at the field and stays.
	long := strings.Repeat("x", 600)
	g.Press("n")
	g.Eval(`void (why => { why.removeAttribute('maxlength'); why.value = '` + long + `' })(document.getElementById('mx-why'))`)
	g.Press("Tab", "Enter")
	g.WaitText("#mx-why-wrong", "500")
	if reason() != long {
		t.Error("what was too long is gone")
	}
}

// TestCellReadsTrue: while a letter is not stored the cell does not claim that both agreed
// to it; when the server has it, the sentence is whole again.
func TestCellReadsTrue(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	quarrel(s)
	g := s.grid(b, "tom", s.serve(s.lead)+home(s.id)+"?state=agreed&area=endpoint")
	name := g.Eval(`document.querySelector('.mx-name').textContent`).(string)
	reads := func(want string) {
		t.Helper()
		if got := g.Focused().Name; got != name+", MSP team, "+want {
			t.Errorf("the cell reads %q, want %q at its end", got, want)
		}
	}
	was := strings.TrimSuffix(strings.TrimPrefix(g.Focused().Name, name+", MSP team, "), ", agreed by both")
	reads(was + ", agreed by both")
	g.SetOffline(true)
	g.Press("c")
	reads("Consulted")
	g.SetOffline(false)
	g.says(0, 0, raci.Consulted)
	until(t, g.Page, `document.activeElement.hasAttribute('data-now')`, "false")
	reads("Consulted, was " + was + " when Alder Foods agreed, proposed by Northgate IT")
}

// TestPaste is text to and from a sheet: all of it, or a list of what is wrong.
func TestPaste(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	g := s.grid(b, "tom", s.serve(s.lead)+home(s.id)+"?area=endpoint")
	before := g.function(0)
	if got := g.clip("copy", ""); got == "" {
		t.Error("nothing was copied")
	}

	g.clip("paste", "r\ta/r\tx\nC\tI\tC\tI\r\n")
	g.WaitText("#mx-problems", "Nothing was pasted")
	g.WaitText("#mx-problems", ", Client management: “x” is not R, A, C, I, A/R or -.")
	g.WaitText("#mx-problems", "4 columns were copied, and only 3 are left from this cell on.")
	g.Axe(t)
	g.Shot("matrix-paste")
	g.Press("Escape")
	g.at("c0 0")
	g.clip("paste", "A\tA\tC")
	g.WaitText("#mx-problems", "two columns are Accountable")
	g.Press("Escape")
	g.clip("paste", strings.Repeat(strings.Repeat("I\t", 99)+"I\n", 100))
	g.WaitText("#mx-toast", "One act changes at most 5000 cells; this one has 10000. Nothing was changed.")
	g.clip("paste", strings.Repeat("x", 1<<20))
	g.WaitText("#mx-problems", "is not R, A, C, I, A/R or -.")
	g.Press("Escape")
	if now := g.function(0); now.Rev != before.Rev {
		t.Error("a paste that was refused changed a row")
	}

	g.clip("paste", "R,A\tc\t–\r\n-\tA\tinformed\r\n")
	g.WaitText("#mx-problems", "“informed” is not")
	g.Press("Escape")
	g.clip("paste", "R,A\tc\t–\r\n-\tA\t?\r\n")
	for i, as := range []raci.Assignment{"A/R", "C", "-"} {
		g.says(0, i, as)
	}
	for i, as := range []raci.Assignment{"-", "A", ""} {
		g.says(1, i, as)
	}
	g.selected(6)
	if got := g.clip("copy", ""); got != "A/R\tC\t-\n-\tA\t" {
		t.Errorf("copied %q", got)
	}
	if got := g.clip("cut", ""); got != "A/R\tC\t-\n-\tA\t" {
		t.Errorf("cut %q", got)
	}
	g.says(0, 0, "")
	g.clip("paste", "C") // one value fills the selection
	g.says(1, 2, "C")
	for range 3 { // paste, cut and paste are one step each
		g.Press("Ctrl+z")
	}
	g.says(0, 0, before.Cells[s.column(raci.MSPTeam).ID])
	g.Press("Ctrl+Shift+Z")
	g.says(0, 0, "A/R")
	g.Clean(t)
}

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

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
