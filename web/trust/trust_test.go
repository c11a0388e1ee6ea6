package trust

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"

	"demarc/web/page"
)

// tests are all test functions of the source, as "internal/seal TestSeal".
func tests(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	for _, root := range []string{"internal", "web", "cmd"} {
		at := filepath.Join("..", "..", root)
		err := filepath.WalkDir(at, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			in, err := filepath.Rel(filepath.Join("..", ".."), filepath.Dir(path))
			if err != nil {
				return err
			}
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && strings.HasPrefix(f.Name.Name, "Test") {
					all[filepath.ToSlash(in)+" "+f.Name.Name] = true
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// TestClaims: what the page says is held by a test that is there.
func TestClaims(t *testing.T) {
	t.Parallel()
	there, said := tests(t), 0
	for _, part := range Claims {
		for _, c := range part.Claims {
			if said++; !there[c.In+" "+c.Test] {
				t.Errorf("%q names %s in %s, which is not there", c.Sentence, c.Test, c.In)
			}
			if !strings.HasSuffix(c.Sentence, ".") {
				t.Errorf("%q is no sentence", c.Sentence)
			}
		}
	}
	if said < 20 {
		t.Errorf("only %d claims", said)
	}
}

// readme is what the README claims in its list, by the words in bold, with the test.
var readme = []Claim{
	{"A matrix both teams work.", "TestTogetherInOneMatrix", "web/journey"},
	{"A conversation at the row.", "TestPendingIsPrivate", "internal/app"},
	{"Settle it in one call.", "TestBlindVote", "internal/app"},
	{"The agreement writes itself", "TestVariantsComposeWhole", "internal/agreement"},
	{"The MSP's own library.", "TestLibraryVersionsArePinned", "internal/app"},
	{"Signed as shown.", "TestSignRefused", "web/envelope"},
	{"In the MSP's own look.", "TestFrozenBrand", "internal/app"},
	{"Checked by anybody.", "TestPublicPage", "web/verify"},
	{"Bring the spreadsheet you have.", "TestMessySheets", "internal/intake"},
	{"Who owns this?", "TestFind", "internal/catalog"},
}

// TestReadmeClaims: each thing the README promises in its list has a test, and the list
// here knows no other.
func TestReadmeClaims(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	there, promised := tests(t), map[string]bool{}
	for line := range strings.Lines(string(raw)) {
		if rest, ok := strings.CutPrefix(line, "- **"); ok {
			words, _, bold := strings.Cut(rest, "**")
			if bold && !strings.HasPrefix(rest, "Tenancy") && !strings.HasPrefix(rest, "Acts") && !strings.HasPrefix(rest, "The audit log") && !strings.HasPrefix(rest, "Live updates") && !strings.HasPrefix(rest, "Nothing slow") {
				promised[words] = true
			}
		}
	}
	for _, c := range readme {
		if !promised[c.Sentence] {
			t.Errorf("the README does not say %q any more", c.Sentence)
		}
		delete(promised, c.Sentence)
		if !there[c.In+" "+c.Test] {
			t.Errorf("%q: there is no %s in %s", c.Sentence, c.Test, c.In)
		}
	}
	for words := range promised {
		t.Errorf("the README promises %q, and no test is named for it", words)
	}
}

func TestPage(t *testing.T) {
	t.Parallel()
	r := chi.NewRouter()
	Screen{}.Routes(r)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, page.Begin(httptest.NewRequestWithContext(t.Context(), "GET", "/trust", nil), "test"))
	for _, want := range []string{"What you can rely on", "TestEveryByte", "What it does not promise", `href="/v"`} {
		if w.Code != 200 || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d, without %q", w.Code, want)
		}
	}
}
