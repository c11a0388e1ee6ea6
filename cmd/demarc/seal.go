package main

import (
	"context"
	"log/slog"
	"os"
	"strings"
	"time"

	"demarc/internal/app"
	"demarc/internal/seal"
)

// sealCommand is what an operator does with the keys of the seal.
type sealCommand struct {
	Status   sealStatusCommand   `cmd:"" help:"List the seal certificates, and say which one seals."`
	Test     sealTestCommand     `cmd:"" help:"Seal a page and ask the time authorities. Exit 1 if nothing can be sealed."`
	Renew    sealRenewCommand    `cmd:"" help:"Make a new seal certificate under the instance's own root."`
	Import   sealImportCommand   `cmd:"" help:"Seal with the certificate of a PKCS #12 file from now on."`
	Recovery sealRecoveryCommand `cmd:"" help:"Print the master key of the seal for paper: what it is, how to keep it."`
	Revoke   sealRevokeCommand   `cmd:"" help:"Take trust from a seal certificate from a time on, after its key leaked."`
}

// sealTools are the settings all of them need.
type sealTools struct {
	database  `embed:""`
	masterKey `embed:""`
	clocks    `embed:""`
	BaseURL   string `name:"base-url" env:"DEMARC_BASE_URL" help:"The address people reach it at; new certificates name the list of revoked ones there."`
}

// with opens the database and does something with the keys; no jobs run.
func (c *sealTools) with(ctx context.Context, con *console, do func(*app.App) error) error {
	if err := c.check(); err != nil {
		return err
	}
	if err := dataDir(c.DataDir); err != nil {
		return err
	}
	authorities, err := c.authorities()
	if err != nil {
		return err
	}
	in, err := open(ctx, settings{
		database: c.database, masterKey: c.masterKey, authorities: authorities, crl: crlAddress(c.BaseURL), base: c.BaseURL, log: slog.New(slog.DiscardHandler), step: con.say, idle: true,
	})
	if err != nil {
		return err
	}
	defer in.close()
	return do(in.app)
}

type sealStatusCommand struct {
	sealTools `embed:""`
}

// Run lists the keys.
func (c *sealStatusCommand) Run(ctx context.Context, con *console) error {
	return c.with(ctx, con, func(a *app.App) error {
		all, err := a.Seals.Keys(ctx)
		if err != nil {
			return err
		}
		now := time.Now()
		current, _ := a.Seals.Current(ctx)
		for _, k := range all {
			cert := k.Key.Certificate()
			state := "no longer seals"
			switch {
			case !k.Revoked.IsZero():
				state = "revoked from " + k.Revoked.Format(time.RFC3339)
			case k.Key == current:
				state = "seals now"
			}
			issuer := "own root"
			if !k.Key.Own() {
				issuer = "issued by " + cert.Issuer.CommonName
			}
			con.say("%s, %s, %s", cert.Subject.CommonName, issuer, state)
			con.say("  valid:       %s to %s (%d days left)", day(cert.NotBefore), day(cert.NotAfter), max(0, int(cert.NotAfter.Sub(now).Hours()/24)))
			con.say("  serial:      %s", cert.SerialNumber.Text(16))
			con.say("  fingerprint: %s", seal.Fingerprint(cert))
			con.say("  root:        %s", k.Key.Fingerprint())
		}
		con.say("Viewers that know only their own list of authorities, such as Adobe's, do not know this root: they show the seal as unbroken, by an unknown signer.")
		return nil
	})
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006") }

type sealTestCommand struct {
	sealTools `embed:""`
}

// Run seals a page of its own.
func (c *sealTestCommand) Run(ctx context.Context, con *console) error {
	return c.with(ctx, con, func(a *app.App) error {
		h := a.Seals.Check(ctx)
		for _, t := range h.Authorities {
			if t.Reason == "" {
				con.say("The time authority %s answers.", t.Name)
			} else {
				con.say("The time authority %s: %s", t.Name, t.Reason)
			}
		}
		if h.Warning != "" {
			con.say("Note: %s.", h.Warning)
		}
		if h.Seal != "" {
			con.say("The seal does not work: %s", h.Seal)
			return &answerError{1}
		}
		con.say("The seal works: %s, until %s, root %s.", h.SealedBy, day(h.Until), h.Root)
		return nil
	})
}

type sealRenewCommand struct {
	sealTools `embed:""`
}

// Run makes a new certificate.
func (c *sealRenewCommand) Run(ctx context.Context, con *console) error {
	return c.with(ctx, con, func(a *app.App) error {
		key, err := a.Seals.Renew(ctx)
		if err != nil {
			return usage("the seal certificate cannot be renewed: %v", err)
		}
		con.say("The seal has a new certificate until %s, under the same root: whoever pinned that need do nothing.", day(key.Certificate().NotAfter))
		return nil
	})
}

type sealImportCommand struct {
	sealTools    `embed:""`
	File         string `arg:"" type:"path" help:"The PKCS #12 file (.p12, .pfx), with its whole chain."`
	PasswordFile string `name:"password-file" env:"DEMARC_SEAL_PKCS12_PASSWORD_FILE" type:"path" help:"A file that holds the password. Empty: the file has none."`
}

// Run takes the file into use after a test seal.
func (c *sealImportCommand) Run(ctx context.Context, con *console) error {
	data, password, err := readPKCS12(c.File, c.PasswordFile)
	if err != nil {
		return err
	}
	return c.with(ctx, con, func(a *app.App) error {
		key, err := a.Seals.Import(ctx, data, password)
		if err != nil {
			return usage("%s cannot seal: %v", c.File, err)
		}
		con.say("%s seals from now on, until %s. Its root has the fingerprint %s.", key.Certificate().Subject.CommonName, day(key.Certificate().NotAfter), key.Fingerprint())
		return nil
	})
}

func readPKCS12(file, passwordFile string) (data []byte, password string, err error) {
	if data, err = os.ReadFile(file); err != nil {
		return nil, "", usage("the PKCS #12 file cannot be read: %v", err)
	}
	if passwordFile == "" {
		return data, "", nil
	}
	text, err := os.ReadFile(passwordFile)
	if err != nil {
		return nil, "", usage("the password of the PKCS #12 file cannot be read: %v", err)
	}
	return data, strings.TrimRight(string(text), "\r\n"), nil
}

type sealRevokeCommand struct {
	sealTools   `embed:""`
	Certificate string `arg:"" help:"Its fingerprint or serial number, as seal status prints them."`
	From        string `required:"" help:"From when its seals count only with an outside time before: a day (2026-11-22) or a moment (2026-11-22T14:00:00Z)."`
}

// Run revokes a certificate.
func (c *sealRevokeCommand) Run(ctx context.Context, con *console) error {
	from, err := time.Parse(time.RFC3339, c.From)
	if err != nil {
		if from, err = time.Parse(time.DateOnly, c.From); err != nil {
			return usage("--from must look like 2026-11-22 or 2026-11-22T14:00:00Z")
		}
	}
	return c.with(ctx, con, func(a *app.App) error {
		if err := a.Seals.Revoke(ctx, c.Certificate, from); err != nil {
			return usage("%v", err)
		}
		con.say("Revoked from %s. Files it sealed before stay authentic where an outside clock says so; of the others the time is not confirmed.", from.UTC().Format(time.RFC3339))
		return nil
	})
}
