package engagement

import (
	"strings"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Reach is how one side is reached beside the escalation path: after hours, and when
// something looks like an attack.
type Reach struct {
	AfterHours    string `json:"after_hours,omitempty"`
	Security      string `json:"security,omitempty"` // a person's name
	SecurityPhone string `json:"security_phone,omitempty"`
	SecurityEmail string `json:"security_email,omitempty"`
	Deputy        string `json:"deputy,omitempty"`
	DeputyPhone   string `json:"deputy_phone,omitempty"`
}

// Insurer is the client's cyber insurer, who is called before anybody is hired.
type Insurer struct {
	Name        string `json:"name,omitempty"`
	Hotline     string `json:"hotline,omitempty"`
	Policy      string `json:"policy,omitempty"`
	Broker      string `json:"broker,omitempty"`
	BrokerPhone string `json:"broker_phone,omitempty"`
	Rev         int    `json:"-"`
}

// Apart is the insurer without what few may read.
func (i Insurer) Apart() Insurer {
	i.Hotline, i.Policy = "", ""
	return i
}

// Vendor is a carrier or another company that either team may have to call.
type Vendor struct {
	ID       string `json:"-"`
	Position int    `json:"-"`
	Name     string `json:"name"`
	Purpose  string `json:"purpose,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Account  string `json:"account,omitempty"` // the reference that it asks for
	Callers  string `json:"callers,omitempty"` // whom it takes orders from
	Rev      int    `json:"-"`
}

// Directory is what Exhibit D holds beside the escalation path.
type Directory struct {
	MSP     Reach    `json:"msp,omitzero"`
	Client  Reach    `json:"client,omitzero"`
	Insurer Insurer  `json:"insurer,omitzero"`
	Vendors []Vendor `json:"vendors,omitempty"`
}

// Reach is that of one side.
func (d Directory) Reach(side party.Side) Reach {
	if side == party.MSP {
		return d.MSP
	}
	return d.Client
}

// InsurerApart tells whether the hotline and the policy number stay out of the paper.
// The domain reference asks for a restricted view of the two. A paper has none: whoever
// reads the agreement reads all of it, and a policy number tells an attacker what to
// ask for. So they are kept apart unless the parties choose to print them; what is kept
// apart is not in the signed data either.
func InsurerApart(terms map[string]string) bool { return terms["insurance.details"] != "printed" }

// drawDirectory is the directory as a version has it.
func drawDirectory(d Directory, terms map[string]string) Directory {
	d.Insurer.Rev = 0
	if InsurerApart(terms) {
		d.Insurer = d.Insurer.Apart()
	}
	if len(d.Vendors) == 0 {
		d.Vendors = nil
	}
	return d
}

// unreachable are the functions whose work is to call somebody whom Exhibit D does not
// name.
func unreachable(d Draft) []raci.Finding {
	var out []raci.Finding
	dir, names := d.Parties.Directory, d.Parties.Names(d.Matrix)
	rows := map[raci.FunctionKey]raci.Function{}
	for _, f := range d.Matrix.Functions {
		if f.In() {
			rows[f.Key] = f
		}
	}
	add := func(rule string, sev raci.Severity, field, message, fix string) {
		out = append(out, raci.Finding{Rule: rule, Severity: sev, Page: "parties", Field: field, Message: message, Fix: fix})
	}
	t := TermsOf(d)
	if f, in := rows["ir-insurer"]; in && t.Value("insurance.carried_by") != "msp_only" && dir.Insurer.Hotline == "" {
		add("R22", raci.Hint, "insurer", f.Name+" says who calls the insurer, but the number to call is not known.", "Add the insurer's hotline")
	}
	own := t.Value("agreement.mode") == "standalone" // else the master agreement says who is insured and who works
	if own && t.Value("insurance.carried_by") == "both_with_broker" && (dir.Insurer.Broker == "" || dir.Insurer.BrokerPhone == "") {
		add("R22", raci.Warn, "insurer", "The terms say that Exhibit D names the insurance broker of "+names.Client+" with a number, and it does not.", "Name the broker")
	}
	if len(dir.Vendors) == 0 {
		var calls []string
		for _, key := range []raci.FunctionKey{"net-isp", "vn-liaison", "vn-register"} {
			if f, in := rows[key]; in {
				calls = append(calls, f.Name)
			}
		}
		if len(calls) > 0 {
			add("R23", raci.Hint, "vendors", strings.Join(calls, ", ")+": Exhibit D names no carrier and no vendor to call.", "Add carriers and key vendors")
		}
	}
	if t.Value("hours.after_hours") != "none" && dir.MSP.AfterHours == "" {
		add("R24", raci.Hint, "reach-msp", "Work runs after hours, but "+names.MSP+" has no after-hours number: its contact at level 1 is called at night.", "Add the after-hours number")
	}
	lead := t.Value("people.named_lead")
	for _, c := range d.Parties.Contacts {
		if own && lead != "" && c.Side == party.MSP && c.Level == 2 && c.Name != "" && !strings.EqualFold(c.Name, lead) {
			add("R25", raci.Hint, "contacts", "The terms name "+lead+" as service lead, and Exhibit D names "+c.Name+" at level 2. The agreement takes the two for one person.", "Name the same person")
		}
	}
	return out
}
