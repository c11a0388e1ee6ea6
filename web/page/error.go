package page

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/fault"
	"demarc/web/ui"
)

// SignInPath is where a request that needs a person is sent.
const SignInPath = "/signin"

// answer is how a failure is shown.
type answer struct {
	status int
	title  string
	text   string
	what   string // what to do now
	retry  string // seconds, for Retry-After
	kind   string // of the notice
}

var answers = map[fault.Kind]answer{
	fault.Invalid:     {status: http.StatusUnprocessableEntity, title: "Something needs fixing", what: "Go back: what you typed is still in the form.", kind: "danger"},
	fault.Forbidden:   {status: http.StatusForbidden, title: "This is not yours to do", kind: "warn"},
	fault.NotFound:    {status: http.StatusNotFound, title: "Not found", text: "There is nothing at this address, or it is not shared with you.", kind: "warn"},
	fault.Conflict:    {status: http.StatusConflict, title: "This has changed", what: "Go back and reload to see it as it is now.", kind: "warn"},
	fault.Locked:      {status: http.StatusLocked, title: "This is locked", kind: "warn"},
	fault.Gone:        {status: http.StatusGone, title: "This has ended", kind: "warn"},
	fault.TooMany:     {status: http.StatusTooManyRequests, title: "Too many attempts", retry: "60", kind: "warn"},
	fault.Unavailable: {status: http.StatusServiceUnavailable, title: "Not available just now", text: "The database cannot be reached. Nothing was changed.", what: "Try again in a minute.", retry: "10", kind: "danger"},
}

var (
	broken   = answer{status: http.StatusInternalServerError, title: "Something went wrong here", text: "This is our fault, not yours. What was saved before is safe.", kind: "danger"}
	tooLarge = answer{status: http.StatusRequestEntityTooLarge, title: "Too large", text: "What you sent is larger than this page accepts.", kind: "danger"}
)

// Fail answers with what err means: a page; for htmx a notice put on top of the
// page it came from; for nobody signed in the way to sign in. What is not a
// fault says nothing but the request's id, and is kept for the log.
func Fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the reader has gone
	}
	if fault.Is(err, fault.SignIn) {
		signIn(w, r)
		return
	}
	a := answerFor(err)
	if a.status >= 500 {
		of(r).err = err
	}
	if !RetryAfter(w, err) && a.retry != "" {
		w.Header().Set("Retry-After", a.retry)
	}
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Retarget", "#notices")
		w.Header().Set("HX-Reswap", "innerHTML show:top")
		err = Render(w, r, a.status, ui.Note(ui.Notice{Kind: a.kind, Text: a.line(RequestID(r))}))
	} else {
		err = Render(w, r, a.status, failure(New(r, a.title), a, RequestID(r)))
	}
	if err != nil { // the error page itself failed: say it without a template
		of(r).err = err
		http.Error(w, broken.title+". Reference: "+RequestID(r), http.StatusInternalServerError)
	}
}

// RetryAfter says in the answer's head when to try again, if err knows. A form that is
// shown with a limit beside it says so too.
func RetryAfter(w http.ResponseWriter, err error) bool {
	f, ok := fault.Of(err)
	if !ok || f.Wait <= 0 {
		return false
	}
	w.Header().Set("Retry-After", strconv.Itoa(int((f.Wait+time.Second-1)/time.Second)))
	return true
}

// answerFor maps an error to its answer. Whoever cannot reach a server of ours
// gets "not available": store says so itself, a dead network comes here raw.
func answerFor(err error) answer {
	if f, ok := fault.Of(err); ok {
		a := answers[f.Kind]
		if a.status == 0 {
			return broken
		}
		if f.Message != "" {
			a.text = f.Message
		}
		if len(f.Fields) > 0 { // a form would have shown them beside its fields
			var sentences []string
			for _, name := range slices.Sorted(maps.Keys(f.Fields)) {
				sentences = append(sentences, f.Fields[name])
			}
			a.text = strings.Join(slices.Compact(sentences), " ")
		}
		return a
	}
	var large *http.MaxBytesError
	var network *net.OpError
	switch {
	case errors.As(err, &large):
		return tooLarge
	case errors.As(err, &network), errors.Is(err, context.DeadlineExceeded):
		return answers[fault.Unavailable]
	}
	return broken
}

// line is the answer in one notice.
func (a answer) line(id string) string {
	parts := []string{a.text}
	if a.what != "" && a.status != http.StatusUnprocessableEntity {
		parts = append(parts, a.what)
	}
	if a.status >= 500 {
		parts = append(parts, "Reference: "+id)
	}
	return strings.Join(parts, " ")
}

// signIn sends a person to the sign-in page and back to what they asked for;
// only a GET can be repeated afterwards.
func signIn(w http.ResponseWriter, r *http.Request) {
	to := SignInPath
	switch {
	case r.Header.Get("HX-Request") == "true":
		if u, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil && IsLocal(u.RequestURI()) {
			to += "?next=" + url.QueryEscape(u.RequestURI())
		}
	case r.Method == http.MethodGet && r.URL.Path != "/":
		to += "?next=" + url.QueryEscape(r.URL.RequestURI())
	}
	if err := Redirect(w, r, to); err != nil {
		of(r).err = err
		http.Error(w, broken.title, http.StatusInternalServerError)
	}
}
