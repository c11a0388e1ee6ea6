package notice

import (
	"demarc/internal/notice"
	"demarc/web/page"
	"demarc/web/ui"
)

type view struct {
	place string // "Northgate IT · Lead"
	muted []notice.Muted
}

// question is a kind of news as it is asked about.
var question = map[notice.Kind]struct{ label, hint string }{
	notice.Mention: {"Somebody names you", "With @ and your name, in a comment."},
	notice.Review:  {"The other side sends its review", "Its verdict and how much it says."},
	notice.Dispute: {"The other side disputes a function of yours", "One where you are holder or deputy; where nobody of your side is named, one you can agree to."},
	notice.Comment: {"Other comments", "Of the other side."},
	notice.Change:  {"What the other side changes", "Each function with old and new, and what waits for your side. There is no letter for every single change."},
}

func fields(f *page.Form) []ui.Field {
	var out []ui.Field
	for _, k := range notice.Kinds {
		q := question[k]
		field := f.Field(string(k), q.label)
		field.Hint, field.Inline = q.hint, true
		for _, when := range k.Choices() {
			field.Options = append(field.Options, ui.Option{Value: string(when), Label: words(when)})
		}
		out = append(out, field)
	}
	return out
}

func words(w notice.When) string {
	switch w {
	case notice.Now:
		return "At once"
	case notice.Daily:
		return "In the daily letter"
	case notice.Never:
		return "Not at all"
	}
	return string(w)
}
