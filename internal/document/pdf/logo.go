package pdf

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	pixel "image/color"
	"image/png"
	"math"

	"demarc/internal/party"
)

// picture is a brand's logo: its samples and the boxes it is printed in.
type picture struct {
	width, height int
	rgb, alpha    []byte // alpha is nil where nothing shows through
	alt           string
	number        int // of the image, once asked for
}

const (
	logoWide   = 187.2 // the box on the first page, as wide as in the Word file
	logoHigh   = 50
	headerHigh = 15 // in running heads
	headerWide = 110
)

// newPicture decodes a logo. It was written by us, so a file that cannot be read is
// no person's mistake.
func newPicture(l party.Logo, author string) (*picture, error) {
	if len(l.PNG) == 0 {
		return nil, nil
	}
	m, err := png.Decode(bytes.NewReader(l.PNG))
	if err != nil {
		return nil, fmt.Errorf("brand: logo: %w", err)
	}
	b := m.Bounds()
	if b.Empty() || b.Dx() > party.LogoWidth || b.Dy() > party.LogoHeight {
		return nil, fmt.Errorf("brand: a logo of %d by %d pixels", b.Dx(), b.Dy())
	}
	p := &picture{width: b.Dx(), height: b.Dy(), alt: cmp.Or(inLine(l.Alt), inLine(author), "Logo")}
	p.read(m)
	return p, nil
}

func (p *picture) read(m image.Image) {
	at := m.Bounds().Min
	opaque := true
	last := pixel.NRGBA{0xff, 0xff, 0xff, 0xff}
	for y := range p.height {
		for x := range p.width {
			c := pixel.NRGBAModel.Convert(m.At(at.X+x, at.Y+y)).(pixel.NRGBA)
			if alike(c, last) {
				c.R, c.G, c.B = last.R, last.G, last.B
			}
			last = c
			p.rgb = append(p.rgb, c.R, c.G, c.B)
			p.alpha = append(p.alpha, c.A)
			opaque = opaque && c.A == 0xff
		}
	}
	if opaque {
		p.alpha = nil
	}
}

// alike tells whether c could be drawn in the colour of another pixel and nobody
// would see it on white paper. The soft edges of a logo are full of such colours,
// which do not pack.
func alike(c, other pixel.NRGBA) bool {
	const seen = 2 // of 255
	off := func(a, b uint8) bool {
		d := int(a) - int(b)
		return max(d, -d)*int(c.A) > seen*0xff
	}
	return c.A < 0xff && !off(c.R, other.R) && !off(c.G, other.G) && !off(c.B, other.B)
}

// size fits the picture into a box, never so large that its dots show.
func (p *picture) size(wide, high float64) (w, h float64) {
	scale := math.Min(1, math.Min(wide/float64(p.width), high/float64(p.height)))
	return rounded(float64(p.width) * scale), rounded(float64(p.height) * scale)
}

// image is the object number of the picture, which is written only if it is drawn.
func (o *output) image(p *picture) int {
	if p.number == 0 {
		p.number = o.alloc()
		o.logo = p
	}
	return p.number
}

// writeLogo writes the picture and its mask and returns its entry of the /XObject
// resource.
func (o *output) writeLogo() string {
	p := o.logo
	if p == nil {
		return ""
	}
	mask := ""
	if p.alpha != nil {
		n := o.alloc()
		o.putImage(n, "/ColorSpace/DeviceGray", p.width, p.height, 1, p.alpha)
		mask = fmt.Sprintf("/SMask %d 0 R", n)
	}
	if palette, samples := p.indexed(); palette != nil {
		o.putStream(p.number, fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace[/Indexed/DeviceRGB %d<%x>]%s",
			p.width, p.height, len(palette)/3-1, palette, mask), samples)
	} else {
		o.putImage(p.number, "/ColorSpace/DeviceRGB"+mask, p.width, p.height, 3, p.rgb)
	}
	return fmt.Sprintf("/Logo %d 0 R", p.number)
}

// indexed is the picture as places in a palette, in the order its colours are met, or
// nil if they are too many for that to pay.
func (p *picture) indexed() (palette, samples []byte) {
	const most = 64
	places := map[[3]byte]byte{}
	for i := 0; i < len(p.rgb); i += 3 {
		c := [3]byte(p.rgb[i : i+3])
		place, known := places[c]
		if !known {
			if len(places) == most {
				return nil, nil
			}
			place = byte(len(places))
			places[c] = place
			palette = append(palette, c[:]...)
		}
		samples = append(samples, place)
	}
	return palette, samples
}

// putImage stores samples as they are or as differences from the row above (PNG's
// "up"), whichever packs better: flat colours like the one, shades the other.
func (o *objects) putImage(n int, dict string, width, height, parts int, samples []byte) {
	row := width * parts
	up := make([]byte, 0, len(samples)+height)
	for y := range height {
		up = append(up, 2)
		for i := y * row; i < (y+1)*row; i++ {
			v := samples[i]
			if y > 0 {
				v -= samples[i-row]
			}
			up = append(up, v)
		}
	}
	dict = fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8%s", width, height, dict)
	if o.packer.size(up) < o.packer.size(samples) {
		o.putStream(n, fmt.Sprintf("%s/DecodeParms<</Predictor 15/Colors %d/Columns %d>>", dict, parts, width), up)
		return
	}
	o.putStream(n, dict, samples)
}

// draw draws the picture with its top left corner at a place.
func (c *canvas) picture(p *picture, x, y, w, h float64) {
	c.out.image(p)
	before := c.save()
	b := nums(c.buf, w, 0, 0, h, rounded(x), rounded(c.flip(y+h)))
	c.buf = append(b, "cm/Logo Do "...)
	c.restore(before)
}

// figure draws the picture as content, which is read by its alternative text.
func (c *canvas) figure(e *elem, p *picture, x, y, w, h float64) {
	c.close()
	c.endText()
	box := nums(nil, rounded(x), rounded(c.flip(y+h)), rounded(x+w), rounded(c.flip(y)))
	e.with("<</O/Layout/Placement/Block/BBox[" + string(box) + "]>>")
	c.mark(e)
	c.picture(p, x, y, w, h)
	c.close()
}
