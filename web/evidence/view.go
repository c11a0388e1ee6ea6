package evidence

import (
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/signing"
	"demarc/web/page"
	"demarc/web/ui"
)

// view is the evidence of an engagement as a page.
type view struct {
	page ui.Page
	work ui.Work
	app.Proof
	kind, signer string
	before       int64
	mayErase     bool
	form         *page.Form
}

// perPage is how many entries one page shows.
const perPage = 60

// kinds are what the timeline can be cut down to.
var kinds = []struct{ Key, Label string }{
	{"draft", "Drafting"}, {"round", "Signing rounds"}, {"letters", "Letters"}, {"identity", "Identity"}, {"signing", "Signing"}, {"seal", "Sealing"}, {"after", "Afterwards"},
}

// knownKind is a kind that was asked for, or everything.
func knownKind(asked string) string {
	for _, k := range kinds {
		if k.Key == asked {
			return asked
		}
	}
	return ""
}

// knownSigner is a person of a round who was asked for, or everybody.
func (v view) knownSigner(asked string) string {
	for _, r := range v.Rounds {
		if _, ok := r.Signer(signing.SignerID(asked)); ok {
			return asked
		}
	}
	return ""
}

// kindOf is the kind of a verb. What is not of the signing is of the drafting.
func kindOf(v audit.Verb) string {
	switch v {
	case audit.CopySent, audit.SignerNotified:
		return "letters"
	case audit.VersionFrozen, audit.SignerCorrected, audit.SignerReplaced, audit.SignerDelegated:
		return "round"
	case audit.DocumentPresented:
		return "signing"
	case audit.DocumentSealed:
		return "seal"
	case audit.RowInitialled, audit.RowsAcknowledged:
		return "signing"
	case audit.AgreementReviewed:
		return "draft"
	default:
	}
	group, _, _ := strings.Cut(string(v), ".")
	switch group {
	case "mail", "reminder":
		return "letters"
	case "link", "otp":
		return "identity"
	case "envelope", "recipient":
		return "round"
	case "disclosure", "section", "consent", "authority", "signature", "approval", "question":
		return "signing"
	case "seal", "timestamp", "certificate":
		return "seal"
	case "agreement", "copy", "verify", "evidence", "pii", "checkpoint", "paper":
		return "after"
	}
	return "draft"
}

// lines are the entries to show, the newest first; more is the number before which
// others are.
func (v view) lines() (out []audit.Entry, more int64) {
	for _, e := range slices.Backward(v.Log) {
		switch {
		case v.before > 0 && e.Seq >= v.before,
			v.kind != "" && kindOf(e.Verb) != v.kind,
			v.signer != "" && e.Fact.Subject != v.signer && e.Fact.About.Signer != v.signer && e.Fact.Actor.ID != v.signer:
			continue
		}
		if len(out) == perPage {
			return out, out[len(out)-1].Seq
		}
		out = append(out, e)
	}
	return out, 0
}

func (v view) href(kind, signer string, before int64) string {
	q := url.Values{}
	for name, value := range map[string]string{"kind": kind, "signer": signer} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if before > 0 {
		q.Set("before", strconv.FormatInt(before, 10))
	}
	to := v.work.Href + "/evidence"
	if len(q) > 0 {
		to += "?" + q.Encode()
	}
	return to + "#timeline"
}

func (v view) filters() (kind, signer ui.Field) {
	kind = ui.Field{Name: "kind", Label: "Kind", Value: v.kind, Options: []ui.Option{{Label: "Everything"}}}
	for _, k := range kinds {
		kind.Options = append(kind.Options, ui.Option{Value: k.Key, Label: k.Label})
	}
	signer = ui.Field{Name: "signer", Label: "Person of a signing round", Value: v.signer, Options: []ui.Option{{Label: "Everybody"}}}
	for _, r := range v.Rounds {
		for _, s := range r.Signers {
			signer.Options = append(signer.Options, ui.Option{Value: string(s.ID), Label: s.Name + ", version " + strconv.Itoa(r.Version)})
		}
	}
	return kind, signer
}

