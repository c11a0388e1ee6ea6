package matrix

import (
	"context"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"testing"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
	live "demarc/web/engagement"
	"demarc/web/ui"
)

// serve opens the screen to one person at an address of its own, with our styles,
// scripts, policy and stream.
func (s *site) serve(who access.Actor) string {
	files := map[string][]byte{"ui.css": []byte("@layer tokens, base, components, screens;\n"), "ui.js": ui.Script()}
	for _, source := range []fs.FS{ui.Files, Files} {
		err := fs.WalkDir(source, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			b, err := fs.ReadFile(source, name)
			if path.Ext(name) == ".css" {
				files["ui.css"] = append(files["ui.css"], b...)
			} else if folder := path.Dir(name); folder == "grid" {
				files["grid.js"] = append(files["grid.js"], b...)
			} else {
				files[path.Base(name)] = b
			}
			return err
		})
		s.ok(err)
	}
	h := s.handler(who, func(r chi.Router) {
		live.Screen{App: s.app, Live: s.hub}.Routes(r)
		assets := func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", map[string]string{".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}[path.Ext(r.URL.Path)])
			if path.Base(r.URL.Path) == s.late {
				time.Sleep(time.Second)
			}
			_, _ = w.Write(files[path.Base(r.URL.Path)])
		}
		r.Get("/assets/{name}", assets)
		r.Get("/e/{engagement}/inter.woff2", assets)
		r.Get("/inter.woff2", assets)
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'")
		h.ServeHTTP(w, r)
	}))
	s.t.Cleanup(func() {
		server.CloseClientConnections() // streams never end by themselves
		server.Close()
	})
	return server.URL
}

// listening starts the hub, so that streams are told of changes.
func (s *site) listening() {
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.hub.Run(ctx)
	}()
	s.t.Cleanup(func() {
		stop()
		<-done
	})
	<-s.hub.Ready()
}

// TestLook is zero findings of axe on every page of the screen, in three shapes.
func TestLook(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	quarrel(s)
	at := s.serve(s.lead)
	f := s.row("ep-ospatch")
	pages := map[string]string{
		"matrix": home(s.id), "problems": home(s.id) + "?state=problems", "card": card(s.id, f.ID), "disputed": card(s.id, s.row("net-fwchange").ID),
		"agree": home(s.id) + "/agree", "add": home(s.id) + "/functions/new?q=test",
	}
	for _, look := range []struct {
		name          string
		width, height int
		dark          bool
		pages         []string
	}{
		{"wide", 1280, 900, false, []string{"matrix", "card", "agree"}},
		{"dark", 1280, 900, true, []string{"problems", "disputed"}},
		{"middle", 800, 900, false, []string{"problems"}},
		{"phone", 390, 844, false, []string{"problems", "card", "disputed", "add"}},
		{"small", 320, 640, false, []string{"problems", "card"}},
	} {
		p := b.Person(t, "tom-"+look.name, look.width, look.height)
		p.SetDark(look.dark)
		for _, name := range look.pages {
			p.Open(at + pages[name])
			p.Wait("h1")
			p.Shot("matrix-" + name + "-" + look.name)
			p.Axe(t)
			p.Clean(t)
			if over := p.Eval(`document.documentElement.scrollWidth - innerWidth`).(float64); over > 0 {
				t.Errorf("%s at %d: %v px too wide", name, look.width, over)
			}
		}
	}
}

// quarrel leaves the matrix as matrices are: partly agreed, one row disputed, some to
// be mended.
func quarrel(s *site) {
	ctx := s.t.Context()
	d := s.draft()
	for i, f := range d.Matrix.Functions {
		if i%3 > 0 {
			_, err := s.app.Matrices.Agree(ctx, s.lead, s.id, f.ID, true, f.Rev)
			s.ok(err)
		}
		if i%3 == 2 {
			_, err := s.app.Matrices.Agree(ctx, s.it, s.id, f.ID, true, f.Rev)
			s.ok(err)
		}
	}
	_, err := s.app.Matrices.Dispute(ctx, s.it, s.id, s.row("net-fwchange").ID, "Firewall changes at the distribution center stop the belts. We want to be Accountable here.")
	s.ok(err)
	for _, e := range []struct {
		key raci.FunctionKey
		as  raci.Assignment
	}{{"ep-ospatch", raci.Responsible}, {"bk-test", raci.NotInvolved}, {"net-remote", raci.Undecided}} {
		f := s.row(e.key)
		for _, c := range d.Matrix.Stakeholders {
			if f.Cells[c.ID].Answers() {
				_, err := s.app.Matrices.Assign(ctx, s.lead, s.id, f.ID, c.ID, e.as, f.Rev)
				s.ok(err)
			}
		}
	}
	x := s.row("hd-onsite")
	if x.ID != "" {
		_, err = s.app.Matrices.Exclude(ctx, s.lead, s.id, x.ID, "The client has nobody on site.", x.Rev)
		s.ok(err)
	}
}
