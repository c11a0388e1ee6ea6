package library

import (
	"slices"
	"strings"

	"demarc/internal/catalog"
	"demarc/web/page"
	"demarc/web/ui"
)

// describe says in a sentence what a change is.
func describe(c catalog.Change) (kind, text string) {
	switch c.How {
	case catalog.Added:
		return "force", "New"
	case catalog.Retired:
		return "ended", "Retired"
	case catalog.Changed:
	}
	return "review", "Changed"
}

// long tells whether a property is prose, to be shown with its words marked.
func long(f catalog.FieldChange) bool { return len(f.Before)+len(f.After) > 60 }

func options(first string, pairs ...[2]string) []ui.Option {
	var out []ui.Option
	if first != "" {
		out = append(out, ui.Option{Label: first})
	}
	for _, p := range pairs {
		out = append(out, ui.Option{Value: p[0], Label: p[1]})
	}
	return out
}

// field is a field of the editor's form.
func (e editor) field(name, label, hint string, most int) ui.Field {
	f := e.form.Field(name, label)
	f.Hint, f.MaxLength = hint, most
	f.Autocomplete = "off"
	return f
}

func (e editor) optional(name, label, hint string, most int) ui.Field {
	f := e.field(name, label, hint, most)
	f.Optional, f.Rows = true, 2
	return f
}

func heldWords(n int) string {
	if n == 0 {
		return "The words of the agreement, each with its variants."
	}
	return "The words of the agreement, each with its variants. " + plural(n, "is locked by a lawyer's review.", "are locked by a lawyer's review.")
}

// writtenFrom says from which library an engagement that is behind is written.
func writtenFrom(library int, moved bool) string {
	switch {
	case !moved:
		return versionTitle(library)
	case library == 0:
		return "An earlier text of Demarc"
	}
	return versionTitle(library) + ", over an earlier text of Demarc"
}

// versionTitle is a version at the beginning of a line.
func versionTitle(n int) string {
	text := versionWord(n)
	return strings.ToUpper(text[:1]) + text[1:]
}

// fieldNames lists what a change touches, after its kind.
func fieldNames(c catalog.Change) string {
	if c.How != catalog.Changed {
		return ""
	}
	var names []string
	for _, f := range c.Fields {
		names = append(names, lower(f.Name))
	}
	if len(names) > 4 {
		names = append(names[:4], "and more")
	}
	return ": " + strings.Join(names, ", ")
}

// lower is a name inside a sentence; an abbreviation stays in capitals.
func lower(s string) string {
	if len(s) > 1 && s[1] >= 'A' && s[1] <= 'Z' {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// folded are the stretches of a long text without the paragraphs in which nothing
// changes; what stays beside a change is the paragraph that it stands in.
func folded(before, after string) []catalog.Stretch {
	all := catalog.WordDiff(before, after)
	var out []catalog.Stretch
	for i, s := range all {
		parts := strings.Split(s.Text, "\n\n")
		first, last := i == 0, i == len(all)-1
		keep := 2 // the end of one change's paragraph, and the beginning of the next one's
		if first || last {
			keep = 1
		}
		if gone := len(parts) - keep; s.How == "" && gone > 1 {
			note := "[" + plural(gone, "paragraph", "paragraphs") + " unchanged]"
			switch {
			case first && last:
			case first:
				s.Text = note + "\n\n" + parts[len(parts)-1]
			case last:
				s.Text = parts[0] + "\n\n" + note
			default:
				s.Text = parts[0] + "\n\n" + note + "\n\n" + parts[len(parts)-1]
			}
		}
		out = append(out, s)
	}
	return out
}

func noteField(f *page.Form) ui.Field {
	field := f.Field("note", "What changes, and why")
	field.Hint, field.MaxLength, field.Rows = "Whoever reviews the update of an engagement reads this first.", 500, 3
	return field
}

// says is all that the item says, without what it leaves empty.
func (e editor) says() []catalog.FieldChange {
	return slices.DeleteFunc(e.thing.Draft.Says(e.thing.Item), func(f catalog.FieldChange) bool { return f.After == "" })
}
