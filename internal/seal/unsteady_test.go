package seal

import (
	"bytes"
	"slices"
	"testing"
)

func TestUnsteady(t *testing.T) {
	t.Parallel()
	for title, base := range map[string][]byte{"classic": classicPDF(true), "packed": packedPDF(true)} {
		with := func(pdf []byte, key name, o object) []byte {
			return appended(t, pdf, func(u *update) {
				at, d := rootOf(t, u)
				u.objects[at] = d.with(key, o)
			})
		}
		script := &dict{[]entry{{"S", name("JavaScript")}, {"JS", literal("x")}}}
		for what, c := range map[string]struct {
			pdf   []byte
			want  []string
			blind bool
		}{
			"nothing":             {pdf: base},
			"script on opening":   {pdf: with(base, "OpenAction", script), want: []string{"a script"}},
			"script in a list":    {pdf: with(base, "Names", &dict{[]entry{{"JavaScript", &dict{[]entry{{"Names", array{literal("x"), script}}}}}}}), want: []string{"a script"}},
			"script, packed":      {pdf: packedUpdate(t, base, map[ref]object{{1, 0}: &dict{[]entry{{"Type", name("Catalog")}, {"Pages", ref{2, 0}}, {"OpenAction", script}}}}), want: []string{"a script"}},
			"layers":              {pdf: with(base, "OCProperties", &dict{}), want: []string{"layers that can be switched"}},
			"form of scripts":     {pdf: with(base, "AcroForm", &dict{[]entry{{"XFA", array{}}}}), want: []string{"a form drawn by script"}},
			"starts a program":    {pdf: with(base, "OpenAction", &dict{[]entry{{"S", name("Launch")}}}), want: []string{"a program it starts"}},
			"leads to a page":     {pdf: with(base, "OpenAction", &dict{[]entry{{"S", name("GoTo")}, {"D", array{ref{3, 0}, name("Fit")}}}})},
			"taken away again":    {pdf: with(with(base, "OpenAction", script), "OpenAction", keyword("null"))},
			"sealed":              {pdf: mustSeal(t, base, quickKey(t, sealTime, "Demarc"), claim)},
			"unreadable":          {pdf: base[:len(base)-20], blind: true},
			"unreadable, scripts": {pdf: bytes.Replace(with(base, "OpenAction", script), []byte("startxref\n"), []byte("startxrfe\n"), 2), want: []string{"a script"}, blind: true},
			"unreadable, layers":  {pdf: bytes.Replace(with(base, "OCProperties", &dict{}), []byte("startxref\n"), []byte("startxrfe\n"), 2), want: []string{"layers that can be switched"}, blind: true},
		} {
			got, err := Unsteady(c.pdf)
			if !slices.Equal(got, c.want) || (err != nil) != c.blind {
				t.Errorf("%s, %s: %q, %v", title, what, got, err)
			}
		}
	}
}
