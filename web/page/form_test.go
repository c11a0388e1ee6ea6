package page

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/web/ui"
)

func form(t *testing.T, values url.Values) *Form {
	t.Helper()
	r := httptest.NewRequest(http.MethodPost, "/?name=from-the-query", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f, err := ReadForm(r)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestFormReads(t *testing.T) {
	t.Parallel()
	f := form(t, url.Values{
		"name": {" Alder "}, "notes": {"a\r\nb"}, "email": {"Priya@Alder.Example"}, "hours": {"1,250"}, "fee": {"$4,250.5"},
		"start": {"2026-12-01"}, "from": {"8:30 AM"}, "agree": {"yes"}, "side": {"msp"}, "areas": {"backup", "iam"},
	})
	type input struct {
		Name, Notes, Email, From, Side string
		Hours                          int
		Fee                            int64
		Start                          time.Time
		Agree                          bool
		Areas                          []string
	}
	got := input{
		Name: f.Line("name", MaxName), Notes: f.Text("notes", MaxText), Email: f.Email("email"), From: f.Clock("from"), Side: f.One("side", "msp", "client"),
		Hours: f.Int("hours", 0, 5000), Fee: f.Cents("fee"), Start: f.Date("start"), Agree: f.Checked("agree"), Areas: f.Many("areas", 5, MaxCode),
	}
	want := input{
		Name: "Alder", Notes: "a\nb", Email: "priya@alder.example", From: "08:30", Side: "msp",
		Hours: 1250, Fee: 425050, Start: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC), Agree: true, Areas: []string{"backup", "iam"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !f.OK() {
		t.Errorf("problems %v", f.Problems())
	}
	if f.Value("missing") != "" || f.Line("missing", 5) != "" || !f.OK() {
		t.Error("a field that was not sent is a problem")
	}
}

// TestFormRefuses: each wrong value gets a sentence and stays as it was typed.
func TestFormRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		typed string
		read  func(f *Form)
		want  string
	}{
		{"email without a dot", "priya@alder", func(f *Form) { f.Email("x") }, "Enter an email address like name@example.com."},
		{"email with a name", "Priya <p@a.example>", func(f *Form) { f.Email("x") }, "Enter an email address like name@example.com."},
		{"number out of bounds", "169", func(f *Form) { f.Int("x", 0, 168) }, "Enter a whole number from 0 to 168."},
		{"number in words", "ten", func(f *Form) { f.Int("x", 0, 1680) }, "Enter a whole number from 0 to 1,680."},
		{"negative amount", "-5", func(f *Form) { f.Cents("x") }, "Enter an amount like 1,250 or 1,250.50."},
		{"three decimals", "5.005", func(f *Form) { f.Cents("x") }, "Enter an amount like 1,250 or 1,250.50."},
		{"no such day", "2026-02-30", func(f *Form) { f.Date("x") }, "Enter a date like 18 Nov 2026."},
		{"no such hour", "25:00", func(f *Form) { f.Clock("x") }, "Enter a time like 08:30."},
		{"not offered", "owner", func(f *Form) { f.One("x", "member") }, "Choose one of the options."},
		{"too long", "abcdef", func(f *Form) { f.Line("x", 5) }, "This is 6 characters long. Use 5 or fewer."},
		{"empty", "  ", func(f *Form) { f.Require("x", "Enter a name.") }, "Enter a name."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := form(t, url.Values{"x": {tt.typed}})
			tt.read(f)
			if diff := cmp.Diff([]ui.Problem{{Field: "x", Text: tt.want}}, f.Problems()); diff != "" {
				t.Error(diff)
			}
			if shown := f.Field("x", "X"); shown.Value != tt.typed || shown.Error != tt.want {
				t.Errorf("shown again as %q with %q", shown.Value, shown.Error)
			}
		})
	}
}

func TestFormTake(t *testing.T) {
	t.Parallel()
	f := FormOf(map[string]string{"name": "Alder"})
	if f.Take(nil) || f.Take(errors.New("ours")) || f.Take(fault.New(fault.Locked, "Signed.")) {
		t.Error("took what is not about a field")
	}
	if !f.Take(fault.Field("name", "There is a client of this name.")) || f.Error("name") != "There is a client of this name." {
		t.Errorf("problems %v", f.Problems())
	}
	if !f.Take(fault.New(fault.Invalid, "Add a signer.")) || f.Error("") != "Add a signer." {
		t.Errorf("problems %v", f.Problems())
	}
}

func TestReadFormTooLarge(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a="+strings.Repeat("x", 100)))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	r.Body = http.MaxBytesReader(w, r.Body, 50)
	_, err := ReadForm(r)
	Fail(w, r, err)
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", w.Code)
	}
}
