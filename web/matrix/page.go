package matrix

import (
	"net/http"

	"demarc/internal/raci"
	"demarc/web/page"
)

// matrix is the whole page; for htmx the grid alone, to be morphed into the page.
func (s Screen) matrix(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(r)
	if err != nil {
		return err
	}
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, table(v), panelUpdate(v))
	}
	v.page.Scripts = []string{"matrix.js"}
	return page.Render(w, r, http.StatusOK, matrixPage(v))
}

// checks is the panel of findings with every count of the page, for after a change.
func (s Screen) checks(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, panel(v), counts(v))
}

func (s Screen) open(r *http.Request) (view, error) {
	who := page.Actor(r)
	d, err := s.App.Matrices.Open(r.Context(), who, idOf(r))
	if err != nil {
		return view{}, err
	}
	q := page.ReadQuery(r)
	f := filter{text: q.Line("q", page.MaxLine), area: raci.AreaKey(q.Line("area", page.MaxCode)), state: q.One("state", "open", "mine", "disputed", "problems")}
	return newView(page.New(r, "Matrix", d.Engagement.ClientName), d, who, f), nil
}
