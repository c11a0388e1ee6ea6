package engagement

import (
	"time"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Register is the access register in a version. The levels, the owners of tools and
// what happens to them at the end are agreed; names, MFA and dates of review are as
// they were on that day and may change without a signature.
type Register struct {
	Access    []AccessLine    `json:"access,omitempty"`
	Tools     []ToolLine      `json:"tools,omitempty"`
	Protected []ProtectedLine `json:"protected,omitempty"`
}

// AccessLine is a kind of access. Holdings stand in the order of the stakeholders.
type AccessLine struct {
	Key      raci.AccessKey `json:"key"`
	Group    string         `json:"group"`
	Name     string         `json:"name"`
	Holdings []raci.Holding `json:"holdings"`
	Note     string         `json:"note,omitempty"`
	Reviewed string         `json:"reviewed,omitempty"` // the day; empty while it is assumed
}

// ToolLine is a tool.
type ToolLine struct {
	Category string     `json:"category"`
	Product  string     `json:"product,omitempty"`
	Owner    party.Side `json:"owner"`
	Licensee string     `json:"licensee,omitempty"`
	IT       raci.Level `json:"it,omitempty"`
	Exit     raci.Exit  `json:"exit"`
	Note     string     `json:"note,omitempty"`
}

// ProtectedLine is a system that may not be isolated without approval.
type ProtectedLine struct {
	System    string `json:"system"`
	Reason    string `json:"reason,omitempty"`
	Approvers string `json:"approvers"`
}

func drawRegister(r raci.Register, columns []raci.Stakeholder) Register {
	var out Register
	for _, a := range r.Access {
		line := AccessLine{Key: a.Key, Group: a.Group, Name: a.Name, Note: a.Note}
		for _, s := range columns {
			line.Holdings = append(line.Holdings, a.Holdings[s.ID])
		}
		if !a.Assumed() {
			line.Reviewed = a.ReviewedAt.Format(time.DateOnly)
		}
		out.Access = append(out.Access, line)
	}
	for _, t := range r.Tools {
		out.Tools = append(out.Tools, ToolLine{Category: t.Category, Product: t.Product, Owner: t.Owner, Licensee: t.Licensee, IT: t.IT, Exit: t.Exit, Note: t.Note})
	}
	for _, p := range r.Protected {
		out.Protected = append(out.Protected, ProtectedLine{System: p.System, Reason: p.Reason, Approvers: p.Approvers})
	}
	return out
}

// containment is what the register lacks for the containment that the terms agree: a
// list that a clause points at and that names nobody.
func containment(authority string, r raci.Register) (message string, lacking bool) {
	if len(r.Protected) > 0 {
		return "", false
	}
	switch authority {
	case "approval_required":
		return "The MSP must ask before it isolates anything, but nobody is named who may approve.", true
	case "pre_authorized_with_exclusions":
		return "Containment leaves out the do-not-isolate list, but no system is on it.", true
	}
	return "", false
}
