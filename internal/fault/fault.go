// Package fault names the ways a request fails that a person can mend, with the
// sentence that tells them how. Every other error is ours: it is logged once, at
// the edge, and shown as nothing but a reference number.
package fault

import (
	"errors"
	"time"
)

// Kind decides the answer's status and tone; web/page maps it to HTTP.
type Kind string

const (
	Invalid     Kind = "invalid"     // something typed needs mending (422)
	SignIn      Kind = "sign_in"     // nobody is signed in (to the sign-in page)
	Forbidden   Kind = "forbidden"   // your own thing, but not your act (403)
	NotFound    Kind = "not_found"   // missing, or somebody else's (404)
	Conflict    Kind = "conflict"    // somebody was faster, or what you saw has changed (409)
	Locked      Kind = "locked"      // out for signature or signed (423)
	Gone        Kind = "gone"        // expired, used or withdrawn (410)
	TooMany     Kind = "too_many"    // a limit on attempts was reached (429)
	Unavailable Kind = "unavailable" // the database is away; nothing was changed (503)
)

// Error is a failure with a sentence for the person who caused or met it.
type Error struct {
	Kind    Kind
	Message string
	// Fields maps a form field to the sentence shown beside it.
	Fields map[string]string
	// Wait is how long to wait before trying again, where that is known.
	Wait time.Duration
}

func (e *Error) Error() string { return e.Message }

// New makes a fault; message is a full sentence addressed to the person.
func New(kind Kind, message string) *Error { return &Error{Kind: kind, Message: message} }

// Slower makes a TooMany fault that says when to try again.
func Slower(wait time.Duration, message string) *Error {
	return &Error{Kind: TooMany, Message: message, Wait: wait}
}

// Field makes an Invalid fault about one field.
func Field(field, message string) *Error {
	return &Error{Kind: Invalid, Message: message, Fields: map[string]string{field: message}}
}

// Fields makes an Invalid fault about several fields, or nil when there are none.
func Fields(fields map[string]string) error {
	if len(fields) == 0 {
		return nil
	}
	return &Error{Kind: Invalid, Message: "Some fields need your attention.", Fields: fields}
}

// Of finds the fault in err's chain.
func Of(err error) (*Error, bool) {
	return errors.AsType[*Error](err)
}

// Is tells whether err is a fault of this kind.
func Is(err error, kind Kind) bool {
	f, ok := Of(err)
	return ok && f.Kind == kind
}
