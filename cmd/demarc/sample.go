package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// sampleLinkLife is how long a printed sign-in link works; each start prints new ones.
const sampleLinkLife = 12 * time.Hour

// printSample makes the sample in an empty database, and prints a sign-in link for
// each of its people.
func printSample(ctx context.Context, con *console, in *instance, outbox *mail.Outbox, base *url.URL) error {
	empty, err := in.db.Empty(ctx)
	if err != nil {
		return err
	}
	if empty {
		if outbox == nil {
			con.say("No sample was made: with a mail server its letters would be sent to people who do not exist")
			return nil
		}
		con.say("Making the sample MSP and client")
		started, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		if err := makeSample(started, in, outbox); err != nil {
			return fmt.Errorf("make the sample: %w", err)
		}
	}
	people := []struct{ title, email string }{
		{"MSP owner", "nora@northgate.example"},
		{"MSP lead", "tom@northgate.example"},
		{"internal IT lead", "priya@alderfoods.example"},
		{"client signer", "dana@alderfoods.example"},
	}
	said := false
	for _, p := range people {
		u, found, err := in.db.UserByEmail(ctx, p.email)
		if err != nil || !found {
			continue // not our sample's database
		}
		if !said {
			con.say("Sign in as a sample person:")
			said = true
		}
		secret, err := store.NewSecret(party.MSPID(store.NewID()))
		if err != nil {
			return err
		}
		if err := in.db.AddSampleLink(ctx, u.ID, secret.Token, sampleLinkLife); err != nil {
			return err
		}
		con.say("  %-17s %-13s %s/in/%s", p.title, u.Name, base, secret.Token)
	}
	return nil
}

// makeSample leaves two engagements: one in force, to look things up in, and one in
// the middle of being agreed, to work on.
func makeSample(ctx context.Context, in *instance, outbox *mail.Outbox) error {
	s := &story{app: in.app, outbox: outbox, db: in.db}
	if err := s.open(ctx); err != nil {
		return err
	}
	signed, err := s.draft(ctx, "Co-managed IT, Alder Foods")
	if err != nil {
		return err
	}
	if err := s.finish(ctx, signed.ID); err != nil {
		return err
	}
	open, err := s.draft(ctx, "Co-managed IT, Alder Foods distribution center")
	if err != nil {
		return err
	}
	if err := s.work(ctx, open.ID); err != nil {
		return err
	}
	if err := s.agree(ctx, open.ID); err != nil {
		return err
	}
	return s.quarrel(ctx, open)
}

// quarrel leaves the second engagement as such things are: one row disputed, one
// edited after it was agreed, one without anybody Accountable.
func (s *story) quarrel(ctx context.Context, e engagement.Engagement) error {
	d, err := s.app.Matrices.Open(ctx, s.cast.lead, e.ID)
	if err != nil {
		return err
	}
	it, _ := d.Matrix.Standard(raci.InternalIT)
	fw := byKey(d.Matrix, "net-fwchange")
	if _, err := s.app.Matrices.Dispute(ctx, s.cast.itLead, e.ID, fw.ID, "Firewall changes at the distribution center stop the belts. We want to be Accountable here."); err != nil {
		return err
	}
	vpn := byKey(d.Matrix, "net-remote")
	if _, err := s.app.Matrices.Assign(ctx, s.cast.itLead, e.ID, vpn.ID, it.ID, raci.Consulted, vpn.Rev); err != nil {
		return err
	}
	msp, _ := d.Matrix.Standard(raci.MSPTeam)
	test := byKey(d.Matrix, "bk-test")
	_, err = s.app.Matrices.Assign(ctx, s.cast.lead, e.ID, test.ID, msp.ID, raci.Responsible, test.Rev)
	return err
}
