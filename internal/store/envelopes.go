package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/signing"
)

// AddEnvelope adds a signing round with its signers; their links are made when they
// are mailed.
func (tx *Tx) AddEnvelope(e engagement.Engagement, v signing.Envelope) {
	tx.write(`insert into app.envelopes (msp_id, client_id, engagement_id, id, version, digest, state, message, sent_at, sent_by, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.who.MSP, e.Client, e.ID, v.ID, v.Version, v.Digest, v.State, v.Message, v.SentAt, v.SentBy, v.ExpiresAt)
	for _, s := range v.Signers {
		tx.write(`insert into app.signers (msp_id, client_id, engagement_id, envelope_id, id, side, name, title, email, turn) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.who.MSP, e.Client, e.ID, v.ID, s.ID, s.Side, s.Name, s.Title, s.Email, s.Turn)
	}
}

const envelopeColumns = `id, version, digest, state, message, sent_at, sent_by, expires_at, ended_at, reason`

func scanEnvelope(rows pgx.Rows) (signing.Envelope, error) {
	var v signing.Envelope
	var ended *time.Time
	err := rows.Scan(&v.ID, &v.Version, &v.Digest, &v.State, &v.Message, &v.SentAt, &v.SentBy, &v.ExpiresAt, &ended, &v.Reason)
	v.SentAt, v.ExpiresAt, v.EndedAt = v.SentAt.UTC(), v.ExpiresAt.UTC(), timeOf(ended)
	return v, err
}

func scanSigner(rows pgx.Rows, envelope *signing.EnvelopeID) (signing.Signer, error) {
	var s signing.Signer
	var notified, opened, confirmed, presented, signed *time.Time
	var evidence []byte
	err := rows.Scan(envelope, &s.ID, &s.Side, &s.Name, &s.Title, &s.Email, &s.Turn, &notified, &opened, &confirmed, &presented, &signed, &s.Typed, &s.SignedTitle, &evidence)
	if err != nil {
		return s, err
	}
	s.NotifiedAt, s.OpenedAt, s.ConfirmedAt, s.PresentedAt, s.SignedAt = timeOf(notified), timeOf(opened), timeOf(confirmed), timeOf(presented), timeOf(signed)
	if err := json.Unmarshal(evidence, &s.Evidence); err != nil {
		return s, fmt.Errorf("read evidence of signer %s: %w", s.ID, err)
	}
	return s, nil
}

// Envelope reads one round with its engagement. In a Change the engagement's chain is
// locked, so that signing, declining, voiding and expiring follow one another and
// exactly one wins.
func (tx *Tx) Envelope(ctx context.Context, at engagement.ID, id signing.EnvelopeID) (engagement.Engagement, signing.Envelope, error) {
	var e engagement.Engagement
	list, err := tx.envelopes(ctx, at, &e, string(id))
	if err != nil {
		return e, signing.Envelope{}, err
	}
	if len(list) == 0 {
		return e, signing.Envelope{}, gone
	}
	return e, list[0], nil
}

// Envelopes reads all rounds of an engagement, the newest first.
func (tx *Tx) Envelopes(ctx context.Context, at engagement.ID) (engagement.Engagement, []signing.Envelope, error) {
	var e engagement.Engagement
	list, err := tx.envelopes(ctx, at, &e, "")
	return e, list, err
}

func (tx *Tx) envelopes(ctx context.Context, at engagement.ID, e *engagement.Engagement, id string) ([]signing.Envelope, error) {
	var list []signing.Envelope
	signers := map[signing.EnvelopeID][]signing.Signer{}
	err := tx.askWith(ctx, at, e,
		statement{
			sql: `select ` + envelopeColumns + ` from app.envelopes
			       where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or id = $3::uuid) order by version desc`,
			args: []any{tx.who.MSP, at, null(id)},
			read: each(func(rows pgx.Rows) error {
				v, err := scanEnvelope(rows)
				list = append(list, v)
				return err
			}),
		},
		statement{
			sql: `select envelope_id, id, side, name, title, email, turn, notified_at, opened_at, confirmed_at, presented_at, signed_at, typed, signed_title, evidence
			        from app.signers where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or envelope_id = $3::uuid) order by turn, side, name, id`,
			args: []any{tx.who.MSP, at, null(id)},
			read: each(func(rows pgx.Rows) error {
				var of signing.EnvelopeID
				s, err := scanSigner(rows, &of)
				signers[of] = append(signers[of], s)
				return err
			}),
		})
	for i := range list {
		list[i].Signers = signers[list[i].ID]
	}
	return list, err
}

// SaveEnvelope keeps the state of a round.
func (tx *Tx) SaveEnvelope(at engagement.ID, v signing.Envelope) {
	tx.write(`update app.envelopes set state = $4, ended_at = $5, reason = $6 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, v.ID, v.State, orNull(v.EndedAt), v.Reason)
}

// SaveSigner keeps what a signer did. A signature once given is never overwritten.
func (tx *Tx) SaveSigner(at engagement.ID, s signing.Signer) error {
	evidence, err := json.Marshal(s.Evidence)
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	tx.write(`update app.signers set notified_at = $4, opened_at = $5, confirmed_at = $6, presented_at = $7, signed_at = $8, typed = $9, signed_title = $10, evidence = $11
	           where msp_id = $1 and engagement_id = $2 and id = $3 and signed_at is null`,
		tx.who.MSP, at, s.ID, orNull(s.NotifiedAt), orNull(s.OpenedAt), orNull(s.ConfirmedAt), orNull(s.PresentedAt), orNull(s.SignedAt), s.Typed, s.SignedTitle, string(evidence))
	return nil
}

// SetSignerToken keeps the hash of the link that is about to be mailed. An older
// link of the same signer ends with it.
func (tx *Tx) SetSignerToken(at engagement.ID, id signing.SignerID, hash string) {
	tx.write(`update app.signers set token_hash = $4, notified_at = $5 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id, hash, tx.db.Now())
}
