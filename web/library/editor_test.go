package library_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/catalog"
)

// hidden are the hidden fields of the form that goes to an address.
func hidden(t *testing.T, body, action string) url.Values {
	t.Helper()
	_, rest, ok := strings.Cut(body, `action="`+action+`"`)
	if !ok {
		t.Fatalf("no form goes to %s", action)
	}
	form, _, _ := strings.Cut(rest, "</form>")
	return fields(form)
}

// An old tab does not drop what a colleague wrote since.
func TestDropIsOfTheDraftThatWasSeen(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const at = "/library/clauses/c-nonsolicit"
	save := func(text string) {
		form := hidden(t, s.as(s.owner, at, nil).Body.String(), at)
		form.Set("part", "Risk")
		form.Set("body", text)
		if w := s.as(s.owner, at, form); w.Code != http.StatusSeeOther {
			t.Fatalf("save: %d\n%s", w.Code, w.Body)
		}
	}
	save("Nobody hires.")
	old := hidden(t, s.as(s.owner, at, nil).Body.String(), at+"/drop")
	save("Nobody hires anybody.")
	w := s.as(s.owner, at+"/drop", old)
	body := w.Body.String()
	if w.Code != http.StatusConflict || !strings.Contains(body, "Look again, then decide.") || !strings.Contains(body, "Nobody hires anybody.") {
		t.Fatalf("dropped unseen: %d\n%s", w.Code, body)
	}
	if w := s.as(s.owner, at+"/drop", hidden(t, body, at+"/drop")); w.Code != http.StatusSeeOther {
		t.Errorf("drop: %d", w.Code)
	}
	v, err := s.Library.Item(t.Context(), s.owner, catalog.ClauseKind, "c-nonsolicit")
	must(t, err)
	if v.Item.Draft {
		t.Error("the draft is still there")
	}
}

// The reason of retiring is a field of its own: its fault stands there, and stays typed.
func TestRetiringAsksForItsOwnReason(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v, err := s.Library.Item(t.Context(), s.owner, catalog.ClauseKind, "c-nonsolicit")
	must(t, err)
	c := *v.Item.Clause
	c.ID, c.Instead, c.Title = "", c.ID, "Milder"
	c.Lock = catalog.ClauseLock{By: "Ada Counsel", On: "2026-01-02"}
	it, err := s.Library.Save(t.Context(), s.owner, app.Edit{Item: catalog.Of(c)})
	must(t, err)
	open, err := s.Library.Open(t.Context(), s.owner)
	must(t, err)
	_, err = s.Library.Publish(t.Context(), s.owner, "Milder", open.Seen)
	must(t, err)
	at := "/library/clauses/" + it.Key
	form := hidden(t, s.as(s.owner, at, nil).Body.String(), at+"/retire")
	long := strings.Repeat("x", 501)
	for reason, want := range map[string]string{"": "Say why it changes", long: "This is 501 characters long."} {
		form.Set("retire_reason", reason)
		w := s.as(s.owner, at+"/retire", form)
		body := w.Body.String()
		edit, set, _ := strings.Cut(body, `action="`+at+`/retire"`)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(set, want) || !strings.Contains(edit, `href="#f-retire_reason"`) {
			t.Errorf("%d characters: %d\n%s", len(reason), w.Code, body)
		}
		if strings.Count(body, `id="f-reason"`) != 1 || strings.Count(body, `id="f-retire_reason"`) != 1 || !strings.Contains(set, `value="`+reason+`"`) {
			t.Errorf("the fields of %d characters:\n%s", len(reason), body)
		}
	}
	form.Set("retire_reason", "Nobody takes it.")
	stale := url.Values{"seen": {"0.0"}, "retire_reason": form["retire_reason"]}
	if w := s.as(s.owner, at+"/retire", stale); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `value="Nobody takes it."`) {
		t.Errorf("retired unseen: %d\n%s", w.Code, w.Body)
	}
	if w := s.as(s.owner, at+"/retire", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	v, err = s.Library.Item(t.Context(), s.owner, catalog.ClauseKind, it.Key)
	must(t, err)
	if !v.Item.Retired || v.Item.Reason != "Nobody takes it." {
		t.Errorf("retired %t for %q", v.Item.Retired, v.Item.Reason)
	}
}
