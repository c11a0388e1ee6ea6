// Package verify is the public page on which anybody checks a sealed agreement: with the
// file, or with the code at the foot of the paper. It says whether the file is what was
// sealed and what became of it, and never shows what is in it. Files are looked at in
// memory and not kept. Start at Uploads.
package verify

import (
	"embed"
	"errors"
	"io"
	"net/http"
	"runtime"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/verify"
	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

const (
	maxFile = 24 << 20 // a signed copy of 20 MB may be inside
	// UploadLimit is the largest body of these routes: a file and the form around it.
	UploadLimit = maxFile + 1<<20
)

// Screen answers under the addresses in Uploads.
type Screen struct{ App *app.App }

// screen looks at as many files at once as there are slots, so that strangers cannot
// fill the memory or take all processors; the others wait their turn.
type screen struct {
	Screen
	slots chan struct{}
}

// Uploads registers the addresses. They stand under a limit of their own.
func (s Screen) Uploads(r chi.Router) {
	v := screen{s, make(chan struct{}, runtime.NumCPU())}
	r.Method(http.MethodGet, "/v", page.Handler(v.ask))
	r.Method(http.MethodPost, "/v", page.Handler(v.check))
	r.Method(http.MethodGet, "/v/{code}", page.Handler(v.look))
	r.Method(http.MethodPost, "/v/{code}", page.Handler(v.check))
}

// ask is the page with both doors. A typed code leads to its own address.
func (s screen) ask(w http.ResponseWriter, r *http.Request) error {
	f := page.ReadQuery(r)
	if !f.Has("code") {
		return s.form(w, r, http.StatusOK, new(page.Form))
	}
	if code := app.PlainCode(f.Line("code", 100)); f.OK() && code != "" && page.IsLocal("/v/"+code) && letters(code) {
		return page.Redirect(w, r, "/v/"+code)
	}
	f.Wrong("code", "A code has 26 letters and digits. It stands at the foot of every page of the paper.")
	return s.form(w, r, http.StatusUnprocessableEntity, f)
}

// letters tells whether a text is fit for an address; whether it is a code, only the
// store knows.
func letters(s string) bool {
	for _, c := range s {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func (s screen) form(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	p := page.New(r, "Check a sealed agreement")
	p.Failed, p.Said = !f.OK(), true
	return page.Render(w, r, status, askPage(p, f))
}

// look says what became of the paper with a code. It asks for the file too: a code
// alone proves nothing about the paper it was copied from.
func (s screen) look(w http.ResponseWriter, r *http.Request) error {
	standing, err := s.App.Verification.Look(r.Context(), asking(r), chi.URLParam(r, "code"))
	if fault.Is(err, fault.NotFound) {
		f := page.FormOf(map[string]string{"code": chi.URLParam(r, "code")})
		f.Wrong("code", err.Error())
		return s.form(w, r, http.StatusNotFound, f)
	}
	if err != nil {
		return err
	}
	return s.standing(w, r, http.StatusOK, standing, new(page.Form))
}

func (s screen) standing(w http.ResponseWriter, r *http.Request, status int, standing verify.Standing, f *page.Form) error {
	p := page.New(r, "A sealed agreement")
	p.Failed, p.Said = !f.OK(), true
	return page.Render(w, r, status, codePage(p, standing, f))
}

// check looks at a file. With a code in the address it says whether the two belong
// together.
func (s screen) check(w http.ResponseWriter, r *http.Request) error {
	code := chi.URLParam(r, "code")
	file, err := s.upload(r)
	if _, known := fault.Of(err); known {
		f := new(page.Form)
		if !f.Take(err) {
			return err
		}
		if code == "" {
			return s.form(w, r, http.StatusUnprocessableEntity, f)
		}
		standing, err := s.App.Verification.Look(r.Context(), asking(r), code)
		if err != nil {
			return err
		}
		return s.standing(w, r, http.StatusUnprocessableEntity, standing, f)
	}
	if err != nil {
		return err
	}
	select {
	case s.slots <- struct{}{}:
	case <-r.Context().Done():
		return r.Context().Err()
	}
	answer, err := s.App.Verification.Check(r.Context(), asking(r), file, code)
	<-s.slots
	if err != nil {
		return err
	}
	p := page.New(r, "What the check says")
	p.Said = true
	return page.Render(w, r, http.StatusOK, answerPage(p, answer))
}

// upload reads the file whole, in memory.
func (s screen) upload(r *http.Request) ([]byte, error) {
	tooLarge := fault.Field("file", "This file is larger than 24 MB. No sealed agreement is: choose another one.")
	none := fault.Field("file", "Choose the PDF to check.")
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, none
	}
	for range 10 {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, none
		}
		if err != nil {
			return nil, broken(err, tooLarge)
		}
		if part.FormName() != "file" {
			continue
		}
		data, err := io.ReadAll(io.LimitReader(part, maxFile+1))
		switch {
		case err != nil:
			return nil, broken(err, tooLarge)
		case len(data) > maxFile:
			return nil, tooLarge
		case len(data) == 0:
			return nil, none
		}
		return data, nil
	}
	return nil, none
}

func broken(err, tooLarge error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return tooLarge
	}
	return fault.Field("file", "The file did not arrive whole. Send it again.")
}

func asking(r *http.Request) access.Request { return page.From(r) }
