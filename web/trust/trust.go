// Package trust is the public page that says what can be relied on, and names the test
// that holds each sentence; a sentence without one cannot be published. It says as well
// what Demarc does not promise. Start at Claims.
package trust

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/web/page"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{}

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/trust", page.Handler(func(w http.ResponseWriter, r *http.Request) error {
		p := page.New(r, "What you can rely on")
		p.Said = true
		return page.Render(w, r, http.StatusOK, trustPage(p))
	}))
}
