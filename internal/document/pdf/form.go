package pdf

import (
	"fmt"
	"strings"
)

// form is what stands on many pages, such as the running head or a letter's chip.
// It is in the file once. It is never read: what it draws is an artifact.
type form struct {
	width, height float64
	properties    string // of the artifact, or "" where draw says so itself
	draw          func(c *canvas)
	number        int // once drawn
	body          []byte
}

// stamp draws f with its top left corner at a place.
func (c *canvas) stamp(f *form, x, y float64) {
	if f.number == 0 {
		in := newCanvas(c.out)
		in.reset(c.page, f.height)
		in.art = f.properties
		f.draw(in)
		in.endText()
		f.body = in.buf
		c.out.forms = append(c.out.forms, f)
		f.number = len(c.out.forms)
	}
	if f.properties == layoutArtifact || f.properties == waterArtifact {
		c = c.ground
	}
	if f.properties == "" {
		c.close()
	} else {
		c.artifact(f.properties)
	}
	c.endText()
	x, y = rounded(x), rounded(c.flip(y+f.height))
	if x == 0 && y == 0 {
		c.buf = fmt.Appendf(c.buf, "/X%d Do\n", f.number)
		return
	}
	// Forms in a row move on from each other: the steps are alike in all rows.
	dx, dy := x, y
	if c.chain == nil {
		c.buf = append(c.buf, "q "...)
	} else {
		dx, dy = x-c.chain[0], y-c.chain[1]
	}
	c.chain = &[2]float64{x, y}
	c.buf = append(nums(append(c.buf, "1 0 0 1 "...), dx, dy), "cm"...)
	c.buf = fmt.Appendf(c.buf, "/X%d Do\n", f.number)
}

func (c *canvas) endChain() {
	if c.chain != nil {
		c.buf = append(c.buf, "Q\n"...)
	}
	c.chain = nil
}

// writeForms writes the forms and returns their entries of the /XObject resource.
func (o *output) writeForms(fonts int, logo string) string {
	var resource strings.Builder
	resources := o.alloc()
	o.putf(resources, "<</Font %d 0 R/XObject<<%s>>>>", fonts, logo)
	for _, f := range o.forms {
		n := o.alloc()
		b := nums([]byte("/Type/XObject/Subtype/Form/BBox[0 0 "), rounded(f.width), rounded(f.height))
		o.putStream(n, fmt.Sprintf("%s]/Resources %d 0 R", b, resources), f.body)
		fmt.Fprintf(&resource, "/X%d %d 0 R", f.number, n)
	}
	return resource.String()
}
