package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/live"
	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/store/storetest"
	"demarc/web"
)

// BenchmarkMatrixPage is the whole signed-in page from Postgres: session, scope,
// rows, rules, HTML. Compare its CPU with BenchmarkNaiveTempl of web/matrix, the same
// rows as naive components from memory: go test -run - -bench . ./web ./web/matrix
func BenchmarkMatrixPage(b *testing.B) {
	d := storetest.Open(b)
	outbox, err := mail.NewOutbox("")
	if err != nil {
		b.Fatal(err)
	}
	key, err := seal.NewKey(time.Now(), "bench")
	if err != nil {
		b.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	a := app.New(app.Config{DB: d.DB, Mail: outbox, Keys: seal.One(key), Base: "http://127.0.0.1"})
	srv := httptest.NewUnstartedServer(nil)
	site, err := web.New(web.Config{App: a, Sessions: d.DB.Sessions(), Live: live.New(d.URL, log), Base: &url.URL{Scheme: "http", Host: srv.Listener.Addr().String()}, Log: log, Ready: d.DB.Ping})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	u, p, err := a.Accounts.SignUp(ctx, access.Request{IP: "192.0.2.1"}, app.SignUp{MSP: "Bench", Name: "Bea", Email: "bea@bench.example", Password: "long enough to be kept"})
	if err != nil {
		b.Fatal(err)
	}
	who, err := a.Accounts.Enter(ctx, u.ID, p.Membership)
	if err != nil {
		b.Fatal(err)
	}
	client, err := a.Clients.Add(ctx, who, "Alder")
	if err != nil {
		b.Fatal(err)
	}
	e, err := a.Engagements.Start(ctx, who, app.Start{Client: client.ID, Title: "Bench", Preset: catalog.Presets()[0].Key})
	if err != nil {
		b.Fatal(err)
	}
	srv.Config.Handler = site
	srv.Start()
	b.Cleanup(srv.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		b.Fatal(err)
	}
	web := srv.Client()
	web.Jar = jar
	res, err := web.PostForm(srv.URL+"/signin", url.Values{"email": {"bea@bench.example"}, "password": {"long enough to be kept"}})
	if err != nil || res.StatusCode != http.StatusOK {
		b.Fatal(err, res)
	}
	cookies := jar.Cookies(&url.URL{Scheme: "http", Host: srv.Listener.Addr().String()})
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/e/"+string(e.ID)+"/matrix", nil)
			r.Host = srv.Listener.Addr().String()
			for _, c := range cookies {
				r.AddCookie(c)
			}
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			if w.Code != http.StatusOK {
				b.Fatalf("status %d", w.Code)
			}
		}
	})
}
