package probe_test

import (
	"regexp"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/store"
)

// TestSecrets: after a full run no token, code or password lies in the database, and
// the log at its most talkative names nobody and tells no secret.
func TestSecrets(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	stop := p.work()
	secrets := map[string]string{probePassword: "a password", p.token: "a signing link"}
	for name, who := range p.people {
		_, value, _ := strings.Cut(who.cookie, "=")
		secrets[value] = "the session of " + name
		secrets[strings.TrimPrefix(who.sample, "/in/")] = "a sample link"
	}
	must(t, p.Accounts.Invite(t.Context(), p.people["owner"].Actor, app.Invite{Email: "new@quillfeather.example", Role: access.Viewer}))
	p.link("new@quillfeather.example", "invites you")
	p.ask(nil, "POST", "/signin/code", values("email", p.email("stranger")))
	p.letter(p.email("stranger"), "Your sign-in code")
	p.ask(nil, "POST", "/signup", values("msp", "Elderflower IT", "name", "Elderflower Ann", "email", "ann@elderflower.example", "password", "seven lamps and a new one"))
	p.letter("ann@elderflower.example", "Your sign-in code")
	secrets["seven lamps and a new one"] = "a password"
	for name, row := range probeRows(t) {
		path, form := p.request(row, "viewer")
		p.ask(p.people["viewer"], row.method, path, form)
		if strings.Contains(name, "{token}") {
			p.ask(nil, row.method, path+"x", form)
		}
	}
	stop()
	codes := 0
	p.post.mu.Lock()
	for _, m := range p.post.all {
		page := strings.Contains(m.Letter.URL, "/settings/") // asks who one is, and is no secret
		if i := strings.LastIndex(m.Letter.URL, "/"); i > 0 && strings.Count(m.Letter.URL, "/") == 4 && !page {
			secrets[m.Letter.URL[i+1:]] = "a link in a letter about " + m.Subject
		}
		if m.Letter.Code != "" {
			secrets[m.Letter.Code] = "a code"
			codes++
		}
	}
	p.post.mu.Unlock()
	if codes < 2 || len(secrets) < 20 {
		t.Fatalf("only %d codes and %d secrets were made", codes, len(secrets))
	}
	stored, log := p.dump(), p.log.String()
	if !strings.Contains(stored, ourMSP) || !strings.Contains(stored, store.HashToken(p.token)) {
		t.Fatal("the dump does not have what is stored")
	}
	for secret, what := range secrets {
		find := regexp.MustCompile(`(^|[^0-9A-Za-z_.-])` + regexp.QuoteMeta(secret) + `($|[^0-9A-Za-z_-])`)
		for name, text := range map[string]string{"the database": stored, "the log": log} {
			if at := find.FindStringIndex(text); at != nil {
				t.Errorf("%s is in %s: %q", what, name, text[max(0, at[0]-100):min(len(text), at[1]+20)])
			}
		}
	}
	p.namesNobody(t)
	if !strings.Contains(log, `"route":"/s/{token}"`) {
		t.Error("the log does not have the requests")
	}
}

// namesNobody holds the log to ids: no name, no address of anybody.
func (p *probe) namesNobody(t *testing.T) {
	t.Helper()
	log := p.log.String()
	for _, word := range []string{ourMSP, ourClient, otherClient, otherMSP, othersClient, "elderflower", ".example"} {
		if at := strings.Index(strings.ToLower(log), strings.ToLower(word)); at >= 0 {
			t.Errorf("the log says %s: %q", word, log[max(0, at-200):min(len(log), at+50)])
		}
	}
}

// dump is everything in the database as text, a value a line.
func (p *probe) dump() string {
	p.t.Helper()
	p.digest() // opens the connection
	var query string
	must(p.t, p.super.QueryRow(p.t.Context(), `
		select string_agg(format('select %L || %I::text from %I.%I where %I is not null', table_name || '.' || column_name || ': ', column_name, table_schema, table_name, column_name), ' union all ')
		  from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema')
		   and data_type in ('text', 'character varying', 'jsonb', 'json', 'ARRAY')`).Scan(&query))
	var b strings.Builder
	rows, err := p.super.Query(p.t.Context(), query)
	must(p.t, err)
	var line string
	for rows.Next() {
		must(p.t, rows.Scan(&line))
		b.WriteString(line + "\n")
	}
	must(p.t, rows.Err())
	must(p.t, p.super.QueryRow(p.t.Context(), `
		select string_agg(format('select %I from %I.%I where %I is not null', column_name, table_schema, table_name, column_name), ' union all ')
		  from information_schema.columns where table_schema not in ('pg_catalog', 'information_schema') and data_type = 'bytea'`).Scan(&query))
	rows, err = p.super.Query(p.t.Context(), query)
	must(p.t, err)
	var bytes []byte
	for rows.Next() {
		must(p.t, rows.Scan(&bytes))
		b.Write(append(bytes, '\n'))
	}
	must(p.t, rows.Err())
	return b.String()
}
