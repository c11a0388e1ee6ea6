package matrix

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// most is how many rows can be agreed to at once: more than a matrix has.
const most = 1000

// ready lists the rows the viewer's side could agree to, so that nobody agrees to
// what they have not been shown.
func (s Screen) ready(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	d, rows, err := s.App.Matrices.Ready(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	if err := d.Engagement.RequireDraft(); err != nil {
		return err
	}
	v := newView(page.New(r, "Agree to rows", d.Engagement.ClientName), d, who, filter{})
	return page.Render(w, r, http.StatusOK, agreePage(v, grouped(v, rows)))
}

// grouped sorts rows into their areas.
func grouped(v view, rows []raci.Function) []band {
	in := map[raci.AreaKey][]raci.Function{}
	for _, f := range rows {
		in[f.Area] = append(in[f.Area], f)
	}
	var out []band
	for _, a := range v.d.Matrix.Areas {
		if len(in[a.Key]) > 0 {
			out = append(out, band{area: a, rows: in[a.Key]})
		}
	}
	return out
}

// shownValue carries a row with the revision it was shown at.
func shownValue(f raci.Function) string { return string(f.ID) + "@" + strconv.Itoa(f.Rev) }

func (s Screen) agreeAll(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	shown := map[raci.FunctionID]int{}
	for _, value := range f.Many("row", most, page.MaxCode) {
		id, rev, _ := strings.Cut(value, "@")
		n, err := strconv.Atoi(rev)
		if err != nil {
			return fault.New(fault.Invalid, "The list of rows could not be read. Open it again.")
		}
		shown[raci.FunctionID(id)] = n
	}
	if !f.OK() {
		return fault.New(fault.Invalid, f.Problems()[0].Text)
	}
	agreed, changed, err := s.App.Matrices.AgreeAll(r.Context(), page.Actor(r), idOf(r), shown)
	if err != nil {
		return err
	}
	notices := []ui.Notice{page.Done(fmt.Sprintf("You agreed to %s.", count(agreed, "row", "rows")))}
	if len(shown) == 0 {
		notices = []ui.Notice{page.Told("No row was chosen, so nothing was agreed.")}
	}
	if changed > 0 {
		notices = append(notices, page.Told(count(changed, "row changed since you saw it and was", "rows changed since you saw them and were")+" left alone. Look again before you agree."))
	}
	return page.Redirect(w, r, home(idOf(r)), notices...)
}

// changesTo is what a row changes in what the viewer's side had agreed to.
func (v view) changesTo(f raci.Function) []change {
	var out []change
	for _, d := range v.d.Matrix.Proposal(f, v.who.Side) {
		out = append(out, change{d.What, d.From, d.To})
	}
	return out
}

// changed tells whether the viewer's side has to look at a row again before it agrees.
func (v view) changed(f raci.Function) bool { return len(v.changesTo(f)) > 0 }
