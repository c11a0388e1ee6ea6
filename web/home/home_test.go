package home_test

import (
	"html"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/party"
	"demarc/internal/store/storetest"
	"demarc/web/home"
	"demarc/web/page"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func ask(t *testing.T, a *app.App, who access.Actor, path string) string {
	t.Helper()
	r := chi.NewRouter()
	home.Screen{App: a}.Routes(r)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, page.WithActor(httptest.NewRequest(http.MethodGet, path, nil), who))
	body := html.UnescapeString(w.Body.String())
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", path, w.Code, body)
	}
	return body
}

func says(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(body, text) {
			t.Errorf("the page does not say %q\n%s", text, body)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What waits is found on whichever page of the list it stands.
func TestNeedsYouOfManyEngagements(t *testing.T) {
	t.Parallel()
	s := apptest.Empty(t)
	s.Start(t)
	d, err := s.Matrices.Open(t.Context(), s.Owner, s.Engagement.ID)
	must(t, err)
	_, err = s.Matrices.Dispute(t.Context(), s.Owner, s.Engagement.ID, d.Matrix.Functions[0].ID, "Whose is it?")
	must(t, err)
	conn, err := pgx.Connect(t.Context(), s.SuperURL)
	must(t, err)
	_, err = conn.Exec(t.Context(), `
		insert into app.engagements (msp_id, client_id, engagement_id, number, title, started_at, library, template, choices, release)
		select msp_id, client_id, gen_random_uuid(), 'N-' || n, 'Newer ' || n, started_at + n * interval '1 minute', library, template, choices, release
		  from app.engagements, generate_series(1, 60) n`)
	must(t, err)
	must(t, conn.Close(t.Context()))
	body := ask(t, s.App, s.Owner, "/")
	says(t, body, "Settle 1 disputed function", "Newer 60")
	if strings.Contains(body, "Newer 10<") {
		t.Error("the list has no pages any more")
	}
}

func TestHome(t *testing.T) {
	t.Parallel()
	a := app.New(app.Config{DB: storetest.Open(t).DB, Base: "http://demarc.test"})
	says(t, ask(t, a, access.Actor{}, "/"), `href="/signin"`, `href="/signup"`, "drafting tool", "attorney review")

	u, p, err := a.Accounts.SignUp(t.Context(), access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: "Northgate IT", Name: "Nora", Email: "nora@northgate.test", Password: "a long enough test password"})
	must(t, err)
	nora, err := a.Accounts.Enter(t.Context(), u.ID, p.Membership)
	must(t, err)
	says(t, ask(t, a, nora, "/"), "No engagements yet", "Start with a client")

	alder, err := a.Clients.Add(t.Context(), nora, "Alder Foods")
	must(t, err)
	birch, err := a.Clients.Add(t.Context(), nora, "Birch & Sons")
	must(t, err)
	for _, in := range []app.Start{{Client: alder.ID, Title: "Co-managed IT, Alder", Preset: "infrastructure"}, {Client: birch.ID, Title: "Help desk, Birch", Preset: "helpdesk"}} {
		_, err := a.Engagements.Start(t.Context(), nora, in)
		must(t, err)
	}
	says(t, ask(t, a, nora, "/"), "Needs you", "Fill in parties and terms", "Co-managed IT, Alder", "Help desk, Birch", "0 of 149 agreed", "Functions disputed")
	says(t, ask(t, a, nora, "/?before=nonsense&id=1"), "Help desk, Birch")

	priya := access.Actor{Kind: access.Person, Name: "Priya", MSP: nora.MSP, MSPName: nora.MSPName, Client: alder.ID, ClientName: "Alder Foods", Side: party.Client, Role: access.ITLead}
	body := ask(t, a, priya, "/")
	says(t, body, "Work through the matrix: 0 of 149 agreed", "With Northgate IT", `action="/find"`, "/clients/"+string(alder.ID))
	if strings.Contains(body, "Birch") {
		t.Error("a client's people see another client's engagement")
	}
	priya.Role = access.Reader
	says(t, ask(t, a, priya, "/"), "In negotiation: 0 of 149 agreed")
}
