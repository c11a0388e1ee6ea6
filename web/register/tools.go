package register

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
)

// saveTool keeps a tool, or adds one where the address names none.
func (s Screen) saveTool(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := raci.Tool{
		ID:       raci.ToolID(chi.URLParam(r, "tool")),
		Category: f.Line("category", page.MaxText),
		Product:  f.Line("product", page.MaxText),
		Owner:    party.Side(f.One("owner", string(party.MSP), string(party.Client))),
		Licensee: f.Line("licensee", page.MaxText),
		IT:       raci.Level(f.One("it", levelValues()...)),
		Exit:     raci.Exit(f.One("exit", exitValues()...)),
		Note:     f.Line("note", page.MaxText),
		Rev:      f.Int("rev", 0, maxRev),
	}
	if f.OK() {
		err = s.App.Registers.SaveTool(r.Context(), page.Actor(r), idOf(r), in)
	}
	key := newTool
	if in.ID != "" {
		key = string(in.ID)
	}
	return s.after(w, r, f, key, err, "Saved the tool.")
}

func (s Screen) removeTool(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Registers.RemoveTool(r.Context(), page.Actor(r), idOf(r), raci.ToolID(chi.URLParam(r, "tool"))); err != nil {
		return err
	}
	return page.Redirect(w, r, home(r)+"#tools", page.Done("Took the tool off the list."))
}

// saveProtected keeps a system that may not be isolated, or adds one.
func (s Screen) saveProtected(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := raci.Protected{
		ID:        raci.ProtectedID(chi.URLParam(r, "system")),
		System:    f.Line("system", page.MaxText),
		Reason:    f.Line("reason", page.MaxText),
		Approvers: f.Line("approvers", page.MaxText),
		Rev:       f.Int("rev", 0, maxRev),
	}
	if f.OK() {
		err = s.App.Registers.SaveProtected(r.Context(), page.Actor(r), idOf(r), in)
	}
	key := newSystem
	if in.ID != "" {
		key = string(in.ID)
	}
	return s.after(w, r, f, key, err, "Saved the do-not-isolate list.")
}

func (s Screen) removeProtected(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Registers.RemoveProtected(r.Context(), page.Actor(r), idOf(r), raci.ProtectedID(chi.URLParam(r, "system"))); err != nil {
		return err
	}
	return page.Redirect(w, r, home(r)+"#protected", page.Done("Took the system off the list."))
}
