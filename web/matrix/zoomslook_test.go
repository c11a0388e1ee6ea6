package matrix

import (
	"testing"

	"demarc/internal/browsertest"
)

// TestZoomsLook is zero findings of axe on the zooms and on every state of what stands
// around the grid: filters open, rows ticked, the checks as a sheet.
func TestZoomsLook(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	quarrel(s)
	at := s.serve(s.lead) + home(s.id)
	const tick = `document.querySelectorAll(".mx-pick").forEach((box, i) => { if (i < 3) box.click() })`
	for _, c := range []struct {
		name          string
		width, height int
		dark          bool
		path, act     string
		seen          string // what the act shows
	}{
		{"lanes", 1280, 900, false, "?view=lanes", ``, "#mx-lanes"},
		{"lanes-small", 320, 640, true, "?view=lanes", `document.querySelector(".mx-lane-change summary").click()`, ".mx-lane-change form"},
		{"mine", 1280, 900, true, "?view=mine", ``, "#mx-mine"},
		{"mine-phone", 390, 844, false, "?view=mine&state=open", ``, ".mx-inuse"},
		{"ticked", 1280, 900, false, "", tick, "#mx-bulk"},
		{"filtered", 1280, 900, true, "?value=A&mine=yes&area=backup&state=nonsense", `document.querySelector(".mx-more > summary").click()`, ".mx-more-body"},
		{"sheet", 390, 844, false, "", `document.querySelector(".mx-open").click()`, "#mx-filters"},
		{"checks", 800, 900, false, "", `document.querySelector(".mx-open-checks").click()`, "#checks"},
	} {
		p := b.Person(t, c.name, c.width, c.height)
		p.SetDark(c.dark)
		p.Open(at + c.path)
		p.Wait("h1")
		if c.act != "" {
			p.Eval(c.act)
		}
		if seen, _ := p.Eval(`document.querySelector("` + c.seen + `").checkVisibility()`).(bool); !seen {
			t.Errorf("%s: %s is not seen", c.name, c.seen)
		}
		p.Shot("matrix-" + c.name)
		p.Axe(t)
		p.Clean(t)
		if over := p.Eval(`document.documentElement.scrollWidth - innerWidth`).(float64); over > 0 {
			t.Errorf("%s: %v px too wide", c.name, over)
		}
		if c.name == "ticked" {
			if got := p.Eval(`document.getElementById("mx-picked").textContent`); got != "3 functions ticked" {
				t.Errorf("the bar says %q", got)
			}
			p.Eval(`document.querySelector('#mx-bulk [value="default"]').click()`)
			p.Wait(".mx-bulk-form")
			p.Shot("matrix-plan")
			p.Axe(t)
		}
		if c.width < 640 { // whatever is pressed with a thumb is large enough for it
			small := p.Eval(`[...document.querySelectorAll(".mx-zooms a, .mx-filter button, .mx-sheet select")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 80)).join("\n")`)
			if small != "" {
				t.Errorf("%s: too small for a thumb:\n%s", c.name, small)
			}
		}
	}
}
