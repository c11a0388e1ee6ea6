package signing_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	. "demarc/internal/signing"
)

const scrawl = "M 100 200 L 180 60 L 220 240 L 330 120 M 400 40"

func TestDrawing(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		s  string
		ok bool
	}{
		"a signature":            {scrawl, true},
		"odd spaces":             {"  M 100 200\nL 180 60 L 220\t240", true},
		"the whole box":          {"M 0 0 L 1000 300 L 1000 0", true},
		"nothing":                {"", false},
		"a dot":                  {"M 10 10", false},
		"many taps":              {"M 10 10 M 20 14 L 12 30", false},
		"a line":                 {"M 10 10 L 900 12 L 40 11", false},
		"a line, there and back": {"M 0 0 L 500 150 M 1000 300 L 200 60", false},
		"out of the box":         {"M 100 200 L 1001 60 L 220 240", false},
		"above the box":          {"M 100 200 L 100 -1 L 220 240", false},
		"without a beginning":    {"L 100 200 L 180 60 L 220 240", false},
		"half a point":           {"M 100 200 L 180 60 L 220", false},
		"no number":              {"M 100 200 L 180 x L 220 240", false},
		"a fraction":             {"M 100 200 L 180.5 60 L 220 240", false},
		"a curve":                {"M 100 200 C 180 60 220 240 330 120", false},
		"too many points":        {"M 0 0" + strings.Repeat(" L 9 9", 4000) + " L 900 9", false},
		"too long":               {"M 0 0 L 900 9" + strings.Repeat(" ", 20_000), false},
	} {
		d, err := ParseDrawing(tt.s)
		if (err == nil) != tt.ok || !tt.ok && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
		if tt.ok {
			again, err := ParseDrawing(d.String())
			if diff := cmp.Diff(d, again); err != nil || diff != "" {
				t.Errorf("%s comes back as another: %v %s", name, err, diff)
			}
		}
	}
}

// A drawing stands beside the typed name and never for it, and only where the agreement
// takes one.
func TestSignDrawn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		draws  bool
		spoil  func(*Offer)
		field  string
		method Method
	}{
		"drawn":                {true, func(o *Offer) { o.Drawing = scrawl }, "", Drawn},
		"typed":                {true, func(*Offer) {}, "", Typed},
		"typed alone":          {false, func(*Offer) {}, "", Typed},
		"drawn, not taken":     {false, func(o *Offer) { o.Drawing = scrawl }, "drawing", ""},
		"a scribble":           {true, func(o *Offer) { o.Drawing = "M 1 1" }, "drawing", ""},
		"drawn without a name": {true, func(o *Offer) { o.Drawing, o.Typed = scrawl, "" }, "typed", ""},
	} {
		o := good()
		tt.spoil(&o)
		next, _, err := round().Sign("hong", o, Evidence{}, Ask{Company: "Alder", Draws: tt.draws}, now)
		s, _ := next.Signer("hong")
		if tt.field != "" {
			if f, _ := fault.Of(err); f == nil || f.Fields[tt.field] == "" || !s.SignedAt.IsZero() || s.Drawn != "" {
				t.Errorf("%s: %v, kept %q", name, err, s.Drawn)
			}
			continue
		}
		if err != nil || s.Method != tt.method || (s.Drawn != "") != (tt.method == Drawn) || s.Typed == "" {
			t.Errorf("%s: %v, by %q: %q", name, err, s.Method, s.Drawn)
		}
	}
}

// FuzzDrawing: what is taken stays within the box and its bounds, comes back as it was,
// and holds nothing but numbers and two letters.
func FuzzDrawing(f *testing.F) {
	for _, s := range []string{scrawl, "", "M 1 1", "M 0 0 L 1000 300 L 1000 0", "M +1 0x2 L 1e3 4", "M 1 2<script>", "M 00001 2 L 900 9 L 8 200"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDrawing(s)
		if err != nil {
			return
		}
		kept := d.String()
		if strings.Trim(kept, "ML 0123456789") != "" || len(kept) > 2*20_000+8 {
			t.Fatalf("kept as %q", kept)
		}
		for _, stroke := range d.Strokes {
			for _, p := range stroke {
				if len(stroke) < 2 || p.X < 0 || p.X > DrawnWidth || p.Y < 0 || p.Y > DrawnHeight {
					t.Fatalf("%v", d)
				}
			}
		}
	})
}
