package envelope

import (
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/web/page"
	"demarc/web/ui"
)

// addPerson names somebody of the next round who does not sign.
func (s Screen) addPerson(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	to := app.Recipient{Signer: signing.Signer{
		Side: party.Side(f.Value("side")), Role: signing.Role(f.Value("role")),
		Name: f.Line("name", page.MaxName), Title: f.Line("title", page.MaxName), Email: f.Line("email", page.MaxLine),
	}}
	if !f.OK() {
		to.Name = "" // what cannot be read is nobody
	}
	err = s.App.Envelopes.AddRecipient(r.Context(), page.Actor(r), idOf(r), to)
	switch {
	case f.Take(err):
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	case err != nil:
		return err
	}
	return page.Redirect(w, r, signOffPath(idOf(r))+"#others", page.Done(to.Name+" is on the list."))
}

func (s Screen) removePerson(w http.ResponseWriter, r *http.Request) error {
	err := s.App.Envelopes.RemoveRecipient(r.Context(), page.Actor(r), idOf(r), chi.URLParam(r, "recipient"))
	if err != nil {
		return err
	}
	return page.Redirect(w, r, signOffPath(idOf(r))+"#others", page.Done("Taken off the list."))
}

// extend gives a round more time: until the end of the day that was chosen.
func (s Screen) extend(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	var until time.Time
	if day := f.Date("until"); !day.IsZero() && f.OK() {
		until = day.Add(24*time.Hour - time.Second)
	}
	err = s.App.Envelopes.Extend(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), until, f.Text("extend_reason", 500))
	return s.changed(w, r, f, err, "There is more time now: until "+ui.Moment(until)+".")
}

func (s Screen) correct(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	f.Set("change", "correct")
	who, p := personOf(f)
	err = s.App.Envelopes.Correct(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), who, p)
	return s.changed(w, r, f, err, "Corrected. A new letter is on its way to "+p.Email+"; the earlier link has ended.")
}

func (s Screen) replace(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	f.Set("change", "replace")
	who, p := personOf(f)
	err = s.App.Envelopes.Replace(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), who, p, f.Text("why", 500))
	return s.changed(w, r, f, err, p.Name+" is asked instead. The earlier link has ended.")
}

// personOf reads who is to be changed, and into whom.
func personOf(f *page.Form) (signing.SignerID, signing.Person) {
	who, p := signing.SignerID(f.Line("signer", page.MaxCode)), signing.Person{Name: f.Line("name", page.MaxName), Title: f.Line("title", page.MaxName), Email: f.Line("email", page.MaxLine)}
	if !f.OK() {
		p = signing.Person{} // what cannot be read is nobody
	}
	return who, p
}

// changed answers a change of a round that is out.
func (s Screen) changed(w http.ResponseWriter, r *http.Request, f *page.Form, err error, done string) error {
	switch {
	case f.Take(err):
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		return s.show(w, r, http.StatusConflict, &page.Form{}, ui.Notice{Kind: "warn", Text: err.Error()})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, signOffPath(idOf(r)), page.Done(done))
}
