package matrix

import (
	"fmt"

	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/ui"
)

// progress are the states that the filter offers.
var progress = []ui.Option{
	{Value: "", Label: "Any state"},
	{Value: string(raci.Open), Label: "Not agreed by both"},
	{Value: string(raci.Awaited), Label: "Waiting for us"},
	{Value: string(raci.HasProblems), Label: "Something to fix or look at"},
	{Value: string(raci.Drafted), Label: "Draft"},
	{Value: string(raci.Proposed), Label: "Proposed"},
	{Value: string(raci.AgreedByBoth), Label: "Agreed by both"},
	{Value: string(raci.Disputed), Label: "Disputed"},
	{Value: string(raci.ParkedByBoth), Label: "Parked"},
	{Value: string(raci.Locked), Label: "Locked"},
}

// chip is one part of the filter that is in use, with the address without it.
type chip struct{ words, href string }

// inUse are the filters in use, as chips to take away.
func (v view) inUse() []chip {
	var out []chip
	add := func(words string, names ...string) {
		out = append(out, chip{words, v.home() + v.filter.query(names...)})
	}
	f := v.filter
	if f.Text != "" {
		add("Words: “"+f.Text+"”", "q")
	}
	if f.Area != "" {
		add(labelOf(v.areaOptions(), string(f.Area), v.areaName(f.Area)), "area")
	}
	column, _ := v.d.Matrix.Stakeholder(f.Party)
	switch {
	case f.Party != "" && f.Value != "":
		add(column.Name+": "+f.Value.Words(), "party", "value")
	case f.Party != "":
		add(column.Name+" has a part", "party")
	case f.Value != "":
		add("Somebody is: "+f.Value.Words(), "value")
	}
	if f.State != "" {
		add(labelOf(progress, string(f.State), string(f.State)), "state")
	}
	if f.mine {
		add("Ours", "mine")
	}
	if f.Unbacked {
		add("No deputy", "backup")
	}
	if f.Framework != "" {
		add("Helps with "+f.Framework, "framework")
	}
	switch f.talk {
	case "yes":
		add("Has a comment", "comments")
	case "open":
		add("Has an open thread", "comments")
	}
	if since, ok := sinceOf(f.since); ok {
		words := "Changed since " + ui.Day(since.Day)
		if since.Version > 0 {
			words = fmt.Sprintf("Changed since version %d", since.Version)
		}
		add(words, "since")
	}
	return out
}

func labelOf(options []ui.Option, value, otherwise string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return otherwise
}

func (v view) areaName(key raci.AreaKey) string {
	for _, a := range v.d.Matrix.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return string(key)
}

// more tells whether one of the filters behind "More" is in use.
func (f filter) more() int {
	n := 0
	for _, name := range []string{"party", "value", "mine", "backup", "framework", "since", "comments"} {
		if f.value(name) != "" {
			n++
		}
	}
	return n
}

func (v view) areaOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "All areas"}}
	for _, a := range v.d.Matrix.Areas {
		if a.Mode != raci.OutOfScope {
			options = append(options, ui.Option{Value: string(a.Key), Label: a.Name})
		}
	}
	return options
}

func (v view) partyOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Anybody"}}
	for _, s := range v.d.Matrix.Stakeholders {
		options = append(options, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	return options
}

func valueOptions() []ui.Option {
	options := []ui.Option{{Value: "", Label: "Any part"}}
	for _, value := range raci.Values {
		options = append(options, ui.Option{Value: string(value), Label: value.Words()})
	}
	return options
}

// talks are the choices about comments.
var talks = []ui.Option{{Value: "", Label: "With or without"}, {Value: "yes", Label: "Has a comment"}, {Value: "open", Label: "Has an open thread"}}

// lists are the beginnings of the references in this matrix, to choose from.
func (v view) lists() []string {
	var out []string
	for _, f := range catalog.Frameworks() {
		out = append(out, f.Prefix)
	}
	return out
}

// showing says what the filter leaves, and what it hides.
func (v view) showing() string {
	s := fmt.Sprintf("Showing %d of %d.", v.shown, v.total)
	if v.hidden > 0 {
		s += fmt.Sprintf(" %s hidden by the filter.", count(v.hidden, "problem is", "problems are"))
	}
	return s
}
