package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// AddVersion keeps a frozen version.
func (tx *Tx) AddVersion(e engagement.Engagement, v engagement.Version) {
	tx.write(`insert into app.versions (msp_id, client_id, engagement_id, number, content, digest, frozen_at) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.who.MSP, e.Client, e.ID, v.Number, v.Bytes, v.Digest, v.FrozenAt)
}

// Version reads a frozen version and checks that its bytes have its digest.
func (tx *Tx) Version(ctx context.Context, at engagement.ID, number int) (engagement.Version, error) {
	var content []byte
	var digest string
	var frozen time.Time
	var found bool
	err := tx.ask(ctx, statement{
		sql:  `select content, digest, frozen_at from app.versions where msp_id = $1 and engagement_id = $2 and number = $3`,
		args: []any{tx.who.MSP, at, number}, read: one(&found, &content, &digest, &frozen),
	})
	if err == nil && !found {
		err = gone
	}
	if err != nil {
		return engagement.Version{}, err
	}
	return engagement.Thaw(number, content, digest, frozen.UTC())
}

// File is a sealed PDF.
type File struct {
	Version     int
	Data        []byte
	SHA256      string
	SealedAt    time.Time
	Fingerprint string // of the certificate that sealed; of its root where a file is from before renewals
	Level       string // "PAdES B-B" and above
	Asked       string // the outside authorities that the certificate names
	Parts       int    // 1, and one more for each revision after the seal
	First       string // SHA-256 of the file as it was sealed
}

// AddFile keeps the sealed PDF of a version: the first wins, and a second is refused
// by the table's key.
func (tx *Tx) AddFile(e engagement.Engagement, f File) {
	tx.write(`insert into app.files (msp_id, client_id, engagement_id, version, data, sha256, sealed_at, fingerprint, level, asked) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.who.MSP, e.Client, e.ID, f.Version, f.Data, f.SHA256, f.SealedAt, f.Fingerprint, f.Level, f.Asked)
}

// VersionLine is one line of the list of versions.
type VersionLine struct {
	Number   int
	Digest   string
	FrozenAt time.Time
	Size     int       // of the sealed file; 0 while there is none
	SHA256   string    // of the sealed file
	SealedAt time.Time //
	State    signing.State
}

// Versions lists the versions of an engagement, the newest first.
func (tx *Tx) Versions(ctx context.Context, at engagement.ID) ([]VersionLine, error) {
	var out []VersionLine
	err := tx.ask(ctx, statement{
		sql: `select v.number, v.digest, v.frozen_at, coalesce(length(f.data), 0) + coalesce(r.size, 0), coalesce(r.sha256, f.sha256, ''), f.sealed_at, coalesce(e.state, '')
		        from app.versions v
		        left join app.files f on f.msp_id = v.msp_id and f.engagement_id = v.engagement_id and f.version = v.number
		        left join lateral (
		             select sum(length(tail))::int as size, (array_agg(sha256 order by n desc))[1] as sha256
		               from app.revisions x where x.msp_id = f.msp_id and x.engagement_id = f.engagement_id and x.version = f.version) r on true
		        left join app.envelopes e on e.msp_id = v.msp_id and e.engagement_id = v.engagement_id and e.version = v.number
		       where v.msp_id = $1 and v.engagement_id = $2 order by v.number desc`,
		args: []any{tx.who.MSP, at},
		read: each(func(rows pgx.Rows) error {
			var l VersionLine
			var sealed *time.Time
			err := rows.Scan(&l.Number, &l.Digest, &l.FrozenAt, &l.Size, &l.SHA256, &sealed, &l.State)
			l.FrozenAt, l.SealedAt = l.FrozenAt.UTC(), timeOf(sealed)
			out = append(out, l)
			return err
		}),
	})
	return out, err
}
