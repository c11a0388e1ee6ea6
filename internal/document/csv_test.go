package document_test

import (
	"bytes"
	"encoding/csv"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
)

func TestMatrixCSV(t *testing.T) {
	t.Parallel()
	c := documenttest.Version().Content
	c.Areas[0].Rows[0].Split = "=HYPERLINK(\"x\")"
	data := document.MatrixCSV(c)
	if !bytes.HasPrefix(data, []byte("\xef\xbb\xbf")) || bytes.Count(data, []byte("\r\n")) != bytes.Count(data, []byte("\n")) {
		t.Error("no byte order mark, or a line that ends without CR")
	}
	rows, err := csv.NewReader(bytes.NewReader(data[3:])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+149+1 {
		t.Errorf("%d rows, want the header, 149 functions and the excluded one", len(rows))
	}
	if rows[1][0] != "A.1.1" || rows[1][7] != string(c.Areas[0].Rows[0].Cells[0]) || rows[1][11] != "'=HYPERLINK(\"x\")" {
		t.Errorf("first row %q", rows[1])
	}
	if last := rows[len(rows)-1]; last[2] != "Excluded" || last[13] == "" {
		t.Errorf("last row %q", last)
	}
}

func TestInert(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "-": "-", "plain": "plain", "a=b": "a=b", "=1+1": "'=1+1", "  =1": "'  =1", "@x": "'@x", "-1": "'-1", "\tx": "'\tx", "\rx": "'\rx",
		"|cmd": "'|cmd", "%x": "'%x", "＝1": "'＝1", "+49": "'+49", "é=": "é=", "'x": "'x",
	} {
		if got := document.Inert(in); got != want {
			t.Errorf("Inert(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestCSV: any table is as safe to open, and what it was made from stays as it was.
func TestCSV(t *testing.T) {
	t.Parallel()
	head, rows := []string{"Area", "Friction"}, [][]string{{"=cmd|'/c calc'!A0", "2.5"}, {"Backup, tested", "-"}}
	want := "\ufeffArea,Friction\r\n'=cmd|'/c calc'!A0,2.5\r\n\"Backup, tested\",-\r\n"
	if got := string(document.CSV(head, rows)); got != want {
		t.Errorf("%q", got)
	}
	if rows[0][0] != "=cmd|'/c calc'!A0" {
		t.Error("the table itself was changed")
	}
}
