// Package looks_test looks at the screens on which two teams work a matrix together: at
// each state, as each team, on a desk and on a phone, in the light and in the dark. What
// is looked for is zero findings of axe, nothing that is too wide, and no error in the
// console. With DEMARC_SHOTS it keeps pictures, of more windows than it judges.
package looks_test

import (
	"os"
	"slices"
	"testing"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// window is somebody before a screen.
type window struct {
	*browsertest.Page
	name  string
	phone bool
	judge bool // whether axe looks, or only we
}

// look is a screen, or a state of one.
type look struct {
	name, path string
	act        string // a script that brings the state about
	seen       string // what it shows; h1 when empty
	desk       bool   // not for phones
	msp        bool   // the other team may not see it
}

// unfold opens everything that is folded.
const unfold = `document.querySelectorAll("main details").forEach(d => d.open = true)`

// TestLooks goes to every screen and state with one server and one browser.
func TestLooks(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.story()
	windows := []window{
		{Page: s.signIn(b, s.Owner, "msp-desk", 1280, 900, false), name: "msp-desk", judge: true},
		{Page: s.signIn(b, s.it, "it-phone-dark", 390, 844, true), name: "it-phone-dark", phone: true, judge: true},
	}
	if os.Getenv("DEMARC_SHOTS") != "" {
		windows = append(windows,
			window{Page: s.signIn(b, s.it, "it-desk-dark", 1280, 900, true), name: "it-desk-dark"},
			window{Page: s.signIn(b, s.Owner, "msp-phone", 390, 844, false), name: "msp-phone", phone: true})
	}
	at := "/e/" + string(s.Engagement.ID)
	matrix := at + "/matrix"
	card := func(i int) string { return matrix + "/functions/" + string(s.rows[i].ID) }
	cell := func(i int, key string) string {
		return `(c => { c.tabIndex = 0; c.focus(); c.dispatchEvent(new KeyboardEvent("keydown", {key: "` + key + `", bubbles: true, cancelable: true})) })(document.getElementById("c0-` + string(s.rows[i].ID) + `"))`
	}
	const (
		tick    = `document.querySelectorAll(".mx-pick").forEach((box, i) => { if (i < 4) box.click() })`
		backup  = "?area=backup"
		preview = tick + `; document.querySelector('#mx-bulk [value="default"]').click()`
	)
	s.see(windows,
		look{name: "matrix", path: matrix},
		look{name: "matrix-states", path: matrix + backup},
		look{name: "matrix-disputed", path: matrix + "?state=disputed"},
		look{name: "matrix-parked", path: matrix + "?state=parked"},
		look{name: "matrix-nothing", path: matrix + "?q=nothing+at+all"},
		look{name: "matrix-range", path: matrix + backup, act: cell(proposed, " "), seen: "#mx-choose", desk: true},
		look{name: "matrix-ticked", path: matrix + backup, act: tick, seen: "#mx-bulk", desk: true},
		look{name: "bulk", path: matrix + backup, act: preview, seen: ".mx-bulk-form", desk: true},
		look{name: "dispute", path: matrix + backup, act: cell(timed, "n"), seen: "#mx-dispute", desk: true},
		look{name: "keys", path: matrix + backup, act: cell(timed, "?"), seen: "#mx-keys", desk: true},
		look{name: "beside", path: matrix + backup, act: cell(talked, "m"), seen: "#discussion", desk: true},
		look{name: "filters", path: matrix + "?value=A&mine=yes&area=backup", act: `(document.querySelector(".mx-open") || {}).offsetParent ? document.querySelector(".mx-open").click() : document.querySelector(".mx-more > summary").click()`, seen: ".mx-more-body, #mx-filters"},
		look{name: "checks", path: matrix, act: `document.querySelector(".mx-open-checks").click()`, seen: "#checks"},
		look{name: "lanes", path: matrix + "?view=lanes"},
		look{name: "lanes-change", path: matrix + "?view=lanes", act: `document.querySelector(".mx-lane-change summary").click()`, seen: ".mx-lane-change form", msp: true},
		look{name: "mine", path: matrix + "?view=mine"},
		look{name: "parked", path: matrix + "/parked"},
		look{name: "agree", path: matrix + "/agree"},
		look{name: "card-agreed", path: card(agreed)},
		look{name: "card-drafted", path: card(drafted)},
		look{name: "card-proposed", path: card(proposed)},
		look{name: "card-disputed", path: card(disputed)},
		look{name: "card-parked", path: card(parked)},
		look{name: "card-to-park", path: card(toPark)},
		look{name: "card-talked", path: card(talked), act: unfold},
		look{name: "card-timed", path: card(timed), act: unfold},
		look{name: "card-undecided", path: card(undecided)},
		look{name: "review", path: at + "/review"},
		look{name: "workshop-none", path: at + "/workshop"},
		look{name: "votes-none", path: at + "/votes"},
		look{name: "friction", path: at + "/friction"},
		look{name: "friction-tables", path: at + "/friction", act: unfold},
		look{name: "reports-few", path: "/reports", msp: true},
		look{name: "letters", path: "/me/notifications"},
		look{name: "mute", path: at},
		look{name: "checkpoints-none", path: "/settings/checkpoints"},
	)
	for _, task := range []store.Task{store.Checkpoint, store.NightCheck} {
		apptest.Must(t, s.Jobs.Do(t.Context(), store.Job{Task: task}))
	}
	s.see(windows,
		look{name: "checkpoints", path: "/settings/checkpoints"},
		look{name: "evidence", path: at + "/evidence"},
		look{name: "evidence-entry", path: at + "/evidence?kind=draft", act: `document.querySelectorAll("main details").forEach((d, i) => d.open = i < 2)`},
		look{name: "evidence-nothing", path: at + "/evidence?kind=seal"},
	)

	vote := s.vote()
	s.see(windows,
		look{name: "vote", path: at + "/votes/" + string(vote)},
		look{name: "votes-open", path: at + "/votes"},
	)
	s.answers(s.it, vote, proposed, s.msp)
	s.answers(s.it, vote, talked, s.mgmt)
	s.see(windows, look{name: "vote-waits", path: at + "/votes/" + string(vote)})
	s.reveal(vote)
	s.see(windows,
		look{name: "vote-revealed", path: at + "/votes/" + string(vote)},
		look{name: "votes-over", path: at + "/votes"},
	)

	apptest.Must(t, s.Workshops.Start(t.Context(), s.Owner, s.Engagement.ID))
	apptest.Must(t, s.Workshops.Show(t.Context(), s.Owner, s.Engagement.ID, s.rows[disputed].ID))
	apptest.Must(t, s.Workshops.Time(t.Context(), s.Owner, s.Engagement.ID, 5))
	room := at + "/workshop"
	s.see(windows,
		look{name: "workshop", path: room},
		look{name: "workshop-alone", path: room + "?at=" + string(s.rows[parked].ID)},
		look{name: "workshop-wall", path: room + "/present"},
	)
	_, err := s.Workshops.End(t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(t, err)
	s.see(windows, look{name: "workshop-over", path: room})
	s.race(windows)
}

// see opens each screen in each window that shows it.
func (s *scene) see(windows []window, looks ...look) {
	s.t.Helper()
	for _, l := range looks {
		for _, w := range windows {
			if l.desk && w.phone || l.msp && w.name[:3] != "msp" {
				continue
			}
			w.Open(s.base + l.path)
			w.Wait("h1, h2")
			if l.act != "" {
				w.Eval(l.act + "; 0")
			}
			if l.seen != "" {
				w.Wait(l.seen)
			}
			w.mind(s.t, l.name)
		}
	}
}

// mind judges what a window shows.
func (w window) mind(t *testing.T, name string) {
	t.Helper()
	w.Eval(`scrollTo(0, 0)`) // what has moved under the bar is neither seen nor meant to be hit
	w.Shot(name + "-" + w.name)
	w.fits(t, name)
	w.Clean(named{t, name})
	if w.judge {
		w.Axe(named{t, name})
	}
}

// widest names what reaches farthest beyond the window, if anything does.
const widest = `(() => { const room = document.documentElement.clientWidth; if (document.documentElement.scrollWidth <= room) return ""
	const out = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > room + 1).pop()
	return "by " + (document.documentElement.scrollWidth - room) + " px: " + (out ? out.outerHTML.slice(0, 200) : "nothing that is seen") })()`

// fits judges that nothing has to be read by moving the page sideways.
func (w window) fits(t *testing.T, name string) {
	t.Helper()
	if wide := w.Eval(widest); wide != "" {
		t.Errorf("%s of %s is too wide %v", name, w.name, wide)
	}
}

// named says of a failure which screen it is about.
type named struct {
	testing.TB
	name string
}

func (n named) Errorf(format string, args ...any) {
	n.Helper()
	n.TB.Errorf(n.name+": "+format, args...)
}

// race has the MSP change a cell that is being changed on a desk that does not hear of it.
func (s *scene) race(windows []window) {
	s.t.Helper()
	for _, w := range slices.DeleteFunc(slices.Clone(windows), func(w window) bool { return w.phone }) {
		w.Open(s.base + "/e/" + string(s.Engagement.ID) + "/matrix?area=backup")
		w.Wait("#grid.mx-edit")
		w.Eval(`document.getElementById("live").remove()`)
		other, f := s.it, s.row(drafted)
		if w.name[:2] == "it" {
			other = s.Owner
		}
		as := raci.Consulted
		if f.Cells[s.mgmt.ID] == as {
			as = raci.Informed
		}
		s.assign(other, drafted, s.mgmt, as)
		w.Eval(`document.getElementById("c2-` + string(f.ID) + `").focus()`)
		w.Press("r")
		w.Wait(".mx-conflict")
		w.mind(s.t, "conflict")
	}
}
