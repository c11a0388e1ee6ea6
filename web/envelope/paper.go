package envelope

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/web/frame"
	"demarc/web/page"
	"demarc/web/ui"
)

// UploadLimit is the largest body of the routes of Uploads: a signed copy and the form
// around it.
const UploadLimit = signing.PaperLimit + 1<<20

// Uploads registers the page about a copy signed outside. It stands under a limit of its
// own; one file is read at a time, so that large ones cannot fill the memory together.
func (s Screen) Uploads(r chi.Router) {
	p := papers{s, make(chan struct{}, 1)}
	const at = "/e/{engagement}/sign/{envelope}/paper"
	r.Method(http.MethodGet, at, page.Handler(p.open))
	r.Method(http.MethodPost, at, page.Handler(p.attach))
	r.Method(http.MethodPost, at+"/confirm", page.Handler(p.confirm))
	r.Method(http.MethodPost, at+"/refuse", page.Handler(p.refuse))
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r.Method(method, at+"/file", page.Handler(p.file))
		r.Method(method, at+"/text.pdf", page.Handler(p.text))
	}
}

// papers is the page about a copy that was signed outside Demarc.
type papers struct {
	Screen
	turn chan struct{}
}

// paperView is that page as somebody of either side sees it.
type paperView struct {
	page ui.Page
	work ui.Work
	who  access.Actor
	rec  app.Record
	form *page.Form
}

func (s papers) open(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, new(page.Form))
}

func (s papers) show(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notices ...ui.Notice) error {
	who := page.Actor(r)
	rec, err := s.App.Envelopes.Paper(r.Context(), who, idOf(r), envelopeOf(r))
	if err != nil {
		return err
	}
	v := paperView{page: page.New(r, "Signed outside Demarc", rec.Engagement.ClientName), work: frame.Work(rec.Engagement, "sign", who), who: who, rec: rec, form: f}
	v.page.Failed = !f.OK()
	v.page.Notices = append(v.page.Notices, notices...)
	return page.Render(w, r, status, paperPage(v))
}

// answer leads on after an act, or shows what it refused.
func (s papers) answer(w http.ResponseWriter, r *http.Request, f *page.Form, err error, done string) error {
	switch {
	case f.Take(err) || !f.OK():
		return s.show(w, r, http.StatusUnprocessableEntity, f)
	case fault.Is(err, fault.Conflict):
		return s.show(w, r, http.StatusConflict, f, ui.Notice{Kind: "warn", Text: err.Error()})
	case err != nil:
		return err
	}
	return page.Redirect(w, r, paperPath(r), page.Done(done))
}

func paperPath(r *http.Request) string {
	return signOffPath(idOf(r)) + "/" + string(envelopeOf(r)) + "/paper"
}

// attach takes the file. What was typed stays when it is refused; the file a browser
// sends only once.
func (s papers) attach(w http.ResponseWriter, r *http.Request) error {
	if err := page.Actor(r).Require(access.AttachPaper); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	f, data, err := paperForm(r)
	if err != nil {
		return err
	}
	in := app.PutPaper{Kind: signing.PaperKind(f.Value("kind")), Statement: f.Text("statement", 600), Data: data}
	if f.OK() {
		err = s.App.Envelopes.AttachPaper(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), in)
	}
	return s.answer(w, r, f, err, "The signed copy is in. The other side is asked to confirm it.")
}

// paperForm reads the form with its file, in memory.
func paperForm(r *http.Request) (f *page.Form, data []byte, err error) {
	if err := r.ParseMultipartForm(UploadLimit); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		if _, large := errors.AsType[*http.MaxBytesError](err); large {
			f = new(page.Form)
			f.Wrong("file", "This file is larger than 20 MB. Scan it in black and white, or at 200 dots per inch.")
			return f, nil, nil
		}
		return nil, nil, fault.New(fault.Invalid, "The form could not be read. Send it again.")
	}
	if f, err = page.ReadForm(r); err != nil {
		return nil, nil, err
	}
	file, _, err := r.FormFile("file")
	if err != nil {
		return f, nil, nil // the act asks for it
	}
	defer func() { _ = file.Close() }()
	data, err = io.ReadAll(io.LimitReader(file, signing.PaperLimit+1))
	return f, data, err
}

func (s papers) confirm(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	err = s.App.Envelopes.ConfirmPaper(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), f.Line("paper", page.MaxCode), f.Line("digest", page.MaxCode), f.Checked("opened"))
	return s.answer(w, r, f, err, "Confirmed. The record is being sealed with the copy inside, and comes into force with it.")
}

func (s papers) refuse(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	paper, reason := f.Line("paper", page.MaxCode), f.Text("reason", 500)
	if f.OK() {
		err = s.App.Envelopes.RefusePaper(r.Context(), page.Actor(r), idOf(r), envelopeOf(r), paper, reason)
	}
	return s.answer(w, r, f, err, "Refused. The other side is told why, and can put in another copy.")
}

// file gives the copy as it came. It is somebody's file and never shown within our page.
func (s papers) file(w http.ResponseWriter, r *http.Request) error {
	d, err := s.App.Envelopes.PaperFile(r.Context(), page.Actor(r), idOf(r), envelopeOf(r))
	if err != nil {
		return err
	}
	return page.File(w, r, d.Name, d.MediaType, d.Data)
}

