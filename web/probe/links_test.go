package probe_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// TestNoLinkLeaks: whatever the MSP's people open, send or get, they never see a link or
// a code that was mailed to somebody of the client. Pages, fragments, streams, answers
// to forms, files to the parts of packed ones, and letters are searched. The outbox of
// the sample mode is not there: it shows all letters to whoever sits at the machine.
func TestNoLinkLeaks(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	ours := map[string]bool{}
	for _, who := range p.people {
		ours[who.Email] = who.Side == party.MSP
	}
	for _, id := range []engagement.ID{p.out.ID, p.force.ID} {
		_, rounds, err := p.Envelopes.List(t.Context(), p.people["owner"].Actor, id)
		must(t, err)
		for _, r := range rounds {
			for _, s := range r.Signers {
				ours[s.Email] = ours[s.Email] || s.Side == party.MSP
			}
		}
	}
	seen := map[string]string{}
	vote := raci.BallotID(p.ballot(opened))
	_ = p.said("owner")
	for _, name := range []string{"owner", "lead", "member", "viewer"} {
		who := p.people[name]
		for _, pages := range []map[string]string{p.everything(t, who, vote), p.elsewhereText(t, who, name)} {
			for path, text := range pages {
				seen[name+" "+path] = text
			}
		}
	}
	for _, name := range []string{"owner", "viewer"} { // every other address there is: versions, rounds, evidence, settings, the public pages
		for _, row := range probeRows(t) {
			if row.method == http.MethodGet && !strings.Contains(row.pattern, "{token}") && !strings.HasSuffix(row.pattern, "/live") {
				path, _ := p.request(row, name)
				a := p.ask(p.people[name], http.MethodGet, path, nil)
				seen[name+" gets "+row.pattern] = fmt.Sprint(a.status, a.header, unpacked(t, a))
			}
		}
	}
	for _, need := range []string{"/v/{code}", "/trust", "/settings/sealing", "/e/{engagement}/evidence", "/e/{engagement}/v/{n}/bundle.zip", "/e/{engagement}/v/{n}/evidence.json", "/e/{engagement}/sign", "/e/{engagement}/sign/{envelope}/paper", "/e/{engagement}/v/{n}/end", "/e/{engagement}/evidence/checkpoint.json"} {
		if seen["owner gets "+need] == "" {
			t.Errorf("%s was not looked at", need)
		}
	}
	for _, row := range probeRows(t) {
		if row.method == http.MethodPost && strings.Contains(row.pattern, "{") && !strings.Contains(row.pattern, "{token}") { // not signing out
			path, form := p.request(row, "owner")
			a := p.ask(p.people["owner"], row.method, path, form)
			seen["owner posts "+path] = fmt.Sprint(a.header, a.body)
		}
	}
	secrets := map[string]string{}
	p.post.mu.Lock()
	for _, m := range p.post.all {
		if ours[m.To] {
			seen["a letter to "+m.To+": "+m.Subject] = fmt.Sprint(m.Letter, m.Files)
			continue
		}
		if i := strings.LastIndex(m.Letter.URL, "/"); i > 0 && strings.Count(m.Letter.URL, "/") == 4 {
			secrets[m.Letter.URL[i+1:]] = "the link in the letter to " + m.To + ": " + m.Subject
		}
		if m.Letter.Code != "" {
			secrets[">"+m.Letter.Code+"<"] = "the code in the letter to " + m.To
		}
	}
	p.post.mu.Unlock()
	if len(secrets) < 3 || len(seen) < 200 {
		t.Fatalf("only %d secrets in %d answers: the test looks in the wrong place", len(secrets), len(seen))
	}
	for at, text := range seen {
		for secret, what := range secrets {
			if strings.Contains(text, secret) {
				t.Errorf("%s shows %s", at, what)
			}
		}
	}
}
