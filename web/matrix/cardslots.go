package matrix

import (
	"net/http"
	"time"

	"github.com/a-h/templ"

	"demarc/internal/access"
	"demarc/web/review/talk"
)

// slots are the sections of the card that are filled from elsewhere; a nil one is left
// out. Each has its own place on the page, in this order.
type slots struct {
	holders    templ.Component // below the people: who is named for this row alone
	hours      templ.Component // below the holders: when each part applies
	state      templ.Component // inside Agreement: what a proposal changes, parked
	discussion templ.Component // the threads of the row
	notes      templ.Component // what only the viewer's side sees
}

// fill makes the sections that need more than the draft.
func (s Screen) fill(r *http.Request, c *sheet) error {
	if c.edits() {
		c.holders = holdersForm(*c)
	}
	if c.fn().Timed() {
		c.hours = coverage(*c)
	}
	c.state = stateOf(*c)
	if len(c.noted) > 0 || c.who.Can(access.EditMatrix) {
		c.notes = notesOf(*c)
	}
	return s.discuss(r, c)
}

// discuss puts in what both teams say about the row.
func (s Screen) discuss(r *http.Request, c *sheet) error {
	t, err := s.App.Reviews.Row(r.Context(), c.who, c.r.Engagement.ID, c.fn().ID)
	if err != nil {
		return err
	}
	c.page.Scripts = append(c.page.Scripts, talk.Script)
	c.discussion = talk.Discussion(talk.Section{Row: t, Who: c.who, Now: time.Now().UTC(), Next: c.href()})
	return nil
}
