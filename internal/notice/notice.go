// Package notice says who hears by letter of what happens in an engagement, and how
// soon: the kinds of news, what each role begins with, whose row a row is, and what the
// daily letter holds. It sends nothing and knows neither clock nor address. Letters that
// are no news are not its business: sign-in codes, invitations and everything that goes
// to signers always go out.
package notice

import (
	"slices"

	"demarc/internal/access"
	"demarc/internal/party"
)

// Kind is a kind of news.
type Kind string

const (
	Mention Kind = "mention" // somebody named you in a comment
	Review  Kind = "review"  // the other side sent its review
	Dispute Kind = "dispute" // the other side disputes a row of yours
	Comment Kind = "comment" // another comment
	Change  Kind = "change"  // what the other side changed, and what waits for you
)

// Kinds lists those that people choose about, in the order they are shown.
var Kinds = []Kind{Mention, Review, Dispute, Comment, Change}

// Morning is the kind of the daily letter itself. Nobody chooses about it: it holds what
// was chosen for it.
const Morning Kind = "digest"

// Workshop is what a workshop came to. Nobody chooses about it either: who was there
// expects it, and who wants none mutes the engagement.
const Workshop Kind = "workshop"

// Round is what somebody who sends agreements must do something about: a letter that was
// refused, a request that was handed on, a seal that does not come. It goes out at once,
// and who wants none mutes the engagement.
const Round Kind = "round"

// Question is what somebody who is asked to sign wants to know. They were told that it is
// passed on, so it goes out at once to whoever sends agreements, muted or not.
const Question Kind = "question"

// When is how soon a person hears of a kind of news.
type When string

const (
	Now   When = "now"
	Daily When = "daily"
	Never When = "never"
)

// Choices are what can be chosen for a kind: nobody gets a letter for every change, nor
// for every comment that names somebody else.
func (k Kind) Choices() []When {
	if k == Change || k == Comment {
		return []When{Daily, Never}
	}
	return []When{Now, Daily, Never}
}

// Settings are what a person chose, by kind.
type Settings map[Kind]When

// Begins are the settings of a role: who works the matrix hears of what waits for them
// at once and of the rest once a day; who only reads hears when somebody names them.
func Begins(role access.Role) Settings {
	works := access.Actor{Kind: access.Person, Role: role}.Can(access.EditMatrix)
	if !works {
		return Settings{Mention: Now, Review: Never, Dispute: Never, Comment: Never, Change: Never}
	}
	return Settings{Mention: Now, Review: Now, Dispute: Now, Comment: Daily, Change: Daily}
}

// Complete gives every kind a choice: the person's own where it can be chosen, else
// their role's.
func (s Settings) Complete(role access.Role) Settings {
	out := Begins(role)
	for _, k := range Kinds {
		if when := s[k]; slices.Contains(k.Choices(), when) {
			out[k] = when
		}
	}
	return out
}

// Person is somebody who may get letters about an engagement.
type Person struct {
	Membership string
	User       party.UserID
	Name       string
	Email      string
	Side       party.Side
	Client     party.ClientID
	Role       access.Role
	Settings   Settings // complete
	Muted      bool     // this engagement
	Worked     bool     // did something in it
}

// Wants tells whether the person hears of a kind of news this soon.
func (p Person) Wants(k Kind, when When) bool {
	if k == Question {
		return when == Now
	}
	return !p.Muted && (p.Settings[k] == when || (k == Workshop || k == Round) && when == Now)
}

// WantsDigest tells whether anything is chosen for the daily letter.
func (p Person) WantsDigest() bool {
	return !p.Muted && slices.ContainsFunc(Kinds, func(k Kind) bool { return p.Settings[k] == Daily })
}

// Concerned are those whom an engagement concerns: everybody at the client, and of the
// MSP, which may have many engagements and people, those who did something in it, or
// its owners and leads when none of them is left.
func Concerned(people []Person) []Person {
	worked := slices.ContainsFunc(people, func(p Person) bool { return p.Side == party.MSP && p.Worked })
	return slices.DeleteFunc(slices.Clone(people), func(p Person) bool {
		leads := p.Role == access.Owner || p.Role == access.Lead
		return p.Side == party.MSP && !p.Worked && (worked || !leads)
	})
}

// Muted is an engagement of which a person wants no news.
type Muted struct {
	Engagement string // its id
	Title      string
	Number     string
	Client     string
}
