package engagement

import (
	"slices"
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
)

// publicMail are mailbox providers where anybody can have an address; a signer's
// address there says nothing about the company.
var publicMail = []string{"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "proton.me", "protonmail.com", "gmx.com", "mail.com", "zoho.com"}

// kept are the ways of signing that can be kept to, for each term that promises one.
var kept = map[string][]string{
	"esign.identity_check": {"email_link", "email_otp"},
	"esign.method":         {"typed_only", "typed_or_drawn", "wet_ink_upload", "external_provider"},
}

// Readiness is everything that stands between a draft and its signatures: the
// matrix's findings, then those of domain reference section 4, "signing
// readiness". drafter is the e-mail of whoever is about to send.
func Readiness(d Draft, c Content, problems []agreement.Problem, digest, drafter string, today time.Time) []raci.Finding {
	e, p, m := d.Engagement, d.Parties, d.Matrix
	out := d.Check()
	add := func(rule string, sev raci.Severity, page, field, message, fix string) {
		out = append(out, raci.Finding{Rule: rule, Severity: sev, Page: page, Field: field, Message: message, Fix: fix})
	}
	packs, told := checkPacks(d)
	out = append(append(out, packs...), uncovered(c)...)
	second, lacking := lacksSecond(d, c)
	for _, pr := range problems {
		if told[pr.Key] || lacking && strings.HasPrefix(pr.Key, "client.second_signatory_") {
			continue // told once, with what to do: add the pack, name the second signer
		}
		if _, cited := removed(d, raci.FunctionKey(pr.Key)); cited {
			continue // told once for all clauses that speak of it
		}
		page, field, fix := pageOf(pr.Key), pr.Key, "Fill it in"
		switch page {
		case "matrix":
			field = ""
		case "library":
			field, fix = "", "Take a version of the library that has it, or another wording of the clause"
		}
		add("R01", raci.Block, page, field, pr.Message, fix)
	}
	out = append(out, Removed(d, c, slices.DeleteFunc(slices.Clone(problems), func(pr agreement.Problem) bool { return told[pr.Key] }))...)
	for _, pr := range agreement.Terms(c.Terms).Check(today) {
		if !reported(problems, pr.Key) {
			add("R02", raci.Block, pageOf(pr.Key), pr.Key, pr.Message, "Mend it")
		}
	}
	for _, pr := range agreement.Terms(c.Terms).Consequences() {
		add("R09", raci.Warn, pageOf(pr.Key), pr.Key, pr.Message, "Change the terms, or leave them if this is meant")
	}
	signers := make([]signing.Signer, len(p.Signatories))
	for i, s := range p.Signatories {
		signers[i] = signing.Signer{Side: s.Side, Name: s.Name, Title: s.Title, Email: s.Email}
	}
	for _, k := range []string{"msp", "client", "signer", "email"} {
		if msg, bad := signing.Problems(signers)[k]; bad {
			add("R03", raci.Block, "parties", "signers", msg, "Name the signers")
		}
	}
	if lacking {
		add("R21", raci.Block, "parties", "signers", second, "Name the second signer")
	}
	for _, key := range []string{"esign.identity_check", "esign.method"} {
		value := agreement.Terms(c.Terms).Value(key)
		if f, ok := agreement.FieldByKey(key); ok && value != "" && !slices.Contains(kept[key], value) {
			add("R26", raci.Block, "terms", key, "The agreement says of each signature: "+f.Label+", "+agreement.Terms(c.Terms).Words(key)+". That cannot be done here, and an agreement must not say what did not happen.", "Choose what can be kept to")
		}
	}
	it, _ := m.Standard(raci.InternalIT)
	for _, s := range p.Signatories {
		if s.Side == party.Client && s.Name != "" && (strings.EqualFold(s.Name, it.Holder) || s.Email != "" && strings.EqualFold(s.Email, it.HolderEmail)) {
			add("R04", raci.Warn, "parties", "signers", s.Name+" leads internal IT and is named as signer. Make sure "+s.Name+" may bind the company.", "Check who may sign")
		}
		if _, domain, ok := strings.Cut(strings.ToLower(s.Email), "@"); ok && publicMailbox(domain) {
			add("R05", raci.Warn, "parties", "signers", s.Name+" signs with an address at "+domain+", where anybody can open a mailbox.", "Use a company address")
		}
		if drafter != "" && strings.EqualFold(s.Email, drafter) {
			add("R06", raci.Warn, "parties", "signers", s.Name+" drafts this agreement and also signs it. Both sides will see that.", "Consider another signer")
		}
	}
	if !reachable(p.Contacts, party.MSP) {
		add("R07", raci.Block, "parties", "contacts", "Nobody at "+p.Names(m).MSP+" can be called for a P1: Exhibit D needs a name and a phone number at level 1.", "Add a contact")
	}
	if !reachable(p.Contacts, party.Client) {
		add("R07", raci.Block, "parties", "contacts", "Nobody at "+p.Names(m).Client+" can be called for a P1: Exhibit D needs a name and a phone number at level 1.", "Add a contact")
	}
	out = append(out, unreachable(d)...)
	waits := slices.ContainsFunc(out, func(f raci.Finding) bool { return f.Rule == "V41" })
	if message, lacking := containment(c.Terms["security.containment_authority"], d.Register); lacking && !waits {
		add("R20", raci.Warn, "access", "protected", message, "Add to the do-not-isolate list")
	}
	switch {
	case e.Reviewed.Digest == "":
		add("R08", raci.Warn, "agreement", "", p.Names(m).Client+" has not marked this text as read yet.", "Ask them to read it")
	case e.Reviewed.Digest != digest:
		add("R08", raci.Block, "agreement", "", "The text changed after "+e.Reviewed.By+" read it.", "Ask "+e.Reviewed.By+" to read it again")
	}
	return out
}

// lacksSecond says why a second person must sign for the client when nobody is named.
func lacksSecond(d Draft, c Content) (message string, lacking bool) {
	t := agreement.Terms(c.Terms)
	if _, named := d.Parties.Second(); named || !t.SecondSigner() {
		return "", false
	}
	client := d.Parties.Names(d.Matrix).Client
	if t.Value("esign.second_signer") == "always" {
		return "Two people must sign for " + client + ", as the terms say, and only one is named.", true
	}
	return "The fees of the initial term are " + t.Words("fees.initial_total") + ", above " + t.Words("esign.second_value") + ": two people must sign for " + client + ", and only one is named.", true
}

func reported(problems []agreement.Problem, key string) bool {
	for _, p := range problems {
		if p.Key == key {
			return true
		}
	}
	return false
}

func reachable(contacts []Contact, side party.Side) bool {
	for _, c := range contacts {
		if c.Side == side && c.Level == 1 && c.Name != "" && c.Phone != "" {
			return true
		}
	}
	return false
}

func publicMailbox(domain string) bool { return slices.Contains(publicMail, domain) }

// pageOf is the step of the engagement on which a merge field is filled.
func pageOf(key string) string {
	switch {
	case strings.HasPrefix(key, "msp."), strings.HasPrefix(key, "client."):
		return "parties"
	case strings.Contains(key, "."):
		return "terms"
	case strings.HasPrefix(key, "c-"), strings.HasPrefix(key, "exhibit-"):
		return "library" // a clause that cannot be read, or cites one that is gone
	}
	return "matrix"
}
