package plot_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/document/plot"
)

var update = flag.Bool("update", false, "write the golden files anew, for a person to look at")

// TestGolden holds the markup of every sample, at both widths.
func TestGolden(t *testing.T) {
	t.Parallel()
	for _, s := range samples() {
		for width, suffix := range map[plot.Width]string{plot.Wide: "", plot.Narrow: "-narrow"} {
			t.Run(s.name+suffix, func(t *testing.T) {
				t.Parallel()
				got := strings.ReplaceAll(string(s.draw(width)), "><", ">\n<") + "\n"
				sound(t, got)
				file := filepath.Join("testdata", s.name+suffix+".svg")
				if *update {
					if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if d := cmp.Diff(string(want), got); d != "" {
					t.Error(d)
				}
			})
		}
	}
}

// sound holds what is true of every plot: it is well formed, it is named and described,
// it brings neither style nor script, and it leads nowhere but to us.
func sound(t *testing.T, svg string) {
	t.Helper()
	ids := map[string]bool{}
	var names []string
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		e, ok := tok.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.Contains(" svg title desc defs pattern rect g text line path circle a ", " "+e.Name.Local+" ") {
			t.Errorf("an element %s", e.Name.Local)
		}
		for _, a := range e.Attr {
			switch {
			case a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on"):
				t.Errorf("an attribute %s", a.Name.Local)
			case a.Name.Local == "href" && (!strings.HasPrefix(a.Value, "/") || strings.HasPrefix(a.Value, "//")):
				t.Errorf("a link to %s", a.Value)
			case a.Name.Local == "id":
				if ids[a.Value] {
					t.Errorf("the id %s twice", a.Value)
				}
				ids[a.Value] = true
			case strings.HasPrefix(a.Name.Local, "aria-labelledby"), a.Name.Local == "aria-describedby":
				names = append(names, a.Value)
			case (a.Name.Local == "width" || a.Name.Local == "height") && (strings.HasPrefix(a.Value, "-") || a.Value == ""):
				t.Errorf("%s is %s wide", e.Name.Local, a.Value)
			}
			if strings.ContainsAny(a.Value, "\u202e\x00") || strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
				t.Errorf("%s=%q", a.Name.Local, a.Value)
			}
		}
	}
	for _, id := range names {
		if !ids[id] {
			t.Errorf("named by %s, which is not there", id)
		}
	}
	if len(names) != 2 {
		t.Error("it is not named and described")
	}
	for _, never := range []string{"<script", "javascript:", "\u202e", "\x00"} {
		if strings.Contains(strings.ReplaceAll(svg, "href=&#34;javascript:x", ""), never) && never != "javascript:" || bytes.Contains([]byte(svg), []byte(`href="javascript`)) {
			t.Errorf("it has %q", never)
		}
	}
}

func TestFigured(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]string{-1: "0", 0: "0", .001: "0.1", .04: "0.1", .05: "0.1", .96: "1", 1: "1", 1.25: "1.3", 9.94: "9.9", 9.96: "10", 12.4: "12", 98: "98", 1e9: "99+"} {
		if got := plot.Figured(v); got != want {
			t.Errorf("%v is printed as %s, want %s", v, got, want)
		}
	}
}

// TestStep: no friction is the first shade and any is not.
func TestStep(t *testing.T) {
	t.Parallel()
	h := plot.Heat{Steps: [4]float64{0, 1, 2, 4}}
	for v, want := range map[float64]int{-1: 0, 0: 0, .001: 1, .99: 1, 1: 2, 2: 3, 3.99: 3, 4: 4, 1e6: 4} {
		if got := h.Step(v); got != want {
			t.Errorf("%v has shade %d, want %d", v, got, want)
		}
	}
}

// TestGroupWithLinks: a plot that leads somewhere is no image, whose inside nobody can
// reach with a keyboard.
func TestGroupWithLinks(t *testing.T) {
	t.Parallel()
	for href, role := range map[string]string{"": `role="img"`, "/e/1": `role="group"`, "javascript:x": `role="img"`} {
		if svg := string(ownership("x", plot.Bar{Label: "Backup", Href: href, Counts: []int{1, 0, 0, 0, 0}})(plot.Wide)); !strings.Contains(svg, role) {
			t.Errorf("%q: %.200s", href, svg)
		}
	}
}
