package main

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"demarc/internal/pgembed"
)

// commands is the command line. Every flag can be given as a variable of the
// environment; the README has the same table.
type commands struct {
	Serve   serveCommand   `cmd:"" default:"withargs" help:"Run everything: the database, the jobs and the web server (the default)."`
	Demo    demoCommand    `cmd:"" help:"Play one engagement from nothing to a sealed agreement and write its files."`
	Verify  verifyCommand  `cmd:"" help:"Check a sealed PDF, offline. Exit 0: authentic, 1: not, 2: could not check."`
	Migrate migrateCommand `cmd:"" help:"Bring the database schema up to date."`
	Seal    sealCommand    `cmd:"" help:"The keys of the seal: list, test, renew, bring your own, revoke."`
	Audit   auditCommand   `cmd:"" help:"The audit log."`
	Bench   benchCommand   `cmd:"" help:"Measure pages, edits and documents against the limits of this machine, and print ratios."`
	Load    loadCommand    `cmd:"" help:"Have many people edit many matrices at once, through two servers, and look for every edit in the log."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

// database says where data is kept.
type database struct {
	DatabaseURL string `name:"database-url" env:"DEMARC_DATABASE_URL" help:"Postgres 15 or newer, as the role demarc_app. Empty: a private cluster is run in the data directory."`
	DirectURL   string `name:"database-direct-url" env:"DEMARC_DATABASE_DIRECT_URL" help:"The same database without a transaction pooler, for live updates and jobs. Empty: the database URL."`
	OwnerURL    string `name:"database-owner-url" env:"DEMARC_DATABASE_OWNER_URL" help:"The same database as the role demarc_owner, for migrations and the audit check."`
	DataDir     string `name:"data-dir" env:"DEMARC_DATA_DIR" help:"Where the private cluster, the outbox and the master key are kept. Empty: the system's place for such data."`
}

// check judges the settings and fills the ones that follow from others.
func (d *database) check() error {
	for name, raw := range map[string]string{"DEMARC_DATABASE_URL": d.DatabaseURL, "DEMARC_DATABASE_DIRECT_URL": d.DirectURL, "DEMARC_DATABASE_OWNER_URL": d.OwnerURL} {
		if raw == "" {
			continue
		}
		if u, err := url.Parse(raw); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
			return usage("%s must look like postgres://demarc_app:password@host:5432/demarc", name)
		}
	}
	if d.DatabaseURL == "" && (d.DirectURL != "" || d.OwnerURL != "") {
		return usage("DEMARC_DATABASE_DIRECT_URL and DEMARC_DATABASE_OWNER_URL need DEMARC_DATABASE_URL; without it a private cluster is run")
	}
	if d.DirectURL == "" {
		d.DirectURL = d.DatabaseURL
	}
	if d.DataDir == "" {
		d.DataDir = pgembed.DefaultDataDir()
	}
	abs, err := filepath.Abs(d.DataDir)
	if err != nil {
		return usage("the data directory %q is not a usable path", d.DataDir)
	}
	d.DataDir = abs
	return nil
}

func (d *database) embedded() bool { return d.DatabaseURL == "" }

// masterKey opens the seal key kept in the database.
type masterKey struct {
	Key  string `name:"seal-master-key" env:"DEMARC_SEAL_MASTER_KEY" help:"32 random bytes, hex or base64, that open the seal key in the database. All processes need the same. Empty: a file in the data directory."`
	File string `name:"seal-master-key-file" env:"DEMARC_SEAL_MASTER_KEY_FILE" help:"A file that holds the same."`
}

// bytes reads the master key, or makes one in the data directory at first start.
func (m masterKey) bytes(dataDir string) ([]byte, error) {
	text, from := m.Key, "DEMARC_SEAL_MASTER_KEY"
	if text == "" {
		path := m.File
		if from = "DEMARC_SEAL_MASTER_KEY_FILE"; path == "" {
			path, from = filepath.Join(dataDir, masterFile), filepath.Join(dataDir, masterFile)
			if err := makeMasterKey(path); err != nil {
				return nil, err
			}
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, usage("the master key of the seal cannot be read: %v", err)
		}
		text = string(b)
	}
	text = strings.Join(strings.Fields(text), "") // a recovery sheet has it in groups
	key, err := hex.DecodeString(text)
	if err != nil {
		key, err = base64.StdEncoding.DecodeString(text)
	}
	if err != nil || len(key) < 32 {
		return nil, usage("%s must hold at least 32 random bytes as hex or base64; make some with: openssl rand -hex 32", from)
	}
	return key, nil
}

// masterFile holds the master key in the data directory.
const masterFile = "seal-master.key"

func makeMasterKey(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return nil
	}
	if err != nil {
		return usage("the master key of the seal cannot be made in the data directory: %v", err)
	}
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails
	_, err = f.WriteString(hex.EncodeToString(key) + "\n")
	return errors.Join(err, f.Close())
}
