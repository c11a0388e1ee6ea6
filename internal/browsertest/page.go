package browsertest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// patience bounds every step. It is long, as machines are busy, and nothing
// waits longer than it has to.
const patience = 90 * time.Second

// turn ends when the page has handled the events that are under way.
const turn = `new Promise(done => setTimeout(done, 0))`

// A Page is what one person has open. Its methods are for the test's own
// goroutine. Selectors are CSS; where several elements match, the first that
// is visible is meant.
type Page struct {
	tb       testing.TB
	name     string
	ctx      context.Context
	patience time.Duration
	seen     watched
}

// Open goes to an address and waits until it has loaded. A page that was just
// loading itself anew, because of what somebody else did, may overtake it once.
func (p *Page) Open(url string) {
	p.tb.Helper()
	err := p.try(chromedp.Navigate(url))
	if err != nil && strings.Contains(err.Error(), "net::ERR_ABORTED") {
		err = p.try(chromedp.Navigate(url))
	}
	if err != nil {
		p.fatalf("open %s: %v", url, err)
	}
}

// URL is the address of the page.
func (p *Page) URL() string {
	p.tb.Helper()
	url, _ := p.Eval(`location.href`).(string)
	return url
}

// Click presses the mouse's button in the middle of an element.
func (p *Page) Click(sel string) {
	p.tb.Helper()
	var at struct{ X, Y float64 }
	p.until("click "+sel, `
		if (e.disabled) return {wait: 'it is disabled'}
		e.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'})
		const r = e.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2
		const top = document.elementFromPoint(x, y)
		if (!top || !(e.contains(top) || top.contains(e) && top.closest('label') || e.labels && [...e.labels].some(l => l.contains(top))))
			return {wait: 'it is covered by ' + (top ? top.cloneNode().outerHTML : 'nothing')}
		return {value: {X: x, Y: y}}`, sel, &at)
	p.do("click "+sel, chromedp.MouseClickXY(at.X, at.Y))
	p.settle()
}

// Fill puts text in place of what a field holds, as typing does; a field of
// choices gets the option with that value or label.
func (p *Page) Fill(sel, text string) {
	p.tb.Helper()
	want, _ := json.Marshal(text)
	var typed bool
	p.until("fill "+sel, `
		const want = `+string(want)+`
		if (e.disabled || e.readOnly) return {wait: 'it cannot be changed'}
		e.scrollIntoView({block: 'center', behavior: 'instant'})
		e.focus()
		const set = v => { e.value = v; for (const n of ['input', 'change']) e.dispatchEvent(new Event(n, {bubbles: true})) }
		if (e.localName === 'select') {
			const o = [...e.options].find(o => o.value === want || o.label.trim() === want)
			if (!o) return {wait: 'it has no option ' + want}
			set(o.value)
			return {value: false}
		}
		if (e.localName === 'input' && ['date', 'time', 'datetime-local', 'month', 'week', 'color', 'range'].includes(e.type)) {
			set(want)
			return {value: false}
		}
		if (e.select) e.select(); else getSelection().selectAllChildren(e)
		return {value: true}`, sel, &typed)
	if typed {
		if _, err := chromedp.Call(p.ctx, input.InsertText, input.InsertTextParams{Text: text}); err != nil {
			p.fatalf("fill %s: %v", sel, err)
		}
	}
	p.settle()
}

// Upload chooses files for an input of that type.
func (p *Page) Upload(sel string, files ...string) {
	p.tb.Helper()
	p.do("upload to "+sel, chromedp.SetUploadFiles(chromedp.CSS(sel), files, chromedp.NodeReady))
	p.settle()
}

// Text is the text of an element as it is shown, without space around it.
func (p *Page) Text(sel string) (text string) {
	p.tb.Helper()
	p.until("read "+sel, `return {value: e.innerText.trim()}`, sel, &text)
	return text
}

// Wait waits until an element is visible.
func (p *Page) Wait(sel string) {
	p.tb.Helper()
	p.until("wait for "+sel, `return {value: true}`, sel, new(bool))
}

// WaitText waits until an element that matches shows the text.
func (p *Page) WaitText(sel, contains string) {
	p.tb.Helper()
	want, _ := json.Marshal(contains)
	p.until("wait for "+sel+" to say "+string(want), `
		const say = all.map(e => e.innerText.trim())
		return say.some(s => s.includes(`+string(want)+`)) ? {value: true} : {wait: 'it says ' + JSON.stringify(say.join(' | ').slice(0, 500))}`, sel, new(bool))
}

