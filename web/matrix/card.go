package matrix

import (
	"net/http"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// function is the card of one function; for htmx its row in the grid.
func (s Screen) function(w http.ResponseWriter, r *http.Request) error {
	if !page.IsFragment(r) {
		return s.show(w, r, http.StatusOK, forms{})
	}
	row, err := s.App.Matrices.OpenRow(r.Context(), page.Actor(r), idOf(r), functionOf(r))
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, fragment(row, nil))
}

// forms are the card's forms as they came back; nil ones are shown fresh.
type forms struct {
	cells, words, dispute, exclude, references, holders, park, note *page.Form

	notice string // above all: what changed meanwhile
}

// problems are those of the form that came back.
func (f forms) problems() []ui.Problem {
	for _, form := range []*page.Form{f.cells, f.words, f.dispute, f.exclude, f.references, f.holders, f.park, f.note} {
		if form != nil {
			return form.Problems()
		}
	}
	return nil
}

// sheet is the card, ready to show.
type sheet struct {
	page     ui.Page
	work     ui.Work
	who      access.Actor
	r        app.Row
	area     raci.Area
	lib      catalog.Function
	known    bool // the library has it
	msp      string
	client   string
	findings []raci.Finding
	forms    forms
	notDraft string
	prev     raci.Function // of the matrix, in reading order; without an id at the ends
	next     raci.Function
	draft    engagement.Draft
	parties  engagement.Parties
	story    []audit.Entry // of the row, the newest first
	noted    []engagement.Note
	slots
}

// show renders the card. Its forms carry the row's newest revision, so that what was
// typed before somebody else's change can be saved on purpose.
func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, f forms) error {
	who, fn := page.Actor(r), functionOf(r)
	opened, err := s.App.Matrices.OpenCard(r.Context(), who, idOf(r), fn)
	if err != nil {
		return err
	}
	d, found := opened.Draft, opened.Function
	v := newView(ui.Page{}, d, who, filter{})
	c := sheet{
		page: page.New(r, found.Name, d.Engagement.ClientName), work: frame.Work(d.Engagement, "matrix", who), who: who,
		r: app.Row{Engagement: d.Engagement, Matrix: d.Matrix, Function: found}, notDraft: v.notDraft, forms: f,
		msp: sideName(d.Engagement, party.MSP), client: sideName(d.Engagement, party.Client), draft: d, parties: d.Parties, story: opened.History, noted: opened.Notes,
	}
	c.page.Failed = status == http.StatusUnprocessableEntity
	c.page.Scripts = []string{"grid.js"}
	c.lib, c.known = d.Library.Function(found.Key)
	for _, f := range v.own() {
		if f.Function == fn && (f.Waiver == nil || f.Severity != raci.Hint) {
			c.findings = append(c.findings, f)
		}
	}
	for _, a := range d.Matrix.Areas {
		if a.Key == found.Area {
			c.area = a
		}
	}
	c.neighbours(v)
	if err := s.fill(r, &c); err != nil {
		return err
	}
	return page.Render(w, r, status, cardPage(c))
}

func (c *sheet) neighbours(v view) {
	var last raci.Function
	seen := false
	for _, b := range v.bands {
		for _, f := range b.rows {
			if seen {
				c.next = f
				return
			}
			if seen = f.ID == c.r.Function.ID; seen {
				c.prev = last
			}
			last = f
		}
	}
}

func (c sheet) fn() raci.Function { return c.r.Function }

func (c sheet) href() string { return card(c.r.Engagement.ID, c.fn().ID) }

func (c sheet) edits() bool {
	return c.notDraft == "" && c.fn().In() && c.who.Can(access.EditMatrix)
}

func (c sheet) shapes() bool { return c.notDraft == "" && c.who.Can(access.ShapeMatrix) }

func (c sheet) agrees() bool {
	return c.notDraft == "" && c.fn().In() && c.who.Can(access.AgreeRows)
}

// choice is the field of one column: a radio group with the letters in words.
func (c sheet) choice(s raci.Stakeholder) ui.Field {
	f := ui.Field{Name: cellField(s.ID), Label: s.Name, Inline: true, Value: string(c.fn().Cells[s.ID])}
	if c.forms.cells != nil {
		if f.Value = c.forms.cells.Value(f.Name); f.Value != string(c.fn().Cells[s.ID]) {
			f.Hint = "Now: " + c.fn().Cells[s.ID].Words()
		}
	}
	for _, a := range raci.Assignments {
		f.Options = append(f.Options, ui.Option{Value: string(a), Label: short(a)})
	}
	return f
}

// short is an assignment on a radio button.
func short(a raci.Assignment) string {
	switch a {
	case raci.AccountableAndDoing:
		return "Accountable and does it"
	default:
		return a.Words()
	}
}

func cellField(id raci.StakeholderID) string { return "cell-" + string(id) }

// word is a field of the words form, with its stored value unless it came back.
func (c sheet) word(name, label, value, hint string, most int) ui.Field {
	f := ui.Field{Name: name, Label: label, Value: value}
	if c.forms.words != nil {
		f = c.forms.words.Field(name, label)
		if c.forms.notice != "" && f.Value != value {
			hint = strings.TrimSpace(hint + " Now: “" + value + "”")
		}
	}
	f.Hint, f.MaxLength = hint, most
	return f
}

func (c sheet) dispute() ui.Field {
	f := ui.Field{Name: "reason", Label: "What would make this right?"}
	if c.forms.dispute != nil {
		f = c.forms.dispute.Field("reason", f.Label)
	}
	f.Rows, f.MaxLength, f.Hint = 3, 500, "Both teams see this."
	return f
}

func (c sheet) exclude() ui.Field {
	f := ui.Field{Name: "exclude_reason", Label: "Why is it not in scope?"}
	if c.forms.exclude != nil {
		f = c.forms.exclude.Field("exclude_reason", f.Label)
	}
	f.Rows, f.MaxLength, f.Hint = 2, 300, "The agreement lists the function as excluded, with this reason."
	return f
}

func (c sheet) facts() []ui.Fact {
	facts := []ui.Fact{{Term: "Area", Value: c.area.Name}, {Term: "Lane", Value: c.area.Mode.Words()}, {Term: "Criticality", Value: title(string(c.fn().Criticality))}}
	if c.fn().Cadence != "" {
		facts = append(facts, ui.Fact{Term: "Cadence", Value: cadence(c.fn().Cadence)})
	}
	return facts
}

// cadence is how often the work comes, in words.
func cadence(s string) string {
	switch s {
	case "event":
		return "Whenever it comes up"
	case "continuous":
		return "All the time"
	case "annual":
		return "Every year"
	case "":
		return ""
	}
	return title(s)
}

func title(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
