package pdf

import (
	"demarc/internal/document"
	"demarc/internal/signing"
)

const (
	signatureGap  = 36 // between two blocks
	signatureRoom = 44 // above the line, for a hand that signs on paper
	drawnRoom     = 54 // above the typed name, for a drawn signature
)

// signatureBlock is one block with its texts set.
type signatureBlock struct {
	x, width float64
	party    []drawnLine
	typed    []drawnLine
	details  []drawnLine
	empty    bool
	drawn    [][]signing.Spot
}

// drawnLine is a line with its leading.
type drawnLine struct {
	line
	elem    *elem
	leading float64
	blank   float64 // where a blank to be filled begins, 0 for none
}

// signatures sets blocks in pairs. The blocks of a pair stay together and their
// rules lie on one line, however long the parties' names are.
func (f *flow) signatures(s document.Signatures) {
	width := (f.chapter().measure() - signatureGap) / 2
	for i := 0; i < len(s.Blocks); i += 2 {
		var pair []signatureBlock
		for j, b := range s.Blocks[i:min(i+2, len(s.Blocks))] {
			pair = append(pair, f.signatureBlock(b, float64(j)*(width+signatureGap), width))
		}
		party, typed, details := 0.0, float64(signatureRoom), 0.0
		for _, b := range pair {
			party = max(party, total(b.party))
			typed = max(typed, total(b.typed)+10)
			if len(b.drawn) > 0 {
				typed = max(typed, total(b.typed)+14+drawnRoom)
			}
			details = max(details, total(b.details))
		}
		before := 22.0
		if i > 0 {
			before = 30
		}
		f.emit(item{height: party + typed + 8 + details, before: before, draw: func(c *canvas, x, y float64) {
			for _, b := range pair {
				rule := y + party + typed
				drawLines(c, b.party, x+b.x, y, b.width)
				drawLines(c, b.typed, x+b.x+2, rule-total(b.typed)-3, b.width)
				if len(b.drawn) > 0 {
					c.strokes(b.drawn, x+b.x+2, rule-total(b.typed)-5-drawnRoom, drawnRoom*signing.DrawnWidth/signing.DrawnHeight)
				}
				c.rule(x+b.x, rule, x+b.x+b.width, 0.9, ink)
				drawLines(c, b.details, x+b.x, rule+6, b.width)
			}
		}})
	}
}

func (f *flow) signatureBlock(b document.Signature, x, width float64) signatureBlock {
	out := signatureBlock{x: x, width: width, empty: b.Typed == "", drawn: b.Drawn.Strokes}
	div := f.sect.add("Div")
	add := func(to *[]drawnLine, s string, lk *look, leading float64) {
		if s == "" {
			return
		}
		p := div.add("P")
		for _, l := range f.lines(s, lk, width) {
			*to = append(*to, drawnLine{line: l, elem: p, leading: leading})
		}
	}
	add(&out.party, b.Party, f.look(sansBold, 10.5, ink), 14)

	size := 18.0
	for len(b.Typed) < 200 && size > 11 && f.oneLine(b.Typed, f.look(serifItalic, size, ink)).width > width-4 {
		size--
	}
	if b.Typed != "" {
		p := div.add("P")
		for _, l := range f.lines(b.Typed, f.look(serifItalic, size, ink), width-4) {
			out.typed = append(out.typed, drawnLine{line: l, elem: p, leading: size * 1.15})
		}
	}
	f.detail(&out, div, "Name", b.Name)
	f.detail(&out, div, "Title", b.Title)
	if b.Role != "" {
		f.detail(&out, div, "Role", b.Role)
	}
	f.detail(&out, div, "Date", b.When)
	if b.Note != "" {
		p := div.add("P")
		for i, l := range f.lines(b.Note, f.look(sans, 8.5, muted), width) {
			leading := 11.0
			if i == 0 {
				out.details = append(out.details, drawnLine{leading: 4})
			}
			out.details = append(out.details, drawnLine{line: l, elem: p, leading: leading})
		}
	}
	return out
}

// detail adds a line such as "Title  Chief Executive Officer", or a blank to be
// filled by hand.
func (f *flow) detail(b *signatureBlock, div *elem, label, value string) {
	const column = 34
	p := div.add("P")
	head := f.oneLine(label, f.look(sans, 8.5, muted))
	if value == "" {
		b.details = append(b.details, drawnLine{line: head, elem: p, leading: 16, blank: column})
		return
	}
	for i, l := range f.lines(value, f.look(sans, 9.25, ink), b.width-column) {
		for j := range l.pieces {
			l.pieces[j].x += column
		}
		if i == 0 {
			space := placedPiece{piece{head.pieces[0].stretchOfText, f.set.shape(sans, " ")}, float32(head.width), 0}
			l.pieces = append(append(append([]placedPiece(nil), head.pieces...), space), l.pieces...)
		}
		b.details = append(b.details, drawnLine{line: l, elem: p, leading: 13})
	}
}

func total(ls []drawnLine) float64 {
	h := 0.0
	for _, l := range ls {
		h += l.leading
	}
	return h
}

func drawLines(c *canvas, ls []drawnLine, x, y, width float64) {
	for _, l := range ls {
		if l.elem != nil {
			c.line(l.elem, l.line, x, y+l.leading*0.5+l.leading*0.25)
		}
		if l.blank > 0 {
			c.rule(x+l.blank, y+l.leading*0.75+2, x+width, 0.5, strong)
		}
		y += l.leading
	}
}

// strokes draws a signature by hand into a box of that width. It is an artifact: the
// typed name below it is what is read.
func (c *canvas) strokes(strokes [][]signing.Spot, x, y, width float64) {
	c = c.shapes()
	c.endText()
	c.endChain()
	c.setEdge(ink)
	c.setWeight(1.3)
	c.buf = append(c.buf, "q 1 J 1 j "...)
	scale := width / signing.DrawnWidth
	for _, s := range strokes {
		for i, p := range s {
			c.buf = nums(c.buf, rounded(x+float64(p.X)*scale), rounded(c.flip(y+float64(p.Y)*scale)))
			c.buf = append(c.buf, "ml"[min(i, 1)], ' ')
		}
	}
	c.buf = append(c.buf, "S Q\n"...)
}
