package pdf

import (
	"fmt"
	"strings"
)

// form is what stands on many pages, such as the running head or a letter's chip.
// It is in the file once. It is never read: what it draws is an artifact.
type form struct {
	width, height float64
	properties    string // of the artifact
	draw          func(c *canvas)
	number        int // once drawn
	body          []byte
}

// stamp draws f with its top left corner at a place.
func (c *canvas) stamp(f *form, x, y float64) {
	if f.number == 0 {
		in := newCanvas(c.out, c.page, f.height)
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
	c.artifact(f.properties)
	x, y = rounded(x), rounded(c.flip(y+f.height))
	if x == 0 && y == 0 {
		c.endText()
		c.buf = fmt.Appendf(c.buf, "/X%d Do\n", f.number)
		return
	}
	before := c.save()
	c.buf = append(nums(append(c.buf, "1 0 0 1 "...), x, y), "cm"...)
	c.buf = fmt.Appendf(c.buf, "/X%d Do ", f.number)
	c.restore(before)
}

// writeForms writes the forms and returns their entries of the /XObject resource.
func (o *output) writeForms(fonts int, logo string) string {
	var resource strings.Builder
	for _, f := range o.forms {
		n := o.alloc()
		b := nums([]byte("/Type/XObject/Subtype/Form/BBox[0 0 "), rounded(f.width), rounded(f.height))
		o.putStream(n, fmt.Sprintf("%s]/Resources<</Font %d 0 R/XObject<<%s>>>>", b, fonts, logo), f.body)
		fmt.Fprintf(&resource, "/X%d %d 0 R", f.number, n)
	}
	return resource.String()
}
