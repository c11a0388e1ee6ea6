package library_test

import (
	"net/http"
	"strings"
	"testing"

	"demarc/internal/catalog"
)

// An area and a pack with their functions are made on their pages, and a template that
// leaves one out and begins with another.
func TestOwnShelves(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	area := fields(s.as(s.owner, "/library/areas/new", nil).Body.String())
	area.Set("name", "backup & disaster recovery")
	if w := s.as(s.owner, "/library/areas", area); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "an area of this name already") {
		t.Errorf("an area that is there: %d", w.Code)
	}
	area.Set("name", "Assistants")
	area.Set("after", "cloud")
	w := s.as(s.owner, "/library/areas", area)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/library/areas/lib-assistants" {
		t.Fatalf("an area: %d %s\n%s", w.Code, w.Header().Get("Location"), w.Body)
	}
	pack := fields(s.as(s.owner, "/library/packs/new", nil).Body.String())
	pack.Set("name", "Wineries")
	pack.Set("columns", "Cellar master\nHarvest lead")
	pack.Set("text", "{{client.short_name}} says when harvest begins.")
	pack.Set("do", "preview")
	if w = s.as(s.owner, "/library/packs", pack); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "The Client") {
		t.Errorf("the rider's preview: %d", w.Code)
	}
	pack.Del("do")
	if w = s.as(s.owner, "/library/packs", pack); w.Code != http.StatusSeeOther {
		t.Fatalf("a pack: %d\n%s", w.Code, w.Body)
	}
	for in, want := range map[string]string{"lib-assistants": "area", "pack-lib-wineries": "pack", "pack-legal": "shipped pack"} {
		page := s.as(s.owner, "/library/functions/new?in="+in, nil).Body.String()
		if !strings.Contains(page, `value="`+in+`" selected`) {
			t.Errorf("a new function does not stand in its %s", want)
		}
		form := fields(page)
		for name, value := range map[string]string{
			"name": "Look after " + want, "area": in, "description": "x", "cadence": "daily", "split": "x", "frameworks": "cis 4.1",
			"msp_led-0": "A/R", "msp_led-1": "C", "msp_led-2": "I", "shared-0": "A/R", "shared-1": "R", "shared-2": "I", "internal_led-0": "C", "internal_led-1": "A/R", "internal_led-2": "I",
		} {
			form.Set(name, value)
		}
		if want == "area" {
			form.Set("optional", "yes")
			form.Set("frameworks", "CIS 4.1\nCIS 77.7")
			if w = s.as(s.owner, "/library/functions", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "no requirement “77.7”") {
				t.Errorf("an unknown requirement: %d", w.Code)
			}
			form.Set("frameworks", "CIS 4.1")
		}
		if w = s.as(s.owner, "/library/functions", form); w.Code != http.StatusSeeOther {
			t.Fatalf("a function of the %s: %d\n%s", want, w.Code, w.Body)
		}
	}
	v, err := s.Library.Open(t.Context(), s.owner)
	must(t, err)
	f, _ := v.Draft.Function("lib-look-after-shipped-pack")
	if f.Pack != "legal" || f.Frameworks[0] != "CIS 4.1" {
		t.Errorf("%+v", f)
	}
	if body := s.as(s.owner, "/library/packs/lib-wineries", nil).Body.String(); !strings.Contains(body, "Look after pack") {
		t.Error("the pack does not list its function")
	}

	form := fields(s.as(s.owner, "/library/templates/new", nil).Body.String())
	form.Set("name", "Small")
	form.Set("description", "x")
	form.Set("do", "add")
	form.Set("add_without", "bk-saas")
	form = fields(s.as(s.owner, "/library/templates", form).Body.String())
	form.Set("description", "x")
	form.Set("without-bk-saas", "They have none.")
	form.Set("with", "lib-look-after-area")
	if w = s.as(s.owner, "/library/templates", form); w.Code != http.StatusSeeOther {
		t.Fatalf("a template: %d\n%s", w.Code, w.Body)
	}
	thing, err := s.Library.Item(t.Context(), s.owner, catalog.TemplateKind, "lib-small")
	must(t, err)
	if tt := thing.Item.Template; tt.Without["bk-saas"] != "They have none." || len(tt.With) != 1 || tt.With[0] != "lib-look-after-area" {
		t.Errorf("leaves out %v, begins with %v", tt.Without, tt.With)
	}
	form = fields(s.as(s.owner, "/library/templates/lib-small", nil).Body.String())
	form.Set("description", "x")
	form.Add("without", "st-raci")
	form.Set("without-st-raci", "No.")
	if w = s.as(s.owner, "/library/templates/lib-small", form); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "without it the matrix does not work") {
		t.Errorf("leaves out what the matrix needs: %d", w.Code)
	}
}
