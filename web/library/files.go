package library

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/web/page"
	"demarc/web/ui"
)

// export hands the published library over as a file.
func (s Screen) export(w http.ResponseWriter, r *http.Request) error {
	data, n, err := s.App.Library.Export(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	return page.File(w, r, fmt.Sprintf("library-version-%d.json", n), "application/json", data)
}

// importView is reading a file, and what that did.
type importView struct {
	page ui.Page
	form *page.Form
	did  app.Imported
}

func (s Screen) importForm(w http.ResponseWriter, r *http.Request) error {
	return s.showImport(w, r, http.StatusOK, &page.Form{})
}

func (s Screen) showImport(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	if err := s.App.Library.MayEdit(page.Actor(r)); err != nil {
		return err
	}
	v := importView{page: page.New(r, "Import a library file", "Library"), form: f}
	v.page.Failed = !f.OK()
	return page.Render(w, r, status, importPage(v))
}

// importFile makes drafts of a file and tells of every item what became of it.
func (s Screen) importFile(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Library.MayEdit(page.Actor(r)); err != nil {
		return err
	}
	f := new(page.Form)
	v := importView{form: f}
	data, err := upload(r)
	if err == nil {
		v.did, err = s.App.Library.Import(r.Context(), page.Actor(r), data)
	}
	if f.Take(err) {
		return s.showImport(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	v.page = page.New(r, "What was imported", "Library")
	return page.Render(w, r, http.StatusOK, importedPage(v))
}

// upload reads the file of the form.
func upload(r *http.Request) ([]byte, error) {
	if err := r.ParseMultipartForm(catalog.MaxFile); err != nil {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return nil, fault.Field("file", fmt.Sprintf("A library file has at most %d KB. Share it in parts.", catalog.MaxFile>>10))
		}
		return nil, fault.Field("file", "Choose a file.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	part, _, err := r.FormFile("file")
	if err != nil {
		return nil, fault.Field("file", "Choose a file.")
	}
	defer func() { _ = part.Close() }()
	data, err := io.ReadAll(io.LimitReader(part, catalog.MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read an upload: %w", err)
	}
	return data, nil
}

func fileField(f *page.Form) ui.Field {
	field := f.Field("file", "Library file")
	field.Type, field.Hint, field.Attrs = "file", "A .json file that “Export” made, up to "+strconv.Itoa(catalog.MaxFile>>10)+" KB.", map[string]any{"accept": ".json,application/json"}
	return field
}

func (v importView) drafts() int { return len(v.did.Added) + len(v.did.Changed) }

// told sums up what became of all items.
func (v importView) told() string {
	var parts []string
	if n := len(v.did.Added); n > 0 {
		parts = append(parts, plural(n, "item is", "items are")+" new")
	}
	if n := len(v.did.Changed); n > 0 {
		parts = append(parts, plural(n, "item changes", "items change")+" what you have")
	}
	text := strings.Join(parts, ", ") + "."
	if v.drafts() == 0 {
		text = "No draft was made."
	}
	if v.did.Same > 0 {
		text += " " + plural(v.did.Same, "says", "say") + " what your library says already."
	}
	if n := len(v.did.Refused); n > 0 {
		text += " " + plural(n, "was", "were") + " not taken, for the reasons below."
	}
	return text
}

func kindWord(k catalog.Kind) string {
	if k.Valid() {
		return k.Noun()
	}
	return "unknown"
}
