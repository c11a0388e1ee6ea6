package seal

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/seal/sealtest"
)

// nowAfterSeal is what an outside clock says when a sample was just sealed.
func nowAfterSeal() time.Time { return sealTime.Add(2 * time.Second) }

// outside is an authority to ask, with the clock of the samples.
func outside(t testing.TB, mode sealtest.Mode) Authority {
	t.Helper()
	a := sealtest.New(t, mode, nowAfterSeal)
	return Authority{Name: "Example Time", URL: "http://time.example.org", Policy: sealtest.Policy, Roots: a.Roots, Do: a.Do, Fetch: a.Fetch}
}

func (a Authority) stamper(t testing.TB) func([32]byte) (Token, error) {
	return func(imprint [32]byte) (Token, error) { return a.Stamp(t.Context(), imprint, sealTime) }
}

func mustTime(t testing.TB, pdf []byte, k *Key, a Authority) []byte {
	t.Helper()
	out, err := Timed(pdf, k, claim, a.stamper(t))
	if err != nil {
		t.Fatal(err)
	}
	sealtest.Once(t, out, k.RootPEM())
	return out
}

func trustAlso(k *Key, a Authority) Trust { return Trust{Roots: roots(k), TimeRoots: a.Roots} }

func TestTimed(t *testing.T) {
	t.Parallel()
	a := outside(t, sealtest.Good)
	for title, pdf := range samples() {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			out := mustTime(t, pdf, testKey(), a)
			r := Verify(out, trustAlso(testKey(), a))
			if r.Verdict != Authentic || r.Level != "PAdES B-T" || !r.Time.Equal(sealTime.Add(2*time.Second)) || r.TimeBy != "Example Time Service" {
				t.Errorf("%+v", r)
			}
			if want := "Authentic: sealed by Demarc at example.org on 22 November 2026 at 07:13:05 UTC and unchanged since; an outside clock confirms that it existed on 22 November 2026 at 07:13:07 UTC (Example Time Service)."; r.Sentence != want {
				t.Errorf("sentence %q", r.Sentence)
			}
			// Who does not trust the authority learns no time, and nothing else changes.
			r = Verify(out, trustIn(testKey()))
			if r.Verdict != Authentic || r.Level != "PAdES B-B" || !r.Time.IsZero() || !strings.HasSuffix(r.Sentence, "unchanged since; outside time not confirmed.") {
				t.Errorf("%+v", r)
			}
			for _, said := range sealtest.Judge(t, out, testKey().RootPEM()) {
				t.Error(said)
			}
		})
	}
}

// A seal that was begun long before the outside clock was asked, by a machine that slept
// meanwhile, is not made: nobody would believe its date.
func TestBegunLongBefore(t *testing.T) {
	t.Parallel()
	a, k := outside(t, sealtest.Good), quickKey(t, sealTime, "Demarc")
	c := claim
	for _, ago := range []time.Duration{11 * time.Minute, -11 * time.Minute} {
		c.At = sealTime.Add(-ago)
		if out, err := Timed(classicPDF(true), k, c, a.stamper(t)); !errors.Is(err, ErrClock) || out != nil {
			t.Errorf("begun %s before: %v", ago, err)
		}
	}
}

// What we keep of a token is still a token to others.
func TestTokenForOthers(t *testing.T) {
	t.Parallel()
	a := outside(t, sealtest.Good)
	token, err := a.Stamp(t.Context(), [32]byte(hashAlgorithms[0].sum([]byte("what was said"))), sealTime)
	if err != nil {
		t.Fatal(err)
	}
	for _, said := range sealtest.JudgeToken(t, token.DER(), []byte("what was said"), encodePEM(a.Roots)) {
		t.Error(said)
	}
	if token.Policy != sealtest.Policy || token.Serial != "1" || len(token.crls) != 2 || token.Authority().Subject.CommonName != "Example Time Service" {
		t.Errorf("%+v", token)
	}
}

// No time of an authority that is slow, lying or not itself is ever believed, and no
// seal comes of it.
func TestBadAuthorities(t *testing.T) {
	t.Parallel()
	why := map[sealtest.Mode]string{
		sealtest.Slow: "deadline", sealtest.Lying: "something else", sealtest.WrongNonce: "nonce", sealtest.WrongPolicy: "policy",
		sealtest.Revoked: "revoked", sealtest.Expired: "not valid on", sealtest.Foreign: "not trusted here", sealtest.Misused: "not for time-stamps",
		sealtest.Forged: "does not verify", sealtest.Refusing: "refused with status", sealtest.Garbage: "no time-stamp response", sealtest.Failing: "500",
		sealtest.WrongClock: "five minutes",
	}
	for _, mode := range sealtest.Bad {
		t.Run(string(mode), func(t *testing.T) {
			t.Parallel()
			a := outside(t, mode)
			out, err := Timed(classicPDF(true), testKey(), claim, func(imprint [32]byte) (Token, error) {
				ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
				if mode != sealtest.Slow {
					cancel()
					ctx = t.Context()
				}
				defer cancel()
				return a.Stamp(ctx, imprint, sealTime)
			})
			if err == nil || out != nil || why[mode] == "" || !strings.Contains(err.Error(), why[mode]) {
				t.Errorf("error %v, want %q", err, why[mode])
			}
			if errors.Is(err, ErrClock) != (mode == sealtest.WrongClock) {
				t.Errorf("%v", err)
			}
		})
	}
}

