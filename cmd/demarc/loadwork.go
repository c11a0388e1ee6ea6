package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// screen is what one person has before them: a browser with the matrix open.
type screen struct {
	*desk
	http  *http.Client
	base  string
	own   raci.Function // the row this person edits
	rev   int           // of it, as this person saw it last
	as    raci.Assignment
	peers []*screen   // the others in the same matrix
	heard chan string // functions that the stream says have changed

	mu   sync.Mutex
	wait map[int]time.Time // revision of the own row to when its key was pressed
}

// work has everybody sign in, open the matrix and edit until the time is over.
func (c *loadCommand) work(ctx context.Context, db *store.DB, desks []*desk, servers []string, t *tally) (all []*screen, err error) {
	for _, d := range desks {
		var here []*screen
		for k, who := range d.people {
			s := &screen{desk: d, base: servers[k/2%2], own: d.rows[k], rev: d.rows[k].Rev, heard: make(chan string, 1024), wait: map[int]time.Time{}}
			if err := s.signIn(ctx, db, who.User); err != nil {
				return nil, err
			}
			here = append(here, s)
		}
		for _, s := range here {
			s.peers = here
		}
		all = append(all, here...)
	}
	ctx, stop := context.WithTimeout(ctx, c.For+time.Minute)
	defer stop()
	watching, leave := context.WithCancel(ctx)
	var audience, workers sync.WaitGroup
	for _, s := range all {
		ready := make(chan error, 1)
		audience.Go(func() { s.listen(watching, t, ready) })
		audience.Go(func() { s.watch(watching, t) })
		if err := <-ready; err != nil {
			leave()
			return nil, err
		}
	}
	end := time.Now().Add(c.For)
	for _, s := range all {
		workers.Go(func() { s.edit(ctx, c.Every, end, t) })
	}
	workers.Wait()
	time.Sleep(2 * time.Second) // the last edits are still on their way to the other screens
	leave()
	audience.Wait()
	return all, ctx.Err()
}

// signIn follows a sign-in link, as those that serve prints.
func (s *screen) signIn(ctx context.Context, db *store.DB, user party.UserID) error {
	secret, err := store.NewSecret(party.MSPID(store.NewID()))
	if err != nil {
		return err
	}
	if err := db.AddSampleLink(ctx, user, secret.Token, time.Hour); err != nil {
		return err
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	s.http = &http.Client{Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 4, DisableCompression: true}}
	status, _, err := s.ask(ctx, http.MethodPost, "/in/"+secret.Token, url.Values{})
	if err != nil || status != http.StatusOK {
		return fmt.Errorf("sign in: status %d, %w", status, err)
	}
	return nil
}

func (s *screen) ask(ctx context.Context, method, path string, form url.Values) (int, string, error) {
	req, err := http.NewRequestWithContext(ctx, method, s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, "", err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if strings.Contains(path, "/matrix/") {
		req.Header.Set("HX-Request", "true")
		req.Header.Set("HX-Request-Type", "partial")
	}
	res, err := s.http.Do(req)
	if err != nil {
		return 0, "", err
	}
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	return res.StatusCode, string(body), err
}

func (s *screen) card(f raci.FunctionID) string {
	return "/e/" + string(s.e.ID) + "/matrix/functions/" + string(f)
}

// edit sets the own row's cell to and fro until end.
func (s *screen) edit(ctx context.Context, every time.Duration, end time.Time, t *tally) {
	next := time.Now().Add(time.Duration(rand.Int64N(int64(every)))) // not all at the same moment
	for ; next.Before(end); next = next.Add(every) {
		time.Sleep(time.Until(next))
		s.press(ctx, t)
	}
}

// press sets the own row's cell to what it is not, and notes what came of it.
func (s *screen) press(ctx context.Context, t *tally) {
	as := raci.Consulted
	if s.as == as || s.as == "" && s.own.Cells[s.column.ID] == as {
		as = raci.Informed
	}
	pressed := time.Now()
	s.mu.Lock()
	s.wait[s.rev+1] = pressed
	s.mu.Unlock()
	status, body, err := s.ask(ctx, http.MethodPost, s.card(s.own.ID)+"/assignments", url.Values{"stakeholder": {string(s.column.ID)}, "role": {string(as)}, "rev": {strconv.Itoa(s.rev)}})
	took := time.Since(pressed)
	switch {
	case err != nil:
		t.fault("edit: %v", err)
	case status == http.StatusConflict:
		t.add(func(t *tally) { t.lost++ })
		s.rev = revision(body)
	case status != http.StatusOK:
		t.fault("edit: status %d", status)
	default:
		s.rev++
		s.as = as
		t.add(func(t *tally) {
			t.acks = append(t.acks, ack{s.desk, string(s.own.ID), string(as), s.rev})
			t.saved = append(t.saved, took)
		})
	}
}

// listen keeps the stream of live updates open.
func (s *screen) listen(ctx context.Context, t *tally, ready chan<- error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+"/e/"+string(s.e.ID)+"/live", http.NoBody)
	if err != nil {
		ready <- err
		return
	}
	res, err := s.http.Do(req)
	if err != nil {
		ready <- err
		return
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		ready <- fmt.Errorf("live updates: status %d", res.StatusCode)
		return
	}
	ready <- nil
	event := ""
	for line := range newLines(res.Body) {
		if name, ok := strings.CutPrefix(line, "event: "); ok {
			event = name
		} else if data, ok := strings.CutPrefix(line, "data: "); ok && event == "function" {
			select {
			case s.heard <- data:
			default:
				t.fault("a screen does not keep up with its stream")
			}
		}
	}
}

// The page fetches its counts and findings soon after a change, and then not again
// before a pause is over, each window in its own time.
func recountDelay() time.Duration { return rand.N(500 * time.Millisecond) }

func recountPause() time.Duration { return 2*time.Second + rand.N(2*time.Second) }

// watch fetches each row that changed, and the checks after it, as the page does, and
// notes how old the press is that it shows.
func (s *screen) watch(ctx context.Context, t *tally) {
	var recount <-chan time.Time // nil while nothing has changed
	var recountAt time.Time      // not before
	for {
		select {
		case <-ctx.Done():
			return
		case <-recount:
			recount, recountAt = nil, time.Now().Add(recountPause())
			if status, _, err := s.ask(ctx, http.MethodGet, "/e/"+string(s.e.ID)+"/matrix/checks", nil); ctx.Err() == nil && (err != nil || status != http.StatusOK) {
				t.fault("checks: status %d, %v", status, err)
			}
		case function := <-s.heard:
			if recount == nil {
				recount = time.After(max(recountDelay(), time.Until(recountAt)))
			}
			if function == string(s.own.ID) {
				continue // the answer to the edit has shown it
			}
			status, body, err := s.ask(ctx, http.MethodGet, s.card(raci.FunctionID(function)), nil)
			now := time.Now()
			if ctx.Err() != nil {
				return
			}
			if err != nil || status != http.StatusOK {
				t.fault("row: status %d, %v", status, err)
				continue
			}
			rev := revision(body)
			for _, other := range s.peers {
				if string(other.own.ID) != function {
					continue
				}
				other.mu.Lock()
				pressed, ok := other.wait[rev]
				other.mu.Unlock()
				if ok {
					t.add(func(t *tally) { t.seen = append(t.seen, now.Sub(pressed)) })
				}
			}
		}
	}
}

var revisionIn = regexp.MustCompile(`data-rev="(\d+)"`)

// revision is that of the row in a fragment.
func revision(body string) int {
	m := revisionIn.FindStringSubmatch(body)
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}
