package matrix

import (
	"bytes"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/browsertest"
	"demarc/internal/intake"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// upload sends a file as a browser does.
func (s *site) upload(who access.Actor, name string, data []byte) *httptest.ResponseRecorder {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	s.ok(err)
	_, err = part.Write(data)
	s.ok(err)
	s.ok(w.WriteField("cells", ""))
	s.ok(w.Close())
	r := httptest.NewRequest(http.MethodPost, home(s.id)+"/import", &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	out := httptest.NewRecorder()
	r.Body = http.MaxBytesReader(out, r.Body, UploadLimit)
	s.handler(who).ServeHTTP(out, r)
	return out
}

// sent is the form of a preview as it would be sent untouched.
func sent(t *testing.T, w *httptest.ResponseRecorder) url.Values {
	t.Helper()
	v := url.Values{}
	for n := range parse(t, w.Body).Descendants() {
		name := attr(n, "name")
		switch {
		case n.Type != html.ElementNode || name == "":
		case n.Data == "select":
			for o := range n.Descendants() {
				for _, a := range o.Attr {
					if o.Data == "option" && a.Key == "selected" {
						v.Set(name, attr(o, "value"))
					}
				}
			}
			if !v.Has(name) {
				v.Set(name, "")
			}
		case n.Data == "input" && attr(n, "type") == "checkbox":
			for _, a := range n.Attr {
				if a.Key == "checked" {
					v.Add(name, attr(n, "value"))
				}
			}
		case n.Data == "input":
			v.Set(name, attr(n, "value"))
		}
	}
	return v
}

func TestImportPasteToMatrix(t *testing.T) {
	t.Parallel()
	s := open(t)
	f := s.row("bk-test")
	it := s.column(raci.InternalIT)
	cells := "Who does what\n\nTask\tNorthgate (MSP)\tIT\tWeather\n" + f.Name + "\tc\ta/r\tsunny\nRotate tapes\tR\tA\t\nBuy lunch\tx\tA\t\n"
	w := s.do(s.it, home(s.id)+"/import", form("cells", cells), false)
	if w.Code != http.StatusOK {
		t.Fatalf("preview: %d %s", w.Code, w.Body)
	}
	for _, want := range []string{"Each of the sheet’s 6 rows", "does not say which part it is", "Choose the area it goes to", "Accountable moves from", "Column D (“Weather”) is left out"} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("the preview lacks %q", want)
		}
	}
	v := sent(t, w)

	// An area is chosen; the tick that was taken away stays away.
	v.Set("area", "backup")
	v.Del("take")
	w = s.do(s.it, home(s.id)+"/import/preview", v, false)
	again := sent(t, w)
	if got := again["take"]; w.Code != http.StatusOK || len(got) != 1 || got[0] != "5@0" {
		t.Fatalf("%d, ticked: %q", w.Code, got)
	}

	// A layout that says nothing is refused, and nothing that was chosen is lost.
	broken := maps.Clone(again)
	broken.Set("column-0", "")
	w = s.do(s.it, home(s.id)+"/import/preview", broken, false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Choose which column has the names") {
		t.Errorf("no names: %d", w.Code)
	}
	if back := sent(t, w); back.Get("book") != again.Get("book") || back.Get("column-1") != again.Get("column-1") {
		t.Error("the form came back without what was in it")
	}

	// Ticks of one heading row are none of another.
	again.Add("take", fmt.Sprintf("4@%d", f.Rev))
	other := maps.Clone(again)
	other.Set("header", "1")
	w = s.do(s.it, home(s.id)+"/import/apply", other, false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "nothing was imported yet") {
		t.Errorf("another heading row: %d", w.Code)
	}
	w = s.do(s.it, home(s.id)+"/import/apply", again, false)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("apply: %d %s", w.Code, w.Body)
	}
	if g := s.row("bk-test"); g.Cells[it.ID] != raci.AccountableAndDoing || g.Rev != f.Rev+1 {
		t.Errorf("%+v", g)
	}
	found := false
	for _, g := range s.draft().Matrix.Functions {
		found = found || g.Name == "Rotate tapes" && g.Area == "backup"
	}
	if !found {
		t.Error("the new function is not in the matrix")
	}
	if w = s.do(s.it, home(s.id)+"/import/apply", form("book", again.Get("book"), "header", "3", "empty", "keep", "column-0", "name", "column-1", string(intake.To(it.ID))), false); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("nothing ticked: %d", w.Code)
	}
}

