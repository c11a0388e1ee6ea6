package probe_test

import (
	"fmt"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
)

// send fills in everything, has both sides agree to every row, and sends it.
func (w *probeWorld) send(id engagement.ID) signing.Envelope {
	w.t.Helper()
	ctx, lead := w.t.Context(), w.people["lead"].Actor
	for _, s := range w.signers {
		name := map[party.Side]string{party.MSP: ourMSP, party.Client: ourClient}[s.Side]
		side := app.Side{
			Party:       party.Party{Side: s.Side, LegalName: name + " LLC", ShortName: name, EntityType: "Corporation", FormedIn: "Oregon", Address: "12 Orchard Way", Notice: "legal@" + strings.ToLower(name) + ".example", Rev: 1},
			Signatories: []engagement.Signatory{s},
		}
		for level := 1; level <= 4; level++ {
			side.Contacts = append(side.Contacts, engagement.Contact{Level: level, Name: fmt.Sprintf("%s contact %d", name, level), Role: "Lead", Phone: "+1 503 555 0100"})
		}
		must(w.t, w.Parties.SaveSide(ctx, lead, id, side))
	}
	d, err := w.Matrices.Open(ctx, lead, id)
	must(w.t, err)
	for _, s := range d.Matrix.Stakeholders {
		s.Holder, s.Deputy = "Holder of "+s.Name, "Deputy of "+s.Name
		must(w.t, w.Parties.SaveStakeholder(ctx, lead, id, s))
	}
	must(w.t, w.Terms.Save(ctx, lead, id, map[string]string{
		"agreement.service_start_date": w.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly),
		"scope.users":                  "140", "scope.endpoints": "155", "scope.servers": "12", "scope.network_devices": "34",
		"scope.sites": "Head office, Portland, Oregon", "hours.timezone": "America/Los_Angeles", "fees.per_user": "62.00", "fees.tm_rate": "145.00",
		"departure.cover_rate": "165.00", "departure.cover_unit": "hour", "law.governing": "Oregon", "law.venue": "Multnomah County, Oregon", "people.named_lead": "Tom Berg",
	}, d.Engagement.TermsRev))
	for _, name := range []string{"lead", "it_lead"} {
		_, rows, err := w.Matrices.Ready(ctx, w.people[name].Actor, id)
		must(w.t, err)
		shown := map[raci.FunctionID]int{}
		for _, f := range rows {
			shown[f.ID] = f.Rev
		}
		_, _, err = w.Matrices.AgreeAll(ctx, w.people[name].Actor, id, shown)
		must(w.t, err)
	}
	must(w.t, w.Frameworks.Choose(ctx, lead, id, []string{"hipaa"}))
	p, err := w.Envelopes.Prepare(ctx, lead, id)
	must(w.t, err)
	env, err := w.Envelopes.Send(ctx, lead, id, app.Send{Digest: p.Digest, Reason: "We talked about it.", Warned: p.Warned()})
	if err != nil {
		for _, f := range p.Findings {
			if f.Severity == raci.Block {
				w.t.Logf("blocked: %s %s", f.Rule, f.Message)
			}
		}
		w.t.Fatal(err)
	}
	return env
}

func (w *probeWorld) sign(s signing.Signer) {
	w.t.Helper()
	token := w.link(s.Email, "asks you to sign")
	code := w.pass(s.Email, token)
	v, err := w.Ceremonies.Present(w.t.Context(), probeFrom, token)
	must(w.t, err)
	_, err = w.Ceremonies.Sign(w.t.Context(), probeFrom, token, signing.Offer{Digest: v.Envelope.Digest, Typed: s.Name, Title: s.Title, Consent: true, Authority: true, Rendition: v.Rendition(), Disclosure: signing.DisclosureDigest(), Initials: v.Ask().Keys(), Code: code})
	must(w.t, err)
}

// probeFrom is where signers come from.
var probeFrom = access.Request{IP: "192.0.2.9"}

// pass presses Continue and enters the code from the letter, whose id it gives.
func (w *probeWorld) pass(email, token string) string {
	w.t.Helper()
	ctx := w.t.Context()
	_, err := w.Ceremonies.Confirm(ctx, probeFrom, token)
	must(w.t, err)
	code, err := w.Ceremonies.SendCode(ctx, probeFrom, token)
	must(w.t, err)
	_, err = w.Ceremonies.UseCode(ctx, probeFrom, token, code, w.letter(email, "Your code to sign").Code)
	must(w.t, err)
	return code
}

// enter presses Continue on a signer's link and enters the code from the letter.
func (p *probe) enter(signer *probePerson, token, email string) {
	p.t.Helper()
	defer p.work()()
	p.ask(signer, "POST", "/s/"+token, nil)
	if a := p.ask(signer, "POST", "/s/"+token+"/code", values("code", p.letter(email, "Your code to sign").Code)); a.status != 303 {
		p.t.Fatalf("enter the code: %s", a)
	}
}
