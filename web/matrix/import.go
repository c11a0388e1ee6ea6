package matrix

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/intake"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// UploadLimit is the largest body of the routes of Uploads: a file of five megabytes
// and the form around it.
const UploadLimit = intake.MaxFile + 1<<20

// imports are the pages on which a sheet is taken in. One file is read at a time, so
// that hostile ones cannot fill the memory together; the others wait their turn.
type imports struct {
	Screen
	turn chan struct{}
}

// Uploads registers the pages that take files. They stand under a limit of their own.
func (s Screen) Uploads(r chi.Router) {
	i := imports{s, make(chan struct{}, 1)}
	r.Method(http.MethodGet, "/e/{engagement}/matrix/import", page.Handler(i.ask))
	r.Method(http.MethodPost, "/e/{engagement}/matrix/import", page.Handler(i.read))
	r.Method(http.MethodPost, "/e/{engagement}/matrix/import/preview", page.Handler(i.again))
	r.Method(http.MethodPost, "/e/{engagement}/matrix/import/apply", page.Handler(i.apply))
}

// ask is the page that asks for a file or for cells.
func (i imports) ask(w http.ResponseWriter, r *http.Request) error {
	d, err := i.App.Intakes.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	return i.form(w, r, http.StatusOK, d.Engagement, new(page.Form))
}

func (i imports) form(w http.ResponseWriter, r *http.Request, status int, e engagement.Engagement, f *page.Form) error {
	p := page.New(r, "Import a sheet", e.ClientName)
	p.Failed = !f.OK()
	return page.Render(w, r, status, importPage(asking{page: p, work: frame.Work(e, "matrix", page.Actor(r)), form: f, home: home(e.ID)}))
}

// read reads a file or pasted cells and shows what they would do. What was pasted
// stays in the form when it cannot be read; a file a browser sends only once.
func (i imports) read(w http.ResponseWriter, r *http.Request) error {
	d, err := i.App.Intakes.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	name, data, f, err := i.upload(r)
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		f = new(page.Form)
		f.Wrong("file", "This file is larger than 5 MB. Keep the sheet with the matrix and remove the others.")
		return i.form(w, r, http.StatusRequestEntityTooLarge, d.Engagement, f)
	}
	if err != nil {
		return err
	}
	if !f.OK() {
		return i.form(w, r, http.StatusUnprocessableEntity, d.Engagement, f)
	}
	var in app.Intake
	err = i.alone(r.Context(), func() (err error) {
		in, err = i.App.Intakes.Read(r.Context(), page.Actor(r), idOf(r), name, data)
		return err
	})
	if f.Take(err) {
		return i.form(w, r, http.StatusUnprocessableEntity, d.Engagement, f)
	}
	if err != nil {
		return err
	}
	return i.show(w, r, http.StatusOK, in, new(page.Form), nil)
}

// alone waits for its turn and does what may need much memory.
func (i imports) alone(ctx context.Context, do func() error) error {
	select {
	case i.turn <- struct{}{}:
		defer func() { <-i.turn }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// upload is the file of the form, or its cells. It is held in memory and never
// written to a disk.
func (i imports) upload(r *http.Request) (name string, data []byte, f *page.Form, err error) {
	if err := r.ParseMultipartForm(UploadLimit); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			return "", nil, nil, err
		}
		return "", nil, nil, fault.New(fault.Invalid, "The form could not be read. Send it again.")
	}
	if f, err = page.ReadForm(r); err != nil {
		return "", nil, nil, err
	}
	cells := f.Value("cells")
	file, head, err := r.FormFile("file")
	switch {
	case err == nil && head.Size > 0:
		defer file.Close()
		if data, err = io.ReadAll(file); err != nil {
			return "", nil, nil, fmt.Errorf("read upload: %w", err)
		}
		name, _ = cleanName(head.Filename)
	case cells != "":
		data = []byte(cells)
	case err == nil:
		f.Wrong("file", "This file is empty.")
	default:
		f.Wrong("file", "Choose a file, or paste the cells below.")
	}
	if err == nil && head != nil && head.Size > 0 && cells != "" {
		f.Wrong("cells", "Send either a file or cells. Empty one of them.")
	}
	return name, data, f, nil
}

// again shows what the same sheet would do, read in another way.
func (i imports) again(w http.ResponseWriter, r *http.Request) error {
	f, in, err := i.carried(r)
	if err != nil {
		return err
	}
	planned, err := i.App.Intakes.Plan(r.Context(), page.Actor(r), idOf(r), in.Book, in.Choices)
	return i.planned(w, r, f, planned, err)
}

// planned shows a plan, or the form as it was with what is wrong in it.
func (i imports) planned(w http.ResponseWriter, r *http.Request, f *page.Form, planned app.Intake, err error) error {
	if !f.Take(err) {
		if err != nil {
			return err
		}
		status := http.StatusOK
		if !f.OK() {
			status = http.StatusUnprocessableEntity
		}
		return i.show(w, r, status, planned, f, nil)
	}
	if l := &planned.Choices.Layout; l.Sheet < 0 || l.Sheet >= len(planned.Book.Sheets) {
		l.Sheet = 0
	}
	return i.show(w, r, http.StatusUnprocessableEntity, planned, f, nil)
}

// apply takes in the rows that were ticked. What somebody changed since it was shown
// is left, and shown again.
func (i imports) apply(w http.ResponseWriter, r *http.Request) error {
	f, in, err := i.carried(r)
	if err != nil {
		return err
	}
	chosen := chosenRows(f, in.Choices)
	if in.Choices.Layout.Columns == nil || len(chosen) == 0 {
		if in.Choices.Layout.Columns == nil { // the ticks are of what was shown before
			f.Wrong("", "You chose another sheet or heading row. This is what it would do; nothing was imported yet.")
		} else {
			f.Wrong("", "No row is ticked, so there is nothing to import. Tick the rows to take in.")
		}
		planned, err := i.App.Intakes.Plan(r.Context(), page.Actor(r), idOf(r), in.Book, in.Choices)
		return i.planned(w, r, f, planned, err)
	}
	taken, err := i.App.Intakes.Apply(r.Context(), page.Actor(r), idOf(r), in.Book, in.Choices, chosen)
	if f.Take(err) {
		planned, err := i.App.Intakes.Plan(r.Context(), page.Actor(r), idOf(r), in.Book, in.Choices)
		return i.planned(w, r, f, planned, err)
	}
	if err != nil {
		return err
	}
	if len(taken.Left) == 0 {
		return page.Redirect(w, r, home(idOf(r)), takenNotices(taken, page.Actor(r), sidesOf(in))...)
	}
	planned, err := i.App.Intakes.Plan(r.Context(), page.Actor(r), idOf(r), in.Book, in.Choices)
	if err != nil {
		return err
	}
	return i.show(w, r, http.StatusConflict, planned, f, &taken)
}

func (i imports) show(w http.ResponseWriter, r *http.Request, status int, in app.Intake, f *page.Form, taken *app.Taken) error {
	p := page.New(r, "Import a sheet", in.Draft.Engagement.ClientName)
	p.Failed = !f.OK()
	v, err := newPreview(p, in, page.Actor(r), f, taken)
	if err != nil {
		return err
	}
	if taken != nil {
		p.Notices = append(p.Notices, ui.Notice{Kind: "warn", Text: v.leftWords()})
		v.page = p
	}
	return page.Render(w, r, status, previewPage(v))
}
