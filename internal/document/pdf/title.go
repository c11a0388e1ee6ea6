package pdf

import (
	"strconv"

	"demarc/internal/document"
)

// logoRoom is left free above the title, where a logo stands if there is one.
const logoRoom = 54

// cover sets the logo, which is read once, here.
func (f *flow) cover() {
	if f.logo == nil {
		return
	}
	figure := f.sect.add("Figure")
	figure.extra = "/Alt" + text(f.logo.alt)
	w, h := f.logo.size(logoWide, logoHigh)
	f.emit(item{height: logoHigh, keep: true, draw: func(c *canvas, x, y float64) { c.figure(figure, f.logo, x, y, w, h) }})
}

// titleBlock sets the head of the first page: title, subtitle and the facts by
// which a paper copy is told from another.
func (f *flow) titleBlock() {
	if f.doc.OnePage {
		f.shortTitle()
		return
	}
	sect := f.root.add("Sect")
	f.sect = sect
	f.depth = 1
	width := f.chapter().measure()
	f.cover()
	h1 := sect.add("H1")
	titles := f.lines(name(f.doc), f.look(sansBold, 27, ink), width)
	for i, l := range titles {
		height := 33.0
		if i == 0 {
			height += logoRoom
			if f.logo != nil {
				height -= logoRoom - 22
			}
		}
		f.emit(item{height: height, keep: true, draw: func(c *canvas, x, y float64) { c.line(h1, l, x, y+height-9) }})
	}
	if f.doc.Subtitle != "" {
		p := sect.add("P")
		for i, l := range f.lines(f.doc.Subtitle, f.look(serif, 14, muted), width) {
			it := item{height: 20, keep: true, draw: func(c *canvas, x, y float64) { c.line(p, l, x, y+14) }}
			if i == 0 {
				it.before = 4
			}
			f.emit(it)
		}
	}
	f.emit(item{height: 2, before: 12, keep: true, draw: func(c *canvas, x, y float64) {
		c.rect(x, y, width, 2, f.accent)
	}})
	for i, fact := range document.Facts(f.doc) {
		f.fact(fact, i == 0, width)
	}
	f.emit(item{height: 10, draw: func(*canvas, float64, float64) {}})
}

func (f *flow) fact(v document.Fact, first bool, width float64) {
	const column = 78
	p := f.sect.add("P")
	label := f.oneLine(v.Label, f.look(sans, 9, muted))
	label.ends = false
	lk := f.look(sans, 9.5, ink)
	switch {
	case v.Value == draftMark:
		lk = f.look(sansBold, 9.5, warning)
	case v.Label == "SHA-256":
		lk = f.look(mono, 8, ink)
	}
	lines := f.lines(v.Value, lk, width-column)
	for i, l := range lines {
		it := item{height: 14, keep: keepLine(i, len(lines)), draw: func(c *canvas, x, y float64) {
			if i == 0 {
				c.line(p, label, x, y+10)
			}
			c.line(p, l, x+column, y+10)
		}}
		if first && i == 0 {
			it.before = 12
		}
		f.emit(it)
	}
}

// contents sets the table of contents. Page numbers are asked for when it is
// drawn, since by then every page is known.
func (f *flow) contents(sections []document.Section) {
	f.sect = f.root.add("Sect")
	width := f.chapter().measure()
	h := f.sect.add("H2")
	head := f.oneLine("Contents", f.look(sansBold, 13, ink))
	f.outline = append(f.outline, bookmark{"Contents", "contents", 0})
	f.emit(item{height: 20, before: 30, keep: true, anchors: []string{"contents"}, draw: func(c *canvas, x, y float64) { c.line(h, head, x, y+13) }})
	toc := f.sect.add("TOC")
	from := len(f.chapter().items)
	exhibits := false
	for _, s := range sections {
		if s.Title == "" && s.Number == "" {
			continue
		}
		f.contentsLine(toc, s, width, isExhibit(s.Number) && !exhibits)
		exhibits = exhibits || isExhibit(s.Number)
	}
	// Contents that do not fit below the title stand on a page of their own.
	top, bottom := f.chapter().span()
	if items := f.chapter().items[from:]; float64(len(items)+3)*contentsLeading < bottom-top {
		for i := range len(items) - 1 {
			items[i].keep = true
		}
	}
}

const contentsLeading = 16

func (f *flow) contentsLine(toc *elem, s document.Section, width float64, gap bool) {
	to := &link{to: s.ID, text: spoken(s.Title), elem: toc.add("TOCI").add("Reference").add("Link")}
	lk := f.look(serif, 10.5, ink)
	indent := 24.0
	switch {
	case isExhibit(s.Number):
		indent = 60
	case s.Number == "":
		indent = 0
	}
	number := f.oneLine(s.Number, lk)
	number.ends = false
	indent = max(indent, number.width+8)
	if s.Number == "" {
		indent = 0
	}
	lines := f.lines(s.Title, lk, width-indent-44)
	for i, l := range lines {
		last := i == len(lines)-1
		l.ends = false
		it := item{height: contentsLeading, keep: !last, draw: func(c *canvas, x, y float64) {
			base := y + 12
			if i == 0 && s.Number != "" {
				c.line(to.elem, number, x, base)
			}
			c.line(to.elem, l, x+indent, base)
			if last {
				page := oneLine(f.set, strconv.Itoa(f.pageOf(s.ID)), lk)
				from, end := x+indent+l.width+6, x+width-page.width-6
				if end > from {
					c.leader(from, end, base-1)
				}
				c.line(to.elem, page, x+width-page.width, base)
			}
			c.out.linkTo(c.page, to, x, y+1, x+width, y+contentsLeading-1)
		}}
		if gap && i == 0 {
			it.before = 5
		}
		f.emit(it)
	}
}

// leader draws dots from one place to another; dots of different lines stand
// below each other.
func (c *canvas) leader(from, to, y float64) {
	const step = 5
	n := int(from/step) + 1
	start := float64(n * step)
	if start >= to {
		return
	}
	c = c.shapes()
	before := c.save()
	c.setEdge(strong)
	c.setWeight(0.7)
	c.buf = append(c.buf, "1 J [0 5] 0 d "...)
	c.buf = append(nums(c.buf, start, rounded(c.flip(y))), "m "...)
	c.buf = append(nums(c.buf, rounded(to), rounded(c.flip(y))), "l S\n"...)
	c.restore(before)
}
