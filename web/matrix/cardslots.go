package matrix

import (
	"net/http"

	"github.com/a-h/templ"
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
func (s Screen) fill(*http.Request, *sheet) error { return nil }
