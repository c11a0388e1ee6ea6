// Package version is the signed record: one frozen version with who signed it, when
// and how, the digests it can be checked by, its text, and the files made from it.
// It shows versions that are still out or never came into force too, and says so.
// Start with Routes.
package version

import (
	"embed"
	"net/http"
	"runtime"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/web/frame"
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
	r.Method(http.MethodGet, "/e/{engagement}/v/{n}", page.Handler(s.open))
	r.Method(http.MethodGet, "/e/{engagement}/v/{n}/end", page.Handler(s.endForm))
	r.Method(http.MethodPost, "/e/{engagement}/v/{n}/end", page.Handler(s.end))
	r.Method(http.MethodPost, "/e/{engagement}/v/{n}/notice/withdraw", page.Handler(s.withdraw))
	f := files{app: s.App, slots: make(chan struct{}, 2*runtime.NumCPU())}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Method(method, "/e/{engagement}/v/{n}/agreement.pdf", page.Handler(f.sealed))
		r.Method(method, "/e/{engagement}/v/{n}/agreement.docx", f.export("docx"))
		r.Method(method, "/e/{engagement}/v/{n}/matrix.xlsx", f.export("xlsx"))
		r.Method(method, "/e/{engagement}/v/{n}/matrix.csv", f.export("csv"))
		r.Method(method, "/e/{engagement}/v/{n}/evidence.json", page.Handler(f.evidence))
		r.Method(method, "/e/{engagement}/draft/agreement.pdf", f.export("pdf"))
		r.Method(method, "/e/{engagement}/draft/agreement.docx", f.export("docx"))
		r.Method(method, "/e/{engagement}/draft/matrix.xlsx", f.export("xlsx"))
		r.Method(method, "/e/{engagement}/draft/matrix.csv", f.export("csv"))
		r.Method(method, "/.well-known/seal-root.pem", page.Handler(f.root))
		r.Method(method, "/.well-known/seal.crl", page.Handler(f.revoked))
		r.Method(method, "/.well-known/seal-certificates.json", page.Handler(f.certificates))
	}
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// numberOf is the version the address names. Version 0 is the draft, which is not a
// record.
func numberOf(r *http.Request) (int, error) {
	text := chi.URLParam(r, "n")
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
	rec, err := s.App.Versions.Open(r.Context(), who, idOf(r), n)
	if err != nil {
		return err
	}
	v := newView(rec, who)
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, record(v))
	}
	tab := ""
	if v.standing == inForce {
		tab = "force"
	}
	v.work = frame.Work(rec.Engagement, tab, who)
	v.page = page.New(r, "Version "+strconv.Itoa(n), v.work.Name, rec.Engagement.ClientName)
	return page.Render(w, r, http.StatusOK, versionPage(v))
}
