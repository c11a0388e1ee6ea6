package review

import (
	"net/http"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/review"
	"demarc/internal/store"
)

// A comment by a plain form: kept, shown as text, with links that lead where they say.
func TestCommentByForm(t *testing.T) {
	t.Parallel()
	s := open(t)
	at := s.on("ep-ospatch")
	card := "/e/" + string(s.Engagement.ID) + "/matrix/functions/" + string(s.row("ep-ospatch").ID)
	evil := "<script>alert(1)</script> <img src=x onerror=alert(1)>\nhttps://example.com/a?b=1&c=2 javascript:alert(1) https://x@evil.example/ @Priya Shah @Priya"
	w := s.do(s.lead, at+"/comments", form("body", evil, "when", "now", "next", card), false)
	if w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), card+"#thread-") {
		t.Fatalf("%d to %s: %s", w.Code, w.Header().Get("Location"), w.Body)
	}
	for name, to := range map[string]string{"card": card, "row": at, "review": s.home()} {
		body := s.do(s.it, to, nil, false).Body.String()
		for _, want := range []string{
			"&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;\n",
			`<a href="https://example.com/a?b=1&amp;c=2" rel="nofollow noopener noreferrer" target="_blank">`, `<span class="talk-mention">@Priya Shah</span>`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("the %s has no %q", name, want)
			}
		}
		for _, never := range []string{"<script>alert", "<img src=x", `href="javascript:`, `href="https://x@evil`} {
			if strings.Contains(body, never) {
				t.Errorf("the %s has %q", name, never)
			}
		}
	}
	if body := s.do(s.it, "/e/"+string(s.Engagement.ID)+"/matrix", nil, false).Body.String(); !strings.Contains(body, `#discussion">1 open thread</a>`) {
		t.Error("the grid does not count the thread")
	}
	if body := s.do(s.onlooker, at, nil, false).Body.String(); strings.Contains(body, `name="body"`) {
		t.Error("a reader is offered to write")
	}

	// What is wrong comes back with what was typed.
	long := strings.Repeat("long words ", 200)
	w = s.do(s.lead, at+"/comments", form("body", long, "when", "now"), false)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, long) || !strings.Contains(body, "Shorten a comment to 2000 characters") {
		t.Errorf("too long: %d", w.Code)
	}
	w = s.do(s.lead, at+"/comments", form("body", "bell \x07", "when", "now"), false)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "hidden control character") || !strings.Contains(body, "bell") {
		t.Errorf("a control character: %d", w.Code)
	}
	w = s.do(s.lead, at+"/comments", form("body", " ", "when", "now"), true)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || strings.Contains(body, "<html") || !strings.Contains(body, "Enter a comment.") {
		t.Errorf("a fragment: %d %s", w.Code, body)
	}

	// A lost race shows what was typed, so that it can be said elsewhere.
	said := s.comment(s.it, "ep-apppatch", "Done?", false)
	_, err := s.Reviews.Resolve(t.Context(), s.it, s.Engagement.ID, said.Thread.ID, true)
	apptest.Must(t, err)
	w = s.do(s.lead, s.home()+"/threads/"+string(said.Thread.ID)+"/comments", form("body", "Not quite yet", "when", "now"), false)
	if body := w.Body.String(); w.Code != http.StatusConflict || !strings.Contains(body, "Not quite yet") || !strings.Contains(body, "Priya Shah resolved this conversation") {
		t.Errorf("a reply too late: %d", w.Code)
	}

	none := store.NewID()
	for _, to := range []string{s.home() + "/threads/" + none + "/comments", s.home() + "/comments/" + none, s.home() + "/comments/" + none + "/remove", s.home() + "/functions/" + none + "/comments", "/e/" + none + "/review"} {
		if w := s.do(s.lead, to, form("body", "x"), false); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", to, w.Code)
		}
		if w := s.do(s.Stranger, strings.ReplaceAll(to, none, string(said.Thread.ID)), form("body", "x"), false); w.Code != http.StatusNotFound {
			t.Errorf("a stranger at %s: %d", to, w.Code)
		}
	}
}

