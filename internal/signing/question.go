package signing

import (
	"strings"
	"time"

	"demarc/internal/fault"
)

const (
	// QuestionLength is how many characters a question may have.
	QuestionLength = 1000
	// QuestionsADay is how many questions one person may ask in a day.
	QuestionsADay = 5
)

// Question is what somebody of a round asked whoever sent it (UETA section 10: who deals
// with a machine must be able to reach a person before they bind themselves). Asking
// changes nothing of the round.
type Question struct {
	ID     string
	Signer SignerID
	Words  string // empty once they are erased
	At     time.Time
}

// Ask is a question of one person of a round that is still out.
func (e Envelope) Ask(id SignerID, words string, now time.Time) (Question, error) {
	if err := e.Open(id, now); err != nil {
		return Question{}, err
	}
	if e.State != Sent {
		return Question{}, fault.New(fault.Conflict, "This agreement is no longer out for signature, so a question cannot be asked here.")
	}
	if words = strings.TrimSpace(words); words == "" {
		return Question{}, fault.Field("question", "Write what you want to know.")
	}
	return Question{Signer: id, Words: words, At: now}, nil
}

// Asked lists the questions of one person, the newest first.
func (e Envelope) Asked(id SignerID) []Question {
	var out []Question
	for _, q := range e.Questions {
		if q.Signer == id {
			out = append(out, q)
		}
	}
	return out
}
