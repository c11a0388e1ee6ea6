package review

import (
	"strings"
	"testing"

	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
	"demarc/internal/review"
)

// until waits for an expression to have a value.
func until(t *testing.T, p *browsertest.Page, js, want string) {
	t.Helper()
	got, _ := p.Eval(`new Promise(done => {
		const end = Date.now() + 30000
		const look = () => { let v; try { v = String(` + js + `) } catch (e) { v = String(e) }; if (v === '` + want + `' || Date.now() > end) done(v); else setTimeout(look, 20) }
		look() })`).(string)
	if got != want {
		t.Fatalf("%s is %q, want %q", js, got, want)
	}
}

// TestTogether is two people talking about a row: what one says appears at the other,
// who loses nothing of what they are typing; a review comes over at once.
func TestTogether(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	f := s.row("ep-ospatch")
	card := "/e/" + string(s.Engagement.ID) + "/matrix/functions/" + string(f.ID)
	tom, priya := b.Person(t, "tom", 1280, 900), b.Person(t, "priya", 1280, 900)
	tom.Open(s.serve(s.lead) + card)
	priya.Open(s.serve(s.it) + card)
	for _, p := range []*browsertest.Page{tom, priya} {
		until(t, p, `document.getElementById('live').dataset.open`, "")
	}

	// Priya is typing while Tom says something.
	priya.Fill(".talk-new textarea", "I am just")
	tom.Fill(".talk-new textarea", "Who restarts the tills at night?")
	tom.Click(".talk-new button[value=now]")
	tom.WaitText(".talk-comment", "Who restarts the tills at night?")
	until(t, tom, `document.querySelector('.talk-new textarea').value`, "")
	until(t, tom, `document.activeElement === document.querySelector('.talk-new textarea')`, "true")
	priya.WaitText(".talk-news", "Tom Berg commented.")
	priya.WaitText(".talk-comment", "Who restarts the tills at night?")
	until(t, priya, `document.querySelector('.talk-new textarea').value`, "I am just")
	priya.WaitText("#announce", "Tom Berg commented.") // and that he is here, which did not take its place
	priya.Axe(t)
	priya.Shot("talk-news")

	// She answers by keyboard, with a name put in by its button.
	priya.Click("#talk-whom summary")
	priya.Eval(`document.querySelector('.talk-new textarea').value = ''`)
	priya.Click(`[data-mention="@Tom Berg"]`)
	until(t, priya, `document.querySelector('.talk-new textarea').value`, "@Tom Berg ")
	priya.Eval(`document.querySelector('.talk-new textarea').value = ''`)
	priya.Click(".talk-reply summary")
	priya.Fill(".talk-reply textarea", "You do, @Tom Berg.")
	priya.Click(".talk-reply button[value=now]")
	tom.WaitText(".talk-news", "Priya Shah commented.")
	tom.WaitText(".talk-mention", "@Tom Berg")

	// What waits in her review does not reach him before she sends it.
	priya.Fill(".talk-new textarea", "And who pays for it?")
	priya.Click(".talk-new button[value=review]")
	priya.WaitText(".talk-pending", "And who pays for it?")
	if strings.Contains(tom.Text("#discussion"), "who pays") {
		t.Error("Tom reads what is pending")
	}
	priya.Open(priya.URL()[:strings.Index(priya.URL(), "/e/")] + s.home())
	priya.WaitText(".rv-pending", "And who pays for it?")
	priya.Axe(t)
	priya.Shot("review-pending")
	priya.Click(`input[value=agree_except]`)
	priya.Fill("#f-body", "One thing about money.")
	priya.Click(".rv-mine form .button-primary")
	priya.WaitText("#notices", "Your review is sent: 1 comment")
	tom.WaitText("#discussion", "And who pays for it?")
	tom.Click(`[id^="resolve-"]`)
	until(t, tom, `document.querySelectorAll('#talk-done .talk-thread').length`, "1")
	until(t, priya, `document.getElementById('talk-changed').textContent`, "Something was said just now. Show it")
	tom.Clean(t)
	priya.Clean(t)
}

