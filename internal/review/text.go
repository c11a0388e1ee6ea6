package review

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Part is a piece of a comment as it is shown. Text is what was typed; Href is set for
// an address that may be followed.
type Part struct {
	Text    string
	Href    string
	Mention bool
}

// Parts cuts a comment into words, addresses and mentions. Joined again, the texts are
// exactly what was typed.
func (c Comment) Parts() []Part {
	var parts []Part
	rest := c.Body
	for rest != "" {
		at, part := nextPart(rest, c.Mentions)
		if at < 0 {
			return append(parts, Part{Text: rest})
		}
		if at > 0 {
			parts = append(parts, Part{Text: rest[:at]})
		}
		parts = append(parts, part)
		rest = rest[at+len(part.Text):]
	}
	return parts
}

// nextPart is the first address or mention of a text, and where it is; -1: none.
func nextPart(s string, mentions []Mention) (int, Part) {
	for i := range s {
		switch s[i] {
		case '@':
			for _, m := range longestFirst(mentions) {
				if strings.HasPrefix(s[i:], m.Words) {
					return i, Part{Text: m.Words, Mention: true}
				}
			}
		case 'h', 'H':
			if i > 0 && (unicode.IsLetter(rune(s[i-1])) || unicode.IsDigit(rune(s[i-1]))) {
				continue
			}
			if address := addressAt(s[i:]); address != "" {
				return i, Part{Text: address, Href: address}
			}
		}
	}
	return -1, Part{}
}

func longestFirst(mentions []Mention) []Mention {
	sorted := slices.Clone(mentions)
	slices.SortStableFunc(sorted, func(a, b Mention) int { return len(b.Words) - len(a.Words) })
	return sorted
}

// addressAt is the web address that s begins with: http or https only, with a host, and
// without a user before it, which is how an address pretends to lead elsewhere.
func addressAt(s string) string {
	lower := strings.ToLower(s[:min(len(s), len("https://"))])
	if !strings.HasPrefix(lower, "http://") && lower != "https://" {
		return ""
	}
	end := strings.IndexFunc(s, func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune("<>\"`", c) })
	if end >= 0 {
		s = s[:end]
	}
	s = strings.TrimRight(s, ".,;:!?'*_")
	for strings.HasSuffix(s, ")") && strings.Count(s, ")") > strings.Count(s, "(") {
		s = strings.TrimRight(s[:len(s)-1], ".,;:!?'*_")
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return s
}
