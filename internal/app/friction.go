package app

import (
	"cmp"
	"context"
	"time"

	"demarc/internal/access"
	"demarc/internal/catalog"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/friction"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Friction is looking at where two teams did not see eye to eye.
type Friction struct{ *core }

// mostEntries is how much of a record a map is made from: some hundred changes of
// every row of a large matrix.
const mostEntries = 20_000

// Rubs is the map of an engagement, with what it is a map of.
type Rubs struct {
	Draft engagement.Draft
	friction.Map
	Cut bool // the record is longer than what was read of it
}

// Open shows an engagement's own map, to both sides.
func (f Friction) Open(ctx context.Context, who access.Actor, id engagement.ID) (r Rubs, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return r, err
	}
	err = f.db.Read(ctx, who, func(tx *store.Tx) error {
		r, err = rubs(ctx, tx, id, f.db.Now())
		return err
	})
	return r, err
}

// rubs reads the record of an engagement and makes its map.
func rubs(ctx context.Context, tx *store.Tx, id engagement.ID, now time.Time) (r Rubs, err error) {
	if r.Draft, err = tx.Draft(ctx, id); err != nil {
		return r, err
	}
	entries, err := tx.Friction(ctx, id, mostEntries)
	r.Map, r.Cut = friction.Read(entries, r.Draft.Matrix, now), len(entries) == mostEntries
	return r, err
}

// Export is one table of the map as a file for spreadsheets.
func (f Friction) Export(ctx context.Context, who access.Actor, id engagement.ID, name string) (Download, error) {
	if err := who.Require(access.Download); err != nil {
		return Download{}, err
	}
	var r Rubs
	err := f.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		r, err = rubs(ctx, tx, id, f.db.Now())
		return err
	})
	if err != nil {
		return Download{}, err
	}
	return csvOf(r.Tables(r.Draft.Matrix), name, r.Draft.Engagement.Number+"-friction-")
}

// Report is what all engagements of an MSP have in common, with the names that its
// library gives areas and functions.
type Report struct {
	friction.Totals
	Library catalog.Library
}

// Totals shows the friction of all engagements of the MSP without a name of a client.
func (f Friction) Totals(ctx context.Context, who access.Actor) (r Report, err error) {
	if err := requireLibrary(who, access.ReadReports); err != nil {
		return r, err
	}
	err = f.db.Read(ctx, who, func(tx *store.Tx) error {
		r, err = report(ctx, tx)
		return err
	})
	return r, err
}

func report(ctx context.Context, tx *store.Tx) (r Report, err error) {
	if r.Library, err = newestLibrary(ctx, tx); err != nil {
		return r, err
	}
	all, err := tx.FrictionTotals(ctx)
	r.Totals = friction.Share(all, func(k raci.FunctionKey) bool {
		_, known := r.Library.Function(k)
		return known
	})
	return r, err
}

// ExportTotals is one table of the totals as a file for spreadsheets.
func (f Friction) ExportTotals(ctx context.Context, who access.Actor, name string) (Download, error) {
	if err := requireLibrary(who, access.ReadReports); err != nil {
		return Download{}, err
	}
	var r Report
	err := f.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		r, err = report(ctx, tx)
		return err
	})
	if err != nil {
		return Download{}, err
	}
	return csvOf(r.Tables(), name, "all-engagements-friction-")
}

// Tables are the totals by area and by function, as the library names them.
func (r Report) Tables() []friction.Table {
	area := func(k raci.AreaKey) string { a, _ := r.Library.Area(k); return cmp.Or(a.Name, string(k)) }
	function := func(k raci.FunctionKey) string { f, _ := r.Library.Function(k); return f.Name }
	return r.Totals.Tables(area, function)
}

func csvOf(tables []friction.Table, name, prefix string) (Download, error) {
	for _, t := range tables {
		if t.Name == name {
			return Download{Name: prefix + name + ".csv", MediaType: "text/csv; charset=utf-8", Data: document.CSV(t.Head, t.Rows)}, nil
		}
	}
	return Download{}, fault.New(fault.NotFound, "There is no such file.")
}
