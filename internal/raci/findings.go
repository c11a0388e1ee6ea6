package raci

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/party"
)

// Severity says what a finding does to sending for signature.
type Severity string

const (
	Block Severity = "block" // cannot be sent
	Warn  Severity = "warn"  // may be sent; both sides see it
	Hint  Severity = "info"  // may be dismissed
)

// Finding is something the rules notice. The rule numbers are those of the domain
// reference, section 4, and are shown to nobody but tests and logs.
type Finding struct {
	Rule     string
	Severity Severity
	Message  string // names the function and says what is missing
	Fix      string // what to do, as an imperative
	Function FunctionID
	Area     AreaKey
	Page     string // the step of the engagement where it is mended: "matrix", "areas", "parties", "terms", "agreement", "sign"
	Field    string // the field on that page
}

// Names are the short names the messages use.
type Names struct{ MSP, Client, InternalIT string }

// Governance lists the functions the agreement cannot work without (V46).
var Governance = []FunctionKey{"st-raci", "cg-scope", "cg-contacts", "cg-access", "do-export"}

// Removable tells whether a function may be taken out of the matrix.
func (f Function) Removable() bool { return !slices.Contains(Governance, f.Key) }

// Check runs every rule over the matrix, in reading order. names fills the
// messages; splits gives the library's split note for a key, offered as a fix.
func (m Matrix) Check(names Names) []Finding {
	var all []Finding
	for _, f := range m.Functions {
		if f.In() {
			all = append(all, m.CheckFunction(f, names)...)
		}
	}
	all = append(all, m.checkAreas()...)
	all = append(all, m.checkGovernance()...)
	all = append(all, m.checkHolders()...)
	all = append(all, m.checkAgreement()...)
	return all
}

// CheckFunction runs the rules that look at one row: V01-V04, V20 and V21.
func (m Matrix) CheckFunction(f Function, names Names) []Finding {
	var out []Finding
	add := func(rule string, sev Severity, fix, format string, args ...any) {
		out = append(out, Finding{
			Rule: rule, Severity: sev, Function: f.ID, Area: f.Area, Page: "matrix",
			Message: f.Name + ": " + fmt.Sprintf(format, args...), Fix: fix,
		})
	}
	answering, doing := m.Answering(f), m.Doing(f)
	switch {
	case len(answering) == 0 && len(doing) > 0:
		add("V01", Block, "Make "+doing[0].Name+" Accountable", "nobody answers for the result. Choose one Accountable party.")
	case len(answering) == 0:
		add("V01", Block, "Choose one Accountable party", "nobody answers for the result. Choose one Accountable party.")
	case len(answering) > 1:
		add("V02", Block, "Keep one Accountable party", "two parties are Accountable. When both answer, neither does. Keep one.")
	}
	if len(doing) == 0 {
		fix := "Choose who does the work"
		if len(answering) == 1 {
			fix = "Let " + answering[0].Name + " do the work too"
		}
		add("V03", Block, fix, "someone answers for it, but nobody does the work.")
	}
	if len(doing) > 1 && strings.TrimSpace(f.Split) == "" {
		sev := Warn
		if f.Criticality == Critical || f.Criticality == High {
			sev = Block
		}
		add("V04", sev, "Write a split note", "both teams do the work. Write in one sentence who does which part.")
	}
	if len(answering) == 1 && f.LockReason == "" {
		a := answering[0]
		switch {
		case f.Lock == ManagementLock && a.Kind != Management:
			add("V20", Block, "Make client management Accountable, or give a reason",
				"only %s management can answer for this, because it involves money, risk or a legal duty.", names.Client)
		case f.Lock == ClientLock && a.Kind == MSPTeam:
			add("V21", Block, "Make "+names.InternalIT+" Accountable, or give a reason",
				"if %s holds this, %s may lose control of its own systems.", names.MSP, names.Client)
		case f.Lock == MSPLock && a.Kind != MSPTeam:
			add("V21", Block, "Make "+names.MSP+" Accountable, or give a reason",
				"only %s can answer for its own tools and papers.", names.MSP)
		}
	}
	return out
}

