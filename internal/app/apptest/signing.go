package apptest

import (
	"context"
	"strings"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
)

// Nora and Dana sign: one for each side, one with a name that is hard to draw.
var (
	Nora = engagement.Signatory{Side: party.MSP, Name: "Nora Adeyemi", Title: "Managing Director", Email: "nora@northgate.example"}
	Dana = engagement.Signatory{Side: party.Client, Name: "Đặng Thị Hồng", Title: "Chief Operating Officer", Email: "dana@alderfoods.example"}
)

// address is the first name at a company.
func address(name, at string) string {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	return first + "@" + at
}

// Fill fills in parties, holders and terms, so that only agreement is missing. Holders
// have names that a page must escape.
func (s *Scene) Fill(t testing.TB, who access.Actor) {
	t.Helper()
	ctx, id := t.Context(), s.Engagement.ID
	for _, side := range []app.Side{Side(party.MSP, "Northgate IT LLC", "Northgate", Nora), Side(party.Client, "Alder Foods, Inc.", "Alder Foods", Dana)} {
		Must(t, s.Parties.SaveSide(ctx, who, id, side))
	}
	d, err := s.Matrices.Open(ctx, who, id)
	Must(t, err)
	for _, column := range d.Matrix.Stakeholders {
		column.Holder, column.Deputy, column.HolderPhone = "Holder of <"+column.Name+">", "Deputy of "+column.Name, "+1 503 555 0111"
		Must(t, s.Parties.SaveStakeholder(ctx, who, id, column))
	}
	Must(t, s.Terms.Save(ctx, who, id, map[string]string{
		"agreement.service_start_date": s.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly),
		"scope.users":                  "140", "scope.endpoints": "155", "scope.servers": "12", "scope.network_devices": "34",
		"scope.sites": "Head office, Portland, Oregon", "hours.timezone": "America/Los_Angeles", "fees.per_user": "62.00", "fees.tm_rate": "145.00",
		"departure.cover_rate": "165.00", "departure.cover_unit": "hour", "law.governing": "Oregon", "law.venue": "Multnomah County, Oregon", "people.named_lead": "Tom Berg",
	}, d.Engagement.TermsRev))
}

// Side is a party with its signer and a whole path of escalation.
func Side(side party.Side, legal, short string, signer engagement.Signatory) app.Side {
	return app.Side{
		Party: party.Party{
			Side: side, LegalName: legal, ShortName: short, EntityType: "Corporation", FormedIn: "Oregon",
			Address: "12 Orchard Way, Portland", Notice: "legal@" + string(side) + ".example", Rev: 1,
		},
		Signatories: []engagement.Signatory{signer},
		Contacts: []engagement.Contact{
			{Level: 1, Name: legal + " level 1", Role: "Lead", Phone: "+1 (503) 555-0100 x7"},
			{Level: 2, Name: legal + " level 2", Role: "Manager", Phone: "+1 503 555 0101"},
			{Level: 3, Name: legal + " level 3", Role: "Executive", Phone: "+1 503 555 0102"},
			{Level: 4, Name: legal + " level 4", Role: "Chief", Phone: "+1 503 555 0103"},
		},
	}
}

// AgreeAll ticks every row for one person of each side.
func (s *Scene) AgreeAll(t testing.TB, sides ...access.Actor) {
	t.Helper()
	for _, who := range sides {
		_, rows, err := s.Matrices.Ready(t.Context(), who, s.Engagement.ID)
		Must(t, err)
		shown := map[raci.FunctionID]int{}
		for _, f := range rows {
			shown[f.ID] = f.Rev
		}
		_, _, err = s.Matrices.AgreeAll(t.Context(), who, s.Engagement.ID, shown)
		Must(t, err)
	}
}

