package document_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/html"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// Exhibit A says of a parked function who holds it, until when and why; the table for
// spreadsheets too. A matrix without one says nothing of parking.
func TestParked(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	row := &v.Content.Areas[0].Rows[0]
	before := exhibitText(t, v, row.Key)
	if strings.Contains(before, "Parked") || strings.Contains(string(document.MatrixCSV(v.Content)), "Parked") {
		t.Errorf("nothing is parked: %q", before)
	}
	row.Parked = engagement.Parked{Owner: "Client IT", Until: "2027-03-01", Why: "Both desks want the first call."}
	const says = "Client IT holds it until 1 March 2027. Both desks want the first call."
	if got := exhibitText(t, v, row.Key); !strings.Contains(got, "Parked: "+says) {
		t.Errorf("the row says %q", got)
	}
	var page bytes.Buffer
	if err := html.Article(document.Compose(v, false), html.Options{}).Render(t.Context(), &page); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "A function marked as parked is decided later") {
		t.Error("Exhibit A does not say what parked means")
	}
	rows, err := csv.NewReader(bytes.NewReader(document.MatrixCSV(v.Content)[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	last := len(rows[0]) - 1
	if rows[0][last] != "Parked" || rows[1][last] != says || rows[2][last] != "" {
		t.Errorf("%q, %q, %q", rows[0][last], rows[1][last], rows[2][last])
	}
}

func exhibitText(t *testing.T, v engagement.Version, key raci.FunctionKey) string {
	t.Helper()
	for _, r := range tableByID(t, document.Compose(v, false), "exhibit-a-rows").Rows {
		if r.ID == "fn-"+string(key) {
			return words(r.Cells[2])
		}
	}
	t.Fatalf("no row %v", key)
	return ""
}
