package matrix

import (
	"fmt"
	"slices"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/ui"
)

// view is the page of the matrix, ready to show.
type view struct {
	page     ui.Page
	work     ui.Work
	who      access.Actor
	d        engagement.Draft
	filter   filter
	grid     grid
	bands    []band
	outside  []raci.Area     // out of scope
	excluded []raci.Function // one by one, from areas in scope
	marks    map[raci.FunctionID]mark
	findings []raci.Finding
	notDraft string // why nothing can be changed; empty in a draft

	total, shown, agreed, disputed, ready int
	hidden                                int // findings of rows the filter hides
}

func newView(p ui.Page, d engagement.Draft, who access.Actor, f filter) view {
	if f.zoom == "" {
		f.zoom = zoomMatrix
	}
	v := view{
		page: p, work: frame.Work(d.Engagement, "matrix", who), who: who, d: d, filter: f,
		grid: newGrid(d.Engagement, d.Matrix.Stakeholders), marks: map[raci.FunctionID]mark{},
	}
	if err := d.Engagement.RequireDraft(); err != nil {
		v.notDraft = err.Error()
	}
	v.findings = d.Waive(d.Check())
	for _, found := range v.findings {
		if m := v.marks[found.Function]; found.Row {
			m.count(found)
			v.marks[found.Function] = m
		}
	}
	v.filter.Problems = make(map[raci.FunctionID]bool, len(v.marks))
	for id, m := range v.marks {
		v.filter.Problems[id] = m.problems() > 0
	}
	for id, n := range d.Threads {
		m := v.marks[id]
		m.talk = n
		v.marks[id] = m
	}
	v.ready = len(d.Matrix.Ready(who.Side, d.Context()))
	v.sort()
	return v
}

// sort puts every row into its area, in the order of the matrix.
func (v *view) sort() {
	last := make(map[raci.AreaKey]int, len(v.d.Matrix.Areas))
	at := make(map[raci.AreaKey]int, len(v.d.Matrix.Areas))
	all := make([]band, 0, len(v.d.Matrix.Areas))
	for _, a := range v.d.Matrix.Areas {
		if a.Mode == raci.OutOfScope {
			v.outside = append(v.outside, a)
		}
		at[a.Key] = len(all)
		all = append(all, band{area: a})
	}
	for _, f := range v.d.Matrix.Functions {
		i, known := at[f.Area]
		switch {
		case !known:
		case !f.In():
			if f.Excluded != raci.AreaExcluded {
				v.excluded = append(v.excluded, f)
			}
		default:
			last[f.Area]++
			m := v.marks[f.ID]
			m.area, m.row = i+1, last[f.Area]
			v.marks[f.ID] = m
			v.place(&all[i], f)
		}
	}
	v.bands = slices.DeleteFunc(all, func(b band) bool { return len(b.rows) == 0 })
}

func (v *view) place(b *band, f raci.Function) {
	v.total++
	b.total++
	switch {
	case f.Settled() && f.IsParked():
		b.parked++
	case f.Settled():
		v.agreed++
		b.agreed++
	}
	if f.Dispute.Reason != "" {
		v.disputed++
	}
	if !v.filter.Passes(v.d.Matrix, f, asker(v.who)) {
		v.hidden += v.marks[f.ID].problems()
		return
	}
	v.shown++
	b.rows = append(b.rows, f)
}

// edits tells whether the viewer may change rows now.
func (v view) edits() bool { return v.notDraft == "" && v.who.Can(access.EditMatrix) }

func (v view) shapes() bool { return v.notDraft == "" && v.who.Can(access.ShapeMatrix) }

// lanesChange tells whether the viewer may give an area another lane now.
func (v view) lanesChange() bool { return v.notDraft == "" && v.who.Can(access.SetAreas) }

func (v view) agrees() bool { return v.notDraft == "" && v.who.Can(access.AgreeRows) }

func (v view) toFix() int { return raci.Blocking(v.own()) }

// own are the findings that are mended row by row: agreement is counted by itself.
func (v view) own() []raci.Finding {
	return slices.DeleteFunc(slices.Clone(v.findings), func(f raci.Finding) bool { return f.Rule == "V09" })
}

func (v view) measure() ui.Measure {
	words := v.d.Matrix.Tally().Words()
	if n := v.toFix(); n > 0 {
		words += fmt.Sprintf(" · %d to fix", n)
	}
	return ui.Measure{Done: v.agreed, Total: v.total, Words: words}
}

func (v view) home() string { return home(v.d.Engagement.ID) }

func (v view) function(id raci.FunctionID) (raci.Function, bool) {
	for _, f := range v.d.Matrix.Functions {
		if f.ID == id {
			return f, true
		}
	}
	return raci.Function{}, false
}

// us is the name of the viewer's own company, as the engagement has it.
func (v view) us() string { return sideName(v.d.Engagement, v.who.Side) }

func (v view) them() string { return sideName(v.d.Engagement, v.who.Side.Other()) }

// dot is the kit's mark of a column's kind.
func dot(s raci.Stakeholder) string {
	if s.Kind == raci.OtherKind {
		return "vendor"
	}
	return string(s.Kind)
}

// heads are the columns of the two ticks.
func (v view) heads() []string {
	names := sideNames(v.d.Engagement)
	return names[:]
}

func count(n int, singular, plural string) string {
	return fmt.Sprintf("%d %s", n, one(n, singular, plural))
}
