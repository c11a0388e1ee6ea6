//go:build unix

package pgembed

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
)

// initdb makes the cluster. initdb is not atomic, so it works in a folder
// beside, which then gets the name. Text sorts by byte in it: libc and ICU
// sort differently from build to build, and indexes would go wrong when the
// binaries change.
func (h home) initdb(ctx context.Context, p postgres, more ...string) error {
	tmp := h.data() + ".tmp"
	if err := os.RemoveAll(tmp); err != nil {
		return err
	}
	args := []string{"-D", tmp, "-U", Superuser, "-E", "UTF8", "--no-locale", "--no-instructions", "--auth-host=reject"}
	args = append(args, more...)
	if h.account.shared {
		file, err := h.newPassword()
		if err != nil {
			return err
		}
		defer os.Remove(file)
		args = append(args, "--auth-local=scram-sha-256", "--pwfile="+file)
	} else {
		args = append(args, "--auth-local=trust")
	}
	if out, err := p.command(ctx, h.account, "initdb", args...).CombinedOutput(); err != nil {
		os.RemoveAll(tmp)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("create the database cluster: %w: %s", err, complaint(string(out)))
	}
	return os.Rename(tmp, h.data())
}

// newPassword keeps a new password where only root reads it, and writes the
// file that initdb reads as the account.
func (h home) newPassword() (file string, err error) {
	secret := []byte(rand.Text() + "\n")
	if err := os.WriteFile(h.secretFile(), secret, 0o600); err != nil {
		return "", err
	}
	file = filepath.Join(h.own(), "secret.tmp")
	os.Remove(file)
	if err := os.WriteFile(file, secret, 0o600); err != nil {
		return "", err
	}
	return file, h.account.own(file)
}

func (s *Server) connect(ctx context.Context) (*pgx.Conn, error) {
	return pgx.Connect(ctx, s.URL(Superuser, Superuser))
}

// answers checks that the server behind the socket is the one of our folder.
func (s *Server) answers(ctx context.Context) error {
	db, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer db.Close(ctx)
	var dir string
	if err := db.QueryRow(ctx, `select current_setting('data_directory')`).Scan(&dir); err != nil {
		return err
	}
	here, err := os.Stat(s.home.data())
	if err != nil {
		return err
	}
	there, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if !os.SameFile(here, there) {
		return fmt.Errorf("the server on %s serves %s", s.sockets, dir)
	}
	return nil
}

const (
	roleRights     = "login nosuperuser nocreatedb nocreaterole nobypassrls"
	databaseRights = "revoke all on database " + Database + " from public; grant connect on database " + Database + " to " + App
)

// makeRoles makes what is missing of the roles and the database. Only App's
// connections are let in besides the owner's, and it may not make temporary
// tables.
func (s *Server) makeRoles(ctx context.Context) error {
	db, err := s.connect(ctx)
	if err != nil {
		return fmt.Errorf("connect to the new cluster: %w", err)
	}
	defer db.Close(ctx)
	for _, role := range []string{Owner, App} {
		var there bool
		if err := db.QueryRow(ctx, `select exists (select from pg_roles where rolname = $1)`, role).Scan(&there); err != nil {
			return err
		}
		if there {
			continue
		}
		create := "create role " + role + " " + roleRights
		if s.password != "" {
			create += " password '" + s.password + "'" // letters and digits only
		}
		if _, err := db.Exec(ctx, create); err != nil {
			return fmt.Errorf("create role %s: %w", role, err)
		}
	}
	var there bool
	if err := db.QueryRow(ctx, `select exists (select from pg_database where datname = $1)`, Database).Scan(&there); err != nil {
		return err
	}
	if !there {
		if _, err := db.Exec(ctx, "create database "+Database+" owner "+Owner); err != nil {
			return fmt.Errorf("create database %s: %w", Database, err)
		}
	}
	_, err = db.Exec(ctx, databaseRights)
	return err
}
