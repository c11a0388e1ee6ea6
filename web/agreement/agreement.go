// Package agreement shows the text that terms and matrix make, as it would be
// signed: what is still blank in it, files to take along, and for the client's team
// the place to say "I have read this text". It edits nothing. Start at Routes.
package agreement

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/e/{engagement}/agreement", page.Handler(s.read))
	r.Method(http.MethodPost, "/e/{engagement}/agreement/reviewed", page.Handler(s.reviewed))
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func (s Screen) read(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK)
}

// show renders the text as it stands now, with notices above it.
func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, notices ...ui.Notice) error {
	who := page.Actor(r)
	p, err := s.App.Agreements.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	pg := page.New(r, "Agreement", p.Draft.Engagement.ClientName)
	pg.Notices = append(pg.Notices, notices...)
	return page.Render(w, r, status, agreementPage(newView(pg, who, p)))
}

// reviewed takes the client's word for having read the text with the digest that the
// form brings back. When the text is another by now, the reader gets that one.
func (s Screen) reviewed(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.App.Agreements.MarkReviewed(r.Context(), page.Actor(r), idOf(r), f.Line("digest", page.MaxCode))
	if fault.Is(err, fault.Conflict) {
		return s.show(w, r, http.StatusConflict, ui.Notice{Kind: "warn", Text: err.Error() + " Read it, then mark it as read at its end."})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/agreement", page.Done("Noted that you have read this text. If it changes, you will be asked again."))
}
