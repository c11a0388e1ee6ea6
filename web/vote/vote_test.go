package vote_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store/storetest"
	"demarc/web/page"
	"demarc/web/vote"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// booth is a scene with both teams and the screen's routes. No jobs run.
type booth struct {
	*apptest.Scene
	it, contributor, reader access.Actor
	fns                     []raci.Function
	columns                 []raci.Stakeholder
}

func newBooth(t *testing.T) *booth {
	t.Helper()
	b := &booth{Scene: apptest.Empty(t)}
	defer b.Work(t, "test")()
	b.Start(t)
	b.it = b.Partner(t, access.ITLead, "Priya Shah")
	b.contributor = b.Partner(t, access.Contributor, "Marek Nowak")
	b.reader = b.Partner(t, access.Reader, "Ruth Alder")
	d, err := b.Matrices.Open(t.Context(), b.Owner, b.Engagement.ID)
	apptest.Must(t, err)
	b.fns, b.columns = d.Matrix.Functions, d.Matrix.Stakeholders
	return b
}

func (b *booth) path(p string) string { return "/e/" + string(b.Engagement.ID) + "/votes" + p }

// do asks as somebody; a form makes it a POST.
func (b *booth) do(t *testing.T, who access.Actor, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	sessions := scs.New()
	routes := chi.NewRouter()
	routes.Use(sessions.LoadAndSave, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r = page.Begin(page.WithActor(r, who), "test")
			page.SetSessions(r, sessions)
			next.ServeHTTP(w, r)
		})
	})
	vote.Screen{App: b.App}.Routes(routes)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, b.path(path), http.NoBody)
	if form != nil {
		r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, b.path(path), strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w := httptest.NewRecorder()
	routes.ServeHTTP(w, r)
	return w
}

// wants checks the status and that the page says each text, or with a "-" before it
// that it does not.
func wants(t *testing.T, w *httptest.ResponseRecorder, status int, texts ...string) {
	t.Helper()
	if w.Code != status {
		t.Errorf("status %d, want %d: %.300s", w.Code, status, w.Body)
	}
	for _, text := range texts {
		without, not := strings.CutPrefix(text, "-")
		if strings.Contains(w.Body.String(), without) == not {
			t.Errorf("the page has %q: %v", without, not)
		}
	}
}

func (b *booth) cells(letters ...string) url.Values {
	form := url.Values{"rev": {"0"}}
	for i, l := range letters {
		if l != "" {
			form.Set("cell-"+string(b.columns[i].ID), l)
		}
	}
	return form
}

