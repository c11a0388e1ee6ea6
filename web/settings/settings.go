// Package settings is what an MSP's owner sets once: how its papers, pages and letters
// look. Accent and lines can be looked at before they are saved; the logo has a form of
// its own, because a browser forgets a chosen file when a form comes back. It serves the
// logo too, under an address that changes with it. Start at Routes.
package settings

import (
	"embed"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the styles of this screen.
//
//go:embed *.css
var Files embed.FS

// Screen answers under the addresses in Routes.
type Screen struct{ App *app.App }

const address = "/settings/branding"

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, address, page.Handler(s.branding))
	r.Method(http.MethodPost, address, page.Handler(s.save))
	r.Method(http.MethodPost, address+"/logo", page.Handler(s.setLogo))
	r.Method(http.MethodPost, address+"/logo/remove", page.Handler(s.removeLogo))
	r.Method(http.MethodGet, sealingAddress, page.Handler(s.sealing))
	r.Method(http.MethodPost, sealingAddress+"/{engagement}/retry", page.Handler(s.retry))
	r.Method(http.MethodGet, "/brand/logo-{mark}.png", page.Handler(s.logo))
}

// branding shows the brand as it is kept, or as it is typed when it is only looked at.
func (s Screen) branding(w http.ResponseWriter, r *http.Request) error {
	brand, err := s.App.Brands.Open(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	if !r.URL.Query().Has("look") {
		return s.show(w, r, http.StatusOK, brand, kept(brand), false)
	}
	f := page.ReadQuery(r)
	typed := typedIn(f, brand)
	if f.OK() {
		if typed, err = s.App.Brands.Check(typed); err != nil && !f.Take(err) {
			return err
		}
	}
	if !f.OK() {
		return s.show(w, r, http.StatusUnprocessableEntity, brand, f, false)
	}
	return s.show(w, r, http.StatusOK, typed, f, true)
}

// kept is the form as it is stored.
func kept(b party.Kept) *page.Form {
	return page.FormOf(map[string]string{
		"accent": b.Asked, "footer": b.Footer, "sender": b.Sender, "paper": paperKey(b.Paper), "rev": strconv.Itoa(b.Rev),
	})
}

// typedIn is the brand with what the form says.
func typedIn(f *page.Form, b party.Kept) party.Kept {
	b.Asked, b.Footer, b.Sender = f.Line("accent", 20), f.Line("footer", party.FooterLine), f.Line("sender", party.SenderLine)
	b.Paper, b.Rev = paperOf(f.One("paper", "letter", "a4")), f.Int("rev", 0, 1<<30)
	return b
}

// A form cannot tell an empty choice from none, so Letter has a word there.
func paperKey(p party.Paper) string {
	if p == party.A4 {
		return "a4"
	}
	return "letter"
}

func paperOf(key string) party.Paper {
	if key == "a4" {
		return party.A4
	}
	return party.Letter
}

func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, b party.Kept, f *page.Form, looking bool) error {
	who := page.Actor(r)
	p := page.New(r, "Branding", who.MSPName)
	p.Failed = !f.OK()
	p.Look = Look(party.Look{Accent: b.Asked, Mark: b.Mark, Width: b.Logo.Width, Height: b.Logo.Height}, who.MSPName)
	return page.Render(w, r, status, brandingPage(p, view{brand: b, msp: who.MSPName, looking: looking}, f))
}

// Look is a brand as pages show it.
func Look(l party.Look, alt string) ui.Look {
	out := ui.Look{Accent: l.Accent}
	if l.Mark != "" {
		out.Logo, out.Alt, out.Width, out.Height = "/brand/logo-"+l.Mark+".png", alt, l.Width, l.Height
	}
	return out
}

