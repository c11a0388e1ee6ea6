// Package browsertest opens our pages in headless Chromium and looks at them
// as people with different screens, accounts and needs. It is for tests only.
//
// Start finds or fetches Chromium, or skips the test saying why there is none;
// with DEMARC_REQUIRE_BROWSER=1 that is a failure. Person makes somebody with
// cookies and a window of their own. Every step of a Page waits until it can
// be done as a person would do it (the button is there, enabled and not
// covered), for up to 30 seconds, and then fails the test with the page's
// address, title and text. A step that leaves the page at once waits for the
// next one to load; what a script does later has to be waited for by what it
// shows.
//
//	b := browsertest.Start(t)
//	ann := b.Person(t, "ann", 1280, 900)
//	ann.Open(server.URL + "/sign-in")
//	ann.Fill("input[name=email]", "ann@msp.example")
//	ann.Click("button[type=submit]")
//	ann.WaitText("h1", "Check your mail")
//	ann.Axe(t)   // WCAG 2.2 A and AA
//	ann.Clean(t) // console errors, exceptions, CSP violations, missing files
//
// Screenshots go to the folder that DEMARC_SHOTS names; without it none are
// taken.
package browsertest

import (
	"context"
	"os"
	"runtime"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A Browser is one running Chromium, shared by the tests of a binary.
type Browser struct {
	ctx  context.Context
	stop func()
}

// shared is the browser of this test binary while any test uses it.
var shared struct {
	sync.Mutex
	browser *Browser
	users   int
}

// Start returns the test binary's browser, which ends with the last test that
// started it.
func Start(tb testing.TB) *Browser {
	tb.Helper()
	shared.Lock()
	defer shared.Unlock()
	if shared.browser == nil {
		c, err := find(tb.Context(), func(line string) { tb.Log(line) })
		if err != nil {
			if os.Getenv("DEMARC_REQUIRE_BROWSER") == "1" {
				tb.Fatal(err)
			}
			tb.Skipf("skipped for want of a browser: %v", err)
		}
		if shared.browser, err = c.launch(); err != nil {
			tb.Fatalf("start %s: %v", c.path, err)
		}
	}
	shared.users++
	tb.Cleanup(func() {
		shared.Lock()
		defer shared.Unlock()
		if shared.users--; shared.users == 0 {
			shared.browser.stop()
			shared.browser = nil
		}
	})
	return shared.browser
}

// launch starts Chromium with a profile and a home of its own. There is no
// sandbox: it refuses to run as root, is not to be had in most containers,
// and the pages are our own.
func (c chromium) launch() (*Browser, error) {
	home, err := os.MkdirTemp("", "browsertest-")
	if err != nil {
		return nil, err
	}
	env := append([]string{"HOME=" + home, "XDG_CONFIG_HOME=" + home, "XDG_CACHE_HOME=" + home}, c.env...)
	if runtime.GOOS == "linux" { // elsewhere the path gets too long for Chromium's socket
		env = append(env, "TMPDIR="+home)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(c.path),
		chromedp.Env(env...),
		chromedp.WindowSize(1280, 900),
		chromedp.Flag("no-sandbox", true),
		chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-lcd-text", true),
		chromedp.Flag("font-render-hinting", "none"),
	)
	for _, flag := range c.flags {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, closeAll := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeFirst := chromedp.NewContext(ctx)
	b := &Browser{ctx, func() {
		_ = chromedp.Cancel(ctx) // waits until it has ended
		closeFirst()
		closeAll()
		os.RemoveAll(home)
	}}
	if err := chromedp.Do(ctx); err != nil {
		b.stop()
		return nil, err
	}
	return b, nil
}

// Person opens an empty page for somebody who shares nothing with the others.
// The name is for messages. Width and height are of the page, in CSS pixels.
func (b *Browser) Person(tb testing.TB, name string, width, height int) *Page {
	tb.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	p := &Page{tb: tb, name: name, ctx: ctx, patience: patience}
	tb.Cleanup(func() {
		if tb.Failed() {
			if err := p.shot("failed-" + name); err != nil {
				tb.Logf("no picture of the page of %s: %v", name, err)
			}
		}
		cancel()
	})
	if err := p.listen(); err != nil {
		tb.Fatalf("open a page for %s: %v", name, err)
	}
	p.do("set the size of the page", chromedp.EmulateViewport(int64(width), int64(height)))
	p.SetDark(false)
	return p
}

// SetDark asks for the dark or the light scheme, from now on and in pages to
// come. Movement is always reduced, so that nothing is caught half-way.
func (p *Page) SetDark(dark bool) {
	p.tb.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme},
		{Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		p.fatalf("ask for the %s scheme: %v", scheme, err)
	}
}

// SetPrint shows the page as it is printed, or as it is seen again.
func (p *Page) SetPrint(print bool) {
	p.tb.Helper()
	media := ""
	if print {
		media = "print"
	}
	if _, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: media}); err != nil {
		p.fatalf("show the page as %q: %v", media, err)
	}
}
