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
	plain map[string]string
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
		c := s[i]
		if c < utf8.RuneSelf {
			if as := special[c]; as != "" {
				w.b = append(append(w.b, s[from:i]...), as...)
				from = i + 1
			}
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			w.b = append(append(w.b, s[from:i]...), "\ufffd"...)
			from = i + 1
		}
		i += size
	}
	w.b = append(w.b, s[from:]...)
	return w
}

// special is what each byte of ASCII that may not stand as itself is written as.
var special = func() (t [utf8.RuneSelf]string) {
	for c := range byte(' ') {
		t[c] = "\ufffd"
	}
	t['\t'], t['\n'], t['\r'], t[0x7f] = "", "", "&#13;", "\ufffd"
	t['&'], t['<'], t['>'], t['"'], t['\''] = "&amp;", "&lt;", "&gt;", "&#34;", "&#39;"
	return t
}()

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
