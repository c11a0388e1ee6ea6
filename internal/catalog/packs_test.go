package catalog

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/agreement"
)

func TestPacksAreWhole(t *testing.T) {
	t.Parallel()
	rider, _ := agreement.FieldByKey("riders.enabled")
	industry, _ := agreement.FieldByKey("client.industry")
	for _, p := range Packs() {
		if _, ok := rider.Choice(p.Rider); !ok {
			t.Errorf("pack %s names the rider %q", p.Key, p.Rider)
		}
		if _, ok := industry.Choice(p.Industry); !ok {
			t.Errorf("pack %s is for the industry %q", p.Key, p.Industry)
		}
		if !slices.ContainsFunc(p.Functions, func(f Function) bool { return f.Key == p.Rests }) {
			t.Errorf("pack %s rests on %s, which it does not have", p.Key, p.Rests)
		}
		if len(p.Columns) < 2 || p.Needs == "" || p.Remember == "" {
			t.Errorf("pack %s is not whole", p.Key)
		}
		for _, text := range []string{p.Needs, p.Remember, PackNotice} {
			for _, claim := range []string{"makes you compliant", "ensures compliance", "satisfies", "guarantee"} {
				if strings.Contains(text, claim) {
					t.Errorf("pack %s claims something: %q", p.Key, text)
				}
			}
		}
		if got, ok := PackByKey(p.Key); !ok || got.Name != p.Name {
			t.Errorf("pack %s is not found by its key", p.Key)
		}
	}
}

// TestRidersRestOnTheirPacks: with the pack in the matrix a rider has no dead
// reference, and it cites the function it rests on.
func TestRidersRestOnTheirPacks(t *testing.T) {
	t.Parallel()
	for _, p := range Packs() {
		n := agreement.Names{Functions: map[string]string{}}
		for _, f := range slices.Concat(Functions(), p.Functions) {
			n.Functions[string(f.Key)] = f.Name
		}
		terms := agreement.Defaults()
		terms["msp.short_name"], terms["client.short_name"], terms["riders.enabled"] = "Northgate", "Alder", p.Rider
		s, problems := agreement.ExhibitF(terms, n)
		for _, pr := range problems {
			t.Errorf("%s: %s", p.Rider, pr.Message)
		}
		cited, paragraphs := false, 0
		for _, par := range s.Paragraphs {
			if par.Level > 0 {
				paragraphs++
			}
			for _, span := range par.Text {
				cited = cited || span.Ref == "fn-"+string(p.Rests)
			}
		}
		if !cited {
			t.Errorf("the rider %s does not cite %s", p.Rider, p.Rests)
		}
		if paragraphs < 10 {
			t.Errorf("the rider %s has %d paragraphs", p.Rider, paragraphs)
		}
	}
}
