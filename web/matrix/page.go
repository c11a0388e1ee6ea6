package matrix

import (
	"net/http"

	"demarc/web/page"
	"demarc/web/review/talk"
)

// matrix is the whole page; for htmx the grid alone, to be morphed into the page.
func (s Screen) matrix(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(r)
	if err != nil {
		return err
	}
	if page.IsFragment(r) {
		switch v.filter.zoom {
		case zoomLanes:
			return page.Render(w, r, http.StatusOK, lanesView(v), zoomUpdate(v))
		case zoomMine:
			return page.Render(w, r, http.StatusOK, mineView(v), zoomUpdate(v))
		}
		return page.Render(w, r, http.StatusOK, table(v), panelUpdate(v))
	}
	if v.filter.zoom == zoomMatrix {
		v.page.Scripts = []string{"grid.js", "ticks.js", talk.Script}
	}
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
	f := readFilter(page.ReadQuery(r), d, who)
	if err := s.narrow(r, &f, d); err != nil {
		return view{}, err
	}
	return newView(page.New(r, "Matrix", d.Engagement.ClientName), d, who, f), nil
}
