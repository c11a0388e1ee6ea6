package review

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarc/internal/party"
)

// Mention is a person named in a comment, with the words that named them.
type Mention struct {
	User  party.UserID
	Side  party.Side
	Words string // "@Priya Shah"
}

// Unclear is an @ that names no one person: several have the name, or only half of a
// name was written. Nobody is told until it says whom.
type Unclear struct {
	Words string   // "@Priya"
	Among []Person // whom it could mean; empty: nobody here has such a name
}

// Handle is how a person is mentioned without doubt: by the whole name, and with the
// company where two people share it.
func Handle(p Person, people []Person) string {
	for _, q := range people {
		if !q.Is(p) && strings.EqualFold(q.Name, p.Name) {
			return "@" + p.Name + " (" + p.Company + ")"
		}
	}
	return "@" + p.Name
}

// Mentions finds who a text names with an @. A person is named by the whole name, never
// by a half of it; what is not clear is listed instead.
func Mentions(body string, people []Person) (named []Mention, unclear []Unclear) {
	for i, c := range body {
		if c != '@' || !beginsWord(body[:i]) {
			continue
		}
		rest := body[i+1:]
		words, found := longest(rest, people)
		switch len(found) {
		case 1:
			m := Mention{User: found[0].User, Side: found[0].Side, Words: "@" + words}
			if !slices.Contains(named, m) {
				named = append(named, m)
			}
			continue
		case 0:
			if words = firstWord(rest); words == "" {
				continue
			}
			found = begunBy(words, people)
		}
		u := Unclear{Words: "@" + words, Among: found}
		if !slices.ContainsFunc(unclear, func(v Unclear) bool { return v.Words == u.Words }) {
			unclear = append(unclear, u)
		}
	}
	return named, unclear
}

// beginsWord keeps the @ of an email address from being a mention.
func beginsWord(before string) bool {
	c, _ := utf8.DecodeLastRuneInString(before)
	return before == "" || !inName(c) && !unicode.IsDigit(c) && !strings.ContainsRune("._%+-", c)
}

// longest are the people that rest begins with, by the most that can be read as a name:
// "Priya Shah (Alder Foods)" before "Priya Shah".
func longest(rest string, people []Person) (words string, found []Person) {
	for _, p := range people {
		for _, name := range []string{p.Name, p.Name + " (" + p.Company + ")"} {
			n, ok := hasPrefixFold(rest, name)
			switch {
			case !ok || name == "" || n < len(words):
			case n > len(words):
				words, found = rest[:n], []Person{p}
			default:
				found = append(found, p)
			}
		}
	}
	return words, found
}

// hasPrefixFold tells whether s begins with the name, in any case, as whole words.
func hasPrefixFold(s, name string) (n int, ok bool) {
	for _, want := range name {
		c, size := utf8.DecodeRuneInString(s[n:])
		if size == 0 || unicode.ToLower(c) != unicode.ToLower(want) {
			return 0, false
		}
		n += size
	}
	next, _ := utf8.DecodeRuneInString(s[n:])
	return n, n == len(s) || !inName(next) && !unicode.IsDigit(next)
}

// inName tells letters from what stands between words; in many scripts vowels and tones
// are marks on the letter before.
func inName(c rune) bool { return unicode.IsLetter(c) || unicode.IsMark(c) }

func firstWord(s string) string {
	end := strings.IndexFunc(s, func(c rune) bool { return !inName(c) && c != '\'' && c != '’' && c != '-' })
	if end < 0 {
		return s
	}
	return s[:end]
}

// begunBy are the people who have the word among their names.
func begunBy(word string, people []Person) (found []Person) {
	for _, p := range people {
		if slices.ContainsFunc(strings.Fields(p.Name), func(part string) bool { return strings.EqualFold(part, word) }) {
			found = append(found, p)
		}
	}
	return found
}
