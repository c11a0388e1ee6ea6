package access

import (
	"slices"

	"demarc/internal/party"
)

// Action is something a role may or may not do.
type Action string

const (
	ReadEngagement   Action = "read engagement"
	InviteColleague  Action = "invite colleague"   // to one's own side
	InviteClient     Action = "invite client"      // the MSP invites a client's people
	AddClient        Action = "add client"         //
	StartEngagement  Action = "start engagement"   //
	EditParties      Action = "edit parties"       // both sides mend their own; the MSP both
	EditTerms        Action = "edit terms"         //
	SetAreas         Action = "set areas"          //
	EditMatrix       Action = "edit matrix"        // cells, split notes, rows
	ShapeMatrix      Action = "shape matrix"       // add and remove functions and stakeholders
	AgreeRows        Action = "agree rows"         // and dispute them
	Facilitate       Action = "facilitate"         // open and end blind votes, drive a workshop
	CommentRows      Action = "comment rows"       // and send a review
	ReviewAgreement  Action = "review agreement"   // "I have read this text"
	SendForSignature Action = "send for signature" // and void
	Sign             Action = "sign"               //
	Download         Action = "download"           //
	LookUp           Action = "look up"            // who owns this?
	ReadAudit        Action = "read audit log"     //
	ManageMembers    Action = "manage members"     // end somebody's membership
	ReadLibrary      Action = "read library"       // the MSP's own functions, clauses, templates
	EditLibrary      Action = "edit library"       // and publish it
	AdoptLibrary     Action = "adopt library"      // take a newer version into an engagement
	WaiveFinding     Action = "waive finding"      // say why a warning may stay
	ReadInsurer      Action = "read insurer"       // its hotline and the policy number
	ReadReports      Action = "read reports"       // what all engagements of the MSP have in common
	SetBrand         Action = "set brand"          // how the MSP's papers, pages and letters look
	AttachPaper      Action = "attach paper"       // put in a copy signed outside, and confirm the other side's
	ErasePersonal    Action = "erase personal"     // personal values in the record of one's own side
	EndAgreement     Action = "end agreement"      // say that what is in force has ended
	WatchSealing     Action = "watch sealing"      // what waits for its seal, why, and try again
)

// Actions lists all, in the order of the table a person reads.
var Actions = []Action{
	ReadEngagement, InviteColleague, InviteClient, AddClient, StartEngagement, EditParties, EditTerms, SetAreas,
	EditMatrix, ShapeMatrix, AgreeRows, Facilitate, CommentRows, ReviewAgreement, SendForSignature, Sign, Download, LookUp, ReadAudit, ManageMembers,
	ReadLibrary, EditLibrary, AdoptLibrary, SetBrand, WaiveFinding, ReadInsurer, ReadReports,
	AttachPaper, ErasePersonal, WatchSealing, EndAgreement,
}

// policy is the one table. A role missing from an action's line may not do it.
var policy = map[Action][]Role{
	ReadEngagement:   {Owner, Lead, Member, Viewer, ITLead, Contributor, SignerRole, Reader},
	InviteColleague:  {Owner, ITLead},
	InviteClient:     {Owner, Lead},
	AddClient:        {Owner, Lead},
	StartEngagement:  {Owner, Lead},
	EditParties:      {Owner, Lead, Member, ITLead},
	EditTerms:        {Owner, Lead, Member},
	SetAreas:         {Owner, Lead, Member},
	EditMatrix:       {Owner, Lead, Member, ITLead, Contributor},
	ShapeMatrix:      {Owner, Lead, Member, ITLead},
	AgreeRows:        {Owner, Lead, ITLead},
	Facilitate:       {Owner, Lead, Member, ITLead},
	CommentRows:      {Owner, Lead, Member, ITLead, Contributor},
	ReviewAgreement:  {ITLead, Contributor},
	SendForSignature: {Owner, Lead},
	Sign:             {},
	Download:         {Owner, Lead, Member, Viewer, ITLead, Contributor, SignerRole, Reader},
	LookUp:           {Owner, Lead, Member, Viewer, ITLead, Contributor, SignerRole, Reader},
	ReadAudit:        {Owner, Lead, ITLead},
	ManageMembers:    {Owner, ITLead},
	ReadLibrary:      {Owner, Lead, Member, Viewer},
	EditLibrary:      {Owner},
	AdoptLibrary:     {Owner, Lead},
	SetBrand:         {Owner},
	ReadReports:      {Owner, Lead},
	WaiveFinding:     {Owner, Lead, ITLead},
	ReadInsurer:      {Owner, Lead, ITLead, SignerRole},
	AttachPaper:      {Owner, Lead, ITLead},
	ErasePersonal:    {Owner, ITLead},
	WatchSealing:     {Owner},
	EndAgreement:     {Owner, Lead, ITLead},
}

func allowed(r Role, do Action) bool { return slices.Contains(policy[do], r) }

// who names the person on the same side who can do it.
func who(side party.Side, do Action) string {
	for _, r := range RolesOf(side) {
		if !allowed(r, do) {
			continue
		}
		if side == party.Client {
			return "your internal IT lead"
		}
		if r == Owner && !allowed(Lead, do) {
			return "an owner of your MSP"
		}
		return "a lead or an owner of your MSP"
	}
	return "the MSP"
}
