package matrix

import (
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/web/ui"
)

func testLog(t testing.TB) *slog.Logger { return slog.New(slog.NewTextHandler(t.Output(), nil)) }

func TestMatrixPage(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.do(s.lead, home(s.id), nil, false)
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	doc := parse(t, w.Body)
	d := s.draft()
	for _, f := range d.Matrix.Functions {
		row := byID(doc, "function-"+string(f.ID))
		if f.In() != (row != nil) {
			t.Fatalf("%s: in the matrix %t, in the grid %t", f.Name, f.In(), row != nil)
		}
		if row != nil && attr(row, "data-rev") != rev(f) {
			t.Errorf("%s: revision %s, want %d", f.Name, attr(row, "data-rev"), f.Rev)
		}
	}
	f := s.row("ep-ospatch")
	cell := byID(doc, "c1-"+string(f.ID))
	want := f.Name + ", Client IT, " + f.Cells[d.Matrix.Stakeholders[1].ID].Words()
	if cell == nil || !strings.HasPrefix(words(cell), want) {
		t.Errorf("the cell of Client IT reads %q, want %q", words(cell), want)
	}
	if w := s.do(s.reader, home(s.id), nil, false); !strings.Contains(w.Body.String(), `aria-readonly="true"`) || strings.Contains(w.Body.String(), "mx-choose") {
		t.Error("a reader is offered edits")
	}
	if w := s.do(s.lead, home(engagement.ID(store.NewID())), nil, false); w.Code != http.StatusNotFound {
		t.Errorf("an engagement of nobody gets %d, want 404", w.Code)
	}
	if w := s.do(s.lead, home("nonsense"), nil, false); w.Code != http.StatusNotFound {
		t.Errorf("an id that is none gets %d, want 404", w.Code)
	}
}

func TestAssign(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, it, msp := s.row("ep-ospatch"), s.column(raci.InternalIT), s.column(raci.MSPTeam)
	to := card(s.id, f.ID) + "/assignments"
	if _, err := s.app.Matrices.Agree(t.Context(), s.it, s.id, f.ID, true, f.Rev); err != nil {
		t.Fatal(err)
	}

	// The A moves: the row comes back with the move told, a way back, and the other
	// side's tick gone.
	was := string(f.Cells[it.ID])
	if f.Cells[it.ID].Answers() {
		it, msp = msp, it
		was = string(f.Cells[it.ID])
	}
	w := s.do(s.lead, to, form("stakeholder", string(it.ID), "role", "a", "was", was, "rev", rev(f)), true)
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.HasPrefix(body, `<tr id="function-`+string(f.ID)) {
		t.Fatalf("status %d: %.200s", w.Code, body)
	}
	for _, want := range []string{"Accountable moved from " + msp.Name + " to " + it.Name + ".", "Alder Foods will be asked to agree again.", ">Undo<"} {
		if !strings.Contains(body, want) {
			t.Errorf("the answer does not say %q", want)
		}
	}

	// Somebody who saw the row before is asked, not overruled; who talked about it since
	// did not change it.
	if _, err := s.app.Reviews.Comment(t.Context(), s.it, s.id, f.ID, "", app.Remark{Body: "Why?"}); err != nil {
		t.Fatal(err)
	}
	w = s.do(s.it, to, form("stakeholder", string(it.ID), "role", "C", "was", was, "rev", rev(f)), true)
	body = w.Body.String()
	if w.Code != http.StatusConflict || !strings.Contains(body, "Tom Berg changed "+it.Name+" to “Accountable” while you were looking.") {
		t.Errorf("status %d: %s", w.Code, body)
	}
	now := s.row(f.Key)
	if !strings.Contains(body, `name="rev" value="`+rev(now)+`"`) {
		t.Error("“Use mine” does not carry the newest revision")
	}
	if !now.Cells[it.ID].Answers() {
		t.Error("the lost race changed the row")
	}
	if w := s.do(s.it, to, form("stakeholder", string(it.ID), "role", "C", "rev", rev(f)), false); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Use mine") {
		t.Errorf("without script: status %d", w.Code)
	}

	// What cannot be done says so in the row.
	if w := s.do(s.lead, to, form("stakeholder", string(it.ID), "role", "x", "rev", rev(now)), true); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "mx-wrong") {
		t.Errorf("a letter that is none: status %d: %s", w.Code, w.Body)
	}
	if w := s.do(s.reader, to, form("stakeholder", string(it.ID), "role", "R", "rev", rev(now)), true); w.Code != http.StatusForbidden {
		t.Errorf("a reader: status %d", w.Code)
	}
	w = s.do(s.lead, to, form("stakeholder", string(it.ID), "role", "C", "rev", rev(now)), false)
	if got, want := w.Header().Get("Location"), home(s.id)+anchor(f.ID); w.Code != http.StatusSeeOther || got != want {
		t.Errorf("without script: status %d to %q, want %q", w.Code, got, want)
	}
}

