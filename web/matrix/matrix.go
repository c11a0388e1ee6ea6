// Package matrix is the screen where both teams work the matrix row by row: the
// grid, the checks beside it, the card of one function, and the forms that change a
// row. It decides nothing: rights and rules come from the acts. Start at Routes; the
// grid's rows are written in grid.go.
package matrix

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/page"
)

// Files are the screen's styles and script.
//
//go:embed *.css *.js grid/*.js
var Files embed.FS

// Screen answers for the matrix of an engagement.
type Screen struct{ App *app.App }

// Routes registers the pages and fragments.
func (s Screen) Routes(r chi.Router) {
	get := func(path string, h page.Handler) {
		r.Method(http.MethodGet, "/e/{engagement}/matrix"+path, h)
	}
	post := func(path string, h page.Handler) {
		r.Method(http.MethodPost, "/e/{engagement}/matrix"+path, h)
	}
	get("", s.matrix)
	get("/checks", s.checks)
	get("/agree", s.ready)
	post("/agree", s.agreeAll)
	post("/cells", s.assignMany)
	post("/undo", s.undoLast)
	post("/redo", s.redoLast)
	get("/parked", s.parkedList)
	get("/functions/new", s.choose)
	post("/bulk/plan", s.planBulk)
	post("/bulk", s.changeBulk)
	post("/functions", s.add)
	get("/functions/{fn}", s.function)
	post("/functions/{fn}/assignments", s.assign)
	post("/functions/{fn}/row", s.assignRow)
	post("/functions/{fn}/hours", s.setWindow)
	post("/functions/{fn}/holders", s.setHolders)
	post("/functions/{fn}/words", s.write)
	post("/functions/{fn}/frameworks", s.refer)
	post("/functions/{fn}/agree", s.agree)
	post("/functions/{fn}/dispute", s.dispute)
	post("/functions/{fn}/settle", s.settle)
	post("/functions/{fn}/notes", s.writeNote)
	post("/functions/{fn}/notes/{note}/remove", s.removeNote)
	post("/functions/{fn}/park", s.park)
	post("/functions/{fn}/resume", s.resume)
	post("/functions/{fn}/exclude", s.exclude)
	post("/functions/{fn}/restore", s.restore)
	post("/functions/{fn}/move", s.move)
	post("/functions/{fn}/fix", s.fix)
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func functionOf(r *http.Request) raci.FunctionID { return raci.FunctionID(chi.URLParam(r, "fn")) }

// home is the address of the matrix of an engagement.
func home(id engagement.ID) string { return "/e/" + string(id) + "/matrix" }

// card is the address of one function; its acts stand below it.
func card(id engagement.ID, fn raci.FunctionID) string {
	return home(id) + "/functions/" + string(fn)
}

// anchor is where a function's row is on the page of the matrix.
func anchor(fn raci.FunctionID) string { return "#function-" + string(fn) }
