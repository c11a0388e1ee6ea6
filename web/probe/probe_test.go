package probe_test

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/jackc/pgx/v5"

	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/web"
)

// probe is the site of a world as browsers meet it, without a network between.
type probe struct {
	*probeWorld
	site    http.Handler
	ips     int
	columns map[raci.Kind]raci.StakeholderID // found so far
	super   *pgx.Conn
	digests string // the question of digest
}

func newProbe(t *testing.T, base string, tracer pgx.QueryTracer) *probe {
	t.Helper()
	p := &probe{probeWorld: newProbeWorld(t, base, tracer), columns: map[raci.Kind]raci.StakeholderID{}}
	var err error
	p.site, err = web.New(p.config)
	must(t, err)
	for _, who := range p.people {
		p.signIn(who)
	}
	return p
}

// signIn gives somebody a new session, in their only place.
func (p *probe) signIn(who *probePerson) {
	p.t.Helper()
	who.cookie = ""
	if a := p.ask(who, http.MethodPost, who.sample, nil); a.status != http.StatusSeeOther || who.cookie == "" {
		p.t.Fatalf("sign in: %d %s", a.status, a.body)
	}
}

// probeAnswer is what came back.
type probeAnswer struct {
	status int
	to     string
	body   string
	header http.Header
}

// ask sends one request as somebody; nil is nobody. A form is sent by POST. header
// are pairs; "Host" and "ip" are not headers and are set where they belong.
func (p *probe) ask(who *probePerson, method, path string, form url.Values, header ...string) probeAnswer {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, method, p.config.Base.String()+path, strings.NewReader(form.Encode()))
	must(p.t, err)
	p.ips++
	r.RemoteAddr = fmt.Sprintf("198.51.%d.%d:4711", p.ips/250%250, p.ips%250)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		switch header[i] {
		case "Host":
			r.Host = header[i+1]
		case "ip":
			r.RemoteAddr = header[i+1] + ":4711"
		default:
			r.Header.Set(header[i], header[i+1])
		}
	}
	return p.send(who, r, cancel)
}

func (p *probe) send(who *probePerson, r *http.Request, cancel func()) probeAnswer {
	if who != nil && who.cookie != "" {
		r.Header.Add("Cookie", who.cookie)
	}
	w := &probeWriter{ResponseRecorder: httptest.NewRecorder(), cancel: cancel}
	p.site.ServeHTTP(w, r)
	res := w.Result()
	for _, c := range res.Cookies() {
		if who == nil || !strings.Contains(c.Name, "demarc") {
			continue
		}
		if who.cookie = c.Name + "=" + c.Value; c.MaxAge < 0 {
			who.cookie = ""
		}
	}
	return probeAnswer{res.StatusCode, res.Header.Get("Location"), w.Body.String(), res.Header}
}

// probeWriter ends a stream once it has begun, which would last for minutes.
type probeWriter struct {
	*httptest.ResponseRecorder
	cancel func()
}

func (w *probeWriter) Flush() {
	w.ResponseRecorder.Flush()
	if w.Header().Get("Content-Type") == "text/event-stream" {
		w.cancel()
	}
}

func (a probeAnswer) String() string {
	if a.to != "" {
		return fmt.Sprintf("%d to %s", a.status, a.to)
	}
	return strconv.Itoa(a.status)
}

