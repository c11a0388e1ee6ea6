package matrix

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/app"
	"demarc/internal/browsertest"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// printed is one line of the matrix on paper.
type printed struct {
	Area    string   `json:"area"` // of a group row; the rest is empty then
	No      string   `json:"no"`
	Name    string   `json:"name"`
	Letters []string `json:"letters"`
	Notes   []string `json:"notes"`
}

// onPaper reads the page as it is printed: what is seen, in its order.
const onPaper = `(() => {
  const seen = (e) => e && e.checkVisibility();
  const text = (e) => e.innerText.replace(/\s+/g, " ").trim();
  const letters = (td) => [...td.querySelectorAll(".chip")].filter((c) => seen(c) && !c.closest(".proposed-was, .mx-old, del")).map(text).join("/").replace("–", "-");
  const rows = [...document.querySelectorAll(".mx-band, .mx-row")].filter(seen).map((tr) => tr.matches(".mx-band")
    ? {area: text(tr.querySelector(".mx-area")), no: "", name: "", letters: null, notes: null}
    : {area: "", no: getComputedStyle(tr.querySelector("th"), "::before").content.replaceAll('"', "").trim(), name: text(tr.querySelector(".mx-name")), letters: [...tr.querySelectorAll("td[data-as]")].filter(seen).map(letters), notes: [...tr.querySelectorAll(".mx-note, .mx-paper")].filter(seen).map(text).filter((n) => !n.startsWith("Proposed by"))});
  const heads = [...document.querySelectorAll("#grid thead [data-column] .mx-col-name")].filter(seen).map(text);
  const out = [...document.querySelectorAll(".mx-excluded li > span")].filter(seen).map(text);
  const seenControls = [...document.querySelectorAll("form, button, input, select, .topbar, .tabs, .mx-checks")].filter(seen).length;
  const head = getComputedStyle(document.querySelector("#grid thead")).display;
  const chip = getComputedStyle(document.querySelector(".chip-a"));
  return JSON.stringify({rows, heads, out, seenControls, head, chip: [chip.backgroundColor, chip.borderTopWidth, chip.fontWeight]});
})()`

// TestPrint: the matrix on paper is Exhibit A: its rows in its order, its columns, its
// letters and notes, and what it leaves out.
func TestPrint(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	quarrel(s)
	ctx := t.Context()
	f := s.row("bk-scope")
	_, err := s.app.Matrices.Write(ctx, s.lead, s.id, f.ID, app.Words{Name: f.Name, Description: f.Description, Split: f.Split, Condition: "Servers at headquarters"}, f.Rev)
	s.ok(err)
	f = s.row("net-remote")
	s.ok(s.park(f))
	d := s.draft()
	content, _ := engagement.Draw(d)
	doc := document.Compose(engagement.Version{Content: content}, true)

	for _, width := range []int{1280, 390} {
		p := b.Person(t, "tom", width, 900)
		p.Open(s.serve(s.lead) + home(s.id))
		p.Wait("#grid.mx-edit")
		if width == 1280 { // one row comes anew, alone
			p.Eval(`void document.getElementById('t1-` + string(f.ID) + `').focus()`)
			p.Press("y")
			p.WaitText("#saved", "Saved")
		}
		p.SetPrint(true)
		var got struct {
			Rows         []printed
			Heads, Out   []string
			SeenControls int
			Head         string
			Chip         []string
		}
		if err := json.Unmarshal([]byte(p.Eval(onPaper).(string)), &got); err != nil {
			t.Fatal(err)
		}
		want, heads, out := exhibit(doc)
		if len(want) < 100 || len(out) == 0 {
			t.Fatalf("Exhibit A has %d rows and leaves out %d", len(want), len(out))
		}
		if diff := cmp.Diff(want, got.Rows); diff != "" {
			t.Errorf("at %d px, the rows of Exhibit A (-) and of the page (+):\n%.3000s", width, diff)
		}
		if diff := cmp.Diff(heads, got.Heads); diff != "" {
			t.Errorf("columns: %s", diff)
		}
		for i, line := range out {
			if i >= len(got.Out) || !slices.ContainsFunc(got.Out, func(l string) bool { return strings.HasPrefix(l, line) }) {
				t.Errorf("%q is not listed as excluded: %v", line, got.Out)
			}
		}
		if got.SeenControls != 0 || got.Head != "table-header-group" {
			t.Errorf("%d controls are printed, the head is a %s", got.SeenControls, got.Head)
		}
		if diff := cmp.Diff([]string{"rgba(0, 0, 0, 0)", "4px", "900"}, got.Chip); diff != "" {
			t.Errorf("a chip on paper: %s", diff)
		}
		p.Shot("matrix-print")
		p.SetPrint(false)
	}
}

// exhibit reads the functions, the columns and the excluded lists of Exhibit A.
func exhibit(d document.Document) (rows []printed, heads, out []string) {
	for _, section := range d.Sections {
		if section.ID != "exhibit-a" {
			continue
		}
		for _, block := range section.Blocks {
			table, ok := block.(document.Table)
			switch {
			case ok && table.ID == "exhibit-a-rows":
				for _, c := range table.Columns[3:] {
					heads = append(heads, c.Header)
				}
				for _, r := range table.Rows {
					rows = append(rows, printedOf(r))
				}
			case ok && table.ID == "exhibit-a-excluded-functions":
				for _, r := range table.Rows {
					if name := said(r.Cells[1]); name != "The whole area" {
						out = append(out, name+" Excluded: "+said(r.Cells[2]))
					} else {
						out = append(out, said(r.Cells[0]))
					}
				}
			}
		}
	}
	return rows, heads, out
}

func printedOf(r document.Row) printed {
	if r.Group {
		name, _, _ := strings.Cut(said(r.Cells[0]), " – ")
		_, name, _ = strings.Cut(name, " ")
		return printed{Area: strings.TrimSpace(name)}
	}
	p := printed{No: said(r.Cells[0]), Name: strings.TrimSpace(r.Cells[1].Blocks[0].Runs[0].Text), Letters: []string{}, Notes: []string{}}
	for _, c := range r.Cells[3:] {
		p.Letters = append(p.Letters, c.Mark)
	}
	var description, condition, rest []string
	for _, b := range r.Cells[2].Blocks {
		switch words := spoken(b); {
		case strings.HasPrefix(words, "Only for: "):
			condition = append(condition, strings.Replace(words, "Only for: ", "Only: ", 1))
		case strings.HasPrefix(words, "Split: "), strings.HasPrefix(words, "Parked: "):
			rest = append(rest, words)
		default:
			description = append(description, words)
		}
	}
	p.Notes = slices.Concat(condition, description, rest)
	return p
}

func said(c document.Cell) string {
	var parts []string
	for _, b := range c.Blocks {
		parts = append(parts, spoken(b))
	}
	return strings.Join(parts, " ")
}

func spoken(p document.Paragraph) string {
	var b strings.Builder
	for _, run := range p.Runs {
		b.WriteString(run.Text)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// park proposes to put a row off.
func (s *site) park(f raci.Function) error {
	_, err := s.app.Matrices.Park(s.t.Context(), s.lead, s.id, f.ID, app.Parking{Owner: s.column(raci.MSPTeam).ID, Until: "2030-03-01", Why: "Each wants it."}, f.Rev)
	return err
}
