package engagement

import (
	"net/http"
	"strings"

	"github.com/alexedwards/scs/v2"

	"demarc/internal/fault"
	"demarc/internal/live"
	"demarc/web/page"
)

// standing is what a stream stands on: a place at the MSP or the client, and a session.
// The end of either is announced, and looked at now and then in case that was lost.
type standing struct {
	place   *live.Subscription // the MSP's own chain, where people come and go
	session *live.Subscription
	store   scs.Store
	kept    string // how the store finds the session
}

func (s Screen) standing(r *http.Request) standing {
	st := standing{place: s.Live.Subscribe(string(page.Actor(r).MSP))}
	token := ""
	if s.Sessions != nil {
		st.store, token = s.Sessions.Store, s.Sessions.Token(r.Context())
	}
	stream, kept := live.SessionStream(token)
	st.session, st.kept = s.Live.Subscribe(stream), kept
	return st
}

func (st standing) close() {
	st.place.Close()
	st.session.Close()
}

// signedIn tells whether the session is still there. A store that does not answer has
// not said no.
func (st standing) signedIn() bool {
	if st.store == nil {
		return true
	}
	_, found, err := st.store.Find(st.kept)
	return err != nil || found
}

// lost tells that an error means that the right is gone, not that something is broken.
func lost(err error) bool {
	return fault.Is(err, fault.SignIn) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Forbidden)
}

// turnedAway answers a stream that may not be opened. A page that was open is told so in
// words it can show: sending it elsewhere would lose what is typed there.
func turnedAway(w http.ResponseWriter, r *http.Request, err error) error {
	waiting := strings.Contains(r.Header.Get("Accept"), "text/event-stream") && fault.Is(err, fault.SignIn)
	if !lost(err) || !waiting && r.Header.Get("Last-Event-ID") == "" {
		return err
	}
	why := "access"
	if page.Actor(r).Kind == "" {
		why = "session"
	}
	out := begin(w)
	out.ended(why)
	return nil
}

// ended is the last message of a stream that will not come back. why is "session" when
// nobody is signed in any more, "access" when the place was taken away.
func (s *stream) ended(why string) {
	s.write("event: ended\ndata: " + why + "\n\n")
}
