package raci

import (
	"fmt"
	"slices"
)

// checkPresence is V45, V46 and V48: rows that must not be missing.
func (s *sight) checkPresence() {
	listed := make(map[FunctionKey]*Function, len(s.m.Functions))
	for i := range s.m.Functions {
		listed[s.m.Functions[i].Key] = &s.m.Functions[i]
	}
	for _, k := range Governance {
		if s.at(k) != nil {
			continue
		}
		f := Finding{Rule: "V46", Severity: Block, Page: "matrix", Message: string(k) + " is needed for the agreement to work.", Fix: "Restore the function"}
		if lib, ok := s.ctx.Library.Row(k); ok {
			f.Message, f.Area = lib.Name+" is needed for the agreement to work.", lib.Area
		}
		if out := listed[k]; out != nil {
			f.Function, f.Area, f.Remedies = out.ID, out.Area, []Remedy{{Label: "Restore the function", Restore: true}}
			f.Message = out.Name + " is needed for the agreement to work."
		}
		s.found = append(s.found, f)
	}
	if s.ctx.Library != nil {
		for i := range s.ctx.Library.rows {
			lib := &s.ctx.Library.rows[i]
			_, area := s.mode[lib.Area]
			if lib.Optional || lib.Criticality != Critical || !area || listed[lib.Key] != nil || slices.Contains(Governance, lib.Key) {
				continue
			}
			s.found = append(s.found, Finding{
				Rule: "V45", Severity: Warn, Area: lib.Area, Page: "matrix", Field: string(lib.Key),
				Message: lib.Name + " was removed. Unlisted functions cause most disputes. Keep it as excluded with a reason?", Fix: "Add it again, or exclude it with a reason",
			})
		}
	}
	s.checkTests(listed["bk-test"])
}

// checkTests is V48: restores are tested less than once a quarter, or never.
func (s *sight) checkTests(f *Function) {
	if mode, known := s.mode["backup"]; f == nil || !known || mode == OutOfScope {
		return
	}
	const message = "Backups of critical systems are tested less than once a quarter: "
	if !f.In() {
		s.found = append(s.found, Finding{
			Rule: "V48", Severity: Warn, Function: f.ID, Area: f.Area, Page: "matrix", Message: message + f.Name + " is excluded.",
			Fix: "Restore the function", Remedies: []Remedy{{Label: "Restore the function", Restore: true}},
		})
		return
	}
	if r := s.at("bk-test"); len(r.do) > 0 && slices.Contains([]string{"semiannual", "annual", "event"}, f.Cadence) {
		s.found = append(s.found, Finding{
			Rule: "V48", Severity: Warn, Function: f.ID, Area: f.Area, Page: "matrix", Message: message + f.Name + " is " + f.Cadence + ".",
			Fix: "Test each quarter", Remedies: []Remedy{{Label: "Test each quarter", Cadence: "quarterly"}},
		})
	}
}

// fewest is how many rows a matrix needs before a share of them says anything.
const fewest = 10

// checkWhole is V30, V37, V38, V50 and V51: what only the whole matrix shows.
func (s *sight) checkWhole() {
	unlocked, held, answers, more := 0, 0, 0, 0
	same, settled := 0, true
	for i := range s.rows {
		r := &s.rows[i]
		settled = settled && r.Settled()
		if r.asShipped {
			same++
		}
		if r.Handed >= 3 {
			s.add("V51", Hint, r, "Talk about it", nil, "this has changed hands %d times. Talk about it instead of clicking.", r.Handed)
		}
		a := s.is(r, colManagement)
		if a.Answers() {
			answers++
		}
		if a != Informed && hears(a) {
			more++
		}
		if r.Lock == NoLock {
			unlocked++
			if a.Answers() {
				held++
			}
		}
	}
	if len(s.rows) >= fewest && s.std[colManagement] >= 0 {
		if unlocked > 0 && 100*held > 30*unlocked {
			s.whole("V37", Warn, "Move some to the team that decides daily", "Management would have to decide %d daily matters. Delegate.", held)
		}
		if answers == 0 || more == 0 {
			s.whole("V38", Warn, "Give management the functions that are locked to it", "No one in management accepts risk or money in this matrix.")
		}
	}
	if n := len(s.rows); n >= fewest && settled && 100*same > 90*n {
		s.whole("V50", Hint, "Look at the critical functions together", "Only %s from the template. Did both teams really go through it?", count(n-same, "row differs", "rows differ"))
	}
	s.checkPeople()
}

func (s *sight) whole(rule string, sev Severity, fix, format string, args ...any) {
	s.found = append(s.found, Finding{Rule: rule, Severity: sev, Page: "matrix", Message: fmt.Sprintf(format, args...), Fix: fix})
}
