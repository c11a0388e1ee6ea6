package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/document"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Sheets are the papers of one page beside an agreement: what each company answers for,
// and what an executive should read.
type Sheets struct{ *core }

// Source is what a sheet is made from: a version, or the draft with number 0.
type Source struct {
	Engagement engagement.Engagement
	Version    engagement.Version
	Standing   string // how far the version has come, "in force"; empty for the draft
}

// Open gives the source of the sheets of a version, or of the draft when number is 0.
func (s Sheets) Open(ctx context.Context, who access.Actor, id engagement.ID, number int) (Source, error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return Source{}, err
	}
	return s.source(ctx, who, id, number)
}

func (s Sheets) source(ctx context.Context, who access.Actor, id engagement.ID, number int) (src Source, err error) {
	err = s.db.Read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Paper(ctx, id)
		if err != nil {
			return err
		}
		src.Engagement = d.Engagement
		if number == 0 {
			src.Version.Content, _ = engagement.Draw(d)
			return nil
		}
		if src.Version, err = tx.Version(ctx, id, number); err != nil {
			return err
		}
		src.Standing, err = standingOf(ctx, tx, d.Engagement, number)
		return err
	})
	return src, err
}

// standingOf is standing for a version of an engagement.
func standingOf(ctx context.Context, tx *store.Tx, e engagement.Engagement, number int) (string, error) {
	lines, err := tx.Versions(ctx, e.ID)
	if i := slices.IndexFunc(lines, func(l store.VersionLine) bool { return l.Number == number }); i >= 0 {
		return standing(lines[i].State, e.InForce == number), err
	}
	return "", err
}

// standing is how far a version has come, within a sentence.
func standing(s signing.State, inForce bool) string {
	switch {
	case s == signing.Sealed && inForce:
		return "in force"
	case s == signing.Sealed:
		return "superseded"
	case s == signing.Signed:
		return "signed, not yet in force"
	case s == signing.Sent:
		return "out for signature"
	}
	return "never in force"
}

// PDF prints one sheet on one page: with as much detail as the page holds.
func (s Sheets) PDF(ctx context.Context, who access.Actor, id engagement.ID, number int, sheet document.Sheet) (Download, error) {
	if err := who.Require(access.Download); err != nil {
		return Download{}, err
	}
	if !slices.Contains(document.Sheets, sheet) {
		return Download{}, fault.New(fault.NotFound, "There is no such sheet.")
	}
	src, err := s.source(ctx, who, id, number)
	if err != nil {
		return Download{}, err
	}
	d, err := fitted(src, sheet)
	if err != nil {
		return Download{}, fmt.Errorf("print sheet %s: %w", sheet, err)
	}
	data, err := pdf.Write(d)
	if err != nil {
		return Download{}, fmt.Errorf("print sheet %s: %w", sheet, err)
	}
	state := "draft"
	if number > 0 {
		state = "v" + strconv.Itoa(number)
	}
	return Download{src.Engagement.Number + "-sheet-" + string(sheet) + "-" + state + ".pdf", "application/pdf", data}, nil
}

// fitted is a sheet with the most detail that one page holds.
func fitted(src Source, sheet document.Sheet) (document.Document, error) {
	for detail := 0; ; detail++ {
		d := document.ComposeSheet(src.Version, src.Standing, sheet, detail)
		pages, err := pdf.Pages(d)
		if err != nil || pages[document.SheetEnd] == 1 || detail == document.Briefest {
			return d, err
		}
	}
}
