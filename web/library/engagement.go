package library

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

// offerView is what the newest version would change in an engagement.
type offerView struct {
	page ui.Page
	work ui.Work
	o    app.Offer
	form *page.Form // as it came back, or nil
	may  bool
}

// offer shows what the newest version of the library would change.
func (s Screen) offer(w http.ResponseWriter, r *http.Request) error {
	return s.showOffer(w, r, http.StatusOK, nil, "")
}

func (s Screen) showOffer(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notice string) error {
	who := page.Actor(r)
	o, err := s.App.Library.Offer(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	e := o.Draft.Engagement
	v := offerView{page: page.New(r, "Library update", e.ClientName), work: frame.Work(e, "", who), o: o, form: f, may: who.Can(access.AdoptLibrary) && e.State == engagement.InDraft}
	v.page.Failed = f != nil && !f.OK()
	if notice != "" {
		v.page.Notices = append(v.page.Notices, ui.Notice{Kind: "warn", Text: notice})
	}
	return page.Render(w, r, status, offerPage(v))
}

// adopt takes the newest version with the rows that were chosen.
func (s Screen) adopt(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.Adopt{Seen: f.Line("seen", page.MaxCode), Wordings: f.Many("wording", 100, page.MaxCode), Terms: f.Many("term", 300, page.MaxCode)}
	for _, id := range f.Many("row", 500, page.MaxCode) {
		in.Rows = append(in.Rows, raci.FunctionID(id))
	}
	for _, key := range f.Many("area", 200, page.MaxCode) {
		in.Areas = append(in.Areas, raci.AreaKey(key))
	}
	for _, key := range f.Many("add", 500, page.MaxCode) {
		in.Add = append(in.Add, raci.FunctionKey(key))
	}
	who := page.Actor(r)
	if !f.OK() && who.Can(access.AdoptLibrary) {
		return s.showOffer(w, r, http.StatusUnprocessableEntity, f, unread(f))
	}
	err = s.App.Library.Adopt(r.Context(), who, idOf(r), in)
	if fault.Is(err, fault.Conflict) {
		return s.showOffer(w, r, http.StatusConflict, f, err.Error())
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, frame.Href(idOf(r)), page.Done("The update is taken. Both sides see it in the history."))
}

// unread says which of the lists could not be read. One that is only left out would
// count as nothing chosen.
func unread(f *page.Form) string {
	lists := map[string]string{"wording": "Wordings: ", "term": "Terms: ", "row": "Functions: ", "area": "Areas: ", "add": "New in the library: "}
	var text strings.Builder
	text.WriteString("Nothing was taken, because what you chose could not be read.")
	for _, p := range f.Problems() {
		text.WriteString(" " + lists[p.Field] + p.Text)
	}
	return text.String()
}

// current tells whether there is nothing newer.
func (v offerView) current() bool { return !v.o.Draft.Engagement.Behind() }

// offered says from what to what the update leads.
func (v offerView) offered() string {
	u := v.o.Update
	switch {
	case !u.Moved:
		return "This engagement is written from " + versionWord(u.From) + "; your library is at " + versionWord(u.To) + "."
	case u.To > u.From:
		return "This engagement is written from " + versionWord(u.From) + "; your library is at " + versionWord(u.To) + ", and the text that comes with Demarc was revised as well."
	}
	return "The text that comes with Demarc was revised since this engagement was written."
}

// take is what the button says.
func (v offerView) take() string {
	if v.o.Update.To > v.o.Update.From {
		return "Take version " + strconv.Itoa(v.o.Update.To)
	}
	return "Take the revised text"
}

// ticked tells whether one of the lines of a name is ticked: as it came back, else
// unless somebody changed by hand what the update would replace.
func (v offerView) ticked(name, key string, byHand bool) bool {
	if v.form != nil {
		return slices.Contains(v.form.Field(name, "").Values, key)
	}
	return !byHand
}

func (v offerView) adding(key raci.FunctionKey) bool {
	return v.form != nil && slices.Contains(v.form.Field("add", "").Values, string(key))
}

// warns says what taking a row would undo.
func warns(u engagement.RowUpdate) string {
	var parts []string
	if len(u.ByHand) > 0 {
		parts = append(parts, "Changed by hand here: "+strings.Join(u.ByHand, ", ")+". Taking the library's replaces that.")
	}
	if n := len(u.Function.AgreedBy()); !u.Duty {
		return strings.Join(parts, " ")
	} else if n == 2 {
		parts = append(parts, "Both sides agreed to this row and will be asked again.")
	} else if n == 1 {
		parts = append(parts, "One side agreed to this row and will be asked again.")
	}
	return strings.Join(parts, " ")
}

// areaWords say what taking an area does.
func areaWords(u engagement.AreaUpdate) string {
	if !u.New() {
		return "Called “" + u.Before + "” here."
	}
	return "New, " + lower(u.Mode.Words()) + ", with " + plural(len(u.Functions), "function", "functions") + "."
}

// area is the name of the area of a new function.
func (v offerView) area(key raci.AreaKey) string {
	for _, a := range v.o.Draft.Matrix.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return string(key)
}

// driftView is an engagement beside its template.
type driftView struct {
	page ui.Page
	work ui.Work
	d    app.Drift
}

// drift shows how an engagement deviates from its template.
func (s Screen) drift(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	d, err := s.App.Library.Drift(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	e := d.Draft.Engagement
	return page.Render(w, r, http.StatusOK, driftPage(driftView{page.New(r, "Against the template", e.ClientName), frame.Work(e, "", who), d}))
}

// row is the address of a row in the matrix.
func (v driftView) row(f raci.Function) string {
	return v.work.Href + "/matrix/functions/" + string(f.ID)
}

func (v driftView) stats() []ui.Stat {
	d := v.d.Deviation
	var out []ui.Stat
	for _, s := range []struct {
		label, id string
		n         int
	}{
		{"Areas with another lane", "areas", len(d.Areas)},
		{"Functions changed", "rows", len(d.Rows)},
		{"Functions added", "added", len(d.Added) + len(d.Restored)},
		{"Functions left out", "left", len(d.Excluded) + len(d.Missing)},
		{"Terms", "terms", len(d.Terms) + len(d.Wordings)},
	} {
		stat := ui.Stat{Label: s.label, Value: strconv.Itoa(s.n)}
		if s.n > 0 {
			stat.Href = "#" + s.id
		}
		out = append(out, stat)
	}
	return out
}

func orBlank(text string) string {
	if text == "" {
		return "Blank"
	}
	return text
}

func driftSummary(d engagement.Deviation) string {
	if d.Total() == 0 {
		return "This engagement is as “" + d.Template.Name + "” begins it."
	}
	return plural(d.Total(), "difference", "differences") + " from “" + d.Template.Name + "”, at the version of the library that this engagement is written from."
}

// clauseAsChange is a clause of an offer as a change of the library shows it.
func clauseAsChange(c engagement.ClauseChange) catalog.Change {
	return catalog.Change{Kind: catalog.ClauseKind, Key: c.ID, Name: c.Title, How: c.How}
}
