package web

import (
	"fmt"
	"net/http"
	"time"

	"demarc/internal/app"
)

// readiness says whether this process can do its work. The first line is for machines;
// a seal that does not work is as bad as a database that does not answer. A certificate
// that ends soon or a time authority that is away is for people to mend, not for a load
// balancer to act on.
func readiness(w http.ResponseWriter, h app.Health, records, waiting string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if h.Seal != "" {
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "the seal does not work:", h.Seal)
	} else {
		fmt.Fprintln(w, "ok")
	}
	if records == "" {
		records = "hold"
	}
	fmt.Fprintln(w, "records:", records)
	if waiting == "" {
		waiting = "nothing waits"
	}
	fmt.Fprintln(w, "sealing:", waiting)
	if h.Checked.IsZero() {
		fmt.Fprintln(w, "seal: not tested yet")
		return
	}
	fmt.Fprintln(w, "seal: tested", h.Checked.UTC().Format(time.RFC3339))
	if h.Root != "" {
		fmt.Fprintln(w, "root:", h.Root)
		fmt.Fprintln(w, "certificate:", h.SealedBy, "until", h.Until.Format(time.RFC3339))
	}
	if h.Warning != "" {
		fmt.Fprintln(w, "warning:", h.Warning)
	}
	for _, a := range h.Authorities {
		answer := "answers"
		if a.Reason != "" {
			answer = a.Reason
		}
		fmt.Fprintf(w, "time authority %s: %s\n", a.Name, answer)
	}
	if len(h.Authorities) == 0 {
		fmt.Fprintln(w, "time authority: none configured")
	}
}
