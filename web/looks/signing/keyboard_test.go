package signing_test

import (
	"strings"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
)

// typist has a keyboard and nothing else.
type typist struct {
	*browsertest.Page
	t *testing.T
}

// to goes by Tab to what is called so, as a screen reader says it. Going back to the top
// of a page is going on from its end.
func (k typist) to(role, name string) browsertest.Node {
	k.t.Helper()
	var heard []string
	for range 400 {
		n := k.Focused()
		if n.Role == role && strings.Contains(n.Name, name) {
			covered := k.Eval(`(e => { const r = e.getBoundingClientRect(); const at = document.elementFromPoint(r.x + Math.min(r.width, 40) / 2, r.y + Math.min(r.height, 20) / 2); return !(at && (e.contains(at) || at.contains(e))) })(document.activeElement)`)
			if covered == true {
				k.t.Errorf("%s %q has the focus where nobody sees it", role, name)
			}
			return n
		}
		heard = append(heard, n.String())
		k.Press("Tab")
	}
	k.t.Fatalf("no %s %q is reached by Tab, but %q", role, name, heard[max(len(heard)-30, 0):])
	return browsertest.Node{}
}

// press goes to a button or link and presses Enter on it.
func (k typist) press(role, name, h1 string) {
	k.t.Helper()
	k.to(role, name)
	k.Press("Enter")
	k.WaitText("h1", h1)
}

// TestCeremonyByKeyboard goes from the letter to the record with the keyboard alone, on a
// desk and in the window of a phone.
func TestCeremonyByKeyboard(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.Send(t, s.Owner, s.it)
	for _, w := range []struct {
		who, name     string
		title         string
		company       string
		width, height int
	}{
		{apptest.Dana.Email, apptest.Dana.Name, apptest.Dana.Title, "Alder Foods, Inc.", 390, 844},
		{apptest.Nora.Email, apptest.Nora.Name, apptest.Nora.Title, "Northgate IT LLC", 1280, 900},
	} {
		at := s.link(w.who)
		k := typist{b.Person(t, w.who+" keyboard", w.width, w.height), t}
		k.Open(at)
		k.to("link", "Skip to the content")
		k.Press("Enter")
		before := s.Codes(t, w.who)
		k.press("button", "Continue as "+w.name, "Enter the code we sent you")
		k.to("textbox", "Six-digit code")
		k.Press(strings.Split(s.Code(t, w.who, before), "")...)
		k.Press("Enter")
		k.WaitText("h1", "Read before you sign")
		k.press("link", "Continue to sign", "Sign for "+w.company)
		k.ticks(".ceremony-initials input")
		k.to("checkbox", "I agree to use electronic records")
		k.Press("Space")
		k.to("textbox", "Type your name as your signature")
		k.typed(w.name)
		if got := k.Eval(`document.querySelector("#f-title").value`); got != w.title {
			t.Errorf("the title is %q", got)
		}
		k.to("checkbox", "I am authorized to sign")
		k.Press("Space")
		k.press("button", "Look it over and sign", "Is this what you sign?")
		k.press("button", "Sign for "+w.company, "Signed")
		k.Clean(t)
	}
	s.Settled(t)
}

// typed types a text into what has the focus. Letters that no key makes come as an input
// method gives them.
func (k typist) typed(text string) {
	k.t.Helper()
	for _, r := range text {
		k.Press(string(r))
	}
}

// ticks goes through boxes that must all be ticked.
func (k typist) ticks(sel string) {
	k.t.Helper()
	n, _ := k.Eval(`document.querySelectorAll("` + sel + `").length`).(float64)
	for ticked := 0; ticked < int(n); {
		if k.Eval(`document.activeElement.matches("`+sel+`") && !document.activeElement.checked`) == true {
			k.Press("Space")
			ticked++
		}
		k.Press("Tab")
	}
}
