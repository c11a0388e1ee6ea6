package envelope

import (
	"net/http"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/web/page"
)

// questionForm is where somebody asks before they decide.
func (s Screen) questionForm(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	switch {
	case !show:
		return err
	case v.Envelope.State != signing.Sent:
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	}
	return page.Render(w, r, http.StatusOK, questionPage(newCeremony(r, v, "Ask a question").with(&page.Form{})))
}

// question passes it on. Nothing else changes.
func (s Screen) question(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	words := f.Text("question", signing.QuestionLength)
	if f.OK() {
		_, err = s.App.Ceremonies.Ask(r.Context(), page.From(r), tokenOf(r), words)
	}
	status := http.StatusUnprocessableEntity
	if fault.Is(err, fault.TooMany) {
		status = http.StatusTooManyRequests
		page.RetryAfter(w, err)
		f.Wrong("question", "You have asked five questions within a day. Your words are kept on this page: send them when you have had an answer, or decline with a reason.")
		err = nil
	}
	switch {
	case f.Take(err) || !f.OK():
		c := newCeremony(r, v, "Ask a question").with(f)
		c.page.Failed = true
		return page.Render(w, r, status, questionPage(c))
	case fault.Is(err, fault.Conflict):
		return s.start(w, r)
	case err != nil:
		return s.refuse(w, r, v, err)
	}
	return page.Redirect(w, r, path(tokenOf(r), "/question"), page.Done("Your question is on its way to "+strings.TrimSuffix(v.Engagement.MSPName, ".")+". The answer comes to "+v.Signer.Email+"."))
}

// moreTime asks for a new link where the time of the round has ended. Whoever asked today
// already is told so, and no second letter goes out.
func (s Screen) moreTime(w http.ResponseWriter, r *http.Request) error {
	v, err := s.App.Ceremonies.AskTime(r.Context(), page.From(r), tokenOf(r))
	switch {
	case fault.Is(err, fault.TooMany):
		return page.Redirect(w, r, path(tokenOf(r), ""), page.Done(v.Engagement.MSPName+" was told already."))
	case fault.Is(err, fault.Conflict):
		return s.start(w, r)
	case err != nil:
		return s.refuse(w, r, v, err)
	}
	return page.Redirect(w, r, path(tokenOf(r), ""), page.Done(v.Engagement.MSPName+" is told that you ask for more time."))
}

// questions are those of one person of a round, for whoever sent it.
func (v view) questions(env signing.Envelope, s signing.Signer) []signing.Question {
	if v.who.Side != party.MSP {
		return nil
	}
	return env.Asked(s.ID)
}
