package matrix

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/intake"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// asking is the page that asks for a sheet.
type asking struct {
	page ui.Page
	work ui.Work
	form *page.Form
	home string
}

func (a asking) file() ui.Field {
	f := a.form.Field("file", "Spreadsheet")
	f.Value = ""
	f.Type = "file"
	f.Hint = "Excel (.xlsx) or CSV, up to 5 MB. Macros and passwords have to be off."
	f.Attrs = map[string]any{"accept": ".xlsx,.csv,.tsv,.txt"}
	return f
}

func (a asking) cells() ui.Field {
	f := a.form.Field("cells", "Or paste the cells")
	f.Rows = 8
	f.Hint = "Select them in your spreadsheet with the row of headings, copy, and paste them here."
	f.Attrs = map[string]any{"spellcheck": "false", "autocomplete": "off"}
	return f
}

// preview is what a sheet would do.
type preview struct {
	page   ui.Page
	work   ui.Work
	who    access.Actor
	in     app.Intake
	form   *page.Form
	taken  *app.Taken
	packed string
	home   string
	shown  map[string]bool // rows whose ticks came back from the form
	ticked map[string]bool
}

func newPreview(p ui.Page, in app.Intake, who access.Actor, f *page.Form, taken *app.Taken) (preview, error) {
	v := preview{page: p, work: frame.Work(in.Draft.Engagement, "matrix", who), who: who, in: in, form: f, taken: taken, home: home(in.Draft.Engagement.ID), shown: map[string]bool{}, ticked: map[string]bool{}}
	for id := range strings.SplitSeq(f.Value("shown"), " ") {
		v.shown[id] = true
	}
	for id := range chosenRows(f, in.Choices) {
		v.ticked[id] = true
	}
	var err error
	v.packed, err = pack(in.Book)
	return v, err
}

// ticks tells whether a row starts ticked: as the person left it, else unless both the
// sheet and the matrix changed it.
func (v preview) ticks(r intake.Row) bool {
	if v.taken != nil {
		return false
	}
	if v.shown[r.ID()] {
		return v.ticked[r.ID()]
	}
	return !r.Clash
}

func (v preview) rows(k intake.Kind) []intake.Row {
	var out []intake.Row
	for _, r := range v.in.Plan.Rows {
		if r.Kind == k {
			out = append(out, r)
		}
	}
	return out
}

// allShown lists the rows that can be ticked.
func (v preview) allShown() string {
	var ids []string
	for _, r := range v.in.Plan.Rows {
		if r.Takes() {
			ids = append(ids, r.ID())
		}
	}
	return strings.Join(ids, " ")
}

func takeValue(r intake.Row) string { return r.ID() + "@" + strconv.Itoa(r.Was.Rev) }

// takes tells whether there is anything to import.
func (v preview) takes() bool {
	return slices.ContainsFunc(v.in.Plan.Rows, intake.Row.Takes)
}

// stats count every row of the sheet.
func (v preview) stats() []ui.Stat {
	p := v.in.Plan
	out := []ui.Stat{}
	add := func(k intake.Kind, label, kind string) {
		if n := p.Count(k); n > 0 || k == intake.Change {
			out = append(out, ui.Stat{Label: label, Value: strconv.Itoa(n), Href: "#" + string(k), Kind: kind})
		}
	}
	add(intake.Change, "Change", "")
	add(intake.New, "New functions", "")
	add(intake.Remove, "Taken out", "")
	add(intake.Unreadable, "Cannot be taken in", "danger")
	add(intake.Same, "The same", "")
	if n := p.Count(intake.Heading) + p.Count(intake.Blank); n > 0 {
		out = append(out, ui.Stat{Label: "Headings, empty rows", Value: strconv.Itoa(n), Href: "#heading"})
	}
	return out
}

// sum says that nothing of the sheet is left out.
func (v preview) sum() string {
	n := len(v.in.Plan.Rows) - v.gone()
	s := fmt.Sprintf("Each of the sheet’s %s is listed below.", count(n, "row", "rows"))
	if v.gone() > 0 {
		s += fmt.Sprintf(" %s in it when it was exported and %s there now.", count(v.gone(), "function was", "functions were"), one(v.gone(), "is not", "are not"))
	}
	return s
}