// TestBesideTheGrid is M on a cell: the box opens with the cell chosen, keeps what is
// typed when it is closed, and the focus goes back.
func TestBesideTheGrid(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.listening()
	f := s.row("ep-ospatch")
	s.comment(s.it, "ep-ospatch", "Is this ours?", false)
	d, err := s.Matrices.Open(t.Context(), s.lead, s.Engagement.ID)
	apptest.Must(t, err)
	it, _ := d.Matrix.Standard(raci.InternalIT)
	cell := "c1-" + string(f.ID)
	p := b.Person(t, "tom", 1280, 900)
	p.Open(s.serve(s.lead) + "/e/" + string(s.Engagement.ID) + "/matrix?area=endpoint")
	until(t, p, `document.getElementById('live').dataset.open`, "")
	ask := `document.getElementById('` + cell + `').focus()`
	p.Eval(ask)
	p.Press("m")
	p.WaitText("#discussion", "Is this ours?")
	until(t, p, `document.getElementById('f-about').value`, string(it.ID))
	p.Axe(t)
	p.Shot("talk-beside")
	p.Fill(".talk-new textarea", "Half a thought")
	p.Press("Escape")
	until(t, p, `document.activeElement.id`, cell)
	p.Eval(ask)
	p.Press("m")
	until(t, p, `document.querySelector('.talk-new textarea').value`, "Half a thought")
	p.Click(".talk-new button[value=now]")
	p.WaitText("#discussion", "Half a thought")
	until(t, p, `document.querySelector('.talk-new textarea').value`, "")
	p.Press("Escape")
	p.WaitText("#function-"+string(f.ID)+" .mx-talk", "2 open threads")
	p.Click("#function-" + string(f.ID) + " .mx-talk")
	p.WaitText("#discussion", "Half a thought")
	p.Clean(t)
}

// TestLook is zero findings of axe on every page of the screen, in all its shapes.
func TestLook(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	ctx, id := t.Context(), s.Engagement.ID
	said := s.comment(s.it, "ep-ospatch", "We restart the tills by hand on Sundays, see https://wiki.alderfoods.example/tills/restart?view=long-and-longer.\n@Tom Berg, can your agent wait for us?", false)
	_, err := s.Reviews.Reply(ctx, s.lead, id, said.Thread.ID, app.Remark{Body: "It can. I would write that into the split note."})
	apptest.Must(t, err)
	gone, err := s.Reviews.Reply(ctx, s.lead, id, said.Thread.ID, app.Remark{Body: "Never mind."})
	apptest.Must(t, err)
	_, err = s.Reviews.Remove(ctx, s.lead, id, gone.Comment.ID)
	apptest.Must(t, err)
	done := s.comment(s.lead, "ep-ospatch", "Are servers in here?", false)
	_, err = s.Reviews.Resolve(ctx, s.it, id, done.Thread.ID, true)
	apptest.Must(t, err)
	s.comment(s.lead, "bk-test", "Who chooses what is restored?", false)
	s.comment(s.lead, "net-fwchange", "Two pairs of eyes for this one.", true)
	f, g := s.row("ep-apppatch"), s.row("srv-patch")
	apptest.Must(t, s.Reviews.Mark(ctx, s.lead, id, f.ID, review.Agreeing, "", f.Rev))
	apptest.Must(t, s.Reviews.Mark(ctx, s.lead, id, g.ID, review.Disputing, "Your team has no access to these servers.", g.Rev))
	c, err := s.Reviews.Open(ctx, s.it, id)
	apptest.Must(t, err)
	_, err = s.Reviews.Send(ctx, s.it, id, app.SendReview{Verdict: review.NotYet, Body: "We are through with endpoints; backup next week.", Seen: c.Seen})
	apptest.Must(t, err)
	root := "/e/" + string(id)
	pages := map[string]string{
		"review": s.home(), "resolved": s.home() + "?show=resolved", "row": s.on("ep-ospatch"), "marked": s.on("srv-patch"),
		"card": root + "/matrix/functions/" + string(s.row("ep-ospatch").ID), "grid": root + "/matrix?area=endpoint",
	}
	at := s.serve(s.lead)
	for _, look := range []struct {
		name          string
		width, height int
		dark          bool
		pages         []string
	}{
		{"wide", 1280, 900, false, []string{"review", "card", "grid"}},
		{"dark", 1280, 900, true, []string{"review", "row"}},
		{"phone", 390, 844, false, []string{"review", "row", "card"}},
		{"small", 320, 640, false, []string{"review", "marked", "resolved", "row"}},
	} {
		p := b.Person(t, "tom-"+look.name, look.width, look.height)
		p.SetDark(look.dark)
		for _, name := range look.pages {
			p.Open(at + pages[name])
			p.Wait("h1")
			if name == "row" || name == "card" {
				p.Eval(`document.querySelectorAll('#discussion details').forEach(d => d.open = true)`)
			}
			p.Shot("review-" + name + "-" + look.name)
			p.Axe(t)
			p.Clean(t)
			if over := p.Eval(`document.documentElement.scrollWidth - innerWidth`).(float64); over > 0 {
				t.Errorf("%s at %d: %v px too wide", name, look.width, over)
			}
		}
	}
}
