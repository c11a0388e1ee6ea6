package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

const functionColumns = `id, key, area, position, name, description, split, condition, criticality, cadence, lock, lock_reason, excluded, cells, rev, agreed_msp, agreed_client, dispute_side, dispute_reason, frameworks, handed, edited_by, stood, parked, windows, holders`

func scanFunction(rows pgx.Rows) (raci.Function, error) {
	var f raci.Function
	var cells, stood, parked, windows, holders []byte
	err := rows.Scan(&f.ID, &f.Key, &f.Area, &f.Position, &f.Name, &f.Description, &f.Split, &f.Condition, &f.Criticality, &f.Cadence, &f.Lock, &f.LockReason, &f.Excluded,
		&cells, &f.Rev, &f.AgreedMSP, &f.AgreedClient, &f.Dispute.Side, &f.Dispute.Reason, &f.Frameworks, &f.Handed,
		&f.EditedBy, &stood, &parked, &windows, &holders)
	if err != nil {
		return f, err
	}
	if err := json.Unmarshal(cells, &f.Cells); err != nil {
		return f, fmt.Errorf("read cells of %s: %w", f.ID, err)
	}
	for _, c := range [...]struct {
		from []byte
		to   any
	}{{stood, &f.Stood}, {parked, &f.Parked}, {windows, &f.Windows}, {holders, &f.Holders}} {
		if string(c.from) == "{}" { // most rows have none of these
			continue
		}
		if err := json.Unmarshal(c.from, c.to); err != nil {
			return f, fmt.Errorf("read %s: %w", f.ID, err)
		}
	}
	return f, nil
}

func scanStakeholder(rows pgx.Rows) (raci.Stakeholder, error) {
	var s raci.Stakeholder
	err := rows.Scan(&s.ID, &s.Kind, &s.Name, &s.Position, &s.Holder, &s.HolderEmail, &s.HolderPhone, &s.Deputy, &s.DeputyEmail, &s.DeputyPhone, &s.Rev)
	return s, err
}

func (tx *Tx) stakeholders(id engagement.ID, list *[]raci.Stakeholder) statement {
	return statement{
		sql: `select id, kind, name, position, holder, holder_email, holder_phone, deputy, deputy_email, deputy_phone, rev
		        from app.stakeholders where msp_id = $1 and engagement_id = $2 order by position, id`,
		args: []any{tx.who.MSP, id},
		read: each(func(rows pgx.Rows) error {
			s, err := scanStakeholder(rows)
			*list = append(*list, s)
			return err
		}),
	}
}

// matrix are the statements that read a whole matrix.
func (tx *Tx) matrix(id engagement.ID, m *raci.Matrix) []statement {
	return []statement{
		tx.stakeholders(id, &m.Stakeholders),
		{
			sql:  `select key, name, mode, position from app.areas where msp_id = $1 and engagement_id = $2 order by position, key`,
			args: []any{tx.who.MSP, id},
			read: each(func(rows pgx.Rows) error {
				var a raci.Area
				err := rows.Scan(&a.Key, &a.Name, &a.Mode, &a.Position)
				m.Areas = append(m.Areas, a)
				return err
			}),
		},
		{
			sql:  `select ` + functionColumns + ` from app.functions where msp_id = $1 and engagement_id = $2 order by position`,
			args: []any{tx.who.MSP, id},
			read: each(func(rows pgx.Rows) error {
				f, err := scanFunction(rows)
				m.Functions = append(m.Functions, f)
				return err
			}),
		},
	}
}

// rowKinds are the parts of a library that judge a row.
var rowKinds = []catalog.Kind{catalog.AreaKind, catalog.PackKind, catalog.FunctionKind}

// Function reads one row, with a draft that has what judges it: the columns, this row
// alone, the names of both sides, the waivers and the library. In a Change everything
// is locked through the engagement's chain.
func (tx *Tx) Function(ctx context.Context, at engagement.ID, id raci.FunctionID) (engagement.Draft, raci.Function, error) {
	return tx.function(ctx, at, id)
}

