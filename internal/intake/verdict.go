package intake

import (
	"maps"
	"slices"
	"strings"

	"demarc/internal/raci"
)

// row is the verdict on one row of the sheet.
func (s *sheet) row(i int) Row {
	ln := s.lines[i]
	r := Row{At: i + 1, Label: ln.name, Match: ln.match, Was: ln.function, Notes: slices.Clone(ln.notes)}
	switch {
	case ln.kind == Blank || ln.kind == Heading:
		r.Kind = ln.kind
	case ln.wrong != "":
		r.Kind, r.Wrong = Unreadable, ln.wrong
	case ln.function.ID == "":
		s.add(&r, ln)
	default:
		s.change(&r, ln)
	}
	if r.Kind == Unreadable {
		r.Edits, r.Moved = nil, nil
	}
	if r.Label == "" {
		r.Label = ln.text
	}
	return r
}

// gone lists the functions that our own sheet was exported with and has no more. One
// that came into the matrix later was never in the sheet, so it stays.
func (s *sheet) gone() []Row {
	if !s.own {
		return nil
	}
	there := map[raci.FunctionKey]bool{}
	for _, ln := range s.lines {
		if ln.function.ID != "" {
			there[ln.function.Key] = true
		}
	}
	var out []Row
	for _, b := range s.book.Base.Rows {
		f, ok := s.byKey[string(b.Key)]
		if !ok || !f.In() || there[b.Key] {
			continue
		}
		r := Row{Label: f.Name, Match: ByKey, Was: f}
		s.remove(&r, "Removed in an imported sheet.")
		out = append(out, r)
	}
	return out
}

// remove plans to take a function out.
func (s *sheet) remove(r *Row, reason string) {
	f := r.Was
	switch {
	case s.known.Fixed != "":
		r.Kind, r.Wrong = Unreadable, s.known.Fixed
	case !f.Removable():
		r.Kind, r.Wrong = Unreadable, f.Name+" is needed for the agreement to work, so it stays in the matrix."
	default:
		r.Kind, r.Reason, r.After = Remove, reason, f
		r.After.Excluded = reason
	}
}

// add plans a new function.
func (s *sheet) add(r *Row, ln line) {
	at := slices.IndexFunc(s.known.Matrix.Areas, func(a raci.Area) bool { return a.Key == ln.area })
	_, _, wrong := s.said(ln)
	switch {
	case s.known.Fixed != "":
		r.Kind, r.Wrong = Unreadable, s.known.Fixed
		return
	case wrong != "":
		r.Kind, r.Wrong = Unreadable, wrong
		return
	case at < 0:
		r.Kind, r.Wrong = Unreadable, "It is not in the matrix yet. Choose the area it goes to."
		return
	case s.known.Matrix.Areas[at].Mode == raci.OutOfScope:
		r.Kind, r.Wrong = Unreadable, s.known.Matrix.Areas[at].Name+" is out of scope. Choose another lane for it first."
		return
	}
	area := s.known.Matrix.Areas[at]
	f := raci.Function{Name: ln.name, Criticality: raci.Normal, Cells: map[raci.StakeholderID]raci.Assignment{}}
	if s.known.Start != nil {
		if lib, ok := s.known.Start(raci.FunctionKey(ln.key), ln.name, area); ok {
			f = lib
			r.Notes = append(r.Notes, "The library has this function. What the sheet leaves open comes from there.")
		}
	}
	f.ID, f.Area, f.Excluded = "", area.Key, ""
	f.Cells = copied(f.Cells)
	r.After = f
	s.words(r, ln)
	s.cells(r, ln)
	if r.Wrong != "" {
		r.Kind = Unreadable
		return
	}
	r.Kind = New
	r.Edits = nil
	for _, st := range s.known.Matrix.Stakeholders {
		r.Edits = append(r.Edits, Edit{Field: st.Name, Letter: true, To: string(r.After.Cells[st.ID]), ToWhen: r.After.Windows[st.ID]})
	}
	for _, e := range []Edit{{Field: "Description", To: r.After.Description}, {Field: "Split note", To: r.After.Split}, {Field: "Only for", To: r.After.Condition}} {
		if e.To != "" {
			r.Edits = append(r.Edits, e)
		}
	}
	if r.After.Description == "" {
		r.Notes = append(r.Notes, "It has no description yet. Add a sentence on its card.")
	}
}

// change plans what a row changes in its function.
func (s *sheet) change(r *Row, ln line) {
	f := r.Was
	r.After = f
	r.After.Cells = copied(f.Cells)
	out := ln.field(Excluded)
	if !f.In() {
		r.Kind = Same
		s.words(r, ln)
		s.cells(r, ln)
		if out == "" && (len(r.Edits) > 0 || !s.own) {
			r.Kind, r.Wrong = Unreadable, f.Name+" is listed as excluded. Restore it first."
		}
		r.Edits, r.After, r.Moved = nil, f, nil
		if r.Kind == Same {
			r.Wrong = ""
			r.Notes = append(r.Notes, "It is excluded in the matrix.")
		}
		return
	}
	if out != "" {
		s.remove(r, limit(out, maxReason))
		return
	}
	s.words(r, ln)
	s.cells(r, ln)
	switch {
	case r.Wrong != "":
		r.Kind = Unreadable
	case len(r.Edits) > 0:
		r.Kind = Change
	default:
		r.Kind = Same
	}
	if a := s.area(ln.area); ln.area != "" && ln.area != f.Area && a != "" && ln.placed {
		r.Notes = append(r.Notes, "It stands under “"+a+"” in the sheet and stays in “"+s.area(f.Area)+"”.")
	}
}

func copied(cells map[raci.StakeholderID]raci.Assignment) map[raci.StakeholderID]raci.Assignment {
	out := make(map[raci.StakeholderID]raci.Assignment, len(cells)+1)
	maps.Copy(out, cells)
	return out
}

func (s *sheet) area(key raci.AreaKey) string {
	for _, a := range s.known.Matrix.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return ""
}

// limit cuts a text at most characters.
func limit(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most-1])) + "…"
	}
	return s
}
