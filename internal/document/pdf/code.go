package pdf

import (
	"demarc/internal/document"
	"demarc/internal/document/qr"
)

const (
	codeSide = 76.0 // of a QR code with its quiet margin; a phone reads it off paper and screen
	codeGap  = 12.0 // to the words beside it
)

// coded sets a paragraph beside the QR code of its address. It reports false, with
// nothing set, for an address that is too long for a code.
func (f *flow) coded(p document.Paragraph) bool {
	code, err := qr.Encode(p.QR)
	if err != nil {
		return false
	}
	f.lists = nil
	t := settingOf(p.Style)
	width := f.chapter().measure() - codeSide - codeGap
	lines := setLines(f.set.units(f.parts(p.Runs, t), width), func(int) float64 { return width }, false)
	elem := f.sect.add("P")
	high := float64(len(lines)) * t.leading
	f.emit(item{height: max(codeSide, high), before: 10, draw: func(c *canvas, x, y float64) {
		c.code(code, x, y, codeSide)
		top := y + max(0, (codeSide-high)/2)
		for i, l := range lines {
			c.line(elem, l, x+codeSide+codeGap, top+float64(i)*t.leading+t.leading*0.75)
		}
	}})
	return true
}

// code draws a QR code. It is an artifact: the words beside it hold the address. One
// path of whole numbers leaves no seams between the modules.
func (c *canvas) code(code qr.Code, x, y, side float64) {
	c = c.shapes()
	c.endText()
	c.endChain()
	c.setFill(color{})
	module := side / float64(code.Size())
	c.buf = append(c.buf, "q "...)
	c.buf = append(nums(c.buf, module, 0, 0, -module, rounded(x), rounded(c.flip(y))), "cm\n"...)
	for _, r := range code.Runs() {
		c.buf = append(nums(c.buf, float64(r.X), float64(r.Y), float64(r.Length), 1), "re\n"...)
	}
	c.buf = append(c.buf, "f Q\n"...)
}
