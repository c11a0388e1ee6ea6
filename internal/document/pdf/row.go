package pdf

import (
	"fmt"
	"strings"

	"demarc/internal/document"
)

// cellLine is a line of text or a row of chips within a cell.
type cellLine struct {
	height float64
	width  float64
	draw   func(c *canvas, x, y float64)
}

// tableCell is a cell set to its column's width.
type tableCell struct {
	x, width float64
	lines    []cellLine
}

func (t tableCell) height() float64 {
	h := 0.0
	for _, l := range t.lines {
		h += l.height
	}
	return h
}

// each calls do with the place of each line.
func (t tableCell) each(px, y float64, do func(l cellLine, x, y float64)) {
	for _, l := range t.lines {
		do(l, px+t.x+cellPadX, y)
		y += l.height
	}
}

// textLine is a line of a cell; a nil element draws it as part of an artifact.
func textLine(e *elem, l line, t setting, center bool, width float64) cellLine {
	return cellLine{height: t.leading, width: l.width, draw: func(c *canvas, x, y float64) {
		if center {
			x += (width - l.width) / 2
		}
		c.line(e, l, x, y+t.leading*0.5+t.size*0.33)
	}}
}

// row sets one row, in several items where it is taller than a page.
func (f *flow) row(body *elem, row document.Row, set tableSetting, head *item) {
	tr := body.add("TR")
	columns := len(set.x)
	n := min(len(row.Cells), columns)
	if row.Group {
		n = min(n, 1)
	}
	var cells []tableCell
	for i, cell := range row.Cells[:n] {
		width, span := set.widths[i], 1
		if i == n-1 && n < columns { // the last cell of a short row fills it
			span = columns - i
			width = set.measure - set.x[i]
		}
		e := tr.add("TD")
		attrs := ""
		if row.Group || cell.Header {
			e.role, attrs = "TH", "/Scope/Row"
		}
		if span > 1 {
			attrs += fmt.Sprintf("/ColSpan %d", span)
		}
		if attrs != "" {
			e.with("<</O/Table" + attrs + ">>")
		}
		text := set.text
		if row.Group || (cell.Header && !set.groups) {
			text.face, text.italic = text.bold, text.bold
		}
		cells = append(cells, f.cell(e, cell, text, set.x[i], width, set.centered[i] && !row.Group))
	}
	top, bottom := f.chapter().span()
	room := bottom - top - head.height - 2*set.padY
	for first := true; ; first = false {
		part, rest, more := divide(cells, room)
		it := rowItem(part, row.Group, set)
		it.head = head
		if first {
			it.anchors = rowAnchors(row)
		}
		f.emit(it)
		if !more {
			return
		}
		cells = rest
	}
}

func rowAnchors(row document.Row) []string {
	ids := []string{row.ID}
	for _, c := range row.Cells {
		for _, p := range c.Blocks {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// divide takes as many lines of each cell as fit into room.
func divide(cells []tableCell, room float64) (part, rest []tableCell, more bool) {
	for _, c := range cells {
		h, n := 0.0, 0
		for n < len(c.lines) && (n == 0 || h+c.lines[n].height <= room) {
			h += c.lines[n].height
			n++
		}
		a, b := c, c
		a.lines, b.lines = c.lines[:n], c.lines[n:]
		part, rest = append(part, a), append(rest, b)
		more = more || len(b.lines) > 0
	}
	return part, rest, more
}

func rowItem(cells []tableCell, group bool, set tableSetting) item {
	height := 0.0
	for _, c := range cells {
		height = max(height, c.height())
	}
	height += 2 * set.padY
	return item{height: height, keep: group, draw: func(c *canvas, px, py float64) {
		if group {
			c.rect(px, py, set.measure, height, tint)
		}
		c.rule(px, py+height, px+set.measure, 0.5, hairline)
		for _, cell := range cells {
			cell.each(px, py+set.padY, func(l cellLine, x, y float64) { l.draw(c, x, y) })
		}
	}}
}

// cell sets a cell's chips and paragraphs.
func (f *flow) cell(e *elem, cell document.Cell, t setting, x, width float64, center bool) tableCell {
	out := tableCell{x: x, width: width}
	inner := max(width-2*cellPadX, 8)
	if m := strings.TrimSpace(cell.Mark); m != "" {
		out.lines = append(out.lines, f.chips(e, m, center, inner, t.leading))
	}
	for i, p := range cell.Blocks {
		s := t
		if p.Style == document.Small || p.Style == document.Code {
			s = settingOf(p.Style)
			s.size, s.leading = min(s.size, t.size-0.75), min(s.leading, t.leading-1)
			if p.Style == document.Code {
				s.size = min(s.size, 8) // a SHA-256 on one line of three quarters of a page
			}
		}
		parts := f.parts(p.Runs, s)
		if p.Number != "" {
			parts = append([]stretchOfText{{text: p.Number + " ", look: f.look(s.face, s.size, s.color)}}, parts...)
		}
		lines := setLines(f.set.units(parts, inner), func(int) float64 { return inner }, false)
		if i > 0 {
			out.lines = append(out.lines, cellLine{height: 2.5, draw: func(*canvas, float64, float64) {}})
		}
		for _, l := range lines {
			l.ends = l.ends && i == len(cell.Blocks)-1
			out.lines = append(out.lines, textLine(e, l, s, center, inner))
		}
	}
	return out
}
