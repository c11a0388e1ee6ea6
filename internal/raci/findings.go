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
	Warn  Severity = "warn"  // can be sent once a side gave a reason, which both see
	Hint  Severity = "info"  // can be dismissed
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
	Field    string // the field on that page; with a function, the field on its card
	Row      bool   // seen by looking at that row alone
	Remedies []Remedy
	Waiver   *Waiver // why it may stay; nil while nobody said
}

// Names are the short names the messages use.
type Names struct{ MSP, Client, InternalIT string }

// Governance lists the functions the agreement cannot work without (V46).
var Governance = []FunctionKey{"st-raci", "cg-scope", "cg-contacts", "cg-access", "do-export"}

// Removable tells whether a function may be taken out of the matrix.
func (f Function) Removable() bool { return !slices.Contains(Governance, f.Key) }

// Check runs every rule over the matrix: row by row in reading order, then what
// concerns several rows, the areas and the whole.
func (m Matrix) Check(ctx Context) []Finding {
	s := m.look(ctx, nil)
	for i := range s.rows {
		s.checkRow(&s.rows[i])
	}
	s.checkLanes()
	s.checkNames()
	s.checkPairs()
	s.checkAreas()
	s.checkPresence()
	s.checkWhole()
	s.checkHolders()
	s.checkAgreement()
	return s.found
}

// CheckFunction runs the rules that look at one row alone: V01-V08, V10, V12, V20,
// V21, V25, V28 and V52. Their findings say so in Row.
func (m Matrix) CheckFunction(f Function, ctx Context) []Finding {
	s := m.look(ctx, &f)
	s.checkRow(&s.rows[0])
	return s.found
}

// checkRow runs the rules that need nothing but the row and the library.
func (s *sight) checkRow(r *row) {
	from := len(s.found)
	s.checkLetters(r)
	s.checkLock(r)
	s.checkTaste(r)
	s.checkLegal(r)
	s.checkText(r)
	s.checkParked(r)
	for i := from; i < len(s.found); i++ {
		s.found[i].Row = true
	}
}

// withWork is Accountable for a standard column, keeping the work it does.
func (s *sight) withWork(r *row, standard int) Assignment {
	if s.is(r, standard).Does() {
		return AccountableAndDoing
	}
	return Accountable
}

// checkAgreement is V09: every row must be agreed by both sides as it stands.
func (s *sight) checkAgreement() {
	var open []*row
	for i := range s.rows {
		if !s.rows[i].Settled() {
			open = append(open, &s.rows[i])
		}
	}
	if len(open) == 0 {
		return
	}
	var list []string
	for i, r := range open {
		if i == 3 {
			list = append(list, fmt.Sprintf("and %d more", len(open)-3))
			break
		}
		list = append(list, r.Name+s.standing(r))
	}
	s.found = append(s.found, Finding{
		Rule: "V09", Severity: Block, Function: open[0].ID, Area: open[0].Area, Page: "matrix",
		Message: fmt.Sprintf("%s not agreed yet: %s.", count(len(open), "function is", "functions are"), strings.Join(list, ", ")),
		Fix:     "Open the next one",
	})
}

// standing says in brackets how far a row is that is not settled; nothing where nobody
// has said anything yet.
func (s *sight) standing(r *row) string {
	state, by := r.State()
	name := s.ctx.Names.Client
	if by == party.MSP {
		name = s.ctx.Names.MSP
	}
	switch {
	case state == Disputed:
		return " (disputed by " + name + ")"
	case state == Proposed && r.IsParked():
		return " (to be parked, which both sides have to agree to)"
	case state == Proposed && r.Agreed(by):
		return " (agreed by " + name + " alone)"
	case state == Proposed:
		return " (proposed by " + name + ")"
	}
	return ""
}

// checkParked is V52: the day has passed by which a parked row was to be decided.
func (s *sight) checkParked(r *row) {
	if s.ctx.Today.IsZero() || !r.Overdue(s.ctx.Today) {
		return
	}
	s.found = append(s.found, Finding{
		Rule: "V52", Severity: Warn, Function: r.ID, Area: r.Area, Page: "matrix", Field: "until",
		Message: "Cover for " + r.Name + " ended on " + Day(r.Parked.Until) + ". Who owns it now?", Fix: "Decide it, or park it until another day",
	})
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
// side, neither disputed nor to be parked, and with no finding of their own that is
// more than a hint.
func (m Matrix) Ready(side party.Side, ctx Context) []Function {
	var out []Function
	s := m.look(ctx, nil)
	for i := range s.rows {
		r := &s.rows[i]
		if r.Agreed(side) || r.Dispute.Reason != "" || r.IsParked() {
			continue
		}
		s.found = s.found[:0]
		if s.checkRow(r); calm(s.found) {
			out = append(out, *r.Function)
		}
	}
	return out
}

// calm tells whether findings hold nothing but hints.
func calm(found []Finding) bool {
	return !slices.ContainsFunc(found, func(f Finding) bool { return f.Severity != Hint })
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
