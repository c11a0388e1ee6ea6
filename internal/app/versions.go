package app

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/docx"
	"demarc/internal/document/pdf"
	"demarc/internal/document/xlsx"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Versions is what was frozen, signed and sealed, and the files made from it.
type Versions struct{ *core }

// Record is a version with how it was signed.
type Record struct {
	Engagement engagement.Engagement
	Version    engagement.Version
	Envelope   signing.Envelope
	Lines      []store.VersionLine
}

// Open shows one version.
func (v Versions) Open(ctx context.Context, who access.Actor, id engagement.ID, number int) (Record, error) {
	var r Record
	if err := who.Require(access.ReadEngagement); err != nil {
		return r, err
	}
	err := v.db.Read(ctx, who, func(tx *store.Tx) error {
		e, rounds, err := tx.Envelopes(ctx, id)
		if err != nil {
			return err
		}
		r.Engagement = e
		for _, round := range rounds {
			if round.Version == number {
				r.Envelope = round
			}
		}
		if r.Version, err = tx.Version(ctx, id, number); err != nil {
			return err
		}
		r.Lines, err = tx.Versions(ctx, id)
		return err
	})
	return r, err
}

// Download is a file for a person to keep.
type Download struct {
	Name      string
	MediaType string
	Data      []byte
}

// Sealed gives the sealed PDF of a version, and records who took it.
func (v Versions) Sealed(ctx context.Context, who access.Actor, id engagement.ID, number int) (Download, error) {
	var d Download
	if err := who.Require(access.Download); err != nil {
		return d, err
	}
	err := v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		f, err := tx.File(ctx, id, number)
		if err != nil {
			return err
		}
		d = Download{fileName(e, number, "pdf"), "application/pdf", f.Data}
		tx.Record(e, audit.CopyDownloaded, audit.Fact{Subject: strconv.Itoa(number), Label: d.Name, Digest: f.SHA256})
		return nil
	})
	return d, err
}

// Export makes a working copy of a version, or of the draft when number is 0. kind is
// "pdf" (unsealed, for reading), "docx", "xlsx" or "csv".
func (v Versions) Export(ctx context.Context, who access.Actor, id engagement.ID, number int, kind string) (Download, error) {
	if err := who.Require(access.Download); err != nil {
		return Download{}, err
	}
	var e engagement.Engagement
	var version engagement.Version
	var sealed string
	err := v.db.Read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		e = d.Engagement
		if number == 0 {
			content, _ := engagement.Draw(d)
			version, err = engagement.Freeze(content, 0, v.db.Now())
			return err
		}
		if version, err = tx.Version(ctx, id, number); err != nil {
			return err
		}
		lines, err := tx.Versions(ctx, id)
		for _, l := range lines {
			if l.Number == number {
				sealed = l.SHA256
			}
		}
		return err
	})
	if err != nil {
		return Download{}, err
	}
	return export(e, version, kind, sealed)
}

func export(e engagement.Engagement, version engagement.Version, kind, sealed string) (Download, error) {
	out := Download{Name: fileName(e, version.Number, kind)}
	var err error
	switch kind {
	case "pdf":
		out.MediaType = "application/pdf"
		out.Data, err = pdf.Write(document.Compose(version, version.Number == 0))
	case "docx":
		out.MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
		out.Data, err = docx.Write(document.Compose(version, version.Number == 0), docx.Options{Sealed: sealed})
	case "xlsx":
		out.MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		out.Data, err = xlsx.Write(version)
	case "csv":
		out.MediaType = "text/csv; charset=utf-8"
		out.Data = document.MatrixCSV(version.Content)
	default:
		return Download{}, fault.New(fault.NotFound, "There is no such file.")
	}
	if err != nil {
		return Download{}, fmt.Errorf("export %s: %w", kind, err)
	}
	return out, nil
}

// fileName is a name that sorts and says what it is, from ASCII alone.
func fileName(e engagement.Engagement, number int, kind string) string {
	what := "agreement"
	if kind == "xlsx" || kind == "csv" {
		what = "matrix"
	}
	state := "draft"
	if number > 0 {
		state = "v" + strconv.Itoa(number)
	}
	return e.Number + "-" + what + "-" + state + "." + kind
}

// moment is a time as certificates print it: with its zone on every line.
func moment(t time.Time) string {
	if t.IsZero() {
		return "not recorded"
	}
	return t.UTC().Format("2 Jan 2006, 15:04:05 UTC")
}