// What somebody changed between the preview and the import is left, and shown again.
func TestImportLostRace(t *testing.T) {
	t.Parallel()
	s := open(t)
	f, g := s.row("bk-test"), s.row("ep-ospatch")
	w := s.do(s.it, home(s.id)+"/import", form("cells", "Function\tManagement\n"+f.Name+"\tC\n"+g.Name+"\tC\n"), false)
	v := sent(t, w)
	_, err := s.app.Matrices.Write(t.Context(), s.lead, s.id, f.ID, app.Words{Name: f.Name, Description: f.Description, Split: "Somebody was faster."}, f.Rev)
	s.ok(err)
	w = s.do(s.it, home(s.id)+"/import/apply", v, false)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "1 row was imported. 1 row has changed since you saw it and was left alone.") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if now := s.row("bk-test"); now.Split != "Somebody was faster." || now.Rev != f.Rev+1 {
		t.Errorf("overwritten: %+v", now)
	}
	v = sent(t, w)
	if len(v["take"]) != 0 {
		t.Errorf("what was left is ticked: %q", v["take"])
	}
	v.Set("take", fmt.Sprintf("2@%d", f.Rev+1))
	if w = s.do(s.it, home(s.id)+"/import/apply", v, false); w.Code != http.StatusSeeOther {
		t.Errorf("the second look: %d", w.Code)
	}
}

func TestImportFiles(t *testing.T) {
	t.Parallel()
	s := open(t)
	file, err := s.app.Versions.Export(t.Context(), s.lead, s.id, 0, "xlsx")
	s.ok(err)
	if w := s.upload(s.it, "matrix.xlsx", file.Data); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "It was exported from this matrix") || strings.Contains(w.Body.String(), "Import the ticked rows") {
		t.Errorf("our own sheet, untouched: %d", w.Code)
	}
	for _, c := range []struct {
		name string
		data []byte
		code int
		want string
	}{
		{"old.xls", append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 512)...), 422, "locked with a password"},
		{"picture.png", []byte("\x89PNG"), 422, "not an Excel workbook"},
		{"empty.xlsx", nil, 422, "This file is empty."},
		{"large.xlsx", make([]byte, 7<<20), 413, "larger than 5 MB"},
		{"letter.csv", []byte("Dear all,\nsee you\n"), 422, "No row of headings was found"},
	} {
		w := s.upload(s.it, c.name, c.data)
		if w.Code != c.code || !strings.Contains(w.Body.String(), c.want) || !strings.Contains(w.Body.String(), `id="f-file-error"`) {
			t.Errorf("%s: %d", c.name, w.Code)
		}
	}
	w := s.do(s.it, home(s.id)+"/import", form("cells", "Dear all,\nsee you\n"), false)
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Dear all,") || !strings.Contains(w.Body.String(), `id="f-cells-error"`) {
		t.Errorf("what was pasted is lost: %d", w.Code)
	}
	for _, book := range []string{"", "!", "AAAA", strings.Repeat("A", 1000)} {
		if w := s.do(s.it, home(s.id)+"/import/preview", form("book", book), false); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%.8q: %d", book, w.Code)
		}
	}
}

func TestImportPacks(t *testing.T) {
	t.Parallel()
	big := intake.Book{Sheets: []intake.Table{{Rows: [][]string{{strings.Repeat("x", unpacked)}}}}}
	packed, err := pack(big)
	if err != nil {
		t.Fatal(err)
	}
	if len(packed) > 50000 {
		t.Fatalf("%d bytes are no bomb", len(packed))
	}
	if _, err := unpack(packed); err == nil {
		t.Error("a bomb in the form was unpacked")
	}
	many, err := pack(intake.Book{Sheets: make([]intake.Table, 5000)})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := unpack(many); err == nil || b.Sheets != nil {
		t.Error("a form with 5,000 sheets was kept")
	}
}

