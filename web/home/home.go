// Package home is the first page: what Demarc is, for nobody signed in; the
// portfolio, for an MSP; the engagements with what comes next, for a client's side.
// What waits is worked out from the list alone, see step.go.
package home

import (
	"embed"
	"net/http"
	"net/url"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/", page.Handler(s.home))
}

func (s Screen) home(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if who.Kind == "" {
		return page.Render(w, r, http.StatusOK, landing(page.New(r, "Who owns what in IT, agreed and signed")))
	}
	after, continued := cursor(r)
	list, needs, err := s.App.Engagements.Home(r.Context(), who, who.Client, after)
	if err != nil {
		return err
	}
	v := view{msp: who.MSPName, client: who.ClientName, clientHref: "/clients/" + string(who.Client), continued: continued, mayStart: who.Can(access.StartEngagement), asks: asksOf(needs)}
	for _, l := range list {
		v.lines = append(v.lines, lineOf(l.Engagement, l.Functions, l.Agreed, l.Disputed, who))
	}
	v.waiting = v.lines
	if len(list) == app.PageSize && !continued { // what waits may stand on another page
		all, err := s.App.Engagements.Waiting(r.Context(), who, who.Client)
		if err != nil {
			return err
		}
		v.waiting = nil
		for _, l := range all {
			v.waiting = append(v.waiting, lineOf(l.Engagement, l.Functions, l.Agreed, l.Disputed, who))
		}
	}
	if who.Can(access.WatchSealing) && !continued {
		stuck, err := s.App.Sealings.List(r.Context(), who)
		if err != nil {
			return err
		}
		for _, x := range stuck {
			if x.Reason != "" {
				v.unsealed = append(v.unsealed, unsealed{x.ClientName, x.Number, x.Version})
			}
		}
	}
	if n := len(list); n == app.PageSize {
		v.more = "/?" + url.Values{"before": {list[n-1].StartedAt.Format(time.RFC3339Nano)}, "id": {string(list[n-1].ID)}}.Encode()
	}
	if who.Side == party.Client {
		return page.Render(w, r, http.StatusOK, clientHome(page.New(r, "Home", who.ClientName), v))
	}
	return page.Render(w, r, http.StatusOK, mspHome(page.New(r, "Home", who.MSPName), v))
}

func lineOf(e engagement.Engagement, functions, agreed, disputed int, who access.Actor) line {
	l := line{
		href: "/e/" + string(e.ID), title: e.Title, number: e.Number, client: e.ClientName, clientHref: "/clients/" + string(e.Client),
		state: e.State, functions: functions, agreed: agreed, disputed: disputed, inForce: e.InForce,
	}
	l.next = next(l, who)
	return l
}

// cursor reads where a longer list goes on. What cannot be read is the beginning.
func cursor(r *http.Request) (after app.Cursor, continued bool) {
	q := r.URL.Query()
	at, err := time.Parse(time.RFC3339Nano, q.Get("before"))
	if err != nil || q.Get("id") == "" {
		return app.Cursor{}, false
	}
	return app.Cursor{Started: at, ID: engagement.ID(q.Get("id"))}, true
}
