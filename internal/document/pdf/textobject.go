package pdf

import (
	"math"
	"strconv"
)

// textObject is where text is being written. It stays open from line to line,
// since most lines begin right below the one before; whatever is no text ends it.
type textObject struct {
	open     bool
	x, y     int     // where the line began, in hundredths of a point, from the page's bottom
	cursor   float64 // where the next glyph would stand
	baseline float64
}

// at moves to a place. A piece of text that goes on where the last one ended, such
// as a link in the middle of a line, needs no move.
func (c *canvas) at(x, baseline float64) {
	t := &c.text
	if t.open && baseline == t.baseline && math.Abs(x-t.cursor) < 0.02 {
		return
	}
	c.beginText()
	nx, ny := int(math.Round(x*100)), int(math.Round(c.flip(baseline)*100))
	c.buf = append(nums(c.buf, float64(nx-t.x)/100, float64(ny-t.y)/100), "Td\n"...)
	t.x, t.y, t.cursor, t.baseline = nx, ny, x, baseline
}

func (c *canvas) beginText() {
	if !c.text.open {
		c.endChain()
		c.buf = append(c.buf, "BT\n"...)
		c.text = textObject{open: true, cursor: math.Inf(1)}
	}
}

func (c *canvas) endText() {
	if c.text.open {
		c.buf = append(c.buf, "ET\n"...)
	}
	c.text = textObject{}
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
		c.glyphs(part, x, baseline, last && !l.ends && e != nil)
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
	c.out.linkTo(c.page, k, x+float64(part[0].x), baseline-size*0.8, x+end.end(), baseline+size*0.25)
	return k.elem
}

// glyphs writes pieces of one look, which begin at x plus their own places. space
// adds a space at the end, which shows nothing and keeps the words of two lines
// apart when read.
func (c *canvas) glyphs(part []placedPiece, x, baseline float64, space bool) {
	lk := part[0].look
	c.at(x+float64(part[0].x), baseline)
	c.setFill(lk.color)
	c.setSpacing(part)
	t := textWriter{c: c, size: lk.size}
	for i := range part {
		p := &part[i]
		t.word(p.word)
		if p.word.space {
			if k := math.Round(float64(p.word.width) - (float64(p.width)-c.ink.spacing)*1000/lk.size); math.Abs(k) > 1 {
				t.kern(k)
			}
		}
	}
	last := part[len(part)-1]
	if space && !last.word.space {
		t.word(c.out.set.shape(lk.face, " "))
	}
	t.end()
	c.text.cursor = x + last.end()
	if space || t.shift != 0 {
		c.text.cursor = math.Inf(1)
	}
}

// setSpacing sets by how much the spaces of these pieces are wider than the
// font's. The spaces of a line are stretched alike, so that saying it once spares
// saying it for each: a page packs to two thirds.
func (c *canvas) setSpacing(part []placedPiece) {
	for i := range part {
		p := &part[i]
		if !p.word.space || p.width == 0 {
			continue
		}
		s := rounded(float64(p.width) - float64(p.word.width)*p.look.size/1000)
		if s != c.ink.spacing {
			c.buf = append(num(c.buf, s), " Tw\n"...)
			c.ink.spacing = s
		}
		return
	}
}

// textWriter writes strings, in the array of a TJ operator where something is to be
// shifted between them: by thousandths of the size, to the left.
type textWriter struct {
	c      *canvas
	size   float64
	shift  float64
	start  int // of the array in the page, behind its bracket
	inText bool
	array  bool // more than one string
}

func (t *textWriter) word(w *word) {
	for _, seg := range w.segments {
		for i := range seg.glyphs {
			t.glyph(seg.face, &seg.glyphs[i])
		}
	}
}

func (t *textWriter) glyph(f *face, g *glyph) {
	font, code, width := t.c.out.fonts.code(f, g)
	if s := &t.c.ink; s.font != font || s.size != t.size {
		t.end()
		t.c.buf = strconv.AppendInt(append(t.c.buf, "/F"...), int64(font), 10)
		t.c.buf = append(nums(append(t.c.buf, ' '), t.size), "Tf\n"...)
		s.font, s.size = font, t.size
	}
	if g.dy != 0 {
		t.end()
		t.c.buf = append(nums(t.c.buf, float64(g.dy)*t.size/1000), "Ts\n"...)
	}
	t.kern(-float64(g.dx))
	if t.start == 0 {
		t.c.buf = append(t.c.buf, '[')
		t.start = len(t.c.buf)
	}
	if r := math.Round(t.shift); r != 0 {
		t.endString()
		t.c.buf = num(t.c.buf, r)
		t.shift -= r
		t.array = true
	}
	if !t.inText {
		t.c.buf = append(t.c.buf, '(')
		t.inText = true
	}
	t.c.buf = escaped(t.c.buf, code)
	t.kern(float64(width - int(g.advance) + int(g.dx)))
	if g.dy != 0 {
		t.end()
		t.c.buf = append(t.c.buf, "0 Ts\n"...)
	}
}

func (t *textWriter) kern(thousandths float64) { t.shift += thousandths }

func (t *textWriter) endString() {
	if t.inText {
		t.c.buf = append(t.c.buf, ')')
	}
	t.inText = false
}

// end closes the array, or writes a Tj instead where it is but one string; what is
// left to shift is kept for the next one.
func (t *textWriter) end() {
	t.endString()
	switch {
	case t.start > 0 && t.array:
		t.c.buf = append(t.c.buf, "]TJ\n"...)
	case t.start > 0:
		t.c.buf = append(append(t.c.buf[:t.start-1], t.c.buf[t.start:]...), "Tj\n"...)
	}
	t.start, t.array = 0, false
}
