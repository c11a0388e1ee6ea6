package pdf

import (
	"strconv"

	"demarc/internal/document"
)

// frame is what stands on every page of one orientation: running head, footer and,
// in a draft, its mark.
type frame struct {
	head, foot  float64 // baselines
	left, right float64
	first       *form // of the first page, which has its title block for a head
	later       *form // of all others
	mark        *form // the draft's watermark
}

func newFrame(o *output, s sheet) *frame {
	f := &frame{head: runningHeadY, foot: s.height - footerFromEdge, left: sideMargin}
	switch {
	case s.landscape:
		f.head, f.foot, f.left = wideHeadY, s.height-wideFooterEdge, wideSideMargin
	case o.doc.OnePage:
		f.head, f.foot, f.left = smallHeadY, s.height-wideFooterEdge, smallSideMargin
	}
	f.right = s.width - f.left
	around := func(head func(c *canvas)) *form {
		return &form{width: s.width, height: s.height, draw: func(c *canvas) {
			c.artifact(headForm)
			f.drawStanding(c)
			head(c)
			c.artifact(footForm)
			f.drawFoot(c)
			c.close()
		}}
	}
	f.first = around(func(c *canvas) { f.drawMark(c, f.head) })
	f.later = around(f.drawHead)
	f.mark = &form{width: s.width, height: s.height, properties: waterArtifact, draw: func(c *canvas) { c.watermark(s) }}
	return f
}

func (f *frame) small(o *output, s string, share float64) line {
	return fitted(o.set, s, o.flow.look(sans, 8, muted), (f.right-f.left)*share)
}

func (f *frame) drawHead(c *canvas) {
	o := c.out
	reference := f.small(o, o.doc.Reference, 0.3)
	left := f.left
	if p := o.flow.logo; p != nil {
		w, h := p.size(headerWide, headerHigh)
		c.picture(p, left, f.head+2-h, w, h)
		left += w + 10
	}
	share := min(0.36, 0.4-(left-f.left)/(f.right-f.left)) // ends before the mark, whatever the logo takes
	c.line(nil, f.small(o, name(o.doc), share), left, f.head)
	c.line(nil, reference, f.right-reference.width, f.head)
	c.rule(f.left, f.head+6, f.right, 0.5, hairline)
	f.drawMark(c, f.head)
}

// drawFoot ends with what stands left of the page number, which goes on from it.
func (f *frame) drawFoot(c *canvas) {
	c.rule(f.left, f.foot-12, f.right, 0.5, hairline)
	if footer := c.out.doc.Brand.Footer; footer != "" {
		c.line(nil, f.small(c.out, footer, 1), f.left, f.foot+11)
	}
	f.drawMark(c, f.foot)
	share := 0.82 // ends before the page number
	if c.out.doc.Status == document.Draft {
		share = 0.42 // ends before the mark
	}
	c.line(nil, f.small(c.out, document.Identity(c.out.doc), share), f.left, f.foot)
}

// drawStanding says above the head that the page is of a text before it is signed.
func (f *frame) drawStanding(c *canvas) {
	if mark := document.Mark(c.out.doc); mark != "" {
		l := oneLine(c.out.set, mark, c.out.flow.look(sansBold, 8.5, warning))
		c.line(nil, l, (f.left+f.right-l.width)/2, f.head-14)
	}
}

func (f *frame) drawMark(c *canvas, baseline float64) {
	if c.out.doc.Status == document.Draft {
		l := oneLine(c.out.set, draftMark, c.out.flow.look(sansBold, 8.5, warning))
		c.line(nil, l, (f.left+f.right-l.width)/2, baseline)
	}
}

// frame draws a page's running head and footer.
func (c *canvas) frame(page, pages int) {
	o := c.out
	f := o.frameOf(o.pages[c.page])
	if page == 1 {
		c.stamp(f.first, 0, 0)
	} else {
		c.stamp(f.later, 0, 0)
	}
	c.artifact(footArtifact)
	number := oneLine(o.set, "Page "+strconv.Itoa(page)+" of "+strconv.Itoa(pages), o.flow.look(sans, 8, muted))
	c.line(nil, number, f.right-number.width, f.foot)
}

func (o *output) frameOf(s sheet) *frame {
	i := 0
	if s.landscape {
		i = 1
	}
	if o.frames[i] == nil {
		o.frames[i] = newFrame(o, s)
	}
	return o.frames[i]
}

// watermark draws the draft mark large and pale, before everything else so that
// the text stands on it.
func (c *canvas) watermark(s sheet) {
	l := oneLine(c.out.set, draftMark, c.out.flow.look(sansBold, 76, ghost))
	const cos, sin = 0.7071, 0.7071
	before := c.save()
	c.buf = append(nums(c.buf, cos, sin, -sin, cos, s.width/2, s.height/2), "cm\n"...)
	c.line(nil, l, -l.width/2, s.height+24)
	c.restore(before)
}
