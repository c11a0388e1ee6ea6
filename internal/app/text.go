package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/mail"
	"strings"
	"unicode/utf8"

	"demarc/internal/document/pdf"
)

// form collects what is wrong with the fields of one input, so that a person gets
// all of it at once.
type form map[string]string

// text trims a field and checks its length in characters; name is how a sentence
// calls it.
func (f form) text(field, name, value string, required bool, limit int) string {
	value = strings.TrimSpace(value)
	switch n := utf8.RuneCountInString(value); {
	case required && n == 0:
		f[field] = "Enter " + name + "."
	case n > limit:
		f[field] = fmt.Sprintf("Shorten %s to %d characters; it has %d.", name, limit, n)
	}
	return value
}

// printable refuses what a certificate could not print, where it can still be mended.
func (f form) printable(field, name, value string) {
	for _, r := range pdf.Drawable(value) {
		if f[field] == "" {
			f[field] = fmt.Sprintf("The certificate cannot print the character “%c” (U+%04X) in %s. Write it in Latin, Greek or Cyrillic letters.", r, r, name)
		}
	}
}

// first is the beginning of what others said, at most n bytes, as it can be kept: without
// half characters and zero bytes, which the database refuses.
func first(s string, n int) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// email reads one address, without a display name.
func (f form) email(field, name, value string, required bool) string {
	value = f.text(field, name, value, required, 254)
	if value == "" || f[field] != "" {
		return value
	}
	a, err := mail.ParseAddress(value)
	if err != nil || a.Address != value || !strings.Contains(value[strings.LastIndex(value, "@"):], ".") {
		f[field] = "Enter an email address like name@example.com."
	}
	return strings.ToLower(value)
}

// fingerprint identifies what a person was shown, so that an act can refuse when it
// moved on since.
func fingerprint(shown ...any) string {
	text, err := json.Marshal(shown)
	if err != nil { // plain values always can be written
		panic(fmt.Sprintf("app: fingerprint: %v", err))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:16])
}
