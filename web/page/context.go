package page

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/netip"

	"github.com/alexedwards/scs/v2"

	"demarc/web/ui"
)

// call is what this package knows of one request: the only value of ours in a
// request's context besides the addresses of assets. Middleware fills it.
type call struct {
	id       string
	err      error // what went wrong, for the log
	sessions *scs.SessionManager
	viewer   ui.Viewer
	brand    string
	look     func() ui.Look
	proxies  []netip.Prefix // that are believed
}

type callKey struct{}

// of is the request's call; a request no middleware has seen gets an empty one,
// so that handlers can be tested alone.
func of(r *http.Request) *call {
	if c, ok := r.Context().Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

// Begin gives the request an id, to be shown with a failure and found in the
// log. Everything below needs the request it returns.
func Begin(r *http.Request, id string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callKey{}, &call{id: id}))
}

// RequestID is the id given by Begin.
func RequestID(r *http.Request) string { return of(r).id }

// Failure is the error the request ended with, if it was ours to log.
func Failure(r *http.Request) error { return of(r).err }

// Note keeps an error for the log without answering: for what goes wrong after
// the answer was begun, as in a stream.
func Note(r *http.Request, err error) { of(r).err = err }

// SetSessions lets New and Redirect carry notices from one request to the next.
// The request must be inside the manager's LoadAndSave.
func SetSessions(r *http.Request, sessions *scs.SessionManager) { of(r).sessions = sessions }

// SetViewer tells pages who is looking.
func SetViewer(r *http.Request, v ui.Viewer) { of(r).viewer = v }

// SetBrand tells public pages in whose name they speak.
func SetBrand(r *http.Request, name string) { of(r).brand = name }

// SetLook tells pages how the MSP of this request looks. It is asked only when a whole
// page is made.
func SetLook(r *http.Request, look func() ui.Look) { of(r).look = look }

func (c *call) lookOf() ui.Look {
	if c.look == nil {
		return ui.Look{}
	}
	return c.look()
}

const noticesKey = "page.notices"

func (c *call) pushNotices(ctx context.Context, notices []ui.Notice) error {
	if len(notices) == 0 {
		return nil
	}
	if c.sessions == nil {
		return errors.New("notice without a session to carry it")
	}
	b, err := json.Marshal(append(c.popNotices(ctx), notices...))
	if err != nil {
		return fmt.Errorf("keep notices: %w", err)
	}
	c.sessions.Put(ctx, noticesKey, string(b))
	return nil
}

func (c *call) popNotices(ctx context.Context) []ui.Notice {
	if c.sessions == nil || !c.sessions.Exists(ctx, noticesKey) {
		return nil
	}
	var notices []ui.Notice
	if err := json.Unmarshal([]byte(c.sessions.PopString(ctx, noticesKey)), &notices); err != nil {
		return nil // written by another release; a lost notice harms nobody
	}
	return notices
}
