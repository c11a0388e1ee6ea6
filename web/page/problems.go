package page

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"demarc/internal/fault"
	"demarc/web/ui"
)

// Require says what to do when the field was left empty.
func (f *Form) Require(name, sentence string) {
	if strings.TrimSpace(f.Value(name)) == "" {
		f.Wrong(name, sentence)
	}
}

// Wrong marks a field; the first sentence about it stays. An empty name is about
// the form as a whole.
func (f *Form) Wrong(name, sentence string) {
	if f.Error(name) == "" {
		f.problems = append(f.problems, ui.Problem{Field: name, Text: sentence})
	}
}

// OK tells whether nothing is wrong so far.
func (f *Form) OK() bool { return len(f.problems) == 0 }

// Error is the sentence about a field.
func (f *Form) Error(name string) string {
	for _, p := range f.problems {
		if p.Field == name {
			return p.Text
		}
	}
	return ""
}

// Problems are all of them, in the order the fields were read.
func (f *Form) Problems() []ui.Problem { return f.problems }

// Take puts an Invalid fault beside the fields it names and says whether it was
// one. Any other error, and nil, is left to the caller.
func (f *Form) Take(err error) bool {
	problem, ok := fault.Of(err)
	if !ok || problem.Kind != fault.Invalid {
		return false
	}
	for _, name := range slices.Sorted(maps.Keys(problem.Fields)) {
		f.Wrong(name, problem.Fields[name])
	}
	if len(problem.Fields) == 0 {
		f.Wrong("", problem.Message)
	}
	return true
}

// Again is the status to show the form with once more: what was typed is wrong, or
// somebody changed the same thing meanwhile. It is 0 for an error that no form can mend.
func (f *Form) Again(err error) int {
	switch {
	case fault.Is(err, fault.Conflict):
		return http.StatusConflict
	case err == nil || f.Take(err):
		return http.StatusUnprocessableEntity
	}
	return 0
}

// Field is the field with this name as it should be shown now.
func (f *Form) Field(name, label string) ui.Field {
	return ui.Field{Name: name, Label: label, Value: f.Value(name), Values: f.typed[name], Checked: f.Checked(name), Error: f.Error(name)}
}
