package mail

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"demarc/internal/party"
)

// logoID names the logo inside a letter. The picture travels in the letter itself: it
// needs no address of ours that a mail program would ask for, and tells nobody when a
// letter is read. Where pictures are off, its words stand there.
const logoID = "logo@demarc"

const (
	houseAccent = "#1f4fd8"
	logoHeight  = 48 // of pixels in a letter, at most
)

// look is a brand as the HTML of a letter needs it.
type look struct {
	accent        string
	logo          bool
	alt           string
	width, height string
}

// lookOf corrects the accent once more: a letter is on white whatever was stored.
func lookOf(b party.Brand) look {
	l := look{accent: houseAccent}
	if accent, ok := party.ReadAccent(b.Accent); ok {
		l.accent = party.Corrected(accent)
	}
	if b.Logo.Height > 0 {
		h := min(b.Logo.Height, logoHeight)
		l.logo, l.alt, l.height, l.width = true, b.Logo.Alt, strconv.Itoa(h), strconv.Itoa(b.Logo.Width*h/b.Logo.Height)
	}
	return l
}

// button is the style of the letter's button; the accent is #rrggbb by lookOf.
func (l look) button() templ.SafeCSS {
	return templ.SafeCSS("display:inline-block;background:" + l.accent + ";color:#ffffff;text-decoration:none;padding:12px 20px;border-radius:6px;font-weight:600")
}

func (l look) link() templ.SafeCSS {
	return templ.SafeCSS("color:" + l.accent + ";word-break:break-all")
}

// words are the letter's with the line of the brand.
func (m Message) words() Letter {
	m.Letter.Line = m.Brand.Footer
	return m.Letter
}

// sender is the name a letter comes from: the brand's own, or the MSP's.
func (m Message) sender() string { return oneLine(cmp.Or(m.Brand.Sender, m.FromName)) }

// Text is the letter as plain text, with the same content as the HTML.
func (l Letter) Text() string {
	var b strings.Builder
	b.WriteString(l.Heading + "\n")
	for _, p := range l.Paragraphs {
		b.WriteString("\n" + p + "\n")
	}
	for _, p := range l.Parts {
		b.WriteString("\n" + p.Heading + "\n")
		for _, line := range p.Lines {
			b.WriteString("- " + line + "\n")
		}
	}
	if l.Code != "" {
		b.WriteString("\n    " + l.Code + "\n")
	}
	if l.URL != "" {
		b.WriteString("\n" + l.Button + ":\n" + l.URL + "\n")
	}
	if l.Footer != "" {
		b.WriteString("\n--\n" + l.Footer + "\n")
	}
	if l.Settings != "" {
		b.WriteString("\nChoose which letters you get:\n" + l.Settings + "\n")
	}
	if l.Mute != "" {
		b.WriteString("\nNo more letters about this engagement:\n" + l.Mute + "\n")
	}
	if l.Line != "" {
		b.WriteString("\n" + l.Line + "\n")
	}
	return b.String()
}

// oneLine takes line breaks out of text that goes into a header, and out of what a mail
// server said. Some answer in the alphabet of their country: what is no UTF-8 is replaced,
// since nobody could keep it.
func oneLine(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
	return strings.Join(strings.Fields(s), " ")
}
