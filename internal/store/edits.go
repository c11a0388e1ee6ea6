package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// Edit is what one act of the actor did to cells.
type Edit struct {
	ID      string
	Changes []raci.Change
	Undone  bool
}

// keptEdits is how many acts a person can take back.
const keptEdits = 100

// edits is what the actor does to cells in a transaction.
type edits struct {
	id      string
	at      engagement.Engagement
	changes []raci.Change
}

// KeepEdit remembers what the actor does to cells of a row; all that one transaction
// does is one edit, with this id. A change of no cell is none.
func (tx *Tx) KeepEdit(at engagement.Engagement, c raci.Change) (id string) {
	if tx.who.User == "" || !c.Any() {
		return ""
	}
	if tx.edits.id == "" {
		tx.edits.id, tx.edits.at = NewID(), at
	}
	tx.edits.changes = append(tx.edits.changes, c)
	return tx.edits.id
}

// writeEdits keeps the transaction's edit. What the actor had undone before cannot be
// done again after it.
func (tx *Tx) writeEdits() error {
	e := tx.edits
	if len(e.changes) == 0 {
		return nil
	}
	text, err := json.Marshal(e.changes)
	if err != nil {
		return fmt.Errorf("write an edit: %w", err)
	}
	tx.write(`delete from app.edits where msp_id = $1 and engagement_id = $2 and user_id = $3
	            and (undone or id <= (select id from app.edits where msp_id = $1 and engagement_id = $2 and user_id = $3 order by id desc offset $4 limit 1))`,
		tx.who.MSP, e.at.ID, tx.who.User, keptEdits-1)
	tx.write(`insert into app.edits (msp_id, client_id, engagement_id, user_id, id, changes) values ($1, $2, $3, $4, $5, $6)`,
		tx.who.MSP, e.at.Client, e.at.ID, tx.who.User, e.id, string(text))
	return nil
}

// ToUndo is the actor's newest edit that they did not take back, ToRedo the last one
// that they did; without an id there is none.
func (tx *Tx) ToUndo(ctx context.Context, at engagement.ID) (Edit, error) {
	return tx.edit(ctx, at, `not undone order by id desc`)
}

// ToRedo is described with ToUndo.
func (tx *Tx) ToRedo(ctx context.Context, at engagement.ID) (Edit, error) {
	return tx.edit(ctx, at, `undone order by id`)
}

func (tx *Tx) edit(ctx context.Context, at engagement.ID, which string) (e Edit, err error) {
	err = tx.ask(ctx, statement{
		sql:  `select id, changes, undone from app.edits where msp_id = $1 and engagement_id = $2 and user_id = $3 and ` + which + ` limit 1`,
		args: []any{tx.who.MSP, at, tx.who.User},
		read: func(rows pgx.Rows) error {
			if !rows.Next() {
				return nil
			}
			var changes []byte
			return errors.Join(rows.Scan(&e.ID, &changes, &e.Undone), json.Unmarshal(changes, &e.Changes))
		},
	})
	return e, err
}

// SaveEdit keeps what is left of an edit to be done or undone; nothing left forgets it.
// What the transaction did to cells is that edit turned, and no other.
func (tx *Tx) SaveEdit(at engagement.ID, e Edit) error {
	tx.edits = edits{}
	if len(e.Changes) == 0 {
		tx.write(`delete from app.edits where msp_id = $1 and engagement_id = $2 and user_id = $3 and id = $4`, tx.who.MSP, at, tx.who.User, e.ID)
		return nil
	}
	text, err := json.Marshal(e.Changes)
	if err != nil {
		return fmt.Errorf("write an edit: %w", err)
	}
	tx.write(`update app.edits set changes = $5, undone = $6 where msp_id = $1 and engagement_id = $2 and user_id = $3 and id = $4`,
		tx.who.MSP, at, tx.who.User, e.ID, string(text), e.Undone)
	return nil
}
