package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// notes reads what the actor's side wrote beside a row, the oldest first. The policy of
// the table, not this question, keeps the other side's out.
func (tx *Tx) notes(at engagement.ID, fn raci.FunctionID, list *[]engagement.Note) statement {
	return statement{
		sql:  `select id, function_id, side, author_id, author, body, at from app.notes where msp_id = $1 and engagement_id = $2 and function_id = $3 order by at, id`,
		args: []any{tx.who.MSP, at, fn},
		read: each(func(rows pgx.Rows) error {
			var n engagement.Note
			err := rows.Scan(&n.ID, &n.Function, &n.Side, &n.AuthorID, &n.Author, &n.Body, &n.At)
			n.At = n.At.UTC()
			*list = append(*list, n)
			return err
		}),
	}
}

// AddNote keeps a note of the actor's side. No chain records it: the record of an
// engagement is both sides', and what one side notes is not.
func (db *DB) AddNote(ctx context.Context, who access.Actor, at engagement.ID, n engagement.Note) error {
	return db.own(ctx, who, func(tx *Tx) error {
		d, f, err := tx.Function(ctx, at, n.Function)
		if err != nil {
			return err
		}
		tx.write(`insert into app.notes (msp_id, client_id, engagement_id, id, function_id, side, author_id, author, body, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			who.MSP, d.Engagement.Client, at, n.ID, f.ID, n.Side, n.AuthorID, n.Author, n.Body, n.At)
		return nil
	})
}

// RemoveNote erases a note that the actor wrote; found is false when there is none.
func (db *DB) RemoveNote(ctx context.Context, who access.Actor, at engagement.ID, fn raci.FunctionID, id string) (found bool, err error) {
	err = db.own(ctx, who, func(tx *Tx) error {
		return tx.ask(ctx, statement{
			sql:  `delete from app.notes where msp_id = $1 and engagement_id = $2 and function_id = $3 and id = $4 returning true`,
			args: []any{who.MSP, at, fn, id}, read: one(&found, &found),
		})
	})
	return found, err
}
