package probe_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestOutage takes the database away in every way it goes away, and looks at what
// people get, that nothing is half done, and that all of it works again by itself.
func TestOutage(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	ctx := t.Context()
	elsewhere, err := url.Parse(p.SuperURL)
	must(t, err)
	name := strings.TrimPrefix(elsewhere.Path, "/")
	elsewhere.Path = "/postgres"
	super, err := pgx.Connect(ctx, elsewhere.String())
	must(t, err)
	defer func() { _ = super.Close(context.WithoutCancel(ctx)) }()
	do := func(sql string) {
		t.Helper()
		_, err := super.Exec(ctx, strings.ReplaceAll(sql, "$name", name))
		must(t, err)
	}
	kill := func() {
		t.Helper()
		if p.super != nil {
			_ = p.super.Close(ctx)
			p.super = nil
		}
		do(`select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '$name'`)
	}
	hubCtx, stopHub := context.WithCancel(ctx)
	defer stopHub()
	go p.hub.Run(hubCtx)
	<-p.hub.Ready()
	sub := p.hub.Subscribe(string(p.draft.ID))

	owner, at := p.people["owner"], "/e/"+string(p.draft.ID)
	f := p.function()
	words := values("name", f.Name, "description", "Described during an outage", "split", f.Split, "rev", "1")
	card := at + "/matrix/functions/" + string(f.ID)
	before := p.digest()

	// A restart: all connections end and new ones can be made. Nobody notices.
	kill()
	for _, ask := range []func() probeAnswer{
		func() probeAnswer { return p.ask(owner, "GET", at+"/matrix", nil) },
		func() probeAnswer { return p.ask(owner, "GET", at, nil) },
		func() probeAnswer { return p.ask(owner, "POST", at+"/matrix/functions/"+string(f.ID)+"/settle", nil) },
	} {
		if a := ask(); a.status >= 400 {
			t.Errorf("after a restart: %s %s", a, probeText(a.body))
		}
		kill()
	}
	p.ask(owner, "GET", "/", nil)

	// Gone: nobody is let in.
	do(`alter database "$name" allow_connections false`)
	kill()
	for _, path := range []string{"/", at, at + "/matrix", at + "/live", card, "/clients", "/find?q=x", "/places", "/settings/members", at + "/draft/matrix.csv", "/s/" + p.token, "/join/" + p.token} {
		gone(t, "GET "+path, p.ask(owner, "GET", path, nil))
	}
	for path, form := range map[string]url.Values{
		card + "/words": words, "/clients": values("name", "Half done"), "/signin": values("email", p.email("owner"), "password", probePassword),
		"/signin/code": values("email", p.email("owner")), "/signout": nil, "/s/" + p.token: nil,
		"/signup": values("msp", "M", "name", "N", "email", "n@half.example", "password", probePassword),
	} {
		gone(t, "POST "+path, p.ask(owner, "POST", path, form))
	}
	if a := p.ask(owner, "POST", card+"/words", words, "HX-Request", "true"); a.status != 503 || a.header.Get("HX-Retarget") != "#notices" || !strings.Contains(a.body, "Nothing was changed") {
		t.Errorf("by htmx: %s %s", a, a.body)
	}
	if a := p.ask(nil, "GET", "/readyz", nil); a.status != 503 {
		t.Errorf("readyz: %s", a)
	}
	for _, path := range []string{"/healthz", "/", "/assets/ui.css", "/signin"} {
		if a := p.ask(nil, "GET", path, nil); a.status != 200 {
			t.Errorf("GET %s needs no database, but: %s", path, a)
		}
	}
	do(`alter database "$name" allow_connections true`)
	if after := p.digest(); after != before {
		t.Errorf("something was done:\n%s\n%s", before, after)
	}
	if a := p.ask(owner, "GET", at+"/matrix", nil); a.status != http.StatusOK {
		t.Errorf("it does not come back: %s %s", a, probeText(a.body))
	}

	// In the middle: the act waits with its transaction open when its connection dies.
	// interrupted sends the form, and ends its connection where the lock holds it up.
	interrupted := func(lock string, meanwhile ...string) probeAnswer {
		t.Helper()
		p.digest() // opens the connection
		held, err := p.super.Begin(ctx)
		must(t, err)
		_, err = held.Exec(ctx, lock)
		must(t, err)
		answer := make(chan probeAnswer)
		go func() { answer <- p.ask(owner, "POST", card+"/words", words) }()
		for waiting := false; !waiting; {
			must(t, super.QueryRow(ctx, `select exists (select from pg_stat_activity where datname = $1 and wait_event_type = 'Lock')`, name).Scan(&waiting))
		}
		for _, sql := range meanwhile {
			do(sql)
		}
		do(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '$name' and wait_event_type = 'Lock'`)
		if meanwhile == nil {
			must(t, held.Rollback(ctx))
			return <-answer
		}
		a := <-answer
		must(t, held.Rollback(ctx))
		do(`alter database "$name" allow_connections true`)
		return a
	}
	head := `select from app.chain_heads where stream_id = '` + string(p.draft.ID) + `' for update`
	gone(t, "POST in the middle", interrupted(head, `alter database "$name" allow_connections false`))
	if a := interrupted(`lock table app.entries in share mode`); a.status != http.StatusServiceUnavailable || !strings.Contains(a.body, "Reload to see whether it was") {
		t.Errorf("POST during its commit: %s %s", a, probeText(a.body))
	}
	if after := p.digest(); after != before {
		t.Errorf("something was half done:\n%s\n%s", before, after)
	}
	if a := interrupted(head); a.status != http.StatusSeeOther || p.function().Rev != f.Rev+1 {
		t.Errorf("POST over a restart: %s, at revision %d", a, p.function().Rev)
	}

	// And on it goes, without a restart of ours.
	words.Set("rev", "2")
	words.Set("description", "Described afterwards")
	if a := p.ask(owner, "POST", card+"/words", words); a.status != http.StatusSeeOther {
		t.Errorf("afterwards: %s %s", a, probeText(a.body))
	}
	for _, open := <-sub.C; open; _, open = <-sub.C { // the watcher of before is told to read anew
	}
	heard := false
	for try := 0; try < 100 && !heard; try++ {
		sub = p.hub.Subscribe(string(p.draft.ID))
		p.ask(owner, "POST", card+"/move", values("direction", []string{"up", "down"}[try%2]))
		select {
		case _, heard = <-sub.C:
		case <-time.After(200 * time.Millisecond):
		}
		sub.Close()
	}
	if !heard {
		t.Error("live updates did not come back")
	}
	p.namesNobody(t)
}

// gone holds an answer to what people get while the database is away.
func gone(t *testing.T, what string, a probeAnswer) {
	t.Helper()
	if a.status != http.StatusServiceUnavailable || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "Nothing was changed") {
		t.Errorf("%s: %s, Retry-After %q: %s", what, a, a.header.Get("Retry-After"), probeText(a.body))
	}
}
