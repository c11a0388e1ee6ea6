// Package pdf writes a document as a PDF: justified text, repeated table
// headers, links and bookmarks, tagged for screen readers (PDF/UA-1) and made to
// be kept (PDF/A-3a). It knows the model and nothing of where it comes from.
//
// A document goes through four steps. flow.go turns blocks into items, which are
// lines, rows and other things that are not broken, and builds the structure
// tree; paginate.go spreads items over pages; canvas.go draws them; object.go
// writes the file. Start reading at Write.
//
// The writer reads no clock and ranges over no map, so equal documents make equal
// bytes, which is what lets two parties compare a hash before they sign.
package pdf

import (
	"cmp"
	"fmt"
	"strings"

	"demarc/internal/document"
	"demarc/internal/party"
)

// paper is the sheet used, upright, in points.
type paper struct{ width, height float64 }

func paperOf(d document.Document) paper {
	if d.Brand.Paper == party.A4 {
		return paper{595.28, 841.89}
	}
	return paper{612, 792} // US Letter
}

// margins of the text. Landscape pages hold wide tables and use more of the sheet.
const (
	sideMargin      = 84
	topMargin       = 78
	bottomMargin    = 84
	wideSideMargin  = 48
	wideTopMargin   = 64
	wideBottom      = 66
	smallSideMargin = 45 // of a paper of one page
	smallTopMargin  = 44
	smallBottom     = 58
	smallHeadY      = 30
	runningHeadY    = 44 // baseline, from the top
	footerFromEdge  = 46 // first baseline, from the bottom
	wideHeadY       = 38
	wideFooterEdge  = 40
	draftMark       = "Draft, not signed"
	defaultLanguage = "en-US"
)

func language(d document.Document) string {
	if d.Language == "" {
		return defaultLanguage
	}
	return d.Language
}

// Write renders d. The same document gives the same bytes. A character that no
// built-in font has is a fault that names it and the place; a link to an anchor that
// is not in d is an error.
func Write(d document.Document) ([]byte, error) {
	out, err := layOut(d)
	if err != nil {
		return nil, err
	}
	if err := out.checkLinks(); err != nil {
		return nil, err
	}
	out.packer = packers.Get().(*packer)
	defer packers.Put(out.packer)
	out.drawPages()
	return out.file()
}

// layOut sets d and spreads it over pages, without drawing them yet.
func layOut(d document.Document) (*output, error) {
	accent, err := parseColor(cmp.Or(d.Brand.Accent, defaultAccent))
	if err != nil {
		return nil, fmt.Errorf("brand: %w", err)
	}
	if err := drawable(d); err != nil {
		return nil, err
	}
	f := newFlow(newSetter(faces()), d, accent.onWhite())
	if f.logo, err = newPicture(d.Brand.Logo, d.Author); err != nil {
		return nil, err
	}
	f.document()
	sheets, err := paginate(f.chapters)
	if err != nil {
		return nil, err
	}
	return newOutput(f, sheets), nil
}

// name is the document's title for file properties and running heads.
func name(d document.Document) string {
	if t := inLine(d.Title); t != "" {
		return t
	}
	return "Untitled"
}

// inLine is s without line ends and needless spaces.
func inLine(s string) string { return strings.Join(strings.Fields(clean(s)), " ") }
