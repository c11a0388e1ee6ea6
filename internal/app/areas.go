package app

import (
	"context"
	"fmt"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Areas is the step where the lane of each area is chosen.
type Areas struct{ *core }

// AreaPlan says what choosing a lane would do to one area.
type AreaPlan struct {
	Area    raci.Area
	To      raci.Mode
	Changes []raci.RowChange
}

// Plan is what a set of lanes would change, before anything is changed.
type Plan struct {
	Areas  []AreaPlan
	Rows   int
	Edited int // rows somebody changed by hand
	Agreed int // rows with at least one tick
	// Seen identifies the plan: Apply refuses when the matrix moved on since.
	Seen string
}

// Open shows the step.
func (a Areas) Open(ctx context.Context, who access.Actor, id engagement.ID) (engagement.Draft, error) {
	return a.readDraft(ctx, who, access.ReadEngagement, id)
}

// Plan shows what the lanes would change.
func (a Areas) Plan(ctx context.Context, who access.Actor, id engagement.ID, modes map[raci.AreaKey]raci.Mode) (d engagement.Draft, p Plan, err error) {
	if d, err = a.readDraft(ctx, who, access.SetAreas, id); err != nil {
		return d, p, err
	}
	p, err = plan(d, modes)
	return d, p, err
}

// Apply sets the lanes and fills their rows. Rows changed by hand are kept when
// keepEdited; seen is Plan.Seen of what the person was shown.
func (a Areas) Apply(ctx context.Context, who access.Actor, id engagement.ID, modes map[raci.AreaKey]raci.Mode, keepEdited bool, seen string) error {
	if err := who.Require(access.SetAreas); err != nil {
		return err
	}
	return a.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		p, err := plan(d, modes)
		if err != nil {
			return err
		}
		if p.Seen != seen {
			return fault.New(fault.Conflict, "The matrix changed since this was shown to you. Look again at what would change.")
		}
		for _, ap := range p.Areas {
			changed, kept, err := applyArea(tx, d, ap, keepEdited)
			if err != nil {
				return err
			}
			area := ap.Area
			area.Mode = ap.To
			tx.SaveArea(id, area)
			tx.Record(d.Engagement, audit.ModeChanged, audit.Fact{
				Subject: string(area.Key), Label: area.Name, Before: string(ap.Area.Mode), After: string(ap.To),
				Data: map[string]string{"functions changed": fmt.Sprint(len(changed)), "kept as edited": fmt.Sprint(kept), "functions": strings.Join(changed, " ")},
			})
		}
		return nil
	})
}

// applyArea fills the rows of one area; changed are their keys with the revision each
// has now.
func applyArea(tx *store.Tx, d engagement.Draft, ap AreaPlan, keepEdited bool) (changed []string, kept int, err error) {
	functions := map[raci.FunctionID]raci.Function{}
	for _, f := range d.Matrix.Functions {
		functions[f.ID] = f
	}
	for _, c := range ap.Changes {
		was := functions[c.Function]
		f := was
		keep := keepEdited && c.Edited
		if keep && !c.Exclude && !c.Restore {
			kept++
			continue
		}
		if !keep {
			f.Refill(c.After)
			if lib, ok := d.Library.Function(f.Key); ok {
				f.Split = lib.Split(f.Cells)
			}
		}
		switch {
		case c.Exclude:
			f.Excluded = raci.AreaExcluded
		case c.Restore:
			f.Excluded = ""
		}
		if err := tx.FillFunction(d.Engagement.ID, &f, was); err != nil {
			return changed, kept, err
		}
		changed = append(changed, fmt.Sprintf("%s@%d", f.Key, f.Rev))
	}
	return changed, kept, nil
}

func plan(d engagement.Draft, modes map[raci.AreaKey]raci.Mode) (Plan, error) {
	var p Plan
	patterns := func(key raci.FunctionKey, mode raci.Mode) (raci.Pattern, bool) {
		lib, ok := d.Library.Function(key)
		if !ok {
			return raci.Pattern{}, false
		}
		p, ok := lib.Patterns[mode]
		return p, ok
	}
	for _, area := range d.Matrix.Areas {
		to, chosen := modes[area.Key]
		if !chosen || to == area.Mode {
			continue
		}
		if !to.Valid() {
			return p, fault.Field(string(area.Key), "Choose who leads "+area.Name+".")
		}
		ap := AreaPlan{Area: area, To: to, Changes: d.Matrix.PlanMode(area.Key, to, patterns)}
		for _, c := range ap.Changes {
			p.Rows++
			if c.Edited {
				p.Edited++
			}
			if c.Agreed {
				p.Agreed++
			}
		}
		p.Areas = append(p.Areas, ap)
	}
	p.Seen = fingerprint(p.Areas)
	return p, nil
}