// text is what is to be printed and signed.
func (s papers) text(w http.ResponseWriter, r *http.Request) error {
	rec, err := s.App.Envelopes.Paper(r.Context(), page.Actor(r), idOf(r), envelopeOf(r))
	if err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}: // making it takes some 100 ms of a processor
		defer func() { <-s.turn }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	d, err := s.App.Versions.Export(r.Context(), page.Actor(r), idOf(r), rec.Version.Number, "pdf")
	if err != nil {
		return err
	}
	return page.File(w, r, d.Name, d.MediaType, d.Data)
}

func (v paperView) at(tail string) string {
	return v.work.Href + "/sign/" + string(v.rec.Envelope.ID) + "/paper" + tail
}

func (v paperView) number() string { return strconv.Itoa(v.rec.Version.Number) }

func (v paperView) company(side party.Side) string {
	if side == party.MSP {
		return v.rec.Engagement.MSPName
	}
	return v.rec.Engagement.ClientName
}

func (v paperView) paper() signing.Paper {
	p, _ := v.rec.Envelope.Paper()
	return p
}

// mayAttach tells whether the viewer can put a copy in now.
func (v paperView) mayAttach() bool {
	return v.who.Can(access.AttachPaper) && v.out() && v.paper().State != signing.PaperWaits
}

func (v paperView) out() bool {
	return v.rec.Envelope.State == signing.Sent && app.Outside(v.rec.Version.Content)
}

// mayAnswer tells whether it is the viewer who confirms or refuses.
func (v paperView) mayAnswer() bool {
	p := v.paper()
	return v.who.Can(access.AttachPaper) && v.out() && p.State == signing.PaperWaits && p.Side != v.who.Side
}

// lead says where it stands.
func (v paperView) lead() string {
	p, env := v.paper(), v.rec.Envelope
	switch {
	case p.State == signing.PaperConfirmed:
		return fmt.Sprintf("Version %s was signed outside Demarc. %s put the copy in, %s confirmed it.", v.number(), p.By, p.AnsweredBy)
	case !app.Outside(v.rec.Version.Content):
		return "Version " + v.number() + " says of itself that it is signed here, by " + agreement.Terms(v.rec.Version.Content.Terms).Words("esign.method") + ". To sign it in ink or with another service, withdraw it, choose so in the terms, and send it again."
	case env.State != signing.Sent:
		return "Version " + v.number() + " is no longer out for signature, so no copy is taken."
	case p.State == signing.PaperWaits && p.Side == v.who.Side:
		return "The copy waits for " + v.company(p.Side.Other()) + ". When they confirm it, the record is sealed and version " + v.number() + " comes into force."
	case p.State == signing.PaperWaits:
		return v.company(p.Side) + " put in a signed copy. It counts once your side has confirmed that it is the agreement as both signed it."
	}
	return "Version " + v.number() + " says of itself that it is signed " + v.how() + ". Here the signed copy becomes part of the record."
}

// how is what the text says of its signatures.
func (v paperView) how() string {
	if agreement.Terms(v.rec.Version.Content.Terms).Value("esign.method") == "external_provider" {
		return signing.ByProvider.Words()
	}
	return signing.InInk.Words()
}

func (v paperView) kind() ui.Field {
	f := v.form.Field("kind", "How was it signed?")
	for _, k := range signing.PaperKinds {
		f.Options = append(f.Options, ui.Option{Value: string(k), Label: map[signing.PaperKind]string{signing.InInk: "In ink, on paper, then scanned", signing.ByProvider: "With another signing service"}[k]})
	}
	if f.Value == "" {
		f.Value = string(signing.InInk)
		if v.how() == signing.ByProvider.Words() {
			f.Value = string(signing.ByProvider)
		}
	}
	return f
}

func (v paperView) statement() ui.Field {
	f := v.form.Field("statement", "Who signed it, when and how?")
	f.Hint, f.Rows, f.MaxLength = "The certificate prints this as your words: “Dana Cole and Nora Adeyemi signed on 3 March 2026 at the client's office.”", 3, 600
	return f
}

func (v paperView) upload() ui.Field {
	f := v.form.Field("file", "The signed copy, as a PDF")
	hint := "All pages in one file, up to 20 MB. It is kept and sealed byte for byte."
	if v.how() == signing.ByProvider.Words() {
		hint = "All pages in one file, up to 20 MB, with the service’s certificate of completion at its end: services offer both as one download. It is kept and sealed byte for byte."
	}
	f.Type, f.Hint, f.Attrs = "file", hint, map[string]any{"accept": "application/pdf,.pdf"}
	return f
}

func (v paperView) opened() ui.Field {
	f := v.form.Field("opened", "I opened this file. It is version "+v.number()+" of the agreement, signed by both companies.")
	return f
}

// capital begins with a capital letter; sentence ends with a full stop, too.
func capital(s string) string  { return strings.ToUpper(s[:1]) + s[1:] }
func sentence(s string) string { return capital(s) + "." }

// size is a length as people read it.
func size(n int) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%d kB", (n+1<<9)>>10)
}
