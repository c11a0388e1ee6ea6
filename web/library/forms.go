package library

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
)

// setter retires an item or brings it back.
type setter = func(ctx context.Context, who access.Actor, kind catalog.Kind, key, seen, reason string) error

// lanes are the lanes that a function has a pattern for.
var lanes = raci.Modes[:3]

// columns are the columns that a pattern fills.
var columns = []string{"MSP team", "Internal IT", "Client management"}

// cellName is the name of the field of one letter.
func cellName(mode raci.Mode, column int) string { return fmt.Sprintf("%s-%d", mode, column) }

// formOf is a form filled with an item as it stands.
func formOf(it catalog.Item) *page.Form {
	v := map[string]string{}
	f := page.FormOf(v)
	set := func(pairs ...string) {
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
	}
	switch it.Kind {
	case catalog.FunctionKind:
		fn := it.Function
		set("name", fn.Name, "description", fn.Description, "area", string(fn.AreaKey), "criticality", string(fn.Criticality), "cadence", fn.Cadence,
			"lock", string(fn.Lock), "split", fn.SharedSplit, "watch_out", fn.WatchOut, "evidence", fn.Evidence,
			"search", strings.Join(fn.SearchWords, "; "), "frameworks", strings.Join(fn.Frameworks, "; "), "pack", fn.Pack)
		f.Set("access", fn.Access...)
		for _, mode := range lanes {
			for i, a := range fn.Patterns[mode] {
				set(cellName(mode, i), string(a))
			}
		}
	case catalog.ClauseKind:
		c := it.Clause
		set("title", c.Title, "part", c.Part, "plain", c.Plain, "place", string(c.Place), "body", c.Body, "after", c.After, "instead", c.Instead,
			"notes", c.Notes, "lock_by", c.Lock.By, "lock_on", c.Lock.On)
	case catalog.PresetKind:
		set("name", it.Preset.Name, "description", it.Preset.Description)
		setModes(f, it.Preset.Modes)
	case catalog.TemplateKind:
		t := it.Template
		set("name", t.Name, "description", t.Description)
		setModes(f, t.Modes)
		f.Set("packs", t.Packs...)
		for of, key := range t.Choices {
			set("choice-"+of, key)
		}
		f.Set("term", slices.Sorted(maps.Keys(t.Terms))...)
		for key, value := range t.Terms {
			set("term-"+key, value)
		}
	}
	return f
}

func setModes(f *page.Form, modes map[raci.AreaKey]raci.Mode) {
	for area, mode := range modes {
		f.Set("mode-"+string(area), string(mode))
	}
}

// blank is what a new item begins as.
func blank(kind catalog.Kind, l catalog.Library) catalog.Item {
	switch kind {
	case catalog.FunctionKind:
		return catalog.Of(catalog.Function{Criticality: raci.Normal, Patterns: map[raci.Mode]raci.Pattern{
			raci.MSPLed: {"A/R", "C", "I"}, raci.Shared: {"A/R", "R", "I"}, raci.InternalLed: {"C", "A/R", "I"},
		}})
	case catalog.ClauseKind:
		return catalog.Of(catalog.Clause{Clause: agreement.Clause{Place: agreement.CoManaged}})
	case catalog.PresetKind:
		return catalog.Of(catalog.Preset{Modes: l.Presets()[0].Modes})
	case catalog.TemplateKind:
	}
	return catalog.Of(catalog.Template{Modes: l.Presets()[0].Modes})
}

// copied is an item as the beginning of another: a copy of a clause is another
// wording of it, and a lawyer has not read it.
func copied(it catalog.Item) catalog.Item {
	switch it.Kind {
	case catalog.FunctionKind:
		f := *it.Function
		f.Name, f.Pack = f.Name+" (copy)", ""
		if strings.HasPrefix(string(f.AreaKey), "pack-") {
			f.AreaKey = ""
		}
		return catalog.Of(f)
	case catalog.ClauseKind:
		c := *it.Clause
		if c.Instead == "" {
			c.Instead = c.ID
		}
		c.Title, c.After, c.Lock = c.Title+" (other wording)", "", catalog.ClauseLock{}
		return catalog.Of(c)
	case catalog.PresetKind:
		p := *it.Preset
		p.Name += " (copy)"
		return catalog.Of(p)
	case catalog.TemplateKind:
	}
	t := *it.Template
	t.Name += " (copy)"
	return catalog.Of(t)
}

