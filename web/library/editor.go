package library

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/web/page"
	"demarc/web/ui"
)

// editor is one item as it is shown, or edited by who may.
type editor struct {
	page  ui.Page
	form  *page.Form
	kind  catalog.Kind
	thing app.Thing // of a new one only Draft and, where it is copied, the item
	fresh bool      // it is not kept yet
	mine  bool
	shown *catalog.Item // what a preview is asked of
}

// list shows one shelf; ?q narrows it.
func (s Screen) list(w http.ResponseWriter, r *http.Request) error {
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	who := page.Actor(r)
	v, err := s.App.Library.Open(r.Context(), who)
	if err != nil {
		return err
	}
	l := newListView(page.New(r, titleOf(kind), "Library"), kind, v, page.ReadQuery(r).Line("q", page.MaxLine))
	l.mine = who.Can(access.EditLibrary)
	return page.Render(w, r, http.StatusOK, listPage(l))
}

func titleOf(kind catalog.Kind) string {
	switch kind {
	case catalog.AreaKind:
		return "Areas"
	case catalog.PackKind:
		return "Packs"
	case catalog.FunctionKind:
		return "Functions"
	case catalog.ClauseKind:
		return "Clauses"
	case catalog.PresetKind:
		return "Presets"
	case catalog.TemplateKind:
	}
	return "Templates"
}

// open shows an item.
func (s Screen) open(w http.ResponseWriter, r *http.Request) error {
	return s.show(w, r, http.StatusOK, nil, "", nil)
}

// load is the item of the address.
func (s Screen) load(r *http.Request) (app.Thing, error) {
	kind, err := kindOf(r)
	if err != nil {
		return app.Thing{}, err
	}
	return s.App.Library.Item(r.Context(), page.Actor(r), kind, chi.URLParam(r, "key"))
}

// show shows an item with its form; nil is the form as the item stands.
func (s Screen) show(w http.ResponseWriter, r *http.Request, status int, f *page.Form, notice string, shown *catalog.Item) error {
	thing, err := s.load(r)
	if err != nil {
		return err
	}
	return s.showThing(w, r, status, thing, f, notice, shown)
}

func (s Screen) showThing(w http.ResponseWriter, r *http.Request, status int, thing app.Thing, f *page.Form, notice string, shown *catalog.Item) error {
	kind := thing.Item.Kind
	e := editor{page: page.New(r, thing.Item.Name(), titleOf(kind), "Library"), form: f, kind: kind, thing: thing, mine: page.Actor(r).Can(access.EditLibrary), shown: shown}
	return s.render(w, r, status, e, notice)
}

func (s Screen) render(w http.ResponseWriter, r *http.Request, status int, e editor, notice string) error {
	if e.form == nil {
		e.form = formOf(e.thing.Item)
	}
	if e.shown == nil && !e.fresh && e.form.OK() {
		e.shown = &e.thing.Item
	}
	e.page.Failed = !e.form.OK()
	if notice != "" {
		e.page.Notices = append(e.page.Notices, ui.Notice{Kind: "warn", Text: notice})
	}
	return page.Render(w, r, status, editorPage(e))
}

// begin shows the form of a new item; ?from= begins it as a copy of another.
func (s Screen) begin(w http.ResponseWriter, r *http.Request) error {
	return s.showNew(w, r, http.StatusOK, nil, nil)
}

func (s Screen) showNew(w http.ResponseWriter, r *http.Request, status int, f *page.Form, shown *catalog.Item) error {
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	who := page.Actor(r)
	v, err := s.App.Library.Open(r.Context(), who)
	if err != nil {
		return err
	}
	if err := who.Require(access.EditLibrary); err != nil {
		return err
	}
	e := editor{page: page.New(r, "New "+kind.Noun(), titleOf(kind), "Library"), form: f, kind: kind, thing: app.Thing{Draft: v.Draft}, fresh: true, mine: true, shown: shown}
	if from := r.URL.Query().Get("from"); f == nil && from != "" {
		it, ok := v.Draft.Item(kind, from)
		if !ok {
			return fault.New(fault.NotFound, "There is no such "+kind.Noun()+" in the library.")
		}
		e.form = formOf(copied(it))
	} else if f == nil {
		e.form = formOf(blank(kind, v.Draft))
		if in := page.ReadQuery(r).Line("in", page.MaxCode); kind == catalog.FunctionKind && in != "" {
			e.form.Set("area", in)
		}
	}
	return s.render(w, r, status, e, "")
}

// create keeps a new item, or shows what its clause would print.
func (s Screen) create(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	if err := page.Actor(r).Require(access.EditLibrary); err != nil && page.Actor(r).Can(access.ReadLibrary) {
		return err
	}
	it := readItem(f, kind, "")
	if again(f) {
		return s.showNew(w, r, http.StatusOK, f, &it)
	}
	if !f.OK() {
		return s.showNew(w, r, http.StatusUnprocessableEntity, f, nil)
	}
	saved, err := s.App.Library.Save(r.Context(), page.Actor(r), app.Edit{Item: it})
	if f.Take(err) {
		return s.showNew(w, r, http.StatusUnprocessableEntity, f, nil)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, hrefOf(kind, saved.Key), ui.Notice{Kind: "ok", Text: saved.Name() + " is kept as a draft. It is used once the library is published.", Href: "/library/publish", Link: "Look at what would be published"})
}

// again tells that the form was sent to see more of it, not to keep it: a clause's
// preview, or a field for one more term or function.
func again(f *page.Form) bool {
	for _, list := range []string{"term", "without", "with"} {
		if key := f.Value("add_" + list); f.Value("do") == "add" && key != "" {
			f.Set(list, append(f.Many(list, mostRows, page.MaxCode), key)...)
			f.Set("add_" + list)
		}
	}
	return f.Value("do") != "" && f.OK()
}

