package html

import (
	"strconv"
	"unicode/utf8"
)

// writer collects the article. raw takes markup from this package only; everything
// that comes from a document goes through text.
type writer struct {
	b     []byte
	level int
}

func (w *writer) raw(markup string) *writer {
	w.b = append(w.b, markup...)
	return w
}

// text writes s so that it is only text, between tags as well as in a quoted
// attribute. What HTML cannot carry becomes U+FFFD, as a browser would make it.
func (w *writer) text(s string) *writer {
	from := 0
	for i := 0; i < len(s); {
		size, as := 1, ""
		switch c := s[i]; {
		case c == '&':
			as = "&amp;"
		case c == '<':
			as = "&lt;"
		case c == '>':
			as = "&gt;"
		case c == '"':
			as = "&#34;"
		case c == '\'':
			as = "&#39;"
		case c == '\r':
			as = "&#13;"
		case c < ' ' && c != '\t' && c != '\n' || c == 0x7f:
			as = "\ufffd"
		case c >= utf8.RuneSelf:
			var r rune
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				as = "\ufffd"
			}
		}
		if as != "" {
			w.b = append(append(w.b, s[from:i]...), as...)
			from = i + size
		}
		i += size
	}
	w.b = append(w.b, s[from:]...)
	return w
}

// open begins a heading such as h3; n is its level.
func (w *writer) open(tag string, n int, id string) *writer {
	w.raw("<" + tag + strconv.Itoa(n))
	w.id(id)
	return w.raw(">")
}

func (w *writer) close(tag string, n int) { w.raw("</" + tag + strconv.Itoa(n) + ">") }

func (w *writer) id(id string) {
	if id != "" {
		w.raw(` id="`).text(id).raw(`"`)
	}
}

// number is the number of a section or paragraph. It is text, so that it is read
// aloud, found and copied.
func (w *writer) number(n string) {
	if n != "" {
		w.raw(`<span class="doc-number">`).text(n).raw(` </span>`)
	}
}
