package docx

import (
	"unicode"
	"unicode/utf8"
)

// markup collects the text of a part. raw takes markup of this package; what comes from a document
// goes through text or attr.
type markup struct{ b []byte }

func (x *markup) raw(parts ...string) *markup {
	for _, p := range parts {
		x.b = append(x.b, p...)
	}
	return x
}

// esc writes s without what XML 1.0 forbids: a control character that somebody pasted
// would make Word refuse the whole file.
func (x *markup) esc(s string) *markup {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == '&':
				x.b = append(x.b, "&amp;"...)
			case c == '<':
				x.b = append(x.b, "&lt;"...)
			case c == '>':
				x.b = append(x.b, "&gt;"...)
			case c == '"':
				x.b = append(x.b, "&quot;"...)
			case c >= ' ' && c != 0x7f:
				x.b = append(x.b, c)
			case c == '\t' || c == '\n' || c == '\r':
				x.b = append(x.b, ' ')
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if r != 0xfffe && r != 0xffff && (r < 0x7f || r > 0x9f) {
			x.b = utf8.AppendRune(x.b, r)
		}
	}
	return x
}

// run writes text in one face, with the properties props. Line ends and tabs become
// Word's own, and stretches from right to left are marked as such.
func (x *markup) run(s, props string) {
	for len(s) > 0 {
		n, rtl := stretch(s)
		x.raw(`<w:r>`)
		if rtl {
			props := props + `<w:rtl/>`
			x.raw(`<w:rPr>`, props, `</w:rPr>`)
		} else if props != "" {
			x.raw(`<w:rPr>`, props, `</w:rPr>`)
		}
		x.lines(s[:n])
		x.raw(`</w:r>`)
		s = s[n:]
	}
}

func (x *markup) lines(s string) {
	from := 0
	flush := func(to int) {
		if to > from {
			x.raw(`<w:t xml:space="preserve">`).esc(s[from:to]).raw(`</w:t>`)
		}
		from = to + 1
	}
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\n':
			flush(i)
			x.raw(`<w:br/>`)
		case '\t':
			flush(i)
			x.raw(`<w:tab/>`)
		}
	}
	flush(len(s))
}

// stretch is how far s goes on in one direction. Spaces between two words from right
// to left belong to them.
func stretch(s string) (n int, rtl bool) {
	strong, end := false, 0
	for i, r := range s {
		isRTL := unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana)
		switch {
		case !strong && (isRTL || !unicode.IsSpace(r)):
			if strong, rtl = true, isRTL; isRTL && i > 0 {
				return i, false
			}
		case strong && isRTL && !rtl:
			return i, false
		case strong && rtl && !isRTL && !unicode.IsSpace(r) && !unicode.Is(unicode.Mn, r):
			return end, true
		}
		if !unicode.IsSpace(r) {
			end = i + utf8.RuneLen(r)
		}
	}
	if rtl && end < len(s) {
		return end, true
	}
	return len(s), rtl
}

// faces are the run properties of bold and italic, in the order of the schema.
func faces(bold, italic bool) string {
	switch {
	case bold && italic:
		return `<w:b/><w:bCs/><w:i/><w:iCs/>`
	case bold:
		return `<w:b/><w:bCs/>`
	case italic:
		return `<w:i/><w:iCs/>`
	}
	return ""
}
