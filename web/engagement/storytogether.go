package engagement

import (
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
	default:
		return "", false
	}
}
