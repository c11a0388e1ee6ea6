package pdf

import (
	"strconv"

	"demarc/internal/document"
)

// frame is what stands on every page of one orientation: running head and footer.
type frame struct {
	head, foot  float64 // baselines
	left, right float64
	title       line
	reference   line
	identity    line
	brand       line
}

func newFrame(o *output, s sheet) frame {
	f := frame{head: runningHeadY, foot: s.height - footerFromEdge, left: sideMargin}
	if s.landscape {
		f = frame{head: wideHeadY, foot: s.height - wideFooterEdge, left: wideSideMargin}
	}
	f.right = s.width - f.left
	width := f.right - f.left
	small := o.flow.look(sans, 8, muted)
	f.title = fitted(o.set, name(o.doc), small, width*0.36)
	f.reference = fitted(o.set, o.doc.Reference, small, width*0.3)
	f.identity = fitted(o.set, document.Identity(o.doc), small, width*0.42)
	f.brand = fitted(o.set, o.doc.Brand.Footer, small, width)
	return f
}

// frame draws a page's running head, footer and draft mark.
func (c *canvas) frame(page, pages int) {
	o := c.out
	f := o.frameOf(o.pages[c.page])
	draft := o.doc.Status == document.Draft
	center := (f.left + f.right) / 2

	c.artifact(headArtifact)
	if page > 1 { // the first page has its title block
		c.line(nil, f.title, f.left, f.head)
		c.line(nil, f.reference, f.right-f.reference.width, f.head)
		c.rule(f.left, f.head+6, f.right, 0.5, hairline)
	}
	if draft {
		c.draftMark(center, f.head)
	}

	c.artifact(footArtifact)
	c.rule(f.left, f.foot-12, f.right, 0.5, hairline)
	c.line(nil, f.identity, f.left, f.foot)
	number := oneLine(o.set, "Page "+strconv.Itoa(page)+" of "+strconv.Itoa(pages), o.flow.look(sans, 8, muted))
	c.line(nil, number, f.right-number.width, f.foot)
	c.line(nil, f.brand, f.left, f.foot+11)
	if draft {
		c.draftMark(center, f.foot)
	}
}

func (o *output) frameOf(s sheet) frame {
	i := 0
	if s.landscape {
		i = 1
	}
	if o.frames[i] == nil {
		f := newFrame(o, s)
		o.frames[i] = &f
	}
	return *o.frames[i]
}

func (c *canvas) draftMark(center, baseline float64) {
	l := oneLine(c.out.set, draftMark, c.out.flow.look(sansBold, 8.5, warning))
	c.line(nil, l, center-l.width/2, baseline)
}

// watermark draws the draft mark large and pale, before everything else so that
// the text stands on it.
func (c *canvas) watermark() {
	s := c.out.pages[c.page]
	c.artifact(waterArtifact)
	l := oneLine(c.out.set, draftMark, c.out.flow.look(sansBold, 76, ghost))
	const cos, sin = 0.7071, 0.7071
	c.buf = append(c.buf, "q "...)
	c.buf = append(nums(c.buf, cos, sin, -sin, cos, s.width/2, s.height/2), "cm\n"...)
	c.line(nil, l, -l.width/2, s.height+24)
	c.buf = append(c.buf, "Q\n"...)
	c.inked = false
}
