package app

import (
	"context"
	"fmt"
	"slices"
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
	"demarc/internal/raci"
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
	Standing   store.Standing // of a version that came into force
	Inside     string         // what was found in a copy that was signed outside, besides its pages
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
		if r.Standing, _, err = tx.Standing(ctx, id, number); err != nil {
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
	var signed *document.Document
	var file store.File
	err := v.db.Read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Paper(ctx, id)
		if err != nil {
			return err
		}
		e = d.Engagement
		if number == 0 {
			content, _ := engagement.Draw(d)
			version, err = engagement.Freeze(content, 0, v.db.Now())
			return err
		}
		if version, err = tx.Version(ctx, id, number); err != nil || kind != "docx" {
			return err
		}
		signed, file, err = v.conformed(ctx, tx, id, version)
		return err
	})
	if err != nil {
		return Download{}, err
	}
	if signed != nil {
		return wordFile(e, version.Number, *signed, file.SHA256)
	}
	return export(e, version, kind)
}

// ExportRows writes some rows of the draft as a sheet or as CSV.
func (v Versions) ExportRows(ctx context.Context, who access.Actor, id engagement.ID, kind string, rows map[raci.FunctionID]int) (Download, error) {
	d, err := v.readPaper(ctx, who, access.Download, id)
	if err != nil {
		return Download{}, err
	}
	keys := map[raci.FunctionKey]bool{}
	for _, f := range d.Matrix.Functions {
		if _, chosen := rows[f.ID]; chosen {
			keys[f.Key] = true
		}
	}
	keep := func(r engagement.Row) bool { return keys[r.Key] }
	content, _ := engagement.Draw(d)
	out := Download{Name: d.Engagement.Number + "-rows." + kind}
	switch kind {
	case "csv":
		out.MediaType, out.Data = "text/csv; charset=utf-8", document.RowsCSV(content, keep)
		return out, nil
	case "xlsx":
		out.MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
		version, err := engagement.Freeze(content, 0, v.db.Now())
		if err != nil {
			return Download{}, err
		}
		if out.Data, err = xlsx.WriteRows(version, keep); err != nil {
			return Download{}, fmt.Errorf("export rows: %w", err)
		}
		return out, nil
	}
	return Download{}, fault.New(fault.NotFound, "There is no such file.")
}

// conformed makes the text of a sealed version again, signatures and certificate
// included, and gives the file that is the original. A version that is not sealed has
// neither.
func (v Versions) conformed(ctx context.Context, tx *store.Tx, id engagement.ID, version engagement.Version) (*document.Document, store.File, error) {
	file, err := tx.File(ctx, id, version.Number)
	if fault.Is(err, fault.NotFound) {
		return nil, file, nil
	}
	if err != nil {
		return nil, file, err
	}
	e, rounds, err := tx.Envelopes(ctx, id)
	if err != nil {
		return nil, file, err
	}
	at := slices.IndexFunc(rounds, func(r signing.Envelope) bool { return r.Version == version.Number && r.State == signing.Sealed })
	if at < 0 {
		return nil, file, fmt.Errorf("version %d has a sealed file but no sealed round", version.Number)
	}
	log, _, err := tx.Chain(ctx, string(id))
	if err != nil {
		return nil, file, err
	}
	printed := programOf(log, version.Number)
	key := v.sealedWith(file)
	if key == nil {
		return nil, file, fmt.Errorf("version %d was sealed with a key that is not known here", version.Number)
	}
	log, head, err := attested(e, rounds[at], log)
	if err != nil {
		return nil, file, err
	}
	copied, err := outside(ctx, tx, id, rounds[at])
	if err != nil {
		return nil, file, err
	}
	d, err := certified(rounds[at], version, log, head, sealFacts(key, file.Asked, printed), file.SealedAt, copied)
	return &d, file, err
}

func export(e engagement.Engagement, version engagement.Version, kind string) (Download, error) {
	out := Download{Name: fileName(e, version.Number, kind)}
	var err error
	switch kind {
	case "pdf":
		out.MediaType = "application/pdf"
		out.Data, err = pdf.Write(document.Compose(version, version.Number == 0))
	case "docx":
		return wordFile(e, version.Number, document.Compose(version, version.Number == 0), "")
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

// wordFile writes d for Word, its list of contents with the pages of the PDF. A text that
// the PDF cannot print has none there; Word then counts by itself.
func wordFile(e engagement.Engagement, number int, d document.Document, sealed string) (Download, error) {
	pages, err := pdf.Pages(d)
	if err != nil && !fault.Is(err, fault.Invalid) {
		return Download{}, fmt.Errorf("export docx: %w", err)
	}
	data, err := docx.Write(d, docx.Options{Sealed: sealed, Pages: pages})
	if err != nil {
		return Download{}, fmt.Errorf("export docx: %w", err)
	}
	return Download{fileName(e, number, "docx"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", data}, nil
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
