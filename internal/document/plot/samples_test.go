package plot_test

import (
	"fmt"
	"strings"
	"time"

	"demarc/internal/document/plot"
)

// sample is a plot with values that something could go wrong with.
type sample struct {
	name string
	draw func(plot.Width) plot.SVG
}

const (
	long    = "Business continuity, disaster recovery and the quarterly restore test of everything that matters at every site"
	hostile = `"><script>alert(1)</script><a href="javascript:x" style='x'> & ` + "\u202egnp.exe\x00\n"
)

func samples() []sample {
	return []sample{
		{"ownership", ownership("ownership",
			plot.Bar{Label: "Backup and recovery", Href: "/e/1/matrix?area=backup&party=2", Counts: []int{2, 1, 0, 0, 3}},
			plot.Bar{Label: "Identity and access", Href: "/e/1/matrix?area=identity", Counts: []int{3, 4, 1, 0, 0}},
			plot.Bar{Label: "Governance", Href: "/e/1/matrix?area=st", Counts: []int{1, 0, 4, 1, 0}})},
		{"ownership-none", ownership("ownership-none")},
		{"ownership-zero", ownership("ownership-zero", plot.Bar{Label: "Backup", Counts: []int{0, 0, 0, 0, 0}})},
		{"ownership-one", ownership("ownership-one", plot.Bar{Label: "Backup", Counts: []int{0, 1, 0, 0, 0}})},
		{"ownership-long", ownership("ownership-long", plot.Bar{Label: long, Counts: []int{1, 0, 0, 0, 120}}, plot.Bar{Label: strings.Repeat("事業継続", 20), Counts: []int{10, 0, 0, 1, 0}}, plot.Bar{Label: "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww", Counts: []int{99, 1, 1, 1, 1}})},
		{"ownership-hostile", ownership(`hostile" onload="x`, plot.Bar{Label: hostile, Note: hostile, Href: "javascript:alert(1)", Counts: []int{1, 1, 0, 0, 1}}, plot.Bar{Label: "Elsewhere", Href: "//evil.example", Counts: []int{1, 0, 0, 0, 0}})},
		{"ownership-40", ownership("ownership-40", forty()...)},
		{"load", plot.Bars{
			Figure: plot.Figure{ID: "load", Title: "What rests on whom", Desc: "Functions per person."},
			Parts:  []plot.Part{{Fill: plot.Accountable, Label: "Accountable"}, {Fill: plot.Responsible, Label: "Responsible"}, {Fill: plot.Consulted, Label: "Consulted"}},
			Bars: []plot.Bar{
				{Label: "Priya Shah", Note: "47 % of their side, no deputy", Warn: true, Counts: []int{38, 12, 20}},
				{Label: "Tom Berg", Note: "Deputy: Ann Lee", Counts: []int{22, 30, 4}},
				{Label: "Dana Cole", Counts: []int{0, 0, 7}},
			},
		}.Draw},
		{"heat", heat("heat", 12, []plot.HeatRow{
			{Label: "Backup and recovery", Href: "/e/1/matrix?area=backup", Values: []float64{0, 0, .4, 1, 2.5, 12.4, 7, 0, 0, 0, 0, 1.7}},
			{Label: long, Values: []float64{0, 999.9, 1e9, .01, .96, 1.96, 3.96, 0, 0, 0, 0, 0}},
			{Label: hostile, Values: make([]float64, 12)},
		})},
		{"heat-none", heat("heat-none", 0, nil)},
		{"heat-one", heat("heat-one", 1, []plot.HeatRow{{Label: "Backup", Values: []float64{3}}})},
		{"heat-40", heat("heat-40", 12, fortyHot())},
		{"code", code("code", 24)},
		{"code-none", code("code-none", 0)},
		{"code-one", code("code-one", 1)},
		{"steps", steps("steps", []int{0, 12, 12, 40, 38, 96})},
		{"steps-full", steps("steps-full", []int{0, 149})},
		{"steps-none", steps("steps-none", nil)},
		{"steps-near", steps("steps-near", []int{0, 148})},
		{"steps-instant", plot.Steps{
			Figure: plot.Figure{ID: "steps-instant", Title: "Agreed over time"}, From: moment, To: moment, DoneAs: "agreed", TotalAs: "all",
			Done: []plot.Point{{At: moment, N: 0}}, Total: []plot.Point{{At: moment, N: 0}},
		}.Draw},
	}
}

