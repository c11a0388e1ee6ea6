package engagement

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/web/page"
)

const (
	// recheck keeps proxies from closing a quiet stream, ends it when the right to it
	// was lost, and finds what was committed and never announced.
	recheck  = 20 * time.Second
	lifetime = 5 * time.Minute  // then the browser comes back and its session is read anew
	patience = 30 * time.Second // for a browser that does not read
	most     = 500              // entries that History reads at once
)

// event is one message of the stream. It says what changed, never how.
type event struct{ name, data string }

// live streams what changes in an engagement. A browser that comes back names the
// last entry it heard of and gets what it missed; "resync" asks it to read anew.
func (s Screen) live(w http.ResponseWriter, r *http.Request) error {
	ctx, who := r.Context(), page.Actor(r)
	e, _, err := s.App.Engagements.History(ctx, who, idOf(r), math.MaxInt64)
	if err != nil {
		return turnedAway(w, r, err)
	}
	sub := s.Live.Subscribe(string(e.ID)) // before reading what was missed, so that nothing falls between
	defer sub.Close()
	stands := s.standing(r)
	defer stands.close()
	company := s.company(r, e.ID)
	defer company.leave()
	after, known := lastHeard(r)
	var missed []audit.Entry
	if known && after > 0 {
		if _, missed, err = s.App.Engagements.History(ctx, who, e.ID, after); err != nil {
			return err
		}
	}

	out := begin(w)
	out.open(after, known, missed)

	check, end := time.NewTicker(recheck), time.NewTimer(lifetime)
	defer check.Stop()
	defer end.Stop()
	for out.err == nil {
		select {
		case a, ok := <-sub.C:
			if !ok {
				return nil // fell behind, or the server ends: the browser comes back and catches up
			}
			switch {
			case a.Seq <= out.last: // told with one that overtook it
			case a.Seq == out.last+1 || out.last == 0:
				out.send(a.Seq, eventOf(a.Verb, a.Subject, a.Seq))
			default:
				if !s.catchUp(r, e.ID, &out) {
					return nil
				}
			}
		case <-sub.Moved:
			company.tell(&out)
		case a, ok := <-stands.place.C:
			if !ok {
				return nil
			}
			if a.Subject == string(who.User) && !s.catchUp(r, e.ID, &out) {
				return nil
			}
		case <-stands.session.C:
			if !stands.signedIn() {
				out.ended("session")
				return nil
			}
		case <-check.C:
			out.write(": still here\n\n")
			if !stands.signedIn() {
				out.ended("session")
				return nil
			}
			if !s.catchUp(r, e.ID, &out) {
				return nil
			}
		case <-end.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
	return nil
}

// catchUp tells what is in the chain and was not told. It is false when the stream has
// to end; the next request says why.
func (s Screen) catchUp(r *http.Request, id engagement.ID, out *stream) bool {
	after := out.last
	if after == 0 {
		after = math.MaxInt64 // nothing was told yet: only the right is looked at
	}
	_, missed, err := s.App.Engagements.History(r.Context(), page.Actor(r), id, after)
	if lost(err) {
		out.ended("access")
	}
	if err != nil || len(missed) >= most {
		return false
	}
	out.replay(missed)
	return true
}

// lastHeard is the number of the last entry the browser heard of: from the lost
// connection, or from the page that opens the stream.
func lastHeard(r *http.Request) (seq int64, known bool) {
	text := r.Header.Get("Last-Event-ID")
	if text == "" {
		text = r.URL.Query().Get("after")
	}
	seq, err := strconv.ParseInt(text, 10, 64)
	return max(seq, 0), err == nil
}

// stream writes messages and remembers the first failure.
type stream struct {
	w    io.Writer
	rc   *http.ResponseController
	last int64 // newest entry told
	err  error
}

// begin answers with a stream.
func begin(w http.ResponseWriter) stream {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	return stream{w: w, rc: http.NewResponseController(w)}
}

// open begins what is told. Somebody who was here before but never heard of an entry
// has 0 as the last one, and must read anew; a newcomer is given that 0.
func (s *stream) open(after int64, known bool, missed []audit.Entry) {
	s.write(": demarc\nretry: 1000\n\n")
	switch {
	case !known:
		s.send(0, event{"hello", "0"})
	case after == 0 || len(missed) >= most:
		s.send(0, event{"resync", "0"})
	default:
		s.last = after
		s.replay(missed)
	}
}

// replay tells each thing that changed once, however often it did.
func (s *stream) replay(missed []audit.Entry) {
	told := map[event]bool{}
	for _, e := range missed {
		ev := eventOf(e.Verb, e.Fact.Subject, e.Seq)
		if same := (event{ev.name, ""}); ev.name != "function" && ev.name != "comment" {
			if told[same] {
				s.last = e.Seq
				continue
			}
			told[same] = true
		}
		if !told[ev] {
			told[ev] = true
			s.send(e.Seq, ev)
		}
		s.last = e.Seq
	}
}

func (s *stream) send(seq int64, ev event) {
	s.write(fmt.Sprintf("id: %d\nevent: %s\ndata: %s\n\n", seq, ev.name, ev.data))
	s.last = max(s.last, seq)
}

func (s *stream) write(text string) {
	if s.err != nil {
		return
	}
	// The server's own deadline is for pages. A writer that cannot set one is a test's.
	_ = s.rc.SetWriteDeadline(time.Now().Add(patience))
	if _, s.err = io.WriteString(s.w, text); s.err == nil {
		s.err = s.rc.Flush()
	}
}

// eventOf says which part of a page an entry makes stale: one row, the whole
// matrix, the rest of the draft, or the signing round.
func eventOf(verb audit.Verb, subject string, seq int64) event {
	number := strconv.FormatInt(seq, 10)
	switch verb {
	case audit.AssignmentChanged, audit.HolderChanged, audit.FunctionChanged, audit.LockOverridden, audit.RowAgreed, audit.RowAgreementDropped, audit.RowReviewAsked, audit.RowDisputed, audit.DisputeSettled, audit.RowParked, audit.RowResumed:
		if subject != "" && !strings.ContainsAny(subject, "\r\n") {
			return event{"function", subject}
		}
		return event{"matrix", number}
	case audit.CommentAdded, audit.CommentEdited, audit.CommentRemoved, audit.ThreadResolved, audit.ThreadReopened, audit.ReviewSent:
		return event{"comment", subject}
	case audit.RowsAgreed, audit.AreasChanged, audit.ModeChanged, audit.StakeholderAdded, audit.StakeholderChanged, audit.StakeholderRemoved,
		audit.FunctionAdded, audit.FunctionImported, audit.SheetImported, audit.FunctionMoved, audit.FunctionRehomed, audit.FunctionExcluded, audit.FunctionRestored, audit.LibraryAdopted:
		return event{"matrix", number}
	case audit.PartyChanged, audit.InsurerChanged, audit.VendorAdded, audit.VendorChanged, audit.VendorRemoved, audit.SignersChanged, audit.TermsChanged, audit.AgreementReviewed, audit.FindingWaived, audit.FindingDismissed, audit.WaiverWithdrawn, audit.EngagementStarted,
		audit.RegisterFilled, audit.AccessAdded, audit.AccessChanged, audit.AccessReviewed, audit.AccessRemoved,
		audit.ToolAdded, audit.ToolChanged, audit.ToolRemoved, audit.ProtectedAdded, audit.ProtectedChanged, audit.ProtectedRemoved:
		return event{"draft", number}
	case audit.BallotOpened, audit.BallotAnswered, audit.BallotRevealed, audit.BallotClosed, audit.BallotSettled:
		return event{"vote", number}
	case audit.WorkshopStarted, audit.WorkshopMoved, audit.WorkshopDriven, audit.WorkshopTimed, audit.WorkshopEnded:
		return event{"workshop", number}
	default:
		return event{"envelope", number}
	}
}
