package engagement

import (
	"net/http"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// areas shows which lane each area has; ?preset= fills the choice without saving it.
func (s Screen) areas(w http.ResponseWriter, r *http.Request) error {
	d, err := s.openAreas(r)
	if err != nil {
		return err
	}
	v := newAreasView(newSheet(r, d.Engagement, "areas", "Areas"), d)
	if key := r.URL.Query().Get("preset"); key != "" {
		v.usePreset(key)
	}
	return page.Render(w, r, http.StatusOK, areasPage(v))
}

func (s Screen) openAreas(r *http.Request) (engagement.Draft, error) {
	return s.App.Areas.Open(r.Context(), page.Actor(r), idOf(r))
}

// readModes reads the lanes; the name of each field is its area's key. An area that the
// matrix does not have is told by the plan.
func readModes(f *page.Form) map[raci.AreaKey]raci.Mode {
	modes := map[raci.AreaKey]raci.Mode{}
	for _, name := range f.Names() {
		if name == "edited" || name == "seen" {
			continue
		}
		if m := f.Line(name, page.MaxCode); m != "" {
			modes[raci.AreaKey(name)] = raci.Mode(m)
		}
	}
	return modes
}

// planAreas shows what the chosen lanes would change, before anything is.
func (s Screen) planAreas(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	return s.showPlan(w, r, f, http.StatusOK, "")
}

func (s Screen) showPlan(w http.ResponseWriter, r *http.Request, f *page.Form, status int, notice string) error {
	modes := readModes(f)
	d, plan, err := s.App.Areas.Plan(r.Context(), page.Actor(r), idOf(r), modes)
	if err != nil && !f.Take(err) {
		return err
	}
	v := newAreasView(newSheet(r, d.Engagement, "areas", "Areas"), d)
	v.chosen, v.form = modes, f
	switch {
	case !f.OK():
		v.sheet = v.failed()
		return page.Render(w, r, http.StatusUnprocessableEntity, areasPage(v))
	case v.locked() != "":
		return v.e.RequireDraft()
	case len(plan.Areas) == 0:
		if notice == "" {
			notice = "Every area has that lane already, so nothing would change."
		}
		v.sheet = v.told("info", notice)
		return page.Render(w, r, status, areasPage(v))
	}
	if notice != "" {
		v.sheet = v.told("warn", notice)
	}
	v.page.Title = "What would change"
	return page.Render(w, r, status, planPage(planView{v, plan}))
}

// applyAreas changes the lanes as shown.
func (s Screen) applyAreas(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	keep := f.Value("edited") != "replace"
	err = s.App.Areas.Apply(r.Context(), page.Actor(r), idOf(r), readModes(f), keep, f.Line("seen", page.MaxCode))
	if fault.Is(err, fault.Conflict) {
		return s.showPlan(w, r, f, http.StatusConflict, err.Error())
	}
	if err != nil {
		return err
	}
	at := "/e/" + string(idOf(r))
	return page.Redirect(w, r, at+"/areas", ui.Notice{Kind: "ok", Text: "The areas are set and their rows are filled.", Href: at + "/matrix", Link: "Open the matrix"})
}

// planView is what lanes would change.
type planView struct {
	areasView
	plan app.Plan
}
