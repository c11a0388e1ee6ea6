// Package people shows the people of one side and invites more: the same table and
// form for an MSP's own members and for a client's. It says what each role may do
// in sentences made from the one policy. It asks no act and knows no request.
package people

import (
	"slices"
	"time"

	"demarc/internal/access"
	"demarc/internal/party"
	"demarc/web/page"
	"demarc/web/ui"
)

// Team is the people of one side, with what the viewer may do about them.
type Team struct {
	Side      party.Side
	Address   string // people end below it: Address/{membership}/end
	People    []Person
	Offers    []Offer
	MayInvite bool
	MayEnd    bool
}

// Person is somebody with a place.
type Person struct {
	Membership string
	Name       string
	Email      string
	Role       access.Role
	Since      time.Time
	You        bool
}

// Offer is an invitation nobody has taken up yet.
type Offer struct {
	Email string
	Role  access.Role
	By    string
	Ends  time.Time
}

// sentences say an action as a right.
var sentences = map[access.Action]string{
	access.ReadEngagement:   "Read engagements: the matrix, the agreement and their history",
	access.InviteColleague:  "Invite colleagues",
	access.InviteClient:     "Invite the people of clients",
	access.AddClient:        "Add clients",
	access.StartEngagement:  "Start engagements",
	access.EditParties:      "Fill in parties, contacts and signers",
	access.EditTerms:        "Fill in hours, fees and other terms",
	access.SetAreas:         "Decide who leads each area",
	access.EditMatrix:       "Propose who does what, and write split notes",
	access.ShapeMatrix:      "Add and remove functions",
	access.AgreeRows:        "Agree functions for your side, or dispute them",
	access.Facilitate:       "Run workshops and blind votes",
	access.CommentRows:      "Comment on functions, and send a review",
	access.ReviewAgreement:  "Confirm that your side has read the agreement",
	access.SendForSignature: "Send for signature, and withdraw",
	access.Download:         "Download the documents",
	access.LookUp:           "Look up who owns what",
	access.ReadAudit:        "Read the audit log",
	access.ManageMembers:    "End a colleague's place",
	access.ReadLibrary:      "Read the library of functions, clauses and templates",
	access.EditLibrary:      "Edit the library, and publish it",
	access.ReadReports:      "Read what all engagements have in common",
	access.AttachPaper:      "Attach a copy signed outside Demarc, and confirm the other side’s",
	access.ErasePersonal:    "Erase personal values of their own side from the record on request",
	access.WatchSealing:     "See what waits for its seal, and try again",
	access.EndAgreement:     "Say that the agreement in force has ended",
	access.AdoptLibrary:     "Take a newer version of the library into an engagement",
	access.WaiveFinding:     "Say why a warning may stay",
	access.ReadInsurer:      "Read the hotline and the policy number of the client's insurer",
	access.SetBrand:         "Set the logo, the color and the lines of papers and letters",
}

// Rights lists what a role may do, in the policy's order.
func Rights(role access.Role) []string {
	var out []string
	for _, do := range access.Actions {
		if can(role, do) && sentences[do] != "" {
			out = append(out, sentences[do])
		}
	}
	return out
}

func can(role access.Role, do access.Action) bool {
	return access.Actor{Kind: access.Person, Role: role}.Can(do)
}

// actionsOf lists what anybody of a side may do.
func actionsOf(side party.Side) []access.Action {
	var out []access.Action
	for _, do := range access.Actions {
		may := func(role access.Role) bool { return can(role, do) }
		if sentences[do] != "" && slices.ContainsFunc(access.RolesOf(side), may) {
			out = append(out, do)
		}
	}
	return out
}

func roleColumns(side party.Side) []ui.Column {
	columns := []ui.Column{{Label: "May"}}
	for _, role := range access.RolesOf(side) {
		columns = append(columns, ui.Column{Label: role.Words()})
	}
	return columns
}

// hints say each role in one line, for the choice between them.
var hints = map[access.Role]string{
	access.Owner:       "Everything, people included.",
	access.Lead:        "Clients, engagements and signing rounds.",
	access.Member:      "Edits drafts.",
	access.Viewer:      "Reads, looks up and downloads.",
	access.ITLead:      "Agrees and disputes functions, and invites colleagues.",
	access.Contributor: "Proposes changes to who does what.",
	access.SignerRole:  "Reads. The link to sign comes by email.",
	access.Reader:      "Reads, looks up and downloads.",
}

// roleField is the choice of a role, the likeliest chosen to begin with.
func (t Team) roleField(f *page.Form) ui.Field {
	field := f.Field("role", "Role")
	if field.Value == "" && field.Error == "" {
		field.Value, field.Values = string(t.likeliest()), nil
	}
	for _, role := range access.RolesOf(t.Side) {
		field.Options = append(field.Options, ui.Option{Value: string(role), Label: role.Words(), Hint: hints[role]})
	}
	return field
}

// likeliest is the role most people need; a client without an IT lead needs one
// first, because nobody else can agree its functions.
func (t Team) likeliest() access.Role {
	if t.Side == party.MSP {
		return access.Member
	}
	lead := slices.ContainsFunc(t.People, func(p Person) bool { return p.Role == access.ITLead }) ||
		slices.ContainsFunc(t.Offers, func(o Offer) bool { return o.Role == access.ITLead })
	if lead {
		return access.Contributor
	}
	return access.ITLead
}

func emailField(f *page.Form) ui.Field {
	field := f.Field("email", "Email")
	field.Type, field.Autocomplete = "email", "off"
	return field
}

// columns of the table of people; the last holds what can be done.
func (t Team) columns() []ui.Column {
	columns := []ui.Column{{Label: "Name"}, {Label: "Email"}, {Label: "Role"}, {Label: "Since"}}
	if t.MayEnd {
		columns = append(columns, ui.Column{Label: "Actions", Hidden: true})
	}
	return columns
}
