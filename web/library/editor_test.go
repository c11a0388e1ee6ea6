package library_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

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
