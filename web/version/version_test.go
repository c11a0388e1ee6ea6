package version_test

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/seal"
)

// TestRecord follows one version from out for signature to in force.
func TestRecord(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	at := "/e/" + string(b.Engagement.ID) + "/v/1"

	out := b.ask(t, b.reader, "GET", at).Body.String()
	for _, want := range []string{"Out for signature since", "Not in force.", "Has not signed yet", "Signs after the others", `hx-trigger="envelope from:#live`} {
		if !strings.Contains(out, want) {
			t.Errorf("out for signature: the page lacks %q", want)
		}
	}
	if strings.Contains(out, "agreement.pdf\"") {
		t.Error("out for signature: a signed PDF is offered")
	}
	for _, method := range []string{"GET", "HEAD"} {
		if w := b.ask(t, b.reader, method, at+"/agreement.pdf"); w.Code != http.StatusNotFound {
			t.Errorf("%s before sealing: %d", method, w.Code)
		}
	}

	b.SignAll(t)
	w := b.ask(t, b.reader, "GET", at)
	if w.Code != http.StatusOK {
		t.Fatalf("in force: %d", w.Code)
	}
	in := w.Body.String()
	rec, err := b.Versions.Open(t.Context(), b.reader, b.Engagement.ID, 1)
	apptest.Must(t, err)
	for _, want := range []string{
		"In force since", "Version 1 of agreement " + rec.Engagement.Number + ", signed by both parties.", "Download signed PDF",
		rec.Version.Digest, rec.Lines[0].SHA256, apptest.Dana.Name, "Managing Director, Northgate IT LLC", "pressed Continue", "Alder Foods, Inc.", "/.well-known/seal-root.pem",
		"demarc verify --root seal-root.pem " + rec.Engagement.Number + "-agreement-v1.pdf", `<article class="doc"`,
	} {
		if !strings.Contains(in, want) {
			t.Errorf("in force: the page lacks %q", want)
		}
	}
	for _, not := range []string{"Dana <Cole>", "hx-trigger=\"envelope", "Draft, not signed"} {
		if strings.Contains(in, not) {
			t.Errorf("in force: the page has %q", not)
		}
	}
	t.Run("sealed file", func(t *testing.T) { b.sealed(t, at, rec) })
	t.Run("exports", func(t *testing.T) { b.exports(t) })
	t.Run("not found", func(t *testing.T) { b.notFound(t) })
}

func (b *bundle) sealed(t *testing.T, at string, rec app.Record) {
	before := b.taken(t)
	head := b.ask(t, b.reader, "HEAD", at+"/agreement.pdf")
	if head.Code != http.StatusOK || head.Header().Get("Content-Length") != strconv.Itoa(rec.Lines[0].Size) || head.Body.Len() != 0 {
		t.Errorf("HEAD: %d, length %q, %d bytes", head.Code, head.Header().Get("Content-Length"), head.Body.Len())
	}
	if n := b.taken(t); n != before {
		t.Error("HEAD is recorded as a download")
	}
	w := b.ask(t, b.reader, "GET", at+"/agreement.pdf")
	if got := engagement.Sum(w.Body.Bytes()); got != rec.Lines[0].SHA256 {
		t.Errorf("the file has the SHA-256 %s, the page says %s", got, rec.Lines[0].SHA256)
	}
	if n := b.taken(t); n != before+1 {
		t.Errorf("one download is recorded %d times", n-before)
	}
	root := b.ask(t, access.Actor{}, "GET", "/.well-known/seal-root.pem")
	roots, err := seal.ParseRoots(root.Body.Bytes())
	apptest.Must(t, err)
	if r := seal.Verify(w.Body.Bytes(), seal.Trust{Roots: roots}); r.Verdict != seal.Authentic {
		t.Errorf("with the published root: %s", r.Sentence)
	}
}

// taken counts the recorded downloads.
func (b *bundle) taken(t *testing.T) int {
	t.Helper()
	log, _, err := b.Engagements.Chain(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	n := 0
	for _, e := range log {
		if e.Verb == audit.CopyDownloaded {
			n++
		}
	}
	return n
}

func (b *bundle) exports(t *testing.T) {
	for path, want := range map[string]struct{ name, media, begins string }{
		"v/1/agreement.pdf":    {"agreement-v1.pdf", "application/pdf", "%PDF-"},
		"v/1/agreement.docx":   {"agreement-v1.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"},
		"v/1/matrix.xlsx":      {"matrix-v1.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"},
		"v/1/matrix.csv":       {"matrix-v1.csv", "text/csv; charset=utf-8", ""},
		"v/1/evidence.json":    {"evidence.json", "application/json", "{"},
		"draft/agreement.pdf":  {"agreement-draft.pdf", "application/pdf", "%PDF-"},
		"draft/agreement.docx": {"agreement-draft.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK"},
		"draft/matrix.xlsx":    {"matrix-draft.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "PK"},
		"draft/matrix.csv":     {"matrix-draft.csv", "text/csv; charset=utf-8", ""},
	} {
		w := b.ask(t, b.itLead, "GET", "/e/"+string(b.Engagement.ID)+"/"+path)
		h := w.Header()
		if w.Code != http.StatusOK || !bytes.HasPrefix(w.Body.Bytes(), []byte(want.begins)) || w.Body.Len() < 100 {
			t.Errorf("%s: %d, %d bytes", path, w.Code, w.Body.Len())
		}
		if d := h.Get("Content-Disposition"); !strings.HasPrefix(d, `attachment; filename="`) || !strings.HasSuffix(d, want.name+`"`) {
			t.Errorf("%s: disposition %q", path, d)
		}
		for name, value := range map[string]string{
			"Content-Type": want.media, "X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control": "private, no-store", "Content-Length": strconv.Itoa(w.Body.Len()),
		} {
			if h.Get(name) != value {
				t.Errorf("%s: %s is %q, not %q", path, name, h.Get(name), value)
			}
		}
	}
}

// notFound: what is missing, what is misspelt and what is another MSP's look alike.
func (b *bundle) notFound(t *testing.T) {
	at := "/e/" + string(b.Engagement.ID)
	for _, path := range []string{"/v/2", "/v/0", "/v/01", "/v/x", "/v/99999999999", "/v/2/agreement.pdf", "/v/0/agreement.pdf", "/v/0/matrix.csv"} {
		if w := b.ask(t, b.lead, "GET", at+path); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	for _, path := range []string{"/v/1", "/v/1/agreement.pdf", "/v/1/agreement.docx", "/v/1/evidence.json", "/draft/agreement.pdf", "/draft/matrix.csv"} {
		if w := b.ask(t, b.Stranger, "GET", at+path); w.Code != http.StatusNotFound {
			t.Errorf("%s as another MSP: %d", path, w.Code)
		}
		if w := b.ask(t, access.Actor{}, "GET", at+path); w.Code != http.StatusSeeOther {
			t.Errorf("%s as nobody: %d", path, w.Code)
		}
	}
}

// TestWithdrawn: a version that never came into force says so and why.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.send(t)
	_, rounds, err := b.Envelopes.List(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	apptest.Must(t, b.Envelopes.Void(t.Context(), b.lead, b.Engagement.ID, rounds[0].ID, "The fee is <wrong>."))
	got := b.ask(t, b.reader, "GET", "/e/"+string(b.Engagement.ID)+"/v/1").Body.String()
	for _, want := range []string{"Withdrawn on", "never came into force", "The fee is &lt;wrong&gt;.", "Did not sign"} {
		if !strings.Contains(got, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}