// Send fills in, agrees, freezes and sends the draft.
func (s *Scene) Send(t testing.TB, msp, client access.Actor) signing.Envelope {
	t.Helper()
	s.Fill(t, msp)
	s.AgreeAll(t, msp, client)
	p, err := s.Envelopes.Prepare(t.Context(), msp, s.Engagement.ID)
	Must(t, err)
	for _, f := range p.Findings {
		if f.Severity == raci.Block {
			t.Errorf("blocked: %s %s", f.Rule, f.Message)
		}
	}
	env, err := s.Envelopes.Send(t.Context(), msp, s.Engagement.ID, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	Must(t, err)
	return env
}

// Accepted waits until it is known that the mail server took the newest letter to
// somebody of the round, which is a moment after the letter is there.
func (s *Scene) Accepted(t testing.TB, who access.Actor, email string) {
	t.Helper()
	for range 600 {
		_, rounds, err := s.Envelopes.List(t.Context(), who, s.Engagement.ID)
		Must(t, err)
		for _, p := range rounds[0].Signers {
			if p.Email == email && !p.AcceptedAt.IsZero() && !p.AcceptedAt.Before(p.LastLetter()) {
				return
			}
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatalf("no letter to %s was accepted", email)
}

// Read opens a signer's link as far as the document.
func (s *Scene) Read(t testing.TB, token string) app.Visit {
	t.Helper()
	_, err := s.Ceremonies.Arrive(t.Context(), From, token)
	Must(t, err)
	v, err := s.Ceremonies.Confirm(t.Context(), From, token)
	Must(t, err)
	code := s.PassCode(t, v.Signer, token)
	v, err = s.Ceremonies.Present(t.Context(), From, token)
	Must(t, err)
	v.Code = code
	return v
}

// PassCode asks for a one-time code and enters it, where the signer needs one. It gives
// the id of the code, which shows that it was entered here.
func (s *Scene) PassCode(t testing.TB, who signing.Signer, token string) string {
	t.Helper()
	if who.Check != signing.ByCode {
		return ""
	}
	before := s.Codes(t, who.Email)
	id, err := s.Ceremonies.SendCode(t.Context(), From, token)
	Must(t, err)
	_, err = s.Ceremonies.UseCode(t.Context(), From, token, id, s.Code(t, who.Email, before))
	Must(t, err)
	return id
}

// Code waits until more than so many letters with a code went to an address, and gives
// the digits of the newest.
func (s *Scene) Code(t testing.TB, email string, more int) string {
	t.Helper()
	for range 1000 {
		if codes := s.codes(t, email); len(codes) > more {
			return codes[0]
		}
		<-time.After(20 * time.Millisecond)
	}
	t.Fatalf("no code came to %s", email)
	return ""
}

// Codes counts the letters with a code to an address.
func (s *Scene) Codes(t testing.TB, email string) int {
	t.Helper()
	return len(s.codes(t, email))
}

// codes are the digits that were mailed to a signer, the newest first.
func (s *Scene) codes(t testing.TB, email string) []string {
	t.Helper()
	letters, err := s.Outbox.Letters()
	Must(t, err)
	var out []string
	for _, k := range letters {
		if k.To == email && strings.HasPrefix(k.Subject, "Your code to sign") {
			out = append(out, k.Letter.Code)
		}
	}
	return out
}

// Sign follows a signer's letter to the end.
func (s *Scene) Sign(t testing.TB, signer engagement.Signatory) {
	t.Helper()
	token := s.Token(t, signer.Email, "asks you to sign")
	_, err := s.Ceremonies.Sign(t.Context(), From, token, Offer(s.Read(t, token), signer))
	Must(t, err)
}

// Offer is what a signer who read the document sends.
func Offer(v app.Visit, s engagement.Signatory) signing.Offer {
	return signing.Offer{Digest: v.Envelope.Digest, Typed: s.Name, Title: s.Title, Consent: true, Authority: true, Rendition: v.Rendition(), Disclosure: signing.DisclosureDigest(), Initials: v.Ask().Keys(), Code: v.Code}
}

// SignAll brings the version that was sent into force. The letter with the copy is only
// written after the file is kept, so it is what is waited for.
func (s *Scene) SignAll(t testing.TB) {
	t.Helper()
	s.Sign(t, Dana)
	s.Sign(t, Nora)
	s.Settled(t)
}

// Settled waits until the sealed file is kept.
func (s *Scene) Settled(t testing.TB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	_, err := s.Outbox.Wait(ctx, Nora.Email, "In force: agreement")
	Must(t, err)
}

// Rested waits until it is on record that each of the two signers got the sealed file:
// the last entries that come by themselves.
func (s *Scene) Rested(t testing.TB) {
	t.Helper()
	for range 600 {
		log, _, err := s.Engagements.Chain(t.Context(), s.Owner, s.Engagement.ID)
		Must(t, err)
		copies := 0
		for _, e := range log {
			if e.Verb == audit.CopySent {
				copies++
			}
		}
		if copies == 2 {
			return
		}
		<-time.After(100 * time.Millisecond)
	}
	t.Fatal("it is not on record that both got their copy")
}
