package version

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/web/page"
)

// files answers with what people keep. Making one takes some 100 ms of a processor,
// so only as many are made at once as there are slots; the others wait their turn.
type files struct {
	app   *app.App
	slots chan struct{}
}

func (f files) export(kind string) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		n := 0
		if chi.URLParam(r, "n") != "" {
			var err error
			if n, err = numberOf(r); err != nil {
				return err
			}
		}
		d, err := f.make(r, n, kind)
		if err != nil {
			return err
		}
		return send(w, r, d)
	}
}

func (f files) make(r *http.Request, n int, kind string) (app.Download, error) {
	select {
	case f.slots <- struct{}{}:
	case <-r.Context().Done():
		return app.Download{}, r.Context().Err()
	}
	defer func() { <-f.slots }()
	return f.app.Versions.Export(r.Context(), page.Actor(r), idOf(r), n, kind)
}

// sealed gives the one sealed file, which the log then says was taken. HEAD takes
// nothing, so it only looks.
func (f files) sealed(w http.ResponseWriter, r *http.Request) error {
	n, err := numberOf(r)
	if err != nil {
		return err
	}
	if r.Method == http.MethodHead {
		return f.peek(w, r, n)
	}
	d, err := f.app.Versions.Sealed(r.Context(), page.Actor(r), idOf(r), n)
	if fault.Is(err, fault.NotFound) {
		return noFile
	}
	if err != nil {
		return err
	}
	return send(w, r, d)
}

// noFile says the same of a version without a file and of somebody else's.
var noFile = fault.New(fault.NotFound, "There is no sealed file at this address. A version gets one when everybody has signed; until then its text is on the version's page.")

func (f files) peek(w http.ResponseWriter, r *http.Request, n int) error {
	rec, err := f.app.Versions.Open(r.Context(), page.Actor(r), idOf(r), n)
	if err != nil {
		return err
	}
	for _, l := range rec.Lines {
		if l.Number == n && l.Size > 0 {
			page.FileHead(w, "application/pdf", l.Size)
			w.WriteHeader(http.StatusOK)
			return nil
		}
	}
	return noFile
}

// evidence is the record of the whole engagement up to now: the address names a
// version only because people look for it beside one.
func (f files) evidence(w http.ResponseWriter, r *http.Request) error {
	if _, err := numberOf(r); err != nil {
		return err
	}
	d, err := f.app.Versions.Evidence(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	return send(w, r, d)
}

// root is public: whoever holds a sealed file needs it to check the seal.
func (f files) root(w http.ResponseWriter, r *http.Request) error {
	d := app.Download{Name: "seal-root.pem", MediaType: "application/x-pem-file", Data: f.app.Versions.Trust()}
	w.Header().Set("Cache-Control", "public, max-age=300")
	return send(w, r, d)
}

// revoked is the list of revoked seal certificates; its address stands in them.
func (f files) revoked(w http.ResponseWriter, r *http.Request) error {
	data, err := f.app.Seals.RevocationList(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	return send(w, r, app.Download{Name: "seal.crl", MediaType: "application/pkix-crl", Data: data})
}

// certificates are those that seal and did.
func (f files) certificates(w http.ResponseWriter, r *http.Request) error {
	data, err := f.app.Seals.Certificates(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "public, max-age=300")
	return send(w, r, app.Download{Name: "seal-certificates.json", MediaType: "application/json", Data: data})
}

func send(w http.ResponseWriter, r *http.Request, d app.Download) error {
	return page.File(w, r, d.Name, d.MediaType, d.Data)
}
