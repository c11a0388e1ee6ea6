package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/document"
	"demarc/internal/document/pdf"
	"demarc/internal/document/xlsx"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Frameworks is reading a matrix against published lists of requirements.
type Frameworks struct{ *core }

// Open shows what the rows of an engagement help to satisfy of every framework, chosen
// or not: of the version in force, else of the draft, which is version 0.
func (f Frameworks) Open(ctx context.Context, who access.Actor, id engagement.ID) (d engagement.Draft, v engagement.Version, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return d, v, err
	}
	err = f.db.Read(ctx, who, func(tx *store.Tx) error {
		if d, err = tx.Draft(ctx, id); err != nil {
			return err
		}
		v, err = against(ctx, tx, d, d.Engagement.InForce, f.db.Now())
		return err
	})
	return d, v, err
}

// Signed shows a version with what its rows help to satisfy of every framework.
func (f Frameworks) Signed(ctx context.Context, who access.Actor, id engagement.ID, number int) (src Source, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return src, err
	}
	err = f.db.Read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		src.Engagement = d.Engagement
		if src.Version, err = against(ctx, tx, d, number, f.db.Now()); err != nil {
			return err
		}
		src.Standing, err = standingOf(ctx, tx, d.Engagement, number)
		return err
	})
	return src, err
}

// against is what a reading of d against the frameworks is made from: a version, or the
// draft as if every framework mattered when number is 0.
func against(ctx context.Context, tx *store.Tx, d engagement.Draft, number int, now time.Time) (engagement.Version, error) {
	if number > 0 {
		v, err := tx.Version(ctx, d.Engagement.ID, number)
		v.Content = v.Content.Against(d.Matrix)
		return v, err
	}
	d.Engagement.Frameworks = nil
	for _, fw := range catalog.Frameworks() {
		d.Engagement.Frameworks = append(d.Engagement.Frameworks, fw.Key)
	}
	c, _ := engagement.Draw(d)
	return engagement.Freeze(c, 0, now)
}

// Export makes the responsibility matrix of one framework: of a version, or of what Open
// shows when number is 0. kind is "pdf", "xlsx" or "csv".
func (f Frameworks) Export(ctx context.Context, who access.Actor, id engagement.ID, key string, number int, kind string) (Download, error) {
	if err := who.Require(access.Download); err != nil {
		return Download{}, err
	}
	fw, ok := catalog.FrameworkByKey(key)
	if !ok {
		return Download{}, noFramework
	}
	var v engagement.Version
	var e engagement.Engagement
	err := f.db.Read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Paper(ctx, id)
		if err != nil {
			return err
		}
		if e = d.Engagement; number == 0 {
			number = e.InForce
		}
		v, err = against(ctx, tx, d, number, f.db.Now())
		return err
	})
	if err != nil {
		return Download{}, err
	}
	return responsibility(e, v, fw, kind)
}

// noFramework says the same of every key that names none.
var noFramework = fault.New(fault.NotFound, "There is no such framework.")

func responsibility(e engagement.Engagement, v engagement.Version, fw catalog.Framework, kind string) (out Download, err error) {
	cov := engagement.Cover(v.Content, fw)
	state := "draft"
	if v.Number > 0 {
		state = "v" + strconv.Itoa(v.Number)
	}
	out.Name = e.Number + "-responsibility-" + fw.Key + "-" + state + "." + kind
	switch kind {
	case "pdf":
		out.MediaType = "application/pdf"
		out.Data, err = pdf.Write(document.Responsibility(v, cov, v.Number == 0))
	case "xlsx":
		out.MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		out.Data, err = xlsx.WriteResponsibility(v, cov)
	case "csv":
		out.MediaType = "text/csv; charset=utf-8"
		out.Data = document.ResponsibilityCSV(v, cov)
	default:
		return out, fault.New(fault.NotFound, "There is no such file.")
	}
	if err != nil {
		return out, fmt.Errorf("export the responsibility matrix as %s: %w", kind, err)
	}
	return out, nil
}

// Choose says which frameworks matter to an engagement. Checks look at those, and
// Exhibit A names their references.
func (f Frameworks) Choose(ctx context.Context, who access.Actor, id engagement.ID, keys []string) error {
	if err := who.Require(access.EditTerms); err != nil {
		return err
	}
	var chosen, names []string
	for _, fw := range catalog.Frameworks() {
		if slices.Contains(keys, fw.Key) {
			chosen, names = append(chosen, fw.Key), append(names, fw.Name)
		}
	}
	return f.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil || slices.Equal(d.Engagement.Frameworks, chosen) {
			return err
		}
		d.Engagement.Frameworks = chosen
		tx.SaveChosen(d.Engagement)
		tx.Record(d.Engagement, audit.FrameworksChosen, audit.Fact{Subject: "frameworks", Label: strings.Join(names, ", ")})
		return nil
	})
}

// Refer says what a row helps to satisfy. was is what the person was looking at. It
// gives nobody a duty, so ticks stay.
func (f Frameworks) Refer(ctx context.Context, who access.Actor, id engagement.ID, fn raci.FunctionID, now, was []string) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	now, err := catalog.References(now)
	if err != nil {
		return fault.Field("frameworks", err.Error())
	}
	return f.db.Change(ctx, who, func(tx *store.Tx) error {
		d, row, err := tx.Function(ctx, id, fn)
		e := d.Engagement
		if err != nil {
			return err
		}
		if err := e.RequireDraft(); err != nil {
			return err
		}
		switch {
		case slices.Equal(row.Frameworks, now):
			return nil
		case !slices.Equal(row.Frameworks, was):
			return fault.New(fault.Conflict, "Somebody changed these references while you were typing. Yours are still here: compare, then save again.")
		}
		before := strings.Join(row.Frameworks, "; ")
		row.Frameworks = now
		tx.SaveFrameworks(id, row)
		tx.Record(e, audit.ReferencesChanged, audit.Fact{Subject: string(fn), Label: row.Name, Before: before, After: strings.Join(now, "; ")})
		return nil
	})
}
