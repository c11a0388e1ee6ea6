package pdf

import (
	"math"

	"demarc/internal/document"
)

const cellPadX = 5

// tableSetting is the type of a table: somewhat smaller on wide pages.
type tableSetting struct {
	text, head setting
	padY       float64
	groups     bool // names of rows are light, since group rows are heavy
	x, widths  []float64
	measure    float64
	centered   []bool
	again      *form // the header on later pages
}

func (f *flow) tableSetting(t document.Table) tableSetting {
	size, padY := 9.25, 4.0
	switch {
	case f.chapter().landscape:
		size, padY = 8.5, 3.2
	case f.doc.OnePage:
		size, padY = 8, 1.5
	}
	text := setting{sans, sansBold, sansItalic, sansBold, size, tenth(size * 1.3), 2, false, ink}
	head := text
	head.face, head.size, head.leading = sansBold, size-0.5, tenth((size-0.5)*1.25)
	set := tableSetting{text: text, head: head, padY: padY, measure: f.chapter().measure(), again: new(form)}
	for _, r := range t.Rows {
		set.groups = set.groups || r.Group
	}
	for _, c := range t.Columns {
		set.centered = append(set.centered, c.Center)
	}
	set.x, set.widths = columns(t.Columns, set.measure)
	return set
}

// table sets a table: caption, header row, rows. The header comes again on each
// page that a row begins on, where it is not read a second time.
func (f *flow) table(t document.Table) {
	if len(t.Columns) == 0 {
		return
	}
	set := f.tableSetting(t)
	table := f.sect.add("Table")
	anchors := []string{t.ID}
	before := 10.0
	if t.Caption != "" {
		caption := table.add("Caption")
		for i, l := range f.lines(t.Caption, f.look(sans, 9.5, muted), set.measure) {
			it := item{height: 14, keep: true, anchors: anchors, draw: func(c *canvas, x, y float64) { c.line(caption, l, x, y+10) }}
			if i == 0 {
				it.before, before = 12, 4
			}
			anchors = nil
			f.emit(it)
		}
	}
	header := f.tableHead(table, t, set, "")
	header.before, header.anchors = before, anchors
	f.emit(header)

	repeat := f.tableHead(nil, t, set, "")
	plain := &repeat
	head := plain
	body := table.add("TBody")
	from := len(f.chapter().items)
	for _, row := range t.Rows {
		if row.Group {
			again := f.tableHead(nil, t, set, groupName(row))
			f.row(body, row, set, plain)
			head = &again
			continue
		}
		f.row(body, row, set, head)
	}
	f.keepRows(from)
	f.apart = true
}

// keepRows holds the rows of a short table together, whose items begin at from, and
// the last two of a longer one, unless they are tall.
func (f *flow) keepRows(from int) {
	ch := f.chapter()
	items := ch.items[from:]
	height := func(items []item) (h float64) {
		for i := range items {
			h += items[i].height
		}
		return h
	}
	const short, tall = 0.25, 0.3
	top, bottom := ch.span()
	switch n := len(items); {
	case n > 1 && height(items) <= short*(bottom-top):
		for i := range items[:n-1] {
			items[i].keep = true
		}
	case n > 2 && height(items[n-2:]) <= tall*(bottom-top):
		items[n-2].keep = true
	}
}

// groupName is what a group row says, kept short.
func groupName(row document.Row) string {
	if len(row.Cells) == 0 || len(row.Cells[0].Blocks) == 0 {
		return ""
	}
	name, more := cut(document.Plain(row.Cells[0].Blocks[0].Runs), 100)
	if more != "" {
		name += "…"
	}
	return name
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
		w = tenth(w)
		x, widths = append(x, at), append(widths, w)
		at += w
	}
	return x, widths
}

// tenth is f to a tenth of a point, so that rows are moved on by the same steps.
func tenth(f float64) float64 { return math.Round(f*10) / 10 }

// tableHead sets the header row; without a table element it is the repeated one,
// an artifact, which also names the group that goes on.
func (f *flow) tableHead(table *elem, t document.Table, set tableSetting, group string) item {
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
		cell := tableCell{x: set.x[i], width: set.widths[i]}
		inner := cell.width - 2*cellPadX
		for _, l := range f.lines(col.Header, lk, inner) {
			cell.lines = append(cell.lines, textLine(th, l, set.head, col.Center, inner))
		}
		cells = append(cells, cell)
		height = max(height, cell.height())
	}
	height += 2*set.padY + 2
	whole := height
	var going line
	if group != "" {
		going = fitted(f.set, group+" (continued)", f.look(sansBold, set.text.size, muted), set.measure-2*cellPadX)
		whole += set.text.leading + 2*set.padY
	}
	draw := func(c *canvas, px, py float64) {
		c.rect(px, py, set.measure, height, tint)
		c.rect(px, py+height-1, set.measure, 1, f.accent)
		for _, cell := range cells {
			y := py + height - set.padY - 1 - cell.height() // headers stand on their rule
			cell.each(px, y, func(l cellLine, x, y float64) { l.draw(c, x, y) })
		}
	}
	if table != nil {
		return item{height: height, keep: true, draw: func(c *canvas, px, py float64) {
			draw(c, px, py)
		}}
	}
	if set.again.draw == nil {
		*set.again = form{width: set.measure, height: height, properties: pageArtifact, draw: func(c *canvas) { draw(c, 0, 0) }}
	}
	return item{height: whole, keep: true, draw: func(c *canvas, px, py float64) {
		c.stamp(set.again, px, py)
		if group != "" {
			c.line(nil, going, px+cellPadX, py+height+set.padY+set.text.leading*0.5+set.text.size*0.33)
			c.rule(px, py+whole, px+set.measure, 0.5, hairline)
		}
	}}
}
