package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Outside tells whether a text says that it is signed outside this system: in ink, or
// with another signing service. Only such a text takes a copy that was, and nobody signs
// it here: a signed text must not say what did not happen.
func Outside(c engagement.Content) bool {
	return c.Outside()
}

// signedOutside is said to whoever would sign such a text here.
var signedOutside = fault.New(fault.Conflict, "This agreement is not signed here: its text says that it is signed outside Demarc. Ask the sender how.")

// PutPaper is a copy that was signed outside this system, as it is uploaded.
type PutPaper struct {
	Kind      signing.PaperKind
	Statement string // who signed it, when and how
	Data      []byte
}

// Paper shows a round and its version, for the page about a copy signed outside.
func (v Envelopes) Paper(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) (r Record, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return r, err
	}
	err = v.db.Read(ctx, who, func(tx *store.Tx) error {
		if r.Engagement, r.Envelope, err = tx.Envelope(ctx, id, env); err != nil {
			return err
		}
		if r.Version, err = tx.Version(ctx, id, r.Envelope.Version); err != nil {
			return err
		}
		p, ok := r.Envelope.Paper()
		if !ok {
			return nil
		}
		log, _, err := tx.Chain(ctx, string(id))
		r.Inside = document.InsideOf(log, p.ID)
		return err
	})
	return r, err
}

// AttachPaper puts in a copy of the version that is out, signed outside this system. It
// waits for the other side, whose people are told.
func (v Envelopes) AttachPaper(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, in PutPaper) error {
	if err := who.Require(access.AttachPaper); err != nil {
		return err
	}
	f := form{}
	in.Statement = f.text("statement", "who signed it, when and how", in.Statement, true, 600)
	f.printable("statement", "the statement", in.Statement)
	inside, err := lookInto(in.Data)
	if file, ok := fault.Of(err); ok {
		f["file"] = file.Fields["file"]
	}
	p := signing.Paper{ID: store.NewID(), Side: who.Side, By: who.Name, Kind: in.Kind, Statement: in.Statement, SHA256: engagement.Sum(in.Data), Size: len(in.Data)}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		version, err := tx.Version(ctx, id, round.Version)
		if err != nil {
			return err
		}
		if !Outside(version.Content) {
			return fault.New(fault.Conflict, "This version says that it is signed here. To sign it outside, withdraw it, choose how it is signed in the terms, and send it again.")
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		if round, err = round.AttachPaper(p, v.db.Now()); err != nil {
			return err
		}
		p = round.Papers[0]
		tx.AddPaper(e, env, p, in.Data)
		fact := paperFact(round, p, p.Statement)
		fact.Data["inside"] = inside
		tx.Record(e, audit.PaperAttached, fact)
		return v.tellOffice(ctx, tx, e, store.MailPaper, p.ID)
	})
}

// lookInto refuses a copy that could show something else to the next reader, or tomorrow,
// without a byte of it being changed. What it says of the others is kept in the record.
func lookInto(data []byte) (string, error) {
	if err := signing.CheckPaper(data); err != nil {
		return "", err
	}
	restless, err := seal.Unsteady(data)
	switch {
	case len(restless) > 0:
		return "", fault.Field("file", "This PDF carries "+strings.Join(restless, " and ")+", so it may show something else to another reader or on another day. Print it into a new PDF and choose that file.")
	case err != nil:
		return "its structure could not be read; no script or layer was found in its bytes", nil
	}
	return "no script, layer or film was found in it", nil
}

func paperFact(round signing.Envelope, p signing.Paper, after string) audit.Fact {
	return audit.Fact{
		Subject: p.ID, After: after, Digest: p.SHA256, About: audit.About{Version: round.Version, Envelope: string(round.ID)},
		Data: map[string]string{"kind": string(p.Kind), "bytes": strconv.Itoa(p.Size)},
	}
}

// ConfirmPaper is the other side saying that the copy with this digest is the agreement
// as both signed it. The round is signed then, its links end, and the seal is enqueued.
func (v Envelopes) ConfirmPaper(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, paper, digest string, opened bool) error {
	if err := who.Require(access.AttachPaper); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		if !opened {
			return fault.Field("opened", "Tick the box once you have opened the file and read it.")
		}
		if round, err = round.ConfirmPaper(paper, digest, who.Side, who.Name, v.db.Now()); err != nil {
			return err
		}
		p, _ := round.Paper()
		tx.AnswerPaper(id, p)
		tx.Record(e, audit.PaperConfirmed, paperFact(round, p, ""))
		for _, s := range round.Those(signing.Signer.Awaited) {
			tx.EndLinks(id, s.ID, "", signing.Papered)
		}
		return v.allSigned(ctx, tx, e, round)
	})
}