// readItem reads the form of a kind into an item with this key.
func readItem(f *page.Form, kind catalog.Kind, key string) catalog.Item {
	var it catalog.Item
	switch kind {
	case catalog.FunctionKind:
		it = catalog.Of(readFunction(f))
	case catalog.ClauseKind:
		it = catalog.Of(readClause(f))
	case catalog.PresetKind:
		it = catalog.Of(catalog.Preset{Name: f.Line("name", page.MaxLine), Description: f.Line("description", page.MaxText), Modes: readModes(f)})
	case catalog.TemplateKind:
		it = catalog.Of(readTemplate(f))
	}
	it.Key = key
	it.SetRetired(false)
	return it
}

func readFunction(f *page.Form) catalog.Function {
	fn := catalog.Function{
		Name: f.Line("name", page.MaxLine), Description: f.Line("description", page.MaxText), AreaKey: raci.AreaKey(f.Line("area", page.MaxCode)),
		Pack: f.Line("pack", page.MaxCode), Criticality: raci.Criticality(f.Line("criticality", page.MaxCode)), Cadence: f.Line("cadence", page.MaxCode),
		Lock: raci.Lock(f.Line("lock", page.MaxCode)), SharedSplit: f.Line("split", page.MaxText), WatchOut: f.Line("watch_out", page.MaxText),
		Evidence: f.Line("evidence", page.MaxText), SearchWords: lines(f.Text("search", page.MaxText)), Frameworks: lines(f.Text("frameworks", page.MaxText)),
		Access: f.Many("access", 60, page.MaxCode), Patterns: map[raci.Mode]raci.Pattern{},
	}
	for _, mode := range lanes {
		var p raci.Pattern
		for i := range p {
			p[i] = raci.Assignment(f.Line(cellName(mode, i), page.MaxCode))
		}
		fn.Patterns[mode] = p
	}
	return fn
}

func readClause(f *page.Form) catalog.Clause {
	c := catalog.Clause{
		Clause: agreement.Clause{
			Title: f.Line("title", page.MaxLine), Part: f.Line("part", page.MaxLine), Plain: f.Line("plain", page.MaxText),
			Place: agreement.Place(f.Line("place", page.MaxCode)), Body: f.Text("body", page.MaxLong) + "\n",
		},
		After: f.Line("after", page.MaxCode), Instead: f.Line("instead", page.MaxCode), Notes: f.Text("notes", page.MaxText),
		Lock: catalog.ClauseLock{By: f.Line("lock_by", page.MaxLine), On: f.Line("lock_on", page.MaxCode)},
	}
	if strings.TrimSpace(c.Body) == "" {
		c.Body = ""
	}
	return c
}

func readModes(f *page.Form) map[raci.AreaKey]raci.Mode {
	modes := map[raci.AreaKey]raci.Mode{}
	for _, a := range catalog.Areas() {
		if m := f.Line("mode-"+string(a.Key), page.MaxCode); m != "" {
			modes[a.Key] = raci.Mode(m)
		}
	}
	return modes
}

func readTemplate(f *page.Form) catalog.Template {
	t := catalog.Template{
		Name: f.Line("name", page.MaxLine), Description: f.Line("description", page.MaxText), Modes: readModes(f),
		Packs: f.Many("packs", 40, page.MaxCode), Terms: agreement.Terms{}, Choices: map[string]string{},
	}
	for _, key := range f.Many("term", 300, page.MaxCode) {
		value, err := agreement.Parse(key, f.Text("term-"+key, 8000))
		if err != nil {
			f.Wrong("term-"+key, err.Error())
		} else if value != "" {
			t.Terms[key] = value
		}
	}
	for _, name := range f.Names() {
		if of, ok := strings.CutPrefix(name, "choice-"); ok {
			if key := f.Line(name, page.MaxCode); key != "" {
				t.Choices[of] = key
			}
		}
	}
	return t
}
