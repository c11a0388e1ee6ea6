package engagement

import (
	"net/http"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// checks lists everything between the draft and its signatures.
func (s Screen) checks(w http.ResponseWriter, r *http.Request) error {
	p, err := s.App.Agreements.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	v := checksView{sheet: newSheet(r, p.Draft.Engagement, "", "Checks"), d: p.Draft, findings: p.Findings}
	if v.locked() != "" {
		v.findings = nil
	}
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, checksMain(v))
	}
	return page.Render(w, r, http.StatusOK, checksPage(v))
}

type checksView struct {
	sheet
	d        engagement.Draft
	findings []raci.Finding
}

// checkGroup is what there is of one severity, by the step where it is mended.
type checkGroup struct {
	id, title, hint string
	count           int
	steps           []checkStep
}

// checkStep is what is mended on one page.
type checkStep struct {
	title string
	items []item
}

func (v checksView) groups() []checkGroup {
	groups := []checkGroup{
		{id: "block", title: "To fix before signing", hint: "Nothing can be sent while one of these is open."},
		{id: "warn", title: "To look at", hint: "You may sign with these. Both sides see them."},
		{id: "info", title: "For interest"},
	}
	all := fold(v.findings)
	for i, sev := range []raci.Severity{raci.Block, raci.Warn, raci.Hint} {
		for _, step := range steps {
			s := checkStep{title: step.title}
			for _, it := range all {
				if it.Severity == sev && it.Page == step.key {
					s.items = append(s.items, it)
				}
			}
			if len(s.items) > 0 {
				groups[i].steps = append(groups[i].steps, s)
				groups[i].count += len(s.items)
			}
		}
	}
	return groups
}

func (g checkGroup) heading() string { return g.title + " (" + strconv.Itoa(g.count) + ")" }

func (v checksView) blocking() int { return raci.Blocking(v.findings) }

// steps are the pages where findings are mended, in the order of the tabs.
var steps = []struct{ key, title string }{
	{"parties", "Parties"}, {"terms", "Terms"}, {"areas", "Areas"}, {"matrix", "Matrix"}, {"access", "Access"}, {"packs", "Industry packs"}, {"frameworks", "Frameworks"}, {"agreement", "Agreement"}, {"sign", "Sign-off"},
}

// place is the address where a finding is mended.
func (v checksView) place(f raci.Finding) string {
	switch f.Page {
	case "matrix":
		if f.Function != "" {
			return v.at("/matrix#function-" + string(f.Function))
		}
		return v.at("/matrix")
	case "areas":
		if f.Field != "" {
			return v.at("/areas#area-" + f.Field)
		}
		return v.at("/areas")
	case "terms":
		if f.Field != "" {
			return v.at("/terms#field-" + f.Field)
		}
		return v.at("/terms")
	case "packs", "frameworks":
		return v.at("/" + f.Page + "/" + f.Field)
	case "access":
		if line, ok := strings.CutPrefix(f.Field, "access."); ok {
			return v.at("/access#access-" + line)
		}
		return v.at("/access#" + f.Field)
	case "parties":
		return v.at("/parties" + v.partiesAnchor(f.Field))
	}
	return v.at("/" + f.Page)
}

func (v checksView) partiesAnchor(field string) string {
	side, name, dotted := strings.Cut(field, ".")
	switch {
	case field == "":
		return ""
	case field == "signers", field == "contacts", strings.HasPrefix(field, "stakeholder-"):
		return "#" + field
	case field == "stakeholders":
		return "#columns"
	case !dotted:
		return ""
	case strings.HasPrefix(name, "signatory"):
		return "#" + ui.FieldID(side+"."+signerKey(0, strings.TrimPrefix(name, "signatory_")))
	case strings.HasPrefix(name, "it_"):
		if it, ok := v.d.Matrix.Standard(raci.InternalIT); ok {
			return "#stakeholder-" + string(it.ID)
		}
	}
	return "#" + ui.FieldID(field)
}

// oneClick tells whether the matrix can mend a finding by itself.
func (v checksView) oneClick(f raci.Finding) (raci.Function, bool) {
	if !v.may(access.EditMatrix) {
		return raci.Function{}, false
	}
	for _, fn := range v.d.Matrix.Functions {
		if fn.ID != f.Function {
			continue
		}
		switch f.Rule {
		case "V01":
			return fn, len(v.d.Matrix.Answering(fn)) == 0 && len(v.d.Matrix.Doing(fn)) > 0
		case "V03":
			return fn, len(v.d.Matrix.Doing(fn)) == 0 && len(v.d.Matrix.Answering(fn)) == 1
		case "V04":
			return fn, fn.Split == ""
		}
	}
	return raci.Function{}, false
}

// addsPack tells whether a finding is mended by adding its pack.
func (v checksView) addsPack(f raci.Finding) bool {
	return f.Rule == "V47" && f.Severity == raci.Block && v.may(access.SetAreas) && v.may(access.ShapeMatrix) && v.may(access.EditTerms)
}

// linkLabel is what the viewer does at the place of a finding.
func (v checksView) linkLabel(f raci.Finding) string {
	if f.Page == "agreement" && v.who.Can(access.ReviewAgreement) {
		return "Read the agreement"
	}
	return f.Fix
}

// fixLabel is what the one-click button does.
func fixLabel(f raci.Finding) string {
	if f.Rule == "V04" {
		return "Use the library's split note"
	}
	return f.Fix
}
