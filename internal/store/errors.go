package store

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"demarc/internal/fault"
)

var gone = fault.New(fault.NotFound, "There is nothing here. It may have been removed, or the link may be wrong.")

// translate turns what Postgres says into a fault where a person can mend it. A
// malformed id is as unknown as a missing one, and so is another tenant's.
func translate(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return gone
	case errors.Is(err, context.Canceled):
		return err
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok || isNetwork(err) { // whatever the reason is to let nobody in
		return away("The database does not answer at the moment. Nothing was changed; try again shortly.", err)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return translateCode(pg, err)
	}
	return err
}

// away says the sentence to the person and keeps the cause for the log.
func away(sentence string, cause error) error {
	return fmt.Errorf("%w (%w)", fault.New(fault.Unavailable, sentence), cause)
}

func translateCode(pg *pgconn.PgError, err error) error {
	switch pg.Code {
	case "22P02", "42501": // not a UUID; refused by a policy
		return gone
	case "22021", "22P05": // bytes Postgres cannot keep as text
		return fault.New(fault.Invalid, "The text has a character that cannot be kept.")
	case "23505":
		if msg, ok := once[pg.ConstraintName]; ok {
			return fault.New(fault.Conflict, msg)
		}
	case "53100", "53200":
		return away("The database has no room left. Nothing was changed; whoever runs this server must make room.", err)
	case "57P01", "57P02", "57P03", "53300":
		return away("The database is restarting. Nothing was changed; try again shortly.", err)
	case "55P03", "57014":
		return away("Somebody else is busy with this at the moment. Nothing was changed; try again.", err)
	}
	return err
}

// once says what a unique constraint means to the person who met it.
var once = map[string]string{
	"users_email_once":           "This email address already has an account. Sign in instead.",
	"memberships_once":           "This person already has a place here.",
	"ballots_one_open":           "A blind vote is open already. Finish that one first: nobody can answer two at once.",
	"ballots_asked_again_once":   "The second round of this vote was opened already.",
	"envelopes_one_out":          "This agreement is already out for signature.",
	"functions_key_once":         "This function is already in the matrix.",
	"stakeholders_standard_once": "This column exists already.",
}

// isLost tells that a connection in use broke, and with it its transaction; not being
// let in is something else, which trying again at once does not mend.
func isLost(err error) bool {
	if err == nil {
		return false
	}
	if _, ok := errors.AsType[*unsureError](err); ok {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return false
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		// The last: what a kept plan answers with has changed, by a migration meanwhile.
		return pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery"
	}
	return isNetwork(err)
}

// unsureError is a connection that broke while a commit was under way: nobody knows
// whether it happened, so it is neither tried again nor called undone.
type unsureError struct{ cause error }

func unsure(cause error) error { return &unsureError{cause} }

func (e *unsureError) Error() string { return "connection lost during a commit: " + e.cause.Error() }

func (e *unsureError) Unwrap() error {
	return fault.New(fault.Unavailable, "The connection to the database broke while this was being saved. Reload to see whether it was, before you send it again.")
}

func isNetwork(err error) bool {
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return true
	}
	s := err.Error()
	return strings.Contains(s, "conn closed") || strings.Contains(s, "broken pipe") || strings.Contains(s, "unexpected EOF") || strings.Contains(s, "connection reset")
}

// worthRetrying tells a transaction that lost a race from one that is wrong.
func worthRetrying(err error) bool {
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (pg.Code == "40001" || pg.Code == "40P01")
}
