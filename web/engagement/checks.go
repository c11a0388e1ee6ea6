package engagement

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// checks lists everything between the draft and its signatures.
func (s Screen) checks(w http.ResponseWriter, r *http.Request) error {
	return s.showChecks(w, r, http.StatusOK, nil, "")
}

// showChecks renders the page; form is the reason that came back, said why it did.
func (s Screen) showChecks(w http.ResponseWriter, r *http.Request, status int, form *page.Form, said string) error {
	p, err := s.App.Agreements.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	v := checksView{sheet: newSheet(r, p.Draft.Engagement, "", "Checks"), d: p.Draft, findings: p.Findings, form: form, area: page.ReadQuery(r).Line("area", page.MaxCode)}
	v.page.Failed = status == http.StatusUnprocessableEntity
	if said != "" {
		v.sheet = v.told("warn", said)
	}
	if v.locked() != "" {
		v.findings = nil
	}
	if page.IsFragment(r) {
		return page.Render(w, r, status, checksMain(v))
	}
	return page.Render(w, r, status, checksPage(v))
}

// waive keeps why a warning may stay, or dismisses a hint.
func (s Screen) waive(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.Waive{Rule: f.Line("rule", page.MaxCode), About: f.Line("about", page.MaxLine), Saying: f.Line("saying", page.MaxLine), Reason: f.Text("reason", page.MaxText)}
	if f.OK() {
		err = s.App.Waivers.Give(r.Context(), page.Actor(r), idOf(r), in)
	}
	switch {
	case f.Take(err) || !f.OK():
		return s.showChecks(w, r, http.StatusUnprocessableEntity, f, "")
	case fault.Is(err, fault.Conflict):
		return s.showChecks(w, r, http.StatusConflict, f, err.Error())
	case err != nil:
		return err
	}
	done := "Both teams see your reason."
	if in.Reason == "" {
		done = "Dismissed for good. It is listed at the end."
	}
	return page.Redirect(w, r, page.Next(r, "/e/"+string(idOf(r))+"/checks"), page.Done(done))
}

// unwaive takes back what one's own side said.
func (s Screen) unwaive(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if err := s.App.Waivers.Withdraw(r.Context(), page.Actor(r), idOf(r), f.Line("waiver", page.MaxCode)); err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/checks", page.Done("Taken back. The check stands again."))
}

type checksView struct {
	sheet
	d        engagement.Draft
	findings []raci.Finding
	form     *page.Form // a reason that came back
	area     string     // what the address narrows the list to; empty is all
}

// checkGroup is what there is of one severity, by the area or step it belongs to.
type checkGroup struct {
	id, title, hint string
	count           int
	parts           []checkPart
}

// checkPart is what belongs together.
type checkPart struct {
	key, title string
	items      []frame.Item
	more       int // left out, a link away
}

// briefly is how many warnings or hints of one part the whole list shows.
const briefly = 6

// groups are the open findings by severity, then by area or step.
func (v checksView) groups() []checkGroup {
	groups := []checkGroup{
		{id: "block", title: "To fix before signing", hint: "Nothing can be sent while one of these is open."},
		{id: "warn", title: "To look at", hint: "Mend it, or say why it may stay as it is. Both teams see the reason."},
		{id: "info", title: "For interest", hint: "Take a hint, or dismiss it for good."},
	}
	all := frame.Fold(v.open())
	for i, sev := range []raci.Severity{raci.Block, raci.Warn, raci.Hint} {
		for _, part := range v.parts() {
			for _, it := range all {
				if it.Severity != sev || v.part(it.Finding) != part.key {
					continue
				}
				if part.items = append(part.items, it); v.area == "" && sev != raci.Block && len(part.items) > briefly+1 {
					part.more++
				}
			}
			if len(part.items) == 0 || v.area != "" && v.area != part.key {
				continue
			}
			groups[i].count += len(part.items)
			if part.more > 0 {
				part.more++
				part.items = part.items[:briefly]
			}
			groups[i].parts = append(groups[i].parts, part)
		}
	}
	return groups
}

// blanks are the empty fields of a part, told together where they are many, and the
// rest of what it holds. A new engagement has little else.
func (p checkPart) blanks() (blanks, rest []frame.Item) {
	for _, it := range p.items {
		if _, blank := it.Blank(); blank && it.Severity == raci.Block {
			blanks = append(blanks, it)
		} else {
			rest = append(rest, it)
		}
	}
	if len(blanks) <= briefly {
		return nil, p.items
	}
	return blanks, rest
}

// open are the findings that nobody answered yet.
func (v checksView) open() []raci.Finding {
	return slices.DeleteFunc(slices.Clone(v.findings), func(f raci.Finding) bool { return f.Waiver != nil })
}

// answered are the warnings that stay with a reason, or the hints that were dismissed.
func (v checksView) answered(sev raci.Severity) []raci.Finding {
	return slices.DeleteFunc(slices.Clone(v.findings), func(f raci.Finding) bool { return f.Waiver == nil || f.Severity != sev })
}

// parts are the areas, then the steps that findings without an area are mended on.
func (v checksView) parts() []checkPart {
	var out []checkPart
	for _, s := range steps {
		if s.key == "matrix" {
			for _, a := range v.d.Matrix.Areas {
				out = append(out, checkPart{key: string(a.Key), title: a.Name})
			}
		}
		out = append(out, checkPart{key: "step-" + s.key, title: s.title})
	}
	return out
}

