package page

import (
	"context"
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