// checkAreas is V44: an excluded area with rows, or an area in scope without any.
func (m Matrix) checkAreas() []Finding {
	var out []Finding
	for _, a := range m.Areas {
		n := len(m.InArea(a.Key))
		switch {
		case a.Mode == OutOfScope && n > 0:
			out = append(out, Finding{
				Rule: "V44", Severity: Block, Area: a.Key, Page: "areas", Field: string(a.Key),
				Message: fmt.Sprintf("%s is excluded, but %s still listed.", a.Name, count(n, "function is", "functions are")),
				Fix:     "Remove the functions or choose another lane",
			})
		case a.Mode != OutOfScope && n == 0:
			out = append(out, Finding{
				Rule: "V44", Severity: Block, Area: a.Key, Page: "areas", Field: string(a.Key),
				Message: fmt.Sprintf("%s is in scope, but it has no functions.", a.Name),
				Fix:     "Add a function or set the area out of scope",
			})
		}
	}
	return out
}

func (m Matrix) checkGovernance() []Finding {
	var out []Finding
	for _, k := range Governance {
		found := false
		name, id, area := string(k), FunctionID(""), AreaKey("")
		for _, f := range m.Functions {
			if f.Key == k {
				name, id, area = f.Name, f.ID, f.Area
				found = f.In()
			}
		}
		if !found {
			out = append(out, Finding{
				Rule: "V46", Severity: Block, Function: id, Area: area, Page: "matrix",
				Message: name + " is needed for the agreement to work.", Fix: "Restore the function",
			})
		}
	}
	return out
}

// checkHolders is V31, once per column rather than once per row: the person is
// named per column, so one name mends every row.
func (m Matrix) checkHolders() []Finding {
	var out []Finding
	for _, s := range m.Stakeholders {
		if s.Holder != "" && s.Deputy != "" {
			continue
		}
		n, critical := 0, 0
		for _, f := range m.Functions {
			if f.In() && f.Cells[s.ID].Answers() {
				n++
				if f.Criticality == Critical {
					critical++
				}
			}
		}
		if n == 0 {
			continue
		}
		missing := "no person and deputy are named"
		switch {
		case s.Holder != "":
			missing = "no deputy is named"
		case s.Deputy != "":
			missing = "no person is named"
		}
		sev := Warn
		if critical > 0 {
			sev = Block
		}
		out = append(out, Finding{
			Rule: "V31", Severity: sev, Page: "parties", Field: "stakeholder-" + string(s.ID),
			Message: fmt.Sprintf("%s is Accountable for %s, %d of them critical, but %s.", s.Name, count(n, "function", "functions"), critical, missing),
			Fix:     "Name a person and a deputy",
		})
	}
	return out
}

// checkAgreement is V09: every row must be agreed by both sides as it stands.
func (m Matrix) checkAgreement() []Finding {
	var open []Function
	for _, f := range m.Functions {
		if f.In() && !f.Settled() {
			open = append(open, f)
		}
	}
	if len(open) == 0 {
		return nil
	}
	var list []string
	for i, f := range open {
		if i == 3 {
			list = append(list, fmt.Sprintf("and %d more", len(open)-3))
			break
		}
		list = append(list, f.Name)
	}
	return []Finding{{
		Rule: "V09", Severity: Block, Function: open[0].ID, Area: open[0].Area, Page: "matrix",
		Message: fmt.Sprintf("%s not agreed yet: %s.", count(len(open), "function is", "functions are"), strings.Join(list, ", ")),
		Fix:     "Open the next one",
	}}
}

// Blocking counts the findings that stop sending.
func Blocking(all []Finding) int {
	n := 0
	for _, f := range all {
		if f.Severity == Block {
			n++
		}
	}
	return n
}

// Ready lists the functions side could agree to in one go: not yet ticked by that
// side, without a finding of their own and not disputed.
func (m Matrix) Ready(side party.Side, names Names) []Function {
	var out []Function
	for _, f := range m.Functions {
		if f.In() && !f.Agreed(side) && f.Dispute.Reason == "" && len(m.CheckFunction(f, names)) == 0 {
			out = append(out, f)
		}
	}
	return out
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
