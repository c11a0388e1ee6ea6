package library

import (
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

func readPack(f *page.Form) catalog.Pack {
	p := catalog.Pack{
		Name: f.Line("name", page.MaxLine), Columns: lines(f.Text("columns", page.MaxText)),
		Needs: f.Line("needs", page.MaxText), Remember: f.Line("remember", page.MaxText),
	}
	if text := strings.TrimSpace(f.Text("text", page.MaxLong)); text != "" {
		p.Text = text + "\n"
	}
	return p
}

// after is the choice of the place of an own area.
func (e editor) after() ui.Field {
	f := e.field("after", "Comes after", "", 0)
	f.Options = options("At the end")
	for _, a := range e.thing.Draft.Areas() {
		if string(a.Key) != e.thing.Item.Key {
			f.Options = append(f.Options, ui.Option{Value: string(a.Key), Label: a.Name})
		}
	}
	return f
}

// leads is the lane that an own area begins with.
func (e editor) leads() ui.Field {
	f := e.field("mode", "Who leads it to begin with?", "Presets and templates can say otherwise; so can each engagement.", 0)
	f.Inline = true
	for _, m := range lanes {
		f.Options = append(f.Options, ui.Option{Value: string(m), Label: m.Words()})
	}
	return f
}

func (e editor) columnsField() ui.Field {
	f := e.optional("columns", "Columns it suggests", "Stakeholders that the industry usually has besides the three, one per line.", 500)
	f.Rows = 3
	return f
}

func (e editor) rider() ui.Field {
	f := e.optional("text", "Rider", "Printed in Exhibit F of every agreement that has one of the pack’s functions.", 20000)
	f.Rows = 14
	f.Attrs = map[string]any{"class": "lib-body", "spellcheck": "true"}
	return f
}

// within are the functions that stand in the area or pack.
func (e editor) within() []catalog.Function {
	switch {
	case e.fresh:
	case e.kind == catalog.AreaKind:
		for _, a := range e.thing.Draft.Areas() {
			if string(a.Key) == e.thing.Item.Key {
				return a.Functions
			}
		}
	case e.kind == catalog.PackKind:
		for _, p := range e.thing.Draft.Packs() {
			if p.Key == e.thing.Item.Key {
				return p.Functions
			}
		}
	}
	return nil
}

// goesWith says what else retiring an area or pack retires.
func (e editor) goesWith() string {
	if n := len(e.within()); n > 1 {
		return plural(n, "", "functions are") + " retired with it."
	}
	return "Its function is retired with it."
}

// addHere is the address of a new function in the area or pack.
func (e editor) addHere() string {
	in := e.thing.Item.Key
	if e.kind == catalog.PackKind {
		in = string(catalog.Pack{Key: in}.Area())
	}
	return "/library/functions/new?in=" + in
}

// home is where a function stands: "pack-legal" is a pack, anything else an area.
func home(value string) (area raci.AreaKey, pack string) {
	if key, ok := strings.CutPrefix(value, "pack-"); ok {
		return raci.AreaKey(value), key
	}
	return raci.AreaKey(value), ""
}

// printed is the text to preview: a clause, or the rider of an own pack.
func (e editor) printed() (catalog.Clause, bool) {
	switch {
	case e.shown == nil:
	case e.shown.Clause != nil:
		return *e.shown.Clause, true
	case e.shown.Pack != nil && e.shown.Pack.Text != "":
		return catalog.Clause{Clause: agreement.Clause{ID: "exhibit-f", Title: e.shown.Pack.Name, Place: agreement.Everywhere, Body: e.shown.Pack.Text}}, true
	}
	return catalog.Clause{}, false
}
