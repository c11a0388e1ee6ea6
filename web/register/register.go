// Package register is the screen of the access register: who holds which keys, line
// by line, the tools of both teams, and what may not be isolated. It decides nothing:
// rights, rules and revisions come from the acts. Start at Routes.
package register

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the access register.
type Screen struct{ App *app.App }

// Routes registers the pages.
func (s Screen) Routes(r chi.Router) {
	post := func(path string, h page.Handler) { r.Method(http.MethodPost, "/e/{engagement}"+path, h) }
	r.Method(http.MethodGet, "/e/{engagement}/access", page.Handler(s.show))
	post("/access", s.addAccess)
	post("/access/fill", s.fill)
	post("/access/confirm", s.confirmAll)
	post("/access/{line}", s.saveLine)
	post("/access/{line}/read", s.grantRead)
	post("/access/{line}/remove", s.removeAccess)
	post("/tools", s.saveTool)
	post("/tools/{tool}", s.saveTool)
	post("/tools/{tool}/remove", s.removeTool)
	post("/protected", s.saveProtected)
	post("/protected/{system}", s.saveProtected)
	post("/protected/{system}/remove", s.removeProtected)
}

const maxRev = 1 << 30

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func keyOf(r *http.Request) raci.AccessKey { return raci.AccessKey(chi.URLParam(r, "line")) }

func home(r *http.Request) string { return "/e/" + string(idOf(r)) + "/access" }

func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.open(r)
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, registerPage(v))
}

func (s Screen) open(r *http.Request) (*view, error) {
	p, err := s.App.Registers.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return nil, err
	}
	return newView(r, p), nil
}

// saveLine keeps what a line's form says. For htmx it answers with the line alone.
func (s Screen) saveLine(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.AccessInput{Key: keyOf(r), Holdings: map[raci.StakeholderID]raci.Holding{}, Note: f.Line("note", page.MaxText), Rev: f.Int("rev", 0, maxRev)}
	now, err := s.open(r)
	if err != nil {
		return err
	}
	l, _ := now.line(in.Key)
	if !f.Has("note") {
		in.Note = l.Note
	}
	for _, c := range now.d.Matrix.Stakeholders {
		if !f.Has(levelName(c.ID)) && !f.Has(peopleName(c.ID)) {
			continue
		}
		level := l.Level(c.ID) // the form of a signed register does not ask
		if f.Has(levelName(c.ID)) {
			level = raci.Level(f.One(levelName(c.ID), levelValues()...))
		}
		in.Holdings[c.ID] = raci.Holding{
			Level:  level,
			People: f.Line(peopleName(c.ID), page.MaxText),
			MFA:    raci.MFA(f.One(mfaName(c.ID), "yes", "no")),
		}
	}
	if f.OK() {
		err = s.App.Registers.Save(r.Context(), page.Actor(r), idOf(r), in)
	}
	return s.after(w, r, f, string(in.Key), err, "Saved.")
}

// grantRead is the fix that a finding offers: internal IT may look.
func (s Screen) grantRead(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.App.Registers.GrantRead(r.Context(), page.Actor(r), idOf(r), keyOf(r), f.Int("rev", 0, maxRev))
	if err != nil {
		return err
	}
	if next := f.Value("next"); page.IsLocal(next) {
		return page.Redirect(w, r, next, page.Done("Internal IT may read it now."))
	}
	return page.Redirect(w, r, home(r)+"#access-"+string(keyOf(r)), page.Done("Internal IT may read it now."))
}

// confirmAll says that every line still assumed is right.
func (s Screen) confirmAll(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if err := s.App.Registers.ConfirmAll(r.Context(), page.Actor(r), idOf(r), f.Int("seen", 0, maxRev)); err != nil {
		return err
	}
	return page.Redirect(w, r, home(r), page.Done("Confirmed. Every line is reviewed now."))
}

// fill adds the library's lines to a register that lacks them.
func (s Screen) fill(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Registers.Fill(r.Context(), page.Actor(r), idOf(r)); err != nil {
		return err
	}
	return page.Redirect(w, r, home(r), page.Done("Filled with the usual holders. They are assumed until somebody confirms them."))
}

func (s Screen) addAccess(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	name := f.Line("name", page.MaxText)
	key := raci.AccessKey("")
	if f.OK() {
		key, err = s.App.Registers.AddAccess(r.Context(), page.Actor(r), idOf(r), name)
	}
	if f.OK() && err == nil {
		return page.Redirect(w, r, home(r)+"#access-"+string(key), page.Done("Added "+name+". Say who holds it."))
	}
	return s.after(w, r, f, newAccess, err, "")
}

func (s Screen) removeAccess(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Registers.RemoveAccess(r.Context(), page.Actor(r), idOf(r), keyOf(r)); err != nil {
		return err
	}
	return page.Redirect(w, r, home(r), page.Done("Removed the line."))
}

// after answers a form: back to where it stands, or the page with what is wrong and
// everything that was typed. key says which form it was.
func (s Screen) after(w http.ResponseWriter, r *http.Request, f *page.Form, key string, err error, done string) error {
	status := http.StatusOK
	if !f.OK() || err != nil {
		if status = f.Again(err); status == 0 {
			return err
		}
	}
	v, openErr := s.open(r)
	if openErr != nil {
		return openErr
	}
	if !v.knows(key) {
		return fault.New(fault.NotFound, "This is not in the register any more.")
	}
	if status != http.StatusOK {
		v.broken(key, f, status, err)
	}
	l, isLine := v.line(raci.AccessKey(key))
	switch {
	case page.IsFragment(r) && isLine:
		return page.Render(w, r, status, fragment(v, l, done)...)
	case status == http.StatusOK:
		return page.Redirect(w, r, home(r)+"#"+v.anchor(key), page.Done(done))
	}
	return page.Render(w, r, status, registerPage(v))
}
