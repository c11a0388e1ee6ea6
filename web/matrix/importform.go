package matrix

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"unicode"

	"demarc/internal/app"
	"demarc/internal/fault"
	"demarc/internal/intake"
	"demarc/internal/raci"
	"demarc/web/page"
)

// The sheet travels in the form between the preview and the import: nothing of it is
// kept here, and every answer is worked out from it anew.

// unpacked is the most that a sheet in a form may unpack to.
const unpacked = 4 * intake.MaxText

func pack(b intake.Book) (string, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return "", fmt.Errorf("pack sheet: %w", err)
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.DefaultCompression)
	if err == nil {
		_, err = w.Write(text)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return "", fmt.Errorf("pack sheet: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(out.Bytes()), nil
}

// lost is the answer to a form whose sheet did not come back whole.
var lost = fault.New(fault.Invalid, "The sheet did not come back whole from your browser. Import it once more.")

func unpack(s string) (intake.Book, error) {
	var b intake.Book
	packed, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || s == "" {
		return b, lost
	}
	text, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), unpacked+1))
	if err != nil || len(text) > unpacked || json.Unmarshal(text, &b) != nil || len(b.Sheets) == 0 || b.Check() != nil {
		return intake.Book{}, lost // ours are within the limits
	}
	return b, nil
}

// carried reads the form of the preview: the sheet, and how it is to be read.
func (i imports) carried(r *http.Request) (*page.Form, app.Intake, error) {
	var in app.Intake
	f, err := page.ReadForm(r)
	if err != nil {
		return f, in, err
	}
	if in.Draft, err = i.App.Intakes.Open(r.Context(), page.Actor(r), idOf(r)); err != nil {
		return f, in, err
	}
	err = i.alone(r.Context(), func() error {
		in.Book, err = unpack(f.Value("book"))
		return err
	})
	if err != nil {
		return f, in, err
	}
	c := &in.Choices
	c.Empty = intake.Empty(f.One("empty", string(intake.EmptyKeeps), string(intake.EmptyIsNone), string(intake.EmptyIsOpen)))
	c.Area = raci.AreaKey(f.Line("area", page.MaxCode))
	c.AsNew = map[int]bool{}
	for _, row := range f.Many("as-new", intake.MaxRows, page.MaxCode) {
		if n, err := strconv.Atoi(row); err == nil {
			c.AsNew[n] = true
		}
	}
	c.Layout = intake.Layout{Sheet: number(f, "sheet", 0), Header: number(f, "header", 1) - 1}
	was := number(f, "sheet-was", c.Layout.Sheet)
	headerWas := number(f, "header-was", c.Layout.Header+1) - 1
	switch {
	case c.Layout.Sheet != was: // another sheet has other headings
		c.Layout.Header = -2
	case c.Layout.Header != headerWas && c.Layout.Header >= 0:
	default:
		c.Layout.Columns = []intake.Meaning{}
		for j := range intake.MaxColumns {
			if !f.Has(columnField(j)) {
				break
			}
			c.Layout.Columns = append(c.Layout.Columns, intake.Meaning(f.Line(columnField(j), page.MaxCode)))
		}
	}
	return f, in, nil
}

func columnField(j int) string { return "column-" + strconv.Itoa(j) }

// number reads a small number of a form that we wrote ourselves.
func number(f *page.Form, name string, without int) int {
	n, err := strconv.Atoi(strings.TrimSpace(f.Value(name)))
	if err != nil || n < 0 || n > 1<<20 {
		return without
	}
	return n
}

// chosenRows are the ticked rows with the revisions they were shown at. A row that was
// told to be another job has none.
func chosenRows(f *page.Form, c intake.Choices) map[string]int {
	chosen := map[string]int{}
	for _, value := range f.Many("take", 2*intake.MaxRows, page.MaxCode) {
		id, rev, _ := strings.Cut(value, "@")
		n, err := strconv.Atoi(rev)
		if err != nil {
			continue
		}
		if at, err := strconv.Atoi(id); err == nil && c.AsNew[at] {
			n = 0
		}
		chosen[id] = n
	}
	return chosen
}

// cleanName is the name of a file as it can be shown, without where it was.
func cleanName(name string) (string, bool) {
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/")))
	if r := []rune(name); len(r) > 100 {
		name = string(r[:60]) + "…" + string(r[len(r)-39:])
	}
	if name == "" || name == "." || name == "/" {
		return "sheet.xlsx", false
	}
	return name, true
}
