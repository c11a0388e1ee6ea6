package envelope

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/web/page"
)

// A session keeps the code that its browser asked for, and since when it may read. Both
// are named by the link without holding it.
func codeKey(token string) string   { return confirmedKey(token) + ":code" }
func passedKey(token string) string { return confirmedKey(token) + ":passed" }

// noCode stands for a code that was not sent because too many were.
const noCode = "- 0"

// asked is the code this browser waits for, while it can be used.
func (s Screen) asked(r *http.Request) string {
	id, until, _ := strings.Cut(s.Sessions.GetString(r.Context(), codeKey(tokenOf(r))), " ")
	if at, err := strconv.ParseInt(until, 10, 64); err != nil || !s.App.Ceremonies.Now().Before(time.Unix(at, 0)) {
		return ""
	}
	return id
}

// sendCode mails a new code, for this browser alone.
func (s Screen) sendCode(r *http.Request) error {
	id, err := s.App.Ceremonies.SendCode(r.Context(), page.From(r), tokenOf(r))
	if err != nil {
		return err
	}
	until := s.App.Ceremonies.Now().Add(signing.CodeLife).Unix()
	s.Sessions.Put(r.Context(), codeKey(tokenOf(r)), id+" "+strconv.FormatInt(until, 10))
	return nil
}

// askCode leads to the page that asks for the code; a second press of Continue does not
// send a second letter.
func (s Screen) askCode(w http.ResponseWriter, r *http.Request) error {
	if s.asked(r) == "" {
		if err := s.Sessions.RenewToken(r.Context()); err != nil {
			return err
		}
		err := s.sendCode(r)
		if fault.Is(err, fault.TooMany) { // the page says so, and when to ask again
			s.Sessions.Put(r.Context(), codeKey(tokenOf(r)), noCode)
		} else if err != nil {
			return err
		}
	}
	return page.Redirect(w, r, path(tokenOf(r), "/code"))
}

// codeForm asks for the code. Whoever has not pressed Continue here has none to enter.
func (s Screen) codeForm(w http.ResponseWriter, r *http.Request) error {
	if s.Sessions.GetString(r.Context(), codeKey(tokenOf(r))) == "" {
		return s.start(w, r)
	}
	v, err := s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r))
	if err != nil {
		return err
	}
	if over(v) {
		return s.ended(w, r, v)
	}
	f := &page.Form{}
	if s.asked(r) == "" {
		f.Wrong("code", "There is no code for this browser any more. Have a new one sent.")
	}
	return page.Render(w, r, http.StatusOK, codePage(newCeremony(r, v, "Enter the code we sent you").with(f)))
}

// code takes the code and lets the browser in.
func (s Screen) code(w http.ResponseWriter, r *http.Request) error {
	id := s.asked(r)
	if s.Sessions.GetString(r.Context(), codeKey(tokenOf(r))) == "" {
		return s.start(w, r)
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	digits := digitsOf(f.Line("code", 20))
	v, err := s.App.Ceremonies.UseCode(r.Context(), page.From(r), tokenOf(r), id, digits)
	if f.Take(err) || !f.OK() {
		if v.Envelope.ID == "" { // it was refused before anything was read
			if v, err = s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r)); err != nil {
				return err
			}
		}
		c := newCeremony(r, v, "Enter the code we sent you").with(f)
		c.page.Failed = true
		return page.Render(w, r, http.StatusUnprocessableEntity, codePage(c))
	}
	if err != nil {
		return s.refuse(w, r, v, err)
	}
	s.passed(r, v.Code)
	return s.enter(w, r, v)
}

// passed keeps which code this browser entered, and when.
func (s Screen) passed(r *http.Request, id string) {
	s.Sessions.Remove(r.Context(), codeKey(tokenOf(r)))
	s.Sessions.Put(r.Context(), passedKey(tokenOf(r)), id+" "+strconv.FormatInt(s.App.Ceremonies.Now().Unix(), 10))
}

// entered is the code that this browser entered last, with when; "" if it never did.
func (s Screen) entered(r *http.Request) (id string, at time.Time) {
	id, when, _ := strings.Cut(s.Sessions.GetString(r.Context(), passedKey(tokenOf(r))), " ")
	seconds, err := strconv.ParseInt(when, 10, 64)
	if err != nil {
		return "", time.Time{}
	}
	return id, time.Unix(seconds, 0)
}

// proof is the id of that code, which only this browser has.
func (s Screen) proof(r *http.Request) string {
	id, _ := s.entered(r)
	return id
}

// newCode sends another code and ends the one before, for this browser.
func (s Screen) newCode(w http.ResponseWriter, r *http.Request) error {
	if s.Sessions.GetString(r.Context(), codeKey(tokenOf(r))) == "" {
		return s.start(w, r)
	}
	v, err := s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r))
	if err != nil {
		return err
	}
	if over(v) {
		return s.ended(w, r, v)
	}
	err = s.sendCode(r)
	if fault.Is(err, fault.TooMany) {
		f := &page.Form{}
		f.Wrong("code", tooManyCodes(v, err))
		c := newCeremony(r, v, "Enter the code we sent you").with(f)
		c.page.Failed = true
		return page.Render(w, r, http.StatusTooManyRequests, codePage(c))
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, path(tokenOf(r), "/code"), page.Done("A new code is on its way. Older ones no longer work here."))
}

// tooManyCodes says why no other code is sent now, and what to do.
func tooManyCodes(v app.Visit, err error) string {
	if refused, _ := fault.Of(err); refused.Wait > signing.CodeLife {
		return strconv.Itoa(signing.CodesADay) + " codes were sent within a day, and no more are until it is over. Was it not you, or is there no time? Ask " + v.Envelope.SentBy + " at " + v.Engagement.MSPName + " for another link."
	}
	return "Three codes were sent in the last minutes. Look for the newest letter, also in the folder for junk, or wait ten minutes."
}

// stale tells whether this browser must enter a code again before it can sign.
func (s Screen) stale(r *http.Request, v app.Visit) bool {
	_, at := s.entered(r)
	return v.Signer.CodeWanted(at, s.App.Ceremonies.Now())
}

// freshCode takes the code that came with the signature, where one is asked for again.
func (s Screen) freshCode(r *http.Request, f *page.Form) (app.Visit, error) {
	v, err := s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r))
	if err != nil || over(v) || !v.Signer.SignedAt.IsZero() || !s.stale(r, v) {
		return v, err
	}
	digits := digitsOf(f.Line("code", 20))
	if digits == "" {
		return v, fault.Field("code", "More than 15 minutes have passed since your code. Enter the new one that was sent to "+signing.Masked(v.Signer.Email)+".")
	}
	used, err := s.App.Ceremonies.UseCode(r.Context(), page.From(r), tokenOf(r), s.asked(r), digits)
	if err != nil {
		return v, err
	}
	s.passed(r, used.Code)
	return v, nil
}

// renewCode sends a code to somebody who read for so long that theirs is no longer
// fresh, unless one is on its way.
func (s Screen) renewCode(r *http.Request, v app.Visit) error {
	if !s.stale(r, v) || s.asked(r) != "" {
		return nil
	}
	if err := s.sendCode(r); err != nil && !fault.Is(err, fault.TooMany) {
		return err
	}
	return nil
}

// digitsOf forgives what comes along when a code is copied from a letter.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
