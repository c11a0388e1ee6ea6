package raci

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"demarc/internal/party"
)

// Waiver is why a draft may be sent although a rule warns: the reason of one side,
// which both see. Without a digest it is a hint that was dismissed for good.
type Waiver struct {
	ID      string
	Rule    string
	About   string // what the finding was about: Finding.About
	Digest  string // what it said: Matrix.Saying
	Message string // the same for people, as it was then
	Side    party.Side
	By      string
	Reason  string
	At      time.Time
}

// About is what a finding is about: a function, an area or a field. With the rule and
// what it says it tells findings apart.
func (f Finding) About() string {
	switch {
	case f.Function != "":
		return string(f.Function)
	case f.Field != "":
		return f.Field
	}
	return string(f.Area)
}

// Open tells whether a warning or hint still wants an answer.
func (f Finding) Open() bool { return f.Severity != Block && f.Waiver == nil }

// Saying identifies what a finding says: its words and, where it is about a row, what
// the row says. A waiver of the one does not cover the other.
func (m Matrix) Saying(f Finding) string {
	h := sha256.New()
	writeString(h, f.Rule)
	writeString(h, f.About())
	writeString(h, f.Message)
	for i := range m.Functions {
		if fn := &m.Functions[i]; fn.ID == f.Function && f.Function != "" {
			writeString(h, m.ContentHash(*fn))
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Waive marks the findings that waivers cover: a warning while it says what it said
// then, a hint for good. It looks at nothing that blocks.
func (m Matrix) Waive(findings []Finding, waivers []Waiver) {
	for i := range findings {
		f := &findings[i]
		if f.Severity == Block {
			continue
		}
		for j := range waivers {
			w := &waivers[j]
			if w.Rule != f.Rule || w.About != f.About() {
				continue
			}
			if w.Digest == "" && f.Severity == Hint || w.Digest != "" && w.Digest == m.Saying(*f) {
				f.Waiver = w
			}
		}
	}
}

// Warnings are the warnings without a waiver: each needs a reason before sending.
func Warnings(findings []Finding) []Finding {
	var out []Finding
	for _, f := range findings {
		if f.Severity == Warn && f.Open() {
			out = append(out, f)
		}
	}
	return out
}
