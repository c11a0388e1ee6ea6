package page

import (
	"context"
	"net"
	"net/http"

	"demarc/internal/access"
)

type actorKey struct{}

// WithActor makes the request that of an actor. Package web calls it once, from the
// session; a screen's test may call it too.
func WithActor(r *http.Request, a access.Actor) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), actorKey{}, a))
}

// Actor is who makes the request; nobody when not signed in or when no place has been
// chosen. What is known of the request itself travels along into the audit log.
func Actor(r *http.Request) access.Actor {
	a, _ := r.Context().Value(actorKey{}).(access.Actor)
	a.Request = From(r)
	return a
}

// From is what is known of where the request came from. The address is the socket's:
// a header that anybody can write is not evidence.
func From(r *http.Request) access.Request {
	ip, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		ip = r.RemoteAddr
	}
	agent := r.UserAgent()
	if len(agent) > 300 {
		agent = agent[:300]
	}
	return access.Request{ID: RequestID(r), IP: ip, Agent: agent}
}
