package page

import (
	"net/http"
	"strconv"
)

// File hands a file over whole, to be kept rather than shown: what others wrote is
// never opened under our address.
func File(w http.ResponseWriter, r *http.Request, name, media string, data []byte) error {
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	FileHead(w, media, len(data))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(data) // the reader may have gone; there is nobody to tell
	}
	return nil
}

// FileHead writes what is said of a file before it: its kind and size, and that
// nobody between may keep it.
func FileHead(w http.ResponseWriter, media string, size int) {
	h := w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.Itoa(size))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-store")
	}
}
