package page

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Longest texts, in characters. One table for every form.
const (
	MaxCode  = 64    // a code, a reference, a state
	MaxName  = 120   // of a person, client, function
	MaxLine  = 200   // any other single line
	MaxEmail = 254   // RFC 5321, section 4.5.3.1
	MaxURL   = 2000  //
	MaxText  = 4000  // a comment, a split note
	MaxLong  = 20000 // a clause
)

// clean trims and normalizes what was typed, and says in a sentence what cannot
// be kept: documents go to PDF, XML and Postgres, which refuse control
// characters, and to signers, who must not be shown text in another order than
// it is stored.
func clean(typed string, lines bool, most int) (text, problem string) {
	if !utf8.ValidString(typed) {
		return strings.ToValidUTF8(typed, "�"), "This has characters that could not be read. Type them again."
	}
	text = strings.ReplaceAll(typed, "\r\n", "\n")
	text = strings.TrimSpace(norm.NFC.String(strings.ReplaceAll(text, "\r", "\n")))
	for _, c := range text {
		switch {
		case c == '\n' && lines, c == '\t' && lines:
		case c == '\n', c == '\t':
			return text, "Use one line here."
		case unicode.Is(unicode.Cc, c), c == '\u2028', c == '\u2029', c == '\ufeff', c&0xfffe == 0xfffe:
			return text, fmt.Sprintf("This has a hidden control character (U+%04X). Remove it, or type the text again.", c)
		case c >= '\u202a' && c <= '\u202e', c >= '\u2066' && c <= '\u2069':
			return text, fmt.Sprintf("This has a hidden character that changes the reading direction (U+%04X). Remove it, or type the text again.", c)
		}
	}
	if n := utf8.RuneCountInString(text); n > most {
		return text, fmt.Sprintf("This is %s characters long. Use %s or fewer.", thousands(n), thousands(most))
	}
	return text, ""
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