// Gone waits until no element that matches is visible.
func (p *Page) Gone(sel string) {
	p.tb.Helper()
	p.poll("wait until "+sel+" is gone", `(() => { `+visible(sel)+`
		return all.length ? {wait: 'it is still there'} : {value: true} })()`, new(bool))
}

// Eval is the value of an expression in the page, or what its promise
// becomes, as encoding/json has it: float64, string, []any and so on.
func (p *Page) Eval(js string) any {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	raw, err := chromedp.Run(ctx, chromedp.Evaluate[*json.RawMessage](js, chromedp.EvalAwaitPromise, chromedp.EvalAsValue))
	if errors.Is(err, chromedp.ErrJSUndefined) || err == nil && raw == nil {
		return nil
	}
	if err != nil {
		p.fatalf("evaluate %.200s: %v", js, err)
	}
	var v any
	if err := json.Unmarshal(*raw, &v); err != nil {
		p.fatalf("evaluate %.200s: %v", js, err)
	}
	return v
}

func visible(sel string) string {
	quoted, _ := json.Marshal(sel)
	return `const found = [...document.querySelectorAll(` + string(quoted) + `)]
		const all = found.filter(e => e.getClientRects().length && e.checkVisibility({visibilityProperty: true}))`
}

// until polls a script about the first visible element e of those that match,
// all. The script returns {value} when it is done or {wait: why}.
func (p *Page) until(what, script, sel string, into any) {
	p.tb.Helper()
	p.poll(what, `(() => { `+visible(sel)+`
		const e = all[0]
		if (!e) return {wait: found.length ? 'it is not visible' : 'there is none'}
		`+script+` })()`, into)
}

// poll repeats an expression until it has a value. A page that goes away in
// the middle is no error: the next one is asked.
func (p *Page) poll(what, expression string, into any) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	why := "the page does not answer"
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		answer, err := chromedp.Run(ctx, chromedp.Evaluate[struct {
			Value *json.RawMessage `json:"value"`
			Wait  string           `json:"wait"`
		}](expression, chromedp.EvalAsValue))
		switch {
		case err == nil && answer.Value != nil:
			if err := json.Unmarshal(*answer.Value, into); err != nil {
				p.fatalf("%s: %v", what, err)
			}
			return
		case err == nil:
			why = answer.Wait
		case ctx.Err() == nil:
			why = err.Error()
			if _, ok := errors.AsType[*chromedp.ExceptionError](err); ok {
				p.fatalf("%s: %v", what, err) // a bad selector never gets better
			}
		}
		select {
		case <-ctx.Done():
			p.fatalf("%s: %s", what, why)
		case <-tick.C:
		}
	}
}

// settle waits until the page has handled what was done to it and, when that
// leads to another page, until that one has loaded.
func (p *Page) settle() {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[any](turn, chromedp.EvalAwaitPromise)) // fails when the page has gone
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for p.seen.isLoading() {
		select {
		case <-ctx.Done():
			p.fatalf("wait for the next page to load: %v", ctx.Err())
		case <-tick.C:
		}
	}
}

func (w *watched) isLoading() bool {
	w.Lock()
	defer w.Unlock()
	return w.loading
}

func (p *Page) do(what string, step chromedp.Action[chromedp.Void]) {
	p.tb.Helper()
	if err := p.try(step); err != nil {
		p.fatalf("%s: %v", what, err)
	}
}

func (p *Page) try(step chromedp.Action[chromedp.Void]) error {
	ctx, cancel := context.WithTimeout(p.ctx, p.patience)
	defer cancel()
	return chromedp.Do(ctx, step)
}

// fatalf ends the test and shows what the person had before them.
func (p *Page) fatalf(format string, args ...any) {
	p.tb.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	page, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + '\ntitle: ' + document.title + '\n' + (document.body ? document.body.innerText : '')`))
	if err != nil {
		page = "unknown: " + err.Error()
	}
	if len(page) > 3000 {
		page = page[:3000] + "…"
	}
	p.tb.Fatalf("%s: %s\npage: %s", p.name, fmt.Sprintf(format, args...), strings.ReplaceAll(page, "\n\n", "\n"))
}
