package journey_test

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/sitetest"
)

// member is a person of the journey as an actor in their only place.
func (j *journey) member(email string) access.Actor {
	j.t.Helper()
	u, _, err := j.DB.DB.UserByEmail(j.t.Context(), email)
	apptest.Must(j.t, err)
	places, err := j.DB.DB.Places(j.t.Context(), u.ID)
	apptest.Must(j.t, err)
	who, err := j.one.App.Accounts.Enter(j.t.Context(), u.ID, places[0].Membership)
	apptest.Must(j.t, err)
	return who
}

// TestTogetherInOneMatrix: two people of two sides, on two processes, see each other; one
// of them loses their place and keeps what they typed.
func TestTogetherInOneMatrix(t *testing.T) {
	t.Parallel()
	j := &journey{t: t, browser: browsertest.Start(t)}
	j.Site = sitetest.New(t)
	j.one, j.two = j.Process("one"), j.Process("two")
	j.nora = sitetest.Newcomer(t, j.browser, "nora", j.one, 1280, 900)
	j.priya = sitetest.Newcomer(t, j.browser, "priya", j.two, 1280, 900)
	j.begin()
	n, p := j.nora, j.priya

	matrix, _ := p.Eval(`location.pathname + '/matrix?area=endpoint'`).(string)
	n.Visit(matrix)
	p.Visit(matrix)
	n.Wait("#presence summary")
	n.Click("#presence summary")
	n.WaitText("#presence", "Priya Shah, Alder Foods")
	p.Wait("#presence summary")
	first := `document.querySelector('#grid .mx-row td')`
	p.Eval(`(c => { c.tabIndex = 0; c.focus() })(` + first + `)`)
	n.Wait(`#grid .mx-row td[data-here="Priya Shah"]`)
	name, _ := p.Eval(first + `.closest('tr').querySelector('.mx-name').textContent`).(string)
	n.WaitText("#presence", ": on "+name)
	n.Axe(t)
	n.Shot("presence")

	p.Eval(`document.getElementById('main').insertAdjacentHTML('beforeend', '<label>Comment <textarea name="body" id="said"></textarea></label>')`)
	p.Eval(`(t => { t.focus(); t.value = 'Who holds the keys?'; t.dispatchEvent(new Event('input', {bubbles: true})) })(document.getElementById('said'))`)
	n.WaitText("#presence", "Priya Shah is typing a comment")
	n.Click("#presence button")
	n.Gone("[data-here]")
	n.WaitText("#presence", "You see nobody")
	n.Click("#presence button")
	n.Wait("[data-here]")

	nora, priya := j.member("nora@northgate.example"), j.member("priya@alderfoods.example")
	apptest.Must(t, j.one.App.Accounts.EndMembership(t.Context(), nora, priya.Client, priya.Membership))
	p.WaitText("#ended", "You no longer have access to this engagement.")
	if got := p.Eval(`document.getElementById('said').value`); got != "Who holds the keys?" {
		t.Errorf("what was typed is %v", got)
	}
	p.Axe(t)
	p.Shot("presence-ended")
	n.Gone("#presence summary")

	n.Visit("/me/notifications")
	n.Heading("Letters")
	n.Axe(t)
	n.Shot("letters")
	n.Clean(t)
}
