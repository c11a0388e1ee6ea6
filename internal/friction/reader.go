package friction

import (
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// means is what each kind of entry says about rows. A new act is one line here.
var means = map[audit.Verb]func(*reader, audit.Entry){
	audit.EngagementStarted:   func(*reader, audit.Entry) {},
	audit.AssignmentChanged:   (*reader).edited,
	audit.FunctionChanged:     (*reader).edited,
	audit.FunctionImported:    (*reader).edited,
	audit.LockOverridden:      (*reader).edited,
	audit.FunctionAdded:       (*reader).edited,
	audit.FunctionExcluded:    (*reader).edited,
	audit.FunctionRestored:    (*reader).edited,
	audit.ModeChanged:         (*reader).filled,
	audit.StakeholderRemoved:  (*reader).filled,
	audit.PackAdded:           (*reader).filled,
	audit.PackRemoved:         (*reader).filled,
	audit.LibraryAdopted:      (*reader).filled,
	audit.RowAgreed:           (*reader).ticked,
	audit.RowsAgreed:          (*reader).ticked,
	audit.RowAgreementDropped: func(r *reader, e audit.Entry) { r.dropped(e.Fact.Subject, party.Side(e.Fact.Before)) },
	audit.RowDisputed:         (*reader).disputed,
	audit.DisputeSettled:      (*reader).settled,
	audit.RowParked:           (*reader).parked,
	audit.RowResumed:          (*reader).resumed,
	audit.BallotRevealed:      (*reader).voted,
	audit.EnvelopeSent:        func(r *reader, e audit.Entry) { r.sent = append(r.sent, e.At) },
}

// Verbs lists the entries that say something about friction, to ask for no others.
func Verbs() []audit.Verb { return slices.Sorted(maps.Keys(means)) }

// reader goes through the record act by act.
type reader struct {
	m      raci.Matrix
	now    time.Time
	from   time.Time
	at     time.Time // of the act being read
	side   party.Side
	rows   map[raci.FunctionID]*state
	keys   map[raci.FunctionKey]*state
	acted  map[*state]*touch // what this act did to rows
	agreed int
	series []Point
	sent   []time.Time
	scope  []Point // changes of the number of rows
}

// state is a row as the record tells it so far.
type state struct {
	row     Row
	months  map[time.Time]*Tally
	ticks   map[party.Side]bool
	open    bool // disputed
	away    bool // parked
	moved   time.Time
	letters map[string]*letter // by the column's name at the time
}

// letter is what a cell has been, and who changed it last.
type letter struct {
	had []raci.Assignment
	by  party.Side
}

// touch is what one act did to one row.
type touch struct {
	edited bool
	lost   []party.Side
	back   bool
}

func newReader(m raci.Matrix, now time.Time) *reader {
	r := &reader{m: m, now: now, rows: map[raci.FunctionID]*state{}, keys: map[raci.FunctionKey]*state{}}
	for _, f := range m.Functions {
		s := &state{row: Row{Function: f, Tally: Tally{Handed: f.Handed}}, months: map[time.Time]*Tally{}, ticks: map[party.Side]bool{}, letters: map[string]*letter{}}
		r.rows[f.ID], r.keys[f.Key] = s, s
	}
	return r
}

// act reads the entries that one act recorded.
func (r *reader) act(entries []audit.Entry) {
	r.at, r.acted = entries[0].At, map[*state]*touch{}
	if r.from.IsZero() {
		r.from = r.at
	}
	for _, e := range entries {
		if read, ok := means[e.Verb]; ok {
			r.side = party.Side(e.Fact.Actor.Side)
			r.scoped(e)
			read(r, e)
		}
	}
	for s, t := range r.acted {
		month := s.month(r.at)
		switch {
		case len(t.lost) > 1: // nobody takes back the other side's tick but by a change
			month.Reopened++
		case t.edited && len(t.lost) == 1 && t.lost[0] != r.side:
			month.Differed++
		}
		if t.back {
			month.Bounced++
		}
	}
	if n := r.count(); n != r.agreed {
		r.agreed = n
		r.series = append(r.series, Point{r.at, n})
	}
}

// count is how many rows both sides agree to now, and notes when each first was.
func (r *reader) count() int {
	n := 0
	for _, s := range r.rows {
		if s.row.Function.In() && s.ticks[party.MSP] && s.ticks[party.Client] && !s.open {
			n++
			if s.row.Agreed.IsZero() {
				s.row.Agreed = r.at
			}
		}
	}
	return n
}

// month is the tally of a row in the month of a moment.
func (s *state) month(at time.Time) *Tally {
	first := monthOf(at)
	t, ok := s.months[first]
	if !ok {
		t = &Tally{}
		s.months[first] = t
	}
	return t
}

func monthOf(at time.Time) time.Time {
	return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// propose notes that a side has taken a position on a row.
func (s *state) propose(at time.Time) {
	if s.row.Proposed.IsZero() {
		s.row.Proposed = at
	}
	s.moved = at
}

func (r *reader) touch(s *state) *touch {
	t, ok := r.acted[s]
	if !ok {
		t = &touch{}
		r.acted[s] = t
	}
	return t
}

func (r *reader) edited(e audit.Entry) {
	s := r.rows[raci.FunctionID(e.Fact.Subject)]
	if s == nil {
		return
	}
	t := r.touch(s)
	t.edited = true
	if e.Verb != audit.FunctionAdded {
		s.propose(r.at)
	}
	t.back = s.changed(changes(e.Fact), r.side) || t.back
	r.lost(e.Fact, s)
}

// filled is an act on many rows at once, which it lists as "key@revision": whoever had
// ticked one has lost that tick.
func (r *reader) filled(e audit.Entry) {
	for s := range r.listed(e.Fact) {
		r.touch(s).edited = true
		for _, side := range party.Sides {
			if s.ticks[side] {
				r.drop(s, side)
			}
		}
	}
}

// listed are the rows that an entry lists.
func (r *reader) listed(f audit.Fact) iter.Seq[*state] {
	return func(yield func(*state) bool) {
		for item := range strings.FieldsSeq(f.Data["functions"]) {
			key, _, _ := strings.Cut(item, "@")
			if s := r.keys[raci.FunctionKey(key)]; s != nil && !yield(s) {
				return
			}
		}
	}
}

// lost reads whose ticks an edit took away, where it says so in its own entry.
func (r *reader) lost(f audit.Fact, s *state) {
	for _, side := range party.Sides {
		if f.Data["agreement dropped, "+string(side)] != "" {
			r.drop(s, side)
		}
	}
}

func (r *reader) dropped(fn string, side party.Side) {
	if s := r.rows[raci.FunctionID(fn)]; s != nil {
		r.drop(s, side)
	}
}

func (r *reader) drop(s *state, side party.Side) {
	s.ticks[side] = false
	if t := r.touch(s); !slices.Contains(t.lost, side) {
		t.lost = append(t.lost, side)
	}
}

// ticked is one row by its id, or several that the entry lists.
func (r *reader) ticked(e audit.Entry) {
	side := party.Side(e.Fact.After)
	tick := func(s *state) {
		s.ticks[side] = true
		s.propose(r.at)
	}
	if s := r.rows[raci.FunctionID(e.Fact.Subject)]; s != nil {
		tick(s)
	}
	for s := range r.listed(e.Fact) {
		tick(s)
	}
}

func (r *reader) disputed(e audit.Entry) {
	s := r.rows[raci.FunctionID(e.Fact.Subject)]
	if s == nil {
		return
	}
	if !s.open {
		s.month(r.at).Disputed++
	}
	s.open = true
	s.ticks[r.side] = false // a side that disputes takes its tick back
	s.propose(r.at)
}

func (r *reader) settled(e audit.Entry) {
	if s := r.rows[raci.FunctionID(e.Fact.Subject)]; s != nil {
		s.open = false
	}
}

func (r *reader) parked(e audit.Entry) {
	r.edited(e)
	if s := r.rows[raci.FunctionID(e.Fact.Subject)]; s != nil {
		if !s.away {
			s.month(r.at).Parked++
		}
		s.away, s.open = true, s.open && e.Fact.Data["dispute"] == "stands"
	}
}

func (r *reader) resumed(e audit.Entry) {
	r.edited(e)
	if s := r.rows[raci.FunctionID(e.Fact.Subject)]; s != nil {
		s.away = false
	}
}

func (r *reader) voted(e audit.Entry) {
	for key := range strings.FieldsSeq(e.Fact.Data["differ"]) {
		if s := r.keys[raci.FunctionKey(key)]; s != nil {
			s.month(r.at).VotedApart++
		}
	}
}

// scoped notes how an entry changes the number of rows in the matrix.
func (r *reader) scoped(e audit.Entry) {
	number := func(key string) int { n, _ := strconv.Atoi(e.Fact.Data[key]); return n }
	n := 0
	switch e.Verb {
	case audit.FunctionAdded, audit.FunctionRestored:
		n = 1
	case audit.FunctionExcluded:
		n = -1
	case audit.PackAdded:
		n = number("functions")
	case audit.PackRemoved:
		n = -number("functions")
	case audit.ModeChanged:
		switch listed := len(strings.Fields(e.Fact.Data["functions"])); string(raci.OutOfScope) {
		case e.Fact.After:
			n = -listed
		case e.Fact.Before:
			n = listed
		}
	case audit.LibraryAdopted:
		if added := e.Fact.Data["added"]; added != "" {
			n = len(strings.Split(added, "; "))
		}
	default:
	}
	if n != 0 {
		r.scope = append(r.scope, Point{r.at, n})
	}
}