// part is the key of the part a finding belongs to.
func (v checksView) part(f raci.Finding) string {
	if f.Area != "" && slices.ContainsFunc(v.d.Matrix.Areas, func(a raci.Area) bool { return a.Key == f.Area }) && f.Rule != "V09" {
		return string(f.Area)
	}
	return "step-" + f.Page
}

// choices are the parts that have something open, for the filter.
func (v checksView) choices() []ui.Option {
	n := map[string]int{}
	all := frame.Fold(v.open())
	for _, it := range all {
		n[v.part(it.Finding)]++
	}
	out := []ui.Option{{Value: "", Label: fmt.Sprintf("Everything (%d)", len(all))}}
	for _, p := range v.parts() {
		if n[p.key] > 0 || v.area == p.key {
			out = append(out, ui.Option{Value: p.key, Label: fmt.Sprintf("%s (%d)", p.title, n[p.key])})
		}
	}
	return out
}

// home is the list as it is narrowed now.
func (v checksView) home() string { return v.narrowed(v.area) }

func (v checksView) narrowed(area string) string {
	if area == "" {
		return v.at("/checks")
	}
	return v.at("/checks?" + url.Values{"area": {area}}.Encode())
}

func (g checkGroup) heading() string { return g.title + " (" + strconv.Itoa(g.count) + ")" }

func (v checksView) blocking() int { return raci.Blocking(v.findings) }

func (v checksView) warnings() int { return len(raci.Warnings(v.findings)) }

// saying identifies a finding in the forms about it.
func (v checksView) saying(f raci.Finding) string { return v.d.Matrix.Saying(f) }

// reason is the field for why a warning may stay, as it came back if it did.
func (v checksView) reason(f raci.Finding) (field ui.Field, back bool) {
	saying := v.saying(f)
	field = ui.Field{Name: "reason", Label: "Why may this stay as it is?"}
	if back = v.form != nil && v.form.Value("saying") == saying; back {
		field = v.form.Field("reason", field.Label)
	}
	if !back {
		field.Name = "reason"
	}
	field.Rows, field.MaxLength, field.Hint = 2, 500, "Both teams see this, on this page and at sign-off."
	return field, back
}

// company is a side by its name.
func (v checksView) company(s party.Side) string {
	if s == party.MSP {
		return v.e.MSPName
	}
	return v.e.ClientName
}

// function is the row a finding is about.
func (v checksView) function(f raci.Finding) (raci.Function, bool) {
	for _, fn := range v.d.Matrix.Functions {
		if fn.ID == f.Function && f.Function != "" {
			return fn, true
		}
	}
	return raci.Function{}, false
}

// steps are the pages where findings are mended, in the order of the tabs.
var steps = []struct{ key, title string }{
	{"parties", "Parties"}, {"terms", "Terms"}, {"areas", "Areas"}, {"matrix", "Matrix"}, {"access", "Access"}, {"packs", "Industry packs"}, {"frameworks", "Frameworks"}, {"agreement", "Agreement"}, {"sign", "Sign-off"},
}

// place is the address where a finding is mended.
func (v checksView) place(f raci.Finding) string {
	switch f.Page {
	case "matrix":
		return v.at("/matrix" + frame.InMatrix(f))
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
	case field == "signers", field == "contacts", field == "insurer", field == "vendors", strings.HasPrefix(field, "reach-"), strings.HasPrefix(field, "stakeholder-"):
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

// remedies are what the viewer can do about a finding at once.
func (v checksView) remedies(f raci.Finding) []raci.Remedy {
	if !v.may(access.EditMatrix) {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.Remedies), func(r raci.Remedy) bool { return r.Restore && !v.may(access.ShapeMatrix) })
}

// addsPack tells whether a finding is mended by adding its pack.
func (v checksView) addsPack(f raci.Finding) bool {
	return f.Rule == "V47" && f.Severity == raci.Block && v.may(access.SetAreas) && v.may(access.ShapeMatrix) && v.may(access.EditTerms)
}

// standsIn is the column of a finding whose deputy can take the place of somebody who
// left.
func (v checksView) standsIn(f raci.Finding) (raci.Stakeholder, bool) {
	id, ok := strings.CutPrefix(f.Field, "stakeholder-")
	s, known := v.d.Matrix.Stakeholder(raci.StakeholderID(id))
	ok = ok && known && f.Rule == "V32" && strings.HasPrefix(f.Fix, "Put ") && v.may(access.EditParties) && (v.who.Side == party.MSP || s.Kind != raci.MSPTeam)
	return s, ok
}

// readable is the line of the access register that internal IT may be let into.
func (v checksView) readable(f raci.Finding) (raci.Access, bool) {
	key, ok := strings.CutPrefix(f.Field, "access.")
	if f.Rule != "V23" || !ok || !v.may(access.EditMatrix) {
		return raci.Access{}, false
	}
	return v.d.Register.Line(raci.AccessKey(key))
}

// linkLabel is what the viewer does at the place of a finding.
func (v checksView) linkLabel(f raci.Finding) string {
	if f.Page == "agreement" && v.who.Can(access.ReviewAgreement) {
		return "Read the agreement"
	}
	return f.Fix
}
