// Package review holds the conversation of two teams about a matrix: threads on a row
// or a cell, the comments in them and who they mention, and the review by which one
// person sends everything they wrote at once, with a verdict. It does not know where
// any of this is kept or who may do it. Start at Thread, then Send in send.go.
package review

import (
	"slices"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

type (
	// ThreadID and CommentID are UUIDs; ID is that of a review.
	ThreadID  string
	CommentID string
	ID        string
)

const (
	// MaxBody is the longest comment, in characters.
	MaxBody = 2000
	// MaxPending bounds what one review can send.
	MaxPending = 200
	// EditWindow is how long a comment that others have seen can be reworded: long
	// enough for a slip, too short to change what somebody answered last week.
	EditWindow = 24 * time.Hour
)

// Person is somebody of one side, by the name known when they wrote.
type Person struct {
	User    party.UserID
	Name    string
	Side    party.Side
	Company string
}

// Is tells whether both are the same person on the same side: somebody may have a place
// on each.
func (p Person) Is(q Person) bool { return p.User == q.User && p.Side == q.Side }

// Anchor is what a thread is about: a row, or one cell of it. Column is the column's
// name at the time, because a column can be removed while its conversation stays.
type Anchor struct {
	Function    raci.FunctionID
	Stakeholder raci.StakeholderID
	Column      string
}

// Thread is a conversation. A thread that is pending was opened in a review that was not
// sent yet; only its author sees it.
type Thread struct {
	ID         ThreadID
	Anchor     Anchor
	OpenedBy   Person
	OpenedAt   time.Time
	ResolvedBy string
	ResolvedAt time.Time
	Pending    bool
	Comments   []Comment // the oldest first
}

// Comment is one message.
type Comment struct {
	ID        CommentID
	Thread    ThreadID
	Author    Person
	Body      string // plain text; empty once removed
	At        time.Time
	EditedAt  time.Time
	RemovedAt time.Time
	Pending   bool
	Mentions  []Mention
}

// Open tells whether the thread still wants an answer.
func (t Thread) Open() bool { return t.ResolvedAt.IsZero() }

// Last is the newest comment that both sides can read.
func (t Thread) Last() (Comment, bool) {
	for _, c := range slices.Backward(t.Comments) {
		if !c.Pending && c.RemovedAt.IsZero() {
			return c, true
		}
	}
	return Comment{}, false
}

// Comment finds one of the thread.
func (t Thread) Comment(id CommentID) (Comment, bool) {
	i := slices.IndexFunc(t.Comments, func(c Comment) bool { return c.ID == id })
	if i < 0 {
		return Comment{}, false
	}
	return t.Comments[i], true
}

// TakesReplies says why nobody can answer: what is resolved is reopened first.
func (t Thread) TakesReplies() error {
	if !t.Open() {
		return fault.New(fault.Conflict, t.ResolvedBy+" resolved this conversation. Reopen it to go on.")
	}
	return nil
}

// Resolve ends the conversation; either side may.
func (t *Thread) Resolve(by string, at time.Time) error {
	switch {
	case t.Pending:
		return fault.New(fault.Conflict, "Nobody else has seen this yet. Remove it from your review instead.")
	case !t.Open():
		return fault.New(fault.Conflict, t.ResolvedBy+" resolved this conversation already.")
	}
	t.ResolvedBy, t.ResolvedAt = by, at
	return nil
}

// Reopen takes up a conversation again.
func (t *Thread) Reopen() error {
	if t.Open() {
		return fault.New(fault.Conflict, "This conversation is open already.")
	}
	t.ResolvedBy, t.ResolvedAt = "", time.Time{}
	return nil
}

// Editable says why a comment cannot be reworded by somebody.
func (c Comment) Editable(by Person, now time.Time) error {
	switch {
	case !c.Author.Is(by):
		return fault.New(fault.Forbidden, "Only "+c.Author.Name+" can change this comment.")
	case !c.RemovedAt.IsZero():
		return fault.New(fault.Conflict, "This comment was removed already.")
	case !c.Pending && now.Sub(c.At) > EditWindow:
		return fault.New(fault.Locked, "A comment can be changed for a day. Reply to say it differently.")
	}
	return nil
}

// Edit rewords a comment. What others have seen is marked as edited.
func (c *Comment) Edit(by Person, body string, now time.Time) error {
	if err := c.Editable(by, now); err != nil {
		return err
	}
	c.Body = body
	if !c.Pending {
		c.EditedAt = now
	}
	return nil
}

// Removable says why a comment of the thread cannot be removed by somebody: an answer
// would hang in the air.
func (t Thread) Removable(id CommentID, by Person) error {
	at := slices.IndexFunc(t.Comments, func(c Comment) bool { return c.ID == id })
	if at < 0 {
		return fault.New(fault.NotFound, "This comment is not here any more.")
	}
	c := t.Comments[at]
	switch {
	case !c.Author.Is(by):
		return fault.New(fault.Forbidden, "Only "+c.Author.Name+" can remove this comment.")
	case !c.RemovedAt.IsZero():
		return fault.New(fault.Conflict, "This comment was removed already.")
	case c.Pending:
		return nil
	}
	for _, later := range t.Comments[at+1:] {
		if !later.Author.Is(by) && later.RemovedAt.IsZero() {
			return fault.New(fault.Locked, later.Author.Name+" replied since, so this comment stays. Reply to take it back.")
		}
	}
	return nil
}