// What waits in a review is in nobody else's pages, fragments or files.
func TestPendingIsInNoPageOfOthers(t *testing.T) {
	t.Parallel()
	s := open(t)
	secret := "Nobody else reads the word xylophone"
	w := s.do(s.it, s.on("ep-ospatch")+"/comments", form("body", secret, "when", "review"), false)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w = s.do(s.it, s.on("ep-apppatch")+"/mark", form("stand", "dispute", "mark_reason", "xylophone", "rev", "1"), false)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	root := "/e/" + string(s.Engagement.ID)
	pages := []string{root, root + "/history", root + "/matrix", root + "/checks", s.home(), s.on("ep-ospatch"), s.on("ep-apppatch"), root + "/matrix/functions/" + string(s.row("ep-ospatch").ID), root + "/matrix/functions/" + string(s.row("ep-apppatch").ID)}
	for _, who := range []access.Actor{s.lead, s.Owner, s.helper, s.onlooker} {
		for _, to := range pages {
			for _, fragment := range []bool{false, true} {
				body := s.do(who, to, nil, fragment).Body.String()
				if strings.Contains(body, "xylophone") || strings.Contains(body, "1 open thread") {
					t.Errorf("%s reads it at %s", who.Name, to)
				}
			}
		}
	}
	own := s.do(s.it, s.home(), nil, false).Body.String()
	if strings.Count(own, "xylophone") < 2 {
		t.Error("its author does not read it")
	}
	csv, err := s.Versions.Export(t.Context(), s.lead, s.Engagement.ID, 0, "csv")
	apptest.Must(t, err)
	if strings.Contains(string(csv.Data), "xylophone") {
		t.Error("an export has it")
	}
	all, _, err := s.Engagements.Chain(t.Context(), s.lead, s.Engagement.ID)
	apptest.Must(t, err)
	for _, e := range all {
		if strings.Contains(e.Payload, "xylophone") || strings.HasPrefix(string(e.Verb), "comment.") {
			t.Errorf("the record tells of it: %s", e.Payload)
		}
	}
}

// Sending by form: wrong verdicts come back with the sentence, a second press is told.
func TestSendByForm(t *testing.T) {
	t.Parallel()
	s := open(t)
	s.comment(s.it, "ep-ospatch", "Who restarts the tills?", true)
	c, err := s.Reviews.Open(t.Context(), s.it, s.Engagement.ID)
	apptest.Must(t, err)
	w := s.do(s.it, s.home(), form("body", "See below.", "seen", c.Seen), false)
	if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "Choose what your review says.") || !strings.Contains(body, "See below.") {
		t.Errorf("without a verdict: %d", w.Code)
	}
	in := form("verdict", "agree_except", "body", "See below.", "seen", c.Seen)
	for _, f := range c.Ready {
		in.Add("row", shownValue(f))
	}
	if w := s.do(s.it, s.home(), in, false); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	w = s.do(s.it, s.home(), in, false)
	if body := w.Body.String(); w.Code != http.StatusConflict || !strings.Contains(body, "sent already") || !strings.Contains(body, "See below.") {
		t.Errorf("sent twice: %d", w.Code)
	}
	body := s.do(s.lead, s.home(), nil, false).Body.String()
	for _, want := range []string{"Priya Shah sent a review: " + review.AgreeExcept.Words(), "Who restarts the tills?", "See below."} {
		if !strings.Contains(body, want) {
			t.Errorf("the other side does not read %q", want)
		}
	}
	if w := s.do(s.lead, s.home()+"/seen", form(), false); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if body := s.do(s.lead, s.home(), nil, false).Body.String(); strings.Contains(body, "Waits for you") {
		t.Error("it still waits")
	}
}
