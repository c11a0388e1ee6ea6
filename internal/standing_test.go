package internal_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
)

// standing is what must be said wherever somebody drafts, and nowhere in what is signed.
var standing = regexp.MustCompile(`drafting *tool|attorney *review|plain *words`)

// TestStandingSentence: this is a drafting tool and an attorney should review what it
// makes. The screens, the drafts and the README say so; the signed text does not, since
// the parties agree on their agreement and not on a program.
func TestStandingSentence(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"../README.md":                     "Have your attorney review",
		"../web/ui/layout.templ":           "is a drafting tool, not legal advice. Have your attorney review before you sign.",
		"../web/agreement/agreement.templ": "This is a drafting tool, not legal advice. Have your attorney review before you sign.",
		"../internal/document/compose.go":  document.DraftNotice,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), want) {
			t.Errorf("%s does not say %q", file, want)
		}
	}
	if !standing.MatchString(document.DraftNotice) {
		t.Errorf("a draft says %q", document.DraftNotice)
	}
	for _, d := range []document.Document{documenttest.Signed(), document.Compose(documenttest.Draft(), false)} {
		if said := standing.FindString(strings.ToLower(documenttest.Words(d))); said != "" {
			t.Errorf("what is signed says %q", said)
		}
	}
	for _, c := range agreement.Clauses() {
		if c.Plain != "" && strings.Contains(c.Body, strings.TrimSuffix(c.Plain, ".")) {
			t.Errorf("%s has its plain words in its text", c.ID)
		}
	}
}
