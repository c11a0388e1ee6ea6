package browsertest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// axe-core 4.14.1, as npm has it; its licence is beside it.
//
//go:embed testdata/axe-core/axe.min.js
var axeScript string

// axeRun asks for the rules of WCAG 2.0 to 2.2, levels A and AA, and for none
// of the advice beyond.
const axeRun = `axe.run(document, {resultTypes: ['violations'], runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa']}})
	.then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map(n => ({HTML: n.html, Why: n.failureSummary}))})))`

type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, Why string }
}

func (v violation) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s (%s): %s", v.ID, v.Impact, v.Help)
	for _, n := range v.Nodes {
		fmt.Fprintf(&s, "\n\t%.300s\n\t\t%s", n.HTML, strings.ReplaceAll(n.Why, "\n", "\n\t\t"))
	}
	return s.String()
}

// Axe fails the test for each rule of accessibility that the page breaks as
// it is now, with the elements.
func (p *Page) Axe(tb testing.TB) {
	tb.Helper()
	for _, v := range p.violations() {
		tb.Errorf("%s at %s: axe: %s", p.name, p.URL(), v)
	}
}

func (p *Page) violations() (found []violation) {
	p.tb.Helper()
	if p.Eval(`typeof axe`) == "undefined" {
		p.Eval(axeScript + "\n;0")
	}
	b, err := json.Marshal(p.Eval(axeRun))
	if err == nil {
		err = json.Unmarshal(b, &found)
	}
	if err != nil {
		p.fatalf("read the findings of axe: %v", err)
	}
	return found
}

// Shot keeps a picture of the whole page as NAME.png in DEMARC_SHOTS.
func (p *Page) Shot(name string) {
	p.tb.Helper()
	if err := p.shot(name); err != nil {
		p.fatalf("take a picture: %v", err)
	}
}

func (p *Page) shot(name string) error {
	dir := os.Getenv("DEMARC_SHOTS")
	if dir == "" {
		return nil
	}
	png, err := chromedp.Run(p.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	path := filepath.Join(dir, name+".png")
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, png, 0o644)
}
