package account

import (
	"net"
	"net/http"

	"demarc/internal/fault"
	"demarc/web/page"
)

// outbox shows letters that were kept instead of sent. They hold other people's
// links and codes, so only this very machine is answered.
func (s Screen) outbox(w http.ResponseWriter, r *http.Request) error {
	if ip := net.ParseIP(page.From(r).IP); ip == nil || !ip.IsLoopback() {
		return fault.New(fault.NotFound, "")
	}
	letters, err := s.Outbox.Letters()
	if err != nil {
		return err
	}
	return page.Render(w, r, http.StatusOK, outboxPage(page.New(r, "Outbox"), letters))
}
