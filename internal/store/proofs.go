package store

import (
	"context"
	"regexp"

	"demarc/internal/access"
)

// Proof is where a sealed file belongs, found by what its reader holds.
type Proof struct {
	Round
	Version int
}

var (
	digest = regexp.MustCompile(`^[0-9a-f]{64}$`)
	code   = regexp.MustCompile(`^[a-z2-7]{26}$`)
)

// ProofByFile finds the sealed file with this SHA-256, whoever's it is.
func (db *DB) ProofByFile(ctx context.Context, sha256 string) (Proof, bool, error) {
	if !digest.MatchString(sha256) {
		return Proof{}, false, nil
	}
	return db.proof(ctx, sha256, func(p *Proof, found *bool) statement {
		return statement{
			sql: `select msp_id, client_id, engagement_id, version from app.files where sha256 = $1
			      union all select msp_id, client_id, engagement_id, version from app.revisions where sha256 = $1 limit 1`,
			args: []any{sha256}, read: one(found, &p.MSP, &p.Client, &p.Engagement, &p.Version),
		}
	})
}

// ProofByCode finds the round whose paper carries this code, sealed or not.
func (db *DB) ProofByCode(ctx context.Context, of string) (Proof, bool, error) {
	if !code.MatchString(of) {
		return Proof{}, false, nil
	}
	return db.proof(ctx, of, func(p *Proof, found *bool) statement {
		return statement{
			sql:  `select msp_id, client_id, engagement_id, version, id from app.envelopes where code = $1 limit 1`,
			args: []any{of}, read: one(found, &p.MSP, &p.Client, &p.Engagement, &p.Version, &p.Envelope),
		}
	})
}

// proof asks under the policies that show the one row with a value. The value has been
// looked at: it is letters and digits.
func (db *DB) proof(ctx context.Context, value string, ask func(*Proof, *bool) statement) (p Proof, found bool, err error) {
	err = db.lobby(ctx, access.Actor{}, statement{sql: "set local app.link_token = '" + value + "'"}, ask(&p, &found))
	return p, found, err
}
