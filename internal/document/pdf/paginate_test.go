package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"demarc/internal/document"
)

// TestPaginate moves a document down line by line and holds every page to the rules.
func TestPaginate(t *testing.T) {
	t.Parallel()
	set := newSetter(faces())
	for before := range 25 {
		d := short(sample(40))
		for i := range d.Sections { // so that breaks come everywhere
			for range before {
				d.Sections[i].Blocks = slices.Insert(d.Sections[i].Blocks, 0, document.Block(document.Paragraph{Style: document.Small, Runs: document.Text("A remark.")}))
			}
			d.Sections[i].Blocks = append(d.Sections[i].Blocks,
				document.Paragraph{ID: fmt.Sprintf("lead-%d", i), Runs: document.Text("These are the sites:")},
				document.Paragraph{Number: "(a)", Level: 2, Runs: document.Text("Frederick.")})
		}
		f := newFlow(set, d, ink)
		f.document()
		sheets, err := paginate(f.chapters)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[*item]int{}
		for i, s := range sheets {
			where := fmt.Sprintf("%d remarks, page %d", before, i+1)
			ch := chapter{paper: f.paper, landscape: s.landscape}
			_, bottom := ch.span()
			bottom += ch.slack()
			y := 0.0
			for _, p := range s.placed {
				if p.y < y-0.01 || p.y+p.height > bottom+0.02 {
					t.Errorf("%s: an item at %.1f overlaps", where, p.y)
				}
				y = p.y + p.height
				seen[p.item]++
			}
			if len(s.placed) == 0 {
				t.Errorf("%s is empty", where)
				continue
			}
			last := s.placed[len(s.placed)-1]
			if last.keep || (len(last.anchors) > 0 && (strings.HasPrefix(last.anchors[0], "area-") || strings.HasPrefix(last.anchors[0], "lead-"))) {
				t.Errorf("%s ends with what belongs to the next", where)
			}
		}
		for _, ch := range f.chapters {
			for i := range ch.items {
				if seen[&ch.items[i]] != 1 {
					t.Fatalf("%d remarks: an item stands %d times", before, seen[&ch.items[i]])
				}
			}
		}
	}
}
