package ui

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field is one question of a form. page.Form fills Name, Value and Error.
type Field struct {
	Name  string
	Label string
	Hint  string
	Error string // the sentence that mends it

	Value   string
	Values  []string // of a group of checkboxes
	Checked bool     // of a single Checkbox, which submits "yes"

	Type         string // of an Input: text (default), email, password, number, date, time, tel, url, search
	Autocomplete string // WCAG 1.3.5: "name", "email", "one-time-code", "organization", …
	InputMode    string // "numeric", "decimal"
	Width        string // "4", "10", "20": about so many characters; empty is the whole measure
	Prefix       string // "$", before the box
	Suffix       string // "hours", after it
	Min, Max     string
	Step         string
	MaxLength    int
	Rows         int // of a Textarea; 0 is 4

	Options  []Option
	Inline   bool // radios beside each other
	Optional bool // said after the label; fields are required unless they say so
	ReadOnly bool
	Focus    bool // takes the focus when the page opens
	HideName bool // the label is for screen readers only: a search box, a cell

	Attrs templ.Attributes // hx-… and data-…
}

// Option is one choice.
type Option struct {
	Value string
	Label string
	Hint  string
	Off   bool // shown, cannot be chosen
}

// Problem is a line of the error summary.
type Problem struct {
	Field string // name of the field it links to; empty: the whole form
	Text  string
}

// FieldID is the id of the control of a field, the target of the summary's link.
func FieldID(name string) string {
	return "f-" + strings.NewReplacer("[", "-", "]", "", ".", "-", " ", "-").Replace(name)
}

// ID is the id of the field's control; a group has it on its first choice.
func (f Field) ID() string { return FieldID(f.Name) }

func (f Field) optionID(i int) string {
	if i == 0 {
		return f.ID()
	}
	return f.ID() + "-" + strconv.Itoa(i+1)
}

func (f Field) chosen(value string) bool {
	return value == f.Value && f.Values == nil || slices.Contains(f.Values, value)
}

// describedBy lists the ids of the hint and the error, in reading order.
func (f Field) describedBy() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.ID()+"-hint")
	}
	if f.Error != "" {
		ids = append(ids, f.ID()+"-error")
	}
	return strings.Join(ids, " ")
}

// attrs are those every control has in common.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			a[name] = value
		}
	}
	set("aria-describedby", f.describedBy())
	set("autocomplete", f.Autocomplete)
	set("inputmode", f.InputMode)
	set("min", f.Min)
	set("max", f.Max)
	set("step", f.Step)
	if f.MaxLength > 0 {
		a["maxlength"] = strconv.Itoa(f.MaxLength)
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	if f.Focus {
		a["autofocus"] = true
	}
	maps.Copy(a, f.Attrs)
	return a
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) rows() string {
	if f.Rows == 0 {
		return "4"
	}
	return strconv.Itoa(f.Rows)
}

// boxClass limits the width of the control.
func (f Field) boxClass() string {
	if f.Width == "" {
		return "box"
	}
	return "box box-" + f.Width
}

func (f Field) class(kind string) string {
	if f.Error != "" {
		return kind + " field-bad"
	}
	return kind
}

// Action is a button: one of them on a page is Primary.
type Action struct {
	Label   string
	Primary bool
	Danger  bool
	Quiet   bool   // looks like a link
	Small   bool   // in toolbars and rows
	Icon    string // before the label
	Name    string // submitted with the form, with Value
	Value   string
	Off     bool             // cannot be pressed now; say why beside it
	Attrs   templ.Attributes // hx-… and data-…, formaction
}

func (a Action) class() string {
	class := []string{"button"}
	for _, is := range []struct {
		on   bool
		name string
	}{{a.Primary, "button-primary"}, {a.Danger, "button-danger"}, {a.Quiet, "button-quiet"}, {a.Small, "button-small"}} {
		if is.on {
			class = append(class, is.name)
		}
	}
	return strings.Join(class, " ")
}
