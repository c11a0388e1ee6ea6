// Package licenses is the page that names whose work Demarc contains and under which
// terms: the Go modules in the binary, the typefaces in its papers and pages, and the
// scripts. The texts are collected by the package's test, run with -update, and the
// same test fails when a module is missing from them.
package licenses

import (
	"embed"
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"

	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

//go:embed third-party.txt
var thirdParty string

// Screen answers under the addresses in Routes.
type Screen struct{}

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/licenses", page.Handler(func(w http.ResponseWriter, r *http.Request) error {
		return page.Render(w, r, http.StatusOK, licenses(page.New(r, "Licenses"), parse(thirdParty)))
	}))
}

// notice is one license text with everything that comes under it.
type notice struct {
	Works []string // "github.com/go-chi/chi/v5 v5.5.0"
	Text  string
}

// mark begins the line of a work; an empty line ends the works and begins the text.
const mark = "### "

func parse(file string) []notice {
	var all []notice
	for part := range strings.SplitSeq("\n"+file, "\n\n"+mark) {
		head, text, ok := strings.Cut(strings.TrimPrefix(part, "\n"+mark), "\n\n")
		if !ok {
			continue
		}
		n := notice{Text: strings.TrimRight(text, "\n")}
		for line := range strings.SplitSeq(head, "\n") {
			n.Works = append(n.Works, strings.TrimPrefix(line, mark))
		}
		all = append(all, n)
	}
	return all
}

func write(all []notice) string {
	var b strings.Builder
	for i, n := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		for _, w := range n.Works {
			b.WriteString(mark + w + "\n")
		}
		b.WriteString("\n" + n.Text + "\n")
	}
	return b.String()
}
