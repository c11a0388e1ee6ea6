package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/fault"
)

// What one side notes beside a row reaches nobody of the other side: not through the
// card, not in a file, not in the record, and not from the database itself.
func TestNotesStayWithTheirSide(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	fn := d.Matrix.Functions[0].ID
	before, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	const ours, theirs = "quietly-northgate", "quietly-alder"
	apptest.Must(t, b.Matrices.WriteNote(ctx, b.lead, id, fn, ours))
	apptest.Must(t, b.Matrices.WriteNote(ctx, b.contributor, id, fn, theirs))

	for _, c := range []struct {
		who  access.Actor
		sees string
	}{{b.viewer, ours}, {b.lead, ours}, {b.itLead, theirs}, {b.signer, theirs}} {
		card, err := b.Matrices.OpenCard(ctx, c.who, id, fn)
		apptest.Must(t, err)
		if len(card.Notes) != 1 || card.Notes[0].Body != c.sees {
			t.Errorf("%s sees %+v", c.who.Name, card.Notes)
		}
		all, err := json.Marshal(card.History)
		apptest.Must(t, err)
		if bytes.Contains(all, []byte("quietly-")) {
			t.Errorf("the history has it: %s", all)
		}
	}
	after, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	if len(after) != len(before) {
		t.Errorf("the shared record has %d entries more", len(after)-len(before))
	}
	for _, kind := range []string{"csv", "docx", "xlsx"} {
		file, err := b.Versions.Export(ctx, b.lead, id, 0, kind)
		apptest.Must(t, err)
		if strings.Contains(string(file.Data), "quietly-") {
			t.Errorf("%s has it", kind)
		}
	}
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	content, _ := engagement.Draw(d)
	frozen, err := content.Canonical()
	apptest.Must(t, err)
	if bytes.Contains(frozen, []byte("quietly-")) {
		t.Error("a version would have it")
	}

	if err := b.Matrices.WriteNote(ctx, b.viewer, id, fn, "x"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a viewer writes: %v", err)
	}
	if err := b.Matrices.WriteNote(ctx, b.Stranger, id, fn, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger writes: %v", err)
	}
	if err := b.Matrices.WriteNote(ctx, b.lead, id, fn, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("an empty note: %v", err)
	}
	card, err := b.Matrices.OpenCard(ctx, b.lead, id, fn)
	apptest.Must(t, err)
	note := card.Notes[0].ID
	for _, who := range []access.Actor{b.Owner, b.itLead} {
		if err := b.Matrices.RemoveNote(ctx, who, id, fn, note); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s removes another's: %v", who.Name, err)
		}
	}
	apptest.Must(t, b.Matrices.RemoveNote(ctx, b.lead, id, fn, note))

	// A session of one side that is bound to the other by hand reads nothing, as the
	// runtime role and without any of our code in between.
	conn, err := pgx.Connect(ctx, b.URL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.Background()) }()
	for side, want := range map[string]int{"client": 1, "msp": 0, "signer": 0, "none": 0} {
		tx, err := conn.Begin(ctx)
		apptest.Must(t, err)
		for name, value := range map[string]string{"side": side, "msp_id": string(b.lead.MSP), "client_id": string(b.Client.ID), "engagement_id": string(id), "user_id": string(b.contributor.User)} {
			_, err := tx.Exec(ctx, "set local app."+name+" = '"+value+"'")
			apptest.Must(t, err)
		}
		var n int
		apptest.Must(t, tx.QueryRow(ctx, "select count(*) from app.notes").Scan(&n))
		if n != want {
			t.Errorf("as %s the table shows %d notes, want %d", side, n, want)
		}
		apptest.Must(t, tx.Rollback(ctx))
	}
}
