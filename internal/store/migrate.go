package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"demarc/migrations"
)

// Migrate brings the schema and River's tables up to date, as the owner role. Several
// processes may call it at once: the first takes a lock, the others wait and find
// nothing to do. It needs a direct connection, not one through a transaction pooler.
func Migrate(ctx context.Context, ownerURL string) error {
	return withOwner(ctx, ownerURL, func(pool *pgxpool.Pool, up *goose.Provider) error {
		if _, err := up.Up(ctx); err != nil {
			return fmt.Errorf("migrate: %w", err)
		}
		if err := pinOldest(ctx, pool); err != nil {
			return err
		}
		return migrateJobs(ctx, pool)
	})
}

// MigrateDown takes every migration of the schema back. It loses all data and is
// there to prove that the files can be undone.
func MigrateDown(ctx context.Context, ownerURL string) error {
	return withOwner(ctx, ownerURL, func(_ *pgxpool.Pool, up *goose.Provider) error {
		_, err := up.DownTo(ctx, 0)
		return err
	})
}

func withOwner(ctx context.Context, ownerURL string, do func(*pgxpool.Pool, *goose.Provider) error) error {
	pool, err := pgxpool.New(ctx, ownerURL)
	if err != nil {
		return fmt.Errorf("open the database as its owner: %w", err)
	}
	defer pool.Close()
	// River has no lock of its own round creating its schema; one lock covers both.
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("reach the database as its owner: %w", err)
	}
	defer conn.Release()
	if _, err := conn.Exec(ctx, `select pg_advisory_lock(7234598734)`); err != nil {
		return fmt.Errorf("wait for other migrations: %w", err)
	}
	defer func() { _, _ = conn.Exec(context.WithoutCancel(ctx), `select pg_advisory_unlock(7234598734)`) }()
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	up, err := goose.NewProvider(goose.DialectPostgres, db, migrations.Files, goose.WithSessionLocker(locker))
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	return do(pool, up)
}

func migrateJobs(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, `create schema if not exists `+JobSchema); err != nil {
		return fmt.Errorf("make the job schema: %w", err)
	}
	m, err := rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: JobSchema})
	if err != nil {
		return err
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job tables: %w", err)
	}
	for _, grant := range []string{
		`grant usage on schema ` + JobSchema + ` to demarc_app`,
		`grant select, insert, update, delete on all tables in schema ` + JobSchema + ` to demarc_app`,
		`grant usage, select on all sequences in schema ` + JobSchema + ` to demarc_app`,
	} {
		if _, err := pool.Exec(ctx, grant); err != nil {
			return fmt.Errorf("grant the job tables: %w", err)
		}
	}
	return nil
}
