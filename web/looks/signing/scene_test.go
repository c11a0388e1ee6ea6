// Package signing_test looks at the screens of signing and of what is left of it: as a
// signer behind a link, as each of the two organisations, as a stranger with a file, and
// as somebody who opens a letter. How it looks is told in web/looks.
package signing_test

import (
	"testing"

	"demarc/internal/access"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/sitetest"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

type (
	window = sitetest.Window
	look   = sitetest.Look
)

// unfold opens everything that is folded.
const unfold = `document.querySelectorAll("main details").forEach(d => d.open = true)`

// scene is an engagement of two organisations, and the site over it.
type scene struct {
	*apptest.Scene
	t    *testing.T
	it   access.Actor
	base string
}

func open(t *testing.T) *scene {
	t.Helper()
	s := &scene{Scene: apptest.New(t), t: t}
	s.it = s.Partner(t, access.ITLead, "Priya Shah")
	s.base = sitetest.Over(t, s.Scene)
	return s
}

// signIn opens the site for a person in a browser.
func (s *scene) signIn(b *browsertest.Browser, who access.Actor, name string, width, height int, dark bool) *browsertest.Page {
	s.t.Helper()
	p := b.Person(s.t, name, width, height)
	p.SetDark(dark)
	sitetest.SignIn(s.t, p, s.Scene, s.base, who)
	return p
}
