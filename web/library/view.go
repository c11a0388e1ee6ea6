package library

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// listView is one shelf, or two: presets stand below the templates.
type listView struct {
	page   ui.Page
	kind   catalog.Kind
	q      string
	groups []group
	found  int
	mine   bool
}

// group is a part of a shelf under a heading.
type group struct {
	title string
	kind  catalog.Kind
	rows  []line
}

// line is an item in a list.
type line struct {
	item      catalog.Item
	own       int // the version that changed it; 0: as shipped
	draft     bool
	retired   bool
	published bool
}

func newListView(p ui.Page, kind catalog.Kind, v app.Shelves, q string) listView {
	l := listView{page: p, kind: kind, q: q}
	kinds := []catalog.Kind{kind}
	if kind == catalog.TemplateKind || kind == catalog.PresetKind {
		kinds = []catalog.Kind{catalog.TemplateKind, catalog.PresetKind}
	}
	for _, k := range kinds {
		l.add(k, v)
	}
	return l
}

func (l *listView) add(kind catalog.Kind, v app.Shelves) {
	drafts := map[string]bool{}
	for _, it := range v.Drafts {
		if it.Kind == kind {
			drafts[it.Key] = true
		}
	}
	for _, it := range v.Draft.Items(kind) {
		if !l.matches(it) {
			continue
		}
		row := line{item: it, draft: drafts[it.Key], retired: it.Retired}
		_, row.published = v.Published.Item(kind, it.Key)
		if shipped, ok := catalog.Shipped().Item(kind, it.Key); !ok || len(between(v.Draft.Says(shipped), v.Draft.Says(it))) > 0 {
			row.own = max(v.Published.Number, 1)
		}
		title := heading(v.Draft, it)
		i := slices.IndexFunc(l.groups, func(g group) bool { return g.title == title })
		if i < 0 {
			i = len(l.groups)
			l.groups = append(l.groups, group{title: title, kind: kind})
		}
		l.groups[i].rows = append(l.groups[i].rows, row)
		l.found++
	}
}

// heading is under which title an item is listed.
func heading(l catalog.Library, it catalog.Item) string {
	switch it.Kind {
	case catalog.FunctionKind:
		for _, p := range l.Packs() {
			if p.Key == it.Function.Pack {
				return "Pack: " + p.Name
			}
		}
		a, _ := l.Area(it.Function.AreaKey)
		return a.Name
	case catalog.ClauseKind:
		return it.Clause.Part
	case catalog.PresetKind:
		return "Presets: lanes only"
	case catalog.TemplateKind:
	}
	return "Templates"
}

