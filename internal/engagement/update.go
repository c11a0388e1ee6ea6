package engagement

import (
	"maps"
	"slices"
	"strings"

	"demarc/internal/catalog"
	"demarc/internal/raci"
)

// Update is what another version of the MSP's library would change in a draft. It is
// an offer: nothing happens before somebody takes it.
type Update struct {
	From, To int
	Release  string // of the shipped library that it would be written from
	Moved    bool   // which is another than the one it is written from
	Clauses  []ClauseChange
	Wordings []WordingUpdate
	Terms    []TermUpdate
	Areas    []AreaUpdate
	Rows     []RowUpdate
	New      []catalog.Function // of areas in scope; the matrix does not have them
	Retired  []raci.Function    // rows that the library offers no longer; they stay
}

// Empty tells whether the other version says nothing else about this draft.
func (u Update) Empty() bool {
	return len(u.Clauses)+len(u.Wordings)+len(u.Terms)+len(u.Areas)+len(u.Rows)+len(u.New) == 0
}

// RowUpdate is one row of the matrix with what the library says about it now.
type RowUpdate struct {
	Function raci.Function // as it stands
	After    raci.Function // as the update leaves it
	Fields   []catalog.FieldChange
	// ByHand names what somebody changed in the row and the update would replace.
	ByHand []string
	// Duty tells that it changes what people agreed to, not only what the row refers to.
	Duty bool
}

// PlanUpdate says what taking the library to would change in d.
func PlanUpdate(d Draft, to catalog.Library) Update {
	u := Update{From: d.Engagement.Library, To: to.Number, Release: to.Release(), Clauses: clauseChanges(d, to)}
	u.Moved = u.Release != d.Library.Release()
	before, known := d.Library.Template(d.Engagement.Template)
	after, still := to.Template(d.Engagement.Template)
	if known && still {
		u.Wordings, u.Terms = wordingUpdates(d, to, before, after), termUpdates(d, before, after)
	}
	u.Areas = areaUpdates(d, to, after)
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
			r := rowUpdate(d.Matrix, f, old, lib)
			r.move(d.Library, to, old, lib)
			r.leaveOut(before.Without[f.Key], after.Without[f.Key])
			if len(r.Fields) > 0 {
				u.Rows = append(u.Rows, r)
			}
		}
	}
	inScope := func(key raci.AreaKey) bool {
		return slices.ContainsFunc(d.Matrix.Areas, func(a raci.Area) bool { return a.Key == key && a.Mode != raci.OutOfScope })
	}
	offer := func(functions []catalog.Function) {
		for _, f := range functions {
			old, was := d.Library.Function(f.Key)
			begins := after.Begins(f) || f.Pack != "" // of a pack that is taken here
			if !have[f.Key] && inScope(f.AreaKey) && begins && after.Without[f.Key] == "" && (!was || old.Pack == "" && !before.Begins(old)) {
				u.New = append(u.New, f)
			}
		}
	}
	for _, a := range to.Areas() {
		offer(a.Functions)
	}
	for _, p := range to.Packs() {
		offer(p.Functions)
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
		r.After.Refill(over(f.Cells, after))
	})
	text("Split note", old.Split(before), lib.Split(after), f.Split, func() { r.After.Split = lib.Split(after) })
	text("Criticality", string(old.Criticality), string(lib.Criticality), string(f.Criticality), func() { r.After.Criticality = lib.Criticality })
	text("How often", old.Cadence, lib.Cadence, f.Cadence, func() { r.After.Cadence = lib.Cadence })
	text("Who may be Accountable", catalog.LockWords(old.Lock), catalog.LockWords(lib.Lock), catalog.LockWords(f.Lock), func() { r.After.Lock = lib.Lock })
	r.Duty = len(r.Fields) > 0
	if now := merged(old.Frameworks, lib.Frameworks, f.Frameworks); !slices.Equal(now, f.Frameworks) {
		r.After.Frameworks = now
		r.Fields = append(r.Fields, catalog.FieldChange{Name: "Helps to satisfy", Before: strings.Join(f.Frameworks, "; "), After: strings.Join(now, "; ")})
	}
	return r
}

// merged gives a list what a newer one has more than an older one, and takes from it
// what the newer one has no longer. What somebody added to it stays.
func merged(old, now, list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(old, s) || slices.Contains(now, s) {
			out = append(out, s)
		}
	}
	for _, s := range now {
		if !slices.Contains(old, s) && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
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
