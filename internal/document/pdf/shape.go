package pdf

import (
	"unicode"
	"unicode/utf8"

	"github.com/boxesandglue/textshape/ot"
)

// glyph is one shaped glyph in font units. text is what it stands for; it is
// empty for the later glyphs of a cluster.
type glyph struct {
	id      ot.GlyphID
	advance int
	dx, dy  int
	text    string
}

// segment is glyphs of one face.
type segment struct {
	face   *face
	glyphs []glyph
}

// word is shaped text without a place to break, independent of its size.
type word struct {
	segments []segment
	width    int // thousandths of the size
}

type wordKey struct {
	face faceID
	text string
}

// setter shapes words and remembers them: an agreement uses the same few
// thousand words over and over, and the next agreement most of them too.
type setter struct {
	faces *faceSet
	words map[wordKey]*word
	buf   *ot.Buffer
}

// mostWords bounds what a set of faces remembers, to a few megabytes.
const mostWords = 12000

func newSetter(faces *faceSet) *setter {
	if faces.words == nil || len(faces.words) > mostWords {
		faces.words = map[wordKey]*word{}
	}
	return &setter{faces: faces, words: faces.words, buf: ot.NewBuffer()}
}

// longestWord bounds what is shaped at once; longer words are shaped in pieces.
const longestWord = 96

// shape shapes text, which must be clean and short.
func (s *setter) shape(id faceID, text string) *word {
	key := wordKey{id, text}
	if w, ok := s.words[key]; ok {
		return w
	}
	w := &word{}
	start, current, script := 0, id, ot.Tag(0)
	flush := func(end int) {
		if end > start {
			w.segments = append(w.segments, s.run(s.faces.faces[current], text[start:end], script))
		}
		start = end
	}
	for i, r := range text {
		if unicode.Is(unicode.Mn, r) && i > 0 && s.faces.faces[current].has(r) {
			continue // a mark stays with its base
		}
		next, _ := s.faces.pick(id, r)
		sc := scriptOf(r)
		if next != current || (sc != 0 && script != 0 && sc != script) {
			flush(i)
			current, script = next, sc
		}
		if script == 0 {
			script = sc
		}
	}
	flush(len(text))
	for _, seg := range w.segments {
		for _, g := range seg.glyphs {
			w.width += g.advance
		}
	}
	s.words[key] = w
	return w
}

// scriptOf is the OpenType script of a letter, and 0 for characters that go with
// any script.
func scriptOf(r rune) ot.Tag {
	switch {
	case r < 0x250 || unicode.Is(unicode.Latin, r):
		if unicode.IsLetter(r) {
			return ot.MakeTag('l', 'a', 't', 'n')
		}
	case unicode.Is(unicode.Greek, r):
		return ot.MakeTag('g', 'r', 'e', 'k')
	case unicode.Is(unicode.Cyrillic, r):
		return ot.MakeTag('c', 'y', 'r', 'l')
	}
	return 0
}

// run shapes text of one face and one script.
func (s *setter) run(f *face, text string, script ot.Tag) segment {
	b := s.buf
	b.Reset()
	b.AddString(text)
	b.Direction = ot.DirectionLTR
	if script == 0 {
		script = ot.MakeTag('l', 'a', 't', 'n')
	}
	b.Script = script
	f.shaper.Shape(b, f.features)

	runes := []rune(text)
	seg := segment{face: f, glyphs: make([]glyph, len(b.Info))}
	for i, info := range b.Info {
		seg.glyphs[i] = glyph{
			id:      info.GlyphID,
			advance: f.spaced(info.GlyphID, int(b.Pos[i].XAdvance)),
			dx:      int(b.Pos[i].XOffset),
			dy:      int(b.Pos[i].YOffset),
		}
	}
	// A cluster is a stretch of characters and the glyphs they became. One to one
	// where the counts agree; otherwise the first glyph stands for all.
	for i := 0; i < len(b.Info); {
		j := i + 1
		for j < len(b.Info) && b.Info[j].Cluster == b.Info[i].Cluster {
			j++
		}
		end := len(runes)
		if j < len(b.Info) {
			end = b.Info[j].Cluster
		}
		cluster := runes[b.Info[i].Cluster:end]
		if len(cluster) == j-i {
			for k := range cluster {
				seg.glyphs[i+k].text = string(cluster[k])
			}
		} else {
			seg.glyphs[i].text = string(cluster)
		}
		i = j
	}
	return seg
}

// step is what a kern is a multiple of, so that there are few: half of it is a
// two-hundredth of a millimetre in running text.
const step = 4

// finest is the smallest kern that is kept, in thousandths of the size. What is less
// is a twenty-fifth of a millimetre in running text, and half of all kerns.
const finest = 11

// spaced is a glyph's advance without kerns that nobody can see.
func (f *face) spaced(id ot.GlyphID, advance int) int {
	own := f.advance(id)
	kern := advance - own
	if -finest < kern && kern < finest {
		return own
	}
	if kern > 0 {
		return own + (kern+step/2)/step*step
	}
	return own + (kern-step/2)/step*step
}

// cut splits text after at most n runes, never before a combining mark.
func cut(text string, n int) (head, tail string) {
	for i, r := range text {
		if n <= 0 && !unicode.Is(unicode.Mn, r) {
			return text[:i], text[i:]
		}
		n--
	}
	return text, ""
}

// split cuts a word between glyphs into pieces of a character each, for words
// wider than their line.
func (w *word) split() []*word {
	var out []*word
	for _, seg := range w.segments {
		for _, g := range seg.glyphs {
			r, _ := utf8.DecodeRuneInString(g.text)
			mark := g.text == "" || unicode.Is(unicode.Mn, r)
			if last := len(out) - 1; mark && last >= 0 {
				p := out[last]
				p.width += g.advance
				p.segments = append(p.segments, segment{seg.face, []glyph{g}})
				continue
			}
			out = append(out, &word{segments: []segment{{seg.face, []glyph{g}}}, width: g.advance})
		}
	}
	return out
}
