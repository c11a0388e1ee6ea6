// Package library is the screens of an MSP's own library: what it holds, the editors
// of functions, clauses, presets and templates, the review of what would be
// published, and what a newer version would change in an engagement. It decides
// nothing; rights and rules come from the acts. Start at Routes; what the editors of
// the kinds share is in editor.go.
package library

import (
	"embed"
	"fmt"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the styles of these screens.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

// Routes registers the addresses. {shelf} is areas, packs, functions, clauses, templates
// or presets.
func (s Screen) Routes(r chi.Router) {
	get := func(path string, h page.Handler) { r.Method(http.MethodGet, path, h) }
	post := func(path string, h page.Handler) { r.Method(http.MethodPost, path, h) }
	get("/library", s.overview)
	get("/library/publish", s.review)
	post("/library/publish", s.publish)
	get("/library/versions/{n}", s.version)
	get("/library/export.json", s.export)
	get("/library/import", s.importForm)
	post("/library/import", s.importFile)
	get("/library/{shelf}", s.list)
	post("/library/{shelf}", s.create)
	get("/library/{shelf}/new", s.begin)
	get("/library/{shelf}/{key}", s.open)
	post("/library/{shelf}/{key}", s.save)
	post("/library/{shelf}/{key}/retire", s.retire)
	post("/library/{shelf}/{key}/restore", s.restore)
	post("/library/{shelf}/{key}/drop", s.drop)
	get("/e/{engagement}/library", s.offer)
	post("/e/{engagement}/library", s.adopt)
	get("/e/{engagement}/template", s.drift)
}

// shelves name the kinds in addresses.
var shelves = map[string]catalog.Kind{
	"areas": catalog.AreaKind, "packs": catalog.PackKind, "functions": catalog.FunctionKind, "clauses": catalog.ClauseKind, "templates": catalog.TemplateKind, "presets": catalog.PresetKind,
}

func shelfOf(kind catalog.Kind) string { return "/library/" + string(kind) + "s" }

func hrefOf(kind catalog.Kind, key string) string { return shelfOf(kind) + "/" + key }

// kindOf is the kind that the address is about.
func kindOf(r *http.Request) (catalog.Kind, error) {
	kind, ok := shelves[chi.URLParam(r, "shelf")]
	if !ok {
		return "", fault.New(fault.NotFound, "There is no page at this address. It may have moved, or the link may be wrong.")
	}
	return kind, nil
}

// overviewView is the library at a glance.
type overviewView struct {
	page  ui.Page
	form  *page.Form
	v     app.Shelves
	mine  bool // the viewer may edit
	count map[catalog.Kind]int
	held  int // clauses that a lawyer's review holds
	pages ui.Pages
}

func (s Screen) overview(w http.ResponseWriter, r *http.Request) error {
	v, err := s.openOverview(r, "Library")
	if err != nil {
		return err
	}
	if err := s.turn(r, &v); err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, overviewPage(v))
}

func (s Screen) openOverview(r *http.Request, title string) (overviewView, error) {
	who := page.Actor(r)
	shelves, err := s.App.Library.Open(r.Context(), who)
	if err != nil {
		return overviewView{}, err
	}
	v := overviewView{page: page.New(r, title, who.MSPName), form: &page.Form{}, v: shelves, mine: who.Can(access.EditLibrary), count: map[catalog.Kind]int{}}
	for _, kind := range catalog.Kinds {
		for _, it := range shelves.Draft.Items(kind) {
			if it.Retired {
				continue
			}
			v.count[kind]++
			if it.Clause != nil && it.Clause.Locked() {
				v.held++
			}
		}
	}
	return v, nil
}

// turn opens the page of engagements that ?from= names.
func (s Screen) turn(r *http.Request, v *overviewView) (err error) {
	total := v.v.BehindTotal()
	from := page.ReadQuery(r).Int("from", 1, max(1, total)) // anything else is the first page
	if from > 1 {
		if v.v.Behind, err = s.App.Library.Behind(r.Context(), page.Actor(r), from-1); err != nil {
			return err
		}
	}
	from = max(1, from)
	v.pages = ui.Pages{From: from, To: from + len(v.v.Behind) - 1, Total: total}
	if from > 1 {
		v.pages.Prev = "/library?from=" + strconv.Itoa(max(1, from-app.Page))
	}
	if v.pages.To < total {
		v.pages.Next = "/library?from=" + strconv.Itoa(v.pages.To+1)
	}
	return nil
}

// newest is the number of the version that new engagements take.
func (v overviewView) newest() int { return v.v.Published.Number }

// use says who is written from what: "12 engagements use version 4; 3 are behind."
func (v overviewView) use() string {
	current, behind := 0, v.v.BehindTotal()
	for _, u := range v.v.Uses {
		if u.Number == v.newest() {
			current += u.Total - u.Moved
		}
	}
	text := plural(current, "engagement uses", "engagements use") + " " + versionWord(v.newest())
	if current == 0 {
		text = "No engagement uses " + versionWord(v.newest()) + " yet"
	}
	if behind > 0 {
		text += "; " + strconv.Itoa(behind) + map[bool]string{true: " is behind", false: " are behind"}[behind == 1]
	}
	return text + "."
}

func versionWord(n int) string {
	if n == 0 {
		return "the shipped library"
	}
	return "version " + strconv.Itoa(n)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// review shows what publishing would change.
func (s Screen) review(w http.ResponseWriter, r *http.Request) error {
	return s.showReview(w, r, http.StatusOK, &page.Form{}, "")
}

func (s Screen) showReview(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notice string) error {
	if err := page.Actor(r).Require(access.EditLibrary); err != nil && page.Actor(r).Can(access.ReadLibrary) {
		return err
	}
	v, err := s.openOverview(r, "Publish the library")
	if err != nil {
		return err
	}
	v.form, v.page.Failed = f, !f.OK()
	if notice != "" {
		v.page.Notices = append(v.page.Notices, ui.Notice{Kind: "warn", Text: notice})
	}
	return page.Render(w, r, status, publishPage(v))
}

func (s Screen) publish(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	n, err := s.App.Library.Publish(r.Context(), page.Actor(r), f.Text("note", 500), f.Line("seen", page.MaxCode))
	switch {
	case fault.Is(err, fault.Conflict):
		return s.showReview(w, r, http.StatusConflict, f, err.Error())
	case !f.OK() || f.Take(err):
		return s.showReview(w, r, http.StatusUnprocessableEntity, f, "")
	case err != nil:
		return err
	}
	return page.Redirect(w, r, "/library", page.Done(fmt.Sprintf("Version %d is published. New engagements take it; those that exist stay on theirs until somebody reviews the update.", n)))
}

// versionView is what one version changed.
type versionView struct {
	page    ui.Page
	number  int
	note    string
	by      string
	when    string
	changes []catalog.Change
}

func (s Screen) version(w http.ResponseWriter, r *http.Request) error {
	n, err := strconv.Atoi(chi.URLParam(r, "n"))
	if err != nil || n < 1 || n > 1<<30 {
		n = 0 // there is no such version
	}
	v, changes, err := s.App.Library.Version(r.Context(), page.Actor(r), n)
	if err != nil {
		return err
	}
	title := fmt.Sprintf("Version %d", v.Number)
	return page.Render(w, r, http.StatusOK, versionPage(versionView{page.New(r, title, "Library"), v.Number, v.Note, v.By, ui.Moment(v.At), changes}))
}
