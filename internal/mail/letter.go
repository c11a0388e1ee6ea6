package mail

import "strings"

// Text is the letter as plain text, with the same content as the HTML.
func (l Letter) Text() string {
	var b strings.Builder
	b.WriteString(l.Heading + "\n")
	for _, p := range l.Paragraphs {
		b.WriteString("\n" + p + "\n")
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
	return b.String()
}

// oneLine takes line breaks out of text that goes into a header.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
