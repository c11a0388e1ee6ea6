package document

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/signing"
)

// signed fills the blocks of a document with the signatures of the round. A block
// belongs to the signer of that name and company; a signer whose name was corrected
// after the version was frozen gets a block at the end.
func (c certificate) signed(s Signatures) Signatures {
	left := c.Envelope.Signing()
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
		if c.Outside != nil {
			b.Note = words(outsideNote, b.Note+".")
		}
		return b
	}
	b.Typed, b.When = s.Typed, Moment(s.SignedAt)
	b.Drawn, _ = signing.ParseDrawing(s.Drawn) // the record vouches for it, or there is no certificate
	b.Note = words(s.Evidence.Authority, "Signed electronically.", b.Note+".")
	return b
}

// people has one block for everybody of the round, in the order in which they acted, and
// then those whose part ended before they did.
func (c certificate) people() []Block {
	var out []Block
	live := c.Envelope.Live()
	slices.SortStableFunc(live, func(a, b signing.Signer) int {
		if a.SignedAt.IsZero() != b.SignedAt.IsZero() {
			return map[bool]int{true: 1, false: -1}[a.SignedAt.IsZero()]
		}
		return a.SignedAt.Compare(b.SignedAt)
	})
	for i, s := range live {
		t, _ := testify(c.Envelope, s, c.Log) // Attested found no quarrel
		n := fmt.Sprint(i + 1)
		out = append(out,
			Heading{ID: "certificate-signer-" + n, Level: 3, Text: s.Name + ", for " + c.company(s.Side) + ": " + strings.ToLower(s.Role.Words()[:1]) + s.Role.Words()[1:]},
			Paragraph{ID: "certificate-how-" + n, Runs: []Run{{Text: "How this was " + doneAs(s) + ". ", Bold: true}, {Text: c.story(t)}}})
		if c.Outside == nil || !s.SignedAt.IsZero() {
			out = append(out, c.facts(t, n))
		}
	}
	if others := c.others(); len(others.Rows) > 0 {
		out = append(out, Heading{ID: "certificate-others", Level: 3, Text: "Others of this round"}, others)
	}
	return out
}

func doneAs(s signing.Signer) string {
	switch s.Role {
	case signing.Approves:
		return "approved"
	case signing.Acknowledges:
		return "acknowledged"
	case signing.Signs, signing.Copied:
	}
	return "signed"
}

// others are those who get a copy, and those whose part ended.
func (c certificate) others() Table {
	t := Table{ID: "certificate-others-list", Columns: []Column{{Header: "Person", Width: 4}, {Header: "Part", Width: 7}}}
	for _, s := range c.Envelope.Signers {
		var part string
		switch {
		case s.EndedAs == signing.Corrected:
			part = "Their details were corrected"
		case s.EndedAs == signing.Replaced:
			part = "Somebody else was asked instead"
		case s.EndedAs == signing.Delegated:
			part = "They handed the request on to a colleague"
		case s.EndedAs == signing.Removed:
			part = "They are no longer asked"
		case !s.EndedAt.IsZero():
			part = "Their part ended"
		case s.Role == signing.Copied:
			part = "Gets a copy of the sealed file and was asked for nothing"
		default:
			continue
		}
		if !s.EndedAt.IsZero() {
			part += ", " + Moment(s.EndedAt)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{head(s.Name + ", for " + c.company(s.Side)), cell(part + ".")}})
	}
	return t
}

// facts are what is recorded of one person; what is not says so.
func (c certificate) facts(s testimony, n string) Table {
	ev := s.Evidence
	quoted := func(words string, at time.Time) string {
		if words == "" || at.IsZero() {
			return ""
		}
		return "“" + words + "” Ticked " + Moment(at)
	}
	took := ""
	if !s.PresentedAt.IsZero() && s.SignedAt.After(s.PresentedAt) {
		took = span(s.SignedAt.Sub(s.PresentedAt))
	}
	rows := [][2]string{
		{"Name", s.Name},
		{"Title", or(s.SignedTitle, s.Title)},
		{"Acts for", c.company(s.Side)},
		{"Email", s.Email},
		{"Asked to", strings.ToLower(verb(s.Role)) + ", in turn " + fmt.Sprint(s.Turn)},
		{"How they were identified", c.identified(s)},
	}
	if s.Signs() {
		rows = append(rows,
			[2]string{"Consent to electronic records", quoted(ev.Consent, s.consentAt)},
			[2]string{"Authority", quoted(ev.Authority, s.SignedAt)},
			[2]string{"Signature", signature(s)})
	}
	if len(s.Initials) > 0 {
		rows = append(rows, [2]string{"Functions ticked one by one", fmt.Sprint(len(s.Initials)) + ", listed in part 4"})
	}
	rows = append(rows,
		[2]string{"IP address", ev.IP},
		[2]string{"Device, as its browser says", device(ev.Agent)},
		[2]string{"Letter with the link made", Moment(s.NotifiedAt)},
		[2]string{"Mail server accepted it", Moment(s.AcceptedAt)},
		[2]string{"Link first opened", Moment(s.OpenedAt)},
		[2]string{"Continue selected", Moment(s.ConfirmedAt)},
		[2]string{"One-time code entered", Moment(s.CodePassedAt)},
		[2]string{"Whole document shown", Moment(s.PresentedAt)},
		[2]string{"Document on screen, SHA-256", s.rendition},
		[2]string{strings.ToUpper(doneAs(s.Signer)[:1]) + doneAs(s.Signer)[1:], Moment(s.SignedAt) + c.local(s.SignedAt)},
		[2]string{"From shown to " + doneAs(s.Signer), took})
	if len(s.bounced) > 0 {
		rows = append(rows, [2]string{"Letters that were refused", strings.Join(s.bounced, "; ")})
	}
	return pairs("certificate-signer-facts-"+n, "Recorded of "+s.Name, rows...)
}

