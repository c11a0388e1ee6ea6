package evidence_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web/evidence"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// site is a scene with this screen before it.
type site struct {
	*apptest.Scene
	itLead, reader access.Actor
	screen         http.Handler
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{Scene: apptest.New(t)}
	s.itLead = s.Partner(t, access.ITLead, "Priya Shah")
	s.reader = s.Partner(t, access.Reader, "Rana Idris")
	r := chi.NewRouter()
	evidence.Screen{App: s.App}.Routes(r)
	s.screen = r
	return s
}

func (s *site) get(t *testing.T, who access.Actor, path string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	w := httptest.NewRecorder()
	s.screen.ServeHTTP(w, page.WithActor(page.Begin(r, "test"), who))
	return w
}

// The page tells both organisations the same: all entries, page by page, whether they
// hold, and what is not known; and takes what strangers put into its address.
func TestPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := "/e/" + string(s.Engagement.ID) + "/evidence"
	s.Send(t, s.Owner, s.itLead)
	s.SignAll(t)
	s.Rested(t)
	apptest.Must(t, s.Jobs.Do(t.Context(), store.Job{Task: store.Checkpoint}))
	apptest.Must(t, s.Jobs.Do(t.Context(), store.Job{Task: store.NightCheck}))

	proof, err := s.Evidence.Open(t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(t, err)
	seen, path := map[string]bool{}, at
	for range 100 {
		w := s.get(t, s.itLead, path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "The record holds to entry") {
			t.Fatalf("%s: %d", path, w.Code)
		}
		for _, part := range strings.Split(w.Body.String(), `<li id="entry-`)[1:] {
			n, _, _ := strings.Cut(part, `"`)
			if seen[n] {
				t.Errorf("entry %s stands on two pages", n)
			}
			seen[n] = true
		}
		_, next, more := strings.Cut(w.Body.String(), `<a rel="next" href="`)
		if !more {
			break
		}
		path, _, _ = strings.Cut(next, "#")
		path = strings.ReplaceAll(path, "&amp;", "&")
	}
	if n := len(proof.Log); len(seen) < n {
		t.Errorf("%d entries are shown, of %d", len(seen), n)
	}
	first := s.get(t, s.Owner, at).Body.String()
	for _, want := range []string{"it held to entry", "The checkpoint of", "checkpoint.json", "bundle.zip", "No outside clock confirms", "Entries"} {
		if !strings.Contains(first, want) {
			t.Errorf("the page lacks %q", want)
		}
	}

	everything := strings.Count(first, `<li id="entry-`)
	for query, want := range map[string]int{
		"?kind=nonsense": everything, "?kind=%00%ff": everything, "?signer=" + string(s.Engagement.ID): everything, "?signer='--": everything,
		"?before=-1": everything, "?before=0": everything, "?before=99999999999999999999": everything, "?before=1": 0, "?kind=seal&before=abc": -1,
		"?kind=" + strings.Repeat("x", 4000): everything, "?kind=seal&kind=round": -1,
	} {
		w := s.get(t, s.Owner, at+query)
		if got := strings.Count(w.Body.String(), `<li id="entry-`); w.Code != http.StatusOK || want >= 0 && got != want || want < 0 && (got == 0 || got >= everything) {
			t.Errorf("%.40s: %d, %d entries of %d", query, w.Code, got, everything)
		}
	}
	for path, want := range map[string]int{
		at + "/1": 200, at + "/0": 404, at + "/-1": 404, at + "/x": 404, at + "/99999": 404, at + "/99999999999999999999": 404, at + "/checkpoint.json": 200,
		"/settings/checkpoints": 200, "/settings/checkpoints/2020-01-01.json": 404, "/settings/checkpoints/%27.json": 404,
		"/e/x/evidence": 404, "/e/" + store.NewID() + "/evidence": 404,
	} {
		if w := s.get(t, s.Owner, path).Code; w != want {
			t.Errorf("%s: %d, want %d", path, w, want)
		}
		if w := s.get(t, s.Stranger, path).Code; strings.HasPrefix(path, at) && w != 404 {
			t.Errorf("another MSP at %s: %d", path, w)
		}
		if w := s.get(t, s.reader, path).Code; strings.HasPrefix(path, at) && w != 403 {
			t.Errorf("a reader at %s: %d", path, w)
		}
	}

	var entry struct{ Payload, Hash string }
	apptest.Must(t, json.Unmarshal(s.get(t, s.itLead, at+"/1").Body.Bytes(), &entry))
	if entry.Payload != proof.Log[0].Payload || entry.Hash != fmt.Sprintf("%x", proof.Log[0].Hash) {
		t.Errorf("the first entry as JSON: %+v", entry)
	}
	packed := s.get(t, s.itLead, "/e/"+string(s.Engagement.ID)+"/v/1/bundle.zip").Body.Bytes()
	z, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	apptest.Must(t, err)
	for _, name := range []string{"agreement.pdf", "evidence.json", "checkpoint.json"} {
		if _, err := z.Open(name); err != nil {
			t.Errorf("the bundle: %v", err)
		}
	}

	conn, err := pgx.Connect(t.Context(), s.SuperURL)
	apptest.Must(t, err)
	defer func() { _ = conn.Close(t.Context()) }()
	_, err = conn.Exec(t.Context(), `update app.entries set payload = replace(payload, '"', '''') where stream_id = $1 and seq = 3`, s.Engagement.ID)
	apptest.Must(t, err)
	for _, who := range []access.Actor{s.Owner, s.itLead} {
		if body := s.get(t, who, at).Body.String(); !strings.Contains(body, "The record does not hold from entry 3 on") || !strings.Contains(body, "notice-danger") {
			t.Errorf("%s does not see that the record was altered", who.Name)
		}
	}
}