func TestUndo(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.row("ep-ospatch")
	d := s.draft()
	var from, to raci.Stakeholder
	for _, c := range d.Matrix.Stakeholders {
		if f.Cells[c.ID].Answers() {
			from = c
		} else {
			to = c
		}
	}
	w := s.do(s.lead, card(s.id, f.ID)+"/assignments", form("stakeholder", string(to.ID), "role", "A", "was", string(f.Cells[to.ID]), "rev", rev(f)), true)
	undo := url.Values{}
	for n := range parse(t, strings.NewReader("<table>"+w.Body.String())).Descendants() {
		if n.Data == "input" && attr(n, "type") == "hidden" {
			undo.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	if w := s.do(s.lead, home(s.id)+"/undo", undo, true); w.Code != http.StatusOK {
		t.Fatalf("undo with %v: status %d", undo, w.Code)
	}
	now := s.row(f.Key)
	for _, c := range d.Matrix.Stakeholders {
		if now.Cells[c.ID] != f.Cells[c.ID] {
			t.Errorf("%s is %q after undo, was %q (A was at %s)", c.Name, now.Cells[c.ID], f.Cells[c.ID], from.Name)
		}
	}
}

func TestCard(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.row("ep-ospatch")
	at := card(s.id, f.ID)
	w := s.do(s.it, at, nil, false)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "answers for") {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if w := s.do(s.it, at, nil, true); !strings.HasPrefix(w.Body.String(), "<tr ") {
		t.Errorf("htmx gets %.80s, want the row", w.Body)
	}
	if w := s.do(s.it, at+"/words", form("name", "", "description", "kept <as typed>", "rev", rev(f)), false); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "kept &lt;as typed&gt;") {
		t.Errorf("words without a name: status %d", w.Code)
	}
	if w := s.do(s.it, at+"/dispute", form("reason", ""), false); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("a dispute without a reason: status %d", w.Code)
	}
	if w := s.do(s.it, at+"/dispute", form("reason", "We patch the plant ourselves."), false); w.Code != http.StatusSeeOther {
		t.Errorf("dispute: status %d: %s", w.Code, w.Body)
	}
	if w := s.do(s.lead, at, nil, false); !strings.Contains(w.Body.String(), "We patch the plant ourselves.") {
		t.Error("the other side does not see the reason")
	}
	for _, act := range []struct {
		path string
		form url.Values
	}{
		{"/settle", form()},
		{"/agree", form("agree", "yes", "rev", rev(f))},
		{"/words", form("name", "Patch all workstations", "description", "Install updates.", "split", "One\ntwo", "rev", rev(f))},
		{"/move", form("direction", "down")},
	} {
		if w := s.do(s.it, at+act.path, act.form, false); w.Code != http.StatusSeeOther {
			t.Errorf("%s: status %d: %s", act.path, w.Code, w.Body)
		}
	}
	if w := s.do(s.lead, at+"/words", form("name", "Mine", "description", "Other.", "rev", rev(f)), false); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), `value="Mine"`) || !strings.Contains(w.Body.String(), "Now: “Patch all workstations”") {
		t.Errorf("words on an old row: status %d", w.Code)
	}
	now := s.row(f.Key)
	if w := s.do(s.lead, at+"/exclude", form("exclude_reason", "", "rev", rev(now)), false); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="f-exclude_reason-error"`) {
		t.Errorf("excluding without a reason: status %d", w.Code)
	}
	if w := s.do(s.lead, at+"/exclude", form("exclude_reason", "The client does it alone.", "rev", rev(now)), false); w.Code != http.StatusSeeOther {
		t.Errorf("exclude: status %d: %s", w.Code, w.Body)
	}
	if w := s.do(s.lead, home(s.id), nil, false); !strings.Contains(w.Body.String(), "Excluded: The client does it alone.") {
		t.Error("the excluded function is not listed")
	}
	if w := s.do(s.lead, at+"/restore", form("rev", rev(s.row(f.Key)), "next", home(s.id)), false); w.Header().Get("Location") != home(s.id) {
		t.Errorf("restore: status %d to %s", w.Code, w.Header().Get("Location"))
	}
}

func TestAgreeAll(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.do(s.it, home(s.id)+"/agree", nil, false)
	rows := url.Values{}
	for n := range parse(t, w.Body).Descendants() {
		if attr(n, "name") == "row" {
			rows.Add("row", attr(n, "value"))
		}
	}
	if len(rows["row"]) < 50 {
		t.Log(w.Code, w.Body)
		t.Fatalf("%d rows are offered", len(rows["row"]))
	}
	id, _, _ := strings.Cut(rows["row"][0], "@")
	for _, f := range s.draft().Matrix.Functions {
		if string(f.ID) == id { // somebody edits it meanwhile
			if _, err := s.app.Matrices.Assign(t.Context(), s.lead, s.id, f.ID, s.column(raci.Management).ID, raci.Consulted, f.Rev); err != nil {
				t.Fatal(err)
			}
		}
	}
	if w := s.do(s.it, home(s.id)+"/agree", rows, false); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	agreed := 0
	for _, f := range s.draft().Matrix.Functions {
		if f.Agreed(party.Client) {
			agreed++
		}
	}
	if agreed != len(rows["row"])-1 {
		t.Errorf("%d rows are agreed, want all but the edited one of %d", agreed, len(rows["row"]))
	}
}

func TestAdd(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := home(s.id) + "/functions"
	w := s.do(s.lead, at+"/new?q=badge", nil, false)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `value="badge"`) {
		t.Fatalf("status %d", w.Code)
	}
	w = s.do(s.lead, at, form("name", "Calibrate scales", "description", "", "area", "server", "criticality", "high"), false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `value="Calibrate scales"`) {
		t.Errorf("a row without a description: status %d", w.Code)
	}
	w = s.do(s.lead, at, form("name", "Calibrate scales", "description", "Check the truck scales.", "area", "server", "criticality", "high"), false)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), at+"/") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
}

func TestFilter(t *testing.T) {
	t.Parallel()
	s := open(t)
	w := s.do(s.lead, home(s.id)+"?q=PATCHING+system&area=endpoint", nil, false)
	doc := parse(t, w.Body)
	n := 0
	for d := range doc.Descendants() {
		if attr(d, "class") == "mx-row" {
			n++
		}
	}
	if n != 1 || !strings.Contains(words(byID(doc, "mx-showing")), "Showing 1 of ") {
		t.Errorf("%d rows, %q", n, words(byID(doc, "mx-showing")))
	}
}

func TestLocked(t *testing.T) {
	t.Parallel()
	s := open(t)
	d := s.draft()
	d.Engagement.State = engagement.Signing
	var b strings.Builder
	v := newView(ui.Page{}, d, s.lead, filter{})
	if err := matrixPage(v).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if out := b.String(); !strings.Contains(out, `aria-readonly="true"`) || !strings.Contains(out, "out for signature") || strings.Contains(out, home(s.id)+"/functions/new") || strings.Contains(out, "/fix") {
		t.Error("a matrix that is out for signature offers edits, or does not say why not")
	}
}
