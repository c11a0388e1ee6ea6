// Package sheet shows the papers of one page that stand beside an agreement: what each
// company answers for, and the functions that an executive should read. They are made
// from the draft or from a version, on the screen and as files to print. Start at Routes.
package sheet

import (
	"embed"
	"net/http"
	"runtime"
	"slices"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	f := files{app: s.App, slots: make(chan struct{}, 2*runtime.NumCPU())}
	for _, base := range []string{"/e/{engagement}/sheets", "/e/{engagement}/v/{n}/sheets"} {
		r.Method(http.MethodGet, base, page.Handler(s.open))
		r.Method(http.MethodGet, base+"/{sheet}.pdf", page.Handler(f.pdf))
		r.Method(http.MethodHead, base+"/{sheet}.pdf", page.Handler(f.pdf))
	}
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// numberOf is the version that the address names, or 0 for the draft.
func numberOf(r *http.Request) (int, error) {
	text := chi.URLParam(r, "n")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 || strconv.FormatInt(n, 10) != text {
		return 0, fault.New(fault.NotFound, "There is no version at this address.")
	}
	return int(n), nil
}

func (s Screen) open(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	who := page.Actor(r)
	src, err := s.App.Sheets.Open(r.Context(), who, idOf(r), n)
	if err != nil {
		return err
	}
	// Everybody begins with their own company's; an unknown name is no reason to fail.
	sheet := document.Sheet(r.URL.Query().Get("sheet"))
	if !slices.Contains(document.Sheets, sheet) {
		sheet = document.Sheet(who.Side)
	}
	v := newView(src, sheet, who)
	v.page = page.New(r, v.doc.Title, src.Engagement.ClientName)
	return page.Render(w, r, http.StatusOK, sheetPage(v))
}

// files answers with sheets to print. Setting one takes a processor for a while, so only
// as many are set at once as there are slots; the others wait their turn.
type files struct {
	app   *app.App
	slots chan struct{}
}

func (f files) pdf(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	select {
	case f.slots <- struct{}{}:
	case <-r.Context().Done():
		return r.Context().Err()
	}
	defer func() { <-f.slots }()
	d, err := f.app.Sheets.PDF(r.Context(), page.Actor(r), idOf(r), n, document.Sheet(chi.URLParam(r, "sheet")))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Disposition", `attachment; filename="`+d.Name+`"`)
	h.Set("Content-Type", d.MediaType)
	h.Set("Content-Length", strconv.Itoa(len(d.Data)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-store")
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(d.Data) // the reader may have gone; there is nobody to tell
	}
	return nil
}
