package workshop_test

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
	"demarc/web/workshop"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// hall is a scene with both teams and the screen's routes. No jobs run.
type hall struct {
	*apptest.Scene
	it, contributor, reader access.Actor
	agenda                  []raci.Function
	columns                 []raci.Stakeholder
}

func newHall(t *testing.T) *hall {
	t.Helper()
	h := &hall{Scene: apptest.Empty(t)}
	defer h.Work(t, "test")()
	h.Start(t)
	h.it = h.Partner(t, access.ITLead, "Priya Shah")
	h.contributor = h.Partner(t, access.Contributor, "Marek Nowak")
	h.reader = h.Partner(t, access.Reader, "Ruth Alder")
	d, err := h.Matrices.Open(t.Context(), h.Owner, h.Engagement.ID)
	apptest.Must(t, err)
	h.agenda, h.columns = d.Matrix.Agenda(), d.Matrix.Stakeholders
	return h
}

func (h *hall) path(p string) string { return "/e/" + string(h.Engagement.ID) + "/workshop" + p }

func (h *hall) fn(i int, p string) string { return "/functions/" + string(h.agenda[i].ID) + p }

// do asks as somebody; a form makes it a POST, and fragment asks as htmx does.
func (h *hall) do(t *testing.T, who access.Actor, path string, form url.Values, fragment bool) *httptest.ResponseRecorder {
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
	workshop.Screen{App: h.App}.Routes(routes)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, h.path(path), http.NoBody)
	if form != nil {
		r = httptest.NewRequestWithContext(t.Context(), http.MethodPost, h.path(path), strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if fragment {
		r.Header.Set("HX-Request", "true")
		r.Header.Set("HX-Request-Type", "partial")
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

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// TestRoom is a workshop by links and forms alone, as without script.
func TestRoom(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	wants(t, h.do(t, h.Owner, "", nil, false), http.StatusOK, "No workshop yet", "Start a workshop")
	wants(t, h.do(t, h.reader, "", nil, false), http.StatusOK, "No workshop yet", "-Start a workshop", "this page follows by itself")
	wants(t, h.do(t, h.reader, "", form(), false), http.StatusForbidden)
	wants(t, h.do(t, h.Stranger, "", nil, false), http.StatusNotFound)
	wants(t, h.do(t, h.Owner, "", form(), false), http.StatusSeeOther)
	wants(t, h.do(t, h.it, "", form(), false), http.StatusConflict, "Nora Adeyemi has started a workshop already. Join it.", h.agenda[0].Name)

	wants(t, h.do(t, h.Owner, "", nil, false), http.StatusOK, "You drive.", h.agenda[0].Name, "0/149", "1 of 149", "What goes wrong here", `name="function" value="`+string(h.agenda[1].ID))
	wants(t, h.do(t, h.it, "", nil, false), http.StatusOK, "You follow", h.path("?at="+string(h.agenda[1].ID)), "Take over")
	wants(t, h.do(t, h.reader, "", nil, false), http.StatusOK, "You follow", "-Take over", "-Agree for", "-Park it", "disabled")
	wants(t, h.do(t, h.reader, "?at="+string(h.agenda[5].ID), nil, false), http.StatusOK, "You look on your own", "Follow again", h.agenda[5].Name)
	wants(t, h.do(t, h.reader, "?at=00000000-0000-7000-8000-000000000000", nil, false), http.StatusNotFound)
	wants(t, h.do(t, h.reader, "/show", form("function", string(h.agenda[1].ID)), false), http.StatusForbidden)
	wants(t, h.do(t, h.it, "/show", form("function", string(h.agenda[1].ID)), false), http.StatusConflict, "Nora Adeyemi drives this workshop.")
	wants(t, h.do(t, h.Owner, "/show", form("function", string(h.agenda[1].ID)), false), http.StatusSeeOther)
	wants(t, h.do(t, h.it, "", nil, true), http.StatusOK, h.agenda[1].Name, "-<html", "2 of 149. ")
	wants(t, h.do(t, h.it, "/drive", form(), false), http.StatusSeeOther)
	wants(t, h.do(t, h.Owner, "", nil, false), http.StatusOK, "You follow")
	wants(t, h.do(t, h.it, "/timer", form("minutes", "90"), false), http.StatusUnprocessableEntity, "from 0 to 60")
	wants(t, h.do(t, h.it, "/timer", form("minutes", "5"), false), http.StatusSeeOther)
	wants(t, h.do(t, h.reader, "", nil, false), http.StatusOK, `role="timer"`)

	// The screen on the wall has no notes and nothing to press.
	wants(t, h.do(t, h.Owner, "/present", nil, false), http.StatusOK, h.agenda[1].Name, "-What goes wrong here", "-<form", "-Agree for")
	wants(t, h.do(t, h.Stranger, "/present", nil, false), http.StatusNotFound)

	wants(t, h.do(t, h.it, "/end", form(), false), http.StatusSeeOther)
	wants(t, h.do(t, h.reader, "", nil, false), http.StatusOK, "0 of 149 functions are agreed", "Not reached", "2 functions were looked at")
	wants(t, h.do(t, h.it, "/show", form("function", string(h.agenda[1].ID)), true), http.StatusConflict, "This workshop has ended.")
}

// TestRowsInTheRoom: letters, words, ticks, disputes and parking, with what is wrong at
// its field and nothing typed lost.
func TestRowsInTheRoom(t *testing.T) {
	t.Parallel()
	h := newHall(t)
	apptest.Must(t, h.Workshops.Start(t.Context(), h.Owner, h.Engagement.ID))
	row := func() raci.Function {
		r, err := h.Matrices.OpenRow(t.Context(), h.Owner, h.Engagement.ID, h.agenda[0].ID)
		apptest.Must(t, err)
		return r.Function
	}
	rev := func() string { return strconv.Itoa(row().Rev) }
	cell := func(i int) string { return "cell-" + string(h.columns[i].ID) }

	wants(t, h.do(t, h.it, h.fn(0, "/row"), form(cell(0), "A", cell(1), "A/R", "rev", rev()), false), http.StatusUnprocessableEntity, "Two columns are Accountable", "#f-cells", `value="A/R" checked`)
	wants(t, h.do(t, h.it, h.fn(0, "/row"), form(cell(0), "Q", "rev", rev()), false), http.StatusUnprocessableEntity, "Choose one of the letters.")
	wants(t, h.do(t, h.it, h.fn(0, "/row"), form(cell(0), "R", cell(1), "A", cell(2), "I", "rev", "99"), false), http.StatusConflict, "Somebody changed this function while you were looking at it.")
	wants(t, h.do(t, h.reader, h.fn(0, "/row"), form(cell(0), "R", "rev", rev()), false), http.StatusForbidden)
	wants(t, h.do(t, h.it, h.fn(0, "/row"), form(cell(0), "R", cell(1), "A", cell(2), "I", "rev", rev()), true), http.StatusOK, "Saved.", `value="A" checked`)
	wants(t, h.do(t, h.contributor, h.fn(0, "/words"), form("split", "MSP drafts, IT decides.", "condition", "Head office", "rev", rev()), false), http.StatusSeeOther)
	if f := row(); f.Cells[h.columns[1].ID] != raci.Accountable || f.Split != "MSP drafts, IT decides." || f.Condition != "Head office" || f.Description != h.agenda[0].Description {
		t.Errorf("the row is %+v", f)
	}
	wants(t, h.do(t, h.contributor, h.fn(0, "/words"), form("split", strings.Repeat("x", 5000), "rev", rev()), false), http.StatusUnprocessableEntity, "Use 4,000 or fewer", strings.Repeat("x", 5000))

	wants(t, h.do(t, h.contributor, h.fn(0, "/agree"), form("agree", "yes", "rev", rev()), false), http.StatusForbidden)
	wants(t, h.do(t, h.it, h.fn(0, "/agree"), form("agree", "yes", "rev", "1"), false), http.StatusConflict, "Look again before you agree.")
	wants(t, h.do(t, h.it, h.fn(0, "/agree"), form("agree", "yes", "rev", rev()), true), http.StatusOK, "The other side still has to agree.", "they tick on their own screen")
	wants(t, h.do(t, h.Owner, h.fn(0, "/agree"), form("agree", "yes", "rev", rev()), true), http.StatusOK, "Agreed by both", "1/149")
	wants(t, h.do(t, h.Owner, h.fn(0, "/agree"), form("agree", "no", "rev", rev()), false), http.StatusSeeOther)

	wants(t, h.do(t, h.it, h.fn(0, "/dispute"), form("reason", ""), false), http.StatusUnprocessableEntity, "what would make this right")
	wants(t, h.do(t, h.it, h.fn(0, "/dispute"), form("reason", "We want a say."), false), http.StatusSeeOther)
	wants(t, h.do(t, h.Owner, "", nil, false), http.StatusOK, "Alder Foods disputes this:", "We want a say.", "The dispute is settled", "-Agree for Northgate")
	wants(t, h.do(t, h.Owner, h.fn(0, "/settle"), form(), false), http.StatusSeeOther)

	wants(t, h.do(t, h.it, h.fn(0, "/park"), form("owner", "", "until", "", "why", "Both want it.", "rev", rev()), false), http.StatusUnprocessableEntity, "Choose who holds it", "Give the day", "Both want it.")
	wants(t, h.do(t, h.it, h.fn(0, "/park"), form("owner", string(h.columns[1].ID), "until", "2031-03-01", "why", "Both want it.", "rev", rev()), false), http.StatusSeeOther)
	wants(t, h.do(t, h.Owner, "", nil, false), http.StatusOK, "Parked, as Alder Foods proposes", "Both want it.")
	wants(t, h.do(t, h.Owner, h.fn(0, "/resume"), form("rev", rev()), false), http.StatusSeeOther)
	if row().IsParked() {
		t.Error("it is parked after it was taken up again")
	}

	// A blind vote from the room.
	w := h.do(t, h.Owner, h.fn(0, "/vote"), form(), false)
	wants(t, w, http.StatusSeeOther)
	if to := w.Header().Get("Location"); !strings.Contains(to, "/votes/") {
		t.Errorf("the vote is at %s", to)
	}
	wants(t, h.do(t, h.it, "", nil, false), http.StatusOK, "A blind vote on this function is open.", "Answer for Alder Foods", "-Vote blind")
	wants(t, h.do(t, h.it, h.fn(1, "/vote"), form(), false), http.StatusConflict, "A blind vote is open already.")
	wants(t, h.do(t, h.reader, h.fn(1, "/vote"), form(), false), http.StatusForbidden)
	if f := row(); f.Agreed(party.MSP) {
		t.Error("a vote ticked for somebody")
	}
}
