package engagement

import (
	"encoding/json"
	"math"
	"net/http"
	"time"

	"github.com/google/uuid"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/live"
	"demarc/web/page"
)

const (
	atMost = 40               // of those who are here are told; more nobody looks at
	anew   = 10 * time.Second // between two looks for the name of a newcomer
)

// somebody is one of those here as a browser is told of them. Names are added by the
// viewer's own rights: whom they may not know of is not told.
type somebody struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Company     string `json:"company"`
	Function    string `json:"function,omitempty"`
	Stakeholder string `json:"stakeholder,omitempty"`
	Typing      bool   `json:"typing,omitempty"`
}

// company is who is here, as one stream tells it.
type company struct {
	s      Screen
	r      *http.Request
	id     engagement.ID
	names  map[string]somebody
	read   time.Time
	last   string
	leave  func()
	absent bool // the viewer is no person, and is told nothing
}

func (s Screen) company(r *http.Request, id engagement.ID) *company {
	c := &company{s: s, r: r, id: id, leave: func() {}}
	if who := page.Actor(r); who.Kind == access.Person {
		c.leave = s.Live.Enter(string(id), string(who.User))
	} else {
		c.absent = true
	}
	return c
}

// tell says who is here, when that is not what was said last. It has no number: a
// browser that comes back is told anew, also that all have gone meanwhile, and nothing
// of it is kept.
func (c *company) tell(out *stream) {
	if c.absent {
		return
	}
	text, err := json.Marshal(c.list())
	if err != nil || string(text) == c.last {
		return
	}
	c.last = string(text)
	out.write("event: presence\ndata: " + c.last + "\n\n")
}

func (c *company) list() []somebody {
	list, me := []somebody{}, string(page.Actor(c.r).User)
	for _, h := range c.s.Live.Here(string(c.id)) {
		if h.User == me || len(list) == atMost {
			continue
		}
		who, known := c.known(h)
		if !known {
			continue
		}
		who.Function, who.Stakeholder, who.Typing = h.Function, h.Stakeholder, h.Typing
		list = append(list, who)
	}
	return list
}

// known is somebody with their name. All who have a place are read at once.
func (c *company) known(h live.Here) (somebody, bool) {
	who, ok := c.names[h.User]
	if ok || time.Since(c.read) < anew {
		return who, ok
	}
	c.read = time.Now()
	people, err := c.s.App.Engagements.Participants(c.r.Context(), page.Actor(c.r), c.id)
	if err != nil {
		return who, false // the stream finds out by itself
	}
	c.names = map[string]somebody{}
	for _, p := range people {
		c.names[string(p.User)] = somebody{ID: string(p.User), Name: p.Name, Company: p.Company}
	}
	who, ok = c.names[h.User]
	return who, ok
}

// presence takes where somebody is. It is kept in memory for half a minute and nowhere else.
func (s Screen) presence(w http.ResponseWriter, r *http.Request) error {
	who, id := page.Actor(r), idOf(r)
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	at := live.Spot{Function: f.Line("function", 36), Stakeholder: f.Line("stakeholder", 36), Typing: f.Checked("typing")}
	for _, value := range []string{at.Function, at.Stakeholder} {
		if _, err := uuid.Parse(value); value != "" && err != nil {
			return fault.New(fault.Invalid, "This is no place in the matrix.")
		}
	}
	// Whoever has a stream open here had the right looked at; nobody else is believed.
	if who.Kind != access.Person || !s.Live.Admits(string(id), string(who.User)) {
		if _, _, err := s.App.Engagements.History(r.Context(), who, id, math.MaxInt64); err != nil {
			return err
		}
		s.Live.Admit(string(id), string(who.User))
	}
	if !s.Live.Move(string(id), string(who.User), at) {
		return fault.Slower(10*time.Second, "Too many moves. Wait a few seconds.")
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
