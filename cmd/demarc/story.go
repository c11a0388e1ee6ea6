package main

import (
	"context"
	"fmt"
	"path"
	"time"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// story plays people at work, through the same acts as the screens, and reads its
// links from the same letters.
type story struct {
	app    *app.App
	outbox *mail.Outbox
	db     *store.DB
	cast   cast
	client party.Customer
}

// cast is the sample people.
type cast struct{ owner, lead, itLead, signer access.Actor }

const samplePassword = "four walls and one door" // of the sample people only

var from = access.Request{IP: "127.0.0.1", Agent: "demarc story"}

// open signs up the MSP, adds the client and brings everybody in by their letters.
func (s *story) open(ctx context.Context) error {
	u, p, err := s.app.Accounts.SignUp(ctx, from, app.SignUp{MSP: "Northgate IT", Name: "Nora Adeyemi", Email: "nora@northgate.example", Password: samplePassword})
	if err != nil {
		return err
	}
	if err := s.confirm(ctx, u); err != nil {
		return err
	}
	if s.cast.owner, err = s.enter(ctx, u.ID, p.Membership); err != nil {
		return err
	}
	if err := s.dress(ctx); err != nil {
		return fmt.Errorf("brand: %w", err)
	}
	if s.client, err = s.app.Clients.Add(ctx, s.cast.owner, "Alder Foods"); err != nil {
		return err
	}
	for _, g := range []struct {
		who         *access.Actor
		email, name string
		role        access.Role
		client      party.ClientID
	}{
		{&s.cast.lead, "tom@northgate.example", "Tom Berg", access.Lead, ""},
		{&s.cast.itLead, "priya@alderfoods.example", "Priya Shah", access.ITLead, s.client.ID},
		{&s.cast.signer, "dana@alderfoods.example", "Dana Cole", access.SignerRole, s.client.ID},
	} {
		if err := s.app.Accounts.Invite(ctx, s.cast.owner, app.Invite{Email: g.email, Role: g.role, Client: g.client}); err != nil {
			return err
		}
		letter, err := s.outbox.Wait(ctx, g.email, "invites you")
		if err != nil {
			return err
		}
		u, p, err := s.app.Accounts.Join(ctx, from, path.Base(letter.Letter.URL), "", app.Join{Name: g.name, Password: samplePassword})
		if err != nil {
			return err
		}
		if *g.who, err = s.enter(ctx, u.ID, p.Membership); err != nil {
			return err
		}
	}
	return nil
}

// confirm reads the code from the letter, as the page after signing up asks.
func (s *story) confirm(ctx context.Context, u store.User) error {
	id, err := s.app.Accounts.SendCode(ctx, from, u.Email)
	if err != nil {
		return err
	}
	letter, err := s.outbox.Wait(ctx, u.Email, "sign-in code")
	if err != nil {
		return err
	}
	_, err = s.app.Accounts.UseCode(ctx, from, id, letter.Letter.Code, app.Mark(u))
	return err
}

func (s *story) enter(ctx context.Context, user party.UserID, membership string) (access.Actor, error) {
	who, err := s.app.Accounts.Enter(ctx, user, membership)
	who.Request = from
	return who, err
}

// draft starts an engagement and fills parties, terms, columns and one area by hand.
func (s *story) draft(ctx context.Context, title string) (engagement.Engagement, error) {
	e, err := s.app.Engagements.Start(ctx, s.cast.lead, app.Start{Client: s.client.ID, Title: title, Preset: catalog.Presets()[0].Key})
	if err != nil {
		return e, err
	}
	for _, side := range []app.Side{s.mspSide(), s.clientSide()} {
		if err := s.app.Parties.SaveSide(ctx, s.cast.lead, e.ID, side); err != nil {
			return e, fmt.Errorf("parties: %w", err)
		}
	}
	d, err := s.app.Matrices.Open(ctx, s.cast.lead, e.ID)
	if err != nil {
		return e, err
	}
	if err := s.nameOutside(ctx, e.ID); err != nil {
		return e, err
	}
	if err := s.nameHolders(ctx, e.ID, d.Matrix); err != nil {
		return e, err
	}
	if err := s.app.Terms.Save(ctx, s.cast.lead, e.ID, sampleTerms(s.db.Now()), d.Engagement.TermsRev); err != nil {
		return e, fmt.Errorf("terms: %w", err)
	}
	return e, s.chooseLane(ctx, e.ID, "telephony", raci.OutOfScope)
}

func (s *story) chooseLane(ctx context.Context, id engagement.ID, area raci.AreaKey, to raci.Mode) error {
	modes := map[raci.AreaKey]raci.Mode{area: to}
	_, plan, err := s.app.Areas.Plan(ctx, s.cast.lead, id, modes)
	if err != nil {
		return err
	}
	return s.app.Areas.Apply(ctx, s.cast.lead, id, modes, false, plan.Seen)
}

// work edits the matrix as two teams do: an A moves, a split note is written, a row
// is added, another is taken out with a reason.
func (s *story) work(ctx context.Context, id engagement.ID) error {
	d, err := s.app.Matrices.Open(ctx, s.cast.itLead, id)
	if err != nil {
		return err
	}
	it, _ := d.Matrix.Standard(raci.InternalIT)
	patch := byKey(d.Matrix, "ep-ospatch")
	if _, err := s.app.Matrices.Assign(ctx, s.cast.itLead, id, patch.ID, it.ID, raci.AccountableAndDoing, patch.Rev); err != nil {
		return err
	}
	words := app.Words{Name: patch.Name, Description: patch.Description, Split: "Northgate approves and deploys patches; Client IT chases devices that miss two cycles.", Condition: patch.Condition}
	if _, err := s.app.Matrices.Write(ctx, s.cast.lead, id, patch.ID, words, patch.Rev+1); err != nil {
		return err
	}
	_, err = s.app.Matrices.Add(ctx, s.cast.lead, id, app.NewFunction{
		Area: "network", Criticality: raci.High,
		Words: app.Words{Name: "Guest Wi-Fi for suppliers", Description: "Keep the guest network for supplier visits working and apart from the office network."},
	})
	if err != nil {
		return err
	}
	d, err = s.app.Matrices.Open(ctx, s.cast.lead, id)
	if err != nil {
		return err
	}
	msp, _ := d.Matrix.Standard(raci.MSPTeam)
	mgmt, _ := d.Matrix.Standard(raci.Management)
	guest := byName(d.Matrix, "Guest Wi-Fi for suppliers")
	cells := map[raci.StakeholderID]raci.Assignment{msp.ID: raci.AccountableAndDoing, it.ID: raci.Consulted, mgmt.ID: raci.Informed}
	if _, err := s.app.Matrices.AssignRow(ctx, s.cast.lead, id, guest.ID, cells, nil, guest.Rev); err != nil {
		return err
	}
	av := byKey(d.Matrix, "ph-av")
	_, err = s.app.Matrices.Exclude(ctx, s.cast.itLead, id, av.ID, "Facilities has its own contract for meeting rooms.", av.Rev)
	return err
}

// agree ticks everything that can be ticked in one go, for both sides.
func (s *story) agree(ctx context.Context, id engagement.ID) error {
	for _, who := range []access.Actor{s.cast.lead, s.cast.itLead} {
		_, rows, err := s.app.Matrices.Ready(ctx, who, id)
		if err != nil {
			return err
		}
		shown := map[raci.FunctionID]int{}
		for _, f := range rows {
			shown[f.ID] = f.Rev
		}
		if _, _, err := s.app.Matrices.AgreeAll(ctx, who, id, shown); err != nil {
			return err
		}
	}
	return nil
}

// send has the text read by internal IT and sends it for signature.
func (s *story) send(ctx context.Context, id engagement.ID) (signing.Envelope, error) {
	p, err := s.app.Agreements.Open(ctx, s.cast.itLead, id)
	if err != nil {
		return signing.Envelope{}, err
	}
	if err := s.app.Agreements.MarkReviewed(ctx, s.cast.itLead, id, p.Digest); err != nil {
		return signing.Envelope{}, err
	}
	ready, err := s.app.Envelopes.Prepare(ctx, s.cast.lead, id)
	if err != nil {
		return signing.Envelope{}, err
	}
	for _, f := range ready.Findings {
		if f.Severity == raci.Block {
			return signing.Envelope{}, fmt.Errorf("the story cannot go on: %s %s", f.Rule, f.Message)
		}
	}
	return s.app.Envelopes.Send(ctx, s.cast.lead, id, app.Send{
		Digest: ready.Digest, Message: "As we agreed on Tuesday.", Reason: "Both teams looked at it on Tuesday and want it so.", Warned: ready.Warned(),
	})
}

// sign signs for one person, from their letter: arrive, continue, read, sign.
func (s *story) sign(ctx context.Context, signer engagement.Signatory) error {
	letter, err := s.outbox.Wait(ctx, signer.Email, "asks you to sign")
	if err != nil {
		return err
	}
	token := path.Base(letter.Letter.URL)
	c := s.app.Ceremonies
	if _, err := c.Arrive(ctx, from, token); err != nil {
		return err
	}
	if _, err := c.Confirm(ctx, from, token); err != nil {
		return err
	}
	code, err := c.SendCode(ctx, from, token)
	if err != nil {
		return err
	}
	if letter, err = s.outbox.Wait(ctx, signer.Email, "Your code to sign"); err != nil {
		return err
	}
	if _, err := c.UseCode(ctx, from, token, code, letter.Letter.Code); err != nil {
		return err
	}
	v, err := c.Present(ctx, from, token)
	if err != nil {
		return err
	}
	_, err = c.Sign(ctx, from, token, signing.Offer{Digest: v.Envelope.Digest, Typed: signer.Name, Title: signer.Title, Consent: true, Authority: true, Rendition: v.Rendition(), Disclosure: signing.DisclosureDigest(), Initials: v.Ask().Keys(), Code: code})
	return err
}

// sealed waits for the job that seals, and returns the version in force.
func (s *story) sealed(ctx context.Context, id engagement.ID) (engagement.Engagement, error) {
	for {
		o, err := s.app.Engagements.Open(ctx, s.cast.lead, id)
		if err != nil || o.Draft.Engagement.State == engagement.InForce {
			return o.Draft.Engagement, err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return o.Draft.Engagement, fmt.Errorf("the agreement was signed but not sealed in time: %w", ctx.Err())
		}
	}
}

func byKey(m raci.Matrix, key raci.FunctionKey) raci.Function {
	for _, f := range m.Functions {
		if f.Key == key {
			return f
		}
	}
	return raci.Function{}
}

func byName(m raci.Matrix, name string) raci.Function {
	for _, f := range m.Functions {
		if f.Name == name {
			return f
		}
	}
	return raci.Function{}
}

// sampleTerms are the terms that have no default.
func sampleTerms(now time.Time) map[string]string {
	start := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	t := map[string]string{
		"agreement.service_start_date": start.Format(time.DateOnly),
		"scope.users":                  "140", "scope.endpoints": "155", "scope.servers": "12", "scope.network_devices": "34",
		"scope.sites":     "Head office, 12 Orchard Way, Portland, Oregon\nDistribution center, 400 Canal Street, Salem, Oregon",
		"hours.timezone":  "America/Los_Angeles",
		"fees.per_user":   "62.00",
		"fees.tm_rate":    "145.00",
		"fees.onboarding": "4500.00", "fees.minimum": "7000.00",
		"departure.cover_rate": "165.00", "departure.cover_unit": "hour",
		"law.governing": "Oregon", "law.venue": "Multnomah County, Oregon",
		"people.named_lead": "Tom Berg",
	}
	for key := range t {
		if _, ok := agreement.FieldByKey(key); !ok {
			panic("sample term " + key + " is not a merge field")
		}
	}
	return t
}

// finish takes a filled draft all the way: worked, agreed, sent, signed, sealed.
func (s *story) finish(ctx context.Context, id engagement.ID) error {
	if err := s.work(ctx, id); err != nil {
		return fmt.Errorf("work: %w", err)
	}
	if err := s.agree(ctx, id); err != nil {
		return fmt.Errorf("agree: %w", err)
	}
	if _, err := s.send(ctx, id); err != nil {
		return fmt.Errorf("send: %w", err)
	}
	for _, signer := range []engagement.Signatory{clientSigner, mspSigner} {
		if err := s.sign(ctx, signer); err != nil {
			return fmt.Errorf("sign as %s: %w", signer.Name, err)
		}
	}
	_, err := s.sealed(ctx, id)
	return err
}
