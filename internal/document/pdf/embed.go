package pdf

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/boxesandglue/textshape/ot"
	"github.com/boxesandglue/textshape/subset"
)

// embedder gives each glyph that is drawn a two-byte code. A code belongs to a
// glyph and the characters it stands for, so that one glyph with two meanings
// (a hyphen and a minus, say) is read back rightly each time.
type embedder struct {
	codes [faceCount]map[glyphText]int
	used  [faceCount][]usedGlyph // by code - 1
}

type glyphText struct {
	id   ot.GlyphID
	text string
}

type usedGlyph struct {
	glyphText
	width int
}

// code returns the code of g in f and its width without kerning. Code 0 is never
// given: it would be .notdef.
func (m *embedder) code(f *face, g *glyph) (code, width int) {
	key := glyphText{g.id, g.text}
	if n, ok := m.codes[f.id][key]; ok {
		return n, m.used[f.id][n-1].width
	}
	if m.codes[f.id] == nil {
		m.codes[f.id] = map[glyphText]int{}
	}
	width = f.advance(g.id)
	m.used[f.id] = append(m.used[f.id], usedGlyph{key, width})
	n := len(m.used[f.id])
	m.codes[f.id][key] = n
	return n, width
}

// write embeds a subset of every face that was drawn with and returns the entries
// of the /Font resource.
func (m *embedder) write(o *objects, set *faceSet) (string, error) {
	var resource strings.Builder
	for id := range faceCount {
		if len(m.used[id]) == 0 {
			continue
		}
		n, err := writeFont(o, set.faces[id], m.used[id])
		if err != nil {
			return "", fmt.Errorf("embed font %s: %w", faceFiles[id], err)
		}
		fmt.Fprintf(&resource, "/F%d %d 0 R", id, n)
	}
	return resource.String(), nil
}

func writeFont(o *objects, f *face, used []usedGlyph) (int, error) {
	input := subset.NewInput()
	input.Flags = subset.FlagDropLayoutTables | subset.FlagNoHinting | subset.FlagNoLayoutClosure | subset.FlagNotdefOutline
	for _, u := range used {
		input.AddGlyph(u.id)
	}
	plan, err := subset.CreatePlan(f.outlines, input)
	if err != nil {
		return 0, err
	}
	program, err := plan.Execute()
	if err != nil {
		return 0, err
	}

	toGlyph := make([]byte, 2, 2*len(used)+2)
	widths := []byte("[1[")
	for _, u := range used {
		n, ok := plan.MapGlyph(u.id)
		if !ok || u.id == 0 {
			return 0, fmt.Errorf("no glyph for %q", u.text)
		}
		toGlyph = append(toGlyph, byte(n>>8), byte(n))
		widths = fmt.Appendf(widths, "%d ", u.width)
	}
	widths = append(widths, "]]"...)

	file := o.alloc()
	o.putStream(file, fmt.Sprintf("/Length1 %d", len(program)), program)
	mapping := o.alloc()
	o.putStream(mapping, "", toGlyph)
	unicode := o.alloc()
	o.putStream(unicode, "", toUnicode(used))

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
	cid := o.alloc()
	o.putf(cid, "<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/DW 0/W%s/CIDToGIDMap %d 0 R>>",
		name, descriptor, widths, mapping)
	font := o.alloc()
	o.putf(font, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, cid, unicode)
	return font, nil
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
// entries (PDF 32000-1, 9.10.3).
func toUnicode(used []usedGlyph) []byte {
	b := []byte("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	code := 1
	for block := range slices.Chunk(used, 100) {
		b = fmt.Appendf(b, "%d beginbfchar\n", len(block))
		for _, u := range block {
			s := u.text
			if s == "" {
				s = "\u200b" // a later part of a cluster: the first part stands for all of it
			}
			b = fmt.Appendf(b, "<%04X> <", code)
			for _, c := range utf16.Encode([]rune(s)) {
				b = fmt.Appendf(b, "%04X", c)
			}
			b = append(b, ">\n"...)
			code++
		}
		b = append(b, "endbfchar\n"...)
	}
	return append(b, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"...)
}
