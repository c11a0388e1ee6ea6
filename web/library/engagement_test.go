package library_test

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/catalog"
)

// TestUpdateOfAnEngagement is the offer from the first look to the newest version.
func TestUpdateOfAnEngagement(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ctx := t.Context()
	c, err := s.Clients.Add(ctx, s.owner, "Alder Foods")
	must(t, err)
	e, err := s.Engagements.Start(ctx, s.owner, app.Start{Client: c.ID, Title: "Co-managed IT", Preset: "infrastructure"})
	must(t, err)
	at := "/e/" + string(e.ID)
	if w := s.as(s.owner, at+"/library", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "On the newest version") {
		t.Errorf("nothing newer: %d", w.Code)
	}
	if w := s.as(s.owner, at+"/template", nil); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "as “Infrastructure and security” begins it") {
		t.Errorf("a new engagement deviates: %d", w.Code)
	}
	for _, key := range []string{"bk-test", "bk-saas"} {
		v, err := s.Library.Item(ctx, s.owner, catalog.FunctionKind, key)
		must(t, err)
		f := *v.Item.Function
		f.Description = "Described anew: " + key
		_, err = s.Library.Save(ctx, s.owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
		must(t, err)
	}
	v, err := s.Library.Open(ctx, s.owner)
	must(t, err)
	_, err = s.Library.Publish(ctx, s.owner, "Plainer", v.Seen)
	must(t, err)
	body := s.as(s.owner, at+"/library", nil).Body.String()
	rows := regexp.MustCompile(`name="row" value="([^"]+)" checked`).FindAllStringSubmatch(body, -1)
	seen := regexp.MustCompile(`name="seen" value="([^"]+)"`).FindStringSubmatch(body)
	if len(rows) != 2 || seen == nil || !strings.Contains(body, "Described anew: bk-test") {
		t.Fatalf("%d rows, seen %v", len(rows), seen)
	}
	form := url.Values{"seen": {"something else"}, "row": {rows[0][1]}}
	w := s.as(s.owner, at+"/library", form)
	if kept := regexp.MustCompile(`name="row" value="[^"]+" checked`).FindAllString(w.Body.String(), -1); w.Code != http.StatusConflict || len(kept) != 1 {
		t.Errorf("taken unseen: %d, %d ticks kept", w.Code, len(kept))
	}
	form.Set("seen", seen[1])
	many := url.Values{"seen": form["seen"], "row": slices.Repeat(form["row"], 501)}
	w = s.as(s.owner, at+"/library", many)
	if kept := regexp.MustCompile(`name="row" value="[^"]+" checked`).FindAllString(w.Body.String(), -1); w.Code != http.StatusUnprocessableEntity || len(kept) != 1 || !strings.Contains(w.Body.String(), "Functions: Use 500 or fewer.") {
		t.Errorf("more rows than are read: %d, %d ticks kept", w.Code, len(kept))
	}
	if w := s.as(s.owner, at+"/library", form); w.Code != http.StatusSeeOther {
		t.Fatalf("%d\n%s", w.Code, w.Body)
	}
	drift := s.as(s.owner, at+"/template", nil).Body.String()
	if !strings.Contains(drift, "1 difference from") {
		t.Error("the row that was not taken is no difference from the template")
	}
}

// The overview counts all engagements that are behind and names each on one of its pages.
func TestBehindIsPaged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ctx := t.Context()
	c, err := s.Clients.Add(ctx, s.owner, "Alder Foods")
	must(t, err)
	for range app.Page + 2 {
		_, err := s.Engagements.Start(ctx, s.owner, app.Start{Client: c.ID, Title: "Co-managed IT", Preset: "infrastructure"})
		must(t, err)
	}
	v, err := s.Library.Item(ctx, s.owner, catalog.FunctionKind, "bk-test")
	must(t, err)
	f := *v.Item.Function
	f.Description = "Described anew."
	_, err = s.Library.Save(ctx, s.owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
	must(t, err)
	all, err := s.Library.Open(ctx, s.owner)
	must(t, err)
	_, err = s.Library.Publish(ctx, s.owner, "Plainer", all.Seen)
	must(t, err)
	named := map[string]bool{}
	for path, want := range map[string]string{"/library": "1–50 of 52", "/library?from=51": "51–52 of 52", "/library?from=x": "1–50 of 52", "/library?from=99": "1–50 of 52"} {
		body := s.as(s.owner, path, nil).Body.String()
		if !strings.Contains(body, want) || !strings.Contains(body, "52 are behind") {
			t.Errorf("%s does not say %q", path, want)
		}
		for _, m := range regexp.MustCompile(`href="(/e/[^"]+/library)"`).FindAllStringSubmatch(body, -1) {
			named[m[1]] = true
		}
	}
	if len(named) != app.Page+2 {
		t.Errorf("%d engagements are named", len(named))
	}
}
