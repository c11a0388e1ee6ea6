package xlsx

import (
	"bytes"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"

	"github.com/xuri/excelize/v2"
)

func open(t *testing.T, v engagement.Version) *excelize.File {
	t.Helper()
	data, err := Write(v)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func value(t *testing.T, f *excelize.File, sheet, at string) string {
	t.Helper()
	s, err := f.GetCellValue(sheet, at)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSameBytes(t *testing.T) {
	t.Parallel()
	a, err := Write(documenttest.Version())
	if err != nil {
		t.Fatal(err)
	}
	b, err := Write(documenttest.Version())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("two workbooks from one version differ")
	}
	props, err := open(t, documenttest.Version()).GetDocProps()
	if err != nil || props.Created != "2026-11-20T09:30:00Z" || props.Modified != props.Created {
		t.Errorf("the workbook depends on when it was made: %+v, %v", props, err)
	}
}

func TestMatrix(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	f := open(t, v)
	rows, err := f.GetRows(matrixSheet)
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+24+149 {
		t.Errorf("%d rows, want a header, 24 areas and 149 functions", len(rows))
	}
	first := v.Content.Areas[0].Rows[0]
	if got := rows[2]; got[0] != string(first.Key) || got[1] != "A.1.1" || got[2] != first.Name || got[4] != string(first.Cells[0]) || got[9] != first.Split {
		t.Errorf("first function %q", got)
	}
	if rows[1][2] != "Service desk & end-user support – Shared" {
		t.Errorf("first area %q", rows[1])
	}
	panes, err := f.GetPanes(matrixSheet)
	if err != nil || !panes.Freeze || panes.TopLeftCell != "D2" {
		t.Errorf("panes %+v, %v", panes, err)
	}
	lists, err := f.GetDataValidations(matrixSheet)
	if err != nil || len(lists) != 1 || lists[0].Formula1 != `"R,A,C,I,A/R,-"` || lists[0].Sqref != "E2:H174" {
		t.Errorf("drop-downs %+v, %v", lists, err)
	}
	names := map[string]string{}
	for _, n := range f.GetDefinedName() {
		names[n.Name] = n.RefersTo
	}
	if names["_xlnm.Print_Titles"] != "Matrix!$1:$1" {
		t.Errorf("defined names %v", names)
	}
	layout, err := f.GetPageLayout(matrixSheet)
	if err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 {
		t.Errorf("layout %+v, %v", layout, err)
	}
}

// A parked function says so in a column of its own, which is there only then.
func TestParkedColumn(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	at := func(v engagement.Version) (head, first, second string) {
		rows, err := open(t, v).GetRows(matrixSheet)
		if err != nil {
			t.Fatal(err)
		}
		cell := func(r []string) string { return strings.Join(r[min(len(r), 12):], "|") }
		return cell(rows[0]), cell(rows[2]), cell(rows[3])
	}
	head, _, _ := at(v)
	if strings.Contains(head, "Parked") {
		t.Errorf("nothing is parked: %q", head)
	}
	v.Content.Areas[0].Rows[0].Parked = engagement.Parked{Owner: "Client IT", Until: "2027-03-01", Why: "Both want it."}
	head, first, second := at(v)
	if !strings.HasSuffix(head, "Parked") || !strings.HasSuffix(first, "Client IT holds it until 1 March 2027. Both want it.") || strings.Contains(second, "holds it") {
		t.Errorf("%q, %q, %q", head, first, second)
	}
}

func TestCheckColumn(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	v.Content.Areas[0].Rows[1].Cells[0] = "A" // beside an A/R
	f := open(t, v)
	for at, want := range map[string]string{"I3": "yes", "I4": "NO: 2"} {
		got, err := f.CalcCellValue(matrixSheet, at)
		if err != nil || got != want {
			t.Errorf("%s says %q, %v, want %q", at, got, err, want)
		}
	}
}

// Nothing a person typed becomes a formula or breaks the file.
func TestHostileText(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	bad := "=HYPERLINK(\"x\")\x00\x0b<&>" + strings.Repeat("y", 40000)
	v.Content.Areas[0].Rows[0].Name, v.Content.Areas[0].Rows[0].Split, v.Content.Stakeholders[0].Name = bad, "=1+1", "+1"
	v.Content.Number = strings.Repeat("&N", 300)
	f := open(t, v)
	for _, at := range []string{"C3", "J3", "E1"} {
		if formula, err := f.GetCellFormula(matrixSheet, at); err != nil || formula != "" {
			t.Errorf("%s holds the formula %q, %v", at, formula, err)
		}
	}
	if got := value(t, f, matrixSheet, "J3"); got != "=1+1" {
		t.Errorf("split note %q", got)
	}
}

func TestReadMe(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	all := func(v engagement.Version) string {
		rows, err := open(t, v).GetRows(aboutSheet)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, r := range rows {
			b.WriteString(strings.Join(r, "|") + "\n")
		}
		return b.String()
	}
	got := all(v)
	for _, want := range []string{v.Digest, "Version|3", "A/R|Accountable and Responsible", "A.24  Co-management", "Excluded function", "20 Nov 2026, 09:30:00 UTC"} {
		if !strings.Contains(got, want) {
			t.Errorf("the first page does not say %q", want)
		}
	}
	if strings.Contains(got, document.DraftMark) || !strings.Contains(all(documenttest.Draft()), document.DraftMark) {
		t.Error("a draft says so, and a version does not")
	}
}

func TestEmpty(t *testing.T) {
	t.Parallel()
	open(t, engagement.Version{})
}

func BenchmarkWrite(b *testing.B) {
	v := documenttest.Version()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Write(v); err != nil {
			b.Fatal(err)
		}
	}
}
