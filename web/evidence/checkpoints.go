package evidence

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/web/page"
)

const checkpointsAddress = "/settings/checkpoints"

// checkpoints lists the days whose checkpoint binds something that the reader may see.
func (s Screen) checkpoints(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	days, err := s.App.Evidence.Days(r.Context(), who)
	if err != nil {
		return err
	}
	about := who.MSPName
	if who.ClientName != "" {
		about = who.ClientName
	}
	return page.Render(w, r, http.StatusOK, checkpointsPage(page.New(r, "Checkpoints", about), days))
}

// checkpoint is one of them as a file, with the reader's own chains.
func (s Screen) checkpoint(w http.ResponseWriter, r *http.Request) error {
	d, err := s.App.Evidence.Checkpoint(r.Context(), page.Actor(r), chi.URLParam(r, "day"))
	if err != nil {
		return err
	}
	return page.File(w, r, d.Name, d.MediaType, d.Data)
}

// bound is the newest checkpoint that binds the record of an engagement.
func (s Screen) bound(w http.ResponseWriter, r *http.Request) error {
	d, err := s.App.Evidence.Bound(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	return page.File(w, r, d.Name, d.MediaType, d.Data)
}
