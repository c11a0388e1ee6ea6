package live

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/store"
)

// whispers is the second channel: who is where, between processes, ids only. It is not
// about commits: nothing of it is stored, recorded or logged, and a lost one is made up
// for by the next.
const whispers = "demarc_here"

const (
	breath   = time.Second      // what moved meanwhile goes out together
	again    = 10 * time.Second // who is still here says so
	stays    = 30 * time.Second // who has not said so for this long is not here
	lingers  = 3 * time.Second  // between a stream that ended and the next of the same page
	admitted = 20 * time.Second // a right that was looked at is good for
	longest  = 7000             // bytes of a notification; Postgres takes 8000
	window   = 10 * time.Second
	perTime  = 20 // moves of one person in the window
)

// Spot is where somebody is: on a row or a cell, writing a comment or not.
type Spot struct {
	Function    string
	Stakeholder string
	Typing      bool
}

// Here is somebody who looks at an engagement now.
type Here struct {
	User string
	Spot
}

// guest is somebody in one engagement, as this process knows them.
type guest struct {
	Spot
	streams  int       // open here
	left     time.Time // when the last of those ended
	seen     time.Time // when this or another process last said they are here
	told     time.Time // when this one last said so
	dirty    bool      // has to be said
	admitted time.Time
	since    time.Time // begin of the window in which moves are counted
	moves    int
}

// guestIn finds somebody, or lets them in.
func (h *Hub) guestIn(stream, user string) *guest {
	if h.here[stream] == nil {
		h.here[stream] = map[string]*guest{}
	}
	g := h.here[stream][user]
	if g == nil {
		g = &guest{seen: time.Now()}
		h.here[stream][user] = g
	}
	return g
}

// Enter says that somebody's page is open, until leave is called.
func (h *Hub) Enter(stream, user string) (leave func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.guestIn(stream, user)
	g.streams++
	g.left = time.Time{}
	g.dirty, h.moved[stream] = true, true
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		g.streams--
		g.left = time.Now()
	}
}

// Admits tells whether somebody's right to be there was looked at just now.
func (h *Hub) Admits(stream, user string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	g := h.here[stream][user]
	return g != nil && (g.streams > 0 || time.Since(g.admitted) < admitted)
}

// Admit says that it was.
func (h *Hub) Admit(stream, user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.guestIn(stream, user).admitted = time.Now()
}

// Move says where somebody is now. It is false when they move faster than people do.
func (h *Hub) Move(stream, user string, to Spot) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	g, now := h.guestIn(stream, user), time.Now()
	if now.Sub(g.since) > window {
		g.since, g.moves = now, 0
	}
	if g.moves++; g.moves > perTime {
		return false
	}
	g.seen = now
	if g.Spot != to {
		g.Spot, g.dirty, h.moved[stream] = to, true, true
	}
	return true
}

// Here lists who is in an engagement, always in the same order.
func (h *Hub) Here(stream string) []Here {
	h.mu.Lock()
	defer h.mu.Unlock()
	var out []Here
	for user, g := range h.here[stream] {
		out = append(out, Here{user, g.Spot})
	}
	slices.SortFunc(out, func(a, b Here) int { return cmp.Compare(a.User, b.User) })
	return out
}

// breathe looks once around: who has gone, what has to be said to other processes, and
// which watchers have something new to look at.
func (h *Hub) breathe(now time.Time) (say []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for stream, guests := range h.here {
		for user, g := range guests {
			switch {
			case g.streams > 0:
				g.seen = now
				g.dirty = g.dirty || now.Sub(g.told) >= again
			case !g.left.IsZero() && now.Sub(g.left) >= lingers:
				say = append(say, line(stream, user, nil))
				delete(guests, user)
				h.moved[stream] = true
				continue
			case now.Sub(g.seen) >= stays:
				delete(guests, user)
				h.moved[stream] = true
				continue
			}
			if g.dirty {
				say = append(say, line(stream, user, &g.Spot))
				g.dirty, g.told = false, now
			}
		}
		if len(guests) == 0 {
			delete(h.here, stream)
		}
	}
	h.nudge()
	return say
}

// nudge tells the watchers of what moved to look who is here.
func (h *Hub) nudge() {
	for stream := range h.moved {
		for s := range h.subs[stream] {
			select {
			case s.here <- struct{}{}:
			default: // it will look anyway
			}
		}
	}
	clear(h.moved)
}

// line is one person of a whisper: "engagement user function stakeholder typing", with
// a dash for nothing; "gone" instead of a place.
func line(stream, user string, at *Spot) string {
	if at == nil {
		return stream + " " + user + " gone"
	}
	typing := "-"
	if at.Typing {
		typing = "typing"
	}
	return strings.Join([]string{stream, user, cmp.Or(at.Function, "-"), cmp.Or(at.Stakeholder, "-"), typing}, " ")
}

// heard takes in what another process says.
func (h *Hub) heard(payload string) {
	from, rest, _ := strings.Cut(payload, "\n")
	if from == h.name {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for text := range strings.SplitSeq(rest, "\n") {
		part := strings.Split(text, " ")
		switch {
		case len(part) == 3 && part[2] == "gone":
			g := h.here[part[0]][part[1]]
			if g != nil && g.streams > 0 {
				g.dirty = true // gone there, but not here
			} else if g != nil {
				delete(h.here[part[0]], part[1])
				h.moved[part[0]] = true
			}
		case len(part) == 5:
			at := Spot{strings.Trim(part[2], "-"), strings.Trim(part[3], "-"), part[4] == "typing"}
			known := h.here[part[0]][part[1]] != nil
			g := h.guestIn(part[0], part[1])
			g.seen = time.Now()
			if !known || g.Spot != at {
				g.Spot, h.moved[part[0]] = at, true
			}
		}
	}
}

// pack puts lines into as few notifications as they fit in.
func pack(name string, lines []string) (out []string) {
	for _, l := range lines {
		if n := len(out); n > 0 && len(out[n-1])+len(l) < longest {
			out[n-1] += "\n" + l
		} else {
			out = append(out, name+"\n"+l)
		}
	}
	return out
}

// converse says once a breath, on a connection of its own, what moved in this process.
// While there is none nothing is kept: what is true then is said again later.
func (h *Hub) converse(ctx context.Context) {
	tick := time.NewTicker(breath)
	defer tick.Stop()
	var conn *pgx.Conn
	defer func() {
		if conn != nil {
			_ = conn.Close(context.WithoutCancel(ctx))
		}
	}()
	var tried time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			say := pack(h.name, h.breathe(now))
			if len(say) == 0 {
				continue
			}
			if conn == nil && now.Sub(tried) > 3*breath {
				tried = now
				conn, _ = pgx.Connect(ctx, h.url)
			}
			if conn == nil {
				continue
			}
			if _, err := conn.Exec(ctx, `select pg_notify($1, line) from unnest($2::text[]) as line`, pgx.QueryExecModeExec, whispers, say); err != nil {
				_ = conn.Close(context.WithoutCancel(ctx))
				conn = nil
			}
		}
	}
}

// SessionStream is the stream on which the end of a browser's session is announced.
// token is the one in its cookie; kept is how the session store finds it.
func SessionStream(token string) (stream, kept string) {
	sum := sha256.Sum256([]byte(token))
	kept = base64.RawURLEncoding.EncodeToString(sum[:])
	return store.SessionStream(kept), kept
}

// newName tells this process from others, so that it does not listen to itself.
func newName() string { return rand.Text() }
