package reference_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/reference"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// bundle is a scene with this screen before it.
type bundle struct {
	*apptest.Scene
	lead, itLead, reader access.Actor
	screen               http.Handler
}

func newBundle(t *testing.T) *bundle {
	t.Helper()
	b := &bundle{Scene: apptest.New(t)}
	b.lead = b.Owner
	b.itLead = b.Partner(t, access.ITLead, "Priya Shah")
	b.reader = b.Partner(t, access.Reader, "Rana Idris")
	r := chi.NewRouter()
	reference.Screen{App: b.App}.Routes(r)
	b.screen = r
	return b
}

func (b *bundle) send(t *testing.T) { t.Helper(); b.Send(t, b.lead, b.itLead) }

func (b *bundle) ask(t *testing.T, who access.Actor, target string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for _, name := range headers {
		r.Header.Set(name, "true")
	}
	w := httptest.NewRecorder()
	b.screen.ServeHTTP(w, page.WithActor(r, who))
	return w
}
