// Package framework is the screens that read a matrix against published lists of
// requirements: which functions help to satisfy what, what has none, and the files
// of that. Start at Routes.
package framework

import (
	"embed"
	"net/http"
	"runtime"
	"slices"
	"strconv"

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
	r.Method(http.MethodGet, "/e/{engagement}/v/{n}/frameworks", page.Handler(s.list))
	r.Method(http.MethodGet, "/e/{engagement}/v/{n}/frameworks/{framework}", page.Handler(s.one))
	slots := make(chan struct{}, 2*runtime.NumCPU()) // making a file takes some 100 ms of a processor
	for _, kind := range []string{"pdf", "xlsx", "csv"} {
		r.Method(http.MethodGet, at+"/{framework}/responsibility."+kind, s.file(kind, slots))
		r.Method(http.MethodHead, at+"/{framework}/responsibility."+kind, s.file(kind, slots))
	}
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// source is what is read against the frameworks: the version of the address, else the
// one in force, else the draft.
type source struct {
	engagement engagement.Engagement
	read       engagement.Version // version 0 is the draft
	draft      engagement.Draft   // of the draft only
	version    int                // the same as read's
	standing   string             // how far the version has come
}

func (s Screen) source(r *http.Request) (src source, err error) {
	who, text := page.Actor(r), chi.URLParam(r, "n")
	if text == "" {
		src.draft, src.read, err = s.App.Frameworks.Open(r.Context(), who, idOf(r))
		src.engagement, src.version = src.draft.Engagement, src.read.Number
		if src.version > 0 {
			src.standing = "in force"
		}
		return src, err
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return src, fault.New(fault.NotFound, "There is no version at this address.")
	}
	from, err := s.App.Frameworks.Signed(r.Context(), who, idOf(r), int(n))
	return source{engagement: from.Engagement, read: from.Version, version: int(n), standing: from.Standing}, err
}

// isDraft tells whether the page is about the draft and the draft may be changed.
func (s source) isDraft() bool { return s.version == 0 && s.engagement.State == engagement.InDraft }

// title is the page's heading; tab is the tab it stands under.
func (s source) title(name string) string {
	if s.version == 0 {
		return name
	}
	return name + ", version " + strconv.Itoa(s.version)
}

func (s source) tab() string {
	switch s.version {
	case 0:
		return "matrix"
	case s.engagement.InForce:
		return "force"
	}
	return ""
}

// list shows every framework and how much of it the matrix covers; of a draft also
// which of them matter.
func (s Screen) list(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	src, err := s.source(r)
	if err != nil {
		return err
	}
	v := listView{
		page: page.New(r, src.title("Frameworks"), src.engagement.ClientName), work: frame.Work(src.engagement, src.tab(), who), source: src,
		mayChoose: src.isDraft() && who.Can(access.EditTerms),
	}
	for _, f := range catalog.Frameworks() {
		chosen := src.engagement.Frameworks
		if src.version > 0 {
			chosen = src.read.Content.Frameworks
		}
		v.lines = append(v.lines, line{Coverage: engagement.Cover(src.read.Content, f), chosen: slices.Contains(chosen, f.Key)})
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
	src, err := s.source(r)
	if err != nil {
		return err
	}
	v := frameworkView{
		page: page.New(r, src.title(f.Name), src.engagement.ClientName), work: frame.Work(src.engagement, src.tab(), who), source: src, Coverage: engagement.Cover(src.read.Content, f),
		mayAdd: src.isDraft() && who.Can(access.ShapeMatrix), mayTake: who.Can(access.Download),
	}
	v.standing, v.means = document.Standing(src.read, v.Coverage), document.Sides(src.read.Content, v.Coverage)
	if s := engagement.Share(r.URL.Query().Get("show")); slices.Contains(engagement.Shares, s) {
		v.show = s
	}
	if v.mayAdd {
		v.helpers(src.draft)
	}
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
