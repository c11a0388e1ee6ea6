package reference_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
)

func TestNothingInForce(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	got := b.ask(t, b.itLead, "/find?q=patch").Body.String()
	has(t, "a draft alone", got, "Not in the signed scope", "Nothing in force matches", "Draft rows are not shown here on purpose")
	got = b.ask(t, b.itLead, "/r/"+string(b.Client.ID)).Body.String()
	has(t, "the whole of a draft", got, "Nothing in force for Alder Foods yet")
}

func TestInForce(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	b.SignAll(t)

	t.Run("answer", func(t *testing.T) {
		got := b.ask(t, b.lead, "/find?q=patch").Body.String()
		has(t, "patch", got, "answers for this.", "Holder of &lt;", `href="tel:+15035550111"`, `href="tel:+15035550100;ext=7"`, "Northgate IT LLC level 1",
			"Alder Foods, Inc. level 4", `href="/e/`+string(b.Engagement.ID)+`/v/1"`, "Signed version 1", ">Alder Foods</a>", `value="patch"`)
		if n := strings.Count(got, `<details class="answer-path" open`); n != 1 {
			t.Errorf("patch: %d escalation paths stand open", n)
		}
		if strings.Contains(got, "<MSP team>") || !strings.Contains(got, "<!doctype html>") && !strings.Contains(got, "<!DOCTYPE html>") {
			t.Error("patch: not escaped, or not a page")
		}
	})
	t.Run("fragment", func(t *testing.T) {
		got := b.ask(t, b.reader, "/find?q=wifi", "HX-Request").Body.String()
		has(t, "wifi", got, `id="answers"`, "answers for this.", `hx-target="#announce"`)
		if strings.Contains(got, "<form") || strings.Contains(got, `>Alder Foods</a>`) {
			t.Error("the fragment has more than the answers, or names the reader's own company")
		}
	})
	t.Run("examples find something", func(t *testing.T) {
		for _, q := range []string{"patch", "wifi", "new starter", "restore"} {
			if got := b.ask(t, b.reader, "/find?q="+url.QueryEscape(q)).Body.String(); !strings.Contains(got, "answers for this.") {
				t.Errorf("%s finds nothing", q)
			}
		}
	})
	t.Run("nothing asked", func(t *testing.T) {
		has(t, "no words", b.ask(t, b.reader, "/find").Body.String(), "For example", `href="/find?q=new+starter"`, `href="/r/`+string(b.Client.ID)+`"`)
	})
	t.Run("no hit keeps the words", func(t *testing.T) {
		has(t, "no hit", b.ask(t, b.reader, "/find?q=%3Cb%3Equantum").Body.String(), "Not in the signed scope", "&lt;b&gt;quantum", `value="&lt;b&gt;quantum"`)
	})
	t.Run("other clients and MSPs", func(t *testing.T) {
		if got := b.ask(t, b.Stranger, "/find?q=patch").Body.String(); strings.Contains(got, "answers for this.") {
			t.Error("another MSP finds answers")
		}
		if got := b.ask(t, b.lead, "/find?q=patch&client=7f2c7b1e-0000-4000-8000-000000000000").Body.String(); strings.Contains(got, "answers for this.") {
			t.Error("another client has answers")
		}
		for path, want := range map[string]int{
			"/r/" + string(b.Client.ID): http.StatusNotFound, "/r/x": http.StatusNotFound, "/find?q=patch&client=x": http.StatusNotFound,
		} {
			if w := b.ask(t, b.Stranger, path); w.Code != want {
				t.Errorf("%s as another MSP: %d", path, w.Code)
			}
		}
		for _, path := range []string{"/find", "/find?q=patch", "/r/" + string(b.Client.ID)} {
			if w := b.ask(t, access.Actor{}, path); w.Code != http.StatusSeeOther {
				t.Errorf("%s as nobody: %d", path, w.Code)
			}
		}
	})
	t.Run("too much typed", func(t *testing.T) {
		w := b.ask(t, b.reader, "/find?q="+strings.Repeat("a", 300))
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("300 characters: %d", w.Code)
		}
		has(t, "300 characters", w.Body.String(), "This is 300 characters long", strings.Repeat("a", 300))
	})
	t.Run("whole", func(t *testing.T) {
		got := b.ask(t, b.reader, "/r/"+string(b.Client.ID)).Body.String()
		rec, err := b.Versions.Open(t.Context(), b.reader, b.Engagement.ID, 1)
		apptest.Must(t, err)
		rows := 0
		for _, a := range rec.Version.Content.Areas {
			rows += len(a.Rows)
		}
		if n := strings.Count(got, `<th scope="row">`); n != rows || rows < 50 {
			t.Errorf("%d rows, signed are %d", n, rows)
		}
		has(t, "whole", got, "Signed version 1", `name="client" value="`+string(b.Client.ID)+`"`, "Northgate IT LLC level 1")
	})
}

func has(t *testing.T, what, page string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page, want) {
			t.Errorf("%s: the page lacks %q", what, want)
		}
	}
}
