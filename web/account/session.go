package account

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/alexedwards/scs/v2"

	"demarc/internal/access"
)

const (
	userKey  = "user"  // id of the person
	actorKey = "actor" // the place they are in, as JSON
	markKey  = "mark"  // app.Mark of the password this browser signed up with
)

// SignIn makes the session that of a person, who is in no place yet. The session's
// token is new, so that one planted in the browser before is worth nothing.
func SignIn(ctx context.Context, sessions *scs.SessionManager, user string) error {
	if err := sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	sessions.Remove(ctx, actorKey)
	sessions.Put(ctx, userKey, user)
	return nil
}

// Enter keeps the place a person goes into. What is known of the request is not
// kept: each request has its own.
func Enter(ctx context.Context, sessions *scs.SessionManager, actor access.Actor) error {
	actor.Request = access.Request{}
	b, err := json.Marshal(actor)
	if err != nil {
		return fmt.Errorf("keep the place: %w", err)
	}
	if err := sessions.RenewToken(ctx); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	sessions.Put(ctx, userKey, string(actor.User))
	sessions.Put(ctx, actorKey, b)
	return nil
}

// FromSession is who is signed in, and the actor they are in the place they chose:
// nobody while they have chosen none. Whether they still hold the place is asked by
// each act, in its own transaction.
func FromSession(ctx context.Context, sessions *scs.SessionManager) (user string, actor access.Actor) {
	user = sessions.GetString(ctx, userKey)
	b := sessions.GetBytes(ctx, actorKey)
	if user == "" || len(b) == 0 {
		return user, access.Actor{}
	}
	if err := json.Unmarshal(b, &actor); err != nil || string(actor.User) != user {
		return user, access.Actor{} // of another release: they choose their place again
	}
	return user, actor
}

// SignOut ends the session here and in the store.
func SignOut(ctx context.Context, sessions *scs.SessionManager) error {
	if err := sessions.Destroy(ctx); err != nil {
		return fmt.Errorf("end the session: %w", err)
	}
	return nil
}
