package engagement

import (
	"fmt"
	"slices"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// partiesView is the parties step. forms holds one form per side and column, as
// stored or as typed; broken is the key of the one that came back.
type partiesView struct {
	sheet
	d       engagement.Draft
	forms   map[string]*page.Form
	broken  string
	differs []difference
}

func newPartiesView(v sheet, d engagement.Draft) partiesView {
	p := partiesView{sheet: v, d: d, forms: map[string]*page.Form{addForm: {}}}
	for _, side := range sidesFor(v.who) {
		p.forms[string(side)] = formOf(d, side)
	}
	for _, s := range d.Matrix.Stakeholders {
		p.forms[string(s.ID)] = columnForm(s)
	}
	p.forms[insurerForm], p.forms[addVendor] = formOfInsurer(d.Parties.Directory.Insurer), &page.Form{}
	for _, x := range d.Parties.Directory.Vendors {
		p.forms[x.ID] = formOfVendor(x)
	}
	return p
}

// sidesFor puts the viewer's own side first.
func sidesFor(who access.Actor) []party.Side { return []party.Side{who.Side, who.Side.Other()} }

// edits tells whether the viewer may change what is said of a side.
func (v partiesView) edits(side party.Side) bool {
	return v.may(access.EditParties) && (v.who.Side == party.MSP || side == party.Client)
}

func (v partiesView) editsColumn(s raci.Stakeholder) bool { return v.edits(s.Side()) }

func (v partiesView) company(side party.Side) string {
	if side == party.MSP {
		return v.e.MSPName
	}
	return v.e.ClientName
}

// field is a control of one of the page's forms.
func (v partiesView) field(key, name, label string) ui.Field { return v.forms[key].Field(name, label) }

func (v partiesView) optional(key, name, label string) ui.Field {
	f := v.field(key, name, label)
	f.Optional = true
	return f
}

func (v partiesView) hinted(key, name, label, hint string) ui.Field {
	f := v.field(key, name, label)
	f.Hint = hint
	return f
}

func (v partiesView) typed(key, name, label, kind string) ui.Field {
	f := v.field(key, name, label)
	f.Type = kind
	return f
}

// either is a typed control that may stay empty.
func (v partiesView) either(key, name, label, kind string) ui.Field {
	f := v.typed(key, name, label, kind)
	f.Optional = true
	return f
}

// entityType offers the company forms that the agreement can print.
func (v partiesView) entityType(side party.Side) ui.Field {
	f := v.field(string(side), "entity_type", "Kind of company")
	f.Width = "20"
	f.Options = []ui.Option{{Value: "", Label: "Choose"}}
	field, _ := agreement.FieldByKey(string(side) + ".entity_type")
	for _, c := range field.Choices {
		f.Options = append(f.Options, ui.Option{Value: c.Value, Label: c.Label})
	}
	return f
}

// problems are those of the form that came back, with the ids its controls have.
func (v partiesView) problems() []ui.Problem {
	var out []ui.Problem
	if v.broken == "" {
		return nil
	}
	for _, p := range v.forms[v.broken].Problems() {
		if name := v.label(v.broken, p.Field); name != "" {
			p = ui.Problem{Field: v.broken + "." + p.Field, Text: name + ": " + p.Text}
		} else {
			p.Field = ""
		}
		out = append(out, p)
	}
	return out
}

func (v partiesView) signers(side party.Side) []engagement.Signatory {
	var out []engagement.Signatory
	for _, s := range v.d.Parties.Signatories {
		if s.Side == side {
			out = append(out, s)
		}
	}
	return out
}

// rows are the signer rows that a side's form shows.
func (v partiesView) rows(side party.Side) []int {
	n := max(signerRows, len(v.signers(side)))
	for v.forms[string(side)].Has(signerKey(n, "name")) {
		n++
	}
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// moreSigners tells whether a row after the first holds something.
func (v partiesView) moreSigners(side party.Side) bool {
	f := v.forms[string(side)]
	if v.two(side) {
		return true
	}
	for _, i := range v.rows(side)[1:] {
		for _, what := range []string{"name", "title", "email"} {
			if f.Value(signerKey(i, what)) != "" || f.Error(signerKey(i, what)) != "" {
				return true
			}
		}
	}
	return false
}

// two tells whether the terms ask for two signatures on a side.
func (v partiesView) two(side party.Side) bool {
	return side == party.Client && engagement.TermsOf(v.d).SecondSigner()
}

// anchor gives an id that findings link to to the first side that lacks something,
// since a finding does not say which.
func (v partiesView) anchor(id string, side party.Side) string {
	target := v.who.Side
	for _, s := range sidesFor(v.who) {
		if v.lacks(id, s) {
			target = s
			break
		}
	}
	if side == target {
		return id
	}
	return id + "-" + string(side)
}

func (v partiesView) lacks(id string, side party.Side) bool {
	if id == "signers" {
		n := len(v.signers(side))
		return n == 0 || n == 1 && v.two(side)
	}
	for _, c := range v.d.Parties.Contacts {
		if c.Side == side && c.Level == 1 && c.Name != "" && c.Phone != "" {
			return false
		}
	}
	return true
}

func (v partiesView) partyFacts(side party.Side) []ui.Fact {
	p := v.d.Parties.Of(side)
	facts := []ui.Fact{
		{Term: "Legal name", Value: p.LegalName},
		{Term: "Short name", Value: p.ShortName},
		{Term: "Kind of company", Value: p.EntityType},
		{Term: "Formed in", Value: p.FormedIn},
		{Term: "Address", Value: p.Address},
		{Term: "Email for notices", Value: p.Notice},
	}
	for i, s := range v.signers(side) {
		facts = append(facts, ui.Fact{Term: "Signer " + strconv.Itoa(i+1), Value: s.Name + ", " + s.Title + ", " + s.Email})
	}
	for _, c := range v.d.Parties.Contacts {
		if c.Side == side {
			facts = append(facts, ui.Fact{Term: fmt.Sprintf("Contact, level %d", c.Level), Value: joined(c.Name, c.Role, c.Phone, c.Email, c.Hours, deputy(c.Deputy, c.DeputyPhone))})
		}
	}
	r := v.d.Parties.Directory.Reach(side)
	facts = append(facts,
		ui.Fact{Term: "After-hours number", Value: r.AfterHours},
		ui.Fact{Term: "Security contact", Value: joined(r.Security, r.SecurityPhone, r.SecurityEmail, deputy(r.Deputy, r.DeputyPhone))})
	return facts
}

func (v partiesView) columnFacts(s raci.Stakeholder) []ui.Fact {
	return []ui.Fact{
		{Term: "Person", Value: joined(s.Holder, s.HolderEmail, s.HolderPhone)},
		{Term: "Deputy", Value: joined(s.Deputy, s.DeputyEmail, s.DeputyPhone)},
	}
}

func deputy(name, phone string) string {
	if name == "" {
		return ""
	}
	return "deputy " + joined(name, phone)
}

func joined(parts ...string) string {
	out := ""
	for _, p := range parts {
		switch {
		case p == "":
		case out == "":
			out = p
		default:
			out += ", " + p
		}
	}
	return out
}

// levelMeaning is who stands on a step of the escalation path, clause c-escalation.
func levelMeaning(side party.Side, level int) string {
	if side == party.MSP {
		return [...]string{"Service desk lead", "Service manager", "Account executive", "Owner"}[level-1]
	}
	return [...]string{"Senior of internal IT", "IT lead or IT manager", "Executive sponsor", "Chief executive"}[level-1]
}

// kindWords says what a column stands for.
func kindWords(k raci.Kind) string {
	switch k {
	case raci.MSPTeam:
		return "The MSP's team"
	case raci.InternalIT:
		return "The client's own IT team"
	case raci.Management:
		return "The client's management"
	case raci.OtherKind:
		return "Another company"
	}
	return string(k)
}

func dotOf(k raci.Kind) string {
	if k == raci.OtherKind {
		return "vendor"
	}
	return string(k)
}

// label is what the form of a part calls a field, or empty for one it does not show.
func (v partiesView) label(key, field string) string {
	if field != "name" {
		return fieldNames[field]
	}
	switch {
	case key == insurerForm:
		return "Insurer"
	case key == addVendor || slices.ContainsFunc(v.d.Parties.Directory.Vendors, func(x engagement.Vendor) bool { return x.ID == key }):
		return "Company"
	}
	return "Column"
}

// fieldNames are the labels of fields, for telling what differs.
var fieldNames = func() map[string]string {
	names := map[string]string{
		"legal_name": "Legal name", "short_name": "Short name", "entity_type": "Kind of company", "formed_in": "Formed in", "address": "Address",
		"notice_email": "Email for notices", "name": "Name", "holder": "Person", "holder_email": "Person's email", "holder_phone": "Person's phone",
		"deputy": "Deputy", "deputy_email": "Deputy's email", "deputy_phone": "Deputy's phone",
		"after_hours": "After-hours number", "security_name": "Security contact", "security_phone": "Security contact's phone", "security_email": "Security contact's email",
		"security_deputy": "Security contact's deputy", "security_deputy_phone": "Phone of the security contact's deputy",
		"hotline": "Hotline", "policy": "Policy number", "broker": "Broker", "broker_phone": "Broker's phone",
		"purpose": "For", "phone": "Phone", "account": "Account", "callers": "Who may call",
	}
	for i := range signerRows + 1 {
		for _, what := range []string{"name", "title", "email"} {
			names[signerKey(i, what)] = fmt.Sprintf("Signer %d, %s", i+1, what)
		}
	}
	for level := 1; level <= levels; level++ {
		for what, word := range map[string]string{"name": "name", "role": "role", "phone": "phone", "email": "email", "deputy": "deputy", "deputy_phone": "deputy's phone", "hours": "hours"} {
			names[contactKey(level, what)] = fmt.Sprintf("Contact at level %d, %s", level, word)
		}
	}
	return names
}()
