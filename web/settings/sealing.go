package settings

import (
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/web/page"
	"demarc/web/ui"
)

const sealingAddress = "/settings/sealing"

// sealing shows what everybody signed and what is not sealed yet, and why.
func (s Screen) sealing(w http.ResponseWriter, r *http.Request) error {
	list, err := s.App.Sealings.List(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	waits := make([]wait, len(list))
	for i, l := range list {
		waits[i] = wait{id: string(l.Engagement), name: l.ClientName + ", " + l.Number, version: l.Version, signed: l.SignedAt, tries: l.Attempts, reason: l.Reason, last: l.LastAt}
	}
	return page.Render(w, r, http.StatusOK, sealingPage(page.New(r, "Sealing", page.Actor(r).MSPName), waits, standing(s.App.Seals.Health())))
}

// standing is what the last look at the seal and the outside clocks found.
func standing(h app.Health) []ui.Fact {
	if h.Checked.IsZero() {
		return []ui.Fact{{Term: "Test seal", Value: "Not made yet. One is made at start and every hour."}}
	}
	test := "It worked, " + ui.Moment(h.Checked.UTC())
	if h.Seal != "" {
		test = "It failed, " + ui.Moment(h.Checked.UTC()) + ": " + h.Seal
	}
	facts := []ui.Fact{{Term: "Last test seal", Value: test}}
	if h.Root != "" {
		until := "Until " + ui.Day(h.Until)
		if h.Warning != "" {
			until += ": " + h.Warning
		}
		facts = append(facts, ui.Fact{Term: "Certificate", Value: h.SealedBy}, ui.Fact{Term: "It can seal", Value: until}, ui.Fact{Term: "SHA-256 of its root", Value: h.Root})
	}
	for _, c := range h.Authorities {
		answer := "Answers"
		if c.Reason != "" {
			answer = "Cannot be had: " + c.Reason
		}
		facts = append(facts, ui.Fact{Term: "Outside clock " + c.Name, Value: answer})
	}
	if len(h.Authorities) == 0 {
		facts = append(facts, ui.Fact{Term: "Outside clock", Value: "None is set up. Seals carry the time of this system, and say so."})
	}
	return facts
}

// times counts tries as people do.
func times(n int) string {
	if n == 1 {
		return "Once"
	}
	return strconv.Itoa(n) + " times"
}

// retry tries at once. Nothing here can call an agreement sealed: only its seal does.
func (s Screen) retry(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Sealings.Retry(r.Context(), page.Actor(r), engagement.ID(chi.URLParam(r, "engagement"))); err != nil {
		return err
	}
	return page.Redirect(w, r, sealingAddress, page.Done("It is being tried now. Reload this page in a moment."))
}
