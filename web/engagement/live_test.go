package engagement_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"demarc/internal/app/apptest"
	"demarc/internal/raci"
)

// listen opens the stream and hands over its messages as "id event data".
func listen(t *testing.T, url, last string) (status int, messages <-chan string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	apptest.Must(t, err)
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := http.DefaultClient.Do(r)
	apptest.Must(t, err)
	t.Cleanup(func() { _ = answer.Body.Close() })
	out := make(chan string)
	go func() {
		defer close(out)
		var parts []string
		for lines := bufio.NewScanner(answer.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch {
			case lines.Text() == "" && len(parts) == 3:
				select {
				case out <- strings.Join(parts, " "):
				case <-ctx.Done():
					return
				}
				parts = nil
			case lines.Text() == "":
				parts = nil
			case name == "id" || name == "event" || name == "data":
				parts = append(parts, value)
			}
		}
	}()
	return answer.StatusCode, out
}

func TestLive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	running, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.hub.Run(running)
	}()
	<-d.hub.Ready()
	server := httptest.NewServer(d.handler(d.itLead))
	t.Cleanup(server.Close)
	url := server.URL + d.path("/live")

	status, messages := listen(t, url, "")
	if first := <-messages; status != http.StatusOK || first != "0 hello 0" {
		t.Fatalf("status %d, first message %q", status, first)
	}
	draft, err := d.Matrices.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	f := draft.Matrix.Functions[0]
	_, err = d.Matrices.Agree(t.Context(), d.Owner, d.Engagement.ID, f.ID, true, f.Rev)
	apptest.Must(t, err)
	if got, want := <-messages, "2 function "+string(f.ID); got != want {
		t.Errorf("heard %q, want %q", got, want)
	}
	apptest.Must(t, d.Terms.Save(t.Context(), d.Owner, d.Engagement.ID, map[string]string{"scope.users": "85"}, 1))
	if got := <-messages; got != "3 draft 3" {
		t.Errorf("heard %q of the terms", got)
	}

	apptest.Must(t, d.Parties.AddStakeholder(t.Context(), d.Owner, d.Engagement.ID, "Print vendor"))
	_, err = d.Matrices.Agree(t.Context(), d.Owner, d.Engagement.ID, f.ID, false, f.Rev)
	apptest.Must(t, err)
	_, again := listen(t, url, "2")
	for _, want := range []string{"3 draft 3", "4 matrix 4", "5 function " + string(f.ID)} {
		if got := <-again; got != want {
			t.Errorf("after coming back heard %q, want %q", got, want)
		}
	}
	if _, lost := listen(t, url, "0"); <-lost != "0 resync 0" {
		t.Error("somebody who was here before is not told to read anew")
	}

	stop()
	<-ended
	for range again { // ends with the hub
	}
}

func TestLiveOfAStranger(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	server := httptest.NewServer(d.handler(d.Stranger))
	t.Cleanup(server.Close)
	if status, _ := listen(t, server.URL+d.path("/live"), ""); status != http.StatusNotFound {
		t.Errorf("status %d", status)
	}
}

// TestLiveIsBusy: a browser hears of each row that changed while it was away once.
func TestLiveIsBusy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	draft, err := d.Matrices.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	f := draft.Matrix.Functions[0]
	it, _ := draft.Matrix.Standard(raci.InternalIT)
	for i, as := range []raci.Assignment{raci.Informed, raci.Consulted, raci.Informed} {
		_, err := d.Matrices.Assign(t.Context(), d.Owner, d.Engagement.ID, f.ID, it.ID, as, f.Rev+i)
		apptest.Must(t, err)
	}
	apptest.Must(t, d.Terms.Save(t.Context(), d.Owner, d.Engagement.ID, map[string]string{"scope.users": "85"}, 1))
	server := httptest.NewServer(d.handler(d.Owner))
	t.Cleanup(server.Close)
	_, messages := listen(t, server.URL+d.path("/live?after=1"), "")
	for i, want := range []string{"function " + string(f.ID), "draft 5"} {
		if got := <-messages; !strings.HasSuffix(got, want) {
			t.Errorf("message %s is %q, want %q", strconv.Itoa(i), got, want)
		}
	}
}

// TestLiveFindsWhatWasNotAnnounced: an announcement that was lost, or that another
// overtook, is told with the next one, and only once.
func TestLiveFindsWhatWasNotAnnounced(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	server := httptest.NewServer(d.handler(d.Owner))
	t.Cleanup(server.Close)
	_, messages := listen(t, server.URL+d.path("/live?after=1"), "")
	draft, err := d.Matrices.Open(t.Context(), d.Owner, d.Engagement.ID)
	apptest.Must(t, err)
	lost, heard := draft.Matrix.Functions[0], draft.Matrix.Functions[1]
	_, err = d.Matrices.Agree(t.Context(), d.Owner, d.Engagement.ID, lost.ID, true, lost.Rev)
	apptest.Must(t, err)
	d.DB.Told() // and nobody listened

	running, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		d.hub.Run(running)
	}()
	t.Cleanup(func() { stop(); <-ended })
	<-d.hub.Ready()
	_, err = d.Matrices.Agree(t.Context(), d.Owner, d.Engagement.ID, heard.ID, true, heard.Rev)
	apptest.Must(t, err)
	apptest.Must(t, d.Terms.Save(t.Context(), d.Owner, d.Engagement.ID, map[string]string{"scope.users": "85"}, 1))
	for _, want := range []string{"2 function " + string(lost.ID), "3 function " + string(heard.ID), "4 draft 4"} {
		if got := <-messages; got != want {
			t.Errorf("heard %q, want %q", got, want)
		}
	}
}
