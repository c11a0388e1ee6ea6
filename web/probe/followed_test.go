package probe_test

import (
	"net/http"
	"strings"
	"testing"

	"demarc/internal/audit"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// rest is what is stored, table by table, with the sessions. What counts attempts is left
// out: it says that somebody asked, and nothing of what.
func (p *probe) rest() map[string]string {
	p.t.Helper()
	out := map[string]string{}
	for row := range strings.SplitSeq(p.digest(), " ") {
		name, rest, _ := strings.Cut(strings.Trim(row, "()"), ",")
		out[name] = rest
	}
	var sessions string
	must(p.t, p.super.QueryRow(p.t.Context(), `select count(*)::text from app.sessions`).Scan(&sessions))
	out["sessions"] = sessions
	return out
}

// TestFollowingALinkChangesNothing has a scanner of mail follow every kind of link that
// is ever mailed or printed, as scanners do: three times, and by HEAD. Nothing is stored
// by it but that a signing link was opened by nobody knows whom, once. What a signer does
// behind the press of Continue is another matter: /read records that the document was
// shown, and a file that was taken is recorded too.
func TestFollowingALinkChangesNothing(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	ctx, lead := t.Context(), p.people["lead"].Actor
	it := p.people["it_lead"]
	mute, err := store.NewSecret(lead.MSP) // as a letter of news carries one
	must(t, err)
	_, err = p.superExec(`insert into app.letters (msp_id, client_id, engagement_id, id, membership_id, kind, happening, token_hash, made_at, sent_at)
		values ($1, $2, $3, $4, $5, 'mention', $4, $6, now(), now())`, lead.MSP, p.client.ID, p.draft.ID, store.NewID(), it.Membership, mute.Hash)
	must(t, err)
	invited := p.invitation("new@msp.test")
	_, rounds, err := p.Envelopes.List(ctx, lead, p.force.ID)
	must(t, err)
	sealed := rounds[0]
	if sealed.State != signing.Sealed || sealed.Code == "" {
		t.Fatalf("the round in force is %s", sealed.State)
	}
	links := map[string]int{
		"/s/" + p.token:          http.StatusOK,
		"/join/" + invited:       http.StatusOK,
		"/mute/" + mute.Token:    http.StatusOK,
		"/v/" + sealed.Code:      http.StatusOK,
		p.people["owner"].sample: http.StatusOK,
		"/s/" + mute.Token:       http.StatusNotFound, // a link of another kind
	}
	for _, tail := range []string{"/code", "/read", "/text.pdf", "/changes", "/phone", "/sign", "/question", "/decline", "/delegate", "/done", "/agreement.pdf"} {
		links["/s/"+p.token+tail] = http.StatusSeeOther
	}
	p.follow(t, links)

	must(t, p.Envelopes.Void(ctx, lead, p.out.ID, p.round.ID, "Not this year."))
	p.follow(t, map[string]int{"/s/" + p.token: http.StatusGone})
}

// follow opens each link and holds what is stored against what was.
func (p *probe) follow(t *testing.T, links map[string]int) {
	t.Helper()
	opened := func() int {
		log, _, err := p.Engagements.Chain(t.Context(), p.people["lead"].Actor, p.out.ID)
		must(t, err)
		n := 0
		for _, e := range log {
			if e.Verb == audit.LinkOpened {
				n++
			}
		}
		return n
	}
	before, seen, total := p.rest(), opened(), 0
	for link, status := range links {
		for i, method := range []string{http.MethodGet, http.MethodGet, http.MethodGet, http.MethodHead} {
			a := p.ask(nil, method, link, nil)
			if method == http.MethodGet && a.status != status {
				t.Errorf("%s answers %s, not %d", link, a, status)
			}
			if a.header.Get("Set-Cookie") != "" {
				t.Errorf("%s %s sets a cookie", method, link)
			}
			after := p.rest()
			if link == "/s/"+p.token && i == 0 && status == http.StatusOK {
				total = 1
				for _, table := range []string{"entries", "personal", "chain_heads", "signers"} {
					if after[table] == before[table] && table != "personal" {
						t.Errorf("the opening of a signing link is not in %s", table)
					}
					before[table] = after[table]
				}
			}
			for table, is := range after {
				if is != before[table] {
					t.Errorf("%s %s changes %s from %s to %s", method, link, table, before[table], is)
				}
			}
			before = after
		}
	}
	if n := opened() - seen; n != total {
		t.Errorf("%d openings are recorded, not %d", n, total)
	}
}
