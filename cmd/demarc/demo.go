package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"demarc/internal/engagement"
	"demarc/internal/mail"
)

// demoCommand plays the whole story without a browser, through the same acts.
type demoCommand struct {
	Out string `required:"" type:"path" help:"The folder to write agreement.pdf, agreement.docx, matrix.xlsx, matrix.csv, evidence.json and root.pem to."`
}

// Run plays the story in a throw-away cluster of its own.
func (c *demoCommand) Run(ctx context.Context, con *console) error {
	if err := dataDir(c.Out); err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "demarc-demo-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(scratch) }()
	outbox, err := mail.NewOutbox("")
	if err != nil {
		return err
	}
	in, err := open(ctx, settings{
		database: database{DataDir: scratch}, temporary: true, name: "demo", base: "http://localhost", mail: outbox,
		log: (&serveCommand{}).logger(), step: con.say,
	})
	if err != nil {
		return err
	}
	defer in.close()
	began := time.Now()
	s := &story{app: in.app, outbox: outbox, db: in.db}
	id, err := s.tell(ctx, con)
	if err != nil {
		return err
	}
	if err := c.write(ctx, con, s, id); err != nil {
		return err
	}
	con.say("The whole story took %.1f seconds.", time.Since(began).Seconds())
	con.say("Check it: demarc verify %s", filepath.Join(c.Out, "agreement.pdf"))
	return nil
}

// tell plays from signing up to a version in force.
func (s *story) tell(ctx context.Context, con *console) (engagement.ID, error) {
	con.say("Northgate IT signs up, adds Alder Foods, and invites people of both sides")
	if err := s.open(ctx); err != nil {
		return "", err
	}
	con.say("An engagement starts: parties, terms and lanes are filled in")
	e, err := s.draft(ctx, "Co-managed IT, Alder Foods")
	if err != nil {
		return "", err
	}
	con.say("Both teams work the matrix, agree to it, and it is signed and sealed")
	return e.ID, s.finish(ctx, e.ID)
}

// write saves what a party would download.
func (c *demoCommand) write(ctx context.Context, con *console, s *story, id engagement.ID) error {
	save := func(name string, data []byte) error {
		path := filepath.Join(c.Out, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		con.say("  %-15s %7.1f KB", name, float64(len(data))/1024)
		return nil
	}
	sealed, err := s.app.Versions.Sealed(ctx, s.cast.itLead, id, 1)
	if err != nil {
		return err
	}
	if err := save("agreement.pdf", sealed.Data); err != nil {
		return err
	}
	for _, x := range []struct{ name, kind string }{{"agreement.docx", "docx"}, {"matrix.xlsx", "xlsx"}, {"matrix.csv", "csv"}} {
		d, err := s.app.Versions.Export(ctx, s.cast.lead, id, 1, x.kind)
		if err != nil {
			return err
		}
		if err := save(x.name, d.Data); err != nil {
			return err
		}
	}
	evidence, err := s.app.Versions.Evidence(ctx, s.cast.itLead, id)
	if err != nil {
		return err
	}
	if err := save("evidence.json", evidence.Data); err != nil {
		return err
	}
	return save("root.pem", s.app.Versions.Trust())
}
