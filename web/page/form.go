package page

import (
	"errors"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/fault"
	"demarc/web/ui"
)

// Form reads what was typed, one method a field, and keeps all of it with what
// is wrong, so that the form can be shown again as it was. The zero value is an
// empty form, as a page shows it the first time.
//
//	f, err := page.ReadForm(r)
//	if err != nil {
//		return err
//	}
//	in := Input{Name: f.Line("name", page.MaxName), Start: f.Date("start")}
//	f.Require("name", "Enter the client's name.")
//	if !f.OK() {
//		return page.Render(w, r, http.StatusUnprocessableEntity, view(f))
//	}
//	if err := act(in); f.Take(err) {
//		return page.Render(w, r, http.StatusUnprocessableEntity, view(f))
//	} else if err != nil {
//		return err
//	}
//	return page.Redirect(w, r, "/clients", page.Done("Added."))
type Form struct {
	typed    map[string][]string
	problems []ui.Problem
}

// ReadForm parses the body; multipart bodies are for uploads, which read their
// own. Too long a body is an error that Fail knows.
func ReadForm(r *http.Request) (*Form, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			return nil, unreadable(err)
		}
	} else if err := r.ParseForm(); err != nil {
		return nil, unreadable(err)
	}
	return &Form{typed: r.PostForm}, nil
}

// ReadQuery reads a form sent by GET: filters and searches.
func ReadQuery(r *http.Request) *Form { return &Form{typed: r.URL.Query()} }

// FormOf is a form filled with values as they are stored, to be changed.
func FormOf(values map[string]string) *Form {
	f := &Form{typed: map[string][]string{}}
	for name, value := range values {
		f.typed[name] = []string{value}
	}
	return f
}

func unreadable(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	if strings.Contains(err.Error(), "parameters exceeded limit") { // of net/url, which has no error of its own for it
		return fault.New(fault.Invalid, "This is more than one form takes: 10,000 fields. Send less at a time; nothing was changed.")
	}
	return fault.New(fault.Invalid, "The form could not be read. Send it again.")
}

// Set puts a value there, as Line would find it.
func (f *Form) Set(name string, values ...string) {
	if f.typed == nil {
		f.typed = map[string][]string{}
	}
	f.typed[name] = values
}

// Value is what was typed, untouched.
func (f *Form) Value(name string) string {
	if v := f.typed[name]; len(v) > 0 {
		return strings.ToValidUTF8(v[0], "�")
	}
	return ""
}

// Names lists the fields that were sent, sorted.
func (f *Form) Names() []string { return slices.Sorted(maps.Keys(f.typed)) }

// Has tells whether the field was sent at all.
func (f *Form) Has(name string) bool { return len(f.typed[name]) > 0 }

// Line reads one line of at most most characters.
func (f *Form) Line(name string, most int) string { return f.text(name, false, most) }

// Text reads several lines.
func (f *Form) Text(name string, most int) string { return f.text(name, true, most) }

func (f *Form) text(name string, lines bool, most int) string {
	typed := ""
	if v := f.typed[name]; len(v) > 0 {
		typed = v[0]
	}
	text, problem := clean(typed, lines, most)
	if problem != "" {
		f.Wrong(name, problem)
		return ""
	}
	return text
}

// Secret reads a password as it was typed, spaces and all.
func (f *Form) Secret(name string) string {
	if v := f.Value(name); len(v) <= 1024 {
		return v
	}
	f.Wrong(name, "Use 1,024 characters or fewer.")
	return ""
}

// Email reads an address, in lower case. Empty is no problem here.
func (f *Form) Email(name string) string {
	text := f.Line(name, MaxEmail)
	if text == "" {
		return ""
	}
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != text || !strings.Contains(text[strings.LastIndexByte(text, '@'):], ".") {
		f.Wrong(name, "Enter an email address like name@example.com.")
		return ""
	}
	return strings.ToLower(text)
}

// Int reads a whole number within bounds. Empty is 0 and no problem.
func (f *Form) Int(name string, least, most int) int {
	text := strings.ReplaceAll(f.Line(name, MaxCode), ",", "")
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < least || n > most {
		f.Wrong(name, fmt.Sprintf("Enter a whole number from %s to %s.", thousands(least), thousands(most)))
		return 0
	}
	return n
}

// Cents reads an amount of money such as 1,250 or 1250.50. Empty is 0.
func (f *Form) Cents(name string) int64 {
	text := strings.TrimLeft(strings.ReplaceAll(f.Line(name, MaxCode), ",", ""), "$€£ ")
	if text == "" {
		return 0
	}
	whole, part, _ := strings.Cut(text, ".")
	n, err := strconv.ParseUint(whole+(part + "00")[:2], 10, 63)
	if err != nil || len(part) > 2 || len(whole) > 12 || whole == "" {
		f.Wrong(name, "Enter an amount like 1,250 or 1,250.50.")
		return 0
	}
	return int64(n)
}

// Date reads a day as a date field sends it. Empty is the zero time.
func (f *Form) Date(name string) time.Time {
	text := f.Line(name, MaxCode)
	if text == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.DateOnly, "2 Jan 2006", "2 January 2006", "1/2/2006"} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1900 && t.Year() < 2200 {
			return t
		}
	}
	f.Wrong(name, "Enter a date like 18 Nov 2026.")
	return time.Time{}
}

// Clock reads a time of day as "15:04". Empty is empty.
func (f *Form) Clock(name string) string {
	text := f.Line(name, MaxCode)
	if text == "" {
		return ""
	}
	for _, layout := range []string{"15:04", "15:04:05", "3:04 PM", "3:04pm"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Format("15:04")
		}
	}
	f.Wrong(name, "Enter a time like 08:30.")
	return ""
}

// Checked tells whether a box was ticked.
func (f *Form) Checked(name string) bool { return f.Value(name) != "" }

// One reads a choice that must be among those offered. Empty is empty.
func (f *Form) One(name string, offered ...string) string {
	v := f.Value(name)
	if v == "" || slices.Contains(offered, v) {
		return v
	}
	f.Wrong(name, "Choose one of the options.")
	return ""
}

// Many reads the values of a group or of repeated lines, at most count of them.
func (f *Form) Many(name string, count, most int) []string {
	if len(f.typed[name]) > count {
		f.Wrong(name, fmt.Sprintf("Use %s or fewer.", thousands(count)))
		return nil
	}
	var texts []string
	for _, typed := range f.typed[name] {
		text, problem := clean(typed, false, most)
		if problem != "" {
			f.Wrong(name, problem)
			return nil
		}
		texts = append(texts, text)
	}
	return texts
}
