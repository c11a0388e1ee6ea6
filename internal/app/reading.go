package app

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// entered tells whether somebody came in by the link as far as the document: they
// pressed Continue, and entered the code where one is asked for.
func (v Visit) entered(now time.Time) error {
	if err := v.Envelope.Open(v.Signer.ID, now); err != nil {
		return err
	}
	if v.Signer.ConfirmedAt.IsZero() {
		return fault.New(fault.Conflict, "Press Continue first.")
	}
	if v.Signer.Check == signing.ByCode && v.Signer.CodePassedAt.IsZero() {
		return fault.New(fault.Conflict, "Enter the code from your letter first.")
	}
	return nil
}

// recall reads the version that the signer's side knows already, if there is one: the
// one in force, else the last that was out to them and came to nothing.
func (v *Visit) recall(ctx context.Context, tx *store.Tx) error {
	if v.Envelope.Version < 2 {
		return nil
	}
	known := v.Engagement.InForce
	if known == 0 || known >= v.Envelope.Version {
		_, rounds, err := tx.Envelopes(ctx, v.Engagement.ID)
		if err != nil {
			return err
		}
		known = lastSent(rounds, v.Signer.Side, v.Envelope.Version)
	}
	if known == 0 {
		return nil
	}
	var err error
	v.Before, err = tx.Version(ctx, v.Engagement.ID, known)
	return err
}

// lastSent is the newest version before another of which a letter went to somebody of a
// side; 0 is none.
func lastSent(rounds []signing.Envelope, side party.Side, before int) int {
	newest := 0
	for _, r := range rounds {
		asked := slices.ContainsFunc(r.Signers, func(s signing.Signer) bool { return s.Side == side && !s.NotifiedAt.IsZero() })
		if asked && r.Version < before {
			newest = max(newest, r.Version)
		}
	}
	return newest
}

// Since lists what differs from the version that the signer's side knows already.
func (v Visit) Since() []engagement.Difference {
	if v.Before.Number == 0 {
		return nil
	}
	return engagement.Compare(v.Before.Content, v.Version.Content)
}

// Changes reads the visit with the version its side knows, for the whole list of what
// differs.
func (c Ceremonies) Changes(ctx context.Context, from access.Request, token string) (Visit, error) {
	return c.enter(ctx, from, token, false, func(tx *store.Tx, v *Visit) error {
		if err := v.entered(c.db.Now()); err != nil {
			return err
		}
		return v.recall(ctx, tx)
	})
}

// Text gives the signer the paper as it is out for signature, to keep or to print
// before they sign. Once it is sealed there is the sealed file, and no other.
func (c Ceremonies) Text(ctx context.Context, from access.Request, token string) (Download, error) {
	v, err := c.Look(ctx, from, token)
	if err != nil {
		return Download{}, err
	}
	d := Download{Name: v.Engagement.Number + "-agreement-v" + strconv.Itoa(v.Version.Number) + "-to-read.pdf", MediaType: "application/pdf"}
	if v.Envelope.State == signing.Sealed {
		return d, fault.New(fault.Conflict, "This version is signed and sealed. Take the sealed file.")
	}
	if err := v.entered(c.db.Now()); err != nil {
		return d, err
	}
	if d.Data, err = pdf.Write(v.Document()); err != nil { // before anything is locked
		return d, fmt.Errorf("print the text of version %d: %w", v.Version.Number, err)
	}
	_, err = c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.entered(c.db.Now()); err != nil {
			return err
		}
		fact := v.fact(nil)
		fact.Label, fact.Rendition = d.Name, engagement.Sum(d.Data)
		tx.Record(v.Engagement, audit.CopyDownloaded, fact)
		return nil
	})
	return d, err
}

// Address is that of a link, as its letter has it.
func (c Ceremonies) Address(token string) string { return c.base + "/s/" + token }

// visits is how often in a day the record has that one signer confirmed, was refused or
// reported which parts were shown: who has a link must not make the certificate endless.
const visits = 20

// often tells whether somebody did a thing more often in a day than the record keeps.
func (c Ceremonies) often(ctx context.Context, did string, id signing.SignerID) (bool, error) {
	err := c.db.Attempt(ctx, did+" "+string(id), visits, 24*time.Hour)
	if fault.Is(err, fault.TooMany) {
		return true, nil
	}
	return false, err
}

// Opened records which parts of the document a browser says it showed. It is what a
// browser claims and nothing is concluded from it; parts that the document does not
// have are left out, and so is more than a person reads in a day.
func (c Ceremonies) Opened(ctx context.Context, from access.Request, token string, parts []string) error {
	v, err := c.Look(ctx, from, token)
	if err != nil {
		return err
	}
	if err := v.entered(c.db.Now()); err != nil {
		return err
	}
	var shown []string
	all := 0
	for _, s := range v.Document().Sections {
		if s.Title == "" {
			continue
		}
		all++
		if slices.Contains(parts, s.ID) {
			shown = append(shown, s.ID)
		}
	}
	if len(shown) == 0 || !v.Signer.SignedAt.IsZero() || v.Envelope.State != signing.Sent {
		return nil
	}
	if often, err := c.often(ctx, "opened", v.Signer.ID); often || err != nil {
		return err
	}
	_, err = c.enter(ctx, from, token, true, func(tx *store.Tx, v *Visit) error {
		if err := v.entered(c.db.Now()); err != nil {
			return err
		}
		fact := v.fact(nil)
		fact.Claimed = map[string]string{"sections": strings.Join(shown, " "), "opened": strconv.Itoa(len(shown)) + " of " + strconv.Itoa(all)}
		tx.Record(v.Engagement, audit.SectionOpened, fact)
		return nil
	})
	return err
}

// pagesOf counts the pages of a version as it will be printed. It takes a while, so it is
// done before anything is locked. What cannot be printed has none: it is told of by its
// place, with what blocks the sending.
func pagesOf(v engagement.Version) (int, error) {
	pages, err := pdf.Count(document.Compose(v, false))
	if fault.Is(err, fault.Invalid) {
		return 0, nil
	}
	return pages, err
}
