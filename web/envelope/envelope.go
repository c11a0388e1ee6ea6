// Package envelope is sign-off from both ends. Its sender's half shows what stands
// in the way, sends a version for signature and follows it; the signer's half is the
// ceremony behind a link, for somebody without an account and with a phone. The
// rules of signing are not here: every press is one act of package app. Start at
// Routes; sender.go and ceremony.go are the halves.
package envelope

import (
	"embed"
	"net/http"
	"runtime"

	"github.com/alexedwards/scs/v2"
	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/signing"
	"demarc/web/page"
)

// Files are the styles and scripts of this screen.
//
//go:embed *.css *.js
var Files embed.FS

// Screen answers under the addresses in Routes. They must be inside the sessions'
// LoadAndSave: a session remembers which links its browser has confirmed.
type Screen struct {
	App      *app.App
	Sessions *scs.SessionManager
}

// Routes registers the addresses.
func (s Screen) Routes(r chi.Router) {
	r.Method(http.MethodGet, "/e/{engagement}/sign", page.Handler(s.signOff))
	r.Method(http.MethodPost, "/e/{engagement}/sign", page.Handler(s.send))
	r.Method(http.MethodPost, "/e/{engagement}/sign/{envelope}/remind", page.Handler(s.remind))
	r.Method(http.MethodPost, "/e/{engagement}/sign/{envelope}/void", page.Handler(s.void))
	r.Method(http.MethodPost, "/e/{engagement}/sign/people", page.Handler(s.addPerson))
	r.Method(http.MethodPost, "/e/{engagement}/sign/people/{recipient}/remove", page.Handler(s.removePerson))
	r.Method(http.MethodPost, "/e/{engagement}/sign/{envelope}/extend", page.Handler(s.extend))
	r.Method(http.MethodPost, "/e/{engagement}/sign/{envelope}/correct", page.Handler(s.correct))
	r.Method(http.MethodPost, "/e/{engagement}/sign/{envelope}/replace", page.Handler(s.replace))

	r.Method(http.MethodGet, "/s/{token}", page.Handler(s.arrive))
	r.Method(http.MethodPost, "/s/{token}", page.Handler(s.confirm))
	r.Method(http.MethodGet, "/s/{token}/code", page.Handler(s.codeForm))
	r.Method(http.MethodPost, "/s/{token}/code", page.Handler(s.code))
	r.Method(http.MethodPost, "/s/{token}/code/new", page.Handler(s.newCode))
	r.Method(http.MethodGet, "/s/{token}/read", page.Handler(s.read))
	slots := make(chan struct{}, 2*runtime.NumCPU())
	r.Method(http.MethodGet, "/s/{token}/text.pdf", s.text(slots))
	r.Method(http.MethodGet, "/s/{token}/changes", page.Handler(s.changes))
	r.Method(http.MethodPost, "/s/{token}/opened", page.Handler(s.opened))
	r.Method(http.MethodGet, "/s/{token}/phone", page.Handler(s.phone))
	r.Method(http.MethodGet, "/s/{token}/sign", page.Handler(s.signForm))
	r.Method(http.MethodPost, "/s/{token}/sign", page.Handler(s.sign))
	r.Method(http.MethodGet, "/s/{token}/delegate", page.Handler(s.delegateForm))
	r.Method(http.MethodPost, "/s/{token}/delegate", page.Handler(s.delegate))
	r.Method(http.MethodGet, "/s/{token}/question", page.Handler(s.questionForm))
	r.Method(http.MethodPost, "/s/{token}/question", page.Handler(s.question))
	r.Method(http.MethodPost, "/s/{token}/more-time", page.Handler(s.moreTime))
	r.Method(http.MethodGet, "/s/{token}/decline", page.Handler(s.declineForm))
	r.Method(http.MethodPost, "/s/{token}/decline", page.Handler(s.decline))
	r.Method(http.MethodGet, "/s/{token}/done", page.Handler(s.done))
	r.Method(http.MethodGet, "/s/{token}/agreement.pdf", page.Handler(s.file))
	r.Method(http.MethodGet, "/s/{token}/logo-{mark}.png", page.Handler(s.logo))
}

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func envelopeOf(r *http.Request) signing.EnvelopeID {
	return signing.EnvelopeID(chi.URLParam(r, "envelope"))
}
