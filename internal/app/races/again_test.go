package races_test

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/app/apptest"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// again puts a round back to where it was, for a race that is run many times over. The
// record is not put back: it goes on, and is checked at the end.
type again struct {
	conn *pgx.Conn
	s    *apptest.Scene
}

// backdoor opens a connection past all rights.
func backdoor(t testing.TB, s *apptest.Scene) *again {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), s.SuperURL)
	apptest.Must(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return &again{conn: conn, s: s}
}

// exec runs one statement.
func (a *again) exec(t testing.TB, sql string, args ...any) {
	t.Helper()
	_, err := a.conn.Exec(t.Context(), sql, args...)
	apptest.Must(t, err)
}

// count asks for one number.
func (a *again) count(t testing.TB, sql string, args ...any) int {
	t.Helper()
	var n int
	apptest.Must(t, a.conn.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// send puts the round out until a time, with those signers about to sign, and forgets
// what was enqueued.
func (a *again) send(t testing.TB, env signing.EnvelopeID, until time.Time, open ...signing.SignerID) {
	t.Helper()
	ids := make([]string, len(open))
	for i, id := range open {
		ids[i] = string(id)
	}
	b := &pgx.Batch{}
	b.Queue(`update app.engagements set state = 'signing' where engagement_id = $1`, string(a.s.Engagement.ID))
	b.Queue(`update app.envelopes set state = 'sent', ended_at = null, reason = '', expires_at = $2 where id = $1`, string(env), until)
	b.Queue(`delete from app.initials where signer_id::text = any ($1)`, ids)
	b.Queue(`delete from app.signer_links where signer_id in (select id from app.signers where envelope_id = $1 and not id::text = any ($2) and signed_at is null)`, string(env), ids)
	b.Queue(`delete from app.signers where envelope_id = $1 and not id::text = any ($2) and signed_at is null`, string(env), ids)
	b.Queue(`update app.signers set signed_at = null, typed = '', signed_title = '', evidence = '{}', ended_at = null, ended_as = '', replaced_by = null, code_passed_at = $2 where id::text = any ($1)`, ids, a.s.DB.Now())
	b.Queue(`update app.signer_codes set used_at = $2 where used_at is not null and signer_id::text = any ($1)`, ids, a.s.DB.Now())
	b.Queue(`update app.signer_links set ended_at = null, ended_as = '' where signer_id::text = any ($1)`, ids)
	b.Queue(`delete from ` + store.JobSchema + `.river_job`)
	apptest.Must(t, a.conn.SendBatch(t.Context(), b).Close())
}
