package signing_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"demarc/internal/browsertest"
	"demarc/internal/mail"
)

// stopped finds a sentence that ends twice, since a company's name ended it before.
var stopped = regexp.MustCompile(`.{0,40}\.\.(\s|$)`)

// post passes letters on and keeps them as they are seen. It refuses those to one address.
type post struct {
	mail.Sender
	mu      sync.Mutex
	refused string
	sent    []mail.Message
}

func (p *post) refuse(address string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refused = address
}

func (p *post) Send(ctx context.Context, m mail.Message) error {
	p.mu.Lock()
	refused := p.refused == m.To && m.To != ""
	if !refused {
		p.sent = append(p.sent, m)
	}
	p.mu.Unlock()
	if refused {
		return &mail.RefusalError{Code: 550, Reply: "5.1.1 The email account that you tried to reach does not exist"}
	}
	return p.Sender.Send(ctx, m)
}

// look opens one letter of each kind, on a desk and on a phone.
func (p *post) look(b *browsertest.Browser, s *scene) {
	s.t.Helper()
	p.mu.Lock()
	letters := slices.Clone(p.sent)
	p.mu.Unlock()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if err != nil || n >= len(letters) {
			w.Header().Set("Content-Type", "text/plain")
			return // of the icon that a browser asks for
		}
		html, err := letters[n].HTML(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		_, _ = w.Write([]byte(html))
	}))
	defer server.Close()
	windows := []window{
		{Page: b.Person(s.t, "letters desk", 1280, 900), Name: "desk"},
		{Page: b.Person(s.t, "letters phone", 390, 844), Name: "phone", Phone: true, Judge: true},
	}
	seen := map[string]bool{}
	for n, m := range letters {
		kind := m.Letter.Button + " " + m.Letter.Footer
		if seen[kind] {
			continue
		}
		seen[kind] = true
		for _, w := range windows {
			w.Open(server.URL + "/" + strconv.Itoa(n))
			w.Mind(s.t, "letter-"+strconv.Itoa(n))
		}
		if said := m.Letter.Text(); stopped.MatchString(said) {
			s.t.Errorf("letter-%d ends a sentence twice: %q", n, stopped.FindString(said))
		}
		s.t.Logf("letter-%d: %s to %s\n%s", n, m.Subject, m.To, m.Letter.Text())
	}
	if len(seen) < 8 {
		s.t.Errorf("only %d kinds of letters were sent", len(seen))
	}
}
