package friction

import (
	"fmt"

	"demarc/internal/document/plot"
	"demarc/internal/friction"
	"demarc/internal/raci"
)

// Shades of friction, per ten functions and month: the same everywhere.
var (
	shades = [4]float64{0, 1, 2, 4}
	legend = [5]string{"0", "under 1", "1 to 2", "2 to 4", "4 and more"}
)

// heat is where it rubbed when: areas where it did, by month.
func (v view) heat() (p plot.Heat, rest int) {
	p = plot.Heat{
		Figure: plot.Figure{
			ID: "heat", Title: "Friction by area and month",
			Desc: "Disputes, votes apart and changes after agreement per ten functions, for each area in each month. A darker cell means more.",
		},
		Steps: shades, Legend: legend,
	}
	for _, at := range v.Months {
		p.Columns = append(p.Columns, plot.Column{Label: at.Format("Jan"), Group: at.Format("2006")})
	}
	for _, a := range v.Areas {
		if a.Points() == 0 {
			rest++
			continue
		}
		row := plot.HeatRow{Label: a.Area.Name, Href: v.area(a.Area.Key)}
		for _, m := range a.Months {
			row.Values = append(row.Values, m.Score(a.Rows))
		}
		p.Rows = append(p.Rows, row)
	}
	return p, rest
}

var fills = map[raci.Kind]plot.Fill{raci.MSPTeam: plot.MSP, raci.InternalIT: plot.InternalIT, raci.Management: plot.Management, raci.OtherKind: plot.Vendor}

// ownership is who answers for what.
func (v view) ownership() plot.Bars {
	p := plot.Bars{Figure: plot.Figure{
		ID: "owners", Title: "Who answers for what, by area",
		Desc: "For each area the number of functions by who is Accountable; hatched where nobody is. Areas with the most that is open come first.",
	}}
	for _, k := range friction.Kinds {
		p.Parts = append(p.Parts, plot.Part{Fill: fills[k], Label: friction.Owner(v.Draft.Matrix, k)})
	}
	p.Parts = append(p.Parts, plot.Part{Fill: plot.Nobody, Label: "Nobody yet"})
	for _, o := range v.Draft.Matrix.Ownership() {
		bar := plot.Bar{Label: o.Area.Name, Href: v.area(o.Area.Key)}
		for _, k := range friction.Kinds {
			bar.Counts = append(bar.Counts, o.ByKind[k])
		}
		bar.Counts = append(bar.Counts, o.Nobody)
		p.Bars = append(p.Bars, bar)
	}
	return p
}

// code is the whole matrix at a glance.
func (v view) code() plot.Code {
	m := v.Draft.Matrix
	p := plot.Code{Figure: plot.Figure{
		ID: "code", Title: "The whole matrix at a glance",
		Desc: fmt.Sprintf("One cell is one of %s, area by area. The tallest mark is Accountable, then Responsible, Consulted and Informed.", countOf(len(v.Rows))),
	}}
	for _, a := range []raci.Assignment{raci.Accountable, raci.Responsible, raci.Consulted, raci.Informed} {
		p.Legend = append(p.Legend, a.Words())
	}
	for _, a := range v.Areas {
		p.Groups = append(p.Groups, a.Rows)
	}
	for _, s := range m.Stakeholders {
		strip := plot.Strip{Label: s.Name}
		for _, r := range v.Rows {
			strip.Weights = append(strip.Weights, weight(r.Function.Cells[s.ID]))
		}
		p.Strips = append(p.Strips, strip)
	}
	return p
}

func weight(a raci.Assignment) plot.Weight {
	switch {
	case a.Answers():
		return plot.Answers
	case a.Does():
		return plot.Does
	case a == raci.Consulted:
		return plot.Asked
	case a == raci.Informed:
		return plot.Told
	case a == raci.Undecided:
		return plot.Open
	}
	return plot.None
}

// progress is how agreement grew.
func (v view) progress() plot.Steps {
	p := plot.Steps{
		Figure: plot.Figure{
			ID: "progress", Title: "Agreed over time",
			Desc: fmt.Sprintf("Functions that both sides agreed to, against all in the matrix: %d of %d now. A flat stretch is a stall.", v.settled(), len(v.Rows)),
		},
		From: v.From, To: v.Now, DoneAs: "agreed by both", TotalAs: "functions in the matrix",
		Marks: v.Sent, MarkedAs: "sent for signature", Note: v.stall(),
	}
	for _, at := range v.Agreed {
		p.Done = append(p.Done, plot.Point{At: at.At, N: at.N})
	}
	for _, at := range v.InScope {
		p.Total = append(p.Total, plot.Point{At: at.At, N: at.N})
	}
	return p
}

// load is what rests on each named person.
func (v view) load() plot.Bars {
	p := plot.Bars{
		Figure: plot.Figure{
			ID: "load", Title: "What rests on whom",
			Desc: "For each named person the number of functions they answer for, those they do without answering for them, and those they are only asked about.",
		},
		Parts: []plot.Part{{Fill: plot.Accountable, Label: "Accountable"}, {Fill: plot.Responsible, Label: "Responsible, not Accountable"}, {Fill: plot.Consulted, Label: "Consulted only"}},
	}
	for _, l := range friction.Loads(v.Draft.Matrix) {
		note := fmt.Sprintf("%d %% of their side", l.Share)
		if l.Share == 0 {
			note = "under 1 % of their side"
		}
		switch {
		case l.Rows == 0:
			note = ""
		case l.NoDeputy == l.Rows:
			note += ", no deputy"
		case l.NoDeputy > 0:
			note += fmt.Sprintf(", %d without a deputy", l.NoDeputy)
		}
		p.Bars = append(p.Bars, plot.Bar{Label: l.Person, Note: note, Warn: l.Concentrated(), Counts: []int{l.Answers, l.Rows - l.Answers, l.Asked}})
	}
	return p
}
