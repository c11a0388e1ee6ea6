package library

import (
	"cmp"
	"context"
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
	case catalog.AreaKind:
		a := it.Area
		set("name", a.Name, "collision", a.Collision, "after", string(a.After), "mode", string(a.Mode))
	case catalog.PackKind:
		p := it.Pack
		set("name", p.Name, "columns", strings.Join(p.Columns, "\n"), "needs", p.Needs, "remember", p.Remember, "text", p.Text)
	case catalog.FunctionKind:
		fn := it.Function
		set("name", fn.Name, "description", fn.Description, "area", string(fn.AreaKey), "criticality", string(fn.Criticality), "cadence", fn.Cadence,
			"lock", string(fn.Lock), "split", fn.SharedSplit, "watch_out", fn.WatchOut, "evidence", fn.Evidence,
			"search", strings.Join(fn.SearchWords, "; "), "frameworks", strings.Join(fn.Frameworks, "\n"))
		f.Set("access", fn.Access...)
		if fn.Optional {
			set("optional", "yes")
		}
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
		setBegins(f, *t)
	}
	return f
}

// blank is what a new item begins as.
func blank(kind catalog.Kind, l catalog.Library) catalog.Item {
	switch kind {
	case catalog.AreaKind:
		return catalog.Of(catalog.Area{Mode: raci.Shared})
	case catalog.PackKind:
		return catalog.Of(catalog.Pack{})
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
	case catalog.AreaKind:
		a := *it.Area
		a.Name, a.After, a.Mode = a.Name+" (copy)", a.Key, cmp.Or(a.Mode, raci.Shared)
		return catalog.Of(a)
	case catalog.PackKind:
		p := *it.Pack
		p.Name += " (copy)"
		return catalog.Of(p)
	case catalog.FunctionKind:
		f := *it.Function
		f.Name += " (copy)"
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
	case catalog.AreaKind:
		it = catalog.Of(catalog.Area{
			Name: f.Line("name", page.MaxLine), Collision: f.Line("collision", page.MaxText),
			After: raci.AreaKey(f.Line("after", page.MaxCode)), Mode: raci.Mode(f.Line("mode", page.MaxCode)),
		})
	case catalog.PackKind:
		it = catalog.Of(readPack(f))
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
