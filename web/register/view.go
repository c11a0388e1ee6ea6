package register

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// Keys of the forms that add something.
const (
	newAccess = "new-access"
	newTool   = "new-tool"
	newSystem = "new-system"
)

// view is the page. forms holds the form that came back, by its key; the others are
// filled from what is stored.
type view struct {
	page   ui.Page
	work   ui.Work
	who    access.Actor
	d      engagement.Draft
	back   *page.Form // the form that came back with something to mend
	key    string     // and which one it was
	lost   string     // what to say beside it when somebody was faster
	theirs []difference
	lines  []line
}

// line is a kind of access, ready to show.
type line struct {
	raci.Access
	meaning  string
	needed   int // functions of the matrix that need it
	findings []raci.Finding
}

// difference is a field that somebody else saved meanwhile.
type difference struct{ label, now, typed string }

func newView(r *http.Request, p app.RegisterPage) *view {
	who, d := page.Actor(r), p.Draft
	v := &view{page: page.New(r, "Access register", d.Engagement.ClientName), work: frame.Work(d.Engagement, "access", who), who: who, d: d}
	v.page.Scripts = []string{"leave.js"} // of package engagement; the served names are one set
	needed := map[raci.AccessKey]int{}
	for _, f := range d.Matrix.Functions {
		if f.In() {
			for _, k := range d.Library.AccessOf(f.Key) {
				needed[k]++
			}
		}
	}
	for _, a := range d.Register.Access {
		l := line{Access: a, needed: needed[a.Key]}
		if lib, ok := catalog.AccessByKey(a.Key); ok {
			l.meaning = lib.Meaning
		}
		if v.locked() == "" {
			for _, f := range p.Findings {
				if f.Field == raci.AccessField(a.Key) {
					l.findings = append(l.findings, f)
				}
			}
		}
		v.lines = append(v.lines, l)
	}
	return v
}

// broken marks the page as one that came back with something to mend.
func (v *view) broken(key string, f *page.Form, status int, err error) {
	v.key, v.back = key, f
	if status != http.StatusConflict {
		v.page.Failed = true
		return
	}
	v.lost = err.Error()
	v.page.Notices = append(v.page.Notices, ui.Notice{Kind: "warn", Text: v.lost})
	now := v.stored(key)
	for _, field := range v.fields(key) {
		if have, typed := now[field.name], f.Value(field.name); f.Has(field.name) && have != typed {
			v.theirs = append(v.theirs, difference{field.label, field.words(have), field.words(typed)})
		}
	}
}

func (v *view) at(path string) string { return v.work.Href + path }

// names tells whether the viewer may say who the people are, which no signature
// fixes; edits whether they may change levels too, and shapes whether they may add and
// remove what is listed.
func (v *view) names() bool  { return v.who.Can(access.EditMatrix) }
func (v *view) edits() bool  { return v.locked() == "" && v.names() }
func (v *view) shapes() bool { return v.locked() == "" && v.who.Can(access.ShapeMatrix) }

// locked is the sentence that says why levels cannot be changed now, or empty.
func (v *view) locked() string {
	const free = " People, MFA and reviews can change at any time, without a signature."
	switch e := v.d.Engagement; {
	case e.RequireDraft() == nil:
		return ""
	case e.InForce > 0:
		return fmt.Sprintf("Levels, tools and the do-not-isolate list stand as signed in version %d.", e.InForce) + free
	}
	return "Levels, tools and the do-not-isolate list stand as they went out for signature." + free
}

// stale is the address that says whether somebody else changed the page.
func (v *view) stale() string {
	return v.at("/stale?" + url.Values{"step": {"access"}, "mark": {v.d.Register.Mark()}}.Encode())
}

func (v *view) line(k raci.AccessKey) (line, bool) {
	for _, l := range v.lines {
		if l.Key == k {
			return l, true
		}
	}
	return line{}, false
}

// group is the lines under one heading.
type group struct {
	title string
	lines []line
}

func (v *view) groups() []group {
	var out []group
	for _, l := range v.lines {
		if n := len(out); n == 0 || out[n-1].title != l.Group {
			out = append(out, group{title: l.Group})
		}
		g := &out[len(out)-1]
		g.lines = append(g.lines, l)
	}
	return out
}

