package probe_test

import (
	"net/url"

	"demarc/internal/access"
	"demarc/internal/app"
)

// speaker is somebody, if they may comment in the draft, and its owner otherwise.
func (p *probe) speaker(name string) access.Actor {
	if who := p.people[name]; who != nil && who.MSP == p.draft.MSP && (who.Client == "" || who.Client == p.client.ID) && who.Can(access.CommentRows) {
		return who.Actor
	}
	return p.people["owner"].Actor
}

// said is a new comment by somebody on the function.
func (p *probe) said(name string) app.Said {
	p.t.Helper()
	s, err := p.Reviews.Comment(p.t.Context(), p.speaker(name), p.draft.ID, p.restored().ID, "", app.Remark{Body: "Is it ours?"})
	must(p.t, err)
	return s
}

// verdict is the form that sends somebody's review.
func (p *probe) verdict(name string) url.Values {
	p.t.Helper()
	c, err := p.Reviews.Open(p.t.Context(), p.speaker(name), p.draft.ID)
	must(p.t, err)
	return values("verdict", "not_yet", "body", "Two to talk about.", "seen", c.Seen)
}
