package probe_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// TestForeignIDs puts ids of somebody else, and what is no id, wherever an address
// or a form has one. Nothing is found, nothing changes, and nobody reads a word that
// belongs to another tenant.
func TestForeignIDs(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.converse(t)
	malformed := []string{"'", "00000000-0000-0000-0000-000000000000", "../", "..%2f..", "\x00", "%", "\u202e", "-1", "99999999999999999999", "null", "{}", strings.Repeat("x", 1<<20)}
	for _, attacker := range []struct {
		name  string
		never []string // words
		ids   []string
	}{
		{name: "owner", never: []string{otherMSP, othersClient}, ids: p.idsOf("stranger", p.elsewhere)},
		{name: "it_lead", never: []string{otherMSP, othersClient, otherClient}, ids: append(p.idsOf("stranger", p.elsewhere), p.idsOf("neighbour", p.theirs)...)},
		{name: "stranger", never: []string{ourMSP, ourClient, otherClient}, ids: append(p.idsOf("owner", p.draft), p.idsOf("neighbour", p.theirs)...)},
	} {
		who, malformed, hostile := p.people[attacker.name], malformed, hostile
		if attacker.name != "owner" { // reading is the same for everybody
			malformed, hostile = malformed[:2], nil
		}
		before := p.digest()
		check := func(what, id string, a probeAnswer, foreign bool) {
			p.judge(t, attacker.name+" "+what, nil, a)
			for _, word := range attacker.never {
				if strings.Contains(a.body, word) || strings.Contains(strings.ToLower(a.body), strings.ToLower(word)+".example") {
					t.Errorf("%s %s %.60q shows %s", attacker.name, what, id, word)
				}
			}
			if foreign && (a.status < 400 || a.status == http.StatusConflict) {
				t.Errorf("%s %s %.60q: %s", attacker.name, what, id, a)
			}
		}
		rows := probeRows(t)
		for _, key := range slices.Sorted(keysOf(rows)) {
			row := rows[key]
			if row.method == "HEAD" || row.want["nobody"] != "in" {
				continue
			}
			path, form := p.ownRequest(row, attacker.name)
			for _, param := range regexp.MustCompile(`\{(\w+)\}`).FindAllStringSubmatch(row.pattern, -1) {
				for _, id := range slices.Concat(attacker.ids, malformed) {
					check(key, id, p.ask(who, row.method, p.with(row, path, param[1], id), form), true)
				}
			}
		}
		for _, f := range []struct {
			path  string
			field string
			form  url.Values
		}{
			{"/places", "membership", values("membership", "ID")},
			{p.ownPath(attacker.name, "/matrix/agree"), "row", values("row", "ID@1")},
			{p.ownPath(attacker.name, "/matrix/functions"), "key", values("key", "ID", "name", "x", "description", "x", "criticality", "normal")},
			{p.ownPath(attacker.name, "/matrix/functions"), "area", values("area", "ID", "name", "x", "description", "x", "criticality", "normal")},
			{p.ownPath(attacker.name, "/matrix/functions/"+string(p.ownFunction(attacker.name).ID)+"/assignments"), "stakeholder", values("stakeholder", "ID", "role", "I", "rev", fmt.Sprint(p.ownFunction(attacker.name).Rev))},
			{p.ownPath(attacker.name, "/matrix/functions/"+string(p.ownFunction(attacker.name).ID)+"/row"), "cell", values("cell-ID", "R", "rev", fmt.Sprint(p.ownFunction(attacker.name).Rev))},
			{"/e/" + string(p.out.ID) + "/sign/" + string(p.round.ID) + "/remind", "signer", values("signer", "ID")},
		} {
			for _, id := range slices.Concat(attacker.ids, malformed) {
				form := url.Values{}
				for name, v := range f.form {
					form.Set(strings.ReplaceAll(name, "ID", id), strings.ReplaceAll(v[0], "ID", id))
				}
				check("POST "+f.path+" "+f.field, id, p.ask(who, "POST", f.path, form), false)
			}
		}
		for _, path := range []string{
			"/find?q=patch&client=ID", "/find?q=ID", "/?before=2026-01-01T00:00:00Z&id=ID", "/?before=ID&id=ID", "/?before=0000-01-01T00:00:00Z&id=ID", "/clients?name=a&after=ID", "/clients?name=ID&after=ID",
			p.ownPath(attacker.name, "/matrix?q=ID&area=ID&state=ID"), p.ownPath(attacker.name, "/history?after=ID"), p.ownPath(attacker.name, "/areas?preset=ID"),
			p.ownPath(attacker.name, "/live?after=ID"), p.ownPath(attacker.name, "/stale?step=ID&mark=ID"), p.ownPath(attacker.name, "/matrix/functions/new?q=ID"), p.ownPath(attacker.name, "/sign?state=ID"),
			"/signin?next=ID", "/places?next=ID", "/signin/code?id=ID&next=ID", "/s/" + p.token + "/sign?shown=ID",
		} {
			for _, id := range slices.Concat(attacker.ids, malformed, hostile) {
				check("GET "+path, id, p.ask(who, "GET", strings.ReplaceAll(path, "=ID", "="+url.QueryEscape(id)), nil), false)
			}
		}
		if after := p.digest(); before != after {
			t.Errorf("%s changed something with foreign ids:\n%s\n%s", attacker.name, before, after)
		}
	}
}