func verb(r signing.Role) string {
	switch r {
	case signing.Approves:
		return "Approve"
	case signing.Acknowledges:
		return "Acknowledge"
	case signing.Copied:
		return "Keep a copy"
	case signing.Signs:
	}
	return "Sign"
}

// signature is the typed name, and what was drawn beside it by the digest of its strokes.
func signature(s testimony) string {
	switch {
	case s.Typed == "":
		return ""
	case methodOf(s.Signer) != signing.Drawn:
		return "Typed: " + s.Typed
	}
	return fmt.Sprintf("Typed: %s. Drawn as well, as it stands in the signature block; SHA-256 of its strokes %s.", s.Typed, s.strokes)
}

func methodOf(s signing.Signer) signing.Method {
	if s.Method == "" {
		return signing.Typed
	}
	return s.Method
}

// identified states as facts what connects the act with a person, and concludes nothing.
func (c certificate) identified(s testimony) string {
	var out []string
	if !s.ConfirmedAt.IsZero() {
		out = append(out, "A personal link sent to "+s.Email+" was used; Continue was selected "+Moment(s.ConfirmedAt)+".")
	}
	switch {
	case !s.CodePassedAt.IsZero():
		out = append(out, fmt.Sprintf("A one-time code sent to %s%s was entered correctly %s%s.", masked(s.Email), at(s.codeAt), Moment(s.CodePassedAt), after(s.codeFailed)))
	case !s.ConfirmedAt.IsZero():
		out = append(out, "No one-time code was asked for.")
	}
	if s.locked {
		out = append(out, "A code was locked after too many wrong tries.")
	}
	return strings.Join(out, " ")
}

func at(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return " " + Moment(t)
}

func after(failed int) string {
	if failed == 0 {
		return ""
	}
	return ", after " + count(failed, "wrong try", "wrong tries")
}

// story is how one signature came about, in words for somebody who was not there.
// A step that was not recorded is left out; the facts below it say so.
func (c certificate) story(s testimony) string {
	if s.SignedAt.IsZero() && c.Outside != nil {
		return s.Name + " did not sign in this system. Whether and how they signed can be seen in the attached copy only."
	}
	if s.SignedAt.IsZero() {
		return s.Name + " has not " + doneAs(s.Signer) + "."
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
	say(s.CodePassedAt, "The system sent a one-time code to %s in a letter of its own; on %s the person entered it correctly%s.", masked(s.Email), Moment(s.CodePassedAt), after(s.codeFailed))
	say(s.PresentedAt, "On %s the system showed that person the whole agreement, with Exhibit A and its %s, as version %d, whose content has the SHA-256 beginning %s.",
		Moment(s.PresentedAt), extent(c.Signing.Version.Content), c.Signing.Version.Number, engagement.Short(c.Signing.Version.Digest))
	if s.sections != "" {
		b.WriteString("The browser reported that these parts were opened: " + strings.TrimRight(s.sections, ". ") + ". ")
	}
	if s.PresentedAt.IsZero() {
		b.WriteString("On ")
	} else {
		b.WriteString(span(s.SignedAt.Sub(s.PresentedAt)) + " later, on ")
	}
	b.WriteString(Moment(s.SignedAt) + ", ")
	if !s.Signs() {
		fmt.Fprintf(&b, "the person selected %s for %s", verb(s.Role), strings.TrimSuffix(c.company(s.Side), "."))
		if len(s.Initials) > 0 {
			fmt.Fprintf(&b, " and ticked %s one by one", count(len(s.Initials), "function", "functions"))
		}
		return b.String() + ". Nothing but that was asked of them."
	}
	b.WriteString("the person ")
	if s.Evidence.Consent != "" && s.Evidence.Authority != "" {
		fmt.Fprintf(&b, "ticked “%s” and “%s”, neither of which was ticked beforehand, ", s.Evidence.Consent, s.Evidence.Authority)
	}
	if len(s.Initials) > 0 {
		fmt.Fprintf(&b, "ticked %s one by one, ", count(len(s.Initials), "critical function", "critical functions"))
	}
	fmt.Fprintf(&b, "typed the name “%s”", s.Typed)
	if s.Method == signing.Drawn {
		b.WriteString(", drew a signature")
	}
	fmt.Fprintf(&b, " and selected Sign. The system compared the SHA-256 of the document on that person’s screen with that of the version out for signature, found them equal, and recorded the signature for %s.",
		strings.TrimSuffix(c.company(s.Side), "."))
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