// gone counts the rows that the sheet had when it was exported.
func (v preview) gone() int {
	n := 0
	for _, r := range v.in.Plan.Rows {
		if r.At == 0 {
			n++
		}
	}
	return n
}

// source says what was read.
func (v preview) source() string {
	name := v.in.Book.Name
	if name == "" {
		name = "the pasted cells"
	}
	if t := v.in.Book.Sheets[v.in.Choices.Layout.Sheet]; t.Name != "" {
		name += ", sheet “" + t.Name + "”"
	}
	if v.in.Plan.Own {
		return "This is what " + name + " would do. It was exported from this matrix, so only what was edited in it since is taken in."
	}
	return "This is what " + name + " would do."
}

// asks says whose ticks the import would take away.
func (v preview) asks() string {
	n := map[party.Side]int{}
	for _, r := range v.in.Plan.Rows {
		for _, side := range r.Drops() {
			n[side]++
		}
	}
	other := v.who.Side.Other()
	if n[other] == 0 {
		return ""
	}
	return fmt.Sprintf("%s agreed to %d of the rows below and will be asked again about those you import.", sideName(v.in.Draft.Engagement, other), n[other])
}

func (v preview) stakeholder(id raci.StakeholderID) string {
	s, _ := v.in.Draft.Matrix.Stakeholder(id)
	return s.Name
}

// notes are what to know about a row besides its edits.
func (v preview) notes(r intake.Row) []string {
	out := slices.Clone(r.Notes)
	if r.Moved != nil {
		out = append(out, "Accountable moves from "+v.stakeholder(r.Moved.From)+" to "+v.stakeholder(r.Moved.To)+".")
	}
	if r.Kind == intake.Remove {
		out = append(out, "Reason: "+r.Reason)
	}
	if r.Takes() && slices.Contains(r.Drops(), v.who.Side.Other()) {
		out = append(out, sideName(v.in.Draft.Engagement, v.who.Side.Other())+" will be asked to agree again.")
	}
	return out
}

// blank lists the empty rows.
func (v preview) blank() string {
	var rows []string
	for _, r := range v.rows(intake.Blank) {
		rows = append(rows, strconv.Itoa(r.At))
	}
	if len(rows) == 0 {
		return ""
	}
	return "Empty: " + one(len(rows), "row ", "rows ") + strings.Join(rows, ", ") + "."
}

func where(r intake.Row) string {
	if r.At == 0 {
		return "Gone"
	}
	return strconv.Itoa(r.At)
}

func (v preview) areaName(key raci.AreaKey) string {
	for _, a := range v.in.Draft.Matrix.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return ""
}

// leftWords says what an import did not do because somebody was faster.
func (v preview) leftWords() string {
	done := v.taken.Changed + v.taken.Added + v.taken.Removed
	return fmt.Sprintf("%s imported. %s since you saw %s and %s left alone. Look again at what would change now.",
		count(done, "row was", "rows were"), count(len(v.taken.Left), "row has changed", "rows have changed"), one(len(v.taken.Left), "it", "them"), one(len(v.taken.Left), "was", "were"))
}

// leftHere tells whether a row is among those an import left.
func (v preview) leftHere(r intake.Row) bool {
	return v.taken != nil && slices.ContainsFunc(v.taken.Left, func(l intake.Row) bool { return l.ID() == r.ID() })
}

// takenNotices tell what an import did.
func takenNotices(t app.Taken, who access.Actor, name func(party.Side) string) []ui.Notice {
	var did []string
	for _, d := range []struct {
		n    int
		what string
	}{{t.Changed, "changed"}, {t.Added, "added"}, {t.Removed, "taken out"}} {
		if d.n > 0 {
			did = append(did, count(d.n, "function ", "functions ")+d.what)
		}
	}
	if len(did) == 0 {
		return []ui.Notice{page.Told("The matrix says what the ticked rows say already, so nothing was changed.")}
	}
	out := []ui.Notice{page.Done("Imported: " + strings.Join(did, ", ") + ".")}
	if n := t.Dropped[who.Side.Other()]; n > 0 {
		out = append(out, page.Told(fmt.Sprintf("%s will be asked to agree to %s again.", name(who.Side.Other()), count(n, "row", "rows"))))
	}
	return out
}

func sidesOf(in app.Intake) func(party.Side) string {
	return func(s party.Side) string { return sideName(in.Draft.Engagement, s) }
}