// TestVotePages is a vote by forms alone, as without script.
func TestVotePages(t *testing.T) {
	t.Parallel()
	b := newBooth(t)
	wants(t, b.do(t, b.Owner, "", nil), http.StatusOK, "Most likely seen differently", "These 12 are the ones", "Open the vote")
	wants(t, b.do(t, b.reader, "", nil), http.StatusOK, "No blind vote yet", "-Open the vote")
	wants(t, b.do(t, b.Owner, "", url.Values{"functions": {}}), http.StatusUnprocessableEntity, "Choose at least one function", "#f-functions")
	wants(t, b.do(t, b.reader, "", url.Values{"functions": {string(b.fns[0].ID)}}), http.StatusForbidden)
	wants(t, b.do(t, b.Stranger, "", nil), http.StatusNotFound)

	w := b.do(t, b.Owner, "", url.Values{"functions": {string(b.fns[0].ID), string(b.fns[1].ID)}})
	wants(t, w, http.StatusSeeOther)
	at := strings.TrimPrefix(w.Header().Get("Location"), b.path(""))
	wants(t, b.do(t, b.it, "", url.Values{"functions": {string(b.fns[5].ID)}}), http.StatusConflict, "A blind vote is open already", "Answer the open vote")
	wants(t, b.do(t, b.Stranger, at, nil), http.StatusNotFound)
	wants(t, b.do(t, b.it, "/"+string(b.fns[0].ID), nil), http.StatusNotFound)
	wants(t, b.do(t, b.reader, at, nil), http.StatusOK, "0 of 2 done", "-Keep this answer")

	// What the matrix says is not chosen beforehand, and what was typed comes back.
	wants(t, b.do(t, b.it, at, nil), http.StatusOK, "Question 1 of 2", b.fns[0].Name, "-checked")
	answer := at + "/functions/" + string(b.fns[0].ID) + "/answer"
	wants(t, b.do(t, b.it, answer, b.cells("R", "C")), http.StatusUnprocessableEntity, "Say who answers for it", `value="C" checked`, "#f-cells")
	wants(t, b.do(t, b.it, answer, b.cells("Z", "C")), http.StatusUnprocessableEntity, "Choose one of the letters.")
	wants(t, b.do(t, b.reader, answer, b.cells("A/R")), http.StatusForbidden)
	wants(t, b.do(t, b.it, answer, b.cells("A", "R")), http.StatusSeeOther)
	wants(t, b.do(t, b.contributor, at, nil), http.StatusOK, "Question 2 of 2", "1 of 2 done")
	wants(t, b.do(t, b.contributor, at+"?q="+string(b.fns[0].ID), nil), http.StatusOK, "by Priya Shah", `value="R" checked`)
	second := at + "/functions/" + string(b.fns[1].ID) + "/answer"
	wants(t, b.do(t, b.contributor, second, b.cells("A/R")), http.StatusSeeOther)
	wants(t, b.do(t, b.it, at, nil), http.StatusOK, "Your side is done", "Northgate IT has 0 of 2 answers in.", "-Reveal to both sides")
	wants(t, b.do(t, b.it, at+"/reveal", url.Values{}), http.StatusConflict, "Not every answer is in.")
	wants(t, b.do(t, b.Owner, answer, b.cells("C", "A/R")), http.StatusSeeOther)
	wants(t, b.do(t, b.Owner, second, b.cells("A/R")), http.StatusSeeOther)
	wants(t, b.do(t, b.contributor, at, nil), http.StatusOK, "Both sides are done", "Reveal to both sides")
	wants(t, b.do(t, b.contributor, at+"/reveal", url.Values{}), http.StatusSeeOther)
	wants(t, b.do(t, b.Owner, answer, b.cells("C", "A/R")), http.StatusConflict, "was revealed while you were looking")

	wants(t, b.do(t, b.it, at, nil), http.StatusOK, "You match on 1 of 2. The other one is worth five minutes.", "Northgate IT says", "Alder Foods says", "differs", "Take Northgate IT’s", "Take Alder Foods’", "Discuss")
	wants(t, b.do(t, b.reader, at, nil), http.StatusOK, "You match on 1 of 2.", "-Take Alder Foods’")
	take := at + "/functions/" + string(b.fns[0].ID) + "/take"
	wants(t, b.do(t, b.it, take, url.Values{"side": {"both"}, "rev": {"1"}}), http.StatusUnprocessableEntity)
	wants(t, b.do(t, b.it, take, url.Values{"side": {"msp"}, "rev": {"9"}}), http.StatusConflict, "Somebody changed this function while you were looking at it.", "Take Northgate IT’s")
	wants(t, b.do(t, b.it, take, url.Values{"side": {"msp"}, "rev": {strconv.Itoa(b.fns[0].Rev)}}), http.StatusSeeOther)
	wants(t, b.do(t, b.Owner, at, nil), http.StatusOK, "Taken: Northgate IT’s answer", "In the matrix")
	row, err := b.Matrices.OpenRow(t.Context(), b.Owner, b.Engagement.ID, b.fns[0].ID)
	apptest.Must(t, err)
	if got := row.Function.Cells[b.columns[1].ID]; got != raci.AccountableAndDoing {
		t.Errorf("the matrix says %q", got)
	}
	wants(t, b.do(t, b.Owner, "", nil), http.StatusOK, "2 functions revealed, 1 taken into the matrix")
}

// TestReplaced: who answers over a colleague unseen is told.
func TestReplaced(t *testing.T) {
	t.Parallel()
	b := newBooth(t)
	id, err := b.Ballots.Start(t.Context(), b.Owner, b.Engagement.ID, []raci.FunctionID{b.fns[0].ID})
	apptest.Must(t, err)
	answer := "/" + string(id) + "/functions/" + string(b.fns[0].ID) + "/answer"
	wants(t, b.do(t, b.it, answer, b.cells("A", "R")), http.StatusSeeOther)
	wants(t, b.do(t, b.contributor, answer, b.cells("A/R")), http.StatusSeeOther)
	p, err := b.Ballots.Open(t.Context(), b.it, b.Engagement.ID, id)
	apptest.Must(t, err)
	if p.Mine[b.fns[0].ID].By != "Marek Nowak" || p.Ballot.Done[party.Client] != 1 {
		t.Errorf("%+v", p.Mine)
	}
	wants(t, b.do(t, b.it, "/"+string(id)+"/close", url.Values{}), http.StatusSeeOther)
	wants(t, b.do(t, b.Owner, "/"+string(id), nil), http.StatusOK, "closed without a result")
	wants(t, b.do(t, b.it, answer, b.cells("A", "R")), http.StatusConflict, "closed without a result")
}
