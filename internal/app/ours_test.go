package app_test

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/verify"
)

// After sealing, both organisations keep what they signed whatever the other one does:
// read, download, verify and export.
func TestBothOwnIt(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	reader := b.Partner(t, access.Reader, "Ines Duarte")
	env := b.send(t)
	link := b.Token(t, apptest.Dana.Email, "asks you to sign")
	b.SignAll(t)
	file := b.file(t, 1)

	client := []access.Actor{b.itLead, b.contributor, b.signer, reader}
	for _, person := range client {
		if err := b.Accounts.EndMembership(t.Context(), b.Owner, b.Client.ID, person.Membership); !fault.Is(err, fault.Forbidden) {
			t.Errorf("the MSP takes %s away from the record: %v", person.Name, err)
		}
	}
	apptest.Must(t, b.Versions.End(t.Context(), b.Owner, b.Engagement.ID, 1, "We part."))
	b.keeps(t, "the client", client, env.Code, file)
	if d, _, err := b.Ceremonies.File(t.Context(), apptest.From, link); err != nil || string(d.Data) != string(file) {
		t.Errorf("the link of the client's signer after the end: %d bytes, %v", len(d.Data), err)
	}

	apptest.Must(t, b.Accounts.EndMembership(t.Context(), b.itLead, b.Client.ID, b.contributor.Membership)) // the client may
	b.keeps(t, "the MSP", []access.Actor{b.Owner, b.lead, b.viewer}, env.Code, file)
	b.keeps(t, "who is left of the client", []access.Actor{b.itLead, b.signer, reader}, env.Code, file)
}

// keeps does everything one does with a record, as everybody of one side.
func (b *bundle) keeps(t *testing.T, side string, people []access.Actor, code string, file []byte) {
	t.Helper()
	for _, who := range people {
		rec, err := b.Versions.Open(t.Context(), who, b.Engagement.ID, 1)
		if err != nil || rec.Engagement.State != engagement.Ended {
			t.Errorf("%s: %s reads: %v", side, who.Name, err)
		}
		d, err := b.Versions.Sealed(t.Context(), who, b.Engagement.ID, 1)
		if err != nil || string(d.Data) != string(file) {
			t.Errorf("%s: %s downloads: %d bytes, %v", side, who.Name, len(d.Data), err)
		}
		if d, err := b.Evidence.Bundle(t.Context(), who, b.Engagement.ID, 1); err != nil || len(d.Data) < len(file)/2 {
			t.Errorf("%s: %s takes the bundle: %d bytes, %v", side, who.Name, len(d.Data), err)
		}
		for _, kind := range []string{"docx", "xlsx", "csv"} {
			if d, err := b.Versions.Export(t.Context(), who, b.Engagement.ID, 1, kind); err != nil || len(d.Data) == 0 {
				t.Errorf("%s: %s exports %s: %v", side, who.Name, kind, err)
			}
		}
		if who.Can(access.ReadAudit) {
			if p, err := b.Evidence.Open(t.Context(), who, b.Engagement.ID); err != nil || len(p.Log) == 0 {
				t.Errorf("%s: %s opens the evidence: %v", side, who.Name, err)
			}
			if d, err := b.Versions.Evidence(t.Context(), who, b.Engagement.ID); err != nil || len(d.Data) == 0 {
				t.Errorf("%s: %s takes the evidence: %v", side, who.Name, err)
			}
		}
	}
	a, err := b.Verification.Check(t.Context(), network(20), file, code)
	if err != nil || a.Verdict != verify.Ended || a.Other {
		t.Errorf("%s checks: %s, %v", side, a.Verdict, err)
	}
}

// While nothing is sealed there is nothing to keep, and an invitation may be a mistake.
func TestMembershipBeforeSealing(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	if err := b.Accounts.EndMembership(t.Context(), b.Owner, b.Client.ID, b.contributor.Membership); err != nil {
		t.Errorf("before anything is sealed: %v", err)
	}
}
