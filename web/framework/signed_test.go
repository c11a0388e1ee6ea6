package framework_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/web/framework"
	"demarc/web/page"
)

// A version is read against every framework: against what it names of those that were
// chosen before it was sent, against the references of today for the others, which is
// said. It is nobody's to change.
func TestSignedFrameworks(t *testing.T) {
	t.Parallel()
	s := apptest.New(t)
	it := s.Partner(t, access.ITLead, "Priya Shah")
	apptest.Must(t, s.Frameworks.Choose(t.Context(), s.Owner, s.Engagement.ID, []string{"cis"}))
	s.Send(t, s.Owner, it)
	ask := func(who access.Actor, path string) (int, string) {
		sessions := scs.New()
		r := chi.NewRouter()
		r.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				r = page.Begin(page.WithActor(r, who), "test")
				page.SetSessions(r, sessions)
				next.ServeHTTP(w, r)
			})
		})
		framework.Screen{App: s.App}.Routes(r)
		w := httptest.NewRecorder()
		r.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/e/"+string(s.Engagement.ID)+path, nil))
		return w.Code, w.Body.String()
	}
	code, body := ask(it, "/v/1/frameworks")
	for _, want := range []string{"Frameworks, version 1", "out for signature", "/v/1/frameworks/cis", "/v/1/frameworks/hipaa"} {
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d, the list lacks %q", code, want)
		}
	}
	if strings.Contains(body, "Save the choice") || strings.Count(body, "Matters here") != 1 {
		t.Error("the list offers a choice, or does not show the one that was made")
	}
	const today = "what the matrix names today"
	if _, cis := ask(it, "/v/1/frameworks/cis"); strings.Contains(cis, today) || !strings.Contains(cis, "Version 1 of the agreement, frozen on") {
		t.Error("what was signed is told as what is there today")
	}
	if code, hipaa := ask(it, "/v/1/frameworks/hipaa"); code != http.StatusOK || !strings.Contains(hipaa, today) || !strings.Contains(hipaa, "/v/1#fn-") {
		t.Errorf("%d, or the references of today are told as signed", code)
	}
	code, body = ask(s.Owner, "/v/1/frameworks/cis?show=msp")
	for _, want := range []string{"/v/1#fn-", "responsibility.pdf?version=1", `href="/e/` + string(s.Engagement.ID) + `/v/1/frameworks"`} {
		if code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d, the framework lacks %q", code, want)
		}
	}
	if strings.Contains(body, "Add a function") || strings.Contains(body, "The pack ") {
		t.Error("a signed matrix offers to be changed")
	}
	for path, who := range map[string]access.Actor{"/v/1/frameworks/soc-2": it, "/v/2/frameworks": it, "/v/01/frameworks": it, "/v/1/frameworks": s.Stranger} {
		if code, _ := ask(who, path); code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}
