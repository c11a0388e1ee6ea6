// Package pack is the screens of industry packs: what a pack brings, before it is
// brought, and taking it out again. Start at Routes.
package pack

import (
	"embed"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the packs of an engagement.
type Screen struct{ App *app.App }

// Routes registers the pages.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/e/{engagement}/packs", page.Handler(s.list))
	r.Method(http.MethodGet, "/e/{engagement}/packs/{pack}", page.Handler(s.one))
	r.Method(http.MethodPost, "/e/{engagement}/packs/{pack}/add", page.Handler(s.add))
	r.Method(http.MethodPost, "/e/{engagement}/packs/{pack}/remove", page.Handler(s.remove))
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// list shows every pack and how much of it is in the matrix.
func (s Screen) list(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	d, err := s.App.Packs.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := listView{page: page.New(r, "Industry packs", d.Engagement.ClientName), work: frame.Work(d.Engagement, "areas", who)}
	for _, p := range engagement.Packs(d) {
		l := line{PackState: p, suggested: p.Pack.Industry == d.Terms.Value("client.industry")}
		if l.suggested {
			v.lines = append([]line{l}, v.lines...)
		} else {
			v.lines = append(v.lines, l)
		}
	}
	return page.Render(w, r, http.StatusOK, listPage(v))
}

// one shows a pack whole, in the lane of ?lane=.
func (s Screen) one(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, new(page.Form))
}

func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who := page.Actor(r)
	d, err := s.App.Packs.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	p, ok := engagement.PackIn(d, chi.URLParam(r, "pack"))
	if !ok {
		return fault.New(fault.NotFound, "There is no such pack.")
	}
	v := packView{
		page: page.New(r, p.Pack.Name, d.Engagement.ClientName), work: frame.Work(d.Engagement, "areas", who), who: who, d: d, form: f,
		PackState: p, at: frame.Href(d.Engagement.ID) + "/packs/" + p.Pack.Key,
	}
	v.page.Failed = status == http.StatusUnprocessableEntity
	wished := raci.Mode(r.FormValue("lane"))
	if wished == raci.OutOfScope || !wished.Valid() {
		wished = raci.Shared
	}
	v.lane = v.Lane(wished)
	return page.Render(w, r, status, packPage(v))
}

// add brings the pack in as it was shown.
func (s Screen) add(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.NewPack{
		Key: chi.URLParam(r, "pack"), Mode: raci.Mode(f.Line("lane", page.MaxCode)),
		Columns: f.Many("columns", 8, page.MaxLine), Rider: f.Checked("rider"),
	}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	did, err := s.App.Packs.Add(r.Context(), page.Actor(r), idOf(r), in)
	if f.Take(err) {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	home := frame.Href(idOf(r))
	return page.Redirect(w, r, page.Next(r, home+"/packs/"+in.Key), ui.Notice{Kind: "ok", Text: told(did), Href: home + "/matrix", Link: "Open the matrix"})
}

// told says what adding a pack did.
func told(did app.PackAdded) string {
	n := did.Added + did.Restored
	text := did.Pack.Name + ": " + counted(n, "function") + " added."
	if n == 0 {
		text = did.Pack.Name + ": every function was in the matrix already."
	}
	if did.Columns > 0 {
		text += " " + counted(did.Columns, "column") + " added, with nothing decided in them yet."
	}
	if did.Rider {
		text += " Its rider is on."
	}
	return text
}

// remove takes the pack out, with a reason.
func (s Screen) remove(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	key, reason := chi.URLParam(r, "pack"), f.Text("reason", page.MaxText)
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	n, err := s.App.Packs.Remove(r.Context(), page.Actor(r), idOf(r), key, reason, f.Checked("rider_off"))
	if f.Take(err) {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, frame.Href(idOf(r))+"/packs/"+key, page.Done(counted(n, "function")+" taken out of the matrix. Exhibit A lists them as excluded, with your reason."))
}

func counted(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + one + "s"
}

// mayShape tells whether the viewer can bring a pack in or take it out now.
func (v packView) mayShape() bool {
	return v.d.Engagement.State == engagement.InDraft && v.who.Can(access.SetAreas) && v.who.Can(access.ShapeMatrix) && v.who.Can(access.EditTerms)
}
