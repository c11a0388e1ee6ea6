package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// watched is what the browser has told about a page, from the goroutine that
// reads its messages.
type watched struct {
	sync.Mutex
	problems []string
	allowed  []string
	loading  bool
	dialogs  chan struct{}
}

// reportCSP makes violations known to the console, where they are collected
// with the rest; the log alone has none for a policy that only reports.
const reportCSP = `addEventListener('securitypolicyviolation', e => console.error(
	'CSP violation: ' + e.effectiveDirective + ' refuses ' + (e.blockedURI || 'inline') + (e.sample ? ': ' + e.sample : '') + ' at ' + e.sourceFile + ':' + e.lineNumber))`

// listen opens the page and begins to watch it.
func (p *Page) listen() error {
	if err := chromedp.Do(p.ctx); err != nil {
		return err
	}
	main := chromedp.FromContext(p.ctx).Target.TargetID
	p.seen.dialogs = make(chan struct{}, 1)
	err := chromedp.Listen(p.ctx, func(event any) {
		p.seen.Lock()
		defer p.seen.Unlock()
		switch e := event.(type) {
		case *page.EventFrameStartedLoading:
			p.seen.loading = p.seen.loading || string(e.FrameID) == string(main)
		case *page.EventFrameStoppedLoading:
			p.seen.loading = p.seen.loading && string(e.FrameID) != string(main)
		case *page.EventJavascriptDialogOpening:
			select {
			case p.seen.dialogs <- struct{}{}:
			default:
			}
		default:
			if problem := problemIn(event); problem != "" {
				p.seen.problems = append(p.seen.problems, problem)
			}
		}
	})
	if err != nil {
		return err
	}
	go p.acceptDialogs()
	_, err = chromedp.Call(p.ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: reportCSP})
	return err
}

// acceptDialogs says yes to "Are you sure?", which would stop everything.
func (p *Page) acceptDialogs() {
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-p.seen.dialogs:
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true})
		}
	}
}

// problemIn is what a test should not let pass, or "". An answer of 4xx to a
// page or a fragment is not: 422 and 404 are pages of ours. A missing style,
// script, font or picture is.
func problemIn(event any) string {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeAssert {
			return "console: " + console(e.Args)
		}
	case *runtime.EventExceptionThrown:
		return "uncaught: " + (&chromedp.ExceptionError{ExceptionDetails: e.ExceptionDetails}).Error()
	case *log.EventEntryAdded:
		answered := e.Entry.Source == log.EntrySourceNetwork && !strings.Contains(e.Entry.Text, "net::ERR_")
		if e.Entry.Level == log.EntryLevelError && !answered {
			return fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		ours := e.Type == network.ResourceTypeDocument || e.Type == network.ResourceTypeFetch || e.Type == network.ResourceTypeXHR
		if e.Response.Status >= 500 || e.Response.Status >= 400 && !ours {
			return fmt.Sprintf("answer %d for the %s %s", e.Response.Status, strings.ToLower(string(e.Type)), e.Response.URL)
		}
	}
	return ""
}

func console(args []*runtime.RemoteObject) string {
	var words []string
	for _, a := range args {
		var text string
		if json.Unmarshal(a.Value, &text) != nil {
			text = a.Description
			if text == "" {
				text = string(a.Value)
			}
		}
		words = append(words, text)
	}
	return strings.Join(words, " ")
}

// Allow says that problems with this text are part of the test, from the
// beginning and from now on.
func (p *Page) Allow(text string) {
	p.seen.Lock()
	defer p.seen.Unlock()
	p.seen.allowed = append(p.seen.allowed, text)
}

// Clean fails the test for each problem since the last call: console errors,
// uncaught exceptions, CSP violations, answers of 5xx, files not found.
func (p *Page) Clean(tb testing.TB) {
	tb.Helper()
	for _, problem := range p.problems() {
		tb.Errorf("%s at %s: %s", p.name, p.URL(), problem)
	}
}

func (p *Page) problems() (left []string) {
	// What the page has done by now is reported before the answer to this.
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[any](turn, chromedp.EvalAwaitPromise)) // fails when the page has gone
	p.seen.Lock()
	defer p.seen.Unlock()
each:
	for _, problem := range p.seen.problems {
		for _, text := range p.seen.allowed {
			if strings.Contains(problem, text) {
				continue each
			}
		}
		left = append(left, problem)
	}
	p.seen.problems = nil
	return left
}
