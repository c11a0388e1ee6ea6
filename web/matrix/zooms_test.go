package matrix

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"demarc/internal/party"
	"demarc/internal/raci"
)

// rowsOn are the functions that a page of the matrix lists, by what their rows link to.
func rowsOn(doc *html.Node, under string) map[string]bool {
	out := map[string]bool{}
	for n := range byID(doc, under).Descendants() {
		if href := attr(n, "href"); strings.Contains(href, "/matrix/functions/") {
			out[href[strings.LastIndexByte(href, '/')+1:]] = true
		}
	}
	return out
}

// TestFilters: each part of the address narrows the rows, says so, and can be taken
// away again; what the matrix does not know is said and left out.
func TestFilters(t *testing.T) {
	t.Parallel()
	s := open(t)
	quarrel(s)
	d := s.draft()
	it, mgmt := s.column(raci.InternalIT), s.column(raci.Management)
	total := 0
	for _, f := range d.Matrix.Functions {
		if f.In() {
			total++
		}
	}
	for _, c := range []struct {
		name, query, chip string
		want              func(raci.Function) bool
	}{
		{"area", "area=backup", "Backup & disaster recovery", func(f raci.Function) bool { return f.Area == "backup" }},
		{"party", "party=" + string(mgmt.ID), "Client management has a part", func(f raci.Function) bool {
			return f.Cells[mgmt.ID] != raci.NotInvolved && f.Cells[mgmt.ID] != raci.Undecided
		}},
		{"party and letter", "value=A&party=" + string(it.ID), "Client IT: Accountable", func(f raci.Function) bool { return f.Cells[it.ID].Answers() }},
		{"letter", "value=open", "Somebody is: Not decided yet", func(f raci.Function) bool {
			return f.Cells[it.ID] == "" || f.Cells[mgmt.ID] == "" || f.Cells[s.column(raci.MSPTeam).ID] == ""
		}},
		{"state", "state=disputed", "Disputed", func(f raci.Function) bool { return f.Dispute.Reason != "" }},
		{"waiting", "state=waiting", "Waiting for us", func(f raci.Function) bool { return f.Awaits(party.MSP) }},
		{"an older link", "state=mine", "Waiting for us", func(f raci.Function) bool { return f.Awaits(party.MSP) }},
		{"framework", "framework=HIPAA", "Helps with HIPAA", func(f raci.Function) bool {
			return strings.Contains(strings.Join(f.Frameworks, "\n"), "HIPAA")
		}},
		{"changed", "since=2020-01-31", "Changed since 31 Jan 2020", func(f raci.Function) bool { return f.Rev > 1 }},
		{"no deputy", "backup=yes", "No deputy", func(f raci.Function) bool { return len(d.Matrix.Answering(f)) > 0 }},
		{"words and area", "q=restore&area=backup", "Words: “restore”", func(f raci.Function) bool {
			return f.Area == "backup" && strings.Contains(strings.ToLower(f.Name+f.Description+f.Split), "restore")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := parse(t, s.do(s.lead, home(s.id)+"?"+c.query, nil, false).Body)
			got, n := rowsOn(doc, "grid"), 0
			for _, f := range d.Matrix.Functions {
				if want := f.In() && c.want(f); want != got[string(f.ID)] {
					t.Errorf("%s (%s): shown %t, want %t", f.Name, f.Key, got[string(f.ID)], want)
				} else if want {
					n++
				}
			}
			said := words(byID(doc, "mx-showing"))
			if !strings.Contains(said, c.chip) || !strings.Contains(said, "Showing "+strconv.Itoa(n)+" of "+strconv.Itoa(total)) {
				t.Errorf("%d of %d are shown, and it says %q", n, total, said)
			}
		})
	}
	for _, bad := range []string{"area=nowhere", "party=nonsense", "party=" + url.QueryEscape("'\"<"), "value=Z", "state=purple", "since=yesterday", "since=v99", "since=2026-13-40", "view=sideways", "q=%00%ff", "since=v999999999999"} {
		w := s.do(s.lead, home(s.id)+"?"+bad, nil, false)
		doc := parse(t, w.Body)
		if w.Code != http.StatusOK || len(rowsOn(doc, "grid")) != total || strings.TrimSpace(words(byID(doc, "mx-showing"))) == "" {
			t.Errorf("%s: status %d, %d of %d rows, said %q", bad, w.Code, len(rowsOn(doc, "grid")), total, words(byID(doc, "mx-showing")))
		}
	}
}

