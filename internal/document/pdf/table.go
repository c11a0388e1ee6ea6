package pdf

import (
	"fmt"
	"math"
	"strings"

	"demarc/internal/document"
)

const (
	cellPadX = 5
	cellPadY = 4.5
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
	center   bool
	middle   bool // chips stand in the middle of the row's height
	lines    []cellLine
}

func (t tableCell) height() float64 {
	h := 0.0
	for _, l := range t.lines {
		h += l.height
	}
	return h
}

// tableSetting is the type of a table: somewhat smaller on wide pages.
type tableSetting struct {
	text, head setting
}

func (f *flow) tableSetting() tableSetting {
	size := 9.25
	if f.chapter().landscape {
		size = 8.75
	}
	text := setting{sans, sansBold, sansItalic, sansBold, size, size * 1.3, 2, false, ink}
	head := text
	head.face, head.size, head.leading = sansBold, size-0.5, (size-0.5)*1.25
	return tableSetting{text: text, head: head}
}

// table sets a table: caption, header row, rows. The header comes again on each
// page that a row begins on, where it is not read a second time.
func (f *flow) table(t document.Table) {
	if len(t.Columns) == 0 {
		return
	}
	set := f.tableSetting()
	x, widths := columns(t.Columns, f.chapter().measure())
	table := f.sect.add("Table")
	anchors := []string{t.ID}
	before := 10.0
	if t.Caption != "" {
		caption := table.add("Caption")
		for i, l := range f.lines(t.Caption, f.look(sansBold, 10, ink), f.chapter().measure()) {
			it := item{height: 14, keep: true, anchors: anchors, draw: func(c *canvas, x, y float64) { c.line(caption, l, x, y+10) }}
			if i == 0 {
				it.before, before = 12, 4
			}
			anchors = nil
			f.emit(it)
		}
	}
	header := f.tableHead(table, t, set, x, widths)
	header.before, header.anchors = before, anchors
	repeat := f.tableHead(nil, t, set, x, widths)
	f.emit(header)
	top, bottom := f.chapter().span()
	room := bottom - top - repeat.height

	body := table.add("TBody")
	for _, row := range t.Rows {
		f.row(body, t, row, set, x, widths, room, &repeat)
	}
}

// columns spreads the measure over the columns by their relative widths.
func columns(cs []document.Column, measure float64) (x, widths []float64) {
	total := 0.0
	for _, c := range cs {
		total += math.Max(c.Width, 0)
	}
	at := 0.0
	for _, c := range cs {
		w := measure / float64(len(cs))
		if total > 0 {
			w = measure * math.Max(c.Width, 0) / total
		}
		x, widths = append(x, at), append(widths, w)
		at += w
	}
	return x, widths
}

