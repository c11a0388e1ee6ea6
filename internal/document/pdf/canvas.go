package pdf

import "math"

// canvas draws one page. Everything drawn is either content of a structure
// element or an artifact; there is no third way (ISO 14289-1, 7.1).
type canvas struct {
	out   *output
	page  int // index
	buf   []byte
	marks []*elem // by marked content id
	open  *elem   // whose content is being drawn
	art   string  // or the artifact's properties
	fill  color
	edge  color
	inked bool // whether fill and edge have been set on this page
}

// artifact says that what is drawn next is not read: a rule, a fill, a running head.
func (c *canvas) artifact(properties string) {
	if c.art == properties && c.art != "" {
		return
	}
	c.close()
	c.art = properties
	c.buf = append(append(append(c.buf, "/Artifact "...), properties...), " BDC\n"...)
}

const (
	layoutArtifact = "<</Type/Layout>>"
	pageArtifact   = "<</Type/Pagination>>"
	headArtifact   = "<</Type/Pagination/Subtype/Header>>"
	footArtifact   = "<</Type/Pagination/Subtype/Footer>>"
	waterArtifact  = "<</Type/Pagination/Subtype/Watermark>>"
)

// content says that what is drawn next belongs to e.
func (c *canvas) content(e *elem) {
	if c.open == e {
		return
	}
	c.close()
	c.open = e
	id := len(c.marks)
	c.marks = append(c.marks, e)
	e.kids = append(e.kids, kid{page: c.page, mcid: id})
	c.buf = append(append(append(c.buf, '/'), e.role...), "<</MCID "...)
	c.buf = append(num(c.buf, float64(id)), ">>BDC\n"...)
}

func (c *canvas) close() {
	if c.open != nil || c.art != "" {
		c.buf = append(c.buf, "EMC\n"...)
	}
	c.open, c.art = nil, ""
}

func (c *canvas) setFill(f color) {
	if !c.inked || c.fill != f {
		c.buf = append(nums(c.buf, f.r, f.g, f.b), "rg\n"...)
	}
	c.fill = f
	if !c.inked {
		c.edge = color{-1, -1, -1}
		c.inked = true
	}
}

func (c *canvas) setEdge(e color) {
	if !c.inked {
		c.setFill(ink)
	}
	if c.edge != e {
		c.buf = append(nums(c.buf, e.r, e.g, e.b), "RG\n"...)
	}
	c.edge = e
}

// y counts downwards from the page's top everywhere but in the file.
func (c *canvas) flip(y float64) float64 { return c.out.pages[c.page].height - y }

func (c *canvas) rect(x, y, w, h float64, f color) {
	c.setFill(f)
	c.buf = append(nums(c.buf, x, c.flip(y+h), w, h), "re f\n"...)
}

func (c *canvas) rule(x1, y, x2, weight float64, e color) {
	c.setEdge(e)
	c.buf = append(nums(c.buf, weight), "w "...)
	c.buf = append(nums(c.buf, x1, c.flip(y)), "m "...)
	c.buf = append(nums(c.buf, x2, c.flip(y)), "l S\n"...)
}

// rounded adds a rectangle with round corners to the path.
func (c *canvas) rounded(x, y, w, h, r float64) {
	r = math.Min(r, math.Min(w, h)/2)
	k := r * 0.4477 // so that a Bézier curve is an arc
	b, t := c.flip(y+h), c.flip(y)
	c.buf = append(nums(c.buf, x+r, b), "m "...)
	c.buf = append(nums(c.buf, x+w-r, b), "l "...)
	c.buf = append(nums(c.buf, x+w-k, b, x+w, b+k, x+w, b+r), "c "...)
	c.buf = append(nums(c.buf, x+w, t-r), "l "...)
	c.buf = append(nums(c.buf, x+w, t-k, x+w-k, t, x+w-r, t), "c "...)
	c.buf = append(nums(c.buf, x+r, t), "l "...)
	c.buf = append(nums(c.buf, x+k, t, x, t-k, x, t-r), "c "...)
	c.buf = append(nums(c.buf, x, b+r), "l "...)
	c.buf = append(nums(c.buf, x, b+k, x+k, b, x+r, b), "c h\n"...)
}