func (l listView) matches(it catalog.Item) bool {
	text := it.Name() + " " + it.Key
	switch it.Kind {
	case catalog.FunctionKind:
		text += " " + it.Function.Description + " " + strings.Join(it.Function.SearchWords, " ")
	case catalog.ClauseKind:
		text += " " + it.Clause.Plain + " " + it.Clause.Body
	case catalog.PresetKind, catalog.TemplateKind:
	}
	text = strings.ToLower(text)
	for word := range strings.FieldsSeq(strings.ToLower(l.q)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// state is the tag of a line.
func (r line) state() (kind, text string) {
	switch {
	case r.draft && r.retired:
		return "warn", "Retired in the draft"
	case r.retired:
		return "ended", "Retired"
	case r.draft && !r.published:
		return "draft", "New, not published"
	case r.draft:
		return "draft", "Changed, not published"
	case r.own > 0:
		return "force", "Yours"
	}
	return "", ""
}

// hint is the second line of an item in a list.
func (r line) hint() string {
	switch r.item.Kind {
	case catalog.FunctionKind:
		return r.item.Function.Description
	case catalog.ClauseKind:
		return r.item.Clause.Plain
	case catalog.PresetKind:
		return r.item.Preset.Description
	case catalog.TemplateKind:
	}
	return r.item.Template.Description
}

// answers says who a lane makes Accountable.
func (r line) answers(mode raci.Mode) string {
	for i, a := range r.item.Function.Patterns[mode] {
		if a.Answers() {
			return columns[i]
		}
	}
	return "Nobody"
}

// citations are the functions that a clause speaks of, and its other wordings.
func (r line) citations() string {
	c := r.item.Clause
	var parts []string
	if n := len(c.Rows); n > 0 {
		parts = append(parts, plural(n, "function", "functions"))
	}
	return strings.Join(parts, ", ")
}

// laneCounts says how a template divides the areas.
func (r line) laneCounts() string {
	modes := map[raci.AreaKey]raci.Mode{}
	switch {
	case r.item.Preset != nil:
		modes = r.item.Preset.Modes
	case r.item.Template != nil:
		modes = r.item.Template.Modes
	}
	n := map[raci.Mode]int{}
	for _, m := range modes {
		n[m]++
	}
	var parts []string
	for _, m := range raci.Modes {
		if n[m] > 0 {
			word := m.Words()
			if m != raci.MSPLed { // an abbreviation stays in capitals
				word = lower(word)
			}
			parts = append(parts, fmt.Sprintf("%d %s", n[m], word))
		}
	}
	return strings.Join(parts, ", ")
}

// describe says in a sentence what a change is.
func describe(c catalog.Change) (kind, text string) {
	switch c.How {
	case catalog.Added:
		return "force", "New"
	case catalog.Retired:
		return "ended", "Retired"
	case catalog.Changed:
	}
	return "review", "Changed"
}

// long tells whether a property is prose, to be shown with its words marked.
func long(f catalog.FieldChange) bool { return len(f.Before)+len(f.After) > 60 }

func options(first string, pairs ...[2]string) []ui.Option {
	var out []ui.Option
	if first != "" {
		out = append(out, ui.Option{Label: first})
	}
	for _, p := range pairs {
		out = append(out, ui.Option{Value: p[0], Label: p[1]})
	}
	return out
}

// field is a field of the editor's form.
func (e editor) field(name, label, hint string, most int) ui.Field {
	f := e.form.Field(name, label)
	f.Hint, f.MaxLength = hint, most
	f.Autocomplete = "off"
	return f
}

func (e editor) optional(name, label, hint string, most int) ui.Field {
	f := e.field(name, label, hint, most)
	f.Optional, f.Rows = true, 2
	return f
}

func (e editor) area() ui.Field {
	f := e.field("area", "Area", "", 0)
	f.Options = options("Choose an area")
	for _, a := range e.thing.Draft.Areas() {
		f.Options = append(f.Options, ui.Option{Value: string(a.Key), Label: a.Name})
	}
	return f
}

// pack is the pack that the function belongs to, or empty.
func (e editor) pack() string {
	for _, p := range e.thing.Draft.Packs() {
		if p.Key == e.form.Value("pack") {
			return p.Name
		}
	}
	return ""
}

func (e editor) criticality() ui.Field {
	f := e.field("criticality", "How critical is it?", "", 0)
	f.Inline = true
	f.Options = options("", [2]string{"critical", "Critical"}, [2]string{"high", "High"}, [2]string{"normal", "Normal"})
	return f
}

func (e editor) cadence() ui.Field {
	f := e.field("cadence", "How often does it happen?", "", 0)
	f.Width = "20"
	f.Options = options("Choose")
	for _, c := range catalog.Cadences {
		label := strings.ToUpper(c[:1]) + c[1:]
		if c == "event" {
			label = "When something happens"
		}
		f.Options = append(f.Options, ui.Option{Value: c, Label: label})
	}
	return f
}

func (e editor) lock() ui.Field {
	f := e.field("lock", "Who may be Accountable?", "A matrix that names somebody else needs a reason that both sides see.", 0)
	f.Options = options("Anybody", [2]string{"mgmt", "Client management only"}, [2]string{"client", "Internal IT or client management, never the MSP"}, [2]string{"msp", "The MSP only"})
	return f
}

func (e editor) access() ui.Field {
	f := e.field("access", "Access that the work needs", "", 0)
	f.Optional = true
	for _, a := range catalog.AccessKinds() {
		f.Options = append(f.Options, ui.Option{Value: string(a.Key), Label: a.Name})
	}
	return f
}

// cell is the choice of one letter.
func (e editor) cell(mode raci.Mode, column int) ui.Field {
	f := e.field(cellName(mode, column), mode.Words()+", "+columns[column], "", 0)
	f.HideName = true
	for _, a := range raci.Assignments {
		if a != raci.Undecided {
			f.Options = append(f.Options, ui.Option{Value: string(a), Label: letterWords(a)})
		}
	}
	return f
}

// letterWords is a letter with its word, short enough for a column.
func letterWords(a raci.Assignment) string {
	switch a {
	case raci.AccountableAndDoing:
		return "A/R Both"
	case raci.NotInvolved:
		return "– Not involved"
	case raci.Accountable, raci.Responsible, raci.Consulted, raci.Informed, raci.Undecided:
	}
	return string(a) + " " + a.Words()
}

func (e editor) part() ui.Field {
	f := e.field("part", "Part of the agreement", "", 0)
	f.Options = options("Choose a part")
	for _, p := range agreement.Parts() {
		f.Options = append(f.Options, ui.Option{Value: p, Label: p})
	}
	return f
}

func (e editor) place() ui.Field {
	f := e.field("place", "When is it printed?", "", 0)
	for _, p := range []agreement.Place{agreement.CoManaged, agreement.WithoutMSA, agreement.Everywhere} {
		f.Options = append(f.Options, ui.Option{Value: string(p), Label: catalog.PlaceWords(p)})
	}
	return f
}

// clauses is a choice of a clause that stands for itself.
func (e editor) clauses(name, label, hint, none string) ui.Field {
	f := e.field(name, label, hint, 0)
	f.Optional = true
	f.Options = options(none)
	for _, c := range e.thing.Draft.Clauses() {
		if c.Instead == "" && c.ID != e.thing.Item.Key {
			f.Options = append(f.Options, ui.Option{Value: c.ID, Label: c.Title})
		}
	}
	return f
}

// own tells whether the clause is the MSP's, not a shipped one.
func (e editor) own() bool {
	if e.fresh {
		return true
	}
	_, shipped := catalog.Shipped().Item(e.kind, e.thing.Item.Key)
	return !shipped
}

// locked tells whether a lawyer's review holds the clause as it is kept.
func (e editor) locked() bool { return e.thing.Item.Clause != nil && e.thing.Item.Clause.Locked() }

func (e editor) modes() []modeLine {
	var out []modeLine
	for _, a := range e.thing.Draft.Areas() {
		f := e.form.Field("mode-"+string(a.Key), a.Name)
		f.Inline = true
		for _, m := range raci.Modes {
			f.Options = append(f.Options, ui.Option{Value: string(m), Label: m.Words()})
		}
		out = append(out, modeLine{f, plural(len(a.Functions), "function", "functions")})
	}
	return out
}

// modeLine is the choice of one area's lane.
type modeLine struct {
	field ui.Field
	meta  string
}

func (e editor) packs() ui.Field {
	f := e.field("packs", "Industry packs", "Their functions are added in the shared lane.", 0)
	f.Optional = true
	for _, p := range e.thing.Draft.Packs() {
		f.Options = append(f.Options, ui.Option{Value: p.Key, Label: p.Name, Hint: plural(len(p.Functions), "function", "functions")})
	}
	return f
}

// choices are the clauses that have several wordings.
func (e editor) choices() []ui.Field {
	var out []ui.Field
	for _, c := range e.thing.Draft.Clauses() {
		others := e.thing.Draft.Wordings(c.ID)
		if c.Instead != "" || len(others) == 0 {
			continue
		}
		f := e.field("choice-"+c.ID, c.Title, "", 0)
		f.Options = options("The standing wording")
		for _, o := range others {
			f.Options = append(f.Options, ui.Option{Value: o.ID, Label: o.Title})
		}
		out = append(out, f)
	}
	return out
}

// terms are the terms that the template gives a value.
func (e editor) terms() []ui.Field {
	var out []ui.Field
	for _, key := range e.form.Many("term", 300, page.MaxCode) {
		def, ok := agreement.FieldByKey(key)
		if !ok || !catalog.Templated(def) || slices.ContainsFunc(out, func(f ui.Field) bool { return f.Name == "term-"+key }) {
			continue
		}
		f := e.field("term-"+key, def.Label, def.Help, 0)
		switch def.Type {
		case agreement.Enum:
			f.Options = options("Leave it to each engagement")
			for _, c := range def.Choices {
				f.Options = append(f.Options, ui.Option{Value: c.Value, Label: c.Label})
			}
		case agreement.Bool:
			f.Options = options("Leave it to each engagement", [2]string{"true", "Yes"}, [2]string{"false", "No"})
		case agreement.List, agreement.Prices, agreement.Address:
			f.Rows = 3
		default:
		}
		out = append(out, f)
	}
	return out
}

// moreTerms is the choice of one more term.
func (e editor) moreTerms() ui.Field {
	f := e.field("add_term", "One more term", "", 0)
	f.Optional = true
	f.Options = options("Choose a term")
	have := e.form.Many("term", 300, page.MaxCode)
	for _, g := range agreement.Groups() {
		for _, d := range agreement.Fields() {
			if d.Group == g.Key && catalog.Templated(d) && !slices.Contains(have, d.Key) {
				f.Options = append(f.Options, ui.Option{Value: d.Key, Label: g.Title + ": " + d.Label})
			}
		}
	}
	return f
}

// chosenTerms are the terms to carry along with the form.
func chosenTerms(fields []ui.Field) []string {
	var out []string
	for _, f := range fields {
		out = append(out, strings.TrimPrefix(f.Name, "term-"))
	}
	return out
}

// format is the text format of a clause in short.
var format = [][2]string{
	{"Words.", "A numbered paragraph: 5.1"},
	{"- words", "An item under it: (a)"},
	{"-- words", "An item under that: (i)"},
	{"> words", "Text without a number"},
	{"## words", "A subheading"},
	{"| a | b |", "A row of a table; the first is its header"},
	{"**words**", "Bold"},
	{"{{fees.per_user}}", "The value of a term"},
	{"{{change.notice_hours|hour}}", "A number with its unit"},
	{"[[row:bk-test]]", "The name of a function"},
	{"[[c-fees]]", "“section 27”"},
	{"{{#if fees.model=flat}} … {{else}} … {{/if}}", "A variant; each mark on its own line"},
}

func heldWords(n int) string {
	if n == 0 {
		return "The words of the agreement, each with its variants."
	}
	return "The words of the agreement, each with its variants. " + plural(n, "is locked by a lawyer's review.", "are locked by a lawyer's review.")
}

// writtenFrom says from which library an engagement that is behind is written.
func writtenFrom(library int, moved bool) string {
	switch {
	case !moved:
		return versionTitle(library)
	case library == 0:
		return "An earlier text of Demarc"
	}
	return versionTitle(library) + ", over an earlier text of Demarc"
}

// versionTitle is a version at the beginning of a line.
func versionTitle(n int) string {
	text := versionWord(n)
	return strings.ToUpper(text[:1]) + text[1:]
}

// fieldNames lists what a change touches, after its kind.
func fieldNames(c catalog.Change) string {
	if c.How != catalog.Changed {
		return ""
	}
	var names []string
	for _, f := range c.Fields {
		names = append(names, lower(f.Name))
	}
	if len(names) > 4 {
		names = append(names[:4], "and more")
	}
	return ": " + strings.Join(names, ", ")
}

func lower(s string) string { return strings.ToLower(s[:1]) + s[1:] }

func noteField(f *page.Form) ui.Field {
	field := f.Field("note", "What changes, and why")
	field.Hint, field.MaxLength, field.Rows = "Whoever reviews the update of an engagement reads this first.", 500, 3
	return field
}

func reasonField(e editor) ui.Field {
	f := e.field("reason", "Why does it change?", "A lawyer reviewed this clause. The reason is kept in the record.", 500)
	f.Rows = 2
	return f
}

func bodyField(e editor) ui.Field {
	f := e.field("body", "Text", "", 20000)
	f.Rows = 22
	f.Attrs = map[string]any{"class": "lib-body", "spellcheck": "true"}
	return f
}

func dayField(e editor) ui.Field {
	f := e.optional("lock_on", "On", "", 0)
	f.Type, f.Width = "date", "10"
	return f
}

// says is all that the item says, without what it leaves empty.
func (e editor) says() []catalog.FieldChange {
	return slices.DeleteFunc(e.thing.Draft.Says(e.thing.Item), func(f catalog.FieldChange) bool { return f.After == "" })
}

func tableColumns(t *agreement.Table) []ui.Column {
	var out []ui.Column
	for _, h := range t.Header {
		out = append(out, ui.Column{Label: h})
	}
	return out
}

func headerOf(t *agreement.Table, i int) string {
	if i < len(t.Header) {
		return t.Header[i]
	}
	return ""
}

func levelOf(n int) string { return fmt.Sprint(n) }

// dayWords is a day as people read it: 1 Oct 2026.
func dayWords(day string) string {
	if d, err := time.Parse(time.DateOnly, day); err == nil {
		return ui.Day(d)
	}
	return day
}
