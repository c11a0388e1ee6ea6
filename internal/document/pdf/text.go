package pdf

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// look is how text is drawn.
type look struct {
	face  faceID
	size  float64
	color color
}

// piece is a word, or the space between two words, of a stretch of text.
type piece struct {
	*stretchOfText
	word *word
}

// link is one reference in a text; it may run over a line's end.
type link struct {
	to   string // anchor
	text string // what is read aloud
	elem *elem  // made when first drawn
}

// spoken is the start of a text, enough to say where a link or bookmark leads.
func spoken(s string) string {
	head, tail := cut(s, 200)
	if tail != "" {
		head += "…"
	}
	return inLine(head)
}

// stretchOfText is text in one look. link is what it leads to, if anything.
type stretchOfText struct {
	text string
	look *look
	link *link
}

// units turns text into boxes, glue and penalties. Words wider than narrowest
// may be broken anywhere. The result ends with a forced break; it is good until the
// next text is set.
func (s *setter) units(parts []stretchOfText, narrowest float64) []unit {
	out := s.scratch[:0]
	for i := range parts {
		p := &parts[i]
		text := clean(p.text)
		for text != "" {
			r, n := utf8.DecodeRuneInString(text)
			switch {
			case r == '\n':
				out = append(out, endLine()...)
				text = text[n:]
			case r == '\u200b':
				out = append(out, unit{kind: penalty})
				text = text[n:]
			case isSpace(r):
				text = strings.TrimLeftFunc(text, isSpace)
				if last := len(out) - 1; last >= 0 && out[last].kind != glue {
					out = append(out, s.space(p))
				}
			default:
				end := strings.IndexFunc(text, func(r rune) bool { return isSpace(r) || r == '\n' || r == '\u200b' })
				if end < 0 {
					end = len(text)
				}
				out = s.addWord(out, p, text[:end], narrowest)
				text = text[end:]
			}
		}
	}
	for len(out) > 0 && out[len(out)-1].kind == glue {
		out = out[:len(out)-1]
	}
	s.scratch = append(out, endLine()...)
	return s.scratch
}

// shortestEnd is the least width, in points, of a word that may stand alone in a
// paragraph's last line.
const shortestEnd = 40

// tieEnd keeps a paragraph's last short word with the word before it.
func tieEnd(units []unit) []unit {
	last := len(units) - len(endLine()) // behind the last box
	i := last - 1
	width := 0.0
	for i > 0 && units[i].kind != glue {
		width += units[i].width
		i--
	}
	if i <= 6 || width > shortestEnd {
		return units
	}
	return slices.Insert(units, i, unit{kind: penalty, penalty: forbidden})
}

// isSpace holds for the space that may stretch and end a line; a no-break space may not.
func isSpace(r rune) bool { return r != '\n' && r != '\u00a0' && r != '\u202f' && unicode.IsSpace(r) }

func endLine() []unit {
	return []unit{
		{kind: penalty, penalty: forbidden},
		{kind: glue, stretch: 1e5},
		{kind: penalty, penalty: forced},
	}
}

func (s *setter) space(p *stretchOfText) unit {
	w := s.shape(p.look.face, " ")
	width := float64(w.width) * p.look.size / 1000
	return unit{
		kind: glue, width: width, stretch: width * 0.6, shrink: width * 0.3,
		piece: piece{p, w},
	}
}

func (s *setter) addWord(out []unit, p *stretchOfText, text string, narrowest float64) []unit {
	for text != "" {
		var part string
		part, text = cut(text, longestWord)
		for first := true; part != ""; first = false {
			var syllable string
			syllable, part = atHyphen(part)
			if !first {
				out = append(out, unit{kind: penalty, penalty: 60})
			}
			w := s.shape(p.look.face, syllable)
			if float64(w.width)*p.look.size/1000 <= narrowest && text == "" && len(syllable) < longestWord {
				out = append(out, s.boxOf(p, w))
				continue
			}
			for j, c := range w.split() {
				if j > 0 {
					out = append(out, unit{kind: penalty, penalty: 500})
				}
				out = append(out, s.boxOf(p, c))
			}
		}
		if text != "" {
			out = append(out, unit{kind: penalty, penalty: 500})
		}
	}
	return out
}

func (s *setter) boxOf(p *stretchOfText, w *word) unit {
	return unit{kind: box, width: float64(w.width) * p.look.size / 1000, piece: piece{p, w}}
}

// atHyphen cuts a word behind its first hyphen, dash or slash that stands between
// letters, two of them on each side, so that "co-managed" may be broken and
// "A/R" or "-5" may not.
func atHyphen(w string) (head, tail string) {
	for i := 0; ; {
		at := strings.IndexAny(w[i:], "-/–—")
		if at < 0 {
			return w, ""
		}
		_, n := utf8.DecodeRuneInString(w[i+at:])
		head, tail = w[:i+at], w[i+at+n:]
		i += at + n
		if endsInLetters(head) && beginsWithLetters(tail) {
			return w[:i], tail
		}
	}
}

func endsInLetters(s string) bool {
	b, n := utf8.DecodeLastRuneInString(s)
	a, _ := utf8.DecodeLastRuneInString(s[:len(s)-n])
	return unicode.IsLetter(a) && unicode.IsLetter(b)
}

func beginsWithLetters(s string) bool {
	a, n := utf8.DecodeRuneInString(s)
	b, _ := utf8.DecodeRuneInString(s[n:])
	return unicode.IsLetter(a) && unicode.IsLetter(b)
}

// line is one set line. Pieces carry their own place; spaces their set width.
type line struct {
	pieces []placedPiece
	width  float64
	// ends is set for the last line of a paragraph: no space is read after it.
	ends bool
}

// placedPiece is kept small: a long paper has tens of thousands.
type placedPiece struct {
	piece
	x, width float32
}

func (p *placedPiece) end() float64 { return float64(p.x) + float64(p.width) }

// setLines breaks units into lines, justified where that comes out well.
func setLines(units []unit, width func(line int) float64, justified bool) []line {
	var ends []*breakpoint
	if justified {
		for _, tolerance := range []float64{1.5, 3, 6} {
			if ends = justify(units, width, tolerance); ends != nil {
				break
			}
		}
	}
	if ends == nil {
		ends = ragged(units, width)
	}
	lines := make([]line, 0, len(ends))
	pieces := make([]placedPiece, 0, len(units))
	start := 0
	for n, end := range ends {
		for start < end.at && units[start].kind != box {
			start++
		}
		l := line{ends: n == len(ends)-1}
		x, from := 0.0, len(pieces)
		for i := start; i < end.at; i++ {
			u := &units[i]
			if u.kind == penalty || (u.kind == glue && u.piece.word == nil) {
				continue
			}
			w := u.width
			if u.kind == glue {
				if end.ratio > 0 {
					w += end.ratio * u.stretch
				} else {
					w += end.ratio * u.shrink
				}
			}
			pieces = append(pieces, placedPiece{u.piece, float32(x), float32(w)})
			x += w
		}
		l.pieces, l.width = pieces[from:len(pieces):len(pieces)], x
		lines = append(lines, l)
		start = end.at + 1
	}
	return lines
}
