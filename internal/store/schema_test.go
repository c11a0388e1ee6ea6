package store_test

import (
	"context"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

// global lists the tables outside tenancy, each with its reason.
var global = map[string]string{
	"users":        "a person belongs to no MSP; what they may do is in memberships",
	"sessions":     "a browser is known before a place is chosen",
	"signin_codes": "asked before a tenant is known",
	"attempts":     "counts per account and network",
	"instance":     "what all processes share",
	"seal_keys":    "one authority seals for all MSPs of the instance",
	"checkpoints":  "one root over the chains of all MSPs, which says nothing about any of them",
}

func rows(t *testing.T, conn *pgx.Conn, sql string, args ...any) []string {
	t.Helper()
	r, err := conn.Query(t.Context(), sql, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := pgx.CollectRows(r, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The catalogue is asked, not remembered: whatever table is added is judged here.
func TestSchemaHoldsTenantsApart(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	conn, err := pgx.Connect(t.Context(), d.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	tables := rows(t, conn, `select relname from pg_class where relnamespace = 'app'::regnamespace and relkind in ('r', 'p')`)
	if len(tables) < 15 {
		t.Fatalf("only %d tables: the test looks in the wrong place", len(tables))
	}
	for _, table := range tables {
		if global[table] != "" {
			continue
		}
		for what, sql := range map[string]string{
			"has no msp_id not null":                     `select 1 from pg_attribute where attrelid = $1::regclass and attname = 'msp_id' and attnotnull`,
			"has no row-level security":                  `select 1 from pg_class where oid = $1::regclass and relrowsecurity`,
			"does not force row-level security":          `select 1 from pg_class where oid = $1::regclass and relforcerowsecurity`,
			"has no policy for demarc_app":               `select 1 from pg_policy where polrelid = $1::regclass and 'demarc_app'::regrole = any (polroles)`,
			"has no policy for its owner":                `select 1 from pg_policy where polrelid = $1::regclass and 'demarc_owner'::regrole = any (polroles)`,
			"has no primary key that begins with msp_id": `select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0] where i.indrelid = $1::regclass and i.indisprimary and a.attname = 'msp_id'`,
			"has no comment":                             `select 1 where obj_description($1::regclass) is not null`,
		} {
			var one int
			if err := conn.QueryRow(t.Context(), sql, "app."+table).Scan(&one); err != nil {
				t.Errorf("%s %s", table, what)
			}
		}
	}
	if bad := rows(t, conn, `
		select c.conrelid::regclass || ' ' || c.conname from pg_constraint c
		 where c.connamespace = 'app'::regnamespace and c.contype in ('f', 'u')
		   and (select attname from pg_attribute where attrelid = c.conrelid and attnum = c.conkey[1]) <> 'msp_id'
		   and not (c.contype = 'f' and c.confrelid = 'app.users'::regclass)
		   and c.conrelid <> 'app.users'::regclass`); len(bad) > 0 {
		t.Errorf("keys that do not begin with msp_id: %v", bad)
	}
	if bad := rows(t, conn, `select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indrelid
		 where c.relnamespace = 'app'::regnamespace and i.indisunique
		   and (select attname from pg_attribute where attrelid = i.indrelid and attnum = i.indkey[0]) <> 'msp_id'
		   and not (c.relname = any ($1))`, globalNames()); len(bad) > 0 {
		t.Errorf("unique indexes that do not begin with msp_id: %v", bad)
	}
	if bad := rows(t, conn, `select proname from pg_proc where pronamespace = 'app'::regnamespace and prosecdef`); len(bad) > 0 {
		t.Errorf("functions that run as their owner: %v", bad)
	}
	if bad := rows(t, conn, `select tgname from pg_trigger where not tgisinternal`); len(bad) > 0 {
		t.Errorf("triggers: %v; rules live in Go", bad)
	}
	if bad := rows(t, conn, `select rolname from pg_roles where rolname in ('demarc_app', 'demarc_owner') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`); len(bad) > 0 {
		t.Errorf("roles with too many rights: %v", bad)
	}
	if bad := rows(t, conn, `select relname from pg_class where relowner = 'demarc_app'::regrole`); len(bad) > 0 {
		t.Errorf("the runtime role owns %v", bad)
	}
	for _, table := range []string{"entries", "versions", "files", "revisions", "library_versions", "releases", "checkpoints", "checkpoint_leaves"} {
		got := rows(t, conn, `select privilege_type from information_schema.role_table_grants where table_schema = 'app' and table_name = $1 and grantee = 'demarc_app'`, table)
		slices.Sort(got)
		if !slices.Equal(got, []string{"INSERT", "SELECT"}) {
			t.Errorf("%s is append only, but the runtime role may %v", table, got)
		}
	}
}

func globalNames() []string {
	var out []string
	for name := range global {
		out = append(out, name)
	}
	return out
}

func TestStrongRolesAreRefused(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	for _, url := range []string{d.SuperURL, d.OwnerURL} {
		if db, err := store.Open(t.Context(), store.Config{URL: url}); err == nil {
			db.Close()
			t.Error("a role that sees every tenant was accepted")
		}
	}
}

func TestMigrationsCanBeUndone(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	if err := store.MigrateDown(t.Context(), d.OwnerURL); err != nil {
		t.Fatal(err)
	}
	if err := store.Migrate(t.Context(), d.OwnerURL); err != nil {
		t.Fatal(err)
	}
}
