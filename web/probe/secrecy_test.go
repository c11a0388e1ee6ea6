package probe_test

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// TestWhatIsWhispered writes what only some may read: internal notes, comments and
// marks of a review that was not sent. Whoever may not read it gets the same bytes
// before and after, at every address, in every fragment, stream and file, to the parts
// of packed files; and finds none of its words anywhere else.
func TestWhatIsWhispered(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	vote := raci.BallotID(p.ballot(opened))
	_ = p.said("owner") // a conversation to reply in
	for _, w := range []struct{ writer, colleague, other string }{{"owner", "lead", "it_lead"}, {"it_lead", "contributor", "owner"}} {
		writer, colleague, other := p.people[w.writer], p.people[w.colleague], p.people[w.other]
		calm := p.everything(t, colleague, vote)
		theirs := p.everything(t, other, vote)
		same := func(who *probePerson, what string, before map[string]string) {
			after := p.everything(t, who, vote)
			if len(before) < 40 {
				t.Fatalf("only %d addresses were read", len(before))
			}
			for path, was := range before {
				if now := after[path]; was != now {
					t.Errorf("%s can tell from %s that there is %s of %s: %s", who.Name, path, what, writer.Name, differenceOf(was, now))
				}
			}
		}
		words := p.pend(t, w.writer)
		same(colleague, "a pending review", calm)
		words = append(words, p.note(t, w.writer))
		same(other, "a note or a pending review", theirs)

		// Files and pages of other versions and of no engagement, word by word.
		for path, text := range p.elsewhereText(t, other, w.other) {
			for _, word := range words {
				if strings.Contains(text, word) {
					t.Errorf("%s shows %s the words %q of %s", path, other.Name, word, writer.Name)
				}
			}
		}
		for _, word := range words { // a search for it finds what a search for nothing finds
			for _, path := range []string{"/find?q=", "/e/" + string(p.draft.ID) + "/matrix?q=", "/clients?name="} {
				found, nothing := p.ask(other, "GET", path+word, nil), p.ask(other, "GET", path+"wordless", nil)
				if strings.ReplaceAll(found.same(), word, "wordless") != nothing.same() {
					t.Errorf("%s finds something by %q", path, word)
				}
			}
		}
		// The writer does see each word, or the test looks in the wrong place.
		mine := fmt.Sprint(p.everything(t, writer, vote), p.elsewhereText(t, writer, w.writer))
		for _, word := range words {
			if !strings.Contains(mine, word) {
				t.Errorf("%s does not see %q themselves", writer.Name, word)
			}
		}
	}
}

// pend puts comments and a mark into somebody's review, and returns their words.
func (p *probe) pend(t *testing.T, name string) []string {
	t.Helper()
	ctx, who, id, fn := t.Context(), p.people[name].Actor, p.draft.ID, p.restored()
	word := func(what string) string {
		return "whisper-" + what + "-" + strings.NewReplacer("_", "", "owner", "north", "lead", "alder").Replace(name)
	}
	for what, about := range map[string]raci.StakeholderID{"row": "", "cell": p.column(raci.InternalIT).ID} {
		_, err := p.Reviews.Comment(ctx, who, id, fn.ID, about, app.Remark{Body: word(what), Pending: true})
		must(t, err)
	}
	c, err := p.Reviews.Open(ctx, who, id)
	must(t, err)
	i := slices.IndexFunc(c.Talk.Threads, func(th review.Thread) bool { return !th.Pending })
	_, err = p.Reviews.Reply(ctx, who, id, c.Talk.Threads[i].ID, app.Remark{Body: word("reply"), Pending: true})
	must(t, err)
	must(t, p.Reviews.Mark(ctx, who, id, fn.ID, review.Disputing, word("mark"), fn.Rev))
	return []string{word("row"), word("cell"), word("reply"), word("mark")}
}

// note writes notes of somebody's side beside the row of the draft, and beside rows of
// what is out for signature and what is in force.
func (p *probe) note(t *testing.T, name string) string {
	t.Helper()
	ctx, who := t.Context(), p.people[name].Actor
	word := "whisper-note-" + strings.ReplaceAll(name, "_", "")
	must(t, p.Matrices.WriteNote(ctx, who, p.draft.ID, p.restored().ID, word))
	for _, id := range []engagement.ID{p.out.ID, p.force.ID} {
		d, err := p.Matrices.Open(ctx, who, id)
		must(t, err)
		must(t, p.Matrices.WriteNote(ctx, who, id, d.Matrix.Functions[0].ID, word))
	}
	return word
}

