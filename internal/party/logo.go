package party

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"

	"demarc/internal/fault"
)

// Limits of a logo. The file is judged before it is decoded, so that nobody makes us
// unfold a bomb; what is kept is small enough to travel in every paper and letter.
const (
	LogoFile   = 1_000_000 // bytes of an upload
	logoPixels = 4_000_000
	logoSide   = 4_000
	logoLeast  = 16 // pixels; less is a dot on paper
	LogoWidth  = 640
	LogoHeight = 240
	LogoKept   = 64 << 10 // bytes
)

// ReadLogo makes a logo of an uploaded file: decoded, scaled down, and written anew as
// a PNG of at most 8 bits, so that nothing of the file's own bytes is left. What a file is decides
// its content and never its name. What is wrong is a fault of the field "logo". A photograph's
// turn (EXIF) is not followed: the preview shows what will be printed.
func ReadLogo(file []byte, alt string) (Logo, error) {
	if len(file) > LogoFile {
		return Logo{}, bad("The file is larger than 1 MB. Save it smaller and try again.")
	}
	size, decode, err := measure(file)
	if err != nil {
		return Logo{}, err
	}
	if err := judge(size); err != nil {
		return Logo{}, err
	}
	whole, err := decode(bytes.NewReader(file))
	if err != nil {
		return Logo{}, errBroken
	}
	flat := image.NewRGBA(image.Rect(0, 0, size.Width, size.Height))
	draw.Draw(flat, flat.Rect, whole, whole.Bounds().Min, draw.Src)
	if !seen(flat) {
		return Logo{}, errUnseen
	}
	for w, h := LogoWidth, LogoHeight; ; w, h = w*3/4, h*3/4 {
		small := shrink(flat, w, h)
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, indexed(small)); err != nil {
			return Logo{}, fmt.Errorf("write a logo: %w", err)
		}
		if b.Len() <= LogoKept {
			return Logo{PNG: b.Bytes(), Width: small.Rect.Dx(), Height: small.Rect.Dy(), Alt: alt}, nil
		}
	}
}

// indexed is a picture of few colours with a palette, in the order they are met: less
// than half of the file, with the same pixels. A picture of more colours is as it was.
func indexed(m *image.NRGBA) image.Image {
	const most = 256
	var palette color.Palette
	places := map[[4]uint8]uint8{}
	pix := make([]uint8, 0, len(m.Pix)/4)
	for i := 0; i < len(m.Pix); i += 4 {
		c := [4]uint8(m.Pix[i : i+4])
		place, known := places[c]
		if !known {
			if len(palette) == most {
				return m
			}
			place = uint8(len(palette)) //nolint:gosec // below most
			places[c] = place
			palette = append(palette, color.NRGBA{c[0], c[1], c[2], c[3]})
		}
		pix = append(pix, place)
	}
	return &image.Paletted{Pix: pix, Stride: m.Rect.Dx(), Rect: m.Rect, Palette: palette}
}

func bad(sentence string) error { return fault.Field("logo", sentence) }

func badf(sentence string, args ...any) error { return bad(fmt.Sprintf(sentence, args...)) }

var (
	errKind   = bad("A logo is a PNG or a JPEG picture. This file is neither, whatever its name says.")
	errBroken = bad("The picture breaks off or is damaged. Export it again.")
	errUnseen = bad("This logo cannot be seen on white paper: it is empty, white or nearly white. Use the one made for white backgrounds.")
)

// measure reads the size that a file declares, and how to decode it, by its first
// bytes. The formats are named here and not taken from those that any imported package
// may have registered.
func measure(file []byte) (size image.Config, decode func(*bytes.Reader) (image.Image, error), err error) {
	switch {
	case bytes.HasPrefix(file, []byte("\x89PNG\r\n\x1a\n")):
		size, err = png.DecodeConfig(bytes.NewReader(file))
		decode = func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) }
	case bytes.HasPrefix(file, []byte("\xff\xd8\xff")):
		size, err = jpeg.DecodeConfig(bytes.NewReader(file))
		decode = func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) }
	case len(file) == 0:
		return size, nil, bad("Choose a file.")
	default:
		return size, nil, errKind
	}
	if err != nil {
		return size, nil, errBroken
	}
	return size, decode, nil
}

func judge(size image.Config) error {
	w, h := size.Width, size.Height
	switch {
	case w > logoSide || h > logoSide || w*h > logoPixels:
		return badf("The picture is %d by %d pixels. Use at most 4,000 on a side and 4 million in all; 640 by 240 is plenty.", w, h)
	case w < logoLeast || h < logoLeast:
		return badf("The picture is %d by %d pixels, too small to print. Use at least 16 on each side.", w, h)
	case w > 12*h || h > 4*w:
		return badf("The picture is %d by %d pixels, too long and thin for the head of a page. Use one at most 12 times as wide as high.", w, h)
	}
	return nil
}

// seen tells whether anything of a picture stands out from white paper.
func seen(m *image.RGBA) bool {
	const least = 1.3 // of contrast: a pale grey can be seen, if barely
	for i := 0; i < len(m.Pix); i += 4 {
		gone := 255 - int(m.Pix[i+3]) // of white shows through
		r, g, b := int(m.Pix[i])+gone, int(m.Pix[i+1])+gone, int(m.Pix[i+2])+gone
		if min(r, g, b) < 0xf0 && Contrast(fmt.Sprintf("#%02x%02x%02x", min(r, 255), min(g, 255), min(b, 255)), white) >= least {
			return true
		}
	}
	return false
}

// shrink fits a picture into w by h and never enlarges it. Each new pixel is the mean
// of the area it covers, weighted by its opacity.
func shrink(m *image.RGBA, w, h int) *image.NRGBA {
	from := m.Rect.Size()
	w, h = min(w, from.X), min(h, from.Y)
	if from.X*h > from.Y*w {
		h = max(from.Y*w/from.X, 1)
	} else {
		w = max(from.X*h/from.Y, 1)
	}
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			out.Set(x, y, mean(m, span{x * from.X, (x + 1) * from.X, w}, span{y * from.Y, (y + 1) * from.Y, h}))
		}
	}
	return out
}

// span is a stretch of one side of a picture in parts of a pixel.
type span struct{ from, to, parts int }

// share is how much of pixel i lies in the stretch.
func (s span) share(i int) uint64 {
	return uint64(min(s.to, (i+1)*s.parts) - max(s.from, i*s.parts)) //nolint:gosec // never negative between first and last
}

func mean(m *image.RGBA, across, down span) color.Color {
	var sum [4]uint64
	var all uint64
	for y := down.from / down.parts; y*down.parts < down.to; y++ {
		for x := across.from / across.parts; x*across.parts < across.to; x++ {
			n := across.share(x) * down.share(y)
			p := m.Pix[y*m.Stride+x*4:]
			for i := range sum {
				sum[i] += n * uint64(p[i])
			}
			all += n
		}
	}
	part := func(i int) uint8 { return uint8((sum[i] + all/2) / all) } //nolint:gosec // a mean of bytes
	return color.RGBA{part(0), part(1), part(2), part(3)}
}
