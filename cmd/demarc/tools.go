package main

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"demarc/internal/pgembed"
	"demarc/internal/seal"
	"demarc/internal/store"
	"demarc/internal/verify"
)

// verifyCommand checks a sealed PDF, or a checkpoint, without network or database.
type verifyCommand struct {
	File      string `arg:"" type:"path" help:"The sealed PDF, or a checkpoint (JSON)."`
	Root      string `type:"path" help:"The root certificate of the instance that sealed it (root.pem). Empty: root.pem beside the file, then the one in the data directory."`
	TimeRoots string `name:"time-roots" env:"DEMARC_TSA_ROOTS" type:"path" help:"A PEM file with the roots of time authorities that you trust: with it an outside time in the file is checked. Empty: it is not."`
	Record    string `type:"path" help:"With a checkpoint: the evidence.json of an engagement, to see whether it is still what was bound."`
	JSON      bool   `help:"Print the report as JSON."`
}

// Run prints the verdict first, then what was looked at.
func (c *verifyCommand) Run(con *console) error {
	file, err := os.ReadFile(c.File)
	if err != nil {
		con.say("Could not check: %v", err)
		return &answerError{2}
	}
	roots, from, err := c.roots()
	if err != nil {
		con.say("Could not check: %v", err)
		return &answerError{2}
	}
	if verify.IsCheckpoint(file) {
		return c.checkpoint(con, file, roots)
	}
	clocks, err := c.timeRoots()
	if err != nil {
		con.say("Could not check: %v", err)
		return &answerError{2}
	}
	report := verify.File(file, seal.Trust{Roots: roots, TimeRoots: clocks}).Offline("")
	if c.JSON {
		enc := json.NewEncoder(con.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(report); err != nil {
			return err
		}
	} else {
		tell(con, report, from)
	}
	return answer(report.Verdict)
}

// checkpoint checks a checkpoint, and the record beside it if one is named.
func (c *verifyCommand) checkpoint(con *console, file []byte, roots []*x509.Certificate) error {
	var record []byte
	if c.Record != "" {
		var err error
		if record, err = os.ReadFile(c.Record); err != nil {
			con.say("Could not check: %v", err)
			return &answerError{2}
		}
	}
	report := verify.Checkpoint(file, record, roots)
	if c.JSON {
		enc := json.NewEncoder(con.out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(report); err != nil {
			return err
		}
	} else {
		con.say("%s", report.Sentence)
		list(con, report.Checks)
	}
	return answer(report.Verdict)
}

// answer is how the command ends.
func answer(v verify.Verdict) error {
	switch {
	case v.Good():
		return nil
	case v == verify.CannotTell:
		return &answerError{2}
	}
	return &answerError{1}
}

func list(con *console, checks []verify.Check) {
	for _, k := range checks {
		mark := map[verify.Result]string{verify.Pass: "ok ", verify.Fail: "NO ", verify.NotChecked: "-- "}[k.Result]
		con.say("  %s %s: %s", mark, k.Name, k.Detail)
	}
}

// tell prints the verdict first, then what was looked at.
func tell(con *console, report verify.Report, from string) {
	con.say("%s", report.Sentence)
	list(con, report.Checks)
	if report.Seal.Fingerprint != "" {
		con.say("  root fingerprint: %s", report.Seal.Fingerprint)
	}
	if from != "" {
		con.say("  compared with:    %s", from)
	}
	con.say("  SHA-256 of file:  %s", report.SHA256)
	if report.Content != "" {
		con.say("  signed content:   %s", report.Content)
	}
}

// roots are the certificates a seal must lead to. A root beside the file proves that
// nothing changed since that root's owner sealed it; who the owner is, its
// fingerprint says.
func (c *verifyCommand) roots() ([]*x509.Certificate, string, error) {
	places := []string{c.Root}
	if c.Root == "" {
		places = []string{filepath.Join(filepath.Dir(c.File), "root.pem"), filepath.Join(pgembed.DefaultDataDir(), "root.pem")}
	}
	for _, p := range places {
		text, err := os.ReadFile(p)
		if errors.Is(err, os.ErrNotExist) && c.Root == "" {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		roots, err := seal.ParseRoots(text)
		return roots, p, err
	}
	return nil, "", nil
}

// timeRoots are the certificates that an outside time must lead to.
func (c *verifyCommand) timeRoots() ([]*x509.Certificate, error) {
	if c.TimeRoots == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.TimeRoots)
	if err != nil {
		return nil, err
	}
	roots, err := seal.ParseRoots(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", c.TimeRoots, err)
	}
	return roots, nil
}

// migrateCommand brings the schema up to date, as the owner role.
type migrateCommand struct {
	database `embed:""`
	Down     bool `help:"Take every migration back. All data is lost."`
}

// Run migrates.
func (c *migrateCommand) Run(ctx context.Context, con *console) error {
	owner, stop, err := c.ownerURL(ctx, con)
	if err != nil {
		return err
	}
	defer stop()
	if c.Down {
		if err := store.MigrateDown(ctx, owner); err != nil {
			return reach(err)
		}
		con.say("The schema is gone.")
		return nil
	}
	if err := store.Migrate(ctx, owner); err != nil {
		return reach(err)
	}
	con.say("The schema is up to date.")
	return nil
}

// ownerURL is where the owner role connects, starting the private cluster if that is
// where the data is.
func (d *database) ownerURL(ctx context.Context, con *console) (string, func(), error) {
	if err := d.check(); err != nil {
		return "", nil, err
	}
	if !d.embedded() {
		if d.OwnerURL == "" {
			return "", nil, usage("set DEMARC_DATABASE_OWNER_URL to the database as the role demarc_owner")
		}
		return d.OwnerURL, func() {}, nil
	}
	if err := dataDir(d.DataDir); err != nil {
		return "", nil, err
	}
	cluster, err := pgembed.Start(ctx, pgembed.Options{DataDir: d.DataDir, Log: func(line string) { con.say("%s", line) }})
	if err != nil {
		return "", nil, err
	}
	return cluster.URL(pgembed.Owner, pgembed.Database), func() { _ = cluster.Stop() }, nil
}

type versionCommand struct{}

// Run prints what this binary was built from.
func (versionCommand) Run(con *console) error { //nolint:unparam // kong wants an error of every command
	info, ok := debug.ReadBuildInfo()
	if !ok {
		con.say("demarc, unknown build")
		return nil
	}
	revision := "unknown revision"
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			revision = s.Value
		}
	}
	con.say("demarc %s (%s, %s)", info.Main.Version, revision, info.GoVersion)
	return nil
}
