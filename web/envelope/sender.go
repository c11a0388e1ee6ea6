package envelope

import (
	"net/http"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/web/page"
	"demarc/web/ui"
)

// signOff is the last step of an engagement: before sending what stands in the way,
// after sending who has signed. A live page asks for its changing part with the
// state it shows; in another state it is told to load itself anew.
func (s Screen) signOff(w http.ResponseWriter, r *http.Request) error {
	if !page.IsFragment(r) {
		return s.show(w, r, http.StatusOK, &page.Form{})
	}
	e, rounds, err := s.App.Envelopes.List(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	v := newView(r, e, rounds, &page.Form{})
	v.late = s.App.Sealings.Late(v.now())
	if err := s.learn(r, &v); err != nil {
		return err
	}
	switch {
	case string(e.State) != r.URL.Query().Get("state"):
		w.Header().Set("HX-Refresh", "true")
		fallthrough
	case e.State == engagement.InDraft:
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	return page.Render(w, r, http.StatusOK, round(v))
}

// show renders the whole page with a form as it was typed.
func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notices ...ui.Notice) error {
	who := page.Actor(r)
	e, rounds, err := s.App.Envelopes.List(r.Context(), who, idOf(r))
	if err != nil {
		return err
	}
	v := newView(r, e, rounds, f)
	v.late = s.App.Sealings.Late(v.now())
	if err := s.learn(r, &v); err != nil {
		return err
	}
	v.page.Notices = append(v.page.Notices, notices...)
	v.page.Failed = !f.OK()
	if e.State != engagement.InDraft {
		return page.Render(w, r, status, trackPage(v))
	}
	var p app.Prepared
	if who.Can(access.SendForSignature) {
		p, err = s.App.Envelopes.Prepare(r.Context(), who, e.ID)
	} else if p.Preview, err = s.App.Agreements.Open(r.Context(), who, e.ID); err == nil {
		p.Others, err = s.App.Envelopes.Recipients(r.Context(), who, e.ID)
	}
	if err != nil {
		return err
	}
	return page.Render(w, r, status, preparePage(newPrepared(v, p)))
}

// learn finds how the round that is out is signed: its own text says so.
func (s Screen) learn(r *http.Request, v *view) error {
	if v.e.State != engagement.Signing || v.now().State != signing.Sent {
		return nil
	}
	rec, err := s.App.Envelopes.Paper(r.Context(), v.who, v.e.ID, v.now().ID)
	v.outside = err == nil && app.Outside(rec.Version.Content)
	return err
}

// send freezes the draft and sends it. What blocks is said on the same page, with
// the message kept; so is that the text is another than the one on the screen.
func (s Screen) send(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := app.Send{Digest: f.Line("digest", page.MaxCode), Message: f.Text("message", page.MaxText), Reason: f.Text("reason", page.MaxText), Warned: f.Many("warned", 500, page.MaxLine)}
	in.Reminders = remindersOf(f)
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	}
	env, err := s.App.Envelopes.Send(r.Context(), page.Actor(r), idOf(r), in)
	switch {
	case f.Take(err):
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		return s.show(w, r, http.StatusConflict, f, ui.Notice{Kind: "warn", Text: err.Error()})
	case isNoSeal(err):
		return s.show(w, r, http.StatusServiceUnavailable, f, ui.Notice{Kind: "danger", Text: "Nothing was sent. " + err.Error()})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, signOffPath(idOf(r)), page.Done(sentLine(env)))
}

// isNoSeal tells an act that cannot be done now, with its sentence, from a database that
// is away.
func isNoSeal(err error) bool {
	f, ok := fault.Of(err)
	return ok && f.Kind == fault.Unavailable && f.Message != ""
}

// remindersOf reads which reminders were chosen.
func remindersOf(f *page.Form) []int {
	switch f.Value("reminders") {
	case "none":
		return []int{}
	case "own":
		days, err := signing.ReadReminders(f.Line("reminder_days", page.MaxLine))
		if err == nil && len(days) == 0 {
			f.Wrong("reminder_days", "Write days from 1 to 89 with commas between, or choose no reminders.")
		}
		f.Take(err)
		return days
	}
	return signing.DefaultReminders
}

func (s Screen) remind(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	signer := signing.SignerID(f.Line("signer", page.MaxCode))
	err = s.App.Envelopes.Remind(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), signer)
	if refused, ok := fault.Of(err); ok && (refused.Kind == fault.TooMany || refused.Kind == fault.Conflict) {
		status := http.StatusConflict
		if refused.Kind == fault.TooMany {
			status = http.StatusTooManyRequests
			page.RetryAfter(w, err)
		}
		return s.show(w, r, status, &page.Form{}, ui.Notice{Kind: "warn", Text: refused.Message})
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, signOffPath(idOf(r)), page.Done("A new letter is on its way. Its link replaces the earlier one."))
}

func (s Screen) void(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", 1000)
	if f.OK() {
		err = s.App.Envelopes.Void(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), reason)
	}
	switch {
	case f.Take(err) || !f.OK():
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		return s.show(w, r, http.StatusConflict, &page.Form{}, ui.Notice{Kind: "warn", Text: err.Error()})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, signOffPath(idOf(r)), page.Done("Withdrawn. The signers are told why, and the draft can be changed again."))
}

func signOffPath(id engagement.ID) string { return "/e/" + string(id) + "/sign" }
