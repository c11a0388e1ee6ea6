package app

import (
	"context"
	"slices"
	"strings"

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
	History  []audit.Entry // of this row alone, the newest first
}

// OpenCard shows one function with what was done to it.
func (m Matrices) OpenCard(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID) (c Card, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return c, err
	}
	err = m.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		c.Draft, c.History, err = tx.Card(ctx, id, fn)
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

// listed tells whether a list of key@revision has a key.
func listed(list string, key raci.FunctionKey) bool {
	for item := range strings.FieldsSeq(list) {
		if k, _, _ := strings.Cut(item, "@"); k == string(key) {
			return true
		}
	}
	return false
}
