package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/party"
	"demarc/internal/signing"
)

// signed fills the blocks of a document with the signatures of the round. A block
// belongs to the signer of that name and company; a signer whose name was corrected
// after the version was frozen gets a block at the end.
func (c certificate) signed(s Signatures) Signatures {
	left := slices.Clone(c.envelope.Signers)
	out := Signatures{Blocks: slices.Clone(s.Blocks)}
	for i, b := range out.Blocks {
		j := slices.IndexFunc(left, func(s signing.Signer) bool { return s.Name == b.Name && c.company(s.Side) == b.Party })
		if j >= 0 {
			out.Blocks[i] = c.block(left[j])
			out.Blocks[i].Role = b.Role
			left = slices.Delete(left, j, j+1)
		}
	}
	for _, side := range party.Sides {
		for _, s := range left {
			if s.Side == side {
				out.Blocks = append(out.Blocks, c.block(s))
			}
		}
	}
	return out
}

func (c certificate) block(s signing.Signer) Signature {
	b := Signature{Party: c.company(s.Side), Name: s.Name, Title: or(s.SignedTitle, s.Title), Note: versionNote(c.Document)}
	if s.SignedAt.IsZero() {
		return b
	}
	b.Typed, b.When = s.Typed, Moment(s.SignedAt)
	b.Note = words(s.Evidence.Authority, "Signed electronically.", b.Note+".")
	return b
}

// facts are what is known of one signer; what is not says so.
func (c certificate) facts(s signing.Signer, i int) Table {
	ev := s.Evidence
	consent, authority, took := "", "", ""
	if !s.SignedAt.IsZero() && ev.Consent != "" {
		consent = "“" + ev.Consent + "” Ticked with the signature at " + Moment(s.SignedAt)
	}
	if ev.Authority != "" {
		authority = "“" + ev.Authority + "”"
	}
	if !s.PresentedAt.IsZero() && s.SignedAt.After(s.PresentedAt) {
		took = span(s.SignedAt.Sub(s.PresentedAt))
	}
	return pairs(fmt.Sprintf("certificate-signer-facts-%d", i+1), "Recorded of "+s.Name,
		[2]string{"Name", s.Name},
		[2]string{"Title", or(s.SignedTitle, s.Title)},
		[2]string{"Signs for", c.company(s.Side)},
		[2]string{"Email", s.Email},
		[2]string{"Turn in the order of signing", fmt.Sprint(s.Turn)},
		[2]string{"Authentication", ev.Authenticated},
		[2]string{"Consent", consent},
		[2]string{"Authority", authority},
		[2]string{"Signature, as typed", s.Typed},
		[2]string{"IP address", ev.IP},
		[2]string{"Browser or device", ev.Agent},
		[2]string{"Letter with the link made", Moment(s.NotifiedAt)},
		[2]string{"Mail server accepted it", Moment(s.AcceptedAt)},
		[2]string{"Link first opened", Moment(s.OpenedAt)},
		[2]string{"Continue selected", Moment(s.ConfirmedAt)},
		[2]string{"Whole document shown", Moment(s.PresentedAt)},
		[2]string{"Signed", Moment(s.SignedAt)},
		[2]string{"From shown to signed", took},
	)
}

// story is how one signature came about, in words for somebody who was not there.
// A step that was not recorded is left out; the facts above it say so.
func (c certificate) story(s signing.Signer) string {
	if s.SignedAt.IsZero() {
		return s.Name + " has not signed."
	}
	var b strings.Builder
	say := func(at time.Time, format string, args ...any) {
		if !at.IsZero() {
			fmt.Fprintf(&b, format+" ", args...)
		}
	}
	say(s.AcceptedAt, "On %s the mail server accepted an email of the system with a personal link, addressed to %s.", Moment(s.AcceptedAt), s.Email)
	say(s.OpenedAt, "The link was first opened on %s; mail programs open links by themselves, so nothing is concluded from that.", Moment(s.OpenedAt))
	say(s.ConfirmedAt, "On %s a person selected Continue on the page behind the link.", Moment(s.ConfirmedAt))
	if s.Evidence.Authenticated != "" {
		fmt.Fprintf(&b, "The person was authenticated as follows: %s. ", strings.TrimRight(s.Evidence.Authenticated, ". "))
	}
	say(s.PresentedAt, "On %s the system showed that person the whole agreement, with Exhibit A and its %s, as version %d, whose content has the SHA-256 beginning %s.",
		Moment(s.PresentedAt), extent(c.version.Content), c.version.Number, c.version.Digest[:min(12, len(c.version.Digest))])
	ticked := ""
	if s.Evidence.Consent != "" && s.Evidence.Authority != "" {
		ticked = fmt.Sprintf("ticked “%s” and “%s”, neither of which was ticked beforehand, ", s.Evidence.Consent, s.Evidence.Authority)
	}
	fmt.Fprintf(&b, "The person %styped the name “%s” and selected Sign. ", ticked, s.Typed)
	fmt.Fprintf(&b, "On %s the system compared the SHA-256 of the document on that person’s screen with that of the version out for signature, found them equal, and recorded the signature for %s.",
		Moment(s.SignedAt), strings.TrimSuffix(c.company(s.Side), "."))
	return b.String()
}

// span is a duration as people say it: "4 min 12 s", "2 h 5 min", "3 d 4 h".
func span(d time.Duration) string {
	d = d.Round(time.Second)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%d min %d s", int(d.Minutes()), int(d.Seconds())%60)
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h %d min", int(d.Hours()), int(d.Minutes())%60)
	}
	return fmt.Sprintf("%d d %d h", int(d.Hours())/24, int(d.Hours())%24)
}
