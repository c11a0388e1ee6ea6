package pdf

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// clean brings text into the form that is set: composed characters, no
// characters that draw nothing. A line feed stays and ends a line.
func clean(s string) string {
	if plainASCII(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch r {
		case '\t', '\u2028', '\u2029', '\v', '\f', '\r':
			return ' '
		case '\u00ad', '\u2060', '\ufeff': // soft hyphen, word joiner, byte order mark
			return -1
		case '\u2011': // the fonts lack the no-break hyphen; lines do not end at this one either
			return '\u2010'
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x7f || (c < ' ' && c != '\n') {
			return false
		}
	}
	return true
}

// Drawable returns the characters of s, each once and in order of appearance,
// that no built-in font can draw; nil means that s can be printed. Ask before a
// name is accepted: Write refuses a document that holds such a character.
func Drawable(s string) []rune {
	if plainASCII(s) {
		return nil
	}
	return faces().undrawable(s)
}

func (s *faceSet) undrawable(text string) []rune {
	if plainASCII(text) {
		return nil
	}
	var missing []rune
	for _, r := range clean(text) {
		if r == '\n' || r == '\u200b' {
			continue
		}
		// Every other control or format character draws nothing, joins letters of
		// scripts that are not here, or turns the reading direction: none belongs in
		// a contract. Nor do private characters, which mean nothing to a reader.
		if _, ok := s.pick(serif, r); ok && !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) {
			continue
		}
		if !slices.Contains(missing, r) {
			missing = append(missing, r)
		}
	}
	return missing
}