// RefusePaper is the other side saying why the copy is not the agreement as both signed
// it. The round goes on.
func (v Envelopes) RefusePaper(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID, paper, reason string) error {
	if err := who.Require(access.AttachPaper); err != nil {
		return err
	}
	f := form{}
	reason = f.text("reason", "what is wrong with the copy", reason, true, 500)
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		if err := fault.Fields(f); err != nil {
			return err
		}
		if round, err = round.RefusePaper(paper, reason, who.Side, who.Name, v.db.Now()); err != nil {
			return err
		}
		at := slices.IndexFunc(round.Papers, func(p signing.Paper) bool { return p.ID == paper })
		tx.AnswerPaper(id, round.Papers[at])
		tx.Record(e, audit.PaperRefused, paperFact(round, round.Papers[at], reason))
		return v.tellOffice(ctx, tx, e, store.MailPaper, paper)
	})
}

// PaperFile gives the newest copy of a round to either side, as it was uploaded.
func (v Envelopes) PaperFile(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) (d Download, err error) {
	if err := who.Require(access.Download); err != nil {
		return d, err
	}
	err = v.db.Read(ctx, who, func(tx *store.Tx) error {
		e, round, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		p, ok := round.Paper()
		if !ok {
			return fault.New(fault.NotFound, "No copy was put in.")
		}
		d = Download{Name: fmt.Sprintf("%s-signed-outside-v%d.pdf", e.Number, round.Version), MediaType: "application/pdf"}
		d.Data, err = tx.PaperData(ctx, id, p.ID)
		return err
	})
	return d, err
}

// outside is the copy that a round was ended with, for its certificate; nil where it was
// signed here.
func outside(ctx context.Context, tx *store.Tx, id engagement.ID, round signing.Envelope) (*document.Outside, error) {
	p, ok := round.Paper()
	if !ok || p.State != signing.PaperConfirmed {
		return nil, nil
	}
	data, err := tx.PaperData(ctx, id, p.ID)
	return &document.Outside{Paper: p, Data: data}, err
}

// mailPaper tells one person of a side that a copy waits for their side, or that the
// other side refused theirs: "paper membership".
func (j Jobs) mailPaper(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	if !strings.Contains(subject, " ") {
		return j.eachOf(ctx, who, id, store.MailPaper, subject, access.AttachPaper)
	}
	l, err := j.openOffice(ctx, who, id, subject)
	if err != nil || l.to.Membership == "" {
		return err
	}
	for _, round := range l.rounds {
		at := slices.IndexFunc(round.Papers, func(p signing.Paper) bool { return p.ID == l.about })
		if at < 0 {
			continue
		}
		p, m := round.Papers[at], mail.Message{ID: "paper-" + l.about + "-" + l.to.Membership}
		m.Letter = mail.Letter{
			Button: "Look at it", URL: fmt.Sprintf("%s/e/%s/sign/%s/paper", j.base, id, round.ID),
			Footer: "You get this because you may answer for " + company(l.e, l.to.Side) + ".",
		}
		switch {
		case p.State == signing.PaperWaits && p.Side != l.to.Side:
			m.Subject = "A signed copy to confirm: agreement " + l.e.Number
			m.Letter.Heading = "A copy signed outside Demarc waits for you"
			m.Letter.Paragraphs = []string{
				fmt.Sprintf("%s put in a copy of agreement %s, version %d, that was signed %s. Open it, and confirm it if it is the agreement as both sides signed it.", p.By, l.e.Number, round.Version, p.Kind.Words()),
				"In their words: " + p.Statement,
			}
		case p.State == signing.PaperRefused && p.Side == l.to.Side:
			m.ID += "-refused"
			m.Subject = "The signed copy was refused: agreement " + l.e.Number
			m.Letter.Heading = "The copy you put in was refused"
			m.Letter.Paragraphs = []string{p.AnsweredBy + " refused the signed copy of version " + strconv.Itoa(round.Version) + ": " + p.Reason, "The agreement is still out for signature. Another copy can be put in."}
		default:
			return nil // answered meanwhile
		}
		return j.postOffice(ctx, who, l, m)
	}
	return nil
}
