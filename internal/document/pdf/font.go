package pdf

import (
	"crypto/sha256"
	_ "embed" // the faces
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/boxesandglue/textshape/ot"
	"github.com/boxesandglue/textshape/subset"
)

// faceID names one of the built-in faces. The faces are few on purpose: a
// contract needs one serif for its clauses, one sans for heads and tables, and a
// fixed width for hashes.
type faceID int

const (
	serif faceID = iota
	serifItalic
	serifBold
	serifBoldItalic
	sans
	sansItalic
	sansBold
	mono
	faceCount
)

var faceFiles = [faceCount]string{
	serif:           "SourceSerif4-Regular",
	serifItalic:     "SourceSerif4-Italic",
	serifBold:       "SourceSerif4-SemiBold",
	serifBoldItalic: "SourceSerif4-SemiBoldItalic",
	sans:            "SourceSans3-Regular",
	sansItalic:      "SourceSans3-Italic",
	sansBold:        "SourceSans3-SemiBold",
	mono:            "SourceCodePro-Regular",
}

// The files are embedded one by one: read from an embed.FS, each would be copied.
var (
	//go:embed fonts/SourceSerif4-Regular.ttf
	serifData []byte
	//go:embed fonts/SourceSerif4-Italic.ttf
	serifItalicData []byte
	//go:embed fonts/SourceSerif4-SemiBold.ttf
	serifBoldData []byte
	//go:embed fonts/SourceSerif4-SemiBoldItalic.ttf
	serifBoldItalicData []byte
	//go:embed fonts/SourceSans3-Regular.ttf
	sansData []byte
	//go:embed fonts/SourceSans3-Italic.ttf
	sansItalicData []byte
	//go:embed fonts/SourceSans3-SemiBold.ttf
	sansBoldData []byte
	//go:embed fonts/SourceCodePro-Regular.ttf
	monoData []byte
)

var faceData = [faceCount][]byte{serifData, serifItalicData, serifBoldData, serifBoldItalicData, sansData, sansItalicData, sansBoldData, monoData}

// Typefaces is the SHA-256 of all font files, one after the other, in hex: with the
// version of the program it says what drew a page.
var Typefaces = sync.OnceValue(func() string {
	h := sha256.New()
	for _, data := range faceData {
		h.Write(data)
	}
	return hex.EncodeToString(h.Sum(nil))
})

// substitutes are the faces tried, in order, for a character that a face lacks.
var substitutes = [faceCount][]faceID{
	serif:           {sans},
	serifItalic:     {sansItalic, serif, sans},
	serifBold:       {sansBold, serif, sans},
	serifBoldItalic: {serifBold, sansBold, serif, sans},
	sans:            {serif},
	sansItalic:      {serifItalic, sans, serif},
	sansBold:        {serifBold, sans, serif},
	mono:            {sans, serif},
}

// face is one parsed font. All built-in fonts have 1000 units to the em, so font
// units are PDF glyph units; parseFace refuses any other.
type face struct {
	id       faceID
	ot       *ot.Face
	outlines *ot.Font // the same without layout tables, which a subset does not keep
	shaper   *ot.Shaper
	cmap     *ot.Cmap
	features []ot.Feature
}

func parseFace(id faceID) (*face, error) {
	parsed, err := ot.LoadFaceFromData(faceData[id], 0)
	if err != nil {
		return nil, fmt.Errorf("parse font %s: %w", faceFiles[id], err)
	}
	if parsed.Upem() != 1000 {
		return nil, fmt.Errorf("font %s has %d units to the em, not 1000", faceFiles[id], parsed.Upem())
	}
	shaper, err := ot.NewShaperFromFace(parsed)
	if err != nil {
		return nil, fmt.Errorf("shape with font %s: %w", faceFiles[id], err)
	}
	outlines, err := withoutLayout(parsed.Font)
	if err != nil {
		return nil, fmt.Errorf("strip font %s: %w", faceFiles[id], err)
	}
	f := &face{id: id, ot: parsed, outlines: outlines, shaper: shaper, cmap: parsed.Cmap(), features: ot.DefaultFeatures()}
	if id <= serifBoldItalic {
		// The serif's digits are tabular by default, which spaces "11" badly in prose.
		f.features = append(f.features, ot.NewFeatureOn(ot.MakeTag('p', 'n', 'u', 'm')))
	}
	return f, nil
}

// withoutLayout copies what drawing needs. Tables of layout are not for a subset,
// and a subset planned without them spares parsing them once more for each document.
func withoutLayout(f *ot.Font) (*ot.Font, error) {
	b := subset.NewFontBuilder()
	if err := copyTables(b, f); err != nil {
		return nil, err
	}
	data, err := b.Build()
	if err != nil {
		return nil, err
	}
	return ot.ParseFont(data, 0)
}

var drawingTables = []string{"head", "hhea", "maxp", "hmtx", "loca", "glyf"}

// copyTables copies the tables that drawing needs.
func copyTables(b *subset.FontBuilder, f *ot.Font) error {
	for _, name := range drawingTables {
		tag := ot.MakeTag(name[0], name[1], name[2], name[3])
		data, err := f.TableData(tag)
		if err != nil {
			return err
		}
		b.AddTable(tag, data)
	}
	return nil
}

func (f *face) has(r rune) bool {
	g, ok := f.cmap.Lookup(ot.Codepoint(r))
	return ok && g != 0
}

func (f *face) advance(g ot.GlyphID) int { return int(f.ot.HorizontalAdvance(g)) }

// faceSet is the built-in faces, each parsed once when it is first asked for, and the
// words that were shaped in them. All renderings share it: parsed, the faces take more
// room than a paper does.
type faceSet struct {
	parsed [faceCount]func() *face

	mu    sync.Mutex // held while shaping, since a shaper keeps state
	buf   *ot.Buffer
	words map[wordKey]*word // shaping knows nothing but the text
}

var faces = sync.OnceValue(func() *faceSet {
	set := &faceSet{buf: ot.NewBuffer(), words: map[wordKey]*word{}}
	for id := range faceCount {
		set.parsed[id] = sync.OnceValue(func() *face {
			f, err := parseFace(id)
			if err != nil {
				panic(err) // the fonts are part of the program
			}
			return f
		})
	}
	return set
})

func (s *faceSet) face(id faceID) *face { return s.parsed[id]() }

// pick finds the face that draws r for a text set in id: the face itself or the
// first of its substitutes that has the character.
func (s *faceSet) pick(id faceID, r rune) (faceID, bool) {
	if s.face(id).has(r) {
		return id, true
	}
	for _, alt := range substitutes[id] {
		if s.face(alt).has(r) {
			return alt, true
		}
	}
	return id, false
}
