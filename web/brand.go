package web

import (
	"context"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/party"
	"demarc/web/settings"
	"demarc/web/ui"
)

// lookOf is how the pages of a person look. A brand that cannot be read costs the page
// its colour and nothing else: what the page itself asks for says what is wrong.
func lookOf(ctx context.Context, brands app.Brands, who access.Actor) ui.Look {
	l, err := brands.Look(ctx, who.MSP)
	if err != nil {
		return ui.Look{}
	}
	return settings.Look(l, who.MSPName)
}

// accent is the stylesheet for a colour. All of it stands in its address, so it belongs
// to nobody and may be kept for ever.
func accent(w http.ResponseWriter, r *http.Request) {
	color, ok := party.ReadAccent(chi.URLParam(r, "accent"))
	if !ok || r.URL.Path != "/brand/accent-"+color[1:]+".css" {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/css; charset=utf-8")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write([]byte(ui.AccentStyle(color))) // the reader may have gone
}
