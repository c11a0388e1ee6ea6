package matrix

import (
	"slices"
	"strconv"
	"strings"

	"demarc/internal/intake"
	"demarc/internal/raci"
	"demarc/web/ui"
)

// How the sheet was read, and the fields that correct it.

func (v preview) table() intake.Table { return v.in.Book.Sheets[v.in.Choices.Layout.Sheet] }

// field is a field of the preview's form. It shows what was understood, and what was
// typed only where that is wrong.
func (v preview) field(name, label, value string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: value, Error: v.form.Error(name)}
}

func (v preview) sheet() ui.Field {
	f := v.field("sheet", "Sheet", strconv.Itoa(v.in.Choices.Layout.Sheet))
	f.Width = "20"
	for i, t := range v.in.Book.Sheets {
		f.Options = append(f.Options, ui.Option{Value: strconv.Itoa(i), Label: t.Name})
	}
	return f
}

func (v preview) header() ui.Field {
	f := v.field("header", "Row with the headings", strconv.Itoa(v.in.Choices.Layout.Header+1))
	f.Hint, f.Width, f.InputMode = "0: there is none.", "4", "numeric"
	return f
}

func (v preview) empty() ui.Field {
	f := v.field("empty", "An empty cell means", string(v.in.Choices.Empty))
	f.Options = []ui.Option{
		{Value: string(intake.EmptyKeeps), Label: "Keep what the matrix has"},
		{Value: string(intake.EmptyIsNone), Label: "Not involved"},
		{Value: string(intake.EmptyIsOpen), Label: "Empty in the matrix too"},
	}
	return f
}

func (v preview) area() ui.Field {
	f := v.field("area", "Area for new functions", string(v.in.Choices.Area))
	f.Width = "20"
	f.Options = []ui.Option{{Value: "", Label: "Choose an area"}}
	for _, a := range v.in.Draft.Matrix.Areas {
		if a.Mode != raci.OutOfScope {
			f.Options = append(f.Options, ui.Option{Value: string(a.Key), Label: a.Name})
		}
	}
	return f
}

// needsArea tells whether a row waits for an area.
func (v preview) needsArea() bool {
	if v.in.Choices.Area != "" {
		return true
	}
	for _, r := range v.in.Plan.Rows {
		if r.Kind == intake.Unreadable && r.Match == intake.NoMatch {
			return true
		}
	}
	return false
}

// columns are one choice for each column of the sheet that has anything in it.
func (v preview) columns() []ui.Field {
	options := v.meanings()
	l := v.in.Choices.Layout
	var out []ui.Field
	for j, m := range l.Columns {
		if m == intake.Computed {
			m = intake.Unused
		}
		f := v.field(columnField(j), v.heading(j), string(m))
		f.Hint, f.Options = v.sample(j), options
		out = append(out, f)
	}
	return out
}

func (v preview) heading(j int) string {
	name := "Column " + intake.Letters(j)
	if j < len(v.in.Headings) && v.in.Headings[j] != "" {
		name += ": " + cut(v.in.Headings[j], 40)
	}
	return name
}

// sample is what stands in a column, to tell what it is.
func (v preview) sample(j int) string {
	var seen []string
	for i, row := range v.table().Rows {
		if i > v.in.Choices.Layout.Header && j < len(row) && row[j] != "" && !slices.Contains(seen, cut(row[j], 24)) {
			seen = append(seen, cut(row[j], 24))
			if len(seen) == 3 {
				break
			}
		}
	}
	if len(seen) == 0 {
		return "Empty"
	}
	return strings.Join(seen, " · ")
}

func cut(s string, most int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}

// meanings are the choices for a column.
func (v preview) meanings() []ui.Option {
	out := []ui.Option{{Value: "", Label: "Leave out"}}
	for _, m := range intake.Fields {
		out = append(out, ui.Option{Value: string(m), Label: meaningWords[m]})
	}
	for _, s := range v.in.Draft.Matrix.Stakeholders {
		out = append(out, ui.Option{Value: string(intake.To(s.ID)), Label: "Letters of " + s.Name})
	}
	for _, a := range []raci.Assignment{raci.Responsible, raci.Accountable, raci.Consulted, raci.Informed} {
		out = append(out, ui.Option{Value: string(intake.As(a)), Label: "Names of who is " + a.Words()})
	}
	return out
}

var meaningWords = map[intake.Meaning]string{
	intake.Name: "Function", intake.Area: "Area", intake.Description: "Description", intake.Split: "Split note", intake.Condition: "Only for",
	intake.Criticality: "Criticality", intake.Excluded: "Excluded because", intake.Key: "Key of the function",
}

// unknown tells whether no column is known to say who does what.
func (v preview) unknown() bool { return !v.in.Choices.Layout.People() }

// readOpen tells whether the corrections start open: when something is left to say.
func (v preview) readOpen() bool {
	return v.form.Error("columns") != "" || v.form.Error("header") != "" || v.form.Error("sheet") != "" || v.unknown() || v.needsArea() || len(v.in.Plan.Notes) > 0 || !v.takes()
}
