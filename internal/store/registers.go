package store

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// register are the statements that read a whole access register.
func (tx *Tx) register(id engagement.ID, r *raci.Register) []statement {
	args := func() []any { return []any{tx.who.MSP, id} }
	return []statement{
		{
			sql: `select key, position, heading, name, shows, holdings, note, reviewed_at, reviewed_by, rev
			        from app.access_register where msp_id = $1 and engagement_id = $2 order by position, key`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				a, err := scanAccess(rows)
				r.Access = append(r.Access, a)
				return err
			}),
		},
		{
			sql: `select id, position, category, product, owner, licensee, it, exit, note, rev
			        from app.tools where msp_id = $1 and engagement_id = $2 order by position, id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var t raci.Tool
				err := rows.Scan(&t.ID, &t.Position, &t.Category, &t.Product, &t.Owner, &t.Licensee, &t.IT, &t.Exit, &t.Note, &t.Rev)
				r.Tools = append(r.Tools, t)
				return err
			}),
		},
		{
			sql: `select id, position, system, reason, approvers, rev
			        from app.protected_systems where msp_id = $1 and engagement_id = $2 order by position, id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var p raci.Protected
				err := rows.Scan(&p.ID, &p.Position, &p.System, &p.Reason, &p.Approvers, &p.Rev)
				r.Protected = append(r.Protected, p)
				return err
			}),
		},
	}
}

func scanAccess(rows pgx.Rows) (raci.Access, error) {
	var a raci.Access
	var holdings []byte
	var reviewed *time.Time
	if err := rows.Scan(&a.Key, &a.Position, &a.Group, &a.Name, &a.Shows, &holdings, &a.Note, &reviewed, &a.ReviewedBy, &a.Rev); err != nil {
		return a, err
	}
	a.ReviewedAt = timeOf(reviewed)
	if err := json.Unmarshal(holdings, &a.Holdings); err != nil {
		return a, fmt.Errorf("read holdings of %s: %w", a.Key, err)
	}
	return a, nil
}

// AddAccess adds a line to the access register.
func (tx *Tx) AddAccess(e engagement.Engagement, a raci.Access) error {
	holdings, err := json.Marshal(a.Holdings)
	if err != nil {
		return fmt.Errorf("write holdings: %w", err)
	}
	tx.write(`insert into app.access_register (msp_id, client_id, engagement_id, key, position, heading, name, shows, holdings, note, reviewed_at, reviewed_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.who.MSP, e.Client, e.ID, a.Key, a.Position, a.Group, a.Name, a.Shows, string(holdings), a.Note, dayOf(a.ReviewedAt), a.ReviewedBy)
	return nil
}

// SaveAccess keeps a changed line; the caller has compared the revision.
func (tx *Tx) SaveAccess(at engagement.ID, a *raci.Access) error {
	holdings, err := json.Marshal(a.Holdings)
	if err != nil {
		return fmt.Errorf("write holdings: %w", err)
	}
	a.Rev++
	tx.write(`update app.access_register set holdings = $4, note = $5, reviewed_at = $6, reviewed_by = $7, rev = $8 where msp_id = $1 and engagement_id = $2 and key = $3`,
		tx.who.MSP, at, a.Key, string(holdings), a.Note, dayOf(a.ReviewedAt), a.ReviewedBy, a.Rev)
	return nil
}

// RemoveAccess removes a line that was added.
func (tx *Tx) RemoveAccess(at engagement.ID, key raci.AccessKey) {
	tx.write(`delete from app.access_register where msp_id = $1 and engagement_id = $2 and key = $3`, tx.who.MSP, at, key)
}

// AddTool adds a tool to the list.
func (tx *Tx) AddTool(e engagement.Engagement, t raci.Tool) {
	tx.write(`insert into app.tools (msp_id, client_id, engagement_id, id, position, category, product, owner, licensee, it, exit, note) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		tx.who.MSP, e.Client, e.ID, t.ID, t.Position, t.Category, t.Product, t.Owner, t.Licensee, t.IT, t.Exit, t.Note)
}

// SaveTool keeps a changed tool; the caller has compared the revision.
func (tx *Tx) SaveTool(at engagement.ID, t *raci.Tool) {
	t.Rev++
	tx.write(`update app.tools set category = $4, product = $5, owner = $6, licensee = $7, it = $8, exit = $9, note = $10, rev = $11 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, t.ID, t.Category, t.Product, t.Owner, t.Licensee, t.IT, t.Exit, t.Note, t.Rev)
}

// RemoveTool takes a tool off the list.
func (tx *Tx) RemoveTool(at engagement.ID, id raci.ToolID) {
	tx.write(`delete from app.tools where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id)
}

// AddProtected puts a system on the do-not-isolate list.
func (tx *Tx) AddProtected(e engagement.Engagement, p raci.Protected) {
	tx.write(`insert into app.protected_systems (msp_id, client_id, engagement_id, id, position, system, reason, approvers) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.who.MSP, e.Client, e.ID, p.ID, p.Position, p.System, p.Reason, p.Approvers)
}

// SaveProtected keeps a changed system; the caller has compared the revision.
func (tx *Tx) SaveProtected(at engagement.ID, p *raci.Protected) {
	p.Rev++
	tx.write(`update app.protected_systems set system = $4, reason = $5, approvers = $6, rev = $7 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, p.ID, p.System, p.Reason, p.Approvers, p.Rev)
}

// RemoveProtected takes a system off the do-not-isolate list.
func (tx *Tx) RemoveProtected(at engagement.ID, id raci.ProtectedID) {
	tx.write(`delete from app.protected_systems where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id)
}

// dayOf is a day for a date column, or null.
func dayOf(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.Format(time.DateOnly)
}
