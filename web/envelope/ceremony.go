package envelope

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/signing"
	"demarc/web/page"
)

func tokenOf(r *http.Request) string { return chi.URLParam(r, "token") }

// path is an address of the ceremony. Only addresses under /s/ ever carry a token.
func path(token, tail string) string { return "/s/" + url.PathEscape(token) + tail }

// arrive answers the link itself. Mail scanners follow links, so it accepts nothing
// and shows no document; the one press on it is what proves a person.
func (s Screen) arrive(w http.ResponseWriter, r *http.Request) error {
	v, err := s.App.Ceremonies.Arrive(r.Context(), page.From(r), tokenOf(r))
	if err != nil {
		return s.refuse(w, r, v, err)
	}
	if over(v) {
		return s.ended(w, r, v)
	}
	c := newCeremony(r, v, "")
	c.page.Title = v.Engagement.MSPName + " asks you to " + c.verb()
	if !v.Signer.SignedAt.IsZero() {
		c.page.Title = "You have " + c.did() + " this agreement"
	}
	return page.Render(w, r, http.StatusOK, arrivePage(c))
}

// confirm is the press of Continue. From then on this browser may read: another one
// that comes by the same link starts at its beginning.
func (s Screen) confirm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.App.Ceremonies.Confirm(r.Context(), page.From(r), tokenOf(r))
	if err != nil {
		return s.refuse(w, r, v, err)
	}
	if v.Signer.Check == signing.ByCode && !s.here(r) {
		return s.askCode(w, r)
	}
	return s.enter(w, r, v)
}

// enter lets this browser in, as a new session, and leads on.
func (s Screen) enter(w http.ResponseWriter, r *http.Request, v app.Visit) error {
	if err := s.Sessions.RenewToken(r.Context()); err != nil {
		return fmt.Errorf("renew the session: %w", err)
	}
	s.Sessions.Put(r.Context(), confirmedKey(tokenOf(r)), true)
	if !v.Signer.SignedAt.IsZero() {
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	}
	return page.Redirect(w, r, path(tokenOf(r), "/read"))
}

// confirmedKey names a link in a session without holding it.
func confirmedKey(token string) string {
	sum := sha256.Sum256([]byte(token))
	return "signing:" + hex.EncodeToString(sum[:])
}

// here tells whether this browser has confirmed the link it comes by.
func (s Screen) here(r *http.Request) bool {
	return s.Sessions.GetBool(r.Context(), confirmedKey(tokenOf(r)))
}

// start sends a browser to the beginning of its link. An address that cannot be led
// to was never one of ours, and is answered like any other unknown link.
func (s Screen) start(w http.ResponseWriter, r *http.Request) error {
	to := path(tokenOf(r), "")
	if !page.IsLocal(to) {
		return s.arrive(w, r)
	}
	return page.Redirect(w, r, to)
}

// read shows the brief and the whole document, and links on with the digest of
// exactly what it shows.
func (s Screen) read(w http.ResponseWriter, r *http.Request) error {
	if !s.here(r) {
		return s.start(w, r)
	}
	v, err := s.App.Ceremonies.Present(r.Context(), page.From(r), tokenOf(r))
	if fault.Is(err, fault.Conflict) {
		return s.start(w, r)
	}
	if err != nil {
		return s.refuse(w, r, v, err)
	}
	title := "Read before you sign"
	if !v.Signer.SignedAt.IsZero() {
		title = "What you signed"
	}
	c := newCeremony(r, v, title)
	c.article, c.page.Scripts = v.Article(), []string{"reading.js"}
	return page.Render(w, r, http.StatusOK, readPage(c))
}

// look reads the visit for the pages after reading, and leads away whoever has no
// business there. Its answer is true when the page is still to be shown.
func (s Screen) look(w http.ResponseWriter, r *http.Request) (v app.Visit, show bool, err error) {
	if !s.here(r) {
		return v, false, s.start(w, r)
	}
	v, err = s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r))
	switch {
	case err != nil:
		return v, false, s.refuse(w, r, v, err)
	case over(v):
		return v, false, s.ended(w, r, v)
	}
	return v, true, nil
}

