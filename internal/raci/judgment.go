package raci

import "slices"

// checkTaste is the rules of judgment about one row: V05 to V08 and V25. They stay
// silent while the row's letters are still a pattern of the library.
func (s *sight) checkTaste(r *row) {
	if r.asShipped {
		return
	}
	if n := r.atOnce(r.do); n >= 3 {
		s.add("V05", Warn, r, "Break it into smaller functions", nil, "%d parties do the work. Break it into smaller functions.", n)
	}
	s.checkAsked(r)
	s.checkAlone(r)
	if slices.Contains(surprising, r.Key) {
		s.checkSurprise(r)
	}
	s.checkCommand(r)
}

// checkAsked is V06: too many must be asked first.
func (s *sight) checkAsked(r *row) {
	ask := r.ask
	if r.when != nil { // who is asked at one time
		var asked []int
		for i, a := range r.as {
			if a == Consulted {
				asked = append(asked, i)
			}
		}
		ask = r.atOnce(asked)
	}
	if ask <= 2 && 2*ask <= len(s.columns) {
		return
	}
	m := Remedy{Label: "Turn all but the first into Informed"}
	first := true
	for i, a := range r.as {
		if a != Consulted {
			continue
		}
		if !first {
			m.Set = append(m.Set, Set{Stakeholder: s.columns[i].ID, As: Informed})
		}
		first = false
	}
	var remedies []Remedy
	if len(m.Set) > 0 {
		remedies = []Remedy{m}
	}
	s.add("V06", Warn, r, "Turn some into Informed", remedies, "%d parties must be asked first. Will that slow it down? Turn some into Informed.", ask)
}

// other is the team that a row of one of the two teams leaves out, or -1.
func (s *sight) other(r *row) int {
	for _, standard := range []int{colIT, colMSP} {
		if a := s.is(r, standard); s.std[standard] >= 0 && !a.Answers() && !a.Does() {
			return standard
		}
	}
	return -1
}

// checkAlone is V07: one party holds it all and nobody is told.
func (s *sight) checkAlone(r *row) {
	a := r.accountable()
	if a < 0 || r.ask+r.tell > 0 || len(r.do) != 1 || r.do[0] != a {
		return
	}
	var remedies []Remedy
	if o := s.other(r); o >= 0 {
		remedies = s.set("Inform "+s.parties[s.std[o]], o, Informed)
	}
	s.add("V07", Hint, r, "Inform the other team", remedies, "the other team is neither asked nor told. Is that intended?")
}

// surprising are the functions whose changes the other team notices first (V08).
var surprising = []FunctionKey{"ch-request", "ch-approve", "ch-emergency", "net-fwchange", "id-mfa", "lob-update"}

// checkSurprise is V08: nobody is asked about a change, though one team is outside.
func (s *sight) checkSurprise(r *row) {
	o := s.other(r)
	if o < 0 || r.ask > 0 || len(r.answer) == 0 {
		return
	}
	s.add("V08", Hint, r, "Consult the other team", s.set("Consult "+s.parties[s.std[o]], o, Consulted),
		"changes here usually surprise the other team. Consider Consulted.")
}

// checkCommand is V25: one team answers for what only the other does.
func (s *sight) checkCommand(r *row) {
	if r.Criticality != Critical {
		return
	}
	for _, a := range r.answerers() {
		if do := r.with(r.do, r.hours(a)); s.across(a, do) {
			doer := do[0]
			label := "Make " + s.parties[doer] + " Accountable"
			var remedies []Remedy
			if r.hours(doer) == r.hours(a) { // else it would lose the work of its other hours
				remedies = []Remedy{{Label: label, Set: []Set{{Stakeholder: s.columns[doer].ID, As: AccountableAndDoing, When: r.hours(a)}}}}
			}
			s.add("V25", Warn, r, label, remedies,
				"%s answers for work that only %s does. Can it really direct that work?", s.parties[a], s.list(do))
			return
		}
	}
}

// across tells whether all who work are of the other team than the one that answers.
func (s *sight) across(a int, do []int) bool {
	answers := s.kind(a)
	for _, i := range do {
		does := s.kind(i)
		ours := answers == MSPTeam && (does == InternalIT || does == Management)
		theirs := does == MSPTeam && (answers == InternalIT || answers == Management)
		if !ours && !theirs {
			return false
		}
	}
	return len(do) > 0
}

// legal are the library's duties towards insurers, courts and regulators (V28).
var legal = []FunctionKey{"ir-insurer", "ir-notify", "co-insurance", "co-obligations", "da-ediscovery", "da-privacy"}

// legalWords tell such a duty in a row of one's own.
var legalWords = []string{"insurer", "insurance", "lawsuit", "attorney", "lawyer", "legal counsel", "outside counsel", "legal hold", "regulator", "breach notif", "notify customers", "notification of authorities"}

// checkLegal is V28: the MSP answers for what the law asks of the client.
func (s *sight) checkLegal(r *row) {
	if !slices.ContainsFunc(r.answerers(), func(i int) bool { return s.kind(i) == MSPTeam }) {
		return
	}
	if !slices.Contains(legal, r.Key) && (r.lib != nil || !mentions(r.Name+" "+r.Description, legalWords, true)) {
		return
	}
	s.add("V28", Warn, r, "Make client management Accountable", s.set("Make client management Accountable", colManagement, s.withWork(r, colManagement)),
		"notification duties belong to %s. %s can supply facts.", s.ctx.Names.Client, s.ctx.Names.MSP)
}
