package raci

import (
	"fmt"
	"strings"
)

// checkLanes is V26: the MSP works in an area whose lane says that it only supports.
// What the library gives the MSP there is such support, so a row that still is as
// shipped says nothing.
func (s *sight) checkLanes() {
	for i := range s.rows {
		r := &s.rows[i]
		mode := s.mode[r.Area]
		as := s.is(r, colMSP)
		if mode != InternalLed || !as.Answers() && !as.Does() || r.asLane {
			continue
		}
		if r.lib != nil && !as.Answers() && r.lib.Patterns[InternalLed][colMSP].Does() {
			continue // it supports as the lane has it; the edit was about somebody else
		}
		var remedies []Remedy
		if !as.Answers() {
			remedies = s.set("Make "+s.ctx.Names.MSP+" Consulted", colMSP, Consulted)
		}
		s.add("V26", Warn, r, "Change the lane, the price or the letter", remedies,
			"%s does this, but the price does not include %s.", s.ctx.Names.MSP, s.areaName(r.Area))
	}
}

func (s *sight) areaName(key AreaKey) string {
	for _, a := range s.m.Areas {
		if a.Key == key {
			return a.Name
		}
	}
	return string(key)
}

// checkAreas is V44, and the balance within an area: V35 and V36.
func (s *sight) checkAreas() {
	rows := make(map[AreaKey]int, len(s.m.Areas))
	for i := range s.rows {
		rows[s.rows[i].Area]++
	}
	for i := range s.m.Areas {
		a := &s.m.Areas[i]
		n := rows[a.Key]
		switch {
		case a.Mode == OutOfScope && n > 0:
			s.area("V44", Block, a, "Remove the functions or choose another lane", "%s is excluded, but %s still listed.", a.Name, count(n, "function is", "functions are"))
		case a.Mode != OutOfScope && n == 0:
			s.area("V44", Block, a, "Add a function or set the area out of scope", "%s is in scope, but it has no functions.", a.Name)
		case a.Mode == Shared || a.Mode == MSPLed:
			s.checkBalance(a)
		}
	}
	s.checkSecurity()
}

func (s *sight) area(rule string, sev Severity, a *Area, fix, format string, args ...any) {
	s.found = append(s.found, Finding{Rule: rule, Severity: sev, Area: a.Key, Page: "areas", Field: string(a.Key), Message: fmt.Sprintf(format, args...), Fix: fix})
}

// checkBalance is V35 and V36: the letters tell another story than the lane. An area
// whose rows are all as shipped has the balance of the library.
func (s *sight) checkBalance(a *Area) {
	unlocked, shipped := 0, true
	holds := make([]int, len(s.columns))
	for i := range s.rows {
		r := &s.rows[i]
		if r.Area != a.Key || r.Lock != NoLock {
			continue
		}
		unlocked++
		shipped = shipped && r.asLane
		for _, c := range r.answerers() { // two who share the week hold it both
			if a.Mode == MSPLed || len(r.answer) == 1 {
				holds[c]++
			}
		}
	}
	if shipped || unlocked == 0 {
		return
	}
	if a.Mode == MSPLed {
		if i := s.std[colMSP]; i >= 0 && 2*holds[i] < unlocked {
			s.area("V36", Warn, a, "Choose another lane", "%s is MSP-led, but %s answers for only %d of %d.", a.Name, s.ctx.Names.MSP, holds[i], unlocked)
		}
		return
	}
	for i, n := range holds {
		if unlocked >= 6 && 100*n > 85*unlocked {
			s.area("V35", Warn, a, "Choose another lane", "%s is called shared, but %s answers for %d of %d functions.", a.Name, s.parties[i], n, unlocked)
		}
	}
}

// under are the areas that whoever answers for security must be able to change.
var under = []AreaKey{"server", "network", "cloud", "backup"}

// checkSecurity is V42: security without the systems it depends on.
func (s *sight) checkSecurity() {
	if s.mode["threat"] != MSPLed {
		return
	}
	var names []string
	for _, key := range under {
		if mode, known := s.mode[key]; known && (mode == InternalLed || mode == OutOfScope) {
			names = append(names, s.areaName(key))
		}
	}
	if len(names) == 0 {
		return
	}
	for i := range s.m.Areas {
		if a := &s.m.Areas[i]; a.Key == "threat" {
			s.area("V42", Warn, a, "Adjust the lanes", "%s: %s answers for security of systems it does not run: %s.", a.Name, s.ctx.Names.MSP, strings.Join(names, "; "))
		}
	}
}
