package library

import (
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

func (e editor) modes() []modeLine {
	var out []modeLine
	for _, a := range e.thing.Draft.Areas() {
		f := e.form.Field("mode-"+string(a.Key), a.Name)
		f.Inline = true
		if f.Value == "" { // an own area that the template says nothing of
			f.Value = string(a.Mode)
		}
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

func setModes(f *page.Form, modes map[raci.AreaKey]raci.Mode) {
	for area, mode := range modes {
		f.Set("mode-"+string(area), string(mode))
	}
}

func readModes(f *page.Form) map[raci.AreaKey]raci.Mode {
	modes := map[raci.AreaKey]raci.Mode{}
	for _, name := range f.Names() { // an area that the library does not have, Check tells
		if key, ok := strings.CutPrefix(name, "mode-"); ok && f.Value(name) != "" {
			modes[raci.AreaKey(key)] = raci.Mode(f.Line(name, page.MaxCode))
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
	readBegins(f, &t)
	return t
}