func (s Screen) save(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if err := who.Require(access.SetBrand); err != nil {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := typedIn(f, party.Kept{})
	var saved party.Kept
	if f.OK() {
		saved, err = s.App.Brands.Save(r.Context(), who, in)
	}
	switch {
	case !f.OK() || f.Take(err):
		return s.again(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		f.Wrong("", err.Error())
		return s.again(w, r, http.StatusConflict, f)
	case err != nil:
		return err
	}
	if saved.Accent != saved.Asked {
		return page.Redirect(w, r, address, ui.Notice{Kind: "warn", Text: "Saved, with the color corrected: " + saved.Asked + " is too pale to read on white, so " + saved.Accent + " is used, the nearest of the same hue."})
	}
	return page.Redirect(w, r, address, page.Done("Saved. Papers and letters made from now on look like this; signed versions keep the look they were signed with."))
}

// again shows the form as it was typed beside the brand as it is kept. After a lost
// race the form goes on from what is kept now, so that saving again is a choice.
func (s Screen) again(w http.ResponseWriter, r *http.Request, status int, f *page.Form) error {
	brand, err := s.App.Brands.Open(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	if status == http.StatusConflict {
		f.Set("rev", strconv.Itoa(brand.Rev))
	}
	return s.show(w, r, status, brand, f, false)
}

// setLogo takes an upload. Whatever is wrong with it is said beside its field.
func (s Screen) setLogo(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if err := who.Require(access.SetBrand); err != nil {
		return err
	}
	file, rev, err := upload(r)
	if err == nil {
		err = s.App.Brands.SetLogo(r.Context(), who, file, rev)
	}
	if err != nil {
		return s.refused(w, r, err)
	}
	return page.Redirect(w, r, address, page.Done("The logo is set."))
}

// upload reads the file and the revision of the form.
func upload(r *http.Request) (file []byte, rev int, err error) {
	tooLarge := fault.Field("logo", "The file is larger than 1 MB. Save it smaller and try again.")
	if err := r.ParseMultipartForm(party.LogoFile); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return nil, 0, tooLarge
		}
		return nil, 0, fault.Field("logo", "Choose a file.")
	}
	defer func() { _ = r.MultipartForm.RemoveAll() }()
	if rev, err = strconv.Atoi(r.PostFormValue("rev")); err != nil {
		rev = -1 // matches nothing: the page is shown again as it is now
	}
	part, head, err := r.FormFile("logo")
	if err != nil {
		return nil, rev, fault.Field("logo", "Choose a file.")
	}
	defer func() { _ = part.Close() }()
	if head.Size > party.LogoFile {
		return nil, rev, tooLarge
	}
	if file, err = io.ReadAll(part); err != nil {
		return nil, rev, fmt.Errorf("read an upload: %w", err)
	}
	return file, rev, nil
}

func (s Screen) refused(w http.ResponseWriter, r *http.Request, why error) error {
	status := http.StatusUnprocessableEntity
	if fault.Is(why, fault.Conflict) {
		status = http.StatusConflict
	}
	brand, err := s.App.Brands.Open(r.Context(), page.Actor(r))
	if err != nil {
		return err
	}
	f := kept(brand)
	if status == http.StatusConflict {
		f.Wrong("logo", "Somebody changed the brand while you were at it. It is shown as it is now; choose the file again if you still want it.")
	} else if !f.Take(why) {
		return why
	}
	return s.show(w, r, status, brand, f, false)
}

func (s Screen) removeLogo(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if err := who.Require(access.SetBrand); err != nil {
		return err
	}
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	if err := s.App.Brands.RemoveLogo(r.Context(), who, f.Int("rev", 0, 1<<30)); fault.Is(err, fault.Conflict) {
		return s.refused(w, r, err)
	} else if err != nil {
		return err
	}
	return page.Redirect(w, r, address, page.Done("The logo is gone. The name stands in its place."))
}

// logo serves the picture to everybody who sees the MSP's pages. Its address changes
// with it, so a browser may keep it; nobody between may.
func (s Screen) logo(w http.ResponseWriter, r *http.Request) error {
	l, err := s.App.Brands.Logo(r.Context(), page.Actor(r), chi.URLParam(r, "mark"))
	if err != nil {
		return err
	}
	page.Picture(w, r, l.PNG)
	return nil
}
