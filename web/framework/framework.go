// Package framework is the screens that read a matrix against published lists of
// requirements: which functions help to satisfy what, what has none, and the files
// of that. Start at Routes.
package framework

import (
	"embed"
	"net/http"
	"runtime"
	"slices"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/web/frame"
	"demarc/web/page"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the frameworks of an engagement.
type Screen struct{ App *app.App }

// Routes registers the pages and files.
func (s Screen) Routes(r chi.Router) {
	const at = "/e/{engagement}/frameworks"
	r.Method(http.MethodGet, at, page.Handler(s.list))
	r.Method(http.MethodPost, at, page.Handler(s.choose))
	r.Method(http.MethodGet, at+"/{framework}", page.Handler(s.one))
	slots := make(chan struct{}, 2*runtime.NumCPU()) // making a file takes some 100 ms of a processor
	for _, kind := range []string{"pdf", "xlsx", "csv"} {
		r.Method(http.MethodGet, at+"/{framework}/responsibility."+kind, s.file(kind, slots))
		r.Method(http.MethodHead, at+"/{framework}/responsibility."+kind, s.file(kind, slots))
	}
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// list shows every framework, how much of it the matrix covers, and which matter.
func (s Screen) list(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	d, c, err := s.App.Frameworks.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := listView{
		page: page.New(r, "Frameworks", d.Engagement.ClientName), work: frame.Work(d.Engagement, "matrix", who),
		mayChoose: d.Engagement.State == engagement.InDraft && who.Can(access.EditTerms),
	}
	for _, f := range catalog.Frameworks() {
		v.lines = append(v.lines, line{Coverage: engagement.Cover(c, f), chosen: slices.Contains(d.Engagement.Frameworks, f.Key)})
	}
	return page.Render(w, r, http.StatusOK, listPage(v))
}

// choose keeps which frameworks matter.
func (s Screen) choose(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	keys := f.Many("framework", len(catalog.Frameworks()), page.MaxCode)
	if !f.OK() {
		return fault.New(fault.Invalid, "Choose among the frameworks that are offered.")
	}
	if err := s.App.Frameworks.Choose(r.Context(), page.Actor(r), idOf(r), keys); err != nil {
		return err
	}
	said := "No framework matters to this engagement now. Exhibit A names no references."
	if len(keys) > 0 {
		said = "Saved. The checks look at what you chose, and Exhibit A names its references."
	}
	return page.Redirect(w, r, frame.Href(idOf(r))+"/frameworks", page.Done(said))
}

// one shows a framework requirement by requirement.
func (s Screen) one(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	f, ok := catalog.FrameworkByKey(chi.URLParam(r, "framework"))
	if !ok {
		return fault.New(fault.NotFound, "There is no such framework.")
	}
	d, c, err := s.App.Frameworks.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := frameworkView{
		page: page.New(r, f.Name, d.Engagement.ClientName), work: frame.Work(d.Engagement, "matrix", who), Coverage: engagement.Cover(c, f),
		means: document.Sides(c, engagement.Cover(c, f)), mayAdd: d.Engagement.State == engagement.InDraft && who.Can(access.ShapeMatrix), mayTake: who.Can(access.Download),
	}
	if s := engagement.Share(r.URL.Query().Get("show")); slices.Contains(engagement.Shares, s) {
		v.show = s
	}
	v.helpers(d)
	return page.Render(w, r, http.StatusOK, frameworkPage(v))
}

// file makes the responsibility matrix as a file.
func (s Screen) file(kind string, slots chan struct{}) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		number := 0
		if q := page.ReadQuery(r); q.Value("version") != "" {
			if number = q.Int("version", 1, 1_000_000); !q.OK() {
				return fault.New(fault.NotFound, "There is no such version.")
			}
		}
		select {
		case slots <- struct{}{}:
		case <-r.Context().Done():
			return r.Context().Err()
		}
		defer func() { <-slots }()
		d, err := s.App.Frameworks.Export(r.Context(), page.Actor(r), idOf(r), chi.URLParam(r, "framework"), number, kind)
		if err != nil {
			return err
		}
		return page.File(w, r, d.Name, d.MediaType, d.Data)
	}
}
