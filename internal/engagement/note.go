package engagement

import (
	"time"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// Note is what one side writes beside a row for its own people alone. It is part of
// nothing that is shared: no stream, no export, no version, no record.
type Note struct {
	ID       string
	Function raci.FunctionID
	Side     party.Side
	AuthorID party.UserID
	Author   string
	Body     string
	At       time.Time
}

// MaxNote is how long a note may be, in characters.
const MaxNote = 2000
