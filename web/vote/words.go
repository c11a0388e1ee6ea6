package vote

import (
	"fmt"

	"demarc/internal/party"
	"demarc/internal/raci"
)

func (v *view) answered(id raci.FunctionID) bool {
	_, ok := v.Mine[id]
	return ok
}

// waitsFor says how far the other side is, and nothing else about it.
func (v *view) waitsFor() string {
	other := v.who.Side.Other()
	return fmt.Sprintf("%s has %d of %s in.", v.name(other), v.Ballot.Done[other], plural(len(v.Ballot.Functions), "answer", "answers"))
}

// count is a side's part of the progress: "done" or "2 of 3 done".
func count(b raci.Ballot, side party.Side) string {
	if b.Finished(side) {
		return "done"
	}
	return fmt.Sprintf("%d of %d done", b.Done[side], len(b.Functions))
}

func sideDot(side party.Side) string {
	if side == party.MSP {
		return "msp"
	}
	return "it"
}

// share is a part of a whole in hundredths, for a drawing.
func share(part, whole int) string { return fmt.Sprint(min(100, 100*part/max(whole, 1))) }

func tagOf(o raci.Outcome) string {
	if o == raci.ToDiscuss {
		return "review"
	}
	return "force"
}

// lead says what is proposed.
func lead(n int) string {
	switch n {
	case 0:
		return "Both sides have agreed to every function. You can still vote on some."
	case 1:
		return "One function is still open."
	default:
		return fmt.Sprintf("These %d are the ones two teams most often see differently: what is disputed or changed hands here, where both companies meet, and what is critical.", n)
	}
}
