package matrix

import (
	"fmt"
	"slices"
	"testing"

	"demarc/internal/browsertest"
)

// timing marks in a page when a key came, when the next frame after it was painted, and
// when the server's answer stood in the grid; and on every page when a cell was painted
// that came from the server. All are of one clock.
const timing = `void (() => {
	const now = () => performance.timeOrigin + performance.now()
	const painted = then => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = () => then(now()); c.port2.postMessage(0) })
	window.marks = {}
	document.addEventListener('keydown', e => {
		const at = performance.timeOrigin + e.timeStamp
		marks = {key: at, cell: e.target.id}
		painted(t => marks.shown = t)
	}, true)
	new MutationObserver(changes => {
		for (const c of changes) {
			const id = c.target.id
			if (marks.cell === id && !marks.saved && c.target.dataset.now === undefined) { marks.saved = now() }
			if (c.attributeName === 'data-as') painted(t => (window.came ??= {})[id] = t)
		}
	}).observe(document.getElementById('grid'), {attributes: true, attributeFilter: ['data-as', 'data-now'], subtree: true})
})()`

// BenchmarkKeys is how long somebody waits who sets letters in 149 rows by 8 columns:
// until the key shows, until it is stored, and until another browser shows it.
//
//	go test ./web/matrix -run '^$' -bench Keys -benchtime 200x
func BenchmarkKeys(b *testing.B) {
	browser := browsertest.Start(b)
	s := open(b)
	s.listening()
	for i := range 5 {
		s.ok(s.app.Parties.AddStakeholder(b.Context(), s.lead, s.id, fmt.Sprint("Vendor ", i+1)))
	}
	tom := s.grid(browser, "tom", s.serve(s.lead)+home(s.id))
	priya := s.grid(browser, "priya", s.serve(s.it)+home(s.id))
	for _, g := range []*gridPage{tom, priya} {
		until(b, g.Page, `document.getElementById('live').dataset.open`, "")
		g.Eval(timing)
	}
	b.Logf("%d rows by %v columns", len(tom.rows), tom.Eval(`document.querySelectorAll('th[data-column]').length`))
	var shown, saved, other []float64
	n := 0
	for b.Loop() {
		row, column := n*7%len(tom.rows), n%8
		n++
		id := tom.cell(row, column)
		tom.focus(row, column)
		key := "c"
		if tom.Eval(`document.activeElement.dataset.as`) == "C" {
			key = "i"
		}
		priya.Eval(`void (window.came = {})`)
		tom.Press(key)
		until(b, tom.Page, `!!(marks.shown && marks.saved)`, "true")
		until(b, priya.Page, `!!came['`+id+`']`, "true")
		m := tom.Eval(`[marks.key, marks.shown, marks.saved]`).([]any)
		at := m[0].(float64)
		shown, saved = append(shown, m[1].(float64)-at), append(saved, m[2].(float64)-at)
		other = append(other, priya.Eval(`came['`+id+`']`).(float64)-at)
	}
	for name, list := range map[string][]float64{"shown": shown, "saved": saved, "other": other} {
		slices.Sort(list)
		b.ReportMetric(list[len(list)/2], name+"-p50-ms")
		b.ReportMetric(list[len(list)*95/100], name+"-p95-ms")
	}
}
