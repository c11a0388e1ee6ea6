package app

import (
	"bytes"
	"context"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document/html"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Article is the document as a signer reads it. The same version gives the same bytes.
func (v Visit) Article() []byte {
	var b bytes.Buffer
	_ = html.Article(v.Document(), html.Options{Level: 4, Head: true}).Render(context.Background(), &b) // a buffer refuses nothing
	return b.Bytes()
}

// Rendition is the digest of what the signer reads, byte by byte. A renewed program
// that shows the same version in other words has another one.
func (v Visit) Rendition() string { return engagement.Sum(v.Article()) }

// Present gives the whole document to a signer who has confirmed, and records that it
// was shown: what it says, and the exact bytes.
func (c Ceremonies) Present(ctx context.Context, from access.Request, token string) (Visit, error) {
	seen, err := c.Look(ctx, from, token)
	if err != nil {
		return seen, err
	}
	article := seen.Article()
	rendition := engagement.Sum(article)
	return c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.entered(c.db.Now()); err != nil {
			return err
		}
		if err := v.recall(ctx, tx); err != nil {
			return err
		}
		if v.Envelope.State != signing.Sent {
			return nil
		}
		known, err := tx.HasRendition(ctx, v.Engagement.ID, v.Envelope.Version, rendition)
		if err != nil || known && !v.Signer.PresentedAt.IsZero() {
			return err
		}
		if !known {
			tx.AddRendition(v.Engagement, v.Envelope.Version, "html", rendition, len(article))
		}
		if v.Signer.PresentedAt.IsZero() {
			v.Signer.PresentedAt = c.db.Now()
		}
		fact := v.fact(nil)
		fact.Rendition = rendition
		tx.Record(v.Engagement, audit.DocumentPresented, fact)
		return tx.SaveSigner(v.Engagement.ID, v.Signer)
	})
}

// Review tells whether an offer could be signed as it stands, and changes nothing: what
// is signed is shown once more before it is.
func (c Ceremonies) Review(ctx context.Context, from access.Request, token string, o signing.Offer) (Visit, error) {
	return c.enter(ctx, from, token, false, func(tx *store.Tx, v *Visit) error {
		if Outside(v.Version.Content) && v.Signer.Signs() {
			return signedOutside
		}
		ask, err := v.ask(ctx, tx, o.Code)
		if err != nil {
			return err
		}
		_, _, err = v.Envelope.Sign(v.Signer.ID, o, signing.Evidence{}, ask, c.db.Now())
		if err != nil || !v.Signer.SignedAt.IsZero() {
			return err
		}
		if err := printable(o); err != nil {
			return err
		}
		if o.Rendition != v.Rendition() {
			return otherBytes()
		}
		return nil
	})
}

// printable refuses a title that the certificate could not print. The name needs no look:
// it is typed as it stands in the round.
func printable(o signing.Offer) error {
	f := form{}
	f.printable("title", "your title", o.Title)
	return fault.Fields(f)
}

func otherBytes() error {
	return fault.New(fault.Conflict, "The document is shown in other words now than when you read it. Read it as it is shown now, then go on.")
}
