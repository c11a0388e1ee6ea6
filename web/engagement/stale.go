package engagement

import (
	"fmt"
	"net/http"
	"net/url"

	"demarc/internal/engagement"
	"demarc/web/page"
	"demarc/web/ui"
)

// stale tells a page with a form whether what it was filled from has changed; what
// was typed stays, and saving shows what differs.
func (s Screen) stale(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openParties(r)
	if err != nil {
		return err
	}
	step := r.URL.Query().Get("step")
	mark, known := marks(d)[step]
	if !known || mark == r.URL.Query().Get("mark") {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return page.Render(w, r, http.StatusOK, ui.Note(ui.Notice{
		Kind: "info", Text: "Somebody else changed this page meanwhile. Anything you typed is still here.", Href: "/e/" + string(idOf(r)) + "/" + step, Link: "Show it as it is now",
	}))
}

// marks identify what the forms of each step were filled from.
func marks(d engagement.Draft) map[string]string {
	revs := []int{d.Parties.MSP.Rev, d.Parties.Client.Rev}
	for _, c := range d.Matrix.Stakeholders {
		revs = append(revs, c.Rev)
	}
	outside := []any{d.Parties.Directory.Insurer.Rev}
	for _, x := range d.Parties.Directory.Vendors {
		outside = append(outside, x.ID, x.Rev)
	}
	return map[string]string{"terms": fmt.Sprint(d.Engagement.TermsRev), "parties": fmt.Sprint(revs, outside), "access": d.Register.Mark()}
}

// staleAt is the address that a step asks.
func (v sheet) staleAt(step string, d engagement.Draft) string {
	return v.at("/stale?" + url.Values{"step": {step}, "mark": {marks(d)[step]}}.Encode())
}
