package raci

import "strings"

// checkLetters is V01 to V04: at every time one answers and somebody works, and two
// who work at once have a note.
func (s *sight) checkLetters(r *row) {
	switch parts := r.parts(func(n int) bool { return n == 0 }, r.answer); {
	case len(parts) == len(halves):
		s.nobodyAnswers(r)
	case len(parts) == 1:
		s.add("V01", Block, r, "Choose one Accountable party", s.answerIn(r, parts[0]), "nobody answers for the result%s. Choose one Accountable party.", parts[0].Phrase())
	}
	switch parts := r.parts(func(n int) bool { return n > 1 }, r.answer); {
	case len(parts) == len(halves):
		s.add("V02", Block, r, "Keep one Accountable party", s.keepOne(r, r.answer), "two parties are Accountable. When both answer, neither does. Keep one.")
	case len(parts) == 1:
		s.add("V02", Block, r, "Keep one Accountable party", s.keepOne(r, r.during(r.answer, parts[0])), "two parties are Accountable%s. When both answer, neither does. Keep one.", parts[0].Phrase())
	}
	switch parts := r.parts(func(n int) bool { return n == 0 }, r.do); {
	case len(parts) == len(halves):
		s.nobodyWorks(r)
	case len(parts) == 1:
		s.add("V03", Block, r, "Choose who does the work", s.workIn(r, parts[0]), "someone answers for it, but nobody does the work%s.", parts[0].Phrase())
	}
	if r.atOnce(r.do) > 1 && strings.TrimSpace(r.Split) == "" {
		sev := Warn
		if r.Criticality == Critical || r.Criticality == High {
			sev = Block
		}
		note := DefaultSplit
		if r.lib != nil && r.lib.Split != "" {
			note = r.lib.Split
		}
		s.add("V04", sev, r, "Write a split note", []Remedy{{Label: "Insert the usual split note", Split: note}},
			"both teams do the work. Write in one sentence who does which part.").Field = "split"
	}
}

// parts are the parts of the week in which as many of the columns hold as is says.
func (r *row) parts(is func(n int) bool, columns []int) []Window {
	var out []Window
	for _, part := range halves {
		if is(len(r.during(columns, part))) {
			out = append(out, part)
		}
	}
	return out
}

func (s *sight) nobodyAnswers(r *row) {
	if len(r.do) == 0 {
		s.add("V01", Block, r, "Choose one Accountable party", nil, "nobody answers for the result. Choose one Accountable party.")
		return
	}
	first := s.columns[r.do[0]]
	label := "Make " + first.Name + " Accountable"
	s.add("V01", Block, r, label, []Remedy{{Label: label, Set: []Set{{Stakeholder: first.ID, As: AccountableAndDoing}}}}, "nobody answers for the result. Choose one Accountable party.")
}

func (s *sight) nobodyWorks(r *row) {
	fix, remedies := "Choose who does the work", []Remedy(nil)
	if a := r.accountable(); a >= 0 {
		fix = "Let " + s.columns[a].Name + " do the work too"
		remedies = []Remedy{{Label: fix, Set: []Set{{Stakeholder: s.columns[a].ID, As: AccountableAndDoing, When: r.hours(a)}}}}
	}
	s.add("V03", Block, r, fix, remedies, "someone answers for it, but nobody does the work.")
}

// answerIn offers who may answer in a part of the week: who works then, or who answers
// for the rest of it.
func (s *sight) answerIn(r *row, part Window) []Remedy {
	var out []Remedy
	for _, i := range r.during(r.do, part) {
		if r.as[i] == Responsible {
			out = append(out, Remedy{Label: "Make " + s.columns[i].Name + " Accountable" + part.Phrase(), Set: []Set{{Stakeholder: s.columns[i].ID, As: AccountableAndDoing, When: part}}})
			break
		}
	}
	for _, i := range r.answer {
		out = append(out, Remedy{Label: "Let " + s.columns[i].Name + " answer at all hours", Set: []Set{{Stakeholder: s.columns[i].ID, As: r.as[i]}}})
	}
	return out
}

// workIn offers who may work in a part of the week: who answers then, or who works in
// the rest of it.
func (s *sight) workIn(r *row, part Window) []Remedy {
	var out []Remedy
	for _, i := range r.during(r.answer, part) {
		out = append(out, Remedy{Label: "Let " + s.columns[i].Name + " do the work too", Set: []Set{{Stakeholder: s.columns[i].ID, As: AccountableAndDoing, When: r.when[i]}}})
	}
	for _, i := range r.do {
		if r.as[i] == Responsible || len(r.during(r.answer, part)) == 0 { // else the A would move too
			out = append(out, Remedy{Label: "Let " + s.columns[i].Name + " do the work at all hours", Set: []Set{{Stakeholder: s.columns[i].ID, As: r.as[i]}}})
			break
		}
	}
	return out
}

// keepOne offers each of those who are Accountable at once as the one who stays it. Of
// another, who answers for longer than that, the rest of its hours stays.
func (s *sight) keepOne(r *row, both []int) []Remedy {
	var out []Remedy
	for _, keep := range both {
		m := Remedy{Label: "Keep " + s.columns[keep].Name}
		for _, i := range both {
			if i == keep {
				continue
			}
			set := Set{Stakeholder: s.columns[i].ID, As: Informed}
			if left, some := r.hours(i).Without(r.hours(keep)); some {
				set.As, set.When = r.as[i], left
			} else if r.as[i] == AccountableAndDoing {
				set.As, set.When = Responsible, r.hours(i)
			}
			m.Set = append(m.Set, set)
		}
		out = append(out, m)
	}
	return out
}

// checkLock is V20 and V21: who alone may answer.
func (s *sight) checkLock(r *row) {
	a := -1
	for _, i := range r.answerers() {
		if !r.Lock.Admits(s.kind(i)) {
			a = i
		}
	}
	if a < 0 || r.LockReason != "" {
		return
	}
	n := s.ctx.Names
	var f *Finding
	switch r.Lock {
	case ManagementLock:
		f = s.add("V20", Block, r, "Make client management Accountable, or give a reason", s.set("Make client management Accountable", colManagement, s.withWork(r, colManagement)),
			"only %s management can answer for this, because it involves money, risk or a legal duty.", n.Client)
	case ClientLock:
		f = s.add("V21", Block, r, "Make "+n.InternalIT+" Accountable, or give a reason", s.set("Make "+n.InternalIT+" Accountable", colIT, s.withWork(r, colIT)),
			"if %s holds this, %s may lose control of its own systems.", n.MSP, n.Client)
	case MSPLock:
		f = s.add("V21", Block, r, "Make "+n.MSP+" Accountable, or give a reason", s.set("Make "+n.MSP+" Accountable", colMSP, s.withWork(r, colMSP)),
			"only %s can answer for its own tools and papers.", n.MSP)
	case NoLock:
		return
	}
	f.Field = "lock_reason"
}
