package probe_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/raci"
)

// TestNothingIsShownBeforeTheReveal reads every address as a person of the other side,
// to the last byte, while an answer waits; then the answer is changed to its opposite
// and everything is read again. Whatever tells the two apart would give the answer
// away. After the reveal the two must differ, or the test looks in the wrong place.
func TestNothingIsShownBeforeTheReveal(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	id := raci.BallotID(p.ballot(opened))
	ctx, fn, owner, lead := t.Context(), p.restored().ID, p.people["owner"], p.people["it_lead"]
	msp, it, mgmt := p.columnID(raci.MSPTeam), p.columnID(raci.InternalIT), p.columnID(raci.Management)
	ours := map[raci.StakeholderID]raci.Assignment{msp: raci.AccountableAndDoing, it: raci.Consulted, mgmt: raci.NotInvolved}
	other := map[raci.StakeholderID]raci.Assignment{msp: raci.Informed, it: raci.Responsible, mgmt: raci.Accountable}
	answer := func(who access.Actor, as map[raci.StakeholderID]raci.Assignment) {
		t.Helper()
		_, err := p.Ballots.Answer(ctx, who, p.draft.ID, id, fn, as, 0)
		must(t, err)
	}
	for _, tt := range []struct {
		reader *probePerson
		writer access.Actor
	}{{lead, owner.Actor}, {p.people["reader"], owner.Actor}, {owner, lead.Actor}} {
		answer(tt.writer, ours)
		before := p.everything(t, tt.reader, id)
		answer(tt.writer, other)
		after := p.everything(t, tt.reader, id)
		if len(before) < 40 {
			t.Fatalf("only %d addresses were read", len(before))
		}
		for path, was := range before {
			if now := after[path]; was != now {
				t.Errorf("%s can tell from %s what the other side answered: %s", tt.reader.Name, path, differenceOf(was, now))
			}
		}
	}

	// The same eyes, after the reveal.
	answer(owner.Actor, ours)
	_, err := p.Ballots.Reveal(ctx, owner.Actor, p.draft.ID, id, false)
	must(t, err)
	path := fmt.Sprintf("/e/%s/votes/%s", p.draft.ID, id)
	shownBody := p.ask(lead, http.MethodGet, path, nil).body
	if !strings.Contains(shownBody, "vote-result") || !strings.Contains(shownBody, "differs") {
		t.Errorf("after the reveal the page does not show it: %s", probeText(shownBody))
	}
}

var (
	// answeredLine is the line of a list or a table that says that a side answered, which
	// both may read.
	answeredLine = regexp.MustCompile(`(?s)<(li|tr)(?:\s[^>]*)?>.*?</(?:li|tr)>`)
	// counted is what changes whenever anything happens: numbers, times, ids, digests.
	counted = regexp.MustCompile(`[0-9a-fA-F]{12,}|<code>[0-9a-f]{8}</code>|[A-Z2-7]{26}|[0-9]+`)
)

// uncounted is a text without what is counted.
func uncounted(text string) string {
	text = answeredLine.ReplaceAllStringFunc(text, func(line string) string {
		if strings.Contains(line, "answered in the blind vote") || strings.Contains(line, "answered in a blind vote") || strings.Contains(line, " started ") { // the oldest of a short list
			return ""
		}
		return line
	})
	return counted.ReplaceAllString(text, "#")
}

// everything is each page, stream and file of the engagement that somebody gets, as
// text, without what is counted.
func (p *probe) everything(t *testing.T, who *probePerson, vote raci.BallotID) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, row := range slices.SortedFunc(maps.Values(probeRows(t)), func(a, b probeRow) int { return strings.Compare(a.pattern, b.pattern) }) {
		if row.method != http.MethodGet || !strings.HasPrefix(row.pattern, "/e/{engagement}") || strings.Contains(row.pattern, "/v/") || strings.Contains(row.pattern, "{envelope}") {
			continue
		}
		path := "/e/" + string(p.draft.ID) + "/votes/" + string(vote)
		if !strings.Contains(row.pattern, "{vote}") {
			path, _ = p.request(row, "owner")
		}
		if strings.HasSuffix(path, "/live") {
			path += "?after=1"
		}
		for _, header := range [][]string{nil, {"HX-Request", "true", "HX-Request-Type", "partial"}} {
			a := p.ask(who, http.MethodGet, path, nil, header...)
			out[fmt.Sprint(path, header)] = uncounted(fmt.Sprint(a.status, a.header.Get("HX-Trigger"), unpacked(t, a)))
		}
	}
	return out
}

// unpacked is what came, with the parts of a packed file one after the other.
func unpacked(t *testing.T, a probeAnswer) string {
	t.Helper()
	if strings.HasPrefix(a.body, "%PDF") {
		return "%PDF" // drawn from the same document as the .docx; its fonts hold the digits of the minute
	}
	if !strings.HasPrefix(a.body, "PK") {
		return a.body
	}
	z, err := zip.NewReader(bytes.NewReader([]byte(a.body)), int64(len(a.body)))
	must(t, err)
	var all strings.Builder
	for _, f := range z.File {
		part, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(part)
		must(t, err)
		all.Write(text)
	}
	return all.String()
}

// differenceOf is where two texts part, short enough for a test's log.
func differenceOf(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string { return fmt.Sprintf("%.200q", s[max(0, i-60):]) }
	return cut(a) + " then " + cut(b)
}
