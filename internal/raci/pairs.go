package raci

import (
	"slices"
	"strings"
)

// finders are functions in which problems are found, with the ones that fix them (V40).
var finders = [][2]FunctionKey{
	{"bk-monitor", "bk-config"},
	{"th-triage", "th-contain"},
	{"vm-scan", "vm-remediate"},
	{"th-logging", "th-logreview"},
	{"ob-request", "ob-disable"},
	{"net-monitor", "net-isp"},
	{"srv-monitor", "srv-patch"},
	{"pr-inventory", "th-deploy"},
}

// makers are functions with the ones that approve or test what they make (V29).
var makers = [][2]FunctionKey{
	{"ch-request", "ch-approve"},
	{"pr-quote", "pr-approve"},
	{"vm-remediate", "vm-pentest"},
	{"bk-config", "bk-immutable"},
}

func (s *sight) checkPairs() {
	for _, p := range finders {
		if find, fix := s.at(p[0]), s.at(p[1]); find != nil && fix != nil {
			s.checkLink(find, fix)
		}
	}
	for _, p := range makers {
		if makes, checks := s.at(p[0]), s.at(p[1]); makes != nil && checks != nil {
			s.checkOwnWork(makes, checks)
		}
	}
	s.checkSpending()
}

// checkLink is V40: who finds and who fixes are different people, and neither hears
// of the other's row.
func (s *sight) checkLink(find, fix *row) {
	if len(find.do) == 0 || len(fix.do) == 0 {
		return
	}
	for _, i := range find.do {
		if hears(fix.as[i]) {
			return
		}
	}
	for _, i := range fix.do {
		if hears(find.as[i]) {
			return
		}
	}
	told := fix.do[0]
	m := Remedy{Label: "Inform " + s.parties[told], Set: []Set{{Stakeholder: s.columns[told].ID, As: Informed}}}
	s.add("V40", Warn, find, m.Label, []Remedy{m}, "%s finds problems here, %s fixes them in %s, and neither is told.", s.list(find.do), s.list(fix.do), fix.Name)
}

func hears(a Assignment) bool { return a != Undecided && a != NotInvolved }

// checkOwnWork is V29: one party alone makes a thing, and alone approves or tests it.
func (s *sight) checkOwnWork(makes, checks *row) {
	a := checks.accountable()
	if checks.asShipped || a < 0 || !slices.Equal(checks.do, []int{a}) || !slices.Equal(makes.do, []int{a}) {
		return
	}
	o := colIT
	if s.kind(a) == InternalIT {
		o = colMSP
		if makes.Key == "pr-quote" {
			o = colManagement
		}
	}
	var remedies []Remedy
	if i := s.std[o]; i >= 0 && i != a {
		remedies = s.set("Make "+s.parties[i]+" Accountable", o, Accountable)
		if checks.Lock == ClientLock && o == colMSP || checks.Lock == ManagementLock && o != colManagement {
			remedies = nil // the lock would not have it
		}
	}
	s.add("V29", Warn, checks, "Add a second party", remedies, "%s checks its own work here: it also does %s alone.", s.parties[a], makes.Name)
}

// spending are the library's functions in which money is spent (V24).
var spending = []FunctionKey{"vn-renewal", "pr-quote", "pr-refresh", "st-budget", "cl-license"}

// spendingWords tell such a row of one's own.
var spendingWords = []string{"purchas", "buy", "budget", "spend", "procure", "renew contract", "contract renewal", "order hardware", "order software", "subscription cost"}

// checkSpending is V24. Who may spend is what the matrix says of purchase approval
// and the budget: who answers for one of the two, or decides purchases on the client's
// side. Client management always may. The agreement refers to the same two rows.
func (s *sight) checkSpending() {
	if s.at("pr-approve") == nil {
		return // procurement is out of scope, so nobody here says who may spend
	}
	for i := range s.rows {
		r := &s.rows[i]
		a := -1
		for _, i := range r.answerers() {
			if !s.spends(i) {
				a = i
			}
		}
		if a < 0 || r.asShipped {
			continue
		}
		if !slices.Contains(spending, r.Key) && (r.lib != nil || !mentions(r.Name+" "+r.Description, spendingWords, true)) {
			continue
		}
		s.add("V24", Warn, r, "Make client management Accountable", s.set("Make client management Accountable", colManagement, s.withWork(r, colManagement)),
			"%s answers for this but cannot approve the spending it needs.", s.parties[a])
	}
}

func (s *sight) spends(column int) bool {
	if s.kind(column) == Management {
		return true
	}
	if r := s.at("pr-approve"); r.as[column].Answers() || r.as[column].Does() && s.kind(column) == InternalIT {
		return true
	}
	r := s.at("st-budget")
	return r != nil && r.as[column].Answers()
}

// sameName compares what people are called.
func sameName(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	if single(a) && single(b) {
		return false
	}
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// single tells whether the words of a name are parted by single spaces.
func single(s string) bool { return strings.TrimSpace(s) == s && !strings.Contains(s, "  ") }
