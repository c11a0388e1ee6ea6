package settings

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/engagement"
	"demarc/web/page"
)

const sealingAddress = "/settings/sealing"

// sealing shows what everybody signed and what is not sealed yet, and why.
func (s Screen) sealing(w http.ResponseWriter, r *http.Request) error {
	list, err := s.App.Sealings.List(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	waits := make([]wait, len(list))
	for i, l := range list {
		waits[i] = wait{id: string(l.Engagement), name: l.ClientName + ", " + l.Number, version: l.Version, signed: l.SignedAt, tries: l.Attempts, reason: l.Reason, last: l.LastAt}
	}
	return page.Render(w, r, http.StatusOK, sealingPage(page.New(r, "Sealing", page.Actor(r).MSPName), waits))
}

// retry tries at once. Nothing here can call an agreement sealed: only its seal does.
func (s Screen) retry(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Sealings.Retry(r.Context(), page.Actor(r), engagement.ID(chi.URLParam(r, "engagement"))); err != nil {
		return err
	}
	return page.Redirect(w, r, sealingAddress, page.Done("It is being tried now. Reload this page in a moment."))
}
