package signing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	. "demarc/internal/signing"
)

// Every function that is asked for must be ticked, each missing one is named at its own
// box, and what nobody asked for is not kept.
func TestInitials(t *testing.T) {
	t.Parallel()
	ask := Ask{Company: "Alder Foods, Inc.", Initials: []Initial{{"bk-test", "Restore tests"}, {"ir-lead", "Incident lead"}}}
	for name, tt := range map[string]struct {
		ticked  []string
		missing []string
	}{
		"all, and one too many": {[]string{"ir-lead", "own-1", "bk-test"}, nil},
		"none":                  {nil, []string{"bk-test", "ir-lead"}},
		"one":                   {[]string{"bk-test", "bk-test"}, []string{"ir-lead"}},
	} {
		o := good()
		o.Initials = tt.ticked
		signed, _, signErr := round().Sign("hong", o, Evidence{}, ask, now)
		first, err := whole("client_first").Affirm("client approve", Offer{Digest: "d1", Consent: true}, Evidence{}, Ask{}, now)
		if err != nil {
			t.Fatal(err)
		}
		affirmed, affirmErr := first.Affirm("client acknowledge", Offer{Digest: "d1", Consent: true, Initials: tt.ticked}, Evidence{}, ask, now)
		for _, did := range []struct {
			e   Envelope
			who SignerID
			err error
		}{{signed, "hong", signErr}, {affirmed, "client acknowledge", affirmErr}} {
			s, _ := did.e.Signer(did.who)
			if len(tt.missing) == 0 {
				if diff := cmp.Diff([]string{"bk-test", "ir-lead"}, s.Initials); did.err != nil || diff != "" {
					t.Errorf("%s, %s: %v %s", name, did.who, did.err, diff)
				}
				continue
			}
			f, ok := fault.Of(did.err)
			if !ok || len(f.Fields) != len(tt.missing) || !s.SignedAt.IsZero() || s.Initials != nil {
				t.Errorf("%s, %s: %v, kept %v", name, did.who, did.err, s.Initials)
				continue
			}
			for _, key := range tt.missing {
				if f.Fields[InitialField(key)] == "" {
					t.Errorf("%s, %s: nothing is said of %s", name, did.who, key)
				}
			}
		}
	}
}
