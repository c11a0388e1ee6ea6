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

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
