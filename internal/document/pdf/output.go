package pdf

import (
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/document"
)

// output draws pages and gathers what the file needs of them.
type output struct {
	*objects
	doc      document.Document
	brand    Brand
	flow     *flow
	set      *setter
	fonts    embedder
	pages    []sheet
	pageObjs []int
	anchors  map[string]place
	canvases []*canvas
	annots   [][]int // object numbers, by page
	readers  []*elem // the element of each annotation
}

// place is a point on a page.
type place struct {
	page int // index
	y    float64
}

func newOutput(f *flow, sheets []sheet, b Brand) *output {
	o := &output{
		objects: &objects{}, doc: f.doc, brand: b, flow: f, set: f.set, pages: sheets,
		anchors: map[string]place{}, annots: make([][]int, len(sheets)),
	}
	for i, s := range sheets {
		o.pageObjs = append(o.pageObjs, o.alloc())
		for _, p := range s.placed {
			for _, id := range p.anchors {
				if _, known := o.anchors[id]; !known && id != "" {
					o.anchors[id] = place{i, p.y}
				}
			}
		}
	}
	f.pageOf = func(id string) int { return o.anchors[id].page + 1 }
	return o
}

// checkLinks refuses links that lead nowhere.
func (o *output) checkLinks() error {
	for _, s := range o.doc.Sections {
		for _, id := range links(s) {
			if _, ok := o.anchors[id]; !ok {
				return fmt.Errorf("section %q refers to %q, which is not in the document", s.ID, id)
			}
		}
	}
	return nil
}

func links(s document.Section) []string {
	var ids []string
	paragraph := func(p document.Paragraph) {
		for _, r := range p.Runs {
			if r.Link != "" {
				ids = append(ids, r.Link)
			}
		}
	}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case document.Paragraph:
			paragraph(b)
		case document.Table:
			for _, r := range b.Rows {
				for _, c := range r.Cells {
					for _, p := range c.Blocks {
						paragraph(p)
					}
				}
			}
		}
	}
	return ids
}

// linkTo adds a place to click that leads to l's anchor.
func (o *output) linkTo(page int, l *link, left, top, right, bottom float64) {
	to := o.anchors[l.to]
	height := o.pages[page].height
	n := o.alloc()
	b := []byte("<</Type/Annot/Subtype/Link/F 4/Border[0 0 0]/Rect[")
	b = nums(b, left, height-bottom, right, height-top)
	b = fmt.Appendf(b, "]/Dest%s/Contents%s/StructParent %d/P %d 0 R>>",
		o.dest(to), text(clean(l.text)), len(o.pages)+len(o.readers), o.pageObjs[page])
	o.put(n, b)
	o.annots[page] = append(o.annots[page], n)
	o.readers = append(o.readers, l.elem)
	l.elem.kids = append(l.elem.kids, kid{obj: n, page: page})
}

// dest is a place a little above p, at the reader's magnification.
func (o *output) dest(p place) string {
	b := fmt.Appendf(nil, "[%d 0 R/XYZ null ", o.pageObjs[p.page])
	b = num(b, o.pages[p.page].height-max(p.y-12, 0))
	return string(append(b, " null]"...))
}

func (o *output) drawPages() {
	for i := range o.pages {
		c := &canvas{out: o, page: i}
		o.canvases = append(o.canvases, c)
		s := &o.pages[i]
		side := float64(sideMargin)
		if s.landscape {
			side = wideSideMargin
		}
		if o.doc.Status == document.Draft {
			c.watermark()
		}
		for _, p := range s.placed {
			p.draw(c, side, p.y)
		}
		c.frame(i+1, len(o.pages))
		c.close()
	}
}

// frame draws what stands on every page: running head, footer, draft mark.
func (c *canvas) frame(page, pages int) {
	o := c.out
	s := o.pages[c.page]
	head, foot, left := float64(runningHeadY), s.height-footerFromEdge, float64(sideMargin)
	if s.landscape {
		head, foot, left = wideHeadY, s.height-wideFooterEdge, wideSideMargin
	}
	right := s.width - left
	small := o.flow.look(sans, 8, muted)
	draft := o.doc.Status == document.Draft

	c.artifact(headArtifact)
	if page > 1 {
		c.line(nil, fitted(o.set, name(o.doc), small, (right-left)*0.36), left, head)
		ref := fitted(o.set, o.doc.Reference, small, (right-left)*0.3)
		c.line(nil, ref, right-ref.width, head)
		c.rule(left, head+6, right, 0.5, hairline)
	}
	if draft {
		c.draftMark((left+right)/2, head)
	}

	c.artifact(footArtifact)
	c.rule(left, foot-12, right, 0.5, hairline)
	c.line(nil, fitted(o.set, identity(o.doc), small, (right-left)*0.42), left, foot)
	number := oneLine(o.set, "Page "+strconv.Itoa(page)+" of "+strconv.Itoa(pages), small)
	c.line(nil, number, right-number.width, foot)
	if o.brand.FooterLine != "" {
		c.line(nil, fitted(o.set, o.brand.FooterLine, small, right-left), left, foot+11)
	}
	if draft {
		c.draftMark((left+right)/2, foot)
	}
}

// identity tells this paper from others: reference, version, digest.
func identity(d document.Document) string {
	var parts []string
	if d.Reference != "" {
		parts = append(parts, d.Reference)
	}
	if d.Version > 0 {
		parts = append(parts, "Version "+strconv.Itoa(d.Version))
	}
	if len(d.Digest) >= 12 {
		parts = append(parts, "SHA-256 "+d.Digest[:12])
	}
	return strings.Join(parts, "  ·  ")
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
