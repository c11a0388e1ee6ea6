// Package friction is the screen of one engagement that shows both its teams where they
// did not see eye to eye, in words first, then as figures with a table behind each.
// Start at Routes; view.go shapes what is shown, plots.go makes the figures.
package friction

import (
	"embed"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/web/frame"
	"demarc/web/page"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the friction of an engagement.
type Screen struct{ App *app.App }

// tables are the names of the files, one for each figure.
var tables = []string{"areas", "functions", "ownership", "people", "progress"}

// Routes registers the page and its files.
func (s Screen) Routes(r chi.Router) {
	const at = "/e/{engagement}/friction"
	r.Method(http.MethodGet, at, page.Handler(s.show))
	for _, name := range tables {
		r.Method(http.MethodGet, at+"/"+name+".csv", s.file(name))
		r.Method(http.MethodHead, at+"/"+name+".csv", s.file(name))
	}
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	rubs, err := s.App.Friction.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	e := rubs.Draft.Engagement
	v := view{page: page.New(r, "Friction", e.ClientName), work: frame.Work(e, "matrix", who), Rubs: rubs, mayTake: who.Can(access.Download)}
	return page.Render(w, r, http.StatusOK, frictionPage(v))
}

// file is the table behind a figure.
func (s Screen) file(name string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.App.Friction.Export(r.Context(), page.Actor(r), idOf(r), name)
		if err != nil {
			return err
		}
		return page.File(w, r, d.Name, d.MediaType, d.Data)
	}
}

// day is a date as people read it.
func day(t time.Time) string { return t.Format("2 Jan 2006") }
