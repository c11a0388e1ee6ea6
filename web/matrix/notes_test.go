package matrix

import (
	"net/http"
	"strings"
	"testing"
)

// A note is on the card of its own side and on no page of the other's.
func TestNotesOnTheCard(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := card(s.id, s.row("bk-test").ID)
	const body = "They <overcharge> for this."
	if w := s.do(s.it, at+"/notes", form("note", " "), false); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("an empty note: status %d", w.Code)
	}
	if w := s.do(s.it, at+"/notes", form("note", body), false); w.Code != http.StatusSeeOther {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	own := s.do(s.it, at, nil, false).Body.String()
	if !strings.Contains(own, "Notes of Alder Foods only") || !strings.Contains(own, "They &lt;overcharge&gt; for this.") || !strings.Contains(own, ">Remove<") {
		t.Error("its own side does not read it")
	}
	if page := s.do(s.reader, at, nil, false).Body.String(); !strings.Contains(page, "overcharge") || strings.Contains(page, ">Remove<") || strings.Contains(page, "Keep the note") {
		t.Error("a reader of its side does not read it, or may write")
	}
	for _, page := range []string{at, home(s.id), home(s.id) + "/parked", home(s.id) + "/checks", home(s.id) + "?view=lanes"} {
		for _, fragment := range []bool{false, true} {
			if got := s.do(s.lead, page, nil, fragment).Body.String(); strings.Contains(got, "overcharge") || strings.Contains(got, "Notes of Alder Foods only") {
				t.Errorf("%s shows it to the other side", page)
			}
		}
	}
}
