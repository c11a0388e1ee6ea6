package notice_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
	"demarc/web/notice"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// ask sends a request to the screen as somebody; a form makes it a POST.
func ask(t *testing.T, s *apptest.Scene, who access.Actor, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	sessions := scs.New()
	r := chi.NewRouter()
	r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(page.WithActor(r, who), "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	notice.Screen{App: s.App}.Routes(r)
	method := http.MethodGet
	if form != nil {
		method = http.MethodPost
	}
	req := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form.Encode()))
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.ServeHTTP(w, req)
	return w
}

func shows(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d", w.Code, status)
	}
	for _, text := range texts {
		if !strings.Contains(w.Body.String(), text) {
			t.Errorf("the page lacks %q", text)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	tom := s.Colleague(t, access.Lead, "Tom Berg")
	shows(t, ask(t, s, tom, "/me/notifications", nil), http.StatusOK, "Somebody names you", `name="mention" type="radio" value="now" checked`, "None. The button to mute one", "Requests to sign")

	form := url.Values{"mention": {"daily"}, "review": {"now"}, "dispute": {"never"}, "comment": {"never"}, "change": {"daily"}}
	shows(t, ask(t, s, tom, "/me/notifications", form), http.StatusSeeOther)
	shows(t, ask(t, s, tom, "/me/notifications", nil), http.StatusOK, `name="mention" type="radio" value="daily" checked`, `name="dispute" type="radio" value="never" checked`)
	form.Set("change", "now")
	form.Set("mention", "never")
	shows(t, ask(t, s, tom, "/me/notifications", form), http.StatusUnprocessableEntity, "Choose how you want to hear of this.", `name="mention" type="radio" value="never" checked`)
	shows(t, ask(t, s, s.Owner, "/me/notifications", nil), http.StatusOK, `name="mention" type="radio" value="now" checked`)

	at := "/e/" + string(s.Engagement.ID)
	shows(t, ask(t, s, tom, at+"/mute", url.Values{}), http.StatusSeeOther)
	shows(t, ask(t, s, tom, "/me/notifications", nil), http.StatusOK, "Unmute Co-managed IT, Alder Foods")
	w := ask(t, s, tom, at+"/unmute", url.Values{"from": {"letters"}})
	if w.Header().Get("Location") != "/me/notifications" {
		t.Errorf("unmuting on this page leads to %s", w.Header().Get("Location"))
	}
	shows(t, ask(t, s, s.Stranger, at+"/mute", url.Values{}), http.StatusNotFound)
}

// The link in a letter asks first; a mail program's POST of RFC 8058 does it at once.
func TestLinkInALetter(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	priya := s.Partner(t, access.ITLead, "Priya Shah")
	d, err := s.Matrices.Open(t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(t, err)
	boss, _ := d.Matrix.Standard(raci.Management)
	_, err = s.Matrices.Assign(t.Context(), s.Owner, s.Engagement.ID, d.Matrix.Functions[0].ID, boss.ID, raci.Consulted, d.Matrix.Functions[0].Rev)
	apptest.Must(t, err)
	s.Clock.Advance(25 * time.Hour)
	apptest.Must(t, s.Jobs.Do(t.Context(), store.Job{Task: store.Digest, MSP: string(s.Owner.MSP), Engagement: string(s.Engagement.ID)}))
	kept, err := s.Outbox.Wait(t.Context(), priya.Email, "What Northgate IT changed")
	apptest.Must(t, err)
	at := strings.TrimPrefix(kept.Letter.Mute, "http://demarc.test")

	nobody := access.Actor{}
	for range 2 {
		shows(t, ask(t, s, nobody, at, nil), http.StatusOK, "No more letters about this engagement", "Alder Foods")
	}
	if _, muted, err := s.Notices.Muted(t.Context(), priya, s.Engagement.ID); err != nil || muted {
		t.Errorf("opening the link muted it, or %v", err)
	}
	shows(t, ask(t, s, nobody, at, url.Values{"List-Unsubscribe": {"One-Click"}}), http.StatusOK, "You get no more letters about Co-managed IT.")
	if _, muted, err := s.Notices.Muted(t.Context(), priya, s.Engagement.ID); err != nil || !muted {
		t.Errorf("the mail program's answer did not mute it, or %v", err)
	}
	shows(t, ask(t, s, nobody, at+"x", nil), http.StatusNotFound)
	shows(t, ask(t, s, nobody, at+"x", url.Values{}), http.StatusNotFound)
}
