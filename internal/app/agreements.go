package app

import (
	"context"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Agreements is the text that terms and matrix make.
type Agreements struct{ *core }

// Preview is a draft as it would be signed.
type Preview struct {
	Draft    engagement.Draft
	Document document.Document
	Findings []raci.Finding
	Digest   string
}

// Warned identifies the warnings that nobody gave a reason for yet, by what they say.
func (p Preview) Warned() []string {
	var out []string
	for _, f := range raci.Warnings(p.Findings) {
		out = append(out, p.Draft.Matrix.Saying(f))
	}
	return out
}

// Open shows the agreement of a draft with everything that stands in its way.
func (a Agreements) Open(ctx context.Context, who access.Actor, id engagement.ID) (Preview, error) {
	d, err := a.readPaper(ctx, who, access.ReadEngagement, id)
	if err != nil {
		return Preview{}, err
	}
	return a.preview(d, who.Email)
}

// preview draws a draft whole: its text, its findings, and the letters that no font
// of ours can print, which must be known before anybody signs.
func (k *core) preview(d engagement.Draft, drafter string) (Preview, error) {
	p := Preview{Draft: d}
	findings, content, err := k.readiness(d, drafter)
	if err != nil {
		return p, err
	}
	if p.Digest, err = content.Digest(); err != nil {
		return p, err
	}
	v, err := engagement.Freeze(content, 0, k.db.Now())
	if err != nil {
		return p, err
	}
	p.Document = document.Compose(v, true)
	p.Findings = append(findings, undrawable(content)...)
	return p, nil
}

// MarkReviewed records that the client's side has read exactly this text. digest is
// the one on the page that was read.
func (a Agreements) MarkReviewed(ctx context.Context, who access.Actor, id engagement.ID, digest string) error {
	if err := who.Require(access.ReviewAgreement); err != nil {
		return err
	}
	return a.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editablePaper(ctx, tx, id)
		if err != nil {
			return err
		}
		content, _ := engagement.Draw(d)
		now, err := content.Digest()
		if err != nil {
			return err
		}
		if now != digest {
			return fault.New(fault.Conflict, "The text changed while you were reading it. Here is the current one.")
		}
		d.Engagement.Reviewed = engagement.Review{Digest: now, By: who.Name, At: a.db.Now()}
		tx.SaveReview(d.Engagement)
		tx.Record(d.Engagement, audit.AgreementReviewed, audit.Fact{Subject: "agreement", Digest: now})
		return nil
	})
}
