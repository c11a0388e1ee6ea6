package engagement

import (
	"net/http"
	"strconv"

	"demarc/web/page"
)

// hub shows what is done and what is next for the viewer's side.
func (s Screen) hub(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	o, err := s.App.Engagements.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := newHubView(newSheet(r, o.Draft.Engagement, "overview", "Overview"), o)
	if len(o.History) > 0 {
		// The stream begins where this page ends.
		v.work.Live += "?after=" + strconv.FormatInt(o.History[0].Seq, 10)
	}
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, hubMain(v), hubAsidePart(v))
	}
	return page.Render(w, r, http.StatusOK, hubPage(v))
}
