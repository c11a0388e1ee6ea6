package html

import (
	"strconv"
	"strings"

	"demarc/internal/document"
)

var paragraphClass = map[document.Style]string{
	document.Body: "doc-text", document.Lead: "doc-lead", document.Small: "doc-small", document.Code: "doc-code",
}

func (w *writer) paragraph(p document.Paragraph) {
	w.raw(`<p class="` + paragraphClass[p.Style])
	if p.Level > 0 {
		w.raw(` doc-level-` + strconv.Itoa(min(p.Level, 3)))
	}
	w.raw(`"`)
	w.id(p.ID)
	w.raw(`>`)
	w.number(p.Number)
	w.runs(p.Runs)
	w.raw(`</p>`)
}

func (w *writer) runs(runs []document.Run) {
	for _, r := range runs {
		if r.Link != "" {
			w.raw(`<a href="#`).text(r.Link).raw(`">`)
		}
		if r.Bold {
			w.raw(`<strong>`)
		}
		if r.Italic {
			w.raw(`<em>`)
		}
		w.text(r.Text)
		if r.Italic {
			w.raw(`</em>`)
		}
		if r.Bold {
			w.raw(`</strong>`)
		}
		if r.Link != "" {
			w.raw(`</a>`)
		}
	}
}

// table writes a table. One with more than three columns becomes a list of cards
// where there is no room (see document.css), so each cell carries its column's name.
// So does a sheet's of three, whose cells are lists.
func (w *writer) table(t document.Table) {
	cards := len(t.Columns) > 3 || len(t.Columns) == 3 && strings.HasPrefix(t.ID, "sheet-")
	w.raw(`<table class="doc-table`)
	if cards {
		w.raw(` doc-cards`)
	}
	if marked(t) {
		w.raw(` doc-matrix`)
	}
	w.raw(`"`)
	w.id(t.ID)
	w.raw(`>`)
	if t.Caption != "" {
		w.raw(`<caption>`).text(t.Caption).raw(`</caption>`)
	}
	w.raw(`<thead><tr>`)
	for _, c := range t.Columns {
		w.raw(`<th scope="col"`)
		if c.Center {
			w.raw(` class="doc-center"`)
		}
		w.raw(`>`).text(c.Header).raw(`</th>`)
	}
	w.raw(`</tr></thead><tbody>`)
	for i, r := range t.Rows {
		if r.Group && i > 0 {
			w.raw(`</tbody><tbody>`)
		}
		w.row(t, r, cards)
	}
	w.raw(`</tbody></table>`)
}

func marked(t document.Table) bool {
	for _, r := range t.Rows {
		for i, c := range r.Cells {
			if c.Mark != "" && i > 0 {
				return true
			}
		}
	}
	return false
}

func (w *writer) row(t document.Table, r document.Row, cards bool) {
	w.raw(`<tr`)
	w.id(r.ID)
	if r.Group {
		w.raw(` class="doc-group"><th scope="rowgroup" colspan="` + strconv.Itoa(max(len(t.Columns), 1)) + `">`)
		if len(r.Cells) > 0 {
			w.cell(r.Cells[0])
		}
		w.raw(`</th></tr>`)
		return
	}
	w.raw(`>`)
	for i, c := range r.Cells {
		tag := "td"
		if c.Header {
			tag = "th"
		}
		w.raw(`<` + tag)
		if c.Header {
			w.raw(` scope="row"`)
		}
		if i < len(t.Columns) {
			if t.Columns[i].Center {
				w.raw(` class="doc-center"`)
			}
			if cards && !c.Header {
				w.raw(` data-label="`).text(t.Columns[i].Header).raw(`"`)
			}
		}
		w.raw(`>`)
		w.cell(c)
		w.raw(`</` + tag + `>`)
	}
	w.raw(`</tr>`)
}

func (w *writer) cell(c document.Cell) {
	if c.Mark != "" {
		w.mark(c.Mark)
	}
	if len(c.Blocks) == 1 && c.Blocks[0].Style == document.Body && c.Blocks[0].Number == "" && c.Blocks[0].ID == "" {
		w.runs(c.Blocks[0].Runs)
		return
	}
	for _, p := range c.Blocks {
		w.paragraph(p)
	}
}

// mark is an assignment as chips: letters with a shape each, and the words for those
// who hear the page.
func (w *writer) mark(m string) {
	switch m {
	case "A":
		w.raw(`<span class="chips"><span class="chip chip-a" aria-hidden="true">A</span><span class="unseen">Accountable</span></span>`)
	case "R":
		w.raw(`<span class="chips"><span class="chip chip-r" aria-hidden="true">R</span><span class="unseen">Responsible</span></span>`)
	case "A/R":
		w.raw(`<span class="chips"><span class="chip chip-a" aria-hidden="true">A</span><span class="chip chip-r" aria-hidden="true">R</span><span class="unseen">Accountable and Responsible</span></span>`)
	case "C":
		w.raw(`<span class="chips"><span class="chip chip-c" aria-hidden="true">C</span><span class="unseen">Consulted</span></span>`)
	case "I":
		w.raw(`<span class="chips"><span class="chip chip-i" aria-hidden="true">I</span><span class="unseen">Informed</span></span>`)
	case "-":
		w.raw(`<span class="chips"><span class="chip chip-none" aria-hidden="true">–</span><span class="unseen">Not involved</span></span>`)
	case "?":
		w.raw(`<span class="chips"><span class="chip chip-open" aria-hidden="true">?</span><span class="unseen">Not decided yet</span></span>`)
	default:
		w.text(m)
	}
}

func (w *writer) signatures(s document.Signatures) {
	w.raw(`<div class="doc-signatures">`)
	for _, b := range s.Blocks {
		w.raw(`<div class="doc-signature"><p class="doc-party">`).text(b.Party).raw(`</p><p class="doc-typed">`).text(b.Typed).raw(`</p>`)
		if !b.Drawn.None() {
			w.raw(`<svg class="doc-drawn" viewBox="0 0 1000 300" aria-hidden="true" focusable="false"><path d="`).text(b.Drawn.String()).raw(`"/></svg>`)
		}
		w.raw(`<dl>`)
		for _, f := range [][2]string{{"Name", b.Name}, {"Title", b.Title}, {"Role", b.Role}, {"Date", b.When}} {
			if f[0] == "Role" && f[1] == "" {
				continue
			}
			w.raw(`<div><dt>` + f[0] + `</dt><dd>`).text(f[1]).raw(`</dd></div>`)
		}
		w.raw(`</dl>`)
		if b.Note != "" {
			w.raw(`<p class="doc-small">`).text(b.Note).raw(`</p>`)
		}
		w.raw(`</div>`)
	}
	w.raw(`</div>`)
}
