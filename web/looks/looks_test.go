// Package looks_test looks at the screens on which two teams work a matrix together: at
// each state, as each team, on a desk and on a phone, in the light and in the dark. What
// is looked for is zero findings of axe, nothing that is too wide, and no error in the
// console. With DEMARC_SHOTS it keeps pictures, of more windows than it judges.
package looks_test

import (
	"os"
	"slices"
	"testing"

	"demarc/internal/sitetest"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
	"demarc/internal/store"
)

type (
	window = sitetest.Window
	look   = sitetest.Look
)

// unfold opens everything that is folded.
const unfold = `document.querySelectorAll("main details").forEach(d => d.open = true)`

// TestLooks goes to every screen and state with one server and one browser.
func TestLooks(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	s.story()
	windows := []window{
		{Page: s.signIn(b, s.Owner, "msp-desk", 1280, 900, false), Name: "msp-desk", Judge: true},
		{Page: s.signIn(b, s.it, "it-phone-dark", 390, 844, true), Name: "it-phone-dark", Phone: true, Judge: true},
	}
	if os.Getenv("DEMARC_SHOTS") != "" {
		windows = append(windows,
			window{Page: s.signIn(b, s.it, "it-desk-dark", 1280, 900, true), Name: "it-desk-dark"},
			window{Page: s.signIn(b, s.Owner, "msp-phone", 390, 844, false), Name: "msp-phone", Phone: true})
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
	sitetest.See(t, s.base, windows,
		look{Name: "matrix", Path: matrix},
		look{Name: "matrix-states", Path: matrix + backup},
		look{Name: "matrix-disputed", Path: matrix + "?state=disputed"},
		look{Name: "matrix-parked", Path: matrix + "?state=parked"},
		look{Name: "matrix-nothing", Path: matrix + "?q=nothing+at+all"},
		look{Name: "matrix-range", Path: matrix + backup, Act: cell(proposed, " "), Seen: "#mx-choose", Desk: true},
		look{Name: "matrix-ticked", Path: matrix + backup, Act: tick, Seen: "#mx-bulk", Desk: true},
		look{Name: "bulk", Path: matrix + backup, Act: preview, Seen: ".mx-bulk-form", Desk: true},
		look{Name: "dispute", Path: matrix + backup, Act: cell(timed, "n"), Seen: "#mx-dispute", Desk: true},
		look{Name: "keys", Path: matrix + backup, Act: cell(timed, "?"), Seen: "#mx-keys", Desk: true},
		look{Name: "beside", Path: matrix + backup, Act: cell(talked, "m"), Seen: "#discussion", Desk: true},
		look{Name: "filters", Path: matrix + "?value=A&mine=yes&area=backup", Act: `(document.querySelector(".mx-open") || {}).offsetParent ? document.querySelector(".mx-open").click() : document.querySelector(".mx-more > summary").click()`, Seen: ".mx-more-body, #mx-filters"},
		look{Name: "checks", Path: matrix, Act: `document.querySelector(".mx-open-checks").click()`, Seen: "#checks"},
		look{Name: "lanes", Path: matrix + "?view=lanes"},
		look{Name: "lanes-change", Path: matrix + "?view=lanes", Act: `document.querySelector(".mx-lane-change summary").click()`, Seen: ".mx-lane-change form", MSP: true},
		look{Name: "mine", Path: matrix + "?view=mine"},
		look{Name: "parked", Path: matrix + "/parked"},
		look{Name: "agree", Path: matrix + "/agree"},
		look{Name: "card-agreed", Path: card(agreed)},
		look{Name: "card-drafted", Path: card(drafted)},
		look{Name: "card-proposed", Path: card(proposed)},
		look{Name: "card-disputed", Path: card(disputed)},
		look{Name: "card-parked", Path: card(parked)},
		look{Name: "card-to-park", Path: card(toPark)},
		look{Name: "card-talked", Path: card(talked), Act: unfold},
		look{Name: "card-timed", Path: card(timed), Act: unfold},
		look{Name: "card-undecided", Path: card(undecided)},
		look{Name: "review", Path: at + "/review"},
		look{Name: "workshop-none", Path: at + "/workshop"},
		look{Name: "votes-none", Path: at + "/votes"},
		look{Name: "friction", Path: at + "/friction"},
		look{Name: "friction-tables", Path: at + "/friction", Act: unfold},
		look{Name: "reports-few", Path: "/reports", MSP: true},
		look{Name: "letters", Path: "/me/notifications"},
		look{Name: "mute", Path: at},
		look{Name: "checkpoints-none", Path: "/settings/checkpoints"},
	)
	for _, task := range []store.Task{store.Checkpoint, store.NightCheck} {
		apptest.Must(t, s.Jobs.Do(t.Context(), store.Job{Task: task}))
	}
	sitetest.See(t, s.base, windows,
		look{Name: "checkpoints", Path: "/settings/checkpoints"},
		look{Name: "evidence", Path: at + "/evidence"},
		look{Name: "evidence-entry", Path: at + "/evidence?kind=draft", Act: `document.querySelectorAll("main details").forEach((d, i) => d.open = i < 2)`},
		look{Name: "evidence-nothing", Path: at + "/evidence?kind=seal"},
	)

	vote := s.vote()
	sitetest.See(t, s.base, windows,
		look{Name: "vote", Path: at + "/votes/" + string(vote)},
		look{Name: "votes-open", Path: at + "/votes"},
	)
	s.answers(s.it, vote, proposed, s.msp)
	s.answers(s.it, vote, talked, s.mgmt)
	sitetest.See(t, s.base, windows, look{Name: "vote-waits", Path: at + "/votes/" + string(vote)})
	s.reveal(vote)
	sitetest.See(t, s.base, windows,
		look{Name: "vote-revealed", Path: at + "/votes/" + string(vote)},
		look{Name: "votes-over", Path: at + "/votes"},
	)

	apptest.Must(t, s.Workshops.Start(t.Context(), s.Owner, s.Engagement.ID))
	apptest.Must(t, s.Workshops.Show(t.Context(), s.Owner, s.Engagement.ID, s.rows[disputed].ID))
	apptest.Must(t, s.Workshops.Time(t.Context(), s.Owner, s.Engagement.ID, 5))
	room := at + "/workshop"
	sitetest.See(t, s.base, windows,
		look{Name: "workshop", Path: room},
		look{Name: "workshop-alone", Path: room + "?at=" + string(s.rows[parked].ID)},
		look{Name: "workshop-wall", Path: room + "/present"},
	)
	_, err := s.Workshops.End(t.Context(), s.Owner, s.Engagement.ID)
	apptest.Must(t, err)
	sitetest.See(t, s.base, windows, look{Name: "workshop-over", Path: room})
	s.race(windows)
}

// race has the MSP change a cell that is being changed on a desk that does not hear of it.
func (s *scene) race(windows []window) {
	s.t.Helper()
	for _, w := range slices.DeleteFunc(slices.Clone(windows), func(w window) bool { return w.Phone }) {
		w.Open(s.base + "/e/" + string(s.Engagement.ID) + "/matrix?area=backup")
		w.Wait("#grid.mx-edit")
		w.Eval(`document.getElementById("live").remove()`)
		other, f := s.it, s.row(drafted)
		if w.Name[:2] == "it" {
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
		w.Mind(s.t, "conflict")
	}
}