// tableHead sets the header row; without a table element it is the repeated one,
// an artifact.
func (f *flow) tableHead(table *elem, t document.Table, set tableSetting, x, widths []float64) item {
	lk := f.look(set.head.face, set.head.size, ink)
	var tr *elem
	if table != nil {
		tr = table.add("THead").add("TR")
	}
	var cells []tableCell
	height := 0.0
	for i, col := range t.Columns {
		var th *elem
		if tr != nil {
			th = tr.add("TH").with("<</O/Table/Scope/Column>>")
		}
		cell := tableCell{x: x[i], width: widths[i], center: col.Center}
		for _, l := range f.lines(col.Header, lk, widths[i]-2*cellPadX) {
			cell.lines = append(cell.lines, textLine(th, l, set.head, col.Center, widths[i]-2*cellPadX))
		}
		cells = append(cells, cell)
		height = max(height, cell.height())
	}
	height += 2 * cellPadY
	measure := x[len(x)-1] + widths[len(widths)-1]
	return item{height: height, keep: true, draw: func(c *canvas, px, py float64) {
		properties := layoutArtifact
		if table == nil {
			properties = pageArtifact
		}
		c.artifact(properties)
		c.rect(px, py, measure, height, tint)
		c.rect(px, py+height-1, measure, 1, f.accent)
		for _, cell := range cells {
			y := py + height - cellPadY - cell.height() // headers stand on their rule
			for _, l := range cell.lines {
				l.draw(c, px+cell.x+cellPadX, y)
				y += l.height
			}
		}
	}}
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

// row sets one row, in several items where it is taller than room.
func (f *flow) row(body *elem, t document.Table, row document.Row, set tableSetting, x, widths []float64, room float64, head *item) {
	tr := body.add("TR")
	var cells []tableCell
	spans := len(row.Cells)
	if row.Group {
		spans = 1
	}
	for i := range min(spans, len(t.Columns)) {
		cell := row.Cells[i]
		width := widths[i]
		role, attrs := "TD", ""
		span := 1
		if last := i == min(spans, len(t.Columns))-1; last && i < len(t.Columns)-1 { // a short row's last cell fills it
			span = len(t.Columns) - i
			width = x[len(x)-1] + widths[len(widths)-1] - x[i]
		}
		switch {
		case row.Group || cell.Header:
			role, attrs = "TH", "/Scope/Row"
		}
		if span > 1 {
			attrs += fmt.Sprintf("/ColSpan %d", span)
		}
		e := tr.add(role)
		if attrs != "" {
			e.with("<</O/Table" + attrs + ">>")
		}
		text := set.text
		if row.Group {
			text.face, text.italic = text.bold, text.bold
		}
		cells = append(cells, f.cell(e, cell, text, x[i], width, t.Columns[i].Center && !row.Group))
	}
	first := true
	for {
		part, rest, more := divide(cells, room-2*cellPadY)
		it := f.rowItem(part, row.Group, x[len(x)-1]+widths[len(widths)-1])
		it.head = head
		if first {
			it.anchors = rowAnchors(row)
		}
		f.emit(it)
		if !more {
			return
		}
		cells, first = rest, false
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

func (f *flow) rowItem(cells []tableCell, group bool, measure float64) item {
	height := 0.0
	for _, c := range cells {
		height = max(height, c.height())
	}
	height += 2 * cellPadY
	return item{height: height, keep: group, draw: func(c *canvas, px, py float64) {
		c.artifact(layoutArtifact)
		if group {
			c.rect(px, py, measure, height, tint)
		}
		c.rule(px, py+height, px+measure, 0.5, hairline)
		for _, cell := range cells {
			y := py + cellPadY
			if cell.middle && height < 90 {
				y = py + (height-cell.height())/2
			}
			for _, l := range cell.lines {
				l.draw(c, px+cell.x+cellPadX, y)
				y += l.height
			}
		}
	}}
}

// cell sets a cell's chips and paragraphs.
func (f *flow) cell(e *elem, cell document.Cell, t setting, x, width float64, center bool) tableCell {
	out := tableCell{x: x, width: width, center: center}
	inner := max(width-2*cellPadX, 8)
	if m := strings.TrimSpace(cell.Mark); m != "" {
		out.lines = append(out.lines, f.chips(e, m, center, inner))
		out.middle = len(cell.Blocks) == 0
	}
	for i, p := range cell.Blocks {
		target := e
		if len(cell.Blocks) > 1 {
			target = e.add("P")
		}
		s := t
		if p.Style == document.Small || p.Style == document.Code {
			s = settingOf(p.Style)
			s.size, s.leading = min(s.size, t.size-0.75), min(s.leading, t.leading-1)
		}
		parts := f.parts(p.Runs, s)
		if p.Number != "" {
			parts = append([]stretchOfText{{text: p.Number + " ", look: f.look(s.face, s.size, s.color)}}, parts...)
		}
		if cell.Header {
			for i := range parts {
				if parts[i].look.face == sans {
					parts[i].look = f.look(sansBold, parts[i].look.size, parts[i].look.color)
				}
			}
		}
		lines := setLines(f.set.units(parts, inner), func(int) float64 { return inner }, false)
		if i > 0 {
			out.lines = append(out.lines, cellLine{height: 2.5, draw: func(*canvas, float64, float64) {}})
		}
		for _, l := range lines {
			out.lines = append(out.lines, textLine(target, l, s, center, inner))
		}
	}
	return out
}