// idsOf are ids of every kind that belong to somebody.
func (p *probe) idsOf(name string, e engagement.Engagement) []string {
	p.t.Helper()
	who := p.people[name]
	d, err := p.Matrices.Open(p.t.Context(), who.Actor, e.ID)
	must(p.t, err)
	ids := []string{string(e.ID), string(e.Client), string(who.MSP), string(who.User), who.Membership, string(d.Matrix.Functions[0].ID), string(d.Matrix.Stakeholders[0].ID)}
	if name == "owner" {
		ids = append(ids, string(p.round.ID), string(p.round.Signers[0].ID), string(p.force.ID), string(p.out.ID))
		ids = slices.AppendSeq(ids, maps.Values(p.talked(raci.BallotOpen)))
	}
	return ids
}

// own is the engagement in draft of the attacker's own side.
func (p *probe) own(name string) engagement.ID {
	if name == "stranger" {
		return p.elsewhere.ID
	}
	return p.draft.ID
}

func (p *probe) ownPath(name, path string) string { return "/e/" + string(p.own(name)) + path }

func (p *probe) ownFunction(name string) raci.Function {
	p.t.Helper()
	d, err := p.Matrices.Open(p.t.Context(), p.people[name].Actor, p.own(name))
	must(p.t, err)
	return d.Matrix.Functions[0]
}

// ownRequest is a request about the attacker's own things, with a form that changes
// nothing by itself.
func (p *probe) ownRequest(row probeRow, name string) (map[string]string, url.Values) {
	p.t.Helper()
	f := p.ownFunction(name)
	path := map[string]string{
		"engagement": string(p.own(name)), "client": string(p.client.ID), "envelope": string(p.round.ID), "n": "1", "seq": "1", "day": p.day, "side": "client",
		"fn": string(f.ID), "stakeholder": string(p.columnID(raci.InternalIT)), "membership": p.people["reader"].Membership,
		"shelf": "functions", "key": ourFunction,
	}
	if slices.ContainsFunc(talkedOf, func(param string) bool { return strings.Contains(row.pattern, "{"+param+"}") }) {
		vote := raci.BallotOpen
		if strings.HasSuffix(row.pattern, "/take") || strings.HasSuffix(row.pattern, "/discuss") {
			vote = raci.BallotRevealed
		}
		maps.Copy(path, p.talked(vote))
	}
	if name == "stranger" {
		path["client"], path["membership"] = string(p.strangers.ID), p.people[name].Membership
	}
	return path, values("rev", fmt.Sprint(f.Rev), "name", "x", "description", "x", "role", "I", "reason", "x", "exclude_reason", "x", "legal_name", "x", "short_name", "x", "direction", "down",
		"agree", "yes", "email", "x@y.example", "title", "x", "rule", "V04", "criticality", "normal")
}

// with is the path of a row with one parameter replaced.
func (p *probe) with(row probeRow, path map[string]string, param, id string) string {
	out := row.pattern
	for name, value := range path {
		if name == param {
			value = id
		}
		out = strings.ReplaceAll(out, "{"+name+"}", url.PathEscape(value))
	}
	return out
}
