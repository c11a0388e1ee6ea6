package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"demarc/internal/app"
	"demarc/internal/jobs"
	"demarc/internal/mail"
	"demarc/internal/pgembed"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// instance is a database, a seal key and the acts over them, with jobs running:
// what serve and demo share.
type instance struct {
	cluster *pgembed.Server // nil with a database of one's own
	url     string
	direct  string
	owner   string
	db      *store.DB
	keys    *seal.Ring
	app     *app.App
	runner  *jobs.Runner
}

type settings struct {
	database
	masterKey
	temporary bool // a throw-away cluster
	idle      bool // no jobs: for tools that change one thing

	authorities []seal.Authority // of time, in their order
	crl         string           // where our own list of revoked certificates is found
	pkcs12      string           // a file to seal with, and the file of its password
	password    string
	name        string
	base        string
	mail        mail.Sender
	log         *slog.Logger
	step        func(format string, args ...any)
}

// open brings everything up, one printed step after the other.
func open(ctx context.Context, s settings) (_ *instance, err error) {
	in := &instance{url: s.DatabaseURL, direct: s.DirectURL, owner: s.OwnerURL}
	defer func() {
		if err != nil {
			in.close()
		}
	}()
	if s.embedded() {
		o := pgembed.Options{DataDir: s.DataDir, Temporary: s.temporary, Log: func(line string) { s.step("%s", line) }}
		if s.temporary {
			o.DataDir = ""
		}
		if in.cluster, err = pgembed.Start(ctx, o); err != nil {
			return nil, err
		}
		in.url = in.cluster.URL(pgembed.App, pgembed.Database)
		in.direct, in.owner = in.url, in.cluster.URL(pgembed.Owner, pgembed.Database)
	}
	if in.owner != "" {
		s.step("Bringing the schema up to date")
		if err := store.Migrate(ctx, in.owner); err != nil {
			return nil, reach(err)
		}
	}
	if in.db, err = store.Open(ctx, store.Config{URL: in.url, Conns: 16, Pooled: pooled(in.url, in.direct)}); err != nil {
		return nil, reach(err)
	}
	vault, err := s.openKeys(ctx, in)
	if err != nil {
		return nil, err
	}
	// `demarc verify` finds it there.
	if err := os.WriteFile(filepath.Join(s.DataDir, "root.pem"), in.keys.RootsPEM(), 0o644); err != nil {
		return nil, usage("the seal's root certificate cannot be written: %v", err)
	}
	in.app = app.New(app.Config{DB: in.db, Mail: s.mail, Keys: in.keys, Base: s.base, Log: s.log, Gather: gather, Vault: vault, Authorities: s.authorities, CRL: s.crl})
	if err := s.bring(ctx, in.app); err != nil || s.idle {
		return in, err
	}
	in.runner, err = jobs.Start(ctx, jobs.Config{URL: in.direct, Name: s.name, Do: in.app.Jobs.Do, Log: s.log.With("part", "jobs"), Periodic: jobs.Calendar})
	return in, err
}

// gather is how long a letter about a dispute waits for more of them.
const gather = 2 * time.Minute

// openKeys reads the keys of the seal, the first of which is made at first start.
func (s settings) openKeys(ctx context.Context, in *instance) (app.Vault, error) {
	master, err := s.bytes(s.DataDir)
	if err != nil {
		return app.Vault{}, err
	}
	vault := app.Vault{
		Open: func(wrapped []byte) (*seal.Key, error) { return s.unwrap(wrapped, master) },
		Wrap: func(k *seal.Key) ([]byte, error) { return k.Marshal(master) },
	}
	first, err := sealKey(ctx, in.db, s, master)
	if err != nil {
		return vault, err
	}
	if err := app.KeepFirst(ctx, in.db, vault, first); err != nil {
		return vault, fmt.Errorf("keep the seal key: %w", err)
	}
	in.keys, err = app.OpenRing(ctx, in.db, vault)
	return vault, err
}

// bring takes the configured PKCS #12 file into use, unless it is already.
func (s settings) bring(ctx context.Context, a *app.App) error {
	if s.pkcs12 == "" {
		return nil
	}
	data, password, err := readPKCS12(s.pkcs12, s.password)
	if err != nil {
		return err
	}
	if _, err := a.Seals.Import(ctx, data, password); err != nil {
		return usage("%s cannot seal: %v", s.pkcs12, err)
	}
	return nil
}

func (s settings) unwrap(wrapped, master []byte) (*seal.Key, error) {
	key, err := seal.ParseKey(wrapped, master)
	if errors.Is(err, seal.ErrMaster) {
		return nil, usage("the seal key in the database was made with another master key; set DEMARC_SEAL_MASTER_KEY to that one, or put back the file %s/seal-master.key", s.DataDir)
	}
	return key, err
}

// sealKey opens the seal key all processes share, or makes it at first start.
func sealKey(ctx context.Context, db *store.DB, s settings, master []byte) (*seal.Key, error) {
	wrapped, err := db.Instance(ctx, "seal-key", func() ([]byte, error) {
		s.step("Making the seal key")
		host, err := os.Hostname()
		if err != nil || host == "" {
			host = "this instance"
		}
		var crl []string
		if s.crl != "" {
			crl = append(crl, s.crl)
		}
		k, err := seal.NewKey(time.Now(), "Demarc at "+host, crl...)
		if err != nil {
			return nil, err
		}
		return k.Marshal(master)
	})
	if err != nil {
		return nil, fmt.Errorf("read the seal key: %w", err)
	}
	return s.unwrap(wrapped, master)
}

// close stops everything in the order opposite to open.
func (in *instance) close() {
	if in.runner != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		in.runner.Stop(ctx)
		cancel()
	}
	if in.db != nil {
		in.db.Close()
	}
	if in.cluster != nil {
		_ = in.cluster.Stop()
	}
}

// reach says in one line why the database cannot be used.
func reach(err error) error {
	return usage("the database cannot be used: %s", strings.Join(strings.Fields(err.Error()), " "))
}

// dataDir makes the data directory and proves that it can be written.
func dataDir(path string) error {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return usage("the data directory %s cannot be made; choose another with --data-dir or DEMARC_DATA_DIR (%v)", path, err)
	}
	f, err := os.CreateTemp(path, ".writable")
	if err != nil {
		return usage("the data directory %s cannot be written; choose another with --data-dir or DEMARC_DATA_DIR (%v)", path, err)
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// pooled tells that the database is reached through a pooler: another server than that
// which is asked directly answers there.
func pooled(database, direct string) bool {
	return serverOf(database) != serverOf(direct)
}

func serverOf(database string) string {
	u, err := url.Parse(database)
	if err != nil {
		return database // what opens it says so
	}
	q := u.Query()
	return u.Host + " " + q.Get("host") + " " + q.Get("port")
}