// later makes the file of a bad day: sealed without outside time, stamped afterwards, and
// given what is needed to check it in decades.
func later(t testing.TB, pdf []byte, k *Key, a Authority) (sealed, stamped, complete []byte) {
	t.Helper()
	sealed = mustSeal(t, pdf, k, claim)
	stamped, err := AddTime(sealed, a.stamper(t))
	if err != nil {
		t.Fatal(err)
	}
	sealtest.Once(t, stamped, k.RootPEM())
	complete = augmented(t, stamped, k, a)
	return sealed, stamped, complete
}

func augmented(t testing.TB, pdf []byte, k *Key, a Authority) []byte {
	t.Helper()
	crl, err := k.RevocationList(sealTime, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := Augment(t.Context(), pdf, []Authority{a}, crl)
	if err != nil {
		t.Fatal(err)
	}
	sealtest.Once(t, out, k.RootPEM())
	return out
}

func TestLater(t *testing.T) {
	t.Parallel()
	a := outside(t, sealtest.Good)
	for title, pdf := range samples() {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			sealed, stamped, complete := later(t, pdf, testKey(), a)
			if !bytes.HasPrefix(stamped, sealed) || !bytes.HasPrefix(complete, stamped) {
				t.Fatal("an earlier file is not a prefix of the later one")
			}
			for _, step := range []struct {
				pdf   []byte
				level string
				kinds []string
			}{
				{sealed, "PAdES B-B", nil},
				{stamped, "PAdES B-T", []string{KindTime}},
				{complete, "PAdES B-LT", []string{KindTime, KindValidation}},
				{augmented(t, mustTime(t, pdf, testKey(), a), testKey(), a), "PAdES B-LT", []string{KindValidation}},
			} {
				r := Verify(step.pdf, trustAlso(testKey(), a))
				var kinds []string
				for _, v := range r.Revisions {
					kinds = append(kinds, v.Kind)
				}
				if r.Verdict != Authentic || r.Level != step.level || !slices.Equal(kinds, step.kinds) {
					t.Errorf("want %s: %+v", step.level, r)
				}
				for _, said := range sealtest.Judge(t, step.pdf, testKey().RootPEM()) {
					t.Error(said)
				}
			}
			if data, err := Attachment(complete, "agreement.json"); err != nil || string(data) != `{"agreement":"NG-2026-0117"}` {
				t.Errorf("attachment %q, %v", data, err)
			}
			again, err := AddTime(complete, a.stamper(t))
			if err != nil {
				t.Fatal(err)
			}
			if r := Verify(again, trustAlso(testKey(), a)); r.Verdict != Authentic || len(r.Revisions) != 3 {
				t.Errorf("stamped again years later: %+v", r)
			}
		})
	}
}

// What an authority said before its certificate was given up stays true; what it said
// afterwards, or with a key that others had, does not.
func TestRevokedAuthority(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc")
	for title, tt := range map[string]struct {
		at     time.Time
		reason int
		level  string
	}{
		"given up later":  {sealTime.Add(time.Hour), 5, "PAdES B-LT"},
		"given up before": {sealTime.Add(-time.Hour), 5, "PAdES B-B"},
		"stolen later":    {sealTime.Add(time.Hour), 1, "PAdES B-B"},
	} {
		honest := sealtest.New(t, sealtest.Good, func() time.Time { return sealTime })
		a := Authority{Name: "Example Time", Roots: honest.Roots, Do: honest.Do, Fetch: honest.Fetch}
		timed := mustTime(t, classicPDF(true), k, a)
		honest.Revoke(t, tt.at, tt.reason)
		if _, err := Augment(t.Context(), timed, []Authority{a}, nil); err == nil {
			t.Errorf("%s: validation data with a revoked authority", title)
		}
		crl, err := k.RevocationList(sealTime, nil)
		if err != nil {
			t.Fatal(err)
		}
		lists := [][]byte{crl}
		for _, url := range []string{"http://time.example.org/root.crl", "http://time.example.org/ca.crl"} {
			raw, err := a.Fetch(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			lists = append(lists, raw)
		}
		out, err := AddValidation(timed, slices.Concat(fileChains(timed)...), lists)
		if err != nil {
			t.Fatal(err)
		}
		if r := Verify(out, trustAlso(k, a)); r.Verdict != Authentic || r.Level != tt.level || r.Time.IsZero() != (tt.level == "PAdES B-B") {
			t.Errorf("%s: %+v", title, r)
		}
	}
}

// A revoked seal counts only where an outside clock shows that it is older.
func TestRevokedSeal(t *testing.T) {
	t.Parallel()
	a, k := outside(t, sealtest.Good), quickKey(t, sealTime, "Demarc")
	sealed, timed := mustSeal(t, classicPDF(true), k, claim), mustTime(t, classicPDF(true), k, a)
	serial := k.cert.SerialNumber.Text(16)
	for _, tt := range []struct {
		title string
		pdf   []byte
		since time.Time
		roots bool
		want  Verdict
	}{
		{"outside time before", timed, sealTime.Add(time.Hour), true, Authentic},
		{"outside time after", timed, sealTime.Add(-time.Hour), true, CannotTell},
		{"outside time of nobody we trust", timed, sealTime.Add(time.Hour), false, CannotTell},
		{"own clock alone", sealed, sealTime.Add(time.Hour), true, CannotTell},
	} {
		trust := Trust{Roots: roots(k), Revoked: map[string]time.Time{serial: tt.since}}
		if tt.roots {
			trust.TimeRoots = a.Roots
		}
		r := Verify(tt.pdf, trust)
		if r.Verdict != tt.want || tt.want == CannotTell && !strings.Contains(r.Sentence, "revoked since") {
			t.Errorf("%s: %s", tt.title, r.Sentence)
		}
	}
}
