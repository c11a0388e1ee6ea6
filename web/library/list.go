package library

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/raci"
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
	case catalog.AreaKind:
		return "In the order of the matrix"
	case catalog.PackKind:
		return "Industry packs"
	case catalog.FunctionKind:
		if it.Function.Pack != "" {
			return "Pack: " + l.Home(*it.Function)
		}
		return l.Home(*it.Function)
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
	case catalog.AreaKind, catalog.PackKind, catalog.PresetKind, catalog.TemplateKind:
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
	case catalog.AreaKind:
		return r.item.Area.Collision
	case catalog.PackKind:
		return r.item.Pack.Needs
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

// holds is how many functions stand in an area or pack.
func (r line) holds() string {
	var list []catalog.Function
	if r.item.Area != nil {
		list = r.item.Area.Functions
	} else {
		list = r.item.Pack.Functions
	}
	n := 0
	for _, f := range list {
		if !f.Retired {
			n++
		}
	}
	return plural(n, "function", "functions")
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
			parts = append(parts, fmt.Sprintf("%d %s", n[m], lower(word)))
		}
	}
	return strings.Join(parts, ", ")
}
