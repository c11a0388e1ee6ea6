package pdf

import (
	"fmt"
	"math"
	"slices"

	"demarc/internal/document"
)

// output draws pages and gathers what the file needs of them.
type output struct {
	*objects
	doc      document.Document
	flow     *flow
	set      *setter
	fonts    embedder
	pages    []sheet
	pageObjs []int
	anchors  map[string]place
	contents []int     // object numbers, by page
	marks    [][]*elem // by page
	annots   [][]int   // object numbers, by page
	readers  []*elem   // the element of each annotation
	frames   [2]*frame // portrait, landscape
	forms    []*form
	logo     *picture // if drawn
}

// place is a point on a page.
type place struct {
	page int // index
	y    float64
}

func newOutput(f *flow, sheets []sheet) *output {
	o := &output{
		objects: &objects{}, doc: f.doc, flow: f, set: f.set, pages: sheets,
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
	for _, at := range [...]float64{math.Floor(left), math.Floor(height - bottom), math.Ceil(right), math.Ceil(height - top)} {
		b = append(fixed(b, int(at), 3), ' ')
	}
	b = fixed(append(b, "]/StructParent "...), len(o.pages)+len(o.readers), 3)
	b = fmt.Appendf(b, "/Dest%s/Contents%s>>", o.dest(to), text(l.text))
	o.put(n, b)
	o.annots[page] = append(o.annots[page], n)
	o.readers = append(o.readers, l.elem)
	l.elem.kids = append(l.elem.kids, kid{obj: n, page: page})
}

// dest is a place a little above p, at the reader's magnification.
func (o *output) dest(p place) string {
	b := fmt.Appendf(nil, "[%d 0 R/XYZ null ", o.pageObjs[p.page])
	b = num(b, math.Ceil(o.pages[p.page].height-max(p.y-12, 0)))
	return string(append(b, " null]"...))
}

// drawPages draws the pages one after the other. What a page was made of is let go
// when it is packed, so that a long paper takes no more room than its lines.
func (o *output) drawPages() {
	c, ground := newCanvas(o), newCanvas(o)
	for i := range o.pages {
		s := &o.pages[i]
		ground.reset(i, s.height)
		c.reset(i, s.height)
		c.ground = ground
		side := float64(sideMargin)
		switch {
		case s.landscape:
			side = wideSideMargin
		case o.doc.OnePage:
			side = smallSideMargin
		}
		if o.doc.Status == document.Draft {
			c.stamp(o.frameOf(*s).mark, 0, 0)
		}
		for _, p := range s.placed {
			p.draw(c, side, p.y)
			if !p.again {
				p.draw = nil
			}
		}
		s.placed = nil
		c.frame(i+1, len(o.pages))
		c.close()
		c.endText()
		ground.close()
		content := o.alloc()
		o.putStream(content, "", ground.buf, c.buf)
		o.contents = append(o.contents, content)
		o.marks = append(o.marks, slices.Clone(c.marks))
	}
}
