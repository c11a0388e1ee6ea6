// Package evidence is the page on which both organisations see what proves their
// agreement: the record line by line, whether it holds, what could not be confirmed, and
// everything to take away. Start at Routes; doubts.go says what is not known.
package evidence

import (
	"embed"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/web/frame"
	"demarc/web/page"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the evidence of an engagement.
type Screen struct{ App *app.App }

// Routes registers the page, its entries and the package.
func (s Screen) Routes(r chi.Router) {
	const at = "/e/{engagement}/evidence"
	slots := make(chan struct{}, 2)
	r.Method(http.MethodGet, at, page.Handler(s.show))
	r.Method(http.MethodGet, at+"/{seq}", page.Handler(s.entry))
	r.Method(http.MethodGet, at+"/checkpoint.json", page.Handler(s.bound))
	r.Method(http.MethodGet, checkpointsAddress, page.Handler(s.checkpoints))
	r.Method(http.MethodGet, checkpointsAddress+"/{day}.json", page.Handler(s.checkpoint))
	r.Method(http.MethodPost, at+"/erase", page.Handler(s.erase))
	r.Method(http.MethodGet, "/e/{engagement}/v/{n}/bundle.zip", s.bundle(slots))
	r.Method(http.MethodHead, "/e/{engagement}/v/{n}/bundle.zip", s.bundle(slots))
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	return s.page(w, r, http.StatusOK, page.ReadQuery(r), nil)
}

func (s Screen) page(w http.ResponseWriter, r *http.Request, status int, query, form *page.Form) error {
	who := page.Actor(r)
	proof, err := s.App.Evidence.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := view{
		page: page.New(r, "Evidence", proof.Engagement.ClientName), work: frame.Work(proof.Engagement, "sign", who), Proof: proof,
		kind: knownKind(query.Value("kind")), mayErase: who.Can(access.ErasePersonal), form: form,
	}
	v.signer = v.knownSigner(query.Value("signer"))
	if before, err := strconv.ParseInt(query.Value("before"), 10, 64); err == nil && before > 0 {
		v.before = before
	}
	return page.Render(w, r, status, evidencePage(v))
}

// entry is one line of the record as data: the exact text that its hash covers, the hash,
// and the personal values behind its marks.
func (s Screen) entry(w http.ResponseWriter, r *http.Request) error {
	proof, err := s.App.Evidence.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	seq, err := strconv.ParseInt(chi.URLParam(r, "seq"), 10, 64)
	if err != nil || seq < 1 || seq > int64(len(proof.Log)) {
		return fault.New(fault.NotFound, "The record has no entry of this number.")
	}
	data, err := raw(proof.Log[seq-1])
	if err != nil {
		return err
	}
	return page.File(w, r, proof.Engagement.Number+"-entry-"+strconv.FormatInt(seq, 10)+".json", "application/json", data)
}

func raw(e audit.Entry) ([]byte, error) {
	return json.MarshalIndent(map[string]any{
		"stream": e.Stream, "seq": e.Seq, "at": e.At, "micros": e.At.UnixMicro(), "verb": e.Verb, "payload": e.Payload,
		"prev": hex.EncodeToString(e.Prev[:]), "hash": hex.EncodeToString(e.Hash[:]), "openings": e.Opened,
	}, "", "  ")
}

func (s Screen) erase(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.App.Evidence.Erase(r.Context(), page.Actor(r), idOf(r), f.Value("person"), f.Text("basis", 300))
	if f.Take(err) {
		return s.page(w, r, f.Again(err), page.ReadQuery(r), f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, frame.Href(idOf(r))+"/evidence", page.Done("Erased. The record still holds, and says that it was done."))
}

// bundle packs a sealed version. Printing the Word file takes a processor for a while,
// so only so many are made at once. HEAD looks and takes nothing.
func (s Screen) bundle(slots chan struct{}) page.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		n, err := strconv.Atoi(chi.URLParam(r, "n"))
		if err != nil || n < 1 {
			return fault.New(fault.NotFound, "There is no version of this number.")
		}
		if r.Method == http.MethodHead {
			return s.peek(w, r, n)
		}
		select {
		case slots <- struct{}{}:
		case <-r.Context().Done():
			return r.Context().Err()
		}
		defer func() { <-slots }()
		d, err := s.App.Evidence.Bundle(r.Context(), page.Actor(r), idOf(r), n)
		if err != nil {
			return err
		}
		return page.File(w, r, d.Name, d.MediaType, d.Data)
	}
}

func (s Screen) peek(w http.ResponseWriter, r *http.Request, n int) error {
	rec, err := s.App.Versions.Open(r.Context(), page.Actor(r), idOf(r), n)
	if err != nil {
		return err
	}
	for _, l := range rec.Lines {
		if l.Number == n && l.Size > 0 {
			w.Header().Set("Content-Type", "application/zip")
			w.WriteHeader(http.StatusOK)
			return nil
		}
	}
	return fault.New(fault.NotFound, "There is no sealed file at this address. A version gets one when everybody has signed.")
}
