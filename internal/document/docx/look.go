package docx

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/document"
	"demarc/internal/party"
)

// look is what a brand makes of a file: the sheets, the colour and the logo.
type look struct {
	upright, turned sheet
	accent          string // six hex digits, as Word writes a colour
	logo            *party.Logo
	alt             string // of the logo
}

// sheet is a page in twentieths of a point. Margins are those of the PDF, so that the
// pages of the two come out nearly alike and a list of contents serves both.
type sheet struct {
	width, height       int
	margin, top, bottom int
	header, footer      string // relationship ids
}

// measure is the width of its text.
func (s sheet) measure() int { return s.width - 2*s.margin }

const houseAccent = "#1e2a5a"

func newLook(d document.Document) (look, error) {
	short, long := 12240, 15840 // US Letter
	if d.Brand.Paper == party.A4 {
		short, long = 11906, 16838
	}
	l := look{
		upright: sheet{short, long, 1680, 1560, 1680, "rId3", "rId4"},
		turned:  sheet{long, short, 960, 1280, 1320, "rId5", "rId6"},
	}
	accent, ok := party.ReadAccent(cmp.Or(d.Brand.Accent, houseAccent))
	if !ok {
		return l, fmt.Errorf("brand: colour %q is not of the form #rrggbb", d.Brand.Accent)
	}
	l.accent = strings.ToUpper(party.Corrected(accent)[1:])
	if g := d.Brand.Logo; len(g.PNG) > 0 && g.Width > 0 && g.Height > 0 {
		l.logo, l.alt = &g, g.Alt
		if l.alt == "" {
			l.alt = d.Author
		}
	}
	return l, nil
}

const (
	logoName = "media/logo.png"
	drawing  = ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"`
)

// size is how large the logo is printed, in English Metric Units: within a box of 2.6
// by 0.75 inches, and never so large that its dots show.
func (l look) size() (width, height int) {
	const (
		inch      = 914400
		finest    = inch / 72 // a dot at its largest
		boxWidth  = inch * 26 / 10
		boxHeight = inch * 3 / 4
	)
	w, h := l.logo.Width, l.logo.Height
	switch {
	case w*finest <= boxWidth && h*finest <= boxHeight:
		return w * finest, h * finest
	case w*boxHeight > h*boxWidth:
		return boxWidth, max(1, boxWidth*h/w)
	}
	return max(1, boxHeight*w/h), boxHeight
}

// logo stands above the title, in the text, where a screen reader comes across it.
func (b *body) logo() {
	if b.look.logo == nil {
		return
	}
	w, h := b.look.size()
	extent := ` cx="` + strconv.Itoa(w) + `" cy="` + strconv.Itoa(h) + `"/>`
	b.raw(`<w:p><w:pPr><w:pStyle w:val="Logo"/></w:pPr><w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent`, extent)
	b.raw(`<wp:docPr id="1" name="Logo" descr="`).esc(b.look.alt).raw(`"/><wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr>`)
	b.raw(`<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>`)
	b.raw(`<pic:nvPicPr><pic:cNvPr id="0" name="Logo" descr="`).esc(b.look.alt).raw(`"/><pic:cNvPicPr/></pic:nvPicPr>`)
	b.raw(`<pic:blipFill><a:blip r:embed="rId10"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>`)
	b.raw(`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext`, extent, `</a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>`)
	b.raw(`</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`)
}