var moment = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

func ownership(id string, bars ...plot.Bar) func(plot.Width) plot.SVG {
	return plot.Bars{
		Figure: plot.Figure{ID: id, Title: "Who answers for what", Desc: "Functions per area, by who is accountable."},
		Parts:  []plot.Part{{Fill: plot.MSP, Label: "MSP team"}, {Fill: plot.InternalIT, Label: "Client IT"}, {Fill: plot.Management, Label: "Client management"}, {Fill: plot.Vendor, Label: "Other"}, {Fill: plot.Nobody, Label: "Nobody yet"}},
		Bars:   bars,
	}.Draw
}

func forty() (bars []plot.Bar) {
	for i := range 40 {
		bars = append(bars, plot.Bar{Label: fmt.Sprintf("Functional area number %d", i+1), Href: fmt.Sprintf("/e/1/matrix?area=a%d", i), Counts: []int{i % 4, i % 3, i % 2, 0, i % 5}})
	}
	return bars
}

func heat(id string, columns int, rows []plot.HeatRow) func(plot.Width) plot.SVG {
	p := plot.Heat{
		Figure: plot.Figure{ID: id, Title: "Where we keep disagreeing", Desc: "Friction per ten functions, by area and month."}, Rows: rows,
		Steps: [4]float64{.05, 1, 2, 4}, Legend: [5]string{"0", "under 1", "1 to 2", "2 to 4", "4 and more"},
	}
	for i := range columns {
		at := time.Date(2026, time.Month(3+i), 1, 0, 0, 0, 0, time.UTC)
		p.Columns = append(p.Columns, plot.Column{Label: at.Format("Jan"), Group: at.Format("2006")})
	}
	return p.Draw
}

func fortyHot() (rows []plot.HeatRow) {
	for i := range 40 {
		r := plot.HeatRow{Label: fmt.Sprintf("Functional area number %d", i+1)}
		for j := range 12 {
			r.Values = append(r.Values, float64((i*j)%17)/2)
		}
		rows = append(rows, r)
	}
	return rows
}

func code(id string, areas int) func(plot.Width) plot.SVG {
	p := plot.Code{Figure: plot.Figure{ID: id, Title: "The whole matrix", Desc: "One cell is one function."}, Legend: []string{"Accountable", "Responsible", "Consulted", "Informed"}}
	n := 0
	for i := range areas {
		p.Groups = append(p.Groups, 4+i%5)
		n += 4 + i%5
	}
	for s, name := range []string{"MSP team", "Client IT", "Client management", long} {
		strip := plot.Strip{Label: name}
		for i := range n {
			strip.Weights = append(strip.Weights, plot.Weight((i*(s+2)+i/7)%6))
		}
		p.Strips = append(p.Strips, strip)
	}
	return p.Draw
}

func steps(id string, counts []int) func(plot.Width) plot.SVG {
	p := plot.Steps{
		Figure: plot.Figure{ID: id, Title: "Agreed over time", Desc: "A flat stretch is a stall."}, From: moment, To: moment.AddDate(0, 2, 0),
		DoneAs: "agreed by both", TotalAs: "functions in the matrix", MarkedAs: "sent for signature", Note: "Waiting for Alder Foods for 6 days",
		Total: []plot.Point{{At: moment, N: 120}, {At: moment.AddDate(0, 1, 0), N: 149}},
	}
	for i, n := range counts {
		p.Done = append(p.Done, plot.Point{At: moment.AddDate(0, 0, 9*i), N: n})
	}
	if len(counts) > 3 {
		p.Marks = []time.Time{moment.AddDate(0, 0, 30), moment.AddDate(0, 0, 50)}
	}
	return p.Draw
}
