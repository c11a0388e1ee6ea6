package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// Terms is the step where the commercial terms are filled in.
type Terms struct{ *core }

// Open shows the step.
func (t Terms) Open(ctx context.Context, who access.Actor, id engagement.ID) (engagement.Draft, error) {
	return t.readDraft(ctx, who, access.ReadEngagement, id)
}

// FromParties tells whether a merge field is filled by the parties step or the
// matrix, so that the terms step does not ask for it.
func FromParties(f agreement.Field) bool {
	return f.Group == "parties" || f.Type == agreement.Derived || f.Key == "agreement.number" || f.Key == "scope.area_modes"
}

// Save replaces terms by what was typed, keyed by field. rev is the revision of the
// terms the person was looking at. Either every value can be used, or none is kept.
func (t Terms) Save(ctx context.Context, who access.Actor, id engagement.ID, typed map[string]string, rev int) error {
	if err := who.Require(access.EditTerms); err != nil {
		return err
	}
	next := agreement.Terms{}
	f := form{}
	for key, raw := range typed {
		field, ok := agreement.FieldByKey(key)
		if !ok || FromParties(field) {
			continue
		}
		value, err := agreement.Parse(key, raw)
		if err != nil {
			f[key] = err.Error()
			continue
		}
		next[key] = value
	}
	if err := fault.Fields(f); err != nil {
		return err
	}
	return t.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Engagement.TermsRev != rev {
			return fault.New(fault.Conflict, "Somebody changed the terms while you were filling them in. Yours are still here: compare, then save again.")
		}
		var changed []string
		before := map[string]string{}
		for k, v := range next {
			if d.Terms[k] != v {
				changed = append(changed, k)
				before[k] = d.Terms[k] + " → " + v
				d.Terms[k] = v
			}
		}
		if len(changed) == 0 {
			return nil
		}
		slices.Sort(changed)
		if err := tx.SaveTerms(&d.Engagement, d.Terms); err != nil {
			return err
		}
		tx.Record(d.Engagement, audit.TermsChanged, audit.Fact{Subject: "terms", Label: fmt.Sprintf("%d terms", len(changed)), After: strings.Join(changed, ", "), Data: before})
		return nil
	})
}
