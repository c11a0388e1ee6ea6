package document_test

import (
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
)

// TestHoursInTheMatrix: hours stand below the letter, in the legend and in the CSV, and
// nowhere in a matrix without any.
func TestHoursInTheMatrix(t *testing.T) {
	t.Parallel()
	v := documenttest.Timed()
	thawed, err := engagement.Thaw(v.Number, v.Bytes, v.Digest, v.FrozenAt)
	if err != nil {
		t.Fatal(err)
	}
	d := document.Compose(thawed, false)
	timed := 0
	for _, r := range tableByID(t, d, "exhibit-a-rows").Rows {
		for _, c := range r.Cells {
			if c.Mark != "" && len(c.Blocks) > 0 {
				timed++
			}
		}
		if r.ID == "fn-bk-test" {
			if got := r.Cells[3]; got.Mark != "A/R" || document.Plain(got.Blocks[0].Runs) != "after hours" {
				t.Errorf("the MSP's cell is %+v", got)
			}
			if got := r.Cells[4]; got.Mark != "A/R" || document.Plain(got.Blocks[0].Runs) != "business hours" {
				t.Errorf("Client IT's cell is %+v", got)
			}
		}
	}
	if timed != 4 {
		t.Errorf("%d cells have hours, want 4", timed)
	}
	legend := tableByID(t, d, "exhibit-a-letters").Rows
	if last := legend[len(legend)-1]; last.ID != "exhibit-a-hours" || len(last.Cells) != 3 {
		t.Errorf("the legend ends with %+v", last)
	}
	people := tableByID(t, d, "exhibit-d-function-people").Rows
	if len(people) != 1 || document.Plain(people[0].Cells[3].Blocks[0].Runs) != "Sam Ortiz" || document.Plain(people[0].Cells[4].Blocks[0].Runs) != "Lee Chan" {
		t.Errorf("people of single functions: %+v", people)
	}
	if csv := string(document.MatrixCSV(v.Content)); !strings.Contains(csv, "A/R (after hours),A/R (business hours),I") {
		t.Error("the CSV does not have the hours")
	}

	plain := documenttest.Version()
	if strings.Contains(string(plain.Bytes), `"windows":[`) || strings.Contains(string(plain.Bytes), `"holders":[{"stakeholder"`) {
		t.Error("a matrix without hours is frozen with some")
	}
	if legend := tableByID(t, document.Compose(plain, false), "exhibit-a-letters").Rows; len(legend) != 6 {
		t.Errorf("a legend without hours has %d lines, want 6", len(legend))
	}
}

// TestHoursOnSheets: a function that two companies share is on both their sheets, with
// the hours of each.
func TestHoursOnSheets(t *testing.T) {
	t.Parallel()
	v := documenttest.Timed()
	for sheet, want := range map[document.Sheet]string{document.MSPSheet: "(after hours)", document.ClientSheet: "(business hours)"} {
		d := document.ComposeSheet(v, "in force", sheet, 0)
		var all strings.Builder
		for _, b := range d.Sections[0].Blocks {
			if t, ok := b.(document.Table); ok {
				for _, r := range t.Rows {
					for _, c := range r.Cells {
						for _, p := range c.Blocks {
							all.WriteString(document.Plain(p.Runs) + "\n")
						}
					}
				}
			}
		}
		if got := strings.Count(all.String(), want); got != 2 {
			t.Errorf("%s has %q %d times, want 2", sheet, want, got)
		}
	}
}
