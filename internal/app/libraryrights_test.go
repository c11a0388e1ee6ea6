package app_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/catalog"
	"demarc/internal/fault"
)

func TestLibraryRights(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	f := catalog.Of(*b.thing(t, catalog.FunctionKind, "bk-test").Item.Function)
	for _, who := range []access.Actor{b.lead, b.viewer} {
		if _, err := b.Library.Open(ctx, who); err != nil {
			t.Errorf("%s may not read: %v", who.Role, err)
		}
		for what, err := range map[string]error{
			"save":    second(b.Library.Save(ctx, who, app.Edit{Item: f, Seen: "0.0"})),
			"publish": second(b.Library.Publish(ctx, who, "x", "")),
			"retire":  b.Library.Retire(ctx, who, f.Kind, "hd-tier3", "0.0", ""),
			"restore": b.Library.Restore(ctx, who, f.Kind, "hd-tier3", "0.0", ""),
			"drop":    b.Library.Drop(ctx, who, f.Kind, "hd-tier3", "0.0"),
		} {
			if !fault.Is(err, fault.Forbidden) {
				t.Errorf("%s may %s: %v", who.Role, what, err)
			}
		}
	}
	for what, err := range map[string]error{
		"open":    second(b.Library.Open(ctx, b.itLead)),
		"item":    second(b.Library.Item(ctx, b.itLead, f.Kind, f.Key)),
		"save":    second(b.Library.Save(ctx, b.itLead, app.Edit{Item: f, Seen: "0.0"})),
		"publish": second(b.Library.Publish(ctx, b.itLead, "x", "")),
	} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("the client's lead may %s: %v", what, err)
		}
	}
	if _, err := b.Library.Open(ctx, access.Actor{}); !fault.Is(err, fault.SignIn) {
		t.Errorf("nobody: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestLibraryIsOfOneMSP(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	own, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Template{Name: "Ours", Description: "x", Modes: catalog.Presets()[0].Modes})})
	apptest.Must(t, err)
	b.rewrite(t, "c-nonsolicit", "Ours alone.")
	b.publish(t, "Ours")
	if _, err := b.Library.Item(t.Context(), b.Stranger, own.Kind, own.Key); !fault.Is(err, fault.NotFound) {
		t.Errorf("a stranger finds it: %v", err)
	}
	v, err := b.Library.Open(t.Context(), b.Stranger)
	apptest.Must(t, err)
	if len(catalog.Diff(catalog.Shipped(), v.Draft)) != 0 || len(v.Versions) != 0 || len(v.Uses) != 0 {
		t.Errorf("a stranger sees %v %v %v", v.Changes, v.Versions, v.Uses)
	}
	c, err := b.Clients.Add(t.Context(), b.Stranger, "Cedar")
	apptest.Must(t, err)
	if _, err := b.Engagements.Start(t.Context(), b.Stranger, app.Start{Client: c.ID, Title: "x", Preset: own.Key}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a stranger starts from it: %v", err)
	}
}

// What is published is held by the database too, not only by the acts.
func TestPublishedItemsStay(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.rewrite(t, "c-nonsolicit", "As published.")
	b.publish(t, "x")
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, b.URL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	for _, sql := range []string{
		`update app.library_items set body = '{}' where msp_id = app.msp_id()`,
		`delete from app.library_items where msp_id = app.msp_id()`,
	} {
		tx, err := conn.Begin(ctx)
		apptest.Must(t, err)
		for _, set := range []string{`set local app.side = 'msp'`, `set local app.msp_id = '` + string(b.Owner.MSP) + `'`} {
			_, err := tx.Exec(ctx, set)
			apptest.Must(t, err)
		}
		tag, err := tx.Exec(ctx, sql)
		if err == nil && tag.RowsAffected() != 0 {
			t.Errorf("%s: %d rows", sql, tag.RowsAffected())
		}
		apptest.Must(t, tx.Rollback(ctx))
	}
}
