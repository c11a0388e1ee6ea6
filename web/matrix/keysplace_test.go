package matrix

import (
	"strings"
	"testing"

	"demarc/internal/browsertest"
	"demarc/internal/raci"
)

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