// line draws a line's pieces from x on the given baseline. Pieces that lead
// somewhere get a link element below e and an area to click; a nil e is for
// running heads, inside an artifact opened by the caller.
func (c *canvas) line(e *elem, l line, x, baseline float64) {
	for i := 0; i < len(l.pieces); {
		j := i + 1
		for j < len(l.pieces) && l.pieces[j].link == l.pieces[i].link && l.pieces[j].look == l.pieces[i].look {
			j++
		}
		part := l.pieces[i:j]
		if e != nil {
			c.content(c.elementOf(e, part, x, baseline))
		}
		last := j == len(l.pieces)
		c.glyphs(part, x+part[0].x, baseline, last && !l.ends && e != nil)
		i = j
	}
}

func (c *canvas) elementOf(e *elem, part []placedPiece, x, baseline float64) *elem {
	k := part[0].link
	if k == nil {
		return e
	}
	if k.elem == nil {
		k.elem = e.add("Link")
	}
	end := part[len(part)-1]
	size := part[0].look.size
	c.out.linkTo(c.page, k, x+part[0].x, baseline-size*0.8, x+end.x+end.width, baseline+size*0.25)
	return k.elem
}

// glyphs writes pieces of one look as one text object. space adds a space at the
// end, which shows nothing and keeps the words of two lines apart when read.
func (c *canvas) glyphs(part []placedPiece, x, baseline float64, space bool) {
	lk := part[0].look
	c.setFill(lk.color)
	c.buf = append(c.buf, "BT\n"...)
	c.buf = append(nums(c.buf, 1, 0, 0, 1, rounded(x), rounded(c.flip(baseline))), "Tm\n"...)
	t := textWriter{c: c, size: lk.size}
	for i := range part {
		p := &part[i]
		t.word(p.word)
		if p.space {
			// Rounded, so that a line's spaces are alike and pack well; what is lost is
			// far below what can be seen.
			t.kern(math.Round(float64(p.word.width) - p.width*1000/lk.size))
		}
	}
	if space && !part[len(part)-1].space {
		t.word(c.out.set.shape(lk.face, " "))
	}
	t.end()
	c.buf = append(c.buf, "ET\n"...)
}

// textWriter writes the arrays of a TJ operator. Kerns are in thousandths of the
// size and move to the left.
type textWriter struct {
	c       *canvas
	size    float64
	face    *face
	shift   float64
	inArray bool
	inText  bool
}

func (t *textWriter) word(w *word) {
	for _, seg := range w.segments {
		if seg.face != t.face {
			t.end()
			t.face = seg.face
			t.c.buf = append(append(append(t.c.buf, "/F"...), byte('0'+seg.face.id)), ' ')
			t.c.buf = append(nums(t.c.buf, t.size), "Tf\n"...)
		}
		for i := range seg.glyphs {
			t.glyph(&seg.glyphs[i])
		}
	}
}

func (t *textWriter) glyph(g *glyph) {
	if g.dy != 0 {
		t.end()
		t.c.buf = append(nums(t.c.buf, float64(g.dy)*t.size/1000), "Ts\n"...)
	}
	t.kern(-float64(g.dx))
	if !t.inArray {
		t.c.buf = append(t.c.buf, '[')
		t.inArray = true
	}
	if r := math.Round(t.shift); r != 0 {
		t.endText()
		t.c.buf = num(t.c.buf, r)
		t.shift -= r
	}
	if !t.inText {
		t.c.buf = append(t.c.buf, '(')
		t.inText = true
	}
	id, width := t.c.out.fonts.code(t.face, g)
	t.c.buf = escaped(escaped(t.c.buf, byte(id>>8)), byte(id))
	t.kern(float64(width - g.advance + g.dx))
	if g.dy != 0 {
		t.end()
		t.c.buf = append(t.c.buf, "0 Ts\n"...)
	}
}

func (t *textWriter) kern(thousandths float64) { t.shift += thousandths }

func (t *textWriter) endText() {
	if t.inText {
		t.c.buf = append(t.c.buf, ')')
	}
	t.inText = false
}

// end closes the array; what is left to shift is kept for the next one.
func (t *textWriter) end() {
	t.endText()
	if t.inArray {
		t.c.buf = append(t.c.buf, "]TJ\n"...)
	}
	t.inArray = false
}
