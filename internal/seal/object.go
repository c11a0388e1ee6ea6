package seal

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// object is a PDF object: number, keyword, name, text, array, *dict, ref or
// *stream (ISO 32000-1 7.3). Numbers and strings keep their source bytes, so
// that an object written again changes only where we change it.
type object any

type (
	number  string // source text
	keyword string // true, false, null
	name    string // decoded, without the slash
	array   []object
	ref     struct{ num, gen int }

	// text is a string with its delimiters; from and to are its place in the file.
	text struct {
		raw      []byte
		from, to int
	}

	dict struct{ entries []entry }

	entry struct {
		key   name
		value object
	}

	stream struct {
		dict *dict
		data []byte // still encoded
	}
)

// value is nil where the key is absent.
func (d *dict) value(key name) object {
	if d == nil {
		return nil
	}
	for _, e := range d.entries {
		if e.key == key {
			return e.value
		}
	}
	return nil
}

// with returns a copy in which key has the value.
func (d *dict) with(key name, value object) *dict {
	out := &dict{}
	done := false
	for _, e := range d.entries {
		if e.key == key {
			e.value, done = value, true
		}
		out.entries = append(out.entries, e)
	}
	if !done {
		out.entries = append(out.entries, entry{key, value})
	}
	return out
}

func (n number) integer() (int, bool) {
	i, err := strconv.ParseInt(string(n), 10, 48)
	return int(i), err == nil
}

// integer reads a whole number; ok is false for anything else.
func integer(o object) (n int, ok bool) {
	if x, is := o.(number); is {
		return x.integer()
	}
	return 0, false
}

// literal writes a text string: readable where it is ASCII, UTF-16 otherwise.
func literal(s string) text {
	var b bytes.Buffer
	if strings.ContainsFunc(s, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
		b.WriteString("<FEFF")
		for _, u := range utf16.Encode([]rune(s)) {
			fmt.Fprintf(&b, "%04X", u)
		}
		b.WriteByte('>')
		return text{raw: b.Bytes()}
	}
	b.WriteByte('(')
	b.WriteString(strings.NewReplacer(`(`, `\(`, `)`, `\)`, `\`, `\\`).Replace(s))
	b.WriteByte(')')
	return text{raw: b.Bytes()}
}

// decoded is the string for people: UTF-16 with a mark, else Latin-1, which
// differs from PDFDocEncoding only in characters we never write.
func (t text) decoded() string {
	b := t.bytes()
	if bytes.HasPrefix(b, []byte{0xfe, 0xff}) {
		var u []uint16
		for b = b[2:]; len(b) >= 2; b = b[2:] {
			u = append(u, uint16(b[0])<<8|uint16(b[1]))
		}
		return string(utf16.Decode(u))
	}
	if bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}) {
		return string(bytes.ToValidUTF8(b[3:], []byte("\ufffd")))
	}
	runes := make([]rune, len(b))
	for i, c := range b {
		runes[i] = rune(c)
	}
	return string(runes)
}

// bytes takes off delimiters and escapes.
func (t text) bytes() []byte {
	if len(t.raw) < 2 {
		return nil
	}
	inner := t.raw[1 : len(t.raw)-1]
	if t.raw[0] == '<' {
		return unhex(inner)
	}
	return unescape(inner)
}

func unhex(b []byte) []byte {
	var out []byte
	half, have := byte(0), false
	for _, c := range b {
		v, ok := hexDigit(c)
		if !ok {
			continue
		}
		if have {
			out = append(out, half<<4|v)
		} else {
			half = v
		}
		have = !have
	}
	if have {
		out = append(out, half<<4)
	}
	return out
}

func unescape(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); i++ {
		c := b[i]
		if c != '\\' || i+1 == len(b) {
			out = append(out, c)
			continue
		}
		i++
		switch c = b[i]; c {
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case '\n':
		case '\r':
			if i+1 < len(b) && b[i+1] == '\n' {
				i++
			}
		case '0', '1', '2', '3', '4', '5', '6', '7':
			v := 0
			for n := 0; n < 3 && i < len(b) && b[i] >= '0' && b[i] <= '7'; n++ {
				v = v<<3 | int(b[i]-'0')
				i++
			}
			i--
			out = append(out, byte(v))
		default:
			out = append(out, c)
		}
	}
	return out
}

func hexDigit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// write appends the object as PDF source.
func write(b *bytes.Buffer, o object) {
	switch o := o.(type) {
	case nil:
		b.WriteString("null")
	case number:
		b.WriteString(string(o))
	case keyword:
		b.WriteString(string(o))
	case name:
		writeName(b, o)
	case text:
		b.Write(o.raw)
	case ref:
		fmt.Fprintf(b, "%d %d R", o.num, o.gen)
	case array:
		b.WriteByte('[')
		for i, x := range o {
			if i > 0 {
				b.WriteByte(' ')
			}
			write(b, x)
		}
		b.WriteByte(']')
	case *dict:
		b.WriteString("<<")
		for _, e := range o.entries {
			b.WriteByte(' ')
			writeName(b, e.key)
			b.WriteByte(' ')
			write(b, e.value)
		}
		b.WriteString(" >>")
	}
}

func writeName(b *bytes.Buffer, n name) {
	b.WriteByte('/')
	for _, c := range []byte(n) {
		if c <= ' ' || c > '~' || c == '#' || isDelimiter(c) {
			fmt.Fprintf(b, "#%02X", c)
			continue
		}
		b.WriteByte(c)
	}
}
