package review

import (
	"slices"
	"time"

	"demarc/internal/raci"
)

// Talk is the conversation of an engagement, or of one row, as one person sees it.
type Talk struct {
	Threads []Thread // the oldest first
	Marks   []Mark   // the viewer's own
	Reviews []Review // the newest first
	People  []Person // whom the viewer can mention
	SeenAt  time.Time
}

// Thread finds one.
func (t Talk) Thread(id ThreadID) (Thread, bool) {
	i := slices.IndexFunc(t.Threads, func(th Thread) bool { return th.ID == id })
	if i < 0 {
		return Thread{}, false
	}
	return t.Threads[i], true
}

// Of is the thread that a comment is in.
func (t Talk) Of(id CommentID) (Thread, bool) {
	for _, th := range t.Threads {
		if _, ok := th.Comment(id); ok {
			return th, true
		}
	}
	return Thread{}, false
}

// On are the threads of one row.
func (t Talk) On(fn raci.FunctionID) []Thread {
	var list []Thread
	for _, th := range t.Threads {
		if th.Anchor.Function == fn {
			list = append(list, th)
		}
	}
	return list
}

// Pending is what waits in the viewer's review.
func (t Talk) Pending() Pending {
	p := Pending{Marks: t.Marks}
	for _, th := range t.Threads {
		if slices.ContainsFunc(th.Comments, func(c Comment) bool { return c.Pending }) {
			p.Threads = append(p.Threads, th)
		}
	}
	return p
}

// Want is why a thread waits for a person.
type Want string

const (
	Mentioned  Want = "mentioned"
	Answered   Want = "answered"
	ReviewCame Want = "review"
)

// Wants says why an open thread waits for somebody: it mentions them, or it is theirs and
// was answered, and since then they neither wrote in it nor caught up. by is the comment.
func (t Thread) Wants(me Person, seen time.Time) (why Want, by Comment) {
	if !t.Open() {
		return "", Comment{}
	}
	for _, c := range slices.Backward(t.Comments) {
		switch {
		case c.Pending || !c.RemovedAt.IsZero():
			continue
		case c.Author.Is(me) || !c.At.After(seen):
			return why, by
		case slices.ContainsFunc(c.Mentions, func(m Mention) bool { return m.User == me.User && m.Side == me.Side }):
			return Mentioned, c
		case why == "" && t.OpenedBy.Is(me):
			why, by = Answered, c
		}
	}
	return why, by
}