func TestImportRights(t *testing.T) {
	t.Parallel()
	s := open(t)
	contributor := s.join(s.db, party.Customer{ID: s.it.Client, MSP: s.it.MSP, Name: s.it.ClientName}, "Con Tributor", "con@alder.example", access.Contributor)
	w := s.do(contributor, home(s.id)+"/import", form("cells", "Function\tMSP\tIT\n"+s.row("bk-test").Name+"\tI\tA/R\nPaint the racks\tR\tA\n"), false)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Ask your internal IT lead") || !strings.Contains(w.Body.String(), "Import the ticked rows") {
		t.Errorf("a contributor changes rows and adds none: %d", w.Code)
	}
	if w := s.do(s.reader, home(s.id)+"/import", nil, false); w.Code != http.StatusForbidden {
		t.Errorf("a reader: %d", w.Code)
	}
	if w := s.do(s.reader, home(s.id), nil, false); strings.Contains(w.Body.String(), "/import") {
		t.Error("a reader is offered the import")
	}
	if w := s.do(s.it, home(s.id), nil, false); !strings.Contains(w.Body.String(), home(s.id)+"/import") {
		t.Error("the IT lead is not offered the import")
	}
}

// TestImportLook is paste, preview and import in a browser, on a desk and on a phone.
func TestImportLook(t *testing.T) {
	t.Parallel()
	b := browsertest.Start(t)
	s := open(t)
	at := s.serve(s.lead)
	for _, look := range []struct {
		name          string
		width, height int
		dark          bool
		letter        string
	}{{"wide", 1280, 900, false, "C"}, {"dark", 1280, 900, true, "I"}, {"phone", 390, 844, false, "C"}, {"small", 320, 640, false, "I"}} {
		f := s.row("bk-test")
		p := b.Person(t, "import-"+look.name, look.width, look.height)
		p.SetDark(look.dark)
		fine := func(name string) {
			p.Shot("import-" + name + "-" + look.name)
			p.Axe(t)
			if over := p.Eval(`document.documentElement.scrollWidth - innerWidth`).(float64); over > 0 {
				t.Errorf("%s at %d: %v px too wide", name, look.width, over)
			}
		}
		p.Open(at + home(s.id) + "/import")
		p.Wait("#f-cells")
		fine("ask")
		read := func(cells string) {
			p.Eval(fmt.Sprintf(`document.querySelector("#f-cells").value = %q`, cells))
			p.Click(".mx-import .button-primary")
			p.Wait("#f-columns")
		}
		read("What has to be done\tBob\tJane\nTicket intake\tA\tR\nPatching\tR\tA\n")
		fine("unknown")
		p.Open(at + home(s.id) + "/import")
		p.Wait("#f-cells")
		read("\tMSP\t\tClient\nTask\tHelp desk\tEngineer\tIT lead\n" + f.Name + "\tR\tA\tC\nR\tdoes the work\n")
		fine("two-rows")
		p.Open(at + home(s.id) + "/import")
		p.Wait("#f-cells")
		p.Eval(fmt.Sprintf(`document.querySelector("#f-cells").value = %q`, "Task\tMSP\tIT\tManagement\tWeather\nBackup\n"+f.Name+"\tR\tA\t"+look.letter+"\tsunny\nPaint the racks "+look.name+"\tR\tA\t\t\nBuy lunch\tx\t\t\t\n"))
		p.Click(".mx-import .button-primary")
		p.Wait("#f-columns")
		fine("preview")
		p.Click(".mx-import .button-primary")
		p.Wait("#grid")
		p.Clean(t)
		if now := s.row("bk-test"); string(now.Cells[s.column(raci.Management).ID]) != look.letter {
			t.Errorf("%s: %+v", look.name, now.Cells)
		}
	}
}
