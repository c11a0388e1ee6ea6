package plot_test

import (
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"demarc/internal/browsertest"
	"demarc/internal/document/plot"
	"demarc/web/ui"
)

// gallery is a page of every sample as pages show them, under their policy and with
// their styles and typeface.
func gallery(t *testing.T) string {
	t.Helper()
	css := "@layer tokens, base, components, screens;\n"
	for _, from := range []fs.FS{ui.Files, plot.Files} {
		names, err := fs.Glob(from, "*.css")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			text, err := fs.ReadFile(from, name)
			if err != nil {
				t.Fatal(err)
			}
			css += string(text)
		}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'")
		fmt.Fprint(w, `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><meta charset="utf-8"><title>Plots</title><link rel="icon" href="/icon.svg"><link rel="stylesheet" href="/ui.css"><main class="page"><h1>Plots</h1>`)
		for _, s := range samples() {
			fmt.Fprintf(w, `<h2>%s</h2><div class="plots">`, html.EscapeString(s.name))
			for _, svg := range plot.All(s.draw) {
				fmt.Fprint(w, svg)
			}
			fmt.Fprint(w, `</div>`)
		}
	})
	mux.HandleFunc("GET /ui.css", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, css)
	})
	mux.HandleFunc("GET /inter.woff2", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFileFS(w, r, ui.Files, "vendor/inter-4.1.1/inter.woff2")
	})
	mux.HandleFunc("GET /icon.svg", func(w http.ResponseWriter, r *http.Request) { http.ServeFileFS(w, r, ui.Files, "icon.svg") })
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s.URL
}

// clipped lists the texts that leave their plot, and those of one plot that lie over
// one another, as drawn by a browser with the real typeface.
const clipped = `document.fonts.ready.then(() => [...document.querySelectorAll("svg.plot")].filter(s => s.getBoundingClientRect().width).flatMap(s => {
	const box = s.viewBox.baseVal, texts = [...s.querySelectorAll("text")].map(t => [t.firstChild ? t.firstChild.data : "", t.getBBox()]);
	const out = texts.filter(([, b]) => b.x < -.5 || b.y < -.5 || b.x + b.width > box.width + .5 || b.y + b.height > box.height + .5).map(([w]) => s.parentElement.previousElementSibling.textContent + ": clipped " + w);
	for (let i = 0; i < texts.length; i++) for (let j = 0; j < i; j++) {
		const [a, p] = texts[i], [b, q] = texts[j];
		if (Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x) > 1 && Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y) > 3) out.push(s.parentElement.previousElementSibling.textContent + ": " + a + " over " + b);
	}
	return out;
}).slice(0, 12).join("\n"))`

// TestNothingClipped measures every label in a real browser, on a desk, on the smallest
// phone and in the dark, where the page must also be free of findings.
func TestNothingClipped(t *testing.T) {
	t.Parallel()
	b, url := browsertest.Start(t), gallery(t)
	for _, window := range []struct {
		name  string
		width int
		dark  bool
	}{{"desk", 1280, false}, {"phone", 320, false}, {"dark", 1280, true}} {
		p := b.Person(t, window.name, window.width, 800)
		p.SetDark(window.dark)
		p.Open(url)
		if p.Eval(`document.fonts.ready.then(() => document.fonts.check("13px Inter"))`) != true {
			t.Error("the typeface is not there, so nothing was measured")
		}
		if bad := p.Eval(clipped); bad != "" {
			t.Errorf("%s: %s", window.name, bad)
		}
		if shown := p.Eval(`[...document.querySelectorAll(".plots")].every(d => [...d.children].filter(s => s.getBoundingClientRect().width).length == 1)`); shown != true {
			t.Errorf("%s: not one plot of two is shown", window.name)
		}
		if wide := p.Eval(`document.documentElement.scrollWidth > document.documentElement.clientWidth`); wide != false {
			t.Errorf("%s: the page scrolls sideways", window.name)
		}
		if small := p.Eval(`[...document.querySelectorAll("svg a")].filter(a => { const r = a.getBoundingClientRect(); return r.width && r.height < 24 }).length`); small != 0.0 {
			t.Errorf("%s: %v targets are under 24 pixels", window.name, small)
		}
		p.Axe(t)
		p.Clean(t)
		p.Shot("plots-" + window.name)
	}
	if !strings.Contains(clipped, "getBBox") {
		t.Fatal("nothing is measured")
	}
}
