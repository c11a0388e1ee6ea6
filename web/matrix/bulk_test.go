package matrix

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"demarc/internal/raci"
)

// ticks are the rows of an area as the form sends them.
func (s *site) ticks(area raci.AreaKey) url.Values {
	v := url.Values{}
	for _, f := range s.draft().Matrix.InArea(area) {
		v.Add("row", shownValue(f))
	}
	return v
}

// typed are the fields of the form with an action, as a browser without script sends
// them back.
func typed(doc *html.Node, action string) url.Values {
	v := url.Values{}
	for n := range doc.Descendants() {
		if n.Data != "form" || attr(n, "action") != action {
			continue
		}
		for in := range n.Descendants() {
			if name := attr(in, "name"); name != "" && in.Data != "button" {
				v.Add(name, attr(in, "value"))
			}
		}
	}
	return v
}

// TestBulk walks the forms without script: tick, see the plan with its counts, confirm.
func TestBulk(t *testing.T) {
	t.Parallel()
	s := open(t)
	mgmt := s.column(raci.Management)
	f := s.row("bk-test")
	_, err := s.app.Matrices.Agree(t.Context(), s.it, s.id, f.ID, true, f.Rev)
	s.ok(err)
	doc := parse(t, s.do(s.lead, home(s.id)+"?area=backup", nil, false).Body)
	boxes := 0
	for n := range doc.Descendants() {
		if attr(n, "name") == "row" && attr(n, "form") == "mx-bulk" && n.Data == "input" {
			boxes++
		}
	}
	rows := s.ticks("backup")
	if boxes != len(rows["row"]) || byID(doc, "mx-bulk") == nil {
		t.Fatalf("%d boxes for %d rows", boxes, len(rows["row"]))
	}

	rows.Set("do", "set")
	rows.Set("stakeholder", string(mgmt.ID))
	rows.Set("role", "C")
	rows.Set("next", home(s.id)+"?area=backup")
	w := s.do(s.lead, home(s.id)+"/bulk/plan", rows, false)
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(body, "1 of them already agreed by Alder Foods.") || !strings.Contains(body, "Set Client management to Consulted") {
		t.Fatalf("status %d: %s", w.Code, words(parse(t, strings.NewReader(body))))
	}
	if now := s.row("bk-test"); now.Rev != f.Rev {
		t.Fatal("the plan changed something")
	}
	confirm := typed(parse(t, strings.NewReader(body)), home(s.id)+"/bulk")

	// Somebody is faster: nothing is done, and the row is marked.
	_, err = s.app.Matrices.Assign(t.Context(), s.it, s.id, f.ID, mgmt.ID, raci.Informed, f.Rev)
	s.ok(err)
	now := s.row("bk-test")
	if now.Rev == f.Rev { // it was Informed already
		_, err = s.app.Matrices.Assign(t.Context(), s.it, s.id, f.ID, mgmt.ID, raci.NotInvolved, f.Rev)
		s.ok(err)
		now = s.row("bk-test")
	}
	w = s.do(s.lead, home(s.id)+"/bulk", confirm, false)
	body = w.Body.String()
	if w.Code != http.StatusConflict || strings.Count(body, "Changed since you ticked it") != 1 || s.row("bk-test").Rev != now.Rev {
		t.Fatalf("status %d: %s", w.Code, words(parse(t, strings.NewReader(body))))
	}
	confirm = typed(parse(t, strings.NewReader(body)), home(s.id)+"/bulk")
	if w := s.do(s.lead, home(s.id)+"/bulk", confirm, false); w.Code != http.StatusSeeOther || w.Header().Get("Location") != home(s.id)+"?area=backup" {
		t.Fatalf("confirmed: status %d to %s", w.Code, w.Header().Get("Location"))
	}
	if got := s.row("bk-test").Cells[mgmt.ID]; got != raci.Consulted {
		t.Errorf("the row is %q", got)
	}

	// What is missing is asked for, and what was typed stays.
	rows = s.ticks("backup")
	rows.Set("do", "exclude")
	confirm = typed(parse(t, s.do(s.lead, home(s.id)+"/bulk/plan", rows, false).Body), home(s.id)+"/bulk")
	if w := s.do(s.lead, home(s.id)+"/bulk", confirm, false); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="f-reason-error"`) {
		t.Errorf("without a reason: status %d", w.Code)
	}
	confirm.Set("do", "move")
	confirm.Set("area", "voice-nowhere")
	if w := s.do(s.lead, home(s.id)+"/bulk", confirm, false); w.Code != http.StatusUnprocessableEntity && w.Code != http.StatusConflict {
		t.Errorf("to an area that is none: status %d", w.Code)
	}

	// The rows can be taken along.
	rows.Set("do", "export-csv")
	w = s.do(s.reader, home(s.id)+"/bulk/plan", rows, false)
	if n := strings.Count(w.Body.String(), "\r\n"); w.Code != http.StatusOK || n != len(rows["row"])+1 || !strings.Contains(w.Header().Get("Content-Disposition"), ".csv") || !strings.Contains(w.Body.String(), ",bk-test,") {
		t.Errorf("export: status %d, %d lines", w.Code, n)
	}
	rows.Set("do", "export-xlsx")
	if w = s.do(s.reader, home(s.id)+"/bulk/plan", rows, false); !strings.HasPrefix(w.Body.String(), "PK") {
		t.Errorf("XLSX: status %d", w.Code)
	}
	for name, c := range map[string]struct {
		values url.Values
		want   int
	}{
		"nothing ticked":    {form("do", "set"), http.StatusSeeOther},
		"no deed":           {with(rows, "do", "burn"), http.StatusUnprocessableEntity},
		"no letter":         {with(rows, "do", "set", "stakeholder", string(mgmt.ID), "role", "Z"), http.StatusUnprocessableEntity},
		"no column":         {with(rows, "do", "set", "stakeholder", "x", "role", "A"), http.StatusUnprocessableEntity},
		"a row of nonsense": {form("do", "default", "row", "nonsense"), http.StatusUnprocessableEntity},
		"another's row":     {form("do", "default", "row", "01a20411-d155-7bec-81d7-9f8e409d1b92@1"), http.StatusOK},
	} {
		if w := s.do(s.lead, home(s.id)+"/bulk/plan", c.values, false); w.Code != c.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, c.want)
		}
	}
	if w := s.do(s.reader, home(s.id)+"/bulk/plan", with(rows, "do", "default"), false); w.Code != http.StatusForbidden {
		t.Errorf("a reader: status %d", w.Code)
	}
}

// with is v with other values.
func with(v url.Values, pairs ...string) url.Values {
	out := url.Values{"row": v["row"]}
	for i := 0; i < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}
