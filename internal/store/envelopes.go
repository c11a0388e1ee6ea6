package store

import (
	"cmp"
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
	tx.write(`insert into app.envelopes (msp_id, client_id, engagement_id, id, version, digest, state, message, sent_at, sent_by, expires_at, code, verify, pages, reminders)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		tx.who.MSP, e.Client, e.ID, v.ID, v.Version, v.Digest, v.State, v.Message, v.SentAt, v.SentBy, v.ExpiresAt, v.Code, v.Verify, v.Pages, whole(v.Reminders))
	for _, s := range v.Signers {
		tx.AddSigner(e, v.ID, s)
	}
}

// AddSigner adds somebody to a round: at its start, or instead of another.
func (tx *Tx) AddSigner(e engagement.Engagement, of signing.EnvelopeID, s signing.Signer) {
	tx.write(`insert into app.signers (msp_id, client_id, engagement_id, envelope_id, id, side, name, title, email, turn, role, check_by)
	          values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.who.MSP, e.Client, e.ID, of, s.ID, s.Side, s.Name, s.Title, s.Email, s.Turn, cmp.Or(s.Role, signing.Signs), cmp.Or(s.Check, signing.ByLink))
}

// whole is a list of numbers, never null.
func whole(list []int) []int32 {
	out := make([]int32, len(list))
	for i, n := range list {
		out[i] = int32(n)
	}
	return out
}

const envelopeColumns = `id, version, digest, state, message, sent_at, sent_by, expires_at, ended_at, reason, code, verify, pages, reminders, extended_at`

func scanEnvelope(rows pgx.Rows) (signing.Envelope, error) {
	var v signing.Envelope
	var ended, extended *time.Time
	err := rows.Scan(&v.ID, &v.Version, &v.Digest, &v.State, &v.Message, &v.SentAt, &v.SentBy, &v.ExpiresAt, &ended, &v.Reason, &v.Code, &v.Verify, &v.Pages, &v.Reminders, &extended)
	v.SentAt, v.ExpiresAt, v.EndedAt, v.ExtendedAt = v.SentAt.UTC(), v.ExpiresAt.UTC(), timeOf(ended), timeOf(extended)
	return v, err
}

const signerColumns = `id, side, name, title, email, turn, notified_at, opened_at, confirmed_at, presented_at, signed_at, typed, signed_title, evidence,
	role, check_by, code_passed_at, accepted_at, bounced, ended_at, ended_as, coalesce(replaced_by::text, ''), method, drawn, reminded, reminded_at,
	array(select i.function_key from app.initials i where i.msp_id = s.msp_id and i.engagement_id = s.engagement_id and i.signer_id = s.id order by i.function_key)`

func scanSigner(rows pgx.Rows, envelope *signing.EnvelopeID) (signing.Signer, error) {
	var s signing.Signer
	var notified, opened, confirmed, presented, signed, passed, accepted, ended, reminded *time.Time
	var evidence []byte
	err := rows.Scan(envelope, &s.ID, &s.Side, &s.Name, &s.Title, &s.Email, &s.Turn, &notified, &opened, &confirmed, &presented, &signed, &s.Typed, &s.SignedTitle, &evidence,
		&s.Role, &s.Check, &passed, &accepted, &s.Bounced, &ended, &s.EndedAs, &s.ReplacedBy, &s.Method, &s.Drawn, &s.Reminded, &reminded, &s.Initials)
	if err != nil {
		return s, err
	}
	s.NotifiedAt, s.OpenedAt, s.ConfirmedAt, s.PresentedAt, s.SignedAt = timeOf(notified), timeOf(opened), timeOf(confirmed), timeOf(presented), timeOf(signed)
	s.CodePassedAt, s.AcceptedAt, s.EndedAt, s.RemindedAt = timeOf(passed), timeOf(accepted), timeOf(ended), timeOf(reminded)
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
	papers, questions := map[signing.EnvelopeID][]signing.Paper{}, map[signing.EnvelopeID][]signing.Question{}
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
			sql: `select envelope_id, ` + signerColumns + `
			        from app.signers s where msp_id = $1 and engagement_id = $2 and ($3::uuid is null or envelope_id = $3::uuid) order by turn, side, name, id`,
			args: []any{tx.who.MSP, at, null(id)},
			read: each(func(rows pgx.Rows) error {
				var of signing.EnvelopeID
				s, err := scanSigner(rows, &of)
				signers[of] = append(signers[of], s)
				return err
			}),
		}, tx.papers(at, id, papers), tx.questions(at, id, questions))
	for i := range list {
		list[i].Signers, list[i].Papers, list[i].Questions = signers[list[i].ID], papers[list[i].ID], questions[list[i].ID]
	}
	return list, err
}

// SaveEnvelope keeps the state of a round and until when it runs.
func (tx *Tx) SaveEnvelope(at engagement.ID, v signing.Envelope) {
	tx.write(`update app.envelopes set state = $4, ended_at = $5, reason = $6, expires_at = $7, extended_at = $8 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, v.ID, v.State, orNull(v.EndedAt), v.Reason, v.ExpiresAt, orNull(v.ExtendedAt))
}

// SaveSigner keeps what a signer did. A signature once given is never overwritten.
func (tx *Tx) SaveSigner(at engagement.ID, s signing.Signer) error {
	evidence, err := json.Marshal(s.Evidence)
	if err != nil {
		return fmt.Errorf("write evidence: %w", err)
	}
	tx.write(`update app.signers set opened_at = $4, confirmed_at = $5, presented_at = $6, signed_at = $7, typed = $8, signed_title = $9, evidence = $10,
	                 code_passed_at = $11, method = $12, drawn = $13, reminded = $14, reminded_at = $15
	           where msp_id = $1 and engagement_id = $2 and id = $3 and signed_at is null`,
		tx.who.MSP, at, s.ID, orNull(s.OpenedAt), orNull(s.ConfirmedAt), orNull(s.PresentedAt), orNull(s.SignedAt), s.Typed, s.SignedTitle, string(evidence),
		orNull(s.CodePassedAt), cmp.Or(s.Method, signing.Typed), s.Drawn, s.Reminded, orNull(s.RemindedAt))
	return nil
}

// AddInitials keeps the functions that somebody ticked one by one, with their part done.
func (tx *Tx) AddInitials(e engagement.Engagement, s signing.Signer) {
	for _, key := range s.Initials {
		tx.write(`insert into app.initials (msp_id, client_id, engagement_id, signer_id, function_key, acknowledged, at) values ($1, $2, $3, $4, $5, $6, $7)`,
			tx.who.MSP, e.Client, e.ID, s.ID, key, !s.Signs(), s.SignedAt)
	}
}

// EndSigner keeps how somebody's part ended before they did it; their links end with it.
func (tx *Tx) EndSigner(at engagement.ID, s signing.Signer) {
	tx.write(`update app.signers set ended_at = $4, ended_as = $5, replaced_by = $6 where msp_id = $1 and engagement_id = $2 and id = $3 and signed_at is null`,
		tx.who.MSP, at, s.ID, s.EndedAt, s.EndedAs, null(s.ReplacedBy))
	tx.EndLinks(at, s.ID, "", s.EndedAs)
}
