package catalog

import "demarc/internal/raci"

// Pack is an industry's extra functions. It claims compliance with nothing.
type Pack struct {
	Key       string // "healthcare-hipaa"
	Name      string
	Functions []Function
	// Rider is the value of riders.enabled whose text belongs to the pack.
	Rider string
	// Rests is the function without which the rider says nothing (V47).
	Rests    raci.FunctionKey
	Columns  []string // stakeholders the industry usually has besides the three
	Needs    string   // what the agreement needs besides the rows
	Remember string   // what is often got wrong
	Industry string   // the value of client.industry that suggests the pack
	// Text is the rider of an MSP's own pack, in the format of a clause. It prints in
	// Exhibit F of every agreement that has one of the pack's functions.
	Text    string `json:",omitempty"`
	Retired bool   `json:"-"`
}

// Own tells whether the pack is an MSP's own.
func (p Pack) Own() bool { _, shipped := PackByKey(p.Key); return !shipped }

// PackNotice stands wherever a pack is offered.
const PackNotice = "A pack adds functions to divide and duties to write down. It makes nobody compliant."

// Area is the area that the pack's functions come in.
func (p Pack) Area() raci.AreaKey { return raci.AreaKey("pack-" + p.Key) }

// packs says of each pack what its rows do not: domain reference, section 2.
var packs = []Pack{
	{
		Key: "ot-ics", Industry: "manufacturing-ot", Rider: "ot_plant", Rests: "ot-change",
		Columns:  []string{"Plant engineering", "Machine builder"},
		Needs:    "A list of systems that nobody isolates without the plant, and a plant change process that goes before the IT change process. The rider for plant systems says both.",
		Remember: "Availability and safety come before confidentiality here, so automatic containment must be limited.",
	},
	{
		Key: "healthcare-hipaa", Industry: "healthcare", Rider: "baa", Rests: "hc-baa",
		Columns:  []string{"Clinical leadership", "Compliance officer", "EHR vendor"},
		Needs:    "A signed business associate agreement with the client, and one with each subcontractor that reaches health information.",
		Remember: "A rule proposed in January 2025 would shorten many deadlines. Check what became of it before a text relies on one.",
	},
	{
		Key: "defense-cmmc", Industry: "defense", Rider: "cmmc_esp", Rests: "df-crm",
		Columns:  []string{"Affirming official", "Cloud provider", "Assessor"},
		Needs:    "The external service provider rider, a customer responsibility matrix per requirement, and a list of the staff who may support these systems.",
		Remember: "The contractor stays accountable for certification. Tools that hold security data can bring the MSP itself into scope.",
	},
	{
		Key: "payment-pci", Industry: "payments", Rider: "pci_tpsp", Rests: "pc-matrix",
		Columns:  []string{"Payment provider", "Web agency", "Store operations"},
		Needs:    "A written acknowledgment of responsibility and a written split of the requirements. The rider says both; the split itself can be exported per framework.",
		Remember: "The identifiers are those of PCI DSS v4.0.1.",
	},
	{
		Key: "finance-glba", Industry: "finance", Rider: "glba_provider", Rests: "fi-provider",
		Columns:  []string{"Qualified Individual", "Board"},
		Needs:    "A clause on the safeguards of service providers, which the rider is.",
		Remember: "A provider may supply the Qualified Individual, but the firm stays responsible.",
	},
	{
		Key: "education-ferpa", Industry: "education", Rider: "ferpa_official", Rests: "ed-official",
		Columns:  []string{"Superintendent or registrar", "State agency", "Application vendors"},
		Needs:    "School-official terms, which the rider is, and the student-privacy terms of the state.",
		Remember: "Whoever may bid for E-rate funds must stay out of writing the request.",
	},
	{
		Key: "legal", Industry: "legal", Rider: "legal_confidence", Rests: "lg-supervise",
		Columns:  []string{"Managing partner", "General counsel", "Conflicts team"},
		Needs:    "Confidentiality undertakings that reach subcontractors, which the rider is.",
		Remember: "The professional rules of the firm's own state govern.",
	},
}

// newPack is a pack before its functions are read.
func newPack(key, name string) Pack {
	for _, p := range packs {
		if p.Key == key {
			p.Name = name
			return p
		}
	}
	return Pack{Key: key, Name: name}
}

// PackByKey finds a pack.
func PackByKey(key string) (Pack, bool) {
	for _, p := range Packs() {
		if p.Key == key {
			return p, true
		}
	}
	return Pack{}, false
}
