// Package reference answers "who owns this?" from what is signed and in force: a
// search whose answers are people to call, and the whole matrix of one client.
// Drafts never show here. Start with Routes.
package reference

import (
	"embed"
	"fmt"
	"net/http"
	"net/url"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/find", page.Handler(s.find))
	r.Method(http.MethodGet, "/r/{client}", page.Handler(s.whole))
}

// find shows answers. htmx asks again while somebody types and gets the answers
// alone, with their number to read out.
func (s Screen) find(w http.ResponseWriter, r *http.Request) error {
	who, f := page.Actor(r), page.ReadQuery(r)
	v := findView{q: f.Line("q", page.MaxLine), client: f.Value("client"), form: f, msp: who.MSPName, ours: who.Side == party.MSP}
	if !v.ours {
		v.whole = wholePath(who.Client)
	}
	if err := who.Require(access.LookUp); err != nil {
		return err
	}
	status := http.StatusUnprocessableEntity
	if f.OK() {
		status = http.StatusOK
		found, err := s.App.Reference.Find(r.Context(), who, v.q, party.ClientID(v.client))
		if err != nil {
			return err
		}
		v.take(found)
	}
	if page.IsFragment(r) {
		return page.Render(w, r, status, answers(v), ui.Announce(v.told()))
	}
	v.page = page.New(r, "Who owns this?")
	v.page.Failed = !f.OK()
	return page.Render(w, r, status, findPage(v))
}

// whole shows everything in force for one client. A version in force never changes,
// so reading the list and then each version is one consistent picture.
func (s Screen) whole(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if err := who.Require(access.LookUp); err != nil {
		return err
	}
	client, lines, _, _, err := s.App.Clients.Open(r.Context(), who, party.ClientID(chi.URLParam(r, "client")))
	if err != nil {
		return err
	}
	v := wholeView{client: client, msp: who.MSPName, ours: who.Side == party.MSP}
	for _, l := range lines {
		if l.InForce == 0 {
			continue
		}
		rec, err := s.App.Versions.Open(r.Context(), who, l.ID, l.InForce)
		if fault.Is(err, fault.NotFound) {
			continue // gone between the two
		}
		if err != nil {
			return fmt.Errorf("open version in force: %w", err)
		}
		v.take(rec)
	}
	v.page = page.New(r, "Who owns what", client.Name)
	return page.Render(w, r, http.StatusOK, wholePage(v))
}

func wholePath(id party.ClientID) string { return "/r/" + url.PathEscape(string(id)) }

// query is an address of this screen.
func query(q, client string) string {
	values := url.Values{"q": {q}}
	if client != "" {
		values.Set("client", client)
	}
	return "/find?" + values.Encode()
}
