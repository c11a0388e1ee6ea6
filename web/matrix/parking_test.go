package matrix

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// A row is parked with a form, shown as such, listed, agreed to and taken up again, all
// without script.
func TestParkingForm(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.row("bk-test")
	at := card(s.id, f.ID)
	it, _ := s.draft().Matrix.Standard(raci.InternalIT)
	day := s.db.Now().AddDate(0, 2, 0)

	if w := s.do(s.lead, home(s.id)+"/parked", nil, false); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Nothing is parked") {
		t.Errorf("an empty list: %d", w.Code)
	}
	w := s.do(s.it, at+"/park", form("owner", "", "until", "2020-01-01", "why", "We <both> want it.", "rev", rev(f)), false)
	body := w.Body.String()
	for _, want := range []string{"Choose who holds it until it is decided.", "Give a day after today.", "We &lt;both&gt; want it.", `value="2020-01-01"`} {
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, want) {
			t.Errorf("status %d, without %q", w.Code, want)
		}
	}
	in := form("owner", string(it.ID), "until", day.Format(time.DateOnly), "why", "We <both> want it.", "rev", rev(f))
	if w := s.do(s.it, at+"/park", in, false); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if w := s.do(s.lead, at+"/park", in, false); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "What you typed is still here") || !strings.Contains(w.Body.String(), ">We &lt;both&gt; want it.</textarea>") {
		t.Errorf("a lost race: status %d", w.Code)
	}
	now := s.row(f.Key)
	body = s.do(s.lead, at, nil, false).Body.String()
	for _, want := range []string{"To be parked.", it.Name + " holds it until " + day.Format("2 January 2006"), "Counts as parked once", "Take it up again", "Proposed by Alder Foods."} {
		if !strings.Contains(body, want) {
			t.Errorf("the card does not say %q", want)
		}
	}
	if body := s.do(s.lead, home(s.id)+"/parked", nil, false).Body.String(); !strings.Contains(body, f.Name) || !strings.Contains(body, "Still to agree: ") || !strings.Contains(body, "We &lt;both&gt; want it.") {
		t.Error("the list does not have it")
	}
	if body := s.do(s.reader, home(s.id)+"/parked", nil, false).Body.String(); strings.Contains(body, "Take it up again") {
		t.Error("a reader is offered to take it up")
	}
	if w := s.do(s.lead, home(s.id)+"/agree", nil, false); strings.Contains(w.Body.String(), shownValue(now)) {
		t.Error("a row to be parked is offered to be agreed to in one go")
	}
	for _, who := range []string{"lead", "it"} {
		actor := s.lead
		if who == "it" {
			actor = s.it
		}
		if w := s.do(actor, at+"/agree", form("agree", "yes", "rev", rev(now)), false); w.Code != http.StatusSeeOther {
			t.Errorf("%s agrees: status %d", who, w.Code)
		}
	}
	if body := s.do(s.lead, home(s.id), nil, false).Body.String(); !strings.Contains(body, "· 1 parked") || !strings.Contains(body, "Parked: "+it.Name) {
		t.Error("the matrix does not count or show it")
	}
	if body := s.do(s.lead, at, nil, false).Body.String(); !strings.Contains(body, "Your change will ask ") || !strings.Contains(body, "(Alder Foods) to agree again.") {
		t.Error("the card does not warn whose agreement a change takes")
	}
	if w := s.do(s.lead, at+"/resume", form("rev", rev(now)), false); w.Code != http.StatusSeeOther {
		t.Errorf("taken up: status %d", w.Code)
	}
	if f := s.row(f.Key); f.IsParked() || f.Agreed(party.MSP) {
		t.Errorf("%+v", f)
	}
	if body := s.do(s.it, at, nil, false).Body.String(); !strings.Contains(body, "Changed since both sides agreed") || !strings.Contains(body, "<del>"+it.Name+" holds it until") {
		t.Error("the card does not tell what taking it up changed")
	}
}

// What changed since a side agreed is listed among what it can agree to, and not ticked.
func TestAgreeAllShowsChanges(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.row("bk-test")
	if w := s.do(s.it, card(s.id, f.ID)+"/agree", form("agree", "yes", "rev", rev(f)), false); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	if w := s.do(s.lead, card(s.id, f.ID)+"/words", form("name", f.Name, "description", f.Description, "split", "IT restores.", "rev", rev(f)), false); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	page := parse(t, s.do(s.it, home(s.id)+"/agree", nil, false).Body)
	box := byID(page, "row-"+string(f.ID))
	other := byID(page, "row-"+string(s.row("bk-monitor").ID))
	if box == nil || other == nil {
		t.Fatal("the rows are not listed")
	}
	if has(box, "checked") || !has(other, "checked") {
		t.Error("what changed is ticked, or what did not is not")
	}
	if got := words(box.Parent); !strings.Contains(got, "IT restores.") {
		t.Errorf("what changed is not told: %q", got)
	}
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
