package matrix

import "strings"

// text appends s as the text of an element.
func text(b []byte, s string) []byte { return escape(b, s) }

// attribute appends s as part of a value in double quotes.
func attribute(b []byte, s string) []byte { return escape(b, s) }

// escape appends s so that a parser reads s again, between tags and between double
// quotes. A carriage return is written as a reference, because parsers turn the
// character itself into a line feed; NUL cannot be written in HTML at all.
func escape(b []byte, s string) []byte {
	const special = "&<>\"'\r\x00"
	for {
		i := strings.IndexAny(s, special)
		if i < 0 {
			return append(b, s...)
		}
		b = append(b, s[:i]...)
		switch s[i] {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		case '"':
			b = append(b, "&#34;"...)
		case '\'':
			b = append(b, "&#39;"...)
		case '\r':
			b = append(b, "&#13;"...)
		case 0:
			b = append(b, "\uFFFD"...)
		}
		s = s[i+1:]
	}
}
