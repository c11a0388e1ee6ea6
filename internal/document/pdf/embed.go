package pdf

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/boxesandglue/textshape/ot"
	"github.com/boxesandglue/textshape/subset"
)

// embedder gives each glyph that is drawn a one-byte code. A code belongs to a
// glyph and the characters it stands for, so that one glyph with two meanings
// (a hyphen and a minus, say) is read back rightly each time.
//
// One byte instead of two makes the pages a sixth smaller and lets a line's spaces
// be stretched by one operator, which looks for the code 32. A face that draws more
// characters than a byte can count is embedded as several fonts.
type embedder struct {
	places map[glyphText]codePlace
	fonts  []*usedFont // by number - 1
	last   [faceCount]*usedFont
}

// glyphText is a glyph of a face with what it stands for, and by how much it is wider
// than drawn in the face.
type glyphText struct {
	face  faceID
	id    ot.GlyphID
	text  string
	wider int
}

type codePlace struct {
	font  int
	code  byte
	width int
}

// usedFont is what is drawn of a face, by code. Code 0 is never given.
type usedFont struct {
	face   *face
	number int
	codes  [256]*usedGlyph
	count  int // codes given to other than ASCII characters
}

type usedGlyph struct {
	glyphText
	width int
}

// spare are the codes of glyphs that are no ASCII characters. The controls that a
// text editor would take for line ends are left out.
var spare = func() (codes []byte) {
	for c := 0x80; c <= 0xff; c++ {
		codes = append(codes, byte(c))
	}
	for c := byte(1); c < ' '; c++ {
		if c != '\n' && c != '\r' {
			codes = append(codes, c)
		}
	}
	return codes
}()

// mostRespaced bounds the codes that letters with a kern of their own take; the kerns
// of further ones are written at each.
const mostRespaced = 100

// code returns the font and the code of g and its width in that font.
func (m *embedder) code(f *face, g *glyph) (font int, code byte, width int) {
	key := glyphText{f.id, g.id, g.text, 0}
	if g.text != "" && g.text != " " && g.dx == 0 {
		key.wider = int(g.advance) - f.advance(g.id)
	}
	if u := m.last[f.id]; key.wider != 0 && u != nil && u.count >= mostRespaced {
		if _, known := m.places[key]; !known {
			key.wider = 0
		}
	}
	if p, ok := m.places[key]; ok {
		return p.font, p.code, p.width
	}
	if m.places == nil {
		m.places = map[glyphText]codePlace{}
	}
	u := m.last[f.id]
	if u == nil || u.count == len(spare) {
		u = &usedFont{face: f, number: len(m.fonts) + 1}
		m.fonts = append(m.fonts, u)
		m.last[f.id] = u
	}
	width = f.advance(g.id) + key.wider
	code = u.give(g.text, key.wider == 0)
	u.codes[code] = &usedGlyph{key, width}
	m.places[key] = codePlace{u.number, code, width}
	return u.number, code, width
}

// give finds a free code: an ASCII character's own if it is plain, so that a page's
// text can be read in the file, and otherwise the next spare one.
func (u *usedFont) give(text string, plain bool) byte {
	if plain && len(text) == 1 && ' ' <= text[0] && text[0] < 0x7f && u.codes[text[0]] == nil {
		return text[0]
	}
	u.count++
	return spare[u.count-1]
}

// write embeds the fonts and returns the entries of the /Font resource.
func (m *embedder) write(o *objects) (string, error) {
	var resource strings.Builder
	for _, u := range m.fonts {
		n, err := u.write(o)
		if err != nil {
			return "", fmt.Errorf("embed font %s: %w", faceFiles[u.face.id], err)
		}
		fmt.Fprintf(&resource, "/F%d %d 0 R", u.number, n)
	}
	return resource.String(), nil
}

