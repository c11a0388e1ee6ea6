package party

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Brand is how an MSP's papers, pages and letters look. It is part of a frozen
// version, so that a later change of the brand does not change a signed paper.
type Brand struct {
	Accent string `json:"accent,omitempty"` // "#1f4fa8"; empty is the house colour
	Footer string `json:"footer,omitempty"` // one line under the footer, such as an address
	Sender string `json:"sender,omitempty"` // display name on letters
	Paper  Paper  `json:"paper,omitempty"`
	Logo   Logo   `json:"logo,omitzero"`
}

// Paper is the size of a printed sheet.
type Paper string

const (
	Letter Paper = ""   // 8.5 x 11 inches
	A4     Paper = "a4" // 210 x 297 mm
)

// Logo is a picture that was decoded and written anew by us; nothing of an uploaded
// file's own bytes is in it.
type Logo struct {
	PNG    []byte `json:"png,omitempty"` // 8-bit RGB or RGBA, not interlaced
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Alt    string `json:"alt,omitempty"` // what a screen reader says, usually the company's name
}

// Kept is a brand as it is kept, with what is not printed.
type Kept struct {
	Brand
	Asked string // the accent as it was chosen; Accent is the one that can be read on paper
	Mark  string // names the logo in its address; empty without one
	Rev   int
}

// Look is what pages need of a brand: everything but the picture itself. Its accent is
// the one that was chosen: each theme corrects it for its own ground.
type Look struct {
	Accent        string
	Mark          string
	Width, Height int
}

// Limits of the lines of a brand, in characters.
const (
	FooterLine = 120
	SenderLine = 60
)

// CheckLines judges the lines of a brand, and gives for each wrong one, by the name of
// its field, the sentence that mends it.
func (b Brand) CheckLines() map[string]string {
	wrong := map[string]string{}
	if s := line(b.Footer, FooterLine); s != "" {
		wrong["footer"] = s
	}
	switch s := line(b.Sender, SenderLine); {
	case s != "":
		wrong["sender"] = s
	case strings.ContainsAny(b.Sender, "@<>\"\\"):
		// A mail program that shows the name alone would show a foreign address.
		wrong["sender"] = "Write a name, not an address: without @, <, > or quotation marks."
	}
	if b.Paper != Letter && b.Paper != A4 {
		wrong["paper"] = "Choose one of the sizes."
	}
	return wrong
}

func line(s string, most int) string {
	for _, r := range s {
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || r == utf8.RuneError {
			return fmt.Sprintf("This has a hidden control character (U+%04X). Use one plain line.", r)
		}
	}
	if n := utf8.RuneCountInString(s); n > most {
		return fmt.Sprintf("This is %d characters long. Use %d or fewer.", n, most)
	}
	return ""
}
