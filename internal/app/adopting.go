package app

import (
	"maps"
	"slices"

	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// adoptAreas brings in the chosen areas with their functions, and renames chosen ones.
// An area that a chosen row moves to comes in as well. o's draft has them afterwards.
func adoptAreas(tx *store.Tx, o *Offer, in Adopt) (names, added []string, err error) {
	d := &o.Draft
	position := 0
	for _, f := range d.Matrix.Functions {
		position = max(position, f.Position)
	}
	for _, u := range o.Update.Areas {
		needed := u.New() && slices.ContainsFunc(o.Update.Rows, func(r engagement.RowUpdate) bool {
			return r.After.Area == u.Area.Key && slices.Contains(in.Rows, r.Function.ID)
		})
		if !needed && !slices.Contains(in.Areas, u.Area.Key) {
			continue
		}
		names = append(names, u.Area.Name)
		if !u.New() {
			tx.RenameArea(d.Engagement.ID, u.Area.Key, u.Area.Name)
			continue
		}
		area := raci.Area{Key: u.Area.Key, Name: u.Area.Name, Mode: u.Mode, Position: placeOf(d.Matrix, u.Area.After)}
		tx.OpenPlace(d.Engagement.ID, area.Position)
		tx.AddArea(d.Engagement, area)
		for i := range d.Matrix.Areas {
			if d.Matrix.Areas[i].Position >= area.Position {
				d.Matrix.Areas[i].Position++
			}
		}
		d.Matrix.Areas = append(d.Matrix.Areas, area)
		for _, lib := range u.Functions {
			position += 1000
			f := startFunction(lib, u.Mode, d.Matrix.Stakeholders, position)
			if reason := u.Without[lib.Key]; reason != "" && f.In() {
				f.Excluded = reason
			}
			if err := tx.AddFunction(d.Engagement, f); err != nil {
				return nil, nil, err
			}
			d.Matrix.Functions = append(d.Matrix.Functions, f)
			added = append(added, f.Name)
		}
	}
	return names, added, nil
}

// placeOf is the place behind an area, or behind all.
func placeOf(m raci.Matrix, after raci.AreaKey) int {
	last := 0
	for _, a := range m.Areas {
		if a.Key == after {
			return a.Position + 1
		}
		last = max(last, a.Position)
	}
	return last + 1
}

// adoptWordings gives the chosen clauses the wording that the template takes now.
func adoptWordings(e *engagement.Engagement, o Offer, chosen []string) (titles []string) {
	e.Choices = maps.Clone(e.Choices)
	for _, w := range o.Update.Wordings {
		switch {
		case !slices.Contains(chosen, w.Clause):
			continue
		case w.Choice == "":
			delete(e.Choices, w.Clause)
		case e.Choices == nil:
			e.Choices = map[string]string{w.Clause: w.Choice}
		default:
			e.Choices[w.Clause] = w.Choice
		}
		titles = append(titles, w.Title)
	}
	return titles
}

// adoptTerms gives the chosen terms the value that the template gives them now.
func adoptTerms(tx *store.Tx, e *engagement.Engagement, o Offer, chosen []string) (labels []string, err error) {
	terms := maps.Clone(o.Draft.Terms)
	for _, t := range o.Update.Terms {
		if slices.Contains(chosen, t.Key) {
			terms[t.Key] = t.Value
			labels = append(labels, t.Label)
		}
	}
	if len(labels) > 0 {
		err = tx.SaveTerms(e, terms)
	}
	return labels, err
}

// adoptRows gives the chosen rows what the library says now.
func adoptRows(tx *store.Tx, o Offer, chosen []raci.FunctionID) (names []string, err error) {
	e := o.Draft.Engagement
	for _, r := range o.Update.Rows {
		if !slices.Contains(chosen, r.Function.ID) {
			continue
		}
		f := r.After
		tx.SaveFrameworks(e.ID, f)
		names = append(names, r.Function.Name)
		if !r.Duty {
			continue
		}
		if err := tx.FillFunction(e.ID, &f, r.Function); err != nil {
			return nil, err
		}
		for _, side := range r.Function.AgreedBy() {
			tx.Record(e, audit.RowAgreementDropped, audit.Fact{Subject: string(f.ID), Label: f.Name, Before: string(side)})
		}
	}
	return names, nil
}

// adoptNew adds the chosen functions at the end of their areas.
func adoptNew(tx *store.Tx, o Offer, chosen []raci.FunctionKey) (names []string, err error) {
	d := o.Draft
	next := map[raci.AreaKey]int{}
	for _, f := range d.Matrix.Functions {
		next[f.Area] = max(next[f.Area], f.Position+1)
	}
	for _, lib := range o.Update.New {
		if !slices.Contains(chosen, lib.Key) {
			continue
		}
		f := startFunction(lib, modeOf(d.Matrix, lib), d.Matrix.Stakeholders, next[lib.AreaKey])
		next[lib.AreaKey]++
		if err := tx.AddFunction(d.Engagement, f); err != nil {
			return nil, err
		}
		names = append(names, f.Name)
	}
	return names, nil
}

func modeOf(m raci.Matrix, lib catalog.Function) raci.Mode {
	for _, a := range m.Areas {
		if a.Key == lib.AreaKey {
			return a.Mode
		}
	}
	return raci.Shared
}
