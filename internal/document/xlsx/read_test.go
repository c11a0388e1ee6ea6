package xlsx

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/intake"
	"demarc/internal/raci"
)

func known() intake.Known {
	p := documenttest.Parties()
	return intake.Known{Matrix: documenttest.Matrix(), Number: documenttest.Engagement().Number, MSP: []string{p.MSP.ShortName}, Client: []string{p.Client.ShortName}}
}

func export(t testing.TB) []byte {
	t.Helper()
	data, err := Write(documenttest.Version())
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// changes reads a workbook and says in a line each what it would do.
func changes(t *testing.T, data []byte) []string {
	t.Helper()
	book, err := Read(t.Context(), "matrix.xlsx", data)
	if err != nil {
		t.Fatal(err)
	}
	k := known()
	l, err := k.Guess(book)
	if err != nil {
		t.Fatal(err)
	}
	p := k.Plan(book, k.Suggest(book, l))
	if !p.Own {
		t.Error("our own sheet was not known")
	}
	if n := len(p.Rows) - p.Count(intake.Remove); n != len(book.Sheets[l.Sheet].Rows) {
		t.Errorf("%d rows told of, the sheet has %d", n, len(book.Sheets[l.Sheet].Rows))
	}
	var out []string
	for _, r := range p.Rows {
		if !r.Takes() && r.Kind != intake.Unreadable {
			continue
		}
		s := string(r.Kind) + " " + r.Label + ":"
		if r.Kind == intake.Change {
			for _, e := range r.Edits {
				s += fmt.Sprintf(" %s %q → %q;", e.Field, e.From, e.To)
			}
		}
		out = append(out, s+r.Wrong)
	}
	return out
}

func TestOwnSheetChangesNothing(t *testing.T) {
	t.Parallel()
	if got := changes(t, export(t)); len(got) > 0 {
		t.Errorf("our own sheet would change %d rows: %s", len(got), strings.Join(got[:min(5, len(got))], "\n"))
	}
}

// TestReferencesChangeNothing: the column of references that a sheet may have is ours
// too, and is not read back.
func TestReferencesChangeNothing(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	v.Content.Frameworks = []string{"cis"}
	v.Content.Areas[0].Rows[0].Frameworks = []string{"CIS 4.1", "CIS 4.2"}
	data, err := Write(v)
	if err != nil {
		t.Fatal(err)
	}
	if got := changes(t, data); len(got) > 0 {
		t.Errorf("%d rows would change: %s", len(got), strings.Join(got[:min(5, len(got))], "\n"))
	}
	f := open(t, v)
	if head, cell := value(t, f, matrixSheet, "M1"), value(t, f, matrixSheet, "M3"); head != document.HelpsTo || cell != "CIS 4.1; CIS 4.2" {
		t.Errorf("%q %q", head, cell)
	}
}

func TestOwnCSVChangesNothing(t *testing.T) {
	t.Parallel()
	book, err := intake.ReadText("matrix.csv", document.MatrixCSV(documenttest.Version().Content))
	if err != nil {
		t.Fatal(err)
	}
	k := known()
	l, err := k.Guess(book)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range k.Plan(book, k.Suggest(book, l)).Rows {
		if r.Kind != intake.Same && r.Kind != intake.Heading {
			t.Errorf("row %d %s: %s %s %+v", r.At, r.Label, r.Kind, r.Wrong, r.Edits)
		}
	}
}

// TestMergedCells: what stands in merged cells is said of each row that they reach
// over. A title that spans the sheet stays one cell.
func TestMergedCells(t *testing.T) {
	t.Parallel()
	f := excelize.NewFile()
	for at, text := range map[string]string{
		"A1": "Who does what", "A2": "Area", "B2": "Task", "C2": "MSP", "E2": "Client", "C3": "Help desk", "D3": "Engineer", "E3": "IT lead", "F3": "CFO",
		"A4": "Backup", "B4": "Run backups", "C4": "R", "E4": "C", "B5": "Test restores", "E5": "A", "B6": "Rotate tapes", "C6": "A",
	} {
		if err := f.SetCellStr("Sheet1", at, text); err != nil {
			t.Fatal(err)
		}
	}
	for _, r := range [][2]string{{"A1", "F1"}, {"A2", "A3"}, {"B2", "B3"}, {"C2", "D2"}, {"E2", "F2"}, {"A4", "A6"}, {"C4", "C5"}, {"C6", "D6"}, {"F4", "F99"}} {
		if err := f.MergeCell("Sheet1", r[0], r[1]); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	book, err := Read(t.Context(), "merged.xlsx", out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Who does what"},
		{"Area", "Task", "MSP", "", "Client"},
		{"Area", "Task", "Help desk", "Engineer", "IT lead", "CFO"},
		{"Backup", "Run backups", "R", "", "C"},
		{"Backup", "Test restores", "R", "", "A"},
		{"Backup", "Rotate tapes", "A", "A"},
	}
	if diff := cmp.Diff(want, book.Sheets[0].Rows); diff != "" {
		t.Error(diff)
	}
}

// Rows of the sheet: 1 the headings, 2 an area, 3 its first function; E to H are the
// stakeholders, J the split note, K the condition.
func TestOwnSheetEdited(t *testing.T) {
	t.Parallel()
	rows := documenttest.Version().Content.Areas[0].Rows
	want := []string{
		fmt.Sprintf(`change %s: ERP vendor "-" → "C";`, rows[0].Name),
		fmt.Sprintf(`change %s: Split note %q → "Northgate by day, Alder Foods at night.";`, rows[1].Name, rows[1].Split),
		fmt.Sprintf(`change %s: Only for %q → "Servers at HQ only";`, rows[3].Name, rows[3].Condition),
		"new Calibrate badge readers:",
		"remove " + rows[5].Name + ":",
	}
	for _, program := range []struct {
		name string
		edit func(*testing.T, []byte) []byte
	}{{"excelize", editHere}, {"openpyxl", editOpenpyxl}, {"openpyxl then LibreOffice", func(t *testing.T, b []byte) []byte { return saveLibreOffice(t, editOpenpyxl(t, b)) }}} {
		t.Run(program.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, changes(t, program.edit(t, export(t)))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSavedByLibreOffice is our sheet opened and saved, nothing edited.
func TestSavedByLibreOffice(t *testing.T) {
	t.Parallel()
	if got := changes(t, saveLibreOffice(t, export(t))); len(got) > 0 {
		t.Errorf("%d rows changed by saving: %s", len(got), strings.Join(got[:min(5, len(got))], "\n"))
	}
}

// TestLibreOfficeComputes is the check column, the drop-downs, the fills and the print
// titles as another program keeps them.
func TestLibreOfficeComputes(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	v.Content.Areas[0].Rows[1].Cells[0] = "A" // beside an A/R
	data, err := Write(v)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(saveLibreOffice(t, data)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for at, want := range map[string]string{"I3": "yes", "I4": "NO: 2", "I174": "yes"} {
		if got := value(t, f, matrixSheet, at); got != want {
			t.Errorf("%s says %q, want %q", at, got, want)
		}
	}
	lists, err := f.GetDataValidations(matrixSheet)
	if err != nil || len(lists) != 1 || !strings.Contains(lists[0].Formula1, "R,A,C,I,A/R,-") {
		t.Errorf("drop-downs %+v, %v", lists, err)
	}
	fills, err := f.GetConditionalFormats(matrixSheet)
	if err != nil || len(fills) != 1 {
		t.Errorf("fills %+v, %v", fills, err)
	}
	titles := ""
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Titles" {
			titles = n.RefersTo
		}
	}
	if !strings.HasSuffix(titles, "$1:$1") {
		t.Errorf("print titles %q", titles)
	}
}

func editHere(t *testing.T, data []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(f.SetCellStr(matrixSheet, "H3", "C"))
	must(f.SetCellStr(matrixSheet, "J4", "Northgate by day, Alder Foods at night."))
	must(f.SetCellStr(matrixSheet, "K6", "Servers at HQ only"))
	must(f.RemoveRow(matrixSheet, 8))
	must(f.InsertRows(matrixSheet, 7, 1))
	for at, text := range map[string]string{"C7": "Calibrate badge readers", "D7": "Check readers yearly.", "E7": "A/R", "F7": "C"} {
		must(f.SetCellStr(matrixSheet, at, text))
	}
	var out bytes.Buffer
	must(f.Write(&out))
	return out.Bytes()
}

func editOpenpyxl(t *testing.T, data []byte) []byte {
	t.Helper()
	python := ""
	for _, p := range []string{"python3", "/usr/bin/python3"} {
		if exec.CommandContext(t.Context(), p, "-c", "import openpyxl").Run() == nil {
			python = p
			break
		}
	}
	if python == "" {
		t.Skip("openpyxl is not installed (python3-openpyxl)")
	}
	path := filepath.Join(t.TempDir(), "matrix.xlsx")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, "-c", `
import sys, openpyxl
b = openpyxl.load_workbook(sys.argv[1])
s = b["Matrix"]
s["H3"] = "C"
s["J4"] = "Northgate by day, Alder Foods at night."
s["K6"] = "Servers at HQ only"
rows = [[c.value for c in r] for r in s.iter_rows(min_row=2, max_row=s.max_row)]
for m in list(s.merged_cells.ranges): s.unmerge_cells(str(m))
rows.pop(6)
n = [None] * len(rows[0])
n[2], n[3], n[4], n[5] = "Calibrate badge readers", "Check readers yearly.", "A/R", "C"
rows.insert(5, n)
for i, r in enumerate(rows, 2):
    for j, v in enumerate(r, 1):
        s.cell(i, j).value = v
b.save(sys.argv[1])
`, path).CombinedOutput()
	if err != nil {
		t.Fatalf("openpyxl: %v\n%s", err, out)
	}
	data, err = os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func saveLibreOffice(t *testing.T, data []byte) []byte {
	t.Helper()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "matrix.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", filepath.Join(dir, "out"), filepath.Join(dir, "matrix.xlsx")).CombinedOutput()
	if err != nil {
		t.Fatalf("LibreOffice: %v\n%s", err, out)
	}
	data, err = os.ReadFile(filepath.Join(dir, "out", "matrix.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestHoursComeBack: hours behind a letter come back from both our exports without
// loss, and one that was edited is the only change.
func TestHoursComeBack(t *testing.T) {
	t.Parallel()
	v := documenttest.Timed()
	k := known()
	k.Matrix = documenttest.TimedMatrix()
	data, err := Write(v)
	if err != nil {
		t.Fatal(err)
	}
	plan := func(name string, data []byte) intake.Plan {
		t.Helper()
		book, err := Read(t.Context(), name, data)
		if name == "matrix.csv" {
			book, err = intake.ReadText(name, data)
		}
		if err != nil {
			t.Fatal(err)
		}
		l, err := k.Guess(book)
		if err != nil {
			t.Fatal(err)
		}
		return k.Plan(book, k.Suggest(book, l))
	}
	for name, data := range map[string][]byte{"matrix.xlsx": data, "matrix.csv": document.MatrixCSV(v.Content)} {
		for _, r := range plan(name, data).Rows {
			if r.Kind != intake.Same && r.Kind != intake.Heading && r.Kind != intake.Blank {
				t.Errorf("%s row %d %s: %s %s %+v", name, r.At, r.Label, r.Kind, r.Wrong, r.Edits)
			}
		}
	}

	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows(matrixSheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		if len(row) > 5 && row[0] == "bk-test" {
			if row[4] != "A/R (after hours)" || row[5] != "A/R (business hours)" {
				t.Errorf("exported as %q", row)
			}
			if err := f.SetCellStr(matrixSheet, cell(5, i+1), "R (after hours)"); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellStr(matrixSheet, cell(6, i+1), "A/R"); err != nil {
				t.Fatal(err)
			}
		}
	}
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range plan("edited.xlsx", out.Bytes()).Rows {
		for _, e := range r.Edits {
			got = append(got, fmt.Sprint(r.Kind, " ", e.Field, ": ", e.Was(), " → ", e.Is()))
		}
		if r.Moved != nil && r.Moved.When != raci.AfterHours {
			t.Errorf("moved %+v", r.Moved)
		}
	}
	want := []string{
		"change " + k.Matrix.Stakeholders[0].Name + ": Accountable and Responsible, after hours → Responsible, after hours",
		"change " + k.Matrix.Stakeholders[1].Name + ": Accountable and Responsible, business hours → Accountable and Responsible",
	}
	if !slices.Equal(got, want) {
		t.Errorf("edited: %q\nwant %q", got, want)
	}
}
