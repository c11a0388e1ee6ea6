package app

import (
	"context"
	"slices"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Card is everything about one function.
type Card struct {
	Draft    engagement.Draft
	Function raci.Function
	History  []audit.Entry     // of this row alone, the newest first
	Notes    []engagement.Note // of the viewer's side alone
}

// OpenCard shows one function with what was done to it.
func (m Matrices) OpenCard(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) (c Card, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return c, err
	}
	err = m.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		c.Draft, c.History, c.Notes, err = tx.Card(ctx, id, fn)
		return err
	})
	if err != nil {
		return c, err
	}
	i := slices.IndexFunc(c.Draft.Matrix.Functions, func(f raci.Function) bool { return f.ID == fn })
	if i < 0 {
		return c, fault.New(fault.NotFound, "This function is not in the matrix.")
	}
	c.Function = c.Draft.Matrix.Functions[i]
	c.History = slices.DeleteFunc(c.History, func(e audit.Entry) bool {
		return e.Fact.Subject != string(fn) && !listed(e.Fact.Data["functions"], c.Function.Key)
	})
	return c, nil
}

// Editor is who made a row say what it says now; nobody where no person did. Who ticked
// it or commented on it since changed nothing.
func (m Matrices) Editor(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) (by audit.Who, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return by, err
	}
	err = m.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		story, err := tx.Story(ctx, id, fn)
		i := slices.IndexFunc(story, func(e audit.Entry) bool {
			return e.Verb.Rewrites() || e.Verb == audit.RowParked || e.Verb == audit.RowResumed
		})
		if i >= 0 {
			by = story[i].Fact.Actor
		}
		return err
	})
	return by, err
}

// Since is a day, or a version: from where on something counts as changed.
type Since struct {
	Day     time.Time
	Version int
}

// Changed are the rows that say something else than they did, or that were not there.
type Changed struct {
	rows  map[string]bool
	lists []string // of key@revision
}

// Has tells whether a row is among them.
func (c Changed) Has(f raci.Function) bool {
	return c.rows[string(f.ID)] || slices.ContainsFunc(c.lists, func(list string) bool { return listed(list, f.Key) })
}

// Changed tells which rows changed since then.
func (m Matrices) Changed(ctx context.Context, who access.Actor, id engagement.ID, since Since) (Changed, error) {
	c := Changed{rows: map[string]bool{}}
	if err := who.Require(access.ReadEngagement); err != nil {
		return c, err
	}
	err := m.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		list, err := tx.ChangedRows(ctx, id, since.Day, since.Version)
		for _, e := range list {
			if e.Verb.Rewrites() {
				c.rows[e.Fact.Subject] = true
				c.lists = append(c.lists, e.Fact.Data["functions"])
			}
		}
		return err
	})
	return c, err
}

// listed tells whether a list of key@revision has a key.
func listed(list string, key raci.FunctionKey) bool {
	for item := range strings.FieldsSeq(list) {
		if k, _, _ := strings.Cut(item, "@"); k == string(key) {
			return true
		}
	}
	return false
}
