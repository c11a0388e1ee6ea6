package store

import "context"

// WarnOnce notes that the owners of the MSP are told that a seal certificate ends within
// some days. It says false when they were told before.
func (tx *Tx) WarnOnce(ctx context.Context, certificate string, days int) (fresh bool, err error) {
	var n int
	err = tx.ask(ctx, statement{
		sql:  `insert into app.key_warnings (msp_id, certificate, days, told_at) values ($1, $2, $3, $4) on conflict do nothing returning days`,
		args: []any{tx.who.MSP, certificate, days, tx.db.Now()},
		read: one(&fresh, &n),
	})
	return fresh, err
}
