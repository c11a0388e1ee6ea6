package engagement

import (
	"slices"

	"demarc/internal/catalog"
	"demarc/internal/raci"
)

// AreaUpdate is an area that the library has anew, or calls otherwise.
type AreaUpdate struct {
	Area      catalog.Area
	Functions []catalog.Function // that come with a new one
	Mode      raci.Mode          // the lane that a new one gets
	Without   map[raci.FunctionKey]string
	Before    string // what the matrix calls it; empty for a new one
	ByHand    bool   // somebody renamed it here
}

// New tells whether the matrix does not have the area yet.
func (u AreaUpdate) New() bool { return u.Before == "" }

// areaUpdates compares the areas of two libraries with those of the matrix.
func areaUpdates(d Draft, to catalog.Library, t catalog.Template) []AreaUpdate {
	var out []AreaUpdate
	have := func(key raci.FunctionKey) bool {
		return slices.ContainsFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
	}
	for _, a := range to.Areas() {
		old, known := d.Library.Area(a.Key)
		i := slices.IndexFunc(d.Matrix.Areas, func(b raci.Area) bool { return b.Key == a.Key })
		switch {
		case i >= 0 && known && old.Name != a.Name && d.Matrix.Areas[i].Name != a.Name:
			is := d.Matrix.Areas[i].Name
			out = append(out, AreaUpdate{Area: a, Mode: d.Matrix.Areas[i].Mode, Before: is, ByHand: is != old.Name})
		case i < 0 && !known:
			u := AreaUpdate{Area: a, Mode: a.Lane(t.Modes), Without: t.Without}
			for _, f := range a.Functions {
				if t.Begins(f) && !have(f.Key) {
					u.Functions = append(u.Functions, f)
				}
			}
			out = append(out, u)
		}
	}
	return out
}

// move takes the row to the area that the library has it in now.
func (r *RowUpdate) move(from, to catalog.Library, old, lib catalog.Function) {
	if old.AreaKey == lib.AreaKey || r.Function.Area == lib.AreaKey {
		return
	}
	is, _ := from.Area(r.Function.Area)
	r.After.Area, r.Duty = lib.AreaKey, true
	r.Fields = append(r.Fields, catalog.FieldChange{Name: "Area", Before: is.Name, After: to.Home(lib)})
	if r.Function.Area != old.AreaKey {
		r.ByHand = append(r.ByHand, "area")
	}
}

// leaveOut lists the row as excluded where the template leaves it out now.
func (r *RowUpdate) leaveOut(before, after string) {
	if before != "" || after == "" {
		return
	}
	r.After.Excluded, r.Duty = after, true
	r.Fields = append(r.Fields, catalog.FieldChange{Name: "In the matrix", Before: "Yes", After: "Left out: " + after})
}
