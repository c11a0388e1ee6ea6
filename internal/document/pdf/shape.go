package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/boxesandglue/textshape/ot"
)

// glyph is one shaped glyph in font units. text is what it stands for; it is
// empty for the later glyphs of a cluster.
type glyph struct {
	text    string
	advance int32
	dx, dy  int32
	id      ot.GlyphID
}

// segment is glyphs of one face.
type segment struct {
	face   *face
	glyphs []glyph
}

// word is shaped text without a place to break, independent of its size.
type word struct {
	segments []segment
	width    int  // thousandths of the size
	space    bool // nothing but a space
}

type wordKey struct {
	face faceID
	text string
}

// setter sets text. It looks words up in its own map first, which needs no lock.
type setter struct {
	faces   *faceSet
	words   map[wordKey]*word
	scratch []unit // of the paragraph being set
}

func newSetter(faces *faceSet) *setter {
	return &setter{faces: faces, words: map[wordKey]*word{}}
}

// shape shapes text, which must be clean and short.
func (s *setter) shape(id faceID, text string) *word {
	key := wordKey{id, text}
	w, ok := s.words[key]
	if !ok {
		w = s.faces.shape(key)
		s.words[key] = w
	}
	return w
}

// mostWords bounds what is remembered, to a few megabytes.
const mostWords = 12000

// shape shapes a word, or remembers how it was: an agreement uses the same few
// thousand words over and over, and the next agreement most of them too.
func (s *faceSet) shape(key wordKey) *word {
	s.mu.Lock()
	defer s.mu.Unlock()
	if w, ok := s.words[key]; ok {
		return w
	}
	if len(s.words) >= mostWords {
		clear(s.words)
	}
	key.text = strings.Clone(key.text) // it is part of somebody's paragraph
	w := s.shaped(key.face, key.text)
	s.words[key] = w
	return w
}

// longestWord bounds what is shaped at once; longer words are shaped in pieces.
const longestWord = 96

// shaped shapes text run by run, of one face and one script each.
func (s *faceSet) shaped(id faceID, text string) *word {
	w := &word{space: text == " "}
	start, current, script := 0, id, ot.Tag(0)
	flush := func(end int) {
		if end > start {
			w.segments = append(w.segments, s.run(s.face(current), text[start:end], script))
		}
		start = end
	}
	for i, r := range text {
		if unicode.Is(unicode.Mn, r) && i > 0 && s.face(current).has(r) {
			continue // a mark stays with its base
		}
		next, _ := s.pick(id, r)
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
			w.width += int(g.advance)
		}
	}
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
func (s *faceSet) run(f *face, text string, script ot.Tag) segment {
	b := s.buf
	b.Reset()
	b.AddString(text)
	b.Direction = ot.DirectionLTR
	if script == 0 {
		script = ot.MakeTag('l', 'a', 't', 'n')
	}
	b.Script = script
	f.shaper.Shape(b, f.features)

	starts := make([]int, 0, len(text)+1) // of characters
	for i := range text {
		starts = append(starts, i)
	}
	starts = append(starts, len(text))
	seg := segment{face: f, glyphs: make([]glyph, len(b.Info))}
	for i, info := range b.Info {
		seg.glyphs[i] = glyph{
			id:      info.GlyphID,
			advance: int32(f.spaced(info.GlyphID, int(b.Pos[i].XAdvance))), //nolint:gosec // thousandths of a size
			dx:      int32(b.Pos[i].XOffset),
			dy:      int32(b.Pos[i].YOffset),
		}
	}
	// A cluster is a stretch of characters and the glyphs they became. One to one
	// where the counts agree; otherwise the first glyph stands for all.
	for i := 0; i < len(b.Info); {
		j := i + 1
		for j < len(b.Info) && b.Info[j].Cluster == b.Info[i].Cluster {
			j++
		}
		first, end := b.Info[i].Cluster, len(starts)-1
		if j < len(b.Info) {
			end = b.Info[j].Cluster
		}
		if end-first == j-i {
			for k := range end - first {
				seg.glyphs[i+k].text = text[starts[first+k]:starts[first+k+1]]
			}
		} else {
			seg.glyphs[i].text = text[starts[first]:starts[end]]
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
				p.width += int(g.advance)
				p.segments = append(p.segments, segment{seg.face, []glyph{g}})
				continue
			}
			out = append(out, &word{segments: []segment{{seg.face, []glyph{g}}}, width: int(g.advance)})
		}
	}
	return out
}
