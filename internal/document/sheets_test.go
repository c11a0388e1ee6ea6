package document_test

import (
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

func sheet(t *testing.T, v engagement.Version, s document.Sheet, detail int) (document.Document, document.Table) {
	t.Helper()
	d := document.ComposeSheet(v, "in force", s, detail)
	for _, b := range d.Sections[0].Blocks {
		if table, ok := b.(document.Table); ok {
			return d, table
		}
	}
	t.Fatalf("the %s sheet has no table", s)
	return d, document.Table{}
}

func words(c document.Cell) string {
	var s []string
	for _, p := range c.Blocks {
		s = append(s, document.Plain(p.Runs))
	}
	return strings.Join(s, " ")
}

// Both sides' sheets together hold every function once: by name, or within "All 7".
func TestSheetsHoldEverything(t *testing.T) {
	t.Parallel()
	v := documenttest.Packed("standalone")
	all := map[document.Sheet]document.Table{}
	for _, s := range []document.Sheet{document.MSPSheet, document.ClientSheet} {
		_, all[s] = sheet(t, v, s, 0)
	}
	named, whole := 0, 0
	for _, a := range v.Content.Areas {
		for _, f := range a.Rows {
			want := document.MSPSheet
			if i := v.Content.Answering(f); v.Content.Stakeholders[i].Kind != raci.MSPTeam {
				want = document.ClientSheet
			}
			for s, table := range all {
				found := false
				for _, r := range table.Rows {
					if words(r.Cells[0]) != a.Name {
						continue
					}
					for _, c := range r.Cells[1:] {
						text := "; " + strings.Replace(words(c), ", with ", "; ", 1) + ";"
						switch {
						case strings.HasPrefix(text, "; All "):
							found, whole = true, whole+1
						case strings.Contains(text, "; "+f.Name+";"):
							found, named = true, named+1
						}
					}
				}
				if found != (s == want) {
					t.Errorf("%s / %s is on the %s sheet: %t", a.Name, f.Name, s, found)
				}
			}
		}
	}
	if named < 80 || whole < 3 {
		t.Errorf("%d functions by name, %d in whole areas", named, whole)
	}
}

func TestSheetDetail(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	last := 1 << 20
	for detail := range document.Briefest + 1 {
		d, _ := sheet(t, v, document.ClientSheet, detail)
		n := len(documenttest.Words(d))
		if n > last || detail == 1 && n == last {
			t.Errorf("detail %d has %d bytes, the one before %d", detail, n, last)
		}
		last = n
		for _, name := range []string{[]string{"Residual risk acceptance", "of them 1 critical"}[detail/document.Briefest], "Alder Foods IT for "} {
			if !strings.Contains(documenttest.Words(d), name) {
				t.Errorf("detail %d does not say %q", detail, name)
			}
		}
	}
}

func TestSheetStanding(t *testing.T) {
	t.Parallel()
	d, _ := sheet(t, documenttest.Version(), document.MSPSheet, 0)
	if d.Status == document.Draft || !strings.HasSuffix(d.Subtitle, "version 3, in force") || document.Identity(d) == "" || !d.OnePage {
		t.Errorf("%q, %q, %q", d.Status, d.Subtitle, document.Identity(d))
	}
	draft := document.ComposeSheet(documenttest.Draft(), "", document.ClientSheet, 0)
	if draft.Status != document.Draft || draft.Digest != "" || !strings.HasSuffix(draft.Subtitle, "as drafted") {
		t.Errorf("%q, %q", draft.Status, draft.Subtitle)
	}
	if empty := document.ComposeSheet(engagement.Version{}, "", document.ExecutiveSheet, 0); empty.Title == "" {
		t.Error("an empty draft has no title")
	}
}

func TestExecutiveSheet(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	d, table := sheet(t, v, document.ExecutiveSheet, 0)
	if len(table.Rows) != 10 || !strings.HasPrefix(d.Title, "The ten ") {
		t.Fatalf("%q has %d rows", d.Title, len(table.Rows))
	}
	first := table.Rows[0]
	for i, want := range []string{"A.7.", "Exceptions and risk acceptance", "Management Đặng Thị Hồng", "Northgate and Alder Foods IT", "Money, risk or a legal duty. See sections "} {
		if !strings.Contains(words(first.Cells[i]), want) {
			t.Errorf("cell %d says %q, want %q", i, words(first.Cells[i]), want)
		}
	}
	v.Content.Areas[6].Rows[indexOf(t, v.Content.Areas[6].Rows, "vm-exception")].Cells = []raci.Assignment{raci.Accountable, raci.Responsible, raci.Informed, raci.NotInvolved}
	v.Content.Areas[6].Rows[indexOf(t, v.Content.Areas[6].Rows, "vm-exception")].LockReason = "The board said so."
	_, table = sheet(t, v, document.ExecutiveSheet, 0)
	if got := words(table.Rows[0].Cells[4]); !strings.Contains(got, "Reserved for client management, and decided otherwise. The board said so.") {
		t.Errorf("an overridden lock is explained as %q", got)
	}
}

func indexOf(t *testing.T, rows []engagement.Row, key raci.FunctionKey) int {
	t.Helper()
	for i, r := range rows {
		if r.Key == key {
			return i
		}
	}
	t.Fatalf("no %s", key)
	return -1
}
