package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"demarc/internal/document/pdf/deflate"
)

// objects collects the numbered objects of a file. Numbers are given out in the
// order asked for, so the same calls make the same file.
type objects struct {
	bodies [][]byte // by number - 1
	stream []bool   // which bodies are streams
	plain  []bool   // which bodies are to stay readable without unpacking
	zlib   *zlib.Writer
	packed bytes.Buffer
}

// alloc reserves the next object number.
func (o *objects) alloc() int {
	o.bodies = append(o.bodies, nil)
	o.stream = append(o.stream, false)
	o.plain = append(o.plain, false)
	return len(o.bodies)
}

// putPlain keeps an object out of the packed ones. The few that an appended
// revision replaces are easier to follow that way.
func (o *objects) putPlain(n int, body []byte) {
	o.put(n, body)
	o.plain[n-1] = true
}

func (o *objects) put(n int, body []byte) { o.bodies[n-1] = body }

func (o *objects) putf(n int, format string, args ...any) {
	o.put(n, fmt.Appendf(nil, format, args...))
}

// putStream stores data, deflated when that is shorter; dict holds further
// entries without the brackets.
func (o *objects) putStream(n int, dict string, data []byte) {
	if packed := o.deflate(data); len(packed) < len(data) {
		dict += "/Filter/FlateDecode"
		data = packed
	}
	o.putRaw(n, dict, data)
}

// putPacked is putStream for data of many alike parts, which package deflate packs
// better at some cost of time.
func (o *objects) putPacked(n int, dict string, data []byte) {
	o.putRaw(n, dict+"/Filter/FlateDecode", deflate.Pack(data))
}

func (o *objects) putRaw(n int, dict string, data []byte) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "<<%s/Length %d>>\nstream\n", dict, len(data))
	b.Write(data)
	b.WriteString("\nendstream")
	o.put(n, b.Bytes())
	o.stream[n-1] = true
}

// deflate returns packed data, good until it is called again.
func (o *objects) deflate(data []byte) []byte {
	o.packed.Reset()
	if o.zlib == nil {
		z, err := zlib.NewWriterLevel(&o.packed, zlib.BestCompression)
		if err != nil {
			panic(err) // the level is a constant
		}
		o.zlib = z
	} else {
		o.zlib.Reset(&o.packed)
	}
	o.zlib.Write(data) //nolint:errcheck // a bytes.Buffer takes everything
	o.zlib.Close()     //nolint:errcheck // likewise
	return o.packed.Bytes()
}

// text writes s as a PDF text string: in PDFDocEncoding where that has all its
// characters, which is shorter, and in UTF-16 otherwise (7.9.2.2).
func text(s string) string {
	b := []byte{'('}
	for _, r := range s {
		c, ok := docEncoded(r)
		if !ok {
			b = append(b[:0], "(\xfe\xff"...)
			for _, u := range utf16.Encode([]rune(s)) {
				b = escaped(escaped(b, byte(u>>8)), byte(u))
			}
			break
		}
		b = escaped(b, c)
	}
	return string(append(b, ')'))
}

// docEncoded is r in PDFDocEncoding (annex D.2), as far as English text needs it.
func docEncoded(r rune) (byte, bool) {
	switch {
	case r >= ' ' && r < 0x7f, r > 0xa0 && r <= 0xff && r != 0xad:
		return byte(r), true
	}
	i := strings.IndexRune("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™", r)
	if i < 0 {
		return 0, false
	}
	return byte(0x80 + utf8.RuneCountInString("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™"[:i])), true
}

// escaped writes one byte of a literal string.
func escaped(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		b = append(b, '\\')
	case '\r':
		return append(b, "\\r"...)
	}
	return append(b, c)
}

// num writes a number with at most three decimals.
func num(b []byte, f float64) []byte {
	n := int64(f*1000 + 0.5)
	if f < 0 {
		n = int64(f*1000 - 0.5)
	}
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, n/1000, 10)
	if frac := n % 1000; frac != 0 {
		b = append(b, '.', byte('0'+frac/100))
		if frac%100 != 0 {
			b = append(b, byte('0'+frac/10%10))
			if frac%10 != 0 {
				b = append(b, byte('0'+frac%10))
			}
		}
	}
	return b
}

// nums writes numbers, each followed by a space.
func nums(b []byte, fs ...float64) []byte {
	for _, f := range fs {
		b = append(num(b, f), ' ')
	}
	return b
}

// rounded is f to a hundredth of a point, which is finer than any printer.
func rounded(f float64) float64 { return math.Round(f*100) / 100 }