// signForm asks for the signature. The digest comes from the page that was read and
// goes into the form untouched, so that what is echoed is what was shown.
func (s Screen) signForm(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	shown, as := r.URL.Query().Get("shown"), r.URL.Query().Get("as")
	switch {
	case !v.Signer.SignedAt.IsZero():
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	case v.Signer.Turn != v.Envelope.Turn():
		return page.Render(w, r, http.StatusConflict, waitPage(newCeremony(r, v, "It is not your turn yet")))
	case v.Signer.PresentedAt.IsZero() || !isDigest(shown) || !isDigest(as):
		return page.Redirect(w, r, path(tokenOf(r), "/read"))
	case !v.Signer.Signs():
		return s.affirmForm(w, r, v, shown, as)
	case app.Outside(v.Version.Content):
		return page.Redirect(w, r, path(tokenOf(r), "/read"))
	}
	f := page.FormOf(map[string]string{"digest": shown, "rendition": as, "title": v.Signer.Title})
	return page.Render(w, r, http.StatusOK, signPage(newCeremony(r, v, "Sign").withPad(f)))
}

// differsTitle tells another document from the same one in another form, as a renewed
// program may show it.
func differsTitle(v app.Visit, f *page.Form) string {
	if f.Value("digest") == v.Envelope.Digest {
		return "Read it once more"
	}
	return "This is not the document you read"
}

func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size
}

// fields are those of the form, in the order they are asked.
var fields = []string{"code", "consent", "typed", "drawing", "title", "authority"}

// sign signs. Whatever is refused says why on its own page, with all that was typed.
func (s Screen) sign(w http.ResponseWriter, r *http.Request) error {
	if !s.here(r) {
		return s.start(w, r)
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if v, err := s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r)); err == nil && !v.Signer.Signs() {
		return s.affirm(w, r, f)
	}
	o := signing.Offer{
		Digest: f.Value("digest"), Consent: f.Checked("consent"), Typed: f.Line("typed", page.MaxName),
		Title: f.Line("title", page.MaxName), Authority: f.Checked("authority"), Rendition: f.Value("rendition"), Disclosure: f.Value("disclosure"), Initials: initials(f), Drawing: f.Value("drawing"),
	}
	if !f.OK() {
		o.Typed, o.Title = "", "" // what cannot be read cannot be signed with
	}
	v, err := s.freshCode(r, f)
	o.Code = s.proof(r)
	confirmed := f.Checked("confirmed")
	switch {
	case err != nil:
	case f.Has("back"):
		return page.Render(w, r, http.StatusOK, signPage(newCeremony(r, v, "Sign").withPad(f)))
	case confirmed:
		v, err = s.App.Ceremonies.Sign(r.Context(), page.From(r), tokenOf(r), o)
	default:
		v, err = s.App.Ceremonies.Review(r.Context(), page.From(r), tokenOf(r), o)
	}
	if refused, ok := fault.Of(err); ok {
		for _, name := range fields {
			if sentence := refused.Fields[name]; sentence != "" {
				f.Wrong(name, sentence)
			}
		}
	}
	switch {
	case err == nil && !confirmed && f.OK() && v.Signer.SignedAt.IsZero():
		return page.Render(w, r, http.StatusOK, confirmPage(newCeremony(r, v, "Is this what you sign?").with(f)))
	case err == nil:
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	case f.Take(err):
		c := newCeremony(r, v, "Sign").withPad(f)
		if err := s.renewCode(r, v); err != nil {
			return err
		}
		c.page.Failed = true
		return page.Render(w, r, http.StatusUnprocessableEntity, signPage(c))
	case !fault.Is(err, fault.Conflict):
		return s.refuse(w, r, v, err)
	case (o.Digest != v.Envelope.Digest || o.Rendition != v.Rendition()) && v.Signer.Turn == v.Envelope.Turn():
		return page.Render(w, r, http.StatusConflict, differsPage(newCeremony(r, v, differsTitle(v, f)).with(f)))
	case v.Signer.Turn != v.Envelope.Turn():
		return page.Render(w, r, http.StatusConflict, waitPage(newCeremony(r, v, "It is not your turn yet")))
	}
	return page.Redirect(w, r, path(tokenOf(r), "/read"))
}

