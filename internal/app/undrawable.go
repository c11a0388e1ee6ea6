package app

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// undrawable names characters that would be missing from the printed document, each
// with the field it stands in and the page where that is mended.
func undrawable(c engagement.Content) []raci.Finding {
	u := undrawn{named: map[rune]bool{}}
	u.parties(c)
	u.register(c.Register)
	u.terms(c.Terms)
	for _, a := range c.Areas {
		u.look(raci.Finding{Page: "areas"}, "The area "+a.Name, "name", a.Name)
		for _, r := range a.Rows {
			u.row(r, "The function ")
		}
	}
	for _, r := range c.Excluded {
		u.row(r, "The excluded function ")
	}
	u.text(c)
	return u.found
}

type undrawn struct {
	found []raci.Finding
	named map[rune]bool // of any field
}

// look adds a finding for the first character of a field that cannot be printed.
func (u *undrawn) look(at raci.Finding, whose, field, text string) {
	for i, r := range pdf.Drawable(text) {
		u.named[r] = true
		if i > 0 {
			continue
		}
		at.Rule, at.Severity, at.Fix = "R10", raci.Block, "Write it in Latin, Greek or Cyrillic letters"
		at.Message = fmt.Sprintf("%s: the %s has the character “%c” (U+%04X), which our typefaces cannot print.", whose, field, r, r)
		u.found = append(u.found, at)
	}
}

func (u *undrawn) parties(c engagement.Content) {
	for _, of := range []struct {
		side, whose string
		engagement.Entity
	}{{"msp", "The MSP", c.MSP}, {"client", "The client", c.Client}} {
		e := of.Entity
		for _, f := range [][3]string{
			{"legal_name", "legal name", e.LegalName},
			{"short_name", "short name", e.ShortName},
			{"entity_type", "kind of entity", e.EntityType},
			{"formed_in", "place where it was formed", e.FormedIn},
			{"address", "address", e.Address},
			{"notice_email", "email for notices", e.Notice},
		} {
			u.look(raci.Finding{Page: "parties", Field: of.side + "." + f[0]}, of.whose, f[1], f[2])
		}
	}
	at := raci.Finding{Page: "parties", Field: "signers"}
	for _, s := range c.Signatories {
		u.look(at, "The signer "+s.Name, "name", s.Name)
		u.look(at, "The signer "+s.Name, "title", s.Title)
	}
	at.Field = "contacts"
	for _, s := range c.Contacts {
		for _, f := range [][2]string{{"name", s.Name}, {"role", s.Role}, {"phone", s.Phone}, {"deputy", s.Deputy}, {"deputy's phone", s.DeputyPhone}, {"hours", s.Hours}} {
			u.look(at, "The contact "+s.Name, f[0], f[1])
		}
	}
	u.directory(c.Directory)
	at.Field = "stakeholders"
	for _, s := range c.Stakeholders {
		for _, f := range [][2]string{{"name", s.Name}, {"holder", s.Holder}, {"holder's phone", s.HolderPhone}, {"deputy", s.Deputy}, {"deputy's phone", s.DeputyPhone}} {
			u.look(at, "The column "+s.Name, f[0], f[1])
		}
	}
}

func (u *undrawn) directory(d engagement.Directory) {
	for _, side := range party.Sides {
		r := d.Reach(side)
		u.look(raci.Finding{Page: "parties", Field: "reach-" + string(side)}, "The security contact "+r.Security, "entry", r.AfterHours+r.Security+r.SecurityPhone+r.Deputy+r.DeputyPhone)
	}
	i := d.Insurer
	u.look(raci.Finding{Page: "parties", Field: "insurer"}, "The insurer "+i.Name, "entry", i.Name+i.Hotline+i.Policy+i.Broker+i.BrokerPhone)
	for _, v := range d.Vendors {
		u.look(raci.Finding{Page: "parties", Field: "vendors"}, "The vendor "+v.Name, "entry", v.Name+v.Purpose+v.Phone+v.Account+v.Callers)
	}
}

func (u *undrawn) register(r engagement.Register) {
	for _, a := range r.Access {
		at, whose := raci.Finding{Page: "access", Field: raci.AccessField(a.Key)}, "The access register, "+a.Name
		u.look(at, whose, "name", a.Name)
		u.look(at, whose, "note", a.Note)
		for _, h := range a.Holdings {
			u.look(at, whose, "list of people", h.People)
		}
	}
	for _, t := range r.Tools {
		u.look(raci.Finding{Page: "access", Field: "tools"}, "The tool "+t.Category, "entry", t.Category+t.Product+t.Licensee+t.Note)
	}
	for _, p := range r.Protected {
		u.look(raci.Finding{Page: "access", Field: "protected"}, "The protected system "+p.System, "entry", p.System+p.Reason+p.Approvers)
	}
}

func (u *undrawn) terms(terms map[string]string) {
	for _, key := range slices.Sorted(maps.Keys(terms)) {
		label := key
		if f, ok := agreement.FieldByKey(key); ok {
			label = f.Label
		}
		u.look(raci.Finding{Page: "terms", Field: key}, "The term “"+label+"”", "value", terms[key])
	}
}

func (u *undrawn) row(r engagement.Row, kind string) {
	for _, f := range [][2]string{
		{"name", r.Name},
		{"description", r.Description},
		{"split note", r.Split},
		{"condition", r.Condition},
		{"reason of its lock", r.LockReason},
		{"reason for leaving it out", r.Excluded},
	} {
		u.look(raci.Finding{Page: "matrix", Function: r.ID}, kind+r.Name, f[0], f[1])
	}
}

// text looks at the sections for what no field has: the clauses' own words, which come
// from the library.
func (u *undrawn) text(c engagement.Content) {
	known := maps.Clone(u.named)
	for _, s := range slices.Concat(c.Agreement.Sections, c.Exhibits) {
		var own strings.Builder
		write := func(text string) {
			for _, r := range pdf.Drawable(text) {
				if !known[r] {
					own.WriteRune(r)
				}
			}
		}
		for _, p := range s.Paragraphs {
			write(agreement.Plain(p.Text))
			if p.Table == nil {
				continue
			}
			write(strings.Join(p.Table.Header, " "))
			for _, row := range p.Table.Rows {
				for _, cell := range row {
					write(agreement.Plain(cell))
				}
			}
		}
		at, whose := raci.Finding{Page: "library"}, strings.TrimSpace("Section "+s.Number+", “"+s.Title+"”")
		u.look(at, whose, "title", s.Title)
		u.look(at, whose, "text", own.String())
	}
}
