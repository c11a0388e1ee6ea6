package engagement

import (
	"maps"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/raci"
)

// Update is what another version of the MSP's library would change in a draft. It is
// an offer: nothing happens before somebody takes it.
type Update struct {
	From, To int
	Clauses  []ClauseChange
	Rows     []RowUpdate
	New      []catalog.Function // of areas in scope; the matrix does not have them
	Retired  []raci.Function    // rows that the library offers no longer; they stay
}

// Empty tells whether the other version says nothing else about this draft.
func (u Update) Empty() bool { return len(u.Clauses)+len(u.Rows)+len(u.New) == 0 }

// ClauseChange is one section whose words would change. Clauses come all together,
// because an agreement is written from one version.
type ClauseChange struct {
	ID, Title     string
	How           catalog.How
	Before, After string // the words as this engagement's terms print them
}

// RowUpdate is one row of the matrix with what the library says about it now.
type RowUpdate struct {
	Function raci.Function // as it stands
	After    raci.Function // as the update leaves it
	Fields   []catalog.FieldChange
	// ByHand names what somebody changed in the row and the update would replace.
	ByHand []string
}

// PlanUpdate says what taking the library to would change in d.
func PlanUpdate(d Draft, to catalog.Library) Update {
	u := Update{From: d.Engagement.Library, To: to.Number, Clauses: clauseChanges(d, to)}
	have := map[raci.FunctionKey]bool{}
	for _, f := range d.Matrix.Functions {
		have[f.Key] = true
		old, known := d.Library.Function(f.Key)
		lib, still := to.Function(f.Key)
		switch {
		case !known || !still || !f.In():
		case lib.Retired && !old.Retired:
			u.Retired = append(u.Retired, f)
		default:
			if r := rowUpdate(d.Matrix, f, old, lib); len(r.Fields) > 0 {
				u.Rows = append(u.Rows, r)
			}
		}
	}
	for _, a := range to.Areas() {
		i := slices.IndexFunc(d.Matrix.Areas, func(b raci.Area) bool { return b.Key == a.Key && b.Mode != raci.OutOfScope })
		for _, f := range a.Functions {
			if _, before := d.Library.Function(f.Key); i >= 0 && !have[f.Key] && !before {
				u.New = append(u.New, f)
			}
		}
	}
	return u
}

// rowUpdate compares what two libraries say of one row, in the lane of its area. What
// the libraries do not differ in stays as it is, whoever wrote it.
func rowUpdate(m raci.Matrix, f raci.Function, old, lib catalog.Function) RowUpdate {
	r := RowUpdate{Function: f, After: f}
	text := func(name string, was, now, is string, set func()) {
		if was == now || is == now {
			return
		}
		set()
		r.Fields = append(r.Fields, catalog.FieldChange{Name: name, Before: is, After: now})
		if is != was {
			r.ByHand = append(r.ByHand, strings.ToLower(name))
		}
	}
	before, after := old.Cells(m, f.Area), lib.Cells(m, f.Area)
	text("Name", old.Name, lib.Name, f.Name, func() { r.After.Name = lib.Name })
	text("Description", old.Description, lib.Description, f.Description, func() { r.After.Description = lib.Description })
	text("Letters", m.Letters(before), m.Letters(after), m.Letters(standard(m, f.Cells)), func() {
		r.After.Cells = over(f.Cells, after)
	})
	text("Split note", old.Split(before), lib.Split(after), f.Split, func() { r.After.Split = lib.Split(after) })
	text("Criticality", string(old.Criticality), string(lib.Criticality), string(f.Criticality), func() { r.After.Criticality = lib.Criticality })
	text("How often", old.Cadence, lib.Cadence, f.Cadence, func() { r.After.Cadence = lib.Cadence })
	text("Who may be Accountable", string(old.Lock), string(lib.Lock), string(f.Lock), func() { r.After.Lock = lib.Lock })
	return r
}

// standard are the cells of the three standard columns.
func standard(m raci.Matrix, cells map[raci.StakeholderID]raci.Assignment) map[raci.StakeholderID]raci.Assignment {
	out := map[raci.StakeholderID]raci.Assignment{}
	for _, s := range m.Stakeholders {
		if s.Kind != raci.OtherKind {
			out[s.ID] = cells[s.ID]
		}
	}
	return out
}

// over lays cells over others; columns that the library knows nothing of stay.
func over(cells, with map[raci.StakeholderID]raci.Assignment) map[raci.StakeholderID]raci.Assignment {
	out := map[raci.StakeholderID]raci.Assignment{}
	maps.Copy(out, cells)
	maps.Copy(out, with)
	return out
}

// clauseChanges compares the clauses that the two libraries give this agreement; their
// words are those that its terms print.
func clauseChanges(d Draft, to catalog.Library) []ClauseChange {
	before, after := d.Library.Agreement(d.Engagement.Choices), to.Agreement(d.Engagement.Choices)
	next := d
	next.Library = to
	was, now := sections(d), sections(next)
	var out []ClauseChange
	for _, c := range after {
		i := slices.IndexFunc(before, func(b agreement.Clause) bool { return b.ID == c.ID })
		switch {
		case i < 0 && now[c.ID] != "":
			out = append(out, ClauseChange{ID: c.ID, Title: c.Title, How: catalog.Added, After: now[c.ID]})
		case i >= 0 && (before[i].Title != c.Title || before[i].Body != c.Body || before[i].Place != c.Place) && was[c.ID] != now[c.ID]:
			out = append(out, ClauseChange{ID: c.ID, Title: c.Title, How: catalog.Changed, Before: was[c.ID], After: now[c.ID]})
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(c agreement.Clause) bool { return c.ID == b.ID }) && was[b.ID] != "" {
			out = append(out, ClauseChange{ID: b.ID, Title: b.Title, How: catalog.Retired, Before: was[b.ID]})
		}
	}
	return out
}

// sections are the words of a draft's sections, with their titles.
func sections(d Draft) map[string]string {
	content, _ := Draw(d)
	out := map[string]string{}
	for _, s := range content.Agreement.Sections {
		var b strings.Builder
		b.WriteString(s.Title)
		for _, p := range s.Paragraphs {
			b.WriteString("\n\n" + agreement.Plain(p.Text))
			if p.Table == nil {
				continue
			}
			for _, row := range p.Table.Rows {
				b.WriteString("\n")
				for i, cell := range row {
					if i > 0 {
						b.WriteString(" | ")
					}
					b.WriteString(agreement.Plain(cell))
				}
			}
		}
		out[s.ID] = b.String()
	}
	return out
}
