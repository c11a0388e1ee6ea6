// Package migrations carries the schema as numbered SQL files, run by goose as the
// owner role. A landed file is never edited; SQL is written for Postgres 15.
package migrations

import "embed"

// Files are the migrations in order.
//
//go:embed *.sql
var Files embed.FS
