package library

import (
	"maps"
	"slices"

	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// most functions of a list that a form carries.
const mostRows = 300

// setBegins fills the form with what a template leaves out and begins with besides.
func setBegins(f *page.Form, t catalog.Template) {
	var out, with []string
	for _, key := range slices.Sorted(maps.Keys(t.Without)) {
		out = append(out, string(key))
		f.Set("without-"+string(key), t.Without[key])
	}
	for _, key := range t.With {
		with = append(with, string(key))
	}
	f.Set("without", out...)
	f.Set("with", with...)
}

// readBegins reads it back. A function without a reason is left in.
func readBegins(f *page.Form, t *catalog.Template) {
	for _, key := range f.Many("without", mostRows, page.MaxCode) {
		if reason := f.Line("without-"+key, page.MaxText); reason != "" {
			if t.Without == nil {
				t.Without = map[raci.FunctionKey]string{}
			}
			t.Without[raci.FunctionKey(key)] = reason
		}
	}
	for _, key := range f.Many("with", mostRows, page.MaxCode) {
		if !slices.Contains(t.With, raci.FunctionKey(key)) {
			t.With = append(t.With, raci.FunctionKey(key))
		}
	}
	slices.Sort(t.With)
}

// leftOut are the functions that the template leaves out, each with its reason.
func (e editor) leftOut() []ui.Field {
	var out []ui.Field
	for _, key := range e.form.Many("without", mostRows, page.MaxCode) {
		f, ok := e.thing.Draft.Function(raci.FunctionKey(key))
		if ok && !slices.ContainsFunc(out, func(o ui.Field) bool { return o.Name == "without-"+key }) {
			out = append(out, e.field("without-"+key, f.Name, e.thing.Draft.Home(f), 300))
		}
	}
	return out
}

// moreOut is the choice of one more function to leave out.
func (e editor) moreOut() ui.Field {
	f := e.field("add_without", "One more function to leave out", "", 0)
	f.Optional = true
	f.Options = options("Choose a function")
	have := append(e.form.Many("without", mostRows, page.MaxCode), governance()...)
	packs := e.form.Many("packs", 40, page.MaxCode)
	add := func(title string, functions []catalog.Function) {
		for _, fn := range functions {
			if !slices.Contains(have, string(fn.Key)) && !fn.Optional {
				f.Options = append(f.Options, ui.Option{Value: string(fn.Key), Label: title + ": " + fn.Name})
			}
		}
	}
	for _, a := range e.thing.Draft.Areas() {
		add(a.Name, a.Functions)
	}
	for _, p := range e.thing.Draft.Packs() {
		if slices.Contains(packs, p.Key) {
			add(p.Name, p.Functions)
		}
	}
	return f
}

func governance() (keys []string) {
	for _, key := range catalog.Governance() {
		keys = append(keys, string(key))
	}
	return keys
}

// extras are the functions that only templates which ask for them begin with.
func (e editor) extras() ui.Field {
	f := e.field("with", "Functions that others do not begin with", "", 0)
	f.Optional = true
	with := e.form.Many("with", mostRows, page.MaxCode)
	e.each(func(fn catalog.Function) {
		if fn.Optional && fn.Pack == "" || slices.Contains(with, string(fn.Key)) {
			f.Options = append(f.Options, ui.Option{Value: string(fn.Key), Label: fn.Name, Hint: e.thing.Draft.Home(fn)})
		}
	})
	return f
}

// moreExtras is the choice of one function of a pack that is not taken whole.
func (e editor) moreExtras() ui.Field {
	f := e.field("add_with", "One function of a pack", "", 0)
	f.Optional = true
	f.Options = options("Choose a function")
	have, packs := e.form.Many("with", mostRows, page.MaxCode), e.form.Many("packs", 40, page.MaxCode)
	e.each(func(fn catalog.Function) {
		if fn.Pack != "" && !slices.Contains(packs, fn.Pack) && !slices.Contains(have, string(fn.Key)) {
			f.Options = append(f.Options, ui.Option{Value: string(fn.Key), Label: e.thing.Draft.Home(fn) + ": " + fn.Name})
		}
	})
	return f
}

// each visits the functions that can be chosen.
func (e editor) each(visit func(catalog.Function)) {
	for _, a := range e.thing.Draft.Areas() {
		for _, f := range a.Functions {
			visit(f)
		}
	}
	for _, p := range e.thing.Draft.Packs() {
		for _, f := range p.Functions {
			visit(f)
		}
	}
}