// write embeds a subset as a simple font. Its own cmap leads from codes to glyphs,
// so there is no /Encoding (ISO 19005-3, 6.2.11.6).
func (u *usedFont) write(o *objects) (int, error) {
	program, err := u.program()
	if err != nil {
		return 0, err
	}
	first, last := 0, 0
	for c, g := range u.codes {
		if g != nil {
			if first == 0 {
				first = c
			}
			last = c
		}
	}
	widths := []byte{'['}
	for _, g := range u.codes[first : last+1] {
		w := 0
		if g != nil {
			w = g.width
		}
		widths = fmt.Appendf(widths, "%d ", w)
	}
	widths = append(widths, ']')

	file := o.alloc()
	o.putStream(file, fmt.Sprintf("/Length1 %d", len(program)), program)
	unicode := o.alloc()
	o.putStream(unicode, "", u.toUnicode())

	f := u.face
	name := subsetTag(program) + "+" + faceFiles[f.id]
	xMin, yMin, xMax, yMax := f.ot.BBox()
	flags := 4 // symbolic: the codes are our own
	if f.ot.IsItalic() {
		flags |= 64
	}
	if f.id == mono {
		flags |= 1
	}
	stem := 80
	if f.id == serifBold || f.id == serifBoldItalic || f.id == sansBold {
		stem = 120
	}
	descriptor := o.alloc()
	o.putf(descriptor, "<</Type/FontDescriptor/FontName/%s/Flags %d/FontBBox[%d %d %d %d]/ItalicAngle %d/Ascent %d/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>",
		name, flags, xMin, yMin, xMax, yMax, f.ot.ItalicAngle()>>16, f.ot.Ascender(), f.ot.Descender(), f.ot.CapHeight(), stem, file)
	font := o.alloc()
	o.putf(font, "<</Type/Font/Subtype/TrueType/BaseFont/%s/FirstChar %d/LastChar %d/Widths%s/FontDescriptor %d 0 R/ToUnicode %d 0 R>>",
		name, first, last, widths, descriptor, unicode)
	return font, nil
}

// program is the font file with the used glyphs only.
func (u *usedFont) program() ([]byte, error) {
	input := subset.NewInput()
	input.Flags = subset.FlagDropLayoutTables | subset.FlagNoHinting | subset.FlagNoLayoutClosure | subset.FlagNotdefOutline
	for _, g := range u.codes {
		if g != nil {
			input.AddGlyph(g.id)
		}
	}
	plan, err := subset.CreatePlan(u.face.outlines, input)
	if err != nil {
		return nil, err
	}
	program, err := plan.Execute()
	if err != nil {
		return nil, err
	}
	var glyphs [256]ot.GlyphID
	var more []respaced
	parsed, err := ot.ParseFont(program, 0)
	if err != nil {
		return nil, err
	}
	for c, g := range u.codes {
		if g == nil {
			continue
		}
		n, ok := plan.MapGlyph(g.id)
		if !ok || g.id == 0 {
			return nil, fmt.Errorf("no glyph for %q", g.text)
		}
		glyphs[c] = n
		if g.wider != 0 {
			glyphs[c] = ot.GlyphID(parsed.NumGlyphs() + len(more)) //nolint:gosec // at most 256 more
			more = append(more, respaced{n, g.width})
		}
	}
	b := subset.NewFontBuilder()
	if err := withRespaced(b, parsed, more); err != nil {
		return nil, err
	}
	b.AddTable(ot.MakeTag('c', 'm', 'a', 'p'), symbols(glyphs))
	return b.Build()
}

// symbols is a cmap table with one encoding, Microsoft's for symbols, which maps
// 0xF000 plus a code (PDF 32000-1, 9.6.6.4). It has two segments: all codes, and
// the last one that format 4 asks for.
func symbols(glyphs [256]ot.GlyphID) []byte {
	be := binary.BigEndian
	var b []byte
	put := func(vs ...uint16) {
		for _, v := range vs {
			b = be.AppendUint16(b, v)
		}
	}
	put(0, 1)         // version, one table
	put(3, 0, 0, 12)  // Microsoft, symbol, offset
	put(4, 32+512, 0) // format, length, language
	put(4, 4, 1, 0)   // twice the segments, and for searching
	put(0xf0ff, 0xffff, 0, 0xf000, 0xffff)
	put(0, 1) // deltas
	put(4, 0) // the first segment's glyphs begin behind these two
	for _, g := range glyphs {
		put(g)
	}
	return b
}

// subsetTag makes the six capitals before a subset's name from its bytes.
func subsetTag(program []byte) string {
	sum := sha256.Sum256(program)
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag)
}

// toUnicode is the CMap from codes to characters, in blocks of at most 100
// entries (9.10.3).
func (u *usedFont) toUnicode() []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<00> <FF>\nendcodespacerange\n" +
		"1 beginbfrange\n<20> <7E> <0020>\nendbfrange\n")
	var codes []int
	for c, g := range u.codes {
		if g != nil && (c < ' ' || c >= 0x7f) {
			codes = append(codes, c)
		}
	}
	for block := range slices.Chunk(codes, 100) {
		b = fmt.Appendf(b, "%d beginbfchar\n", len(block))
		for _, c := range block {
			s := u.codes[c].text
			if s == "" {
				s = "\u200b" // a later part of a cluster: the first part stands for all of it
			}
			b = fmt.Appendf(b, "<%02X> <", c)
			for _, c := range utf16.Encode([]rune(s)) {
				b = fmt.Appendf(b, "%04X", c)
			}
			b = append(b, ">\n"...)
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}