// teams are the columns with a level of their own in every line; others are told
// below it.
func (v *view) teams() []raci.Stakeholder {
	return v.columns(func(k raci.Kind) bool { return k == raci.MSPTeam || k == raci.InternalIT })
}

func (v *view) columns(is func(raci.Kind) bool) []raci.Stakeholder {
	var out []raci.Stakeholder
	for _, s := range v.d.Matrix.Stakeholders {
		if is(s.Kind) {
			out = append(out, s)
		}
	}
	return out
}

// told is what a line says beside the two levels: who they are, MFA, other columns.
func (v *view) told(l line) []string {
	var out []string
	for _, s := range v.d.Matrix.Stakeholders {
		h := l.Holdings[s.ID]
		var parts []string
		if s.Kind != raci.MSPTeam && s.Kind != raci.InternalIT && h.Level != raci.NotRecorded {
			parts = append(parts, h.Level.Words())
		}
		if h.People != "" {
			parts = append(parts, h.People)
		}
		if h.MFA != raci.MFAUnknown {
			parts = append(parts, strings.ToLower(h.MFA.Words()[:1])+h.MFA.Words()[1:])
		}
		if len(parts) > 0 {
			out = append(out, s.Name+": "+strings.Join(parts, ", "))
		}
	}
	return out
}

// problems are those of the form that came back, with the ids its controls have.
func (v *view) problems() []ui.Problem {
	if v.back == nil {
		return nil
	}
	var out []ui.Problem
	names := map[string]string{}
	for _, f := range v.fields(v.key) {
		names[f.name] = f.label
	}
	for _, p := range v.back.Problems() {
		if label := names[p.Field]; label != "" {
			out = append(out, ui.Problem{Field: v.key + "." + p.Field, Text: label + ": " + p.Text})
		} else {
			out = append(out, ui.Problem{Text: p.Text})
		}
	}
	return out
}

// anchor is the place on the page where a form stands.
func (v *view) anchor(key string) string {
	if _, ok := v.line(raci.AccessKey(key)); ok {
		return "access-" + key
	}
	for _, p := range v.d.Register.Protected {
		if string(p.ID) == key {
			return "protected"
		}
	}
	if key == newSystem {
		return "protected"
	}
	return "tools"
}

func (v *view) severe() (blocking, all int) {
	for _, l := range v.lines {
		blocking += raci.Blocking(l.findings)
		all += len(l.findings)
	}
	return blocking, all
}

// more is what a line asks besides the levels.
func (v *view) more() string {
	if v.edits() {
		return "People, MFA and note"
	}
	return "People and MFA"
}

// side is a company by its name.
func (v *view) side(s party.Side) string {
	if s == party.MSP {
		return v.d.Engagement.MSPName
	}
	return v.d.Engagement.ClientName
}

func (v *view) toolFacts(t raci.Tool) string {
	parts := []string{"Owner: " + v.side(t.Owner)}
	if t.Licensee != "" {
		parts = append(parts, "license: "+t.Licensee)
	}
	parts = append(parts, "internal IT: "+strings.ToLower(t.IT.Words()), "at the end: "+strings.ToLower(t.Exit.Words()))
	return strings.Join(parts, " · ")
}

func needs(n int) string {
	switch n {
	case 0:
		return "No function of this matrix needs it"
	case 1:
		return "1 function needs it"
	}
	return fmt.Sprintf("%d functions need it", n)
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// fragment is a line with what else changes on the page when it is saved.
func fragment(v *view, l line, done string) []templ.Component {
	parts := []templ.Component{accessLine(v, l), statePart(v), stalePart(v)}
	switch {
	case v.back != nil:
		parts = append(parts, ui.Announce(v.wrong(l)))
	case done != "":
		parts = append(parts, ui.Saved("Saved "+l.Name), ui.Announce(done+" "+l.Name+"."))
	}
	return parts
}

// wrong is what a line that came back says aloud: nobody sees it change who cannot look.
func (v *view) wrong(l line) string {
	said := []string{"Not saved: " + l.Name + "."}
	if v.lost != "" {
		said = append(said, v.lost)
	}
	for _, p := range v.problems() {
		said = append(said, p.Text)
	}
	return strings.Join(said, " ")
}