func (tx *Tx) function(ctx context.Context, at engagement.ID, id raci.FunctionID, more ...statement) (engagement.Draft, raci.Function, error) {
	d := engagement.Draft{Today: tx.db.Now()}
	var f raci.Function
	var lib pinned
	var found bool
	names := tx.parties(at, &d.Parties)[0]
	err := tx.askWith(ctx, at, &d.Engagement, append(slices.Concat(tx.pin(at, &lib, rowKinds...), more), tx.stakeholders(at, &d.Matrix.Stakeholders), tx.waivers(at, &d.Waivers), names, tx.openThreads(at, id, &d.Threads), statement{
		sql:  `select ` + functionColumns + ` from app.functions where msp_id = $1 and engagement_id = $2 and id = $3`,
		args: []any{tx.who.MSP, at, id},
		read: func(rows pgx.Rows) (err error) {
			if found = rows.Next(); found {
				f, err = scanFunction(rows)
			}
			return err
		},
	})...)
	if err == nil && !found {
		err = gone
	}
	if err != nil {
		return d, f, err
	}
	d.Matrix.Functions = []raci.Function{f}
	d.Library, err = tx.library(d.Engagement, lib)
	return d, f, err
}

// AddStakeholder adds a column.
func (tx *Tx) AddStakeholder(e engagement.Engagement, s raci.Stakeholder) {
	tx.write(`insert into app.stakeholders (msp_id, client_id, engagement_id, id, kind, name, position, holder, holder_email, holder_phone, deputy, deputy_email, deputy_phone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		tx.who.MSP, e.Client, e.ID, s.ID, s.Kind, s.Name, s.Position, s.Holder, s.HolderEmail, s.HolderPhone, s.Deputy, s.DeputyEmail, s.DeputyPhone)
}

// SaveStakeholder replaces a column's name and people.
func (tx *Tx) SaveStakeholder(at engagement.ID, s *raci.Stakeholder) {
	s.Rev++
	tx.write(`update app.stakeholders set name = $4, position = $5, holder = $6, holder_email = $7, holder_phone = $8, deputy = $9, deputy_email = $10, deputy_phone = $11, rev = $12
	           where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, s.ID, s.Name, s.Position, s.Holder, s.HolderEmail, s.HolderPhone, s.Deputy, s.DeputyEmail, s.DeputyPhone, s.Rev)
}

