package web

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/a-h/templ"

	"demarc/internal/browsertest"
	"demarc/internal/fault"
	"demarc/web/page"
	"demarc/web/ui"
)

// board is a page with one live row, as a screen makes them: the row posts and
// replaces itself, and fetches itself when the stream names it.
type board struct {
	static *Static
	events chan string // names of events to send; "" ends the stream
	note   atomic.Value
}

func (b *board) row() templ.Component {
	return raw(fmt.Sprintf(`<tr id="row-7" hx-get="/row" hx-trigger="row-7 from:#live, resync from:#live" hx-swap="outerMorph"><td id="note">%s</td>
		<td><form action="/row" method="post" hx-post="/row" hx-target="#row-7" hx-swap="outerMorph"><input id="typed" name="typed" aria-label="Typed" value="">
		<button id="ok" name="how" value="ok">OK</button><button id="wrong" name="how" value="wrong">Wrong</button>
		<button id="locked" name="how" value="locked">Locked</button><button id="leave" name="how" value="leave">Leave</button></form></td></tr>`, b.note.Load()))
}

func raw(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}

func (b *board) page(w http.ResponseWriter, r *http.Request) error {
	content := templ.Join(ui.Live("/live"), raw(`<h1>Board</h1><p id="where">`+r.URL.Path+`</p><table><tbody>`), b.row(), raw(`</tbody></table>`))
	return page.Render(w, r, http.StatusOK, templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return ui.Plain(page.New(r, "Board")).Render(templ.WithChildren(ctx, content), w)
	}))
}

func (b *board) post(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	switch how := f.Value("how"); how {
	case "wrong":
		b.note.Store("wrong: " + f.Value("typed"))
		return page.Render(w, r, http.StatusUnprocessableEntity, b.row())
	case "locked":
		return fault.New(fault.Locked, "It is out for signature.")
	case "leave":
		return page.Redirect(w, r, "/left")
	default:
		b.note.Store(how)
		return page.Render(w, r, http.StatusOK, b.row(), ui.Announce("Accountable moved."))
	}
}

func (b *board) live(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Content-Type", "text/event-stream")
	if last := r.Header.Get("Last-Event-ID"); last != "" {
		b.note.Store("resumed after " + last)
		fmt.Fprint(w, "event: resync\ndata:\n\n")
	}
	for {
		if err := http.NewResponseController(w).Flush(); err != nil {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case name := <-b.events:
			if name == "" {
				return nil
			}
			fmt.Fprintf(w, "id: 41\nevent: %s\ndata: 7\n\n", name)
		}
	}
}

// TestHtmx holds the vendored htmx to what the screens count on: 4xx answers
// are swapped, a fault leaves the row alone, named events refetch, a stream
// resumes, and neither focus nor what was typed is lost.
func TestHtmx(t *testing.T) {
	t.Parallel()
	browser := browsertest.Start(t)
	static, err := NewStatic()
	if err != nil {
		t.Fatal(err)
	}
	pack, err := packed()
	if err != nil {
		t.Fatal(err)
	}
	b := &board{static: static, events: make(chan string)}
	b.note.Store("first")
	mux := http.NewServeMux()
	mux.Handle("GET /assets/", static)
	mux.Handle("GET /{$}", page.Handler(b.page))
	mux.Handle("GET /left", page.Handler(b.page))
	mux.Handle("GET /row", page.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return page.Render(w, r, http.StatusOK, b.row())
	}))
	mux.Handle("POST /row", page.Handler(b.post))
	mux.Handle("GET /live", page.Handler(b.live))
	s := httptest.NewServer(pack(secured(false)(static.Use(mux))))
	t.Cleanup(s.Close)

	p := browser.Person(t, "ann", 1280, 900)
	p.Open(s.URL)
	p.Fill("#typed", "half a word")

	p.Click("#ok")
	p.WaitText("#note", "ok")
	p.WaitText("#announce", "Accountable moved.")

	p.Click("#wrong")
	p.WaitText("#note", "wrong: half a word")

	p.Click("#locked")
	p.WaitText("#notices", "It is out for signature.")
	p.WaitText("#note", "wrong: half a word")

	p.Eval(`document.getElementById("typed").focus()`)
	b.note.Store("changed by Priya")
	b.events <- "row-7"
	p.WaitText("#note", "changed by Priya")
	if got := p.Eval(`document.activeElement.id + " " + document.activeElement.value`); got != "typed half a word" {
		t.Errorf("after a change by somebody else the focus is on %q", got)
	}

	b.events <- ""
	p.WaitText("#note", "resumed after 41")

	p.Click("#leave")
	p.WaitText("#where", "/left")
	p.Allow("422")
	p.Allow("423")
	p.Clean(t)
}