func (v view) status() ui.Notice {
	if v.Broken != nil {
		return ui.Notice{Kind: "danger", Text: "The record does not hold from entry " + strconv.FormatInt(v.Broken.Seq, 10) + " on: " + v.Broken.Reason + ". Tell whoever runs this system at once, and keep your copies."}
	}
	held := "every hash, its end, and every personal value kept beside it"
	if len(v.Bound) > 0 {
		held = "every hash, its end, every personal value kept beside it, and the checkpoints that bind it"
	}
	return ui.Notice{Kind: "ok", Text: "The record holds to entry " + strconv.FormatInt(v.Head.Seq, 10) + ", checked just now: " + held + "."}
}

func (v view) facts() []ui.Fact {
	return []ui.Fact{
		{Term: "Entries", Value: strconv.FormatInt(v.Head.Seq, 10)},
		{Term: "Last entry", Value: document.Moment(v.Head.At)},
		{Term: "Its hash", Value: hex.EncodeToString(v.Head.Hash[:])},
		{Term: "Checked for this page", Value: document.Moment(v.CheckedAt)},
		{Term: "Checked by itself", Value: v.night()},
		{Term: "Bound by", Value: v.boundBy()},
	}
}

// night is what the nightly check found.
func (v view) night() string {
	switch n := v.Night; {
	case n.At.IsZero():
		return "Not yet. Every record is checked once a day, whoever looks at it."
	case n.Reason != "":
		return document.Moment(n.At) + ": it did not hold at entry " + strconv.FormatInt(n.Seq, 10) + ", " + n.Reason
	default:
		return document.Moment(n.At) + ": it held to entry " + strconv.FormatInt(n.Seq, 10)
	}
}

// boundBy is the newest checkpoint that binds the record.
func (v view) boundBy() string {
	if len(v.Bound) == 0 {
		return "No checkpoint yet. One is made each day after something was recorded."
	}
	b := v.Bound[len(v.Bound)-1]
	return "The checkpoint of " + date(b.Day) + ", to entry " + strconv.FormatInt(b.Seq, 10)
}

// date is a day as people write it.
func date(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("2 January 2006")
}

// people is whose values can be erased.
func (v view) people() ui.Field {
	f := ui.Field{Name: "person", Label: "Person of your side"}
	if v.form != nil {
		f = v.form.Field("person", f.Label)
	}
	f.Options = []ui.Option{{Label: "Choose a person"}}
	for _, p := range v.People {
		label := p.Name
		if p.Email != "" {
			label += ", " + p.Email
		}
		f.Options = append(f.Options, ui.Option{Value: p.ID, Label: label})
	}
	return f
}

func (v view) basis() ui.Field {
	f := ui.Field{Name: "basis", Label: "On what legal ground"}
	if v.form != nil {
		f = v.form.Field("basis", f.Label)
	}
	f.MaxLength, f.Hint = 300, "For example: request under Article 17 GDPR of 3 March 2027. This stays in the record."
	return f
}

// open says whether values could be erased now.
func (v view) open() bool {
	return !slices.ContainsFunc(v.Rounds, func(r signing.Envelope) bool { return r.State == signing.Sent || r.State == signing.Signed })
}

// payload is the exact text that is hashed.
func payload(e audit.Entry) string { return e.Payload }

func hash(h [32]byte) string { return hex.EncodeToString(h[:]) }

func short(h [32]byte) string { return hex.EncodeToString(h[:4]) }

// where is what is known of where an entry came from.
func where(e audit.Entry) string {
	r := e.Fact.Request
	parts := []string{}
	if r.IP != "" {
		from := r.IP
		if r.IPFrom == access.TrustedProxy {
			from += " (as a trusted proxy says)"
		}
		parts = append(parts, from)
	}
	if r.Agent != "" {
		parts = append(parts, r.Agent)
	}
	if len(parts) == 0 && e.Fact.Actor.Kind != "system" {
		return "Where it came from was not recorded"
	}
	return strings.Join(parts, " · ")
}
