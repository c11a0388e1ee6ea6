package browsertest

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Node is what a screen reader is told of one thing on the page.
type Node struct {
	Role        string
	Name        string
	Description string
	Value       string
	States      map[string]string // "checked": "true", "readonly": "true", as the tree has them
}

// String is the node as it would be read out.
func (n Node) String() string {
	parts := []string{n.Name, n.Role}
	if n.Value != "" {
		parts = append(parts, n.Value)
	}
	for _, state := range []string{"checked", "selected", "expanded", "readonly", "disabled", "invalid"} {
		if v := n.States[state]; v != "" && v != "false" {
			parts = append(parts, strings.TrimSuffix(state+" "+v, " true"))
		}
	}
	if n.Description != "" {
		parts = append(parts, n.Description)
	}
	return strings.Join(parts, ", ")
}

func nodeOf(n *accessibility.Node) Node {
	text := func(v *accessibility.Value) string {
		if v == nil || len(v.Value) == 0 {
			return ""
		}
		var s string
		if json.Unmarshal(v.Value, &s) != nil {
			s = string(v.Value) // a number or a truth
		}
		return strings.Join(strings.Fields(s), " ") // blanks are not spoken; some browsers pass them on
	}
	out := Node{Role: text(n.Role), Name: text(n.Name), Description: text(n.Description), Value: text(n.Value), States: map[string]string{}}
	for _, p := range n.Properties {
		out.States[string(p.Name)] = text(p.Value)
	}
	return out
}

// Focused is what a screen reader says of the element that has the focus.
func (p *Page) Focused() Node {
	p.tb.Helper()
	at, err := chromedp.Call(p.ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: "document.activeElement"})
	if err != nil {
		p.fatalf("find the focus: %v", err)
	}
	got, err := chromedp.Call(p.ctx, accessibility.GetPartialAXTree, accessibility.GetPartialAXTreeParams{ObjectID: at.Result.ObjectID})
	if err != nil || len(got.Nodes) == 0 {
		p.fatalf("read what has the focus: %v", err)
	}
	return nodeOf(got.Nodes[0])
}

// Tree is everything that a screen reader can come to, in the order of reading.
func (p *Page) Tree() []Node {
	p.tb.Helper()
	got, err := chromedp.Call(p.ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
	if err != nil {
		p.fatalf("read the tree: %v", err)
	}
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range got.Nodes {
		byID[n.NodeID] = n
	}
	var out []Node
	var walk func(n *accessibility.Node)
	walk = func(n *accessibility.Node) {
		if n == nil {
			return
		}
		if !n.Ignored {
			out = append(out, nodeOf(n))
		}
		for _, c := range n.ChildIDs {
			walk(byID[c])
		}
	}
	if len(got.Nodes) > 0 {
		walk(got.Nodes[0])
	}
	return slices.DeleteFunc(out, func(n Node) bool { return n.Role == "InlineTextBox" })
}

// hearing keeps what live regions say, in order. It looks at the text a region has
// after each change, which is what readers speak of an atomic one.
const hearing = `(() => {
	const live = '[aria-live]:not([aria-live=off]), [role=status], [role=alert], [role=log]'
	window.announced = []
	new MutationObserver(changes => {
		const regions = new Set(changes.map(c => (c.target.closest ? c.target : c.target.parentElement)?.closest(live)))
		for (const r of regions) if (r && r.innerText.trim()) window.announced.push(r.innerText.replace(/\s+/g, ' ').trim())
	}).observe(document, {childList: true, characterData: true, subtree: true})
})()`

// Hear begins to keep what is announced on this page and on those after it.
func (p *Page) Hear() {
	p.tb.Helper()
	if _, err := chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: hearing}); err != nil {
		p.fatalf("listen to announcements: %v", err)
	}
	p.Eval(hearing)
}

// WaitHeard waits until something with these words was announced, and forgets what was
// announced up to then.
func (p *Page) WaitHeard(words string) {
	p.tb.Helper()
	want, _ := json.Marshal(words)
	p.poll("hear "+string(want), `(() => {
		const at = announced.findIndex(s => s.includes(`+string(want)+`))
		if (at < 0) return {wait: 'announced were ' + JSON.stringify(announced.slice(-5))}
		announced.splice(0, at + 1)
		return {value: true} })()`, new(bool))
}
