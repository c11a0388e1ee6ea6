package library

import (
	"fmt"
	"strings"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/web/page"
	"demarc/web/ui"
)

func (e editor) part() ui.Field {
	f := e.field("part", "Part of the agreement", "", 0)
	f.Options = options("Choose a part")
	for _, p := range agreement.Parts() {
		f.Options = append(f.Options, ui.Option{Value: p, Label: p})
	}
	return f
}

func (e editor) place() ui.Field {
	f := e.field("place", "When is it printed?", "", 0)
	for _, p := range []agreement.Place{agreement.CoManaged, agreement.WithoutMSA, agreement.Everywhere} {
		f.Options = append(f.Options, ui.Option{Value: string(p), Label: catalog.PlaceWords(p)})
	}
	return f
}

// clauses is a choice of a clause that stands for itself.
func (e editor) clauses(name, label, hint, none string) ui.Field {
	f := e.field(name, label, hint, 0)
	f.Optional = true
	f.Options = options(none)
	for _, c := range e.thing.Draft.Clauses() {
		if c.Instead == "" && c.ID != e.thing.Item.Key {
			f.Options = append(f.Options, ui.Option{Value: c.ID, Label: c.Title})
		}
	}
	return f
}

// own tells whether the clause is the MSP's, not a shipped one.
func (e editor) own() bool {
	if e.fresh {
		return true
	}
	_, shipped := catalog.Shipped().Item(e.kind, e.thing.Item.Key)
	return !shipped
}

// locked tells whether a lawyer's review holds the clause as it is kept.
func (e editor) locked() bool { return e.thing.Item.Clause != nil && e.thing.Item.Clause.Locked() }

// format is the text format of a clause in short.
var format = [][2]string{
	{"Words.", "A numbered paragraph: 5.1"},
	{"- words", "An item under it: (a)"},
	{"-- words", "An item under that: (i)"},
	{"> words", "Text without a number"},
	{"## words", "A subheading"},
	{"| a | b |", "A row of a table; the first is its header"},
	{"**words**", "Bold"},
	{"{{fees.per_user}}", "The value of a term"},
	{"{{change.notice_hours|hour}}", "A number with its unit"},
	{"[[row:bk-test]]", "The name of a function"},
	{"[[c-fees]]", "“section 27”"},
	{"{{#if fees.model=flat}} … {{else}} … {{/if}}", "A variant; each mark on its own line"},
}

func reasonField(e editor) ui.Field {
	f := e.field("reason", "Why does it change?", "A lawyer reviewed this clause. The reason is kept in the record.", 500)
	f.Rows = 2
	return f
}

func bodyField(e editor) ui.Field {
	f := e.field("body", "Text", "", 20000)
	f.Rows = 22
	f.Attrs = map[string]any{"class": "lib-body", "spellcheck": "true"}
	return f
}

func dayField(e editor) ui.Field {
	f := e.optional("lock_on", "On", "", 0)
	f.Type, f.Width = "date", "10"
	return f
}

func tableColumns(t *agreement.Table) []ui.Column {
	var out []ui.Column
	for _, h := range t.Header {
		out = append(out, ui.Column{Label: h})
	}
	return out
}

func headerOf(t *agreement.Table, i int) string {
	if i < len(t.Header) {
		return t.Header[i]
	}
	return ""
}

func levelOf(n int) string { return fmt.Sprint(n) }

// dayWords is a day as people read it: 1 Oct 2026.
func dayWords(day string) string {
	if d, err := time.Parse(time.DateOnly, day); err == nil {
		return ui.Day(d)
	}
	return day
}

func readClause(f *page.Form) catalog.Clause {
	c := catalog.Clause{
		Clause: agreement.Clause{
			Title: f.Line("title", page.MaxLine), Part: f.Line("part", page.MaxLine), Plain: f.Line("plain", page.MaxText),
			Place: agreement.Place(f.Line("place", page.MaxCode)), Body: f.Text("body", page.MaxLong) + "\n",
		},
		After: f.Line("after", page.MaxCode), Instead: f.Line("instead", page.MaxCode), Notes: f.Text("notes", page.MaxText),
		Lock: catalog.ClauseLock{By: f.Line("lock_by", page.MaxLine), On: f.Line("lock_on", page.MaxCode)},
	}
	if strings.TrimSpace(c.Body) == "" {
		c.Body = ""
	}
	return c
}
