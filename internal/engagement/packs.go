package engagement

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/raci"
)

// ridersKey is the merge field that names the riders of an engagement.
const ridersKey = "riders.enabled"

// PackState is an industry pack as it stands in a draft.
type PackState struct {
	Pack    catalog.Pack
	Rows    []PackRow
	In      int // rows that are in the matrix
	Out     int // rows that the matrix lists as excluded
	Area    raci.Area
	HasArea bool // the pack's own area is there, whatever its lane
	Rider   bool // its rider is switched on
	Columns []PackColumn
}

// PackRow is a function of a pack with its row, which has no id while it is missing.
type PackRow struct {
	Function catalog.Function
	Row      raci.Function
}

// Missing tells whether the matrix does not know the function at all.
func (r PackRow) Missing() bool { return r.Row.ID == "" }

// In tells whether the function is in the matrix.
func (r PackRow) In() bool { return !r.Missing() && r.Row.In() }

// PackColumn is a stakeholder that the industry usually has.
type PackColumn struct {
	Name  string
	There bool // the matrix has a column of that name
}

// PackIn says how a pack stands in d, with the functions that the library of the
// engagement gives it. A retired one belongs to it as long as the matrix has the row.
func PackIn(d Draft, key string) (s PackState, ok bool) {
	p, ok := d.Library.Pack(key)
	s = PackState{Pack: p, Rider: hasRider(d.Terms, p.Rider)}
	for _, f := range p.Functions {
		row := PackRow{Function: f}
		for _, r := range d.Matrix.Functions {
			if r.Key == f.Key {
				row.Row = r
			}
		}
		switch {
		case f.Retired && !row.In():
			continue
		case row.In():
			s.In++
		case !row.Missing():
			s.Out++
		}
		s.Rows = append(s.Rows, row)
	}
	for _, a := range d.Matrix.Areas {
		if a.Key == p.Area() {
			s.Area, s.HasArea = a, true
		}
	}
	for _, name := range p.Columns {
		there := slices.ContainsFunc(d.Matrix.Stakeholders, func(c raci.Stakeholder) bool { return strings.EqualFold(c.Name, name) })
		s.Columns = append(s.Columns, PackColumn{Name: name, There: there})
	}
	return s, ok
}

// Packs says of every pack of the engagement's library how it stands in d.
func Packs(d Draft) []PackState {
	var all []PackState
	for _, p := range d.Library.Packs() {
		s, _ := PackIn(d, p.Key)
		all = append(all, s)
	}
	return all
}

// Whole tells whether every function of the pack is in the matrix.
func (s PackState) Whole() bool { return s.In == len(s.Rows) }

// Wanting is the number of functions that adding the pack brings in.
func (s PackState) Wanting() int { return len(s.Rows) - s.In }

// Lane is the lane that rows of the pack get. Once its area is in scope it has one,
// which the step of the areas changes; until then it is as wished.
func (s PackState) Lane(wished raci.Mode) raci.Mode {
	if s.HasArea && s.Area.Mode != raci.OutOfScope {
		return s.Area.Mode
	}
	return wished
}

// ownRiders are the riders of the MSP's own packs of which the matrix has a function.
func ownRiders(d Draft) []agreement.Rider {
	return slices.DeleteFunc(d.Library.OwnRiders(), func(r agreement.Rider) bool {
		p, _ := d.Library.Pack(r.Key)
		return !slices.ContainsFunc(p.Functions, func(f catalog.Function) bool {
			return slices.ContainsFunc(d.Matrix.Functions, func(row raci.Function) bool { return row.Key == f.Key && row.In() })
		})
	})
}

func hasRider(t agreement.Terms, rider string) bool {
	return rider != "" && slices.Contains(strings.Split(t.Value(ridersKey), "|"), rider)
}

// SwitchRider gives the terms with a rider switched on or off, and whether that
// changed them.
func SwitchRider(t agreement.Terms, rider string, on bool) bool {
	if rider == "" || hasRider(t, rider) == on {
		return false
	}
	var riders []string
	f, _ := agreement.FieldByKey(ridersKey)
	for _, c := range f.Choices { // in the order of the field, so that the value is canonical
		if have := hasRider(t, c.Value); c.Value == rider && on || c.Value != rider && have {
			riders = append(riders, c.Value)
		}
	}
	t[ridersKey] = strings.Join(riders, "|")
	return true
}

// checkPacks is V47: a rider is switched on whose function the matrix lacks; and the
// hint that a pack's rows are there without its rider. told are the functions that a
// text misses for the same reason, so that adding the pack mends both.
func checkPacks(d Draft) (out []raci.Finding, told map[string]bool) {
	told = map[string]bool{}
	field, _ := agreement.FieldByKey(ridersKey)
	for _, s := range Packs(d) {
		p := s.Pack
		rider, _ := field.Choice(p.Rider)
		f := raci.Finding{Page: "packs", Field: p.Key}
		i := slices.IndexFunc(s.Rows, func(r PackRow) bool { return r.Function.Key == p.Rests })
		if s.Rider && i >= 0 && !s.Rows[i].In() {
			f.Rule, f.Severity, f.Fix = "V47", raci.Block, "Add the pack"
			f.Message = fmt.Sprintf("The rider “%s” needs the function “%s”.", rider.Label, s.Rows[i].Function.Name)
			out = append(out, f)
			for _, r := range s.Rows {
				told[string(r.Function.Key)] = true
			}
		}
		if s.In > 0 && !s.Rider && p.Rider != "" {
			f.Rule, f.Severity, f.Fix = "V47", raci.Hint, "Look at the pack"
			f.Message = fmt.Sprintf("The matrix has functions of the pack “%s”, but its rider “%s” is off.", p.Name, rider.Label)
			out = append(out, f)
		}
	}
	return out, told
}