// elsewhereText is every page and file that everything leaves out: versions in force,
// the card of a signed row, and what belongs to no engagement.
func (p *probe) elsewhereText(t *testing.T, who *probePerson, name string) map[string]string {
	t.Helper()
	out := map[string]string{}
	d, err := p.Matrices.Open(t.Context(), who.Actor, p.force.ID)
	must(t, err)
	at := "/e/" + string(p.force.ID)
	paths := []string{at, at + "/matrix", at + "/matrix?view=mine", at + "/matrix/functions/" + string(d.Matrix.Functions[0].ID), at + "/history", at + "/live?after=1", at + "/friction", at + "/review"}
	for _, row := range probeRows(t) {
		if row.method == http.MethodGet && row.want[name] == "200" && (strings.Contains(row.pattern, "/v/") || !strings.Contains(row.pattern, "{engagement}")) && !strings.Contains(row.pattern, "{token}") {
			path, _ := p.request(row, name)
			paths = append(paths, path)
		}
	}
	for _, path := range paths {
		a := p.ask(who, http.MethodGet, path, nil)
		out[path] = fmt.Sprint(a.header, unpacked(t, a), inflated(a.body))
	}
	return out
}

var packedStream = regexp.MustCompile(`(?s)stream\r?\n(.*?)\r?\nendstream`)

// inflated is what the streams of a PDF hold: attached files, metadata, drawings.
func inflated(body string) string {
	var all strings.Builder
	if !strings.HasPrefix(body, "%PDF") {
		return ""
	}
	for _, m := range packedStream.FindAllStringSubmatch(body, -1) {
		if z, err := zlib.NewReader(strings.NewReader(m[1])); err == nil {
			_, _ = io.Copy(&all, io.LimitReader(z, 16<<20)) // what is no whole stream says what it can
		}
	}
	return all.String()
}

// TestStreamWhispersNothing listens to the live stream as a person of the other side,
// byte by byte, while notes, a pending review and answers of a blind vote are written.
// It says that a side has answered and who is where, and holds no text of anybody.
func TestStreamWhispersNothing(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	running, stop := context.WithTimeout(context.WithoutCancel(t.Context()), time.Minute)
	ended := make(chan struct{})
	go func() { defer close(ended); p.hub.Run(running) }()
	t.Cleanup(func() { stop(); <-ended })
	<-p.hub.Ready()
	server := httptest.NewServer(p.site)
	t.Cleanup(server.Close)
	vote := raci.BallotID(p.ballot(opened))
	fn, at := p.restored().ID, "/e/"+string(p.draft.ID)
	owner := p.people["owner"]
	said := p.said("owner")

	heard := map[string]*bufio.Reader{}
	for _, name := range []string{"lead", "it_lead", "contributor"} {
		r, err := http.NewRequestWithContext(running, http.MethodGet, server.URL+at+"/live", http.NoBody)
		must(t, err)
		r.Host = "demarc.test"
		r.Header.Set("Cookie", p.people[name].cookie)
		res, err := server.Client().Do(r)
		must(t, err)
		t.Cleanup(func() { _ = res.Body.Close() })
		heard[name] = bufio.NewReader(res.Body)
		p.until(t, heard[name], "event: hello")
	}
	words := append(p.pend(t, "owner"), p.note(t, "owner"))
	if a := p.ask(owner, "POST", at+"/presence", values("function", string(fn), "typing", "on")); a.status != http.StatusNoContent {
		t.Fatalf("presence: %s", a)
	}
	_, err := p.Ballots.Answer(t.Context(), owner.Actor, p.draft.ID, vote, fn, map[raci.StakeholderID]raci.Assignment{p.column(raci.Management).ID: raci.AccountableAndDoing}, 0)
	must(t, err)
	_, err = p.Reviews.Reply(t.Context(), owner.Actor, p.draft.ID, said.Thread.ID, app.Remark{Body: "loud words for all"}) // the last thing to hear
	must(t, err)
	words = append(words, "loud words", string(raci.AccountableAndDoing))

	message := regexp.MustCompile(`^(|: .*|retry: \d+|id: \d+|event: [a-z]+|data: (\d+|[0-9a-f-]{36})|data: \[(\{"id":.*\})?\])$`)
	for name, stream := range heard {
		// What was said before the stream began may be told once more, so the vote is waited for first.
		text := p.until(t, stream, "event: vote")
		text += p.until(t, stream, "event: comment")
		for line := range strings.Lines(text) {
			if line = strings.TrimRight(line, "\n"); !message.MatchString(line) {
				t.Errorf("%s hears %q", name, line)
			}
		}
		for _, word := range words {
			if strings.Contains(text, word) {
				t.Errorf("%s hears %q", name, word)
			}
		}
	}
}

// until reads a stream up to a line and the one after it.
func (p *probe) until(t *testing.T, stream *bufio.Reader, line string) string {
	t.Helper()
	var all bytes.Buffer
	for seen := false; ; {
		text, err := stream.ReadString('\n')
		all.WriteString(text)
		must(t, err)
		if seen {
			return all.String()
		}
		seen = strings.TrimSpace(text) == line
	}
}
