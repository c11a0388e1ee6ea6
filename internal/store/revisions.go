package store

import (
	"context"
	"time"

	"demarc/internal/engagement"
)

// Revision is what is appended to a sealed file.
type Revision struct {
	Version   int
	N         int // 2 is the first after the seal
	Tail      []byte
	SHA256    string // of the whole file then
	Level     string
	MadeAt    time.Time
	Authority string // whose time it brings; empty for none
}

// AddRevision appends to the sealed file of a version. Two who append to the same file
// cannot both win: the number is the table's key.
func (tx *Tx) AddRevision(e engagement.Engagement, r Revision) {
	tx.write(`insert into app.revisions (msp_id, client_id, engagement_id, version, n, tail, sha256, level, made_at, authority)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.who.MSP, e.Client, e.ID, r.Version, r.N, r.Tail, r.SHA256, r.Level, r.MadeAt, r.Authority)
}

// File reads the sealed PDF of a version as it is now: what was sealed, and what was
// appended since.
func (tx *Tx) File(ctx context.Context, at engagement.ID, version int) (File, error) {
	f := File{Version: version}
	var found bool
	err := tx.ask(ctx, statement{
		sql: `select f.data || coalesce(r.tails, ''::bytea), coalesce(r.sha256, f.sha256), f.sealed_at, f.fingerprint, coalesce(r.level, f.level), 1 + coalesce(r.n, 0), f.sha256, f.asked
		        from app.files f
		        left join lateral (
		             select string_agg(tail, ''::bytea order by n) as tails, (array_agg(sha256 order by n desc))[1] as sha256,
		                    (array_agg(level order by n desc))[1] as level, count(*)::int as n
		               from app.revisions v
		              where v.msp_id = f.msp_id and v.engagement_id = f.engagement_id and v.version = f.version) r on true
		       where f.msp_id = $1 and f.engagement_id = $2 and f.version = $3`,
		args: []any{tx.who.MSP, at, version},
		read: one(&found, &f.Data, &f.SHA256, &f.SealedAt, &f.Fingerprint, &f.Level, &f.Parts, &f.First, &f.Asked),
	})
	if err == nil && !found {
		err = gone
	}
	f.SealedAt = f.SealedAt.UTC()
	return f, err
}
