package matrix

import (
	"cmp"
	"slices"

	"demarc/internal/raci"
)

// pile is a group of the third zoom: what one's side has to do in the same way.
type pile struct {
	id, title, none string
	tasks           []task
}

// task is one function as it concerns the viewer's side.
type task struct {
	f       raci.Function
	area    string
	columns []part // of one's side
	place   raci.Place
}

// piles sorts what the filter shows by the most that the viewer's side is to it. What
// waits for the side's answer comes first, and again in its own pile.
func (v view) piles() []pile {
	out := []pile{
		{id: "waiting", title: "Waiting for your answer", none: v.them() + " waits for no answer of " + v.us() + "."},
		{id: "answers", title: "You answer for", none: "Nothing here."},
		{id: "does", title: "You do", none: "Nothing that somebody else answers for."},
		{id: "asked", title: "You are asked first", none: "Nothing."},
		{id: "told", title: "You are told afterwards", none: "Nothing."},
	}
	for _, b := range v.bands {
		for _, f := range b.rows {
			t := v.task(f, b.area)
			if f.Awaits(v.who.Side) {
				out[0].tasks = append(out[0].tasks, t)
			}
			if i := heaviest(t.columns); i > 0 {
				out[i].tasks = append(out[i].tasks, t)
			}
		}
	}
	for i := range out { // what one does oneself comes first
		slices.SortStableFunc(out[i].tasks, func(a, b task) int { return cmp.Compare(b.place, a.place) })
	}
	return out
}

func (v view) task(f raci.Function, a raci.Area) task {
	t := task{f: f, area: a.Name}
	for _, s := range v.d.Matrix.Stakeholders {
		as := f.Cells[s.ID]
		if s.Side() != v.who.Side || as == raci.NotInvolved || as == raci.Undecided {
			continue
		}
		p := part{column: s, as: as, when: f.Window(s.ID), holder: f.Holder(s), place: f.PlaceIn(s, v.who.Email, v.who.Name)}
		t.columns = append(t.columns, p)
		t.place = max(t.place, p.place)
	}
	return t
}

// heaviest is the pile that a side's parts belong to; 0 is none.
func heaviest(parts []part) int {
	least := 0
	for _, p := range parts {
		n := map[raci.Assignment]int{raci.AccountableAndDoing: 1, raci.Accountable: 1, raci.Responsible: 2, raci.Consulted: 3, raci.Informed: 4}[p.as]
		if least == 0 || n < least {
			least = n
		}
	}
	return least
}

// standing is the state of a row, as a tag.
func (v view) standing(f raci.Function) (kind, words string) {
	if v.notDraft != "" {
		return "sent", "Locked"
	}
	state, by := f.State()
	switch state {
	case raci.AgreedByBoth:
		return "force", "Agreed"
	case raci.Disputed:
		return "danger", "Disputed by " + sideName(v.d.Engagement, by)
	case raci.Proposed:
		return "review", "Proposed by " + sideName(v.d.Engagement, by)
	case raci.ParkedByBoth:
		return "changing", "Parked"
	case raci.Drafted, raci.Locked:
	}
	return "draft", "Draft"
}