// TestZooms: three zooms show the same rows and keep the filter.
func TestZooms(t *testing.T) {
	t.Parallel()
	s := open(t)
	quarrel(s)
	at := home(s.id) + "?view=lanes&state=disputed&q=firewall"
	w := s.do(s.it, at, nil, false)
	doc := parse(t, w.Body)
	for n := range doc.Descendants() {
		if attr(n, "aria-label") != "Zoom" {
			continue
		}
		current := 0
		for a := range n.Descendants() {
			if href := attr(a, "href"); href != "" && (!strings.Contains(href, "state=disputed") || !strings.Contains(href, "q=firewall")) {
				t.Errorf("the zoom %s loses the filter", href)
			}
			if attr(a, "aria-current") == "page" {
				current++
			}
		}
		if current != 1 {
			t.Errorf("%d zooms are current", current)
		}
	}
	lane := byID(doc, "lane-network")
	if lane == nil || !strings.Contains(words(lane), "1 disputed") || !strings.Contains(words(lane), "1 of ") || byID(doc, "lane-backup") != nil {
		t.Errorf("the lanes of a filter: %q", words(byID(doc, "mx-lanes")))
	}

	// The client's side finds what the MSP agreed to as waiting for it, and can agree.
	doc = parse(t, s.do(s.it, home(s.id)+"?view=mine", nil, false).Body)
	waiting := byID(doc, "pile-waiting").Parent
	n := 0
	for _, f := range s.draft().Matrix.Functions {
		if f.In() && f.Awaits(party.Client) {
			n++
		}
	}
	if got := words(byID(doc, "pile-waiting")); n == 0 || !strings.Contains(got, strconv.Itoa(n)) {
		t.Errorf("%d rows wait, and it says %q", n, got)
	}
	var act string
	values := url.Values{}
	for x := range waiting.Descendants() {
		if x.Data == "form" && act == "" {
			act = attr(x, "action")
			for in := range x.Descendants() {
				if name := attr(in, "name"); name != "" {
					values.Set(name, attr(in, "value"))
				}
			}
		}
	}
	if w := s.do(s.it, act, values, false); w.Code != http.StatusSeeOther || w.Header().Get("Location") != home(s.id)+"?view=mine" {
		t.Errorf("agree from there: status %d to %s", w.Code, w.Header().Get("Location"))
	}

	// A named person finds herself; a fragment is the zoom alone, with its counts.
	column := s.column(raci.InternalIT)
	column.Deputy, column.DeputyEmail = s.it.Name, s.it.Email
	s.ok(s.app.Parties.SaveStakeholder(t.Context(), s.lead, s.id, column))
	body := s.do(s.it, home(s.id)+"?view=mine", nil, true).Body.String()
	if !strings.HasPrefix(body, `<div id="mx-mine"`) || !strings.Contains(body, "You, as deputy") || !strings.Contains(body, `hx-target="#mx-progress"`) {
		t.Errorf("the fragment is %.200s", body)
	}
	if w := s.do(s.reader, home(s.id)+"?view=lanes", nil, false); strings.Contains(w.Body.String(), "/areas/plan") {
		t.Error("a reader is offered another lane")
	}
}

// TestZoomsTellHours: Mine and Lanes say when a letter holds and who is named for a row.
func TestZoomsTellHours(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, it, msp, mgmt := s.row("bk-test"), s.column(raci.InternalIT), s.column(raci.MSPTeam), s.column(raci.Management)
	at := card(s.id, f.ID)
	in := form(cellField(msp.ID), "A/R", whenField(msp.ID), "after", cellField(it.ID), "A/R", whenField(it.ID), "business", cellField(mgmt.ID), "I", whenField(mgmt.ID), "", "rev", rev(f))
	if w := s.do(s.lead, at+"/row", in, false); w.Code != http.StatusSeeOther {
		t.Fatalf("hours: status %d", w.Code)
	}
	if w := s.do(s.lead, at+"/holders", form("person-"+string(msp.ID), "Ana <Lopez>", "deputy-"+string(msp.ID), "Ben Ito"), false); w.Code != http.StatusSeeOther {
		t.Fatalf("holders: status %d", w.Code)
	}
	mine := words(parse(t, s.do(s.lead, home(s.id)+"?view=mine&q=restore+test", nil, false).Body))
	for _, want := range []string{"after hours", "Ana <Lopez>, deputy Ben Ito"} {
		if !strings.Contains(mine, want) {
			t.Errorf("Mine does not say %q", want)
		}
	}
	lane := words(byID(parse(t, s.do(s.it, home(s.id)+"?view=lanes", nil, false).Body), "lane-backup"))
	for _, want := range []string{"(1 after hours)", "(1 in business hours)", "Named for single functions: Ana <Lopez> (1)."} {
		if !strings.Contains(lane, want) {
			t.Errorf("the lane does not say %q: %s", want, lane)
		}
	}
}