// save keeps an item, or shows what its clause would print.
func (s Screen) save(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	key := chi.URLParam(r, "key")
	it := readItem(f, kind, key)
	if again(f) && page.Actor(r).Can(access.EditLibrary) {
		return s.show(w, r, http.StatusOK, f, "", &it)
	}
	if !f.OK() && page.Actor(r).Can(access.EditLibrary) {
		return s.show(w, r, http.StatusUnprocessableEntity, f, "", nil)
	}
	_, err = s.App.Library.Save(r.Context(), page.Actor(r), app.Edit{Item: it, Seen: f.Line("seen", page.MaxCode), Reason: f.Text("reason", 500)})
	switch {
	case fault.Is(err, fault.Conflict):
		return s.show(w, r, http.StatusConflict, f, err.Error(), nil)
	case f.Take(err):
		return s.show(w, r, http.StatusUnprocessableEntity, f, "", nil)
	case err != nil:
		return err
	}
	return page.Redirect(w, r, hrefOf(kind, key), ui.Notice{Kind: "ok", Text: "Kept as a draft. It is used once the library is published.", Href: "/library/publish", Link: "Look at what would be published"})
}

func (s Screen) retire(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "It is retired in the draft. What has it keeps it; nothing new is offered it once this is published.", s.App.Library.Retire)
}

func (s Screen) restore(w http.ResponseWriter, r *http.Request) error {
	return s.act(w, r, "It is back in the draft.", s.App.Library.Restore)
}

// setReason is the field that says why an item is retired or comes back; the edit
// form on the same page has a reason of its own.
const setReason = "retire_reason"

// act retires an item or brings it back.
func (s Screen) act(w http.ResponseWriter, r *http.Request, done string, do setter) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	key, who := chi.URLParam(r, "key"), page.Actor(r)
	reason := f.Text(setReason, 500)
	if !f.OK() && who.Can(access.EditLibrary) {
		return s.showSet(w, r, http.StatusUnprocessableEntity, f, "")
	}
	err = do(r.Context(), who, kind, key, f.Line("seen", page.MaxCode), reason)
	switch {
	case fault.Is(err, fault.Conflict):
		return s.showSet(w, r, http.StatusConflict, f, "Somebody changed this while you were looking at it. Look again, then decide.")
	case f.Take(err):
		return s.showSet(w, r, http.StatusUnprocessableEntity, f, "")
	case err != nil:
		return err
	}
	return page.Redirect(w, r, hrefOf(kind, key), page.Done(done))
}

// showSet shows the item as it stands, with the reason that was typed and what kept
// the item from being retired or brought back.
func (s Screen) showSet(w http.ResponseWriter, r *http.Request, status int, sent *page.Form, notice string) error {
	thing, err := s.load(r)
	if err != nil {
		return err
	}
	f := formOf(thing.Item)
	f.Set(setReason, sent.Value(setReason))
	for _, p := range sent.Problems() {
		if p.Field == "reason" {
			p.Field = setReason
		}
		f.Wrong(p.Field, p.Text)
	}
	return s.showThing(w, r, status, thing, f, notice, nil)
}

func (s Screen) drop(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	kind, err := kindOf(r)
	if err != nil {
		return err
	}
	err = s.App.Library.Drop(r.Context(), page.Actor(r), kind, chi.URLParam(r, "key"), f.Line("seen", page.MaxCode))
	if fault.Is(err, fault.Conflict) {
		return s.show(w, r, http.StatusConflict, nil, err.Error(), nil)
	}
	if err != nil {
		return err
	}
	return page.Redirect(w, r, shelfOf(kind), page.Done("The draft is dropped."))
}

// from is the address of a new item that begins as a copy of this one.
func (e editor) from() string {
	return shelfOf(e.kind) + "/new?from=" + url.QueryEscape(e.thing.Item.Key)
}

// action is where the form goes.
func (e editor) action() string {
	if e.fresh {
		return shelfOf(e.kind)
	}
	return hrefOf(e.kind, e.thing.Item.Key)
}

// may tells whether the form can be changed now.
func (e editor) may() bool { return e.mine && !e.thing.Item.Retired }

// state says in a few words where the item stands.
func (e editor) state() (kind, text string) {
	it := e.thing.Item
	switch {
	case it.Retired && it.Draft:
		return "warn", "Retired in the draft"
	case it.Retired:
		return "ended", "Retired"
	case it.Draft && e.thing.Published == nil:
		return "draft", "New, not published"
	case it.Draft:
		return "draft", "Changed, not published"
	case it.Number > 0:
		return "force", "Yours since " + versionWord(it.Number)
	}
	return "ended", "As shipped"
}

// changes is what the draft of an item changes in the published one.
func (e editor) changes() []catalog.FieldChange {
	if e.thing.Published == nil {
		return nil
	}
	was, now := e.thing.Draft.Says(*e.thing.Published), e.thing.Draft.Says(e.thing.Item)
	return between(was, now)
}

// between compares what two states of an item say.
func between(was, now []catalog.FieldChange) []catalog.FieldChange {
	before := map[string]string{}
	var out []catalog.FieldChange
	seen := map[string]bool{}
	for _, w := range was {
		before[w.Name] = w.After
	}
	for _, n := range now {
		seen[n.Name] = true
		if before[n.Name] != n.After {
			out = append(out, catalog.FieldChange{Name: n.Name, Before: before[n.Name], After: n.After})
		}
	}
	for _, w := range was {
		if !seen[w.Name] {
			out = append(out, catalog.FieldChange{Name: w.Name, Before: w.After})
		}
	}
	return out
}

// lines splits what was typed one to a line or with semicolons.
func lines(text string) []string {
	var out []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return r == ';' || r == '\n' }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}
