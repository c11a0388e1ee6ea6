package pdf

import "math"

// canvas draws one page, or a form. Everything drawn is either content of a
// structure element or an artifact; there is no third way (ISO 14289-1, 7.1).
//
// Rules, fills and chips are drawn on the ground, which comes before all text, so
// that the text of a page is one text object and the shapes are one artifact.
type canvas struct {
	out    *output
	page   int // index
	height float64
	ground *canvas // nil in a form and in a ground itself
	buf    []byte
	marks  []*elem // by marked content id
	open   *elem   // whose content is being drawn
	art    string  // or the artifact's properties
	ink    state
	text   textObject
	chain  *[2]float64 // where the last of a row of forms was stamped
}

func newCanvas(o *output) *canvas { return &canvas{out: o} }

// reset begins a page or a form, with what was drawn before gone. It counts on nothing
// in the graphics state: a form inherits it from the page, and a page's text from its
// ground.
func (c *canvas) reset(page int, height float64) {
	unset := color{-1, -1, -1}
	*c = canvas{
		out: c.out, page: page, height: height, buf: c.buf[:0], marks: c.marks[:0],
		ink: state{fill: unset, edge: unset, spacing: math.NaN()},
	}
}

// shapes is the canvas for what text stands on.
func (c *canvas) shapes() *canvas {
	if c.ground == nil || c.art != "" {
		return c
	}
	c.ground.artifact(layoutArtifact)
	return c.ground
}

// state is what of the graphics state has been set, as q saves and Q restores it.
type state struct {
	fill, edge color
	weight     float64 // of lines; 0 is not set
	font       int     // of text; 0 is not set
	size       float64
	spacing    float64 // added to each space
}

func (c *canvas) save() state {
	c.endText()
	c.endChain()
	c.buf = append(c.buf, "q "...)
	return c.ink
}

func (c *canvas) restore(s state) {
	c.endText()
	c.buf = append(c.buf, "Q\n"...)
	c.ink = s
}

// artifact says that what is drawn next is not read: a rule, a fill, a running head.
// Its text is a text object of its own.
func (c *canvas) artifact(properties string) {
	if c.art == properties && c.art != "" {
		return
	}
	c.close()
	c.endText()
	c.art = properties
	c.buf = append(append(append(c.buf, "/Artifact"...), properties...), " BDC\n"...)
}

// Kinds of artifacts, named as in artifactResource.
const (
	layoutArtifact = "/L"
	pageArtifact   = "/P"
	footArtifact   = "/F"
	waterArtifact  = "/W"
	headForm       = "<</Type/Pagination/Subtype/Header>>" // within a form, which has no such resource
	footForm       = "<</Type/Pagination/Subtype/Footer>>"
)

// artifactResource is the /Properties resource of every page.
const artifactResource = "/L<</Type/Layout>>/P<</Type/Pagination>>" +
	"/F<</Type/Pagination/Subtype/Footer>>/W<</Type/Pagination/Subtype/Watermark>>"

// content says that the text drawn next belongs to e. Marks stand within the text
// object, which goes on from one to the next (14.6.2 wants one within the other).
func (c *canvas) content(e *elem) {
	if c.open == e {
		return
	}
	c.close()
	c.beginText()
	c.mark(e)
}

// mark begins content of e.
func (c *canvas) mark(e *elem) {
	c.open = e
	id := len(c.marks)
	c.marks = append(c.marks, e)
	e.kids = append(e.kids, kid{page: c.page, mcid: id})
	c.buf = append(append(append(c.buf, '/'), e.role...), "<</MCID "...)
	c.buf = append(num(c.buf, float64(id)), ">>BDC\n"...)
}

func (c *canvas) close() {
	c.endChain()
	if c.art != "" {
		c.endText()
	}
	if c.open != nil || c.art != "" {
		c.buf = append(c.buf, "EMC\n"...)
	}
	c.open, c.art = nil, ""
}

func (c *canvas) setFill(f color) {
	if c.ink.fill != f {
		c.buf = append(nums(c.buf, f.r, f.g, f.b), "rg\n"...)
	}
	c.ink.fill = f
}

func (c *canvas) setEdge(e color) {
	if c.ink.edge != e {
		c.buf = append(nums(c.buf, e.r, e.g, e.b), "RG\n"...)
	}
	c.ink.edge = e
}

func (c *canvas) setWeight(w float64) {
	if c.ink.weight != w {
		c.buf = append(nums(c.buf, w), "w\n"...)
	}
	c.ink.weight = w
}

// y counts downwards from the page's top everywhere but in the file.
func (c *canvas) flip(y float64) float64 { return c.height - y }

func (c *canvas) rect(x, y, w, h float64, f color) {
	c = c.shapes()
	c.endText()
	c.endChain()
	c.setFill(f)
	c.buf = append(nums(c.buf, rounded(x), rounded(c.flip(y+h)), rounded(w), rounded(h)), "re f\n"...)
}

func (c *canvas) rule(x1, y, x2, weight float64, e color) {
	c = c.shapes()
	c.endText()
	c.endChain()
	c.setEdge(e)
	c.setWeight(weight)
	c.buf = append(nums(c.buf, rounded(x1), rounded(c.flip(y))), "m "...)
	c.buf = append(nums(c.buf, rounded(x2), rounded(c.flip(y))), "l S\n"...)
}
