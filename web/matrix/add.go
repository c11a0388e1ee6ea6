package matrix

import (
	"net/http"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// offers is how many functions of the library a search shows.
const offers = 12

// offer is a function that can come into the matrix: an excluded row to restore, or
// one that the library or an industry pack has.
type offer struct {
	name, description, from string
	key                     raci.FunctionKey
	area                    raci.AreaKey  // where it goes; empty: to be chosen
	row                     raci.Function // the excluded row; without id: not in the matrix
}

// adding is the page that adds a function.
type adding struct {
	view
	form   *page.Form
	typed  string
	offers []offer
	more   bool
}

// choose searches the library first: a row that exists says more than a new one.
func (s Screen) choose(w http.ResponseWriter, r *http.Request) error {
	if err := page.Actor(r).Require(access.ShapeMatrix); err != nil {
		return err
	}
	return s.offer(w, r, http.StatusOK, new(page.Form))
}

func (s Screen) offer(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	who := page.Actor(r)
	d, err := s.App.Matrices.Open(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	if err := d.Engagement.RequireDraft(); err != nil {
		return err
	}
	p := page.New(r, "Add a function", d.Engagement.ClientName)
	p.Failed = !f.OK()
	a := adding{view: newView(p, d, who, filter{}), form: f, typed: page.ReadQuery(r).Line("q", page.MaxLine)}
	a.search()
	return page.Render(w, r, status, addPage(a))
}

func (a *adding) search() {
	have := map[raci.FunctionKey]bool{}
	for _, f := range a.d.Matrix.Functions {
		have[f.Key] = true
		lib, _ := a.d.Library.Function(f.Key)
		if !f.In() && f.Excluded != raci.AreaExcluded && a.matches(f.Name, f.Description, lib.SearchWords) {
			a.take(offer{name: f.Name, description: f.Description, from: "Excluded: " + f.Excluded, row: f})
		}
	}
	inScope := map[raci.AreaKey]bool{}
	for _, area := range a.d.Matrix.Areas {
		inScope[area.Key] = area.Mode != raci.OutOfScope
	}
	look := func(from string, functions []catalog.Function) {
		for _, f := range functions {
			if have[f.Key] || !a.matches(f.Name, f.Description, f.SearchWords) {
				continue
			}
			o := offer{name: f.Name, description: f.Description, from: from, key: f.Key}
			if inScope[f.AreaKey] {
				o.area = f.AreaKey
			}
			a.take(o)
		}
	}
	for _, area := range a.d.Library.Areas() {
		look(area.Name, area.Functions)
	}
	for _, pack := range a.d.Library.Packs() {
		look("Pack: "+pack.Name, pack.Functions)
	}
}

func (a *adding) take(o offer) {
	if len(a.offers) == offers {
		a.more = true
		return
	}
	a.offers = append(a.offers, o)
}

func (a *adding) matches(name, description string, words []string) bool {
	all := strings.ToLower(name + " " + description + " " + strings.Join(words, " "))
	for word := range strings.FieldsSeq(strings.ToLower(a.typed)) {
		if !strings.Contains(all, word) {
			return false
		}
	}
	return true
}

// field is a field of the form for a row of one's own.
func (a adding) field(name, label, hint string, most int) ui.Field {
	f := a.form.Field(name, label)
	if name == "name" && f.Value == "" && f.Error == "" {
		f.Value = a.typed
	}
	f.Hint, f.MaxLength = hint, most
	return f
}

func (a adding) area() ui.Field {
	f := a.form.Field("area", "Area")
	f.Width = "20"
	f.Options = a.areaOptions()
	f.Options[0].Label = "Choose an area"
	return f
}

func (a adding) criticality() ui.Field {
	f := a.form.Field("criticality", "How critical is it?")
	f.Inline = true
	if f.Value == "" {
		f.Value = string(raci.Normal)
	}
	f.Options = []ui.Option{{Value: string(raci.Critical), Label: "Critical"}, {Value: string(raci.High), Label: "High"}, {Value: string(raci.Normal), Label: "Normal"}}
	return f
}

// add puts a function into the matrix, from the library or of one's own.
func (s Screen) add(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.NewFunction{
		Area: raci.AreaKey(f.Line("area", page.MaxCode)), Key: raci.FunctionKey(f.Line("key", page.MaxCode)),
		Criticality: raci.Criticality(f.Value("criticality")),
		Words: app.Words{
			Name: f.Line("name", page.MaxText), Description: f.Text("description", page.MaxText),
			Split: f.Text("split", page.MaxText), Condition: f.Line("condition", page.MaxText),
		},
		Frameworks: lines(f.Text("frameworks", page.MaxText)),
	}
	if !f.OK() {
		return s.offer(w, r, http.StatusUnprocessableEntity, f)
	}
	added, err := s.App.Matrices.Add(r.Context(), page.Actor(r), idOf(r), in)
	if f.Take(err) {
		return s.offer(w, r, http.StatusUnprocessableEntity, f)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, card(idOf(r), added.ID), page.Done("Added. Decide who does it and who answers for it."))
}
