package pdf

import (
	"testing"

	"demarc/internal/document"

	"github.com/google/go-cmp/cmp"
)

// Whatever came with the signing can be printed, and the text that was signed is left
// alone.
func TestSpell(t *testing.T) {
	t.Parallel()
	const odd, spelled = "李 \u202e🙂 Őri", "[U+674E] [U+202E][U+1F642] Őri"
	blocks := func(s string) []document.Block {
		return []document.Block{
			document.Heading{Text: s},
			document.Paragraph{Runs: []document.Run{{Text: "by "}, {Text: s, Bold: true}}},
			document.Table{Caption: s, Rows: []document.Row{{Cells: []document.Cell{{Blocks: []document.Paragraph{{Runs: document.Text(s)}}}}}}},
			document.Signatures{Blocks: []document.Signature{{Name: s, Title: s, Typed: s, Note: s}}},
		}
	}
	d := document.Document{Sections: []document.Section{{ID: "c-scope", Blocks: blocks(odd)}, {ID: "certificate", Blocks: blocks(odd)}}}
	got := Spell(d)
	want := document.Document{Sections: []document.Section{{ID: "c-scope", Blocks: append(blocks(odd)[:3], blocks(spelled)[3])}, {ID: "certificate", Blocks: blocks(spelled)}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(blocks(odd), d.Sections[1].Blocks); diff != "" {
		t.Errorf("the document it was given changed: %s", diff)
	}
	if err := drawable(document.Document{Sections: got.Sections[1:]}); err != nil {
		t.Error(err)
	}
}
