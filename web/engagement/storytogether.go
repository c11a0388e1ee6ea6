package engagement

import (
	"fmt"

	"demarc/internal/audit"
	"demarc/internal/raci"
)

// togetherStory tells what both teams do at the same time: voting blind.
func (t teller) togetherStory(verb audit.Verb, f audit.Fact) (string, bool) {
	switch verb {
	case audit.BallotOpened:
		if f.Data["round"] == "2" {
			return "asked both sides again, blind, about " + f.Label, true
		}
		return "opened a blind vote on " + f.Label, true
	case audit.BallotAnswered:
		return "answered in the blind vote for " + t.side(f.After), true
	case audit.BallotRevealed:
		return "revealed the blind vote: " + f.After, true
	case audit.BallotClosed:
		return "closed the blind vote without a result", true
	case audit.BallotSettled:
		if raci.Outcome(f.After) == raci.ToDiscuss {
			return "marked " + f.Label + " to talk about", true
		}
		return "took the answer of " + t.side(f.After) + " for " + f.Label, true
	case audit.WorkshopStarted:
		return "started a workshop on " + f.Label, true
	case audit.WorkshopMoved:
		return "showed everybody " + f.Label, true
	case audit.WorkshopDriven:
		return "took over the workshop from " + f.Before, true
	case audit.WorkshopTimed:
		return "gave the function " + f.After, true
	case audit.WorkshopEnded:
		return fmt.Sprintf("ended the workshop after %s: %s agreed, %s parked, %s disputed", f.Label, f.Data["agreed"], f.Data["parked"], f.Data["disputed"]), true
	default:
		return "", false
	}
}
