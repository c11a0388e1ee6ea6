package app_test

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/review"
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
		whispers(t, "the history", all)
	}
	after, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	if len(after) != len(before) {
		t.Errorf("the shared record has %d entries more", len(after)-len(before))
	}
	// What one person has not sent yet, and what a side voted blind, goes no further.
	for _, who := range []access.Actor{b.lead, b.itLead} {
		_, err := b.Reviews.Comment(ctx, who, id, fn, "", app.Remark{Body: "quietly-pending", Pending: true})
		apptest.Must(t, err)
		apptest.Must(t, b.Reviews.Mark(ctx, who, id, fn, review.Disputing, "quietly-marked", d.Matrix.Functions[0].Rev))
	}
	for _, kind := range []string{"csv", "docx", "xlsx", "pdf"} {
		file, err := b.Versions.Export(ctx, b.lead, id, 0, kind)
		apptest.Must(t, err)
		whispers(t, kind, file.Data)
	}
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	content, _ := engagement.Draw(d)
	frozen, err := content.Canonical()
	apptest.Must(t, err)
	whispers(t, "a version", frozen)

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

// TestNothingQuietIsSigned follows notes and pending reviews to the end: the sealed
// file with what is attached to it, every export, the evidence and all letters hold
// none of their words.
func TestNothingQuietIsSigned(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	f := d.Matrix.Functions[0]
	for _, who := range []access.Actor{b.lead, b.itLead} {
		apptest.Must(t, b.Matrices.WriteNote(ctx, who, id, f.ID, "quietly-noted"))
		_, err := b.Reviews.Comment(ctx, who, id, f.ID, d.Matrix.Stakeholders[0].ID, app.Remark{Body: "quietly-pending @" + b.lead.Name, Pending: true})
		apptest.Must(t, err)
		apptest.Must(t, b.Reviews.Mark(ctx, who, id, f.ID, review.Disputing, "quietly-marked", f.Rev))
	}
	b.send(t)
	apptest.Must(t, b.Matrices.WriteNote(ctx, b.lead, id, f.ID, "quietly-noted late"))
	b.SignAll(t)
	files := map[string][]byte{}
	for _, kind := range []string{"csv", "docx", "xlsx"} {
		file, err := b.Versions.Export(ctx, b.lead, id, 1, kind)
		apptest.Must(t, err)
		files[kind] = file.Data
	}
	sealed, err := b.Versions.Sealed(ctx, b.itLead, id, 1)
	apptest.Must(t, err)
	evidence, err := b.Versions.Evidence(ctx, b.lead, id)
	apptest.Must(t, err)
	record, err := b.Versions.Open(ctx, b.itLead, id, 1)
	apptest.Must(t, err)
	content, err := record.Version.Content.Canonical()
	apptest.Must(t, err)
	files["pdf"], files["evidence"], files["content"] = sealed.Data, evidence.Data, content
	for what, data := range files {
		whispers(t, what, data)
	}
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, k := range letters {
		whispers(t, "the letter “"+k.Subject+"”", fmt.Append(nil, k.Subject, k.Letter))
	}
}

// whispers searches a file for what was said quietly: a packed one part by part, a PDF
// stream by stream.
func whispers(t *testing.T, what string, data []byte) {
	t.Helper()
	parts := map[string][]byte{"": data}
	if bytes.HasPrefix(data, []byte("PK")) {
		z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
		apptest.Must(t, err)
		for _, f := range z.File {
			r, err := f.Open()
			apptest.Must(t, err)
			parts[f.Name], err = io.ReadAll(r)
			apptest.Must(t, err)
		}
		if len(parts) < 5 {
			t.Errorf("%s has only %d parts", what, len(parts))
		}
	}
	if bytes.HasPrefix(data, []byte("%PDF")) {
		for i, m := range pdfStream.FindAllSubmatch(data, -1) {
			if z, err := zlib.NewReader(bytes.NewReader(m[1])); err == nil {
				parts[fmt.Sprint("stream ", i)], _ = io.ReadAll(z)
			}
		}
		if len(parts) < 10 {
			t.Errorf("%s has only %d streams", what, len(parts))
		}
	}
	for name, part := range parts {
		if bytes.Contains(part, []byte("quietly")) {
			t.Errorf("%s %s has it", what, name)
		}
	}
}

var pdfStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)
