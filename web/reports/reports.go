// Package reports is what all engagements of an MSP have in common, for its owner and
// leads: totals without a name of a client. Start at Routes.
package reports

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/document/plot"
	"demarc/internal/friction"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the reports of an MSP.
type Screen struct{ App *app.App }

// Routes registers the page and its files.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/reports", page.Handler(s.show))
	for _, name := range []string{"areas", "functions"} {
		r.Method(http.MethodGet, "/reports/friction-"+name+".csv", s.file(name))
		r.Method(http.MethodHead, "/reports/friction-"+name+".csv", s.file(name))
	}
}

// view is the report as a page.
type view struct {
	page ui.Page
	app.Report
}

func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	report, err := s.App.Friction.Totals(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, reportsPage(view{page.New(r, "Reports"), report}))
}

func (s Screen) file(name string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		d, err := s.App.Friction.ExportTotals(r.Context(), page.Actor(r), name)
		if err != nil {
			return err
		}
		return page.File(w, r, d.Name, d.MediaType, d.Data)
	}
}

// heat is the areas by what rubs in them: all on one scale, per ten functions.
func (v view) heat() plot.Heat {
	p := plot.Heat{
		Figure: plot.Figure{
			ID: "areas", Title: "Friction by area, over all engagements",
			Desc: "Per ten functions: disputes, votes apart, changes after agreement, and all of them together. A darker cell means more.",
		},
		Columns: []plot.Column{{Label: "Disputes", Group: "per 10 functions"}, {Label: "Votes", Group: "per 10 functions"}, {Label: "Changes", Group: "per 10 functions"}, {Label: "All", Group: "per 10 functions"}},
		Steps:   [4]float64{0, 1, 2, 4}, Legend: [5]string{"0", "under 1", "1 to 2", "2 to 4", "4 and more"},
	}
	for _, t := range v.Areas {
		per := func(n int) float64 { return friction.Tally{Disputed: n}.Score(t.Rows) }
		p.Rows = append(p.Rows, plot.HeatRow{Label: v.areaName(t.Area), Values: []float64{per(t.Disputed), per(t.VotedApart), per(t.Reopened), t.Score(t.Rows)}})
	}
	return p
}

func (v view) areaName(k raci.AreaKey) string {
	if a, ok := v.Library.Area(k); ok {
		return a.Name
	}
	return string(k)
}

func (v view) functionName(k raci.FunctionKey) string {
	f, _ := v.Library.Function(k)
	return f.Name
}

// topmost is how many functions the page lists; the file has all.
const topmost = 10

func (v view) top() []friction.Total { return v.Functions[:min(len(v.Functions), topmost)] }

// words says in a sentence where it rubs most.
func (v view) words() string {
	if len(v.Areas) == 0 {
		return ""
	}
	t := v.Areas[0]
	text := v.areaName(t.Area) + " rubs most: " + t.Because() + ", over " + counted(t.Engagements, "engagement") + "."
	if len(v.Functions) > 0 {
		f := v.Functions[0]
		text += " Of the functions it is " + v.functionName(f.Key) + "."
	}
	return text
}
