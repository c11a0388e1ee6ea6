package client

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

func (s Screen) startForm(w http.ResponseWriter, r *http.Request) error {
	return s.showStart(w, r, http.StatusOK, nil)
}

// showStart shows the form; nil is the form as it begins.
func (s Screen) showStart(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who := page.Actor(r)
	if err := who.Require(access.StartEngagement); err != nil {
		return err
	}
	c, err := s.App.Clients.Find(r.Context(), who, party.ClientID(chi.URLParam(r, "client")))
	if err != nil {
		return err
	}
	ways, err := s.App.Library.Templates(r.Context(), who)
	if err != nil {
		return err
	}
	if f == nil {
		f = page.FormOf(map[string]string{"title": "Co-managed IT, " + c.Name})
		if len(ways) > 0 {
			f.Set("preset", ways[0].Key)
		}
	}
	p := page.New(r, "New engagement", c.Name)
	p.Failed = !f.OK()
	return page.Render(w, r, status, startPage(p, c.Name, pathOf(c.ID), presets(f, ways), f))
}

func (s Screen) start(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.Start{Client: party.ClientID(chi.URLParam(r, "client")), Title: f.Line("title", page.MaxName), Preset: f.Value("preset")}
	f.Require("title", "Enter a title.")
	if !f.OK() {
		return s.showStart(w, r, http.StatusUnprocessableEntity, f)
	}
	e, err := s.App.Engagements.Start(r.Context(), page.Actor(r), in)
	if f.Take(err) {
		return s.showStart(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(e.ID), page.Done(e.Number+" is started, with the whole matrix filled in to begin with."))
}

// presets offers the MSP's templates and the common ways to divide the work, each with
// what it does.
func presets(f *page.Form, ways []catalog.Template) ui.Field {
	field := f.Field("preset", "How is the work divided to begin with?")
	field.Hint = "This fills the matrix. You can change every area and every function afterwards."
	for _, t := range ways {
		field.Options = append(field.Options, ui.Option{Value: t.Key, Label: t.Name, Hint: t.Description + " " + lanes(t)})
	}
	return field
}

// lanes counts the areas of a template by who leads them, and what else it brings.
func lanes(t catalog.Template) string {
	n := map[raci.Mode]int{}
	for _, mode := range t.Modes {
		n[mode]++
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%d\u00a0areas MSP-led, %d\u00a0shared, %d\u00a0led by internal IT", n[raci.MSPLed], n[raci.Shared], n[raci.InternalLed])
	if n[raci.OutOfScope] > 0 {
		fmt.Fprintf(&text, ", %d\u00a0out of scope", n[raci.OutOfScope])
	}
	for _, more := range []struct {
		n    int
		word string
	}{{len(t.Packs), "pack"}, {len(t.Terms), "term"}, {len(t.Choices), "wording"}} {
		if more.n == 1 {
			text.WriteString(", 1\u00a0" + more.word)
		} else if more.n > 1 {
			fmt.Fprintf(&text, ", %d\u00a0%ss", more.n, more.word)
		}
	}
	return text.String() + "."
}
