package pdf

import (
	"bytes"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/klauspost/compress/zlib"
)

// objects collects the numbered objects of a file. Numbers are given out in the
// order asked for, so the same calls make the same file.
type objects struct {
	bodies [][]byte // by number - 1
	kinds  []objectKind
	packer *packer
}

// objectKind is where an object lies in the file.
type objectKind uint8

const (
	packedObject objectKind = iota
	packedTable             // a long one, of references in columns
	plainObject             // readable without unpacking, as streams have to be
)

// alloc reserves the next object number.
func (o *objects) alloc() int {
	o.bodies = append(o.bodies, nil)
	o.kinds = append(o.kinds, packedObject)
	return len(o.bodies)
}

// putPlain keeps an object out of the packed ones. The few that an appended
// revision replaces are easier to follow that way.
func (o *objects) putPlain(n int, body []byte) {
	o.put(n, body)
	o.kinds[n-1] = plainObject
}

func (o *objects) put(n int, body []byte) { o.bodies[n-1] = body }

func (o *objects) putf(n int, format string, args ...any) {
	o.put(n, fmt.Appendf(nil, format, args...))
}

// putStream stores data, deflated when that is shorter; dict holds further
// entries without the brackets.
func (o *objects) putStream(n int, dict string, data ...[]byte) {
	size := 0
	o.packer.start()
	for _, d := range data {
		o.packer.write(d)
		size += len(d)
	}
	if packed := o.packer.end(); len(packed) < size {
		o.putRaw(n, dict+"/Filter/FlateDecode", packed)
		return
	}
	o.putRaw(n, dict, bytes.Join(data, nil))
}

func (o *objects) putRaw(n int, dict string, data []byte) {
	const around = len("<<") + len("/Length 1234567>>\nstream\n") + len("\nendstream")
	b := make([]byte, 0, around+len(dict)+len(data))
	b = fmt.Appendf(b, "<<%s/Length %d>>\nstream\n", dict, len(data))
	b = append(append(b, data...), "\nendstream"...)
	o.putPlain(n, b)
}

// packer deflates one stream after the other.
type packer struct {
	zlib *zlib.Writer
	out  bytes.Buffer
}

// packers are kept for reuse: a deflater takes more room than the file it makes.
var packers = sync.Pool{New: func() any {
	p := new(packer)
	z, err := zlib.NewWriterLevel(&p.out, zlib.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	p.zlib = z
	return p
}}

func (p *packer) start() {
	p.out.Reset()
	p.zlib.Reset(&p.out)
}

func (p *packer) write(b []byte) { p.zlib.Write(b) } //nolint:errcheck // a bytes.Buffer takes everything

// end returns what was packed, good until the next start.
func (p *packer) end() []byte {
	p.zlib.Close() //nolint:errcheck // likewise
	return p.out.Bytes()
}

// size is how long data is when packed.
func (p *packer) size(data []byte) int {
	p.start()
	p.write(data)
	return len(p.end())
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

// num writes a number with at most three decimals, and without a zero before them.
func num(b []byte, f float64) []byte {
	n := int64(f*1000 + 0.5)
	if f < 0 {
		n = int64(f*1000 - 0.5)
	}
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	frac := n % 1000
	if n >= 1000 || frac == 0 {
		b = strconv.AppendInt(b, n/1000, 10)
	}
	if frac != 0 {
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
