package signing_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"demarc/internal/sitetest"

	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/pdf"
	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
)

// checked has everybody give a file to the public check, with the keyboard.
func (s *scene) checked(windows []window, name string, data []byte) {
	s.t.Helper()
	at := filepath.Join(s.t.TempDir(), name+".pdf")
	apptest.Must(s.t, os.WriteFile(at, data, 0o600))
	for _, w := range windows {
		w.Open(s.base + "/v")
		w.Upload("#f-file", at)
		w.Eval(`document.getElementById("f-file").focus()`)
		w.Press("Tab", "Enter")
		w.Wait(".verify-verdict")
		w.Mind(s.t, "v-"+name)
	}
}

// TestPublicLooks goes to what a stranger sees who was handed a file: each verdict of the
// check, a code, and what can be relied on; and to the pages about seals and the end of an
// agreement of those who own it.
func TestPublicLooks(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	env := s.Send(t, s.Owner, s.it)
	s.SignAll(t)
	sealed, err := s.Versions.Sealed(t.Context(), s.Owner, s.Engagement.ID, 1)
	apptest.Must(t, err)
	altered := bytes.Clone(sealed.Data)
	altered[len(altered)/2] ^= 4
	printed, err := pdf.Write(document.Compose(documenttest.Version(), false))
	apptest.Must(t, err)
	stranger, err := seal.NewKey(time.Now().Add(-time.Hour), "Somebody else")
	apptest.Must(t, err)
	foreign, err := seal.Seal(printed, stranger, seal.Claim{Reason: "Ours", Name: "Else", At: time.Now()})
	apptest.Must(t, err)
	sealtest.Once(t, foreign, stranger.RootPEM())
	windows := []window{
		{Page: s.signIn(b, s.Owner, "msp-desk", 1280, 900, false), Name: "msp-desk", Judge: true},
		{Page: s.signIn(b, s.it, "it-phone-dark", 390, 844, true), Name: "it-phone-dark", Phone: true, Judge: true},
	}
	at := "/e/" + string(s.Engagement.ID)
	sitetest.See(t, s.base, windows,
		look{Name: "v", Path: "/v"},
		look{Name: "v-wrong-code", Path: "/v?code=abc"},
		look{Name: "v-unknown", Path: "/v/aaaaaaaaaaaaaaaaaaaaaaaaaa"},
		look{Name: "v-code", Path: "/v/" + env.Code},
		look{Name: "trust", Path: "/trust"},
		look{Name: "sealing", Path: "/settings/sealing", MSP: true},
		look{Name: "version", Path: at + "/v/1"},
		look{Name: "end", Path: at + "/v/1/end"},
	)
	s.checked(windows, "in-force", sealed.Data)
	s.checked(windows, "altered", altered)
	s.checked(windows, "not-sealed", printed)
	s.checked(windows, "foreign", foreign)
	s.checked(windows, "no-pdf", []byte("hello"))

	desk := windows[0]
	desk.Open(s.base + at + "/v/" + strconv.Itoa(1) + "/end")
	desk.Fill("#f-reason", "Notice of 3 March 2026 under section 14.")
	desk.Click(".version-ending form button")
	desk.WaitText(".version-noticed", "Ends on")
	sitetest.See(t, s.base, windows,
		look{Name: "version-notice", Path: at + "/v/1"},
		look{Name: "hub-notice", Path: at},
		look{Name: "end-notice", Path: at + "/v/1/end"},
		look{Name: "reference-notice", Path: "/r/" + string(s.Engagement.Client)},
		look{Name: "v-code-notice", Path: "/v/" + env.Code},
	)
	s.checked(windows, "notice", sealed.Data)
	desk.Open(s.base + at + "/v/" + strconv.Itoa(1) + "/end")
	desk.Fill("#f-reason", "Notice of 3 March 2026 under section 14.")
	desk.Click(".version-ending form button")
	desk.WaitText(".version-said", "Ended on")
	sitetest.See(t, s.base, windows,
		look{Name: "version-over", Path: at + "/v/1"},
		look{Name: "v-code-ended", Path: "/v/" + env.Code},
	)
	s.checked(windows, "ended", sealed.Data)
	for _, p := range []string{s.Owner.Email, s.it.Email} {
		if _, err := s.Outbox.Wait(t.Context(), p, "Ended: agreement"); err != nil {
			t.Errorf("%s was not told: %v", p, err)
		}
	}
}
