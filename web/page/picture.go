package page

import (
	"net/http"
	"strconv"
)

// Picture answers with a PNG of ours whose address changes whenever it does, so that
// this browser may keep it for a year. Nobody between may: who sees it is decided here.
func Picture(w http.ResponseWriter, r *http.Request, png []byte) {
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Content-Length", strconv.Itoa(len(png)))
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	h.Set("Vary", "Cookie")
	if r.Method != http.MethodHead {
		w.Write(png) // the reader may have gone
	}
}
