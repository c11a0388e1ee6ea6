package matrix

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/a-h/templ"

	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// full is the library's whole matrix with four columns, some of it agreed.
func full() (grid, []band) {
	columns := []raci.Stakeholder{
		{ID: "a8a1", Kind: raci.MSPTeam, Name: "Northgate service desk"},
		{ID: "a8a2", Kind: raci.InternalIT, Name: "Alder IT"},
		{ID: "a8a3", Kind: raci.Management, Name: "Alder management"},
		{ID: "a8a4", Kind: raci.OtherKind, Name: "Plant engineering"},
	}
	var bands []band
	n := 0
	for _, a := range catalog.Areas() {
		b := band{area: raci.Area{Key: a.Key, Name: a.Name, Mode: raci.Shared}}
		for _, f := range a.Functions {
			n++
			row := raci.Function{
				ID: raci.FunctionID(fmt.Sprintf("0198c000-0000-7000-8000-%012d", n)), Key: f.Key, Area: a.Key, Name: f.Name, Description: f.Description,
				Cells: f.Patterns[raci.Shared].Fill(columns), Rev: 1 + n%3, AgreedMSP: 1, AgreedClient: 2,
			}
			row.Cells["a8a4"] = raci.Informed
			b.rows = append(b.rows, row)
			b.total++
		}
		bands = append(bands, b)
	}
	e := engagement.Engagement{ID: "0198c000-0000-7000-8000-000000000000", MSPName: "Northgate IT", ClientName: "Alder Foods", State: engagement.InDraft}
	return newGrid(e, columns), bands
}

func BenchmarkGrid(b *testing.B) {
	g, bands := full()
	bench(b, g.bands(bands, nil))
}

// BenchmarkNaiveTempl renders the same HTML with a component per cell.
func BenchmarkNaiveTempl(b *testing.B) {
	g, bands := full()
	bench(b, naiveBands(g, bands))
}

func bench(b *testing.B, c templ.Component) {
	var out bytes.Buffer
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := c.Render(ctx, &out); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}

// TestGridLikeTempl holds the writer to the very bytes that templ would make, and to
// the number of allocations that makes it worth having.
func TestGridLikeTempl(t *testing.T) {
	g, bands := full()
	var ours, theirs bytes.Buffer
	if err := g.bands(bands, nil).Render(t.Context(), &ours); err != nil {
		t.Fatal(err)
	}
	if err := naiveBands(g, bands).Render(t.Context(), &theirs); err != nil {
		t.Fatal(err)
	}
	if a, b := ours.Bytes(), theirs.Bytes(); !bytes.Equal(a, b) {
		i := 0
		for i < min(len(a), len(b)) && a[i] == b[i] {
			i++
		}
		t.Fatalf("at byte %d:\n%.200s\ntempl writes\n%.200s", i, a[max(0, i-40):], b[max(0, i-40):])
	}
	c := g.bands(bands, nil)
	if n := testing.AllocsPerRun(20, func() {
		ours.Reset()
		_ = c.Render(context.Background(), &ours)
	}); n > 400 {
		t.Errorf("%.0f allocations for a full matrix, want at most 400", n)
	}
}