// probeIDs are what differs between two pages that say the same.
var probeIDs = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[A-Z2-7]{26}`)

// same is the text of an answer without ids and the request's reference.
func (a probeAnswer) same() string { return probeIDs.ReplaceAllString(a.body, "ID") }

// digest is a fingerprint of all that is stored about tenants: which rows there are,
// and which transaction wrote each, so that writing a row as it was shows as well.
// Sessions, attempts and codes change by being looked at, so they are left out.
func (p *probe) digest() string {
	p.t.Helper()
	ctx := p.t.Context()
	if p.super == nil {
		var err error
		p.super, err = pgx.Connect(ctx, p.SuperURL)
		must(p.t, err)
		p.t.Cleanup(func() { _ = p.super.Close(context.Background()) })
		must(p.t, p.super.QueryRow(ctx, `
			select string_agg(format('select %L, count(*) n, coalesce(sum(hashtextextended(t.xmin::text || t.ctid::text, 0)), 0) sum from app.%I t', table_name, table_name), ' union all ' order by table_name)
			  from information_schema.tables
			 where table_schema = 'app' and table_type = 'BASE TABLE' and table_name not in ('sessions', 'attempts', 'signin_codes')`).Scan(&p.digests))
	}
	var sum string
	must(p.t, p.super.QueryRow(ctx, `select string_agg(d::text, ' ') from (`+p.digests+`) d`).Scan(&sum))
	return sum
}

// probeColumns are the people of the table, in its order.
var probeColumns = []string{"nobody", "stranger", "neighbour", "owner", "lead", "member", "viewer", "it_lead", "contributor", "signer", "reader"}

// probeRow is a line of the table.
type probeRow struct {
	method, pattern string
	want            map[string]string
}

func probeRows(t *testing.T) map[string]probeRow {
	t.Helper()
	rows := map[string]probeRow{}
	for line := range strings.Lines(probeTable) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		if len(f) != 2+len(probeColumns) {
			t.Fatalf("%d columns: %s", len(f), line)
		}
		row := probeRow{method: f[0], pattern: f[1], want: map[string]string{}}
		for i, name := range probeColumns {
			row.want[name] = f[2+i]
		}
		rows[f[0]+" "+f[1]] = row
	}
	return rows
}

// TestRoutes asks every address as everybody. An address that is not in the table
// fails, and so does a line of the table without an address. What is refused changes
// nothing, and somebody else's thing is answered as one that does not exist.
func TestRoutes(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	rows := probeRows(t)
	found := map[string]bool{}
	must(t, chi.Walk(p.site.(chi.Routes), func(method, pattern string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		found[method+" "+pattern] = true
		if _, ok := rows[method+" "+pattern]; !ok {
			t.Errorf("%s %s is not in the table", method, pattern)
		}
		return nil
	}))
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		if !found[key] {
			t.Errorf("%s is in the table and nowhere else", key)
			continue
		}
		t.Run(strings.ReplaceAll(key, "/", "|"), func(t *testing.T) { p.probe(t, rows[key]) })
	}
}

func (p *probe) probe(t *testing.T, row probeRow) {
	refused := func(code string) bool { return code == "in" || code == "403" || code == "404" }
	for _, name := range probeColumns {
		if refused(row.want[name]) {
			p.try(t, row, name)
		}
	}
	for _, name := range probeColumns {
		// HEAD makes the whole file as GET does, so one role of each side will do.
		if row.method == http.MethodHead && name != "owner" && name != "reader" {
			continue
		}
		if !refused(row.want[name]) {
			p.try(t, row, name)
		}
	}
}

// try asks as one person, and compares with the table.
func (p *probe) try(t *testing.T, row probeRow, name string) {
	t.Helper()
	who := p.people[name]
	if who == nil {
		who = &probePerson{}
	}
	path, form := p.request(row, name)
	want := row.want[name]
	refused := want == "in" || want == "403" || want == "404"
	var before string
	if refused {
		if who.cookie != "" {
			p.ask(who, http.MethodGet, "/", nil) // shows the notices that wait
		}
		before = p.digest()
	}
	cookie := who.cookie
	a := p.ask(who, row.method, path, form)
	if who.cookie != cookie && who.Kind != "" {
		p.signIn(who)
	}
	if refused {
		if after := p.digest(); before != after {
			t.Errorf("%s was refused, and something changed:\n%s\n%s", name, before, after)
		}
	}
	if want == "in" {
		if a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
			t.Errorf("%s is not asked to sign in but answered %s", name, a)
		}
		return
	}
	if strconv.Itoa(a.status) != want {
		t.Errorf("%s: %s, want %s\n%s", name, a, want, probeText(a.body))
	}
	if (name == "stranger" || name == "neighbour") && (want == "404" || want == "403") {
		missing := p.ask(who, row.method, probeIDs.ReplaceAllStringFunc(path, func(id string) string {
			if len(id) == 26 {
				return id
			}
			return store.NewID()
		}), form)
		if a.status != missing.status || a.same() != missing.same() {
			t.Errorf("%s can tell that it exists: %s\n%s\nmissing: %s\n%s", name, a, probeText(a.body), missing, probeText(missing.body))
		}
	}
}

// probeText is what a page says, short enough for a test's log.
func probeText(body string) string {
	if _, main, ok := strings.Cut(body, "<main"); ok {
		body = main
	}
	text := strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(body, " ")), " ")
	return text[:min(len(text), 300)]
}
