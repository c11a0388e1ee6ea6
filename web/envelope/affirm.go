package envelope

import (
	"net/http"
	"strconv"
	"strings"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/web/page"
)

// The part of those who approve or acknowledge: they read like a signer, and instead of
// signing they tick one sentence. The address is that of the signature.

// affirmForm shows the one sentence.
func (s Screen) affirmForm(w http.ResponseWriter, r *http.Request, v app.Visit, shown, as string) error {
	f := page.FormOf(map[string]string{"digest": shown, "rendition": as})
	return page.Render(w, r, http.StatusOK, affirmPage(newCeremony(r, v, affirmTitle(v)).with(f)))
}

func (s Screen) affirm(w http.ResponseWriter, r *http.Request, f *page.Form) error {
	v, err := s.freshCode(r, f)
	if err == nil {
		v, err = s.App.Ceremonies.Affirm(r.Context(), page.From(r), tokenOf(r), signing.Offer{Digest: f.Value("digest"), Rendition: f.Value("rendition"), Consent: f.Checked("consent"), Initials: initials(f), Code: s.proof(r)})
	}
	switch {
	case err == nil:
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	case f.Take(err):
		if f.Error("code") != "" {
			if err := s.renewCode(r, v); err != nil {
				return err
			}
		}
		c := newCeremony(r, v, affirmTitle(v)).with(f)
		c.page.Failed = true
		return page.Render(w, r, http.StatusUnprocessableEntity, affirmPage(c))
	case !fault.Is(err, fault.Conflict):
		return s.refuse(w, r, v, err)
	case (f.Value("digest") != v.Envelope.Digest || f.Value("rendition") != v.Rendition()) && v.Signer.Turn == v.Envelope.Turn():
		return page.Render(w, r, http.StatusConflict, differsPage(newCeremony(r, v, differsTitle(v, f)).with(f)))
	case v.Signer.Turn != v.Envelope.Turn():
		return page.Render(w, r, http.StatusConflict, waitPage(newCeremony(r, v, "It is not your turn yet")))
	}
	return s.start(w, r)
}

func affirmTitle(v app.Visit) string {
	if v.Signer.Role == signing.Acknowledges {
		return "Acknowledge Exhibit A"
	}
	return "Approve for signing"
}

// verb is what the person of the link is asked to do.
func (c ceremony) verb() string {
	switch c.v.Signer.Role {
	case signing.Approves:
		return "approve"
	case signing.Acknowledges:
		return "acknowledge"
	case signing.Signs, signing.Copied:
	}
	return "sign"
}

// did is what they have done, as a sentence goes on after "You".
func (c ceremony) did() string {
	return map[string]string{"approve": "approved", "acknowledge": "acknowledged", "sign": "signed"}[c.verb()]
}

// as is the person with their title, where they have one.
func (c ceremony) as() string {
	if c.v.Signer.Title == "" {
		return c.v.Signer.Name
	}
	return c.v.Signer.Name + ", " + c.v.Signer.Title
}

// delegateForm asks a colleague's name and address.
func (s Screen) delegateForm(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	if !v.Signer.SignedAt.IsZero() {
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	}
	return page.Render(w, r, http.StatusOK, delegatePage(newCeremony(r, v, "Hand this on to a colleague").with(&page.Form{})))
}

// delegate hands the request on; the page of the old link then says so.
func (s Screen) delegate(w http.ResponseWriter, r *http.Request) error {
	if !s.here(r) {
		return s.start(w, r)
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	_, p := personOf(f)
	if !f.OK() {
		p = signing.Person{} // what cannot be read is nobody
	}
	v, err := s.freshCode(r, f)
	if err == nil {
		v, err = s.App.Ceremonies.Delegate(r.Context(), page.From(r), tokenOf(r), s.proof(r), p)
	}
	if f.Take(err) {
		if err := s.renewCode(r, v); err != nil {
			return err
		}
		c := newCeremony(r, v, "Hand this on to a colleague").with(f)
		c.page.Failed = true
		return page.Render(w, r, http.StatusUnprocessableEntity, delegatePage(c))
	}
	switch {
	case fault.Is(err, fault.Conflict): // signed meanwhile, or another browser
		return s.start(w, r)
	case err != nil:
		return s.refuse(w, r, v, err)
	}
	return page.Redirect(w, r, path(tokenOf(r), ""))
}

// knowLead says how much it is that somebody acknowledges.
func (c ceremony) knowLead(areas []engagement.AreaRows) string {
	n := 0
	for _, a := range areas {
		n += len(a.Rows)
	}
	if n == 0 {
		return "It gives no function to your team: others do all of the work and answer for it."
	}
	return "Your team does or answers for " + count(strconv.Itoa(n), "function") + " in " + count(strconv.Itoa(len(areas)), "area") + ". Open an area to read them; the split of the work stands in the document."
}

// part is what the teams of this person's side are to a function: "Internal IT does the
// work and answers for it".
func (c ceremony) part(r engagement.Row) string {
	content := c.v.Version.Content
	var parts []string
	for i, col := range content.Stakeholders {
		as := r.Cell(i)
		if col.Side() != c.v.Signer.Side || col.Kind == raci.Management {
			continue
		}
		switch {
		case as.Answers() && as.Does():
			parts = append(parts, content.Called(r, i)+" does the work and answers for it")
		case as.Answers():
			parts = append(parts, content.Called(r, i)+" answers for it")
		case as.Does():
			parts = append(parts, content.Called(r, i)+" does the work")
		}
	}
	return strings.Join(parts, "; ")
}
