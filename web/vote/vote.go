// Package vote is the screen of blind votes: each side answers alone who should do
// what, one function at a time, and both see the answers at once. It decides nothing,
// and it cannot show too much: what the other side answered never reaches it before
// the reveal. Start at Routes.
package vote

import (
	"embed"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

// Files are the screen's styles.
//
//go:embed *.css
var Files embed.FS

// Screen answers for the blind votes of an engagement.
type Screen struct{ App *app.App }

// Routes registers the pages and forms.
func (s Screen) Routes(r chi.Router) {
	post := func(path string, h page.Handler) { r.Method(http.MethodPost, "/e/{engagement}/votes"+path, h) }
	r.Method(http.MethodGet, "/e/{engagement}/votes", page.Handler(s.list))
	r.Method(http.MethodGet, "/e/{engagement}/votes/{vote}", page.Handler(s.show))
	post("", s.start)
	post("/{vote}/functions/{fn}/answer", s.answer)
	post("/{vote}/functions/{fn}/take", s.take)
	post("/{vote}/functions/{fn}/discuss", s.discuss)
	post("/{vote}/reveal", s.reveal)
	post("/{vote}/close", s.close)
	post("/{vote}/again", s.again)
}

const maxRev = 1 << 30

func idOf(r *http.Request) engagement.ID { return engagement.ID(chi.URLParam(r, "engagement")) }

func voteOf(r *http.Request) raci.BallotID { return raci.BallotID(chi.URLParam(r, "vote")) }

func functionOf(r *http.Request) raci.FunctionID { return raci.FunctionID(chi.URLParam(r, "fn")) }

func home(r *http.Request) string { return "/e/" + string(idOf(r)) + "/votes" }

func at(r *http.Request, id raci.BallotID) string { return home(r) + "/" + string(id) }

func (s Screen) list(w http.ResponseWriter, r *http.Request) error {
	p, err := s.App.Ballots.Find(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	v := newListView(r, p)
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, openVotes(v))
	}
	return page.Render(w, r, http.StatusOK, listPage(v))
}

func (s Screen) start(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	var fns []raci.FunctionID
	for _, id := range f.Many("functions", 400, page.MaxCode) {
		fns = append(fns, raci.FunctionID(id))
	}
	var id raci.BallotID
	if f.OK() {
		id, err = s.App.Ballots.Start(r.Context(), page.Actor(r), idOf(r), fns)
	}
	if f.OK() && err == nil {
		return page.Redirect(w, r, at(r, id), page.Done("The blind vote is open. Both sides can answer now."))
	}
	status := f.Again(err)
	if status == 0 {
		return err
	}
	p, openErr := s.App.Ballots.Find(r.Context(), page.Actor(r), idOf(r))
	if openErr != nil {
		return openErr
	}
	v := newListView(r, p)
	v.form, v.page.Failed = f, status == http.StatusUnprocessableEntity
	if status == http.StatusConflict {
		v.page.Notices = append(v.page.Notices, v.already(err))
	}
	return page.Render(w, r, status, listPage(v))
}

func (s Screen) show(w http.ResponseWriter, r *http.Request) error {
	p, err := s.App.Ballots.Open(r.Context(), page.Actor(r), idOf(r), voteOf(r))
	if err != nil {
		return err
	}
	v := newView(r, p, raci.FunctionID(r.URL.Query().Get("q")))
	if page.IsFragment(r) {
		return page.Render(w, r, http.StatusOK, main(v))
	}
	return page.Render(w, r, http.StatusOK, votePage(v))
}

// answer keeps the side's answer and goes on to the next open question.
func (s Screen) answer(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	chosen := map[raci.StakeholderID]raci.Assignment{}
	for _, name := range f.Names() {
		if id, ok := columnOf(name); ok {
			as, ok := raci.ParseAssignment(f.Value(name))
			if !ok {
				f.Wrong("cells", "Choose one of the letters.")
			}
			chosen[id] = as
		}
	}
	var a app.Answered
	if rev := f.Int("rev", 0, maxRev); f.OK() {
		a, err = s.App.Ballots.Answer(r.Context(), page.Actor(r), idOf(r), voteOf(r), functionOf(r), chosen, rev)
	}
	if !f.OK() || err != nil {
		return s.back(w, r, f, err)
	}
	notices := []ui.Notice{page.Done("Kept. " + done(newView(r, a.BallotPage, ""), page.Actor(r).Side))}
	if a.Replaced != "" {
		notices = append(notices, page.Told(a.Replaced+" of your side had answered this meanwhile. Your answer took the place of theirs; talk if that is not what you both want."))
	}
	return page.Redirect(w, r, at(r, voteOf(r)), notices...)
}

// back shows the page once more: with what was typed, or with what happened meanwhile.
func (s Screen) back(w http.ResponseWriter, r *http.Request, f *page.Form, err error) error {
	status := f.Again(err)
	if status == 0 {
		return err
	}
	p, openErr := s.App.Ballots.Open(r.Context(), page.Actor(r), idOf(r), voteOf(r))
	if openErr != nil {
		return openErr
	}
	v := newView(r, p, functionOf(r))
	if status == http.StatusConflict {
		v.page.Notices = append(v.page.Notices, ui.Notice{Kind: "warn", Text: err.Error()})
	} else {
		v.form, v.page.Failed = f, true
	}
	return page.Render(w, r, status, votePage(v))
}

func (s Screen) reveal(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	v, err := s.App.Ballots.Reveal(r.Context(), page.Actor(r), idOf(r), voteOf(r), f.Checked("early"))
	switch {
	case err != nil:
		return s.back(w, r, f, err)
	case v.State == raci.BallotClosed:
		return page.Redirect(w, r, at(r, v.ID), page.Told("There was no function that both sides had answered, so nothing is shown."))
	}
	return page.Redirect(w, r, at(r, v.ID))
}

func (s Screen) close(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Ballots.Close(r.Context(), page.Actor(r), idOf(r), voteOf(r)); err != nil {
		return s.back(w, r, &page.Form{}, err)
	}
	return page.Redirect(w, r, home(r), page.Done("Closed without a result. Nobody saw the answers."))
}

func (s Screen) again(w http.ResponseWriter, r *http.Request) error {
	id, err := s.App.Ballots.Again(r.Context(), page.Actor(r), idOf(r), voteOf(r))
	if err != nil {
		return s.back(w, r, &page.Form{}, err)
	}
	return page.Redirect(w, r, at(r, id), page.Done("The second round is open, on what differed."))
}

func (s Screen) take(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	side := party.Side(f.One("side", string(party.MSP), string(party.Client)))
	if side == "" {
		return fault.New(fault.Invalid, "Say whose answer to take.")
	}
	row, err := s.App.Ballots.Take(r.Context(), page.Actor(r), idOf(r), voteOf(r), functionOf(r), side, f.Int("rev", 0, maxRev))
	if err != nil {
		return s.back(w, r, f, err)
	}
	return page.Redirect(w, r, at(r, voteOf(r))+"#function-"+string(functionOf(r)), page.Done("In the matrix now: "+row.Function.Name+". Both sides still tick it as agreed."))
}

func (s Screen) discuss(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Ballots.Discuss(r.Context(), page.Actor(r), idOf(r), voteOf(r), functionOf(r)); err != nil {
		return s.back(w, r, &page.Form{}, err)
	}
	return page.Redirect(w, r, at(r, voteOf(r))+"#function-"+string(functionOf(r)))
}