// done is the calm page after signing; it stays reachable by the link.
func (s Screen) done(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	if v.Signer.SignedAt.IsZero() {
		return s.start(w, r)
	}
	if !v.Signer.Signs() && !page.IsFragment(r) {
		c := newCeremony(r, v, didWord(v.Signer))
		c.page.Scripts = []string{"done.js"}
		return page.Render(w, r, http.StatusOK, affirmedPage(c))
	}
	c := newCeremony(r, v, "Signed")
	c.page.Scripts = []string{"done.js"}
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, next(c))
	}
	return page.Render(w, r, http.StatusOK, donePage(c))
}

func (s Screen) declineForm(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	if !v.Signer.SignedAt.IsZero() {
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	}
	return page.Render(w, r, http.StatusOK, declinePage(newCeremony(r, v, "Decline to sign").with(&page.Form{})))
}

func (s Screen) decline(w http.ResponseWriter, r *http.Request) error {
	v, show, err := s.look(w, r)
	if !show {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	reason := f.Text("reason", 1000)
	if f.OK() {
		if _, err = s.freshCode(r, f); err == nil {
			_, err = s.App.Ceremonies.Decline(r.Context(), page.From(r), tokenOf(r), s.proof(r), reason)
		}
	}
	switch {
	case f.Take(err) || !f.OK():
		if err := s.renewCode(r, v); err != nil {
			return err
		}
		c := newCeremony(r, v, "Decline to sign").with(f)
		c.page.Failed = true
		return page.Render(w, r, http.StatusUnprocessableEntity, declinePage(c))
	case fault.Is(err, fault.Conflict): // signed meanwhile
		return page.Redirect(w, r, path(tokenOf(r), "/done"))
	case err != nil:
		return s.refuse(w, r, v, err)
	}
	return page.Redirect(w, r, path(tokenOf(r), ""), page.Done(v.Engagement.MSPName+" is told what you wrote."))
}

// file hands out the sealed document.
func (s Screen) file(w http.ResponseWriter, r *http.Request) error {
	if !s.here(r) {
		return s.start(w, r)
	}
	f, name, err := s.App.Ceremonies.File(r.Context(), page.From(r), tokenOf(r))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(f.Data) // the reader may have gone
	return nil
}

// logo serves the logo of the version behind the link, also before the first press:
// a letter has shown it already.
func (s Screen) logo(w http.ResponseWriter, r *http.Request) error {
	v, err := s.App.Ceremonies.Look(r.Context(), page.From(r), tokenOf(r))
	if err != nil && (!fault.Is(err, fault.Gone) || v.Version.Number == 0) { // the page of an ended link shows it too
		return err
	}
	l := v.Version.Content.Brand.Logo
	if len(l.PNG) == 0 || mark(l) != chi.URLParam(r, "mark") {
		return fault.New(fault.NotFound, "This logo is not there any more.")
	}
	page.Picture(w, r, l.PNG)
	return nil
}

// refuse answers an act that failed: a round that has ended has its own page.
func (s Screen) refuse(w http.ResponseWriter, r *http.Request, v app.Visit, err error) error {
	if fault.Is(err, fault.Gone) && v.Envelope.ID != "" {
		return s.ended(w, r, v)
	}
	return err
}

func (s Screen) ended(w http.ResponseWriter, r *http.Request, v app.Visit) error {
	return page.Render(w, r, http.StatusGone, endedPage(newCeremony(r, v, ending(v).title), ending(v)))
}
