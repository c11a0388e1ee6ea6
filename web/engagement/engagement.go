// Package engagement is the screens of one engagement around its matrix: the hub,
// parties, terms, areas, checks and history, and the stream that tells open pages
// what changed. It decides nothing: rights, states and rules come from the acts.
// Start at Routes.
package engagement

import (
	"embed"
	"net/http"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/live"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the screen's styles and scripts.
//
//go:embed *.css *.js
var Files embed.FS

// Screen answers for an engagement's pages but the matrix, the text and sign-off.
type Screen struct {
	App      *app.App
	Live     *live.Hub
	Sessions *scs.SessionManager // a stream ends with its session; nil where there are none
}

// Routes registers the pages.
func (s Screen) Routes(r chi.Router) {
	get := func(path string, h page.Handler) { r.Method(http.MethodGet, "/e/{engagement}"+path, h) }
	post := func(path string, h page.Handler) { r.Method(http.MethodPost, "/e/{engagement}"+path, h) }
	get("", s.hub)
	get("/parties", s.parties)
	post("/parties/{side}", s.saveSide)
	post("/stakeholders", s.addColumn)
	post("/stakeholders/{stakeholder}", s.saveColumn)
	post("/stakeholders/{stakeholder}/remove", s.removeColumn)
	post("/stakeholders/{stakeholder}/deputy", s.standIn)
	post("/stakeholders/{stakeholder}/move", s.moveColumn)
	post("/insurer", s.saveInsurer)
	post("/vendors", s.saveVendor)
	post("/vendors/{vendor}", s.saveVendor)
	post("/vendors/{vendor}/remove", s.removeVendor)
	get("/terms", s.terms)
	post("/terms", s.saveTerms)
	get("/areas", s.areas)
	post("/areas/plan", s.planAreas)
	post("/areas/apply", s.applyAreas)
	get("/checks", s.checks)
	post("/checks/waive", s.waive)
	post("/checks/withdraw", s.unwaive)
	get("/history", s.history)
	get("/stale", s.stale)
	get("/live", s.live)
	post("/presence", s.presence)
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// sheet is what every page here stands on.
type sheet struct {
	page ui.Page
	work ui.Work
	who  access.Actor
	e    engagement.Engagement
}

func newSheet(r *http.Request, e engagement.Engagement, tab, title string) sheet {
	who := page.Actor(r)
	return sheet{page: page.New(r, title, e.ClientName), work: frame.Work(e, tab, who), who: who, e: e}
}

// at is the address of a page of this engagement: "/terms".
func (v sheet) at(path string) string { return v.work.Href + path }

// may tells whether the viewer can change something now.
func (v sheet) may(do access.Action) bool { return v.e.State == engagement.InDraft && v.who.Can(do) }

// locked is the sentence that says why nothing can be changed now, or empty.
func (v sheet) locked() string {
	if err := v.e.RequireDraft(); err != nil {
		return err.Error()
	}
	return ""
}

// failed marks the page as one that came back with something to fix.
func (v sheet) failed() sheet {
	v.page.Failed = true
	return v
}

// told puts a notice on top of the page.
func (v sheet) told(kind, text string) sheet {
	v.page.Notices = append(v.page.Notices, ui.Notice{Kind: kind, Text: text})
	return v
}
