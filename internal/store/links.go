package store

import (
	"context"
	"time"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// AddLink keeps the hash of a link that is about to be mailed to somebody of a round.
// Their older links stay good until the mail server took this letter: a letter that
// never left must not take away the one that did.
func (tx *Tx) AddLink(e engagement.Engagement, of signing.EnvelopeID, s signing.Signer, id, hash string) {
	tx.write(`insert into app.signer_links (msp_id, client_id, engagement_id, envelope_id, signer_id, id, side, name, email, token_hash, made_at)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.who.MSP, e.Client, e.ID, of, s.ID, id, s.Side, s.Name, s.Email, hash, tx.db.Now())
}

// Asked keeps when the first letter to somebody of a round was made.
func (tx *Tx) Asked(at engagement.ID, id signing.SignerID) {
	tx.write(`update app.signers set notified_at = coalesce(notified_at, $4) where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id, tx.db.Now())
}

// EndLinks ends the links of somebody of a round but the one to keep.
func (tx *Tx) EndLinks(at engagement.ID, of signing.SignerID, keep, as string) {
	tx.write(`update app.signer_links set ended_at = $5, ended_as = $6 where msp_id = $1 and engagement_id = $2 and signer_id = $3 and ended_at is null and ($4::uuid is null or id <> $4::uuid)`,
		tx.who.MSP, at, of, null(keep), tx.db.Now(), as)
}

// LinkAccepted keeps that the mail server took the letter with a link; the older links
// of the same person end with it.
func (tx *Tx) LinkAccepted(at engagement.ID, of signing.SignerID, id string) {
	tx.write(`update app.signer_links set accepted_at = $4 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id, tx.db.Now())
	tx.write(`update app.signers set accepted_at = $4, bounced = '' where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, of, tx.db.Now())
	tx.EndLinks(at, of, id, signing.Reminded)
}

// LinkRefused keeps that the mail server refused the letter with a link for good.
func (tx *Tx) LinkRefused(at engagement.ID, of signing.SignerID, id, reason string) {
	tx.write(`update app.signer_links set ended_at = $4, ended_as = $5 where msp_id = $1 and engagement_id = $2 and id = $3 and ended_at is null`, tx.who.MSP, at, id, tx.db.Now(), signing.Refused)
	tx.write(`update app.signers set bounced = $4 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, of, reason)
}

// LinkWaits tells whether somebody of a round has a link whose letter the mail server has
// neither taken nor refused.
func (tx *Tx) LinkWaits(ctx context.Context, at engagement.ID, of signing.SignerID) (bool, error) {
	var waits, found bool
	err := tx.ask(ctx, statement{
		sql:  `select exists (select from app.signer_links where msp_id = $1 and engagement_id = $2 and signer_id = $3 and accepted_at is null and ended_at is null)`,
		args: []any{tx.who.MSP, at, of}, read: one(&found, &waits),
	})
	return waits, err
}

// SignerByToken finds who a signing link belongs to, as an actor whose reach is that
// one engagement. It does not judge whether the round is still open, nor whether the
// link is: that is in the returned link.
func (db *DB) SignerByToken(ctx context.Context, token string) (access.Actor, signing.EnvelopeID, signing.Link, error) {
	a := access.Actor{Kind: access.Signer, Auth: "link"}
	var envelope signing.EnvelopeID
	var link signing.Link
	var found bool
	var ended *time.Time
	err := db.byToken(ctx, token, statement{
		sql: `select msp_id, client_id, engagement_id, envelope_id, signer_id, side, name, email, id, ended_at, ended_as
		        from app.signer_links where token_hash = $1`,
		args: []any{HashToken(token)},
		read: one(&found, &a.MSP, &a.Client, &a.Engagement, &envelope, &a.SignerID, &a.Side, &a.Name, &a.Email, &link.ID, &ended, &link.EndedAs),
	})
	if err == nil && !found {
		err = badLink
	}
	link.EndedAt = timeOf(ended)
	return a, envelope, link, err
}
