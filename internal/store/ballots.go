package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

func scanBallot(rows pgx.Rows) (raci.Ballot, error) {
	b := raci.Ballot{Done: map[party.Side]int{}}
	var first *string
	var revealed *time.Time
	var msp, client int
	var outcomes []byte
	err := rows.Scan(&b.ID, &b.State, &b.Round, &first, &b.Functions, &b.OpenedBy, &b.OpenedSide, &b.OpenedAt, &revealed, &msp, &client, &outcomes)
	if err != nil {
		return b, err
	}
	if first != nil {
		b.First = raci.BallotID(*first)
	}
	b.OpenedAt, b.RevealedAt = b.OpenedAt.UTC(), timeOf(revealed)
	b.Done[party.MSP], b.Done[party.Client] = msp, client
	if err := json.Unmarshal(outcomes, &b.Outcomes); err != nil {
		return b, fmt.Errorf("read outcomes of %s: %w", b.ID, err)
	}
	return b, nil
}

const ballotColumns = `id, state, round, first_id, functions::text[], opened_by, opened_side, opened_at, revealed_at, done_msp, done_client, outcomes`

func (tx *Tx) ballots(at engagement.ID, list *[]raci.Ballot) statement {
	return statement{
		sql:  `select ` + ballotColumns + ` from app.ballots where msp_id = $1 and engagement_id = $2 order by opened_at desc, id desc limit 100`,
		args: []any{tx.who.MSP, at},
		read: each(func(rows pgx.Rows) error {
			b, err := scanBallot(rows)
			*list = append(*list, b)
			return err
		}),
	}
}

// Ballots reads a draft with its blind votes, the newest first.
func (tx *Tx) Ballots(ctx context.Context, at engagement.ID) (engagement.Draft, []raci.Ballot, error) {
	var list []raci.Ballot
	d, err := tx.draft(ctx, at, tx.ballots(at, &list))
	return d, list, err
}

// Ballot reads a draft with one blind vote, and of the answers those that the actor
// may see: the policy says which.
func (tx *Tx) Ballot(ctx context.Context, at engagement.ID, id raci.BallotID) (engagement.Draft, raci.Ballot, []raci.Vote, error) {
	var b raci.Ballot
	var votes []raci.Vote
	var found bool
	d, err := tx.draft(ctx, at, statement{
		sql:  `select ` + ballotColumns + ` from app.ballots where msp_id = $1 and engagement_id = $2 and id = $3`,
		args: []any{tx.who.MSP, at, id},
		read: func(rows pgx.Rows) (err error) {
			if found = rows.Next(); found {
				b, err = scanBallot(rows)
			}
			return err
		},
	}, tx.votes(at, id, &votes))
	if err == nil && !found {
		err = gone
	}
	return d, b, votes, err
}

// Votes reads the answers that the actor may see now.
func (tx *Tx) Votes(ctx context.Context, at engagement.ID, id raci.BallotID) ([]raci.Vote, error) {
	var votes []raci.Vote
	return votes, tx.ask(ctx, tx.votes(at, id, &votes))
}

func (tx *Tx) votes(at engagement.ID, id raci.BallotID, list *[]raci.Vote) statement {
	return statement{
		sql:  `select function_id, side, cells, voted_by, rev from app.votes where msp_id = $1 and engagement_id = $2 and ballot_id = $3 order by function_id, side`,
		args: []any{tx.who.MSP, at, id},
		read: each(func(rows pgx.Rows) error {
			var v raci.Vote
			var cells []byte
			if err := rows.Scan(&v.Function, &v.Side, &cells, &v.By, &v.Rev); err != nil {
				return err
			}
			if err := json.Unmarshal(cells, &v.Cells); err != nil {
				return fmt.Errorf("read an answer: %w", err)
			}
			*list = append(*list, v)
			return nil
		}),
	}
}

// AddBallot opens a blind vote.
func (tx *Tx) AddBallot(e engagement.Engagement, b raci.Ballot) {
	tx.write(`insert into app.ballots (msp_id, client_id, engagement_id, id, round, first_id, functions, opened_by, opened_side, opened_at) values ($1, $2, $3, $4, $5, $6, $7::uuid[], $8, $9, $10)`,
		tx.who.MSP, e.Client, e.ID, b.ID, b.Round, null(b.First), b.Functions, b.OpenedBy, b.OpenedSide, b.OpenedAt)
}

// SaveBallot keeps how far a blind vote is.
func (tx *Tx) SaveBallot(at engagement.ID, b raci.Ballot) error {
	outcomes := []byte("{}")
	if len(b.Outcomes) > 0 {
		var err error
		if outcomes, err = json.Marshal(b.Outcomes); err != nil {
			return fmt.Errorf("write outcomes: %w", err)
		}
	}
	tx.write(`update app.ballots set state = $4, functions = $5::uuid[], revealed_at = $6, done_msp = $7, done_client = $8, outcomes = $9 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, b.ID, b.State, b.Functions, orNull(b.RevealedAt), b.Done[party.MSP], b.Done[party.Client], string(outcomes))
	return nil
}

// SaveVote keeps one side's answer about one function, in place of an earlier one.
func (tx *Tx) SaveVote(e engagement.Engagement, id raci.BallotID, v raci.Vote) error {
	cells, err := json.Marshal(v.Cells)
	if err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	tx.write(`insert into app.votes (msp_id, client_id, engagement_id, ballot_id, function_id, side, cells, voted_by, voted_at, rev) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
	          on conflict (msp_id, engagement_id, ballot_id, function_id, side) do update set cells = excluded.cells, voted_by = excluded.voted_by, voted_at = excluded.voted_at, rev = excluded.rev`,
		tx.who.MSP, e.Client, e.ID, id, v.Function, v.Side, string(cells), v.By, tx.db.Now(), v.Rev)
	return nil
}
