package documenttest

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// Sealed is when Signed was sealed.
var Sealed = time.Date(2026, time.November, 22, 16, 20, 9, 0, time.UTC)

// Document is Version as it goes out for signature.
func Document() document.Document { return document.Compose(Version(), false) }

// Signed is Version signed by both sides, with its certificate.
func Signed() document.Document {
	d, err := document.Certify(Signing())
	if err != nil {
		panic("documenttest: " + err.Error())
	}
	return d
}

// Signing is what Signed is made from.
func Signing() document.Signing {
	v := Version()
	log, head := Log(v)
	return document.Signing{Version: v, Envelope: Envelope(v), Log: log, Head: head, At: Sealed, Seal: document.Seal{
		Subject: "CN=Demarc seal,O=Northgate IT Łódź LLC", Issuer: "CN=Demarc seal root", Serial: "3f9a41c07d",
		Fingerprint: "6f1f6ba0c0d5e8a4b1f2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718",
		Root:        "0a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809",
		From:        Sealed.AddDate(0, -6, 0), Until: Sealed.AddDate(2, 6, 0), Program: "Demarc 1.0",
		Chain: []byte("-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"),
	}}
}

// Scrawl is how the first of them draws their signature.
const Scrawl = "M 60 210 L 150 60 L 190 240 L 260 110 L 300 220 L 380 130 L 420 200 M 440 70 L 440 70 M 470 210 L 560 90 L 590 230 L 700 140 L 940 170"

// Envelope is the signing round of v, signed by everyone.
func Envelope(v engagement.Version) signing.Envelope {
	sent := v.FrozenAt.Add(2 * time.Minute)
	e := signing.Envelope{
		ID: "3b9f7d52-6e0c-4b8b-9d61-0a4f5c6d7e8f", Version: v.Number, Digest: v.Digest, State: signing.Signed,
		SentAt: sent, SentBy: "Ana Đukić", ExpiresAt: sent.AddDate(0, 0, 30),
	}
	for i, s := range v.Content.Signatories {
		at := sent.Add(time.Duration(48-20*i) * time.Hour)
		legal := v.Content.Client.LegalName
		if s.Side == party.MSP {
			legal = v.Content.MSP.LegalName
		}
		e.Signers = append(e.Signers, signing.Signer{
			ID: signing.SignerID("signer-" + s.ID), Side: s.Side, Name: s.Name, Title: s.Title, Email: s.Email,
			NotifiedAt: at.Add(-3 * time.Hour), AcceptedAt: at.Add(-3 * time.Hour).Add(2 * time.Second), OpenedAt: at.Add(-time.Hour), ConfirmedAt: at.Add(-9 * time.Minute), PresentedAt: at.Add(-8 * time.Minute),
			SignedAt: at, Typed: s.Name, SignedTitle: s.Title,
			Evidence: signing.Evidence{
				Agent:   "Mozilla/5.0 (iPhone)",
				Consent: signing.Consent, Authority: signing.Authority(legal),
			},
		})
		if i == 0 {
			e.Signers[0].Evidence.IP = "203.0.113.7"
			e.Signers[0].Method, e.Signers[0].Drawn = signing.Drawn, Scrawl
		}
		if at.After(e.EndedAt) {
			e.EndedAt = at
		}
	}
	signing.Order(e.Signers, "client_first")
	return e
}

// Log is a record of v from its drafting to the start of sealing.
func Log(v engagement.Version) ([]audit.Entry, audit.Head) {
	head := audit.Head{Stream: string(Engagement().ID)}
	var log []audit.Entry
	known := audit.Openings{}
	add := func(at time.Time, verb audit.Verb, f audit.Fact) {
		e, next, err := head.Next(at, verb, f.Hide(verb, func(field, value string) audit.Opening {
			key := sha256.Sum256([]byte(field + value))
			o := audit.Opening{Field: field, Key: hex.EncodeToString(key[:16]), Value: value}
			known[o.Mark()] = o
			return o
		}))
		if err == nil {
			err = e.Open(known)
		}
		if err != nil {
			panic("documenttest: " + err.Error())
		}
		log, head = append(log, e), next
	}
	ana := audit.Who{Kind: "user", Name: "Ana Đukić", Email: "ana@northgate.example", Side: "msp", Role: "lead"}
	priya := audit.Who{Kind: "user", Name: "Priya Shah", Email: "priya@alderfoods.example", Side: "client", Role: "it_lead"}
	system := audit.Who{Kind: "system"}
	at := v.FrozenAt.AddDate(0, 0, -9)
	add(at, audit.EngagementStarted, audit.Fact{Actor: ana})
	for i, f := range v.Content.Areas[0].Rows {
		add(at.Add(time.Duration(i)*time.Hour), audit.AssignmentChanged, audit.Fact{Actor: ana, Label: f.Name, Before: "R", After: "A/R"})
		add(at.Add(time.Duration(i)*time.Hour+time.Minute), audit.RowAgreed, audit.Fact{Actor: priya, Label: f.Name})
	}
	add(v.FrozenAt, audit.VersionFrozen, audit.Fact{Actor: ana, Label: "version 3", Digest: v.Digest})
	e := Envelope(v)
	add(e.SentAt, audit.EnvelopeSent, audit.Fact{Actor: ana, Digest: v.Digest})
	for _, s := range slices.Backward(e.Signers) {
		who := audit.Who{Kind: "signer", ID: string(s.ID), Name: s.Name, Email: s.Email, Side: string(s.Side)}
		from := audit.Request{Agent: s.Evidence.Agent, IP: s.Evidence.IP}
		tell := func(at time.Time, verb audit.Verb, who audit.Who, after string) {
			add(at, verb, audit.Fact{Actor: who, Request: from, Subject: string(s.ID), Label: s.Name, After: after, Digest: v.Digest})
		}
		tell(s.NotifiedAt, audit.MailQueued, system, s.Email)
		tell(s.AcceptedAt, audit.MailAccepted, system, s.Email)
		tell(s.OpenedAt, audit.LinkOpened, who, "")
		tell(s.ConfirmedAt, audit.LinkConfirmed, who, "")
		tell(s.ConfirmedAt.Add(20*time.Second), audit.CodeSent, system, "")
		tell(s.ConfirmedAt.Add(41*time.Second), audit.CodePassed, who, "")
		tell(s.PresentedAt, audit.DocumentPresented, who, "")
		tell(s.SignedAt, audit.ConsentGiven, who, s.Evidence.Consent)
		tell(s.SignedAt, audit.AuthorityAffirmed, who, s.Evidence.Authority)
		if d, err := signing.ParseDrawing(s.Drawn); err == nil {
			add(s.SignedAt, audit.SignatureAdopted, audit.Fact{Actor: who, Request: from, Subject: string(s.ID), Label: s.Name, Digest: v.Digest, Data: map[string]string{"method": "drawn", "sha256": d.Digest()}})
		}
		tell(s.SignedAt, audit.SignatureApplied, who, s.Typed+", "+s.SignedTitle)
	}
	add(e.EndedAt, audit.EnvelopeSigned, audit.Fact{Actor: system})
	add(Sealed, audit.SealStarted, audit.Fact{Actor: system})
	return log, head
}
