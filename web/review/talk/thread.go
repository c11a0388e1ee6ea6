package talk

import (
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/review"
	"demarc/web/page"
)

// Thread is one conversation, ready to show.
type Thread struct {
	review.Thread
	Draft  engagement.Draft
	People []review.Person
	Who    access.Actor
	Now    time.Time
	Next   string     // where its forms lead to without script
	Live   bool       // it stands in a section that htmx can replace
	Back   *page.Form // the form that came back
	At     string
}

func (t Thread) home() string { return Home(t.Draft.Engagement.ID) }

func (t Thread) href() string { return t.home() + "/threads/" + string(t.ID) }

func (t Thread) talks() bool { return Talks(t.Draft, t.Who) }

// about is what the thread is about, within its row.
func (t Thread) about() string {
	if t.Anchor.Column == "" {
		return "The whole row"
	}
	if _, ok := t.Draft.Matrix.Stakeholder(t.Anchor.Stakeholder); !ok {
		return t.Anchor.Column + ", a column that was removed"
	}
	return t.Anchor.Column
}

func (t Thread) reply() box {
	n := 0
	for _, c := range t.Comments {
		if c.Author.Is(me(t.Who)) {
			n++
		}
	}
	b := newBox(string(t.ID), "Your reply", n, t.Back, t.At)
	b.rows = 2
	return b
}

// answering tells whether the reply form is open: it came back.
func (t Thread) answering() bool { return t.Back != nil && t.At == string(t.ID) }

func (t Thread) edits(c review.Comment) bool { return t.talks() && c.Editable(me(t.Who), t.Now) == nil }

// removes tells whether the viewer may take a comment away; what nobody else has seen
// also while the text is out for signature.
func (t Thread) removes(c review.Comment) bool {
	return (t.talks() || c.Pending && t.Who.Can(access.CommentRows)) && t.Removable(c.ID, me(t.Who)) == nil
}

func (t Thread) editing(c review.Comment) bool { return t.Back != nil && t.At == string(c.ID) }

// wording is the box that holds a comment to be reworded.
func (t Thread) wording(c review.Comment) box {
	b := box{id: "edit-" + string(c.ID), label: "Your comment", typed: c.Body, rows: 3}
	if t.editing(c) {
		b.typed, b.wrong = t.Back.Value("body"), t.Back.Error("body")
	}
	return b
}

func (t Thread) company(c review.Comment) string { return company(t.Draft.Engagement, c.Author.Side) }

func initials(name string) string {
	var b strings.Builder
	for i, word := range strings.Fields(name) {
		if i == 2 {
			break
		}
		b.WriteString(strings.ToUpper(string([]rune(word)[:1])))
	}
	return b.String()
}
