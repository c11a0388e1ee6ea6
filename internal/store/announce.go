package store

import (
	"strconv"
	"strings"

	"demarc/internal/audit"
)

// Announcement says that something was committed: what, never its content. Those of one
// stream may come in another order than they were committed in, and one may be lost
// with the process that would have sent it; the numbers have no holes, so a watcher
// sees that and reads the chain.
type Announcement struct {
	Stream  string // the engagement
	Seq     int64  // the entry's number in its chain
	Verb    audit.Verb
	Subject string // id of the row, signer… or empty
}

func (a Announcement) String() string {
	return a.Stream + " " + strconv.FormatInt(a.Seq, 10) + " " + string(a.Verb) + " " + a.Subject
}

// ParseAnnouncement reads the text of a notification; anything else on the channel
// is not ours and is ignored.
func ParseAnnouncement(s string) (Announcement, bool) {
	parts := strings.SplitN(s, " ", 4)
	if len(parts) != 4 {
		return Announcement{}, false
	}
	seq, err := strconv.ParseInt(parts[1], 10, 64)
	if err != nil {
		return Announcement{}, false
	}
	return Announcement{Stream: parts[0], Seq: seq, Verb: audit.Verb(parts[2]), Subject: parts[3]}, true
}
