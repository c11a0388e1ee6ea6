package review

import (
	"net/http"
	"strings"

	"demarc/internal/app"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/web/page"
	"demarc/web/review/talk"
)

// maxRev is far above what a row can reach by hand.
const maxRev = 1 << 30

func remark(f *page.Form) app.Remark {
	return app.Remark{Body: f.Text("body", page.MaxText), Pending: f.One("when", "now", "review") == "review"}
}

func (s Screen) comment(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in, about := remark(f), raci.StakeholderID(f.Line("about", page.MaxCode))
	var said app.Said
	if err = wrong(f); err == nil {
		said, err = s.App.Reviews.Comment(r.Context(), page.Actor(r), idOf(r), functionOf(r), about, in)
	}
	return s.answer(w, r, err, s.onRow(r, f, "new"), told(said), s.at(r, said))
}

func (s Screen) reply(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	in := remark(f)
	var said app.Said
	if err = wrong(f); err == nil {
		said, err = s.App.Reviews.Reply(r.Context(), page.Actor(r), idOf(r), threadOf(r), in)
	}
	return s.answer(w, r, err, s.around(r, f), told(said), s.at(r, said))
}

func (s Screen) edit(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	body := f.Text("body", page.MaxText)
	var said app.Said
	if err = wrong(f); err == nil {
		said, err = s.App.Reviews.Edit(r.Context(), page.Actor(r), idOf(r), commentOf(r), body)
	}
	return s.answer(w, r, err, s.around(r, f), "Saved."+unclear(said.Unclear), s.at(r, said))
}

func (s Screen) remove(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	b := s.around(r, f)
	said, err := s.App.Reviews.Remove(r.Context(), page.Actor(r), idOf(r), commentOf(r))
	if err == nil { // a pending one is gone, and maybe its thread
		b.row = func() (app.RowTalk, error) {
			return s.App.Reviews.Row(r.Context(), page.Actor(r), idOf(r), said.Function.ID)
		}
	}
	return s.answer(w, r, err, b, "Comment removed.", talk.On(idOf(r), said.Function.ID))
}

func (s Screen) resolve(w http.ResponseWriter, r *http.Request) error { return s.end(w, r, true) }

func (s Screen) reopen(w http.ResponseWriter, r *http.Request) error { return s.end(w, r, false) }

func (s Screen) end(w http.ResponseWriter, r *http.Request, done bool) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	said, err := s.App.Reviews.Resolve(r.Context(), page.Actor(r), idOf(r), threadOf(r), done)
	words := "Conversation reopened."
	if done {
		words = "Conversation resolved."
	}
	return s.answer(w, r, err, s.around(r, f), words, s.at(r, said))
}

func (s Screen) mark(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	stand := review.Stand(f.One("stand", "", string(review.Agreeing), string(review.Disputing)))
	reason, rev := f.Text("mark_reason", page.MaxText), f.Int("rev", 0, maxRev)
	if err = wrong(f); err == nil {
		err = s.App.Reviews.Mark(r.Context(), page.Actor(r), idOf(r), functionOf(r), stand, reason, rev)
	}
	words := "Added to your review. Nobody else sees it before you send it."
	if stand == "" {
		words = "Taken out of your review."
	}
	return s.answer(w, r, err, s.onRow(r, f, "mark"), words, talk.On(idOf(r), functionOf(r))+"#discussion")
}

// wrong is what reading the form found.
func wrong(f *page.Form) error {
	if f.OK() {
		return nil
	}
	return unread
}

// at is where a comment is on the page of its row.
func (s Screen) at(r *http.Request, said app.Said) string {
	return talk.On(idOf(r), said.Function.ID) + "#thread-" + string(said.Thread.ID)
}

// told says what became of a comment, and which @ told nobody.
func told(said app.Said) string {
	words := "Commented. Both teams can read it."
	if said.Comment.Pending {
		words = "Added to your review. Nobody else sees it before you send it."
	}
	return words + unclear(said.Unclear)
}

func unclear(list []review.Unclear) string {
	var b strings.Builder
	for _, u := range list {
		b.WriteString(" “" + u.Words + "” ")
		var names []string
		for _, p := range u.Among {
			names = append(names, p.Name+" ("+p.Company+")")
		}
		switch len(names) {
		case 0:
			b.WriteString("is nobody’s name here, so nobody was told.")
		case 1:
			b.WriteString("told nobody: write the whole name to mention " + names[0] + ".")
		default:
			b.WriteString("told nobody: it could be " + strings.Join(names, " or ") + ". Write the name with the company.")
		}
	}
	return b.String()
}