// RemoveStakeholder removes a column; the caller has cleared its cells.
func (tx *Tx) RemoveStakeholder(at engagement.ID, id raci.StakeholderID) {
	tx.write(`delete from app.stakeholders where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id)
}

// AddArea adds an area.
func (tx *Tx) AddArea(e engagement.Engagement, a raci.Area) {
	tx.write(`insert into app.areas (msp_id, client_id, engagement_id, key, name, mode, position) values ($1, $2, $3, $4, $5, $6, $7)`,
		tx.who.MSP, e.Client, e.ID, a.Key, a.Name, a.Mode, a.Position)
}

// SaveArea changes an area's lane.
func (tx *Tx) SaveArea(at engagement.ID, a raci.Area) {
	tx.write(`update app.areas set mode = $4 where msp_id = $1 and engagement_id = $2 and key = $3`, tx.who.MSP, at, a.Key, a.Mode)
}

// RenameArea gives an area another name.
func (tx *Tx) RenameArea(at engagement.ID, key raci.AreaKey, name string) {
	tx.write(`update app.areas set name = $4 where msp_id = $1 and engagement_id = $2 and key = $3`, tx.who.MSP, at, key, name)
}

// OpenPlace moves the areas from a place on, so that another can stand there.
func (tx *Tx) OpenPlace(at engagement.ID, position int) {
	tx.write(`update app.areas set position = position + 1 where msp_id = $1 and engagement_id = $2 and position >= $3`, tx.who.MSP, at, position)
}

// AddFunction adds a row.
func (tx *Tx) AddFunction(e engagement.Engagement, f raci.Function) error {
	cells, err := json.Marshal(f.Cells)
	if err != nil {
		return fmt.Errorf("write cells: %w", err)
	}
	windows, err := object(f.Windows)
	if err != nil {
		return err
	}
	holders, err := object(f.Holders)
	if err != nil {
		return err
	}
	tx.write(`insert into app.functions (msp_id, client_id, engagement_id, position, id, key, area, name, description, split, condition, criticality, cadence, lock, excluded, cells, frameworks, edited_by, windows, holders) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, coalesce($17::text[], '{}'), $18, $19, $20)`,
		tx.who.MSP, e.Client, e.ID, f.Position, f.ID, f.Key, f.Area, f.Name, f.Description, f.Split, f.Condition, f.Criticality, f.Cadence, f.Lock, f.Excluded, string(cells), f.Frameworks, f.EditedBy, windows, holders)
	return nil
}

// object is m as a JSON object, also when it is nil.
func object[K ~string, V any](m map[K]V) (string, error) {
	if len(m) == 0 {
		return "{}", nil
	}
	text, err := json.Marshal(m)
	if err != nil {
		return "", fmt.Errorf("write a row: %w", err)
	}
	return string(text), nil
}

// SaveFunction keeps a row that the actor's side changed from what it was: its
// revision goes up, so that every tick on the old content is void, and what a side had
// ticked is remembered. If the row moved on since was, somebody was faster.
func (tx *Tx) SaveFunction(at engagement.ID, f *raci.Function, was raci.Function) error {
	f.Edit(was, tx.who.Side)
	return tx.saveFunction(at, f, was)
}

// FillFunction is SaveFunction for a row that a lane or the library filled again: one
// of which nobody has said anything is still a draft.
func (tx *Tx) FillFunction(at engagement.ID, f *raci.Function, was raci.Function) error {
	f.Fill(was, tx.who.Side)
	return tx.saveFunction(at, f, was)
}

func (tx *Tx) saveFunction(at engagement.ID, f *raci.Function, was raci.Function) error {
	if f.Rev != was.Rev {
		return fault.New(fault.Conflict, "Somebody changed this function while you were looking at it.")
	}
	cells, err := json.Marshal(f.Cells)
	if err != nil {
		return fmt.Errorf("write cells: %w", err)
	}
	stood, err := object(f.Stood)
	if err != nil {
		return err
	}
	windows, err := object(f.Windows)
	if err != nil {
		return err
	}
	parked := "{}"
	if f.IsParked() {
		text, err := json.Marshal(f.Parked)
		if err != nil {
			return fmt.Errorf("write parked: %w", err)
		}
		parked = string(text)
	}
	f.Rev++
	tx.write(`update app.functions set area = $4, position = $5, name = $6, description = $7, split = $8, condition = $9, lock_reason = $10, excluded = $11, cells = $12, rev = $13, criticality = $14, cadence = $15, handed = $16, lock = $17,
	             edited_by = $18, stood = $19, parked = $20, windows = $21, dispute_side = $22, dispute_reason = $23
	           where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, f.ID, f.Area, f.Position, f.Name, f.Description, f.Split, f.Condition, f.LockReason, f.Excluded, string(cells), f.Rev, f.Criticality, f.Cadence, f.Handed, f.Lock,
		f.EditedBy, stood, parked, windows, f.Dispute.Side, f.Dispute.Reason)
	return nil
}

// SaveAgreement keeps the ticks and the dispute of a row; its content and revision
// stay as they are.
func (tx *Tx) SaveAgreement(at engagement.ID, f raci.Function) error {
	stood, err := object(f.Stood)
	if err != nil {
		return err
	}
	tx.write(`update app.functions set agreed_msp = $4, agreed_client = $5, dispute_side = $6, dispute_reason = $7, stood = $8 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, f.ID, f.AgreedMSP, f.AgreedClient, f.Dispute.Side, f.Dispute.Reason, stood)
	return nil
}

// SaveHolders keeps who fills a row's letters: names are operational, so ticks and
// revision stay.
func (tx *Tx) SaveHolders(at engagement.ID, f raci.Function) error {
	holders, err := object(f.Holders)
	if err != nil {
		return err
	}
	tx.write(`update app.functions set holders = $4 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, f.ID, holders)
	return nil
}

// SaveProposer keeps which side stands by a row that nobody has ticked.
func (tx *Tx) SaveProposer(at engagement.ID, f raci.Function) {
	tx.write(`update app.functions set edited_by = $4 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, f.ID, f.EditedBy)
}

// SavePosition moves a row without touching what it says.
func (tx *Tx) SavePosition(at engagement.ID, f raci.Function) {
	tx.write(`update app.functions set position = $4 where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, f.ID, f.Position)
}

// SaveFrameworks keeps what a row helps to satisfy; it gives nobody a duty, so ticks
// and revision stay.
func (tx *Tx) SaveFrameworks(at engagement.ID, f raci.Function) {
	tx.write(`update app.functions set frameworks = coalesce($4::text[], '{}') where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, f.ID, f.Frameworks)
}
