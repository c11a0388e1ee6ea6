// Package verify answers what a sealed agreement is worth today: whether the file is
// what was sealed and by whom, whether the agreement and the record inside it are those
// that were signed, and, where an instance knows, whether it is in force. The page, the
// command and the tests ask the same function. It reads bytes and nothing else. Start
// reading at File.
package verify

import (
	"fmt"
	"strconv"
	"time"

	"demarc/internal/seal"
)

// Verdict is the answer in two or three words.
type Verdict string

const (
	InForce    Verdict = "in force"
	Superseded Verdict = "superseded"
	Ended      Verdict = "ended"
	// Authentic is what can be said of a good file by somebody who keeps no record of
	// what is in force: offline, or of another instance.
	Authentic   Verdict = "authentic"
	Altered     Verdict = "altered"
	ForeignSeal Verdict = "signed by someone else"
	NotSealed   Verdict = "not sealed"
	CannotTell  Verdict = "cannot tell"
)

// Good tells whether the file is what was sealed. It need not be in force.
func (v Verdict) Good() bool {
	return v == InForce || v == Superseded || v == Ended || v == Authentic
}

// Result of looking at one thing.
type Result string

const (
	Pass       Result = "pass"
	Fail       Result = "fail"
	NotChecked Result = "not checked"
)

// Check is one thing that was looked at. What could not be reached because an earlier
// one failed is absent.
type Check struct {
	Name   string `json:"name"`
	Result Result `json:"result"`
	Detail string `json:"detail"`
}

// Report is a verdict with its reasons.
type Report struct {
	Verdict  Verdict `json:"verdict"`
	Sentence string  `json:"sentence"`
	Checks   []Check `json:"checks"`
	SHA256   string  `json:"sha256"` // of the whole file

	// What the file says of itself; set when the verdict is good.
	Agreement string `json:"agreement,omitempty"` // number
	Version   int    `json:"version,omitempty"`
	Content   string `json:"content,omitempty"` // SHA-256 of agreement.json, which is what was signed
	Sealed    string `json:"sealed,omitempty"`  // SHA-256 of the file as it was sealed, without what was added since
	Entries   int    `json:"entries,omitempty"` // of the record
	Head      string `json:"head,omitempty"`    // hash of its last entry
	outside   bool   // the record says that it was signed outside this system

	Standing *Standing   `json:"standing,omitempty"`
	Seal     seal.Report `json:"seal"`
}

// Standing is what an instance knows of a file: what became of the version it holds.
type Standing struct {
	Agreement string    `json:"agreement"`
	MSP       string    `json:"msp"`
	Client    string    `json:"client"`
	Version   int       `json:"version"`
	SealedAt  time.Time `json:"sealed_at,omitzero"`
	SHA256    string    `json:"sha256,omitempty"` // of the sealed file
	From      time.Time `json:"in_force_from,omitzero"`
	Until     time.Time `json:"in_force_until,omitzero"`
	Successor int       `json:"successor,omitempty"` // the version that took its place
	Ended     time.Time `json:"ended,omitzero"`
	Paper     bool      `json:"paper,omitempty"` // signed outside this system
	Code      string    `json:"-"`
	EndsOn    string    `json:"ends_on,omitempty"` // its last day by notice, in the time zone of the agreement
}

// Verdict is what became of the version.
func (s Standing) Verdict() Verdict {
	switch {
	case s.Successor > 0:
		return Superseded
	case !s.Ended.IsZero():
		return Ended
	case !s.From.IsZero():
		return InForce
	}
	return CannotTell
}

// Words is the standing as a sentence begins.
func (s Standing) Words() string {
	switch s.Verdict() {
	case Superseded:
		return fmt.Sprintf("superseded by version %d on %s", s.Successor, day(s.Until))
	case Ended:
		if s.EndsOn != "" {
			return "ended with " + s.LastDay()
		}
		return "ended on " + day(s.Ended)
	case InForce:
		if s.EndsOn != "" {
			return "in force since " + day(s.From) + "; it ends on " + s.LastDay()
		}
		return "in force since " + day(s.From)
	case Authentic, Altered, ForeignSeal, NotSealed, CannotTell:
	}
	return "not in force yet"
}

// LastDay is the day that notice was given for, as people write it.
func (s Standing) LastDay() string {
	t, err := time.Parse(time.DateOnly, s.EndsOn)
	if err != nil {
		return s.EndsOn
	}
	return day(t)
}

// Stand adds what the instance knows to the report of a good file; nil is that it has
// no record of it. A file that is not good gains nothing by being known.
func (r Report) Stand(s *Standing) Report {
	if r.Verdict != Authentic {
		return r
	}
	if s == nil {
		r.check("known here", NotChecked, "this instance has no record of this file")
		r.Sentence = r.sealed() + " Whether it is in force cannot be said: this instance has no record of it."
		return r
	}
	r.check("known here", Pass, "the sealed file has the SHA-256 that was recorded when it was sealed")
	r.Standing = s
	if v := s.Verdict(); v != CannotTell {
		r.Verdict = v
	}
	began := "Authentic and " + s.Words()
	if r.Verdict == Superseded || r.Verdict == Ended {
		began = "Authentic, " + s.Words()
	}
	r.Sentence = began + r.clock() + "."
	if s.Paper {
		r.Sentence += " It was signed outside this system: the seal shows what was attached and by whom, not who signed it."
	}
	return r
}

// Offline says where to ask what a file alone cannot tell.
func (r Report) Offline(address string) Report {
	if r.Verdict != Authentic {
		return r
	}
	r.Sentence = r.sealed() + " Whether it is in force can only be said by the instance that sealed it"
	if address != "" {
		r.Sentence += ", at " + address
	}
	r.Sentence += "."
	return r
}

func (r Report) sealed() string {
	return fmt.Sprintf("Authentic: sealed by %s on %s and unchanged since%s.", r.Seal.SealedBy, moment(r.Seal.SealedAt), r.clock())
}

// clock is the qualifier of a seal whose time no outside clock confirmed.
func (r Report) clock() string {
	for _, c := range r.Checks {
		if c.Name == outsideTime && c.Result != Pass {
			return "; outside time not confirmed"
		}
	}
	return ""
}

const outsideTime = "outside time"

func (r *Report) check(name string, result Result, detail string) {
	r.Checks = append(r.Checks, Check{Name: name, Result: result, Detail: detail})
}

func moment(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04:05 UTC") }

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

func number(n int) string { return strconv.Itoa(n) }
