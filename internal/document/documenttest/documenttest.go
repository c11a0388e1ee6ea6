// Package documenttest makes a whole agreement to render: the starter library with
// all its functions, the default terms, and parties whose names are hard to set. It
// is used by tests only. Start reading at Version.
package documenttest

import (
	"time"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Frozen is when Version was frozen.
var Frozen = time.Date(2026, time.November, 20, 9, 30, 0, 0, time.UTC)

// Version is version 3 of an agreement with 149 functions in force, one area out of
// scope and one function excluded.
func Version() engagement.Version {
	content, _ := engagement.Draw(engagement.Draft{Engagement: Engagement(), Parties: Parties(), Terms: Terms(), Matrix: Matrix(), Register: Register()})
	v, err := engagement.Freeze(content, 3, Frozen)
	if err != nil {
		panic("documenttest: " + err.Error())
	}
	return v
}

// RightToLeft is Version with people whose names run from right to left. The PDF
// writer refuses them, naming the letters; every other writer prints them.
func RightToLeft() engagement.Version {
	content := Version().Content
	content.Stakeholders[1].Deputy = "ליאור כהן"
	content.Contacts[1].Deputy = "עומר لیلی"
	v, err := engagement.Freeze(content, 3, Frozen)
	if err != nil {
		panic("documenttest: " + err.Error())
	}
	return v
}

// TwoSigners is Version with a second signatory of the client, whom its terms ask for,
// and with the terms of a retainer and a cap for each claim.
func TwoSigners() engagement.Version {
	terms, p := Terms(), Parties()
	terms["esign.second_signer"], terms["esign.second_value"] = "above_value", "1000.00"
	terms["security.ir_labor"], terms["liability.cap_basis"] = "retainer", "per_claim"
	p.Signatories = append(p.Signatories, engagement.Signatory{ID: "s3", Side: party.Client, Name: "Rosa Vega", Title: "Chief Executive Officer", Email: "rosa@alderfoods.example"})
	content, _ := engagement.Draw(engagement.Draft{Engagement: Engagement(), Parties: p, Terms: terms, Matrix: Matrix(), Register: Register()})
	v, err := engagement.Freeze(content, 3, Frozen)
	if err != nil {
		panic("documenttest: " + err.Error())
	}
	return v
}

// Draft is the same content before anything was frozen.
func Draft() engagement.Version {
	return engagement.Version{Content: Version().Content}
}

// Engagement is the head of the sample.
func Engagement() engagement.Engagement {
	return engagement.Engagement{
		ID: "7f0e2c1a-5b7d-4b0e-9a63-2f6d1f0c9e11", MSP: "0b6b5a52-3d8f-4c57-8a0e-7d4c3b2a1f00", Client: "9c0d1e2f-3a4b-4c5d-8e6f-7a8b9c0d1e2f",
		Number: "NG-2026-0117", Title: "Co-Managed IT Services Agreement", State: engagement.Signing, Version: 3,
	}
}

// Parties have names in several scripts.
func Parties() engagement.Parties {
	return engagement.Parties{
		MSP: party.Party{
			Side: party.MSP, LegalName: "Northgate IT Łódź LLC", ShortName: "Northgate", EntityType: "LLC", FormedIn: "Delaware",
			Address: "12 Wharf Road\nSuite 400\nBaltimore, MD 21230", Notice: "legal@northgate.example",
		},
		Client: party.Party{
			Side: party.Client, LegalName: "Alder Foods & Sons, Inc.", ShortName: "Alder Foods", EntityType: "Corporation", FormedIn: "Maryland",
			Address: "400 Orchard Lane, Frederick, MD 21701", Notice: "contracts@alderfoods.example",
		},
		Signatories: []engagement.Signatory{
			{ID: "s1", Side: party.MSP, Name: "Zbigniew Świętosławski", Title: "Managing Member", Email: "z.s@northgate.example"},
			{ID: "s2", Side: party.Client, Name: "Đặng Thị Hồng", Title: "Chief Operating Officer", Email: "hong@alderfoods.example"},
		},
		Contacts: []engagement.Contact{
			{Level: 1, Side: party.MSP, Name: "Service desk", Role: "on duty", Phone: "+1 410 555 0100", Email: "desk@northgate.example", Deputy: "After-hours line", DeputyPhone: "+1 410 555 0101", Hours: "at all hours"},
			{Level: 1, Side: party.Client, Name: "Priya Shah", Role: "IT manager", Phone: "+1 301 555 0142", Email: "priya@alderfoods.example", Deputy: "Μαρία Κώνστα", DeputyPhone: "+1 301 555 0143"},
			{Level: 2, Side: party.MSP, Name: "Ana Đukić", Role: "service lead", Phone: "+1 410 555 0110", Email: "ana@northgate.example"},
			{Level: 3, Side: party.Client, Name: "Đặng Thị Hồng", Role: "COO", Phone: "+1 301 555 0101", Email: "hong@alderfoods.example"},
		},
		Directory: engagement.Directory{
			MSP:     engagement.Reach{AfterHours: "+1 410 555 0199", Security: "Łukasz Dąbrowski", SecurityPhone: "+1 410 555 0120", SecurityEmail: "soc@northgate.example", Deputy: "Ana Đukić", DeputyPhone: "+1 410 555 0110"},
			Client:  engagement.Reach{Security: "Priya Shah", SecurityPhone: "+1 301 555 0142"},
			Insurer: engagement.Insurer{Name: "Harborline Mutual", Hotline: "+1 800 555 0117", Policy: "HL-CY-204417", Broker: "Quay & Sons", BrokerPhone: "+1 301 555 0160"},
			Vendors: []engagement.Vendor{
				{ID: "v1", Position: 1, Name: "Chesapeake Fiber", Purpose: "Internet at the head office", Phone: "+1 800 555 0131", Account: "CF-88120", Callers: "Client IT and Northgate"},
				{ID: "v2", Position: 2, Name: "Orchard ERP GmbH", Purpose: "ERP support", Phone: "+49 30 5550 1440"},
			},
		},
	}
}

// Terms are the defaults with every blank filled by something of its type.
func Terms() agreement.Terms {
	t := agreement.Defaults()
	for _, f := range agreement.Fields() {
		if t[f.Key] == "" && f.Type != agreement.Derived {
			t[f.Key] = filled(f)
		}
	}
	t["agreement.effective_date"], t["agreement.service_start_date"] = "2026-12-01", "2027-01-04"
	t["riders.enabled"] = "gdpr_dpa" // the one rider that needs no industry pack
	return t
}

func filled(f agreement.Field) string {
	if len(f.Choices) > 0 {
		return f.Choices[0].Value
	}
	switch f.Type {
	case agreement.Int:
		return "12"
	case agreement.Decimal:
		return "1.5"
	case agreement.Money:
		return "1250.00"
	case agreement.Bool:
		return "true"
	case agreement.Prices:
		return "Server = 450.00"
	case agreement.Date:
		return "2026-12-01"
	case agreement.Time:
		return "08:00"
	case agreement.Duration:
		return "4 h"
	case agreement.DurationHours:
		return "30 min bh / 2 h after"
	case agreement.DurationPriority:
		return "P1 15 min, P2 1 bh, P3/P4 4 bh"
	case agreement.Zone:
		return "America/New_York"
	case agreement.Email:
		return "someone@example.org"
	case agreement.Currency:
		return "USD"
	case agreement.Weekdays:
		return "Monday-Friday"
	case agreement.MonthsOf:
		return "3 in any 6"
	default:
		return "Sample for “" + f.Label + "”"
	}
}

// Matrix is the whole starter library under the first preset, with a fourth column.
func Matrix() raci.Matrix {
	m := raci.Matrix{Stakeholders: []raci.Stakeholder{
		{ID: "c1", Kind: raci.MSPTeam, Name: "Northgate", Holder: "Ana Đukić", HolderEmail: "ana@northgate.example", HolderPhone: "+1 410 555 0110", Deputy: "Tom Ek", DeputyPhone: "+1 410 555 0111"},
		{ID: "c2", Kind: raci.InternalIT, Name: "Alder Foods IT", Holder: "Priya Shah", HolderEmail: "priya@alderfoods.example", HolderPhone: "+1 301 555 0142", Deputy: "Μαρία Κώνστα"},
		{ID: "c3", Kind: raci.Management, Name: "Management", Holder: "Đặng Thị Hồng", HolderEmail: "hong@alderfoods.example", Deputy: "Marta Żółć"},
		{ID: "c4", Kind: raci.OtherKind, Name: "ERP vendor"},
	}}
	modes := catalog.Presets()[0].Modes
	for i, a := range catalog.Areas() {
		m.Areas = append(m.Areas, raci.Area{Key: a.Key, Name: a.Name, Mode: modes[a.Key], Position: i})
		for j, f := range a.Functions {
			m.Functions = append(m.Functions, function(m.Stakeholders, f, modes[a.Key], j))
		}
	}
	pack := catalog.Packs()[0].Functions
	m.Areas = append(m.Areas, raci.Area{Key: "drones", Name: "Drones & robots", Mode: raci.OutOfScope, Position: len(m.Areas)})
	out := function(m.Stakeholders, pack[0], raci.Shared, 99)
	out.Area, out.Excluded = "compliance", "Alder Foods keeps no such records."
	m.Functions = append(m.Functions, out)
	m.Functions[2].Condition = "Only the Frederick <main> site & the warehouse."
	for i := range m.Functions {
		if m.Functions[i].Lock != raci.NoLock {
			m.Functions[i].LockReason = "Decided on 3 November; revisited at the first quarterly review."
			break
		}
	}
	return m
}

// Register is the library's register with a line that was reviewed, a tool of each side
// and a system that may not be isolated.
func Register() raci.Register {
	r := catalog.Register(Matrix().Stakeholders)
	first := &r.Access[0]
	first.Holdings["c2"] = raci.Holding{Level: raci.LimitedAccess, People: "Priya Shah, Μαρία Κώνστα", MFA: raci.MFAYes}
	first.Holdings["c4"] = raci.Holding{Level: raci.EmergencyOnly, MFA: raci.MFANo}
	first.ReviewedAt, first.ReviewedBy = Frozen, "Priya Shah"
	r.Tools = []raci.Tool{
		{ID: "t1", Category: "Management agents", Product: "Żółw Agent & Co.", Owner: party.MSP, IT: raci.ReadAccess, Exit: raci.ExitRemoved, Note: "On every Covered Device."},
		{ID: "t2", Category: "Backup platform", Owner: party.Client, Licensee: "Alder Holding <Europe>", IT: raci.FullAccess, Exit: raci.ExitStays},
	}
	r.Protected = []raci.Protected{{ID: "p1", System: "Packing line 2", Reason: "A stop spoils the batch.", Approvers: "Plant manager, +1 301 555 0150"}}
	return r
}

func function(columns []raci.Stakeholder, f catalog.Function, mode raci.Mode, position int) raci.Function {
	out := raci.Function{
		ID: raci.FunctionID("id-" + string(f.Key)), Key: f.Key, Area: f.AreaKey, Position: position, Name: f.Name, Description: f.Description,
		Criticality: f.Criticality, Cadence: f.Cadence, Lock: f.Lock, Cells: f.Patterns[mode].Fill(columns), Rev: 1, AgreedMSP: 1, AgreedClient: 1,
	}
	doing := 0
	for _, a := range out.Cells {
		if a.Does() {
			doing++
		}
	}
	if doing > 1 {
		out.Split = f.SharedSplit
	}
	out.Cells["c4"] = raci.NotInvolved
	return out
}
