package engagement

import (
	"maps"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
)

// ClauseChange is one section whose words would change. Clauses come all together,
// because an agreement is written from one version.
type ClauseChange struct {
	ID, Title     string
	How           catalog.How
	Before, After string // the words as this engagement's terms print them
}

// WordingUpdate is a clause of which the template takes another wording now.
type WordingUpdate struct {
	Clause        string // its key
	Title         string
	Choice        string // the wording that the update takes; empty: the standing one
	Before, After string // what the wordings are called
	Was, Now      string // the words, as this engagement's terms print them
	ByHand        bool   // the engagement has neither the one nor the other
}

// TermUpdate is a term to which the template gives another value now.
type TermUpdate struct {
	Key, Value    string
	Label         string
	Before, After string // as a list of terms shows them
	ByHand        bool   // somebody gave it a value of its own here
}

// wordingUpdates compares what two versions of the template choose.
func wordingUpdates(d Draft, to catalog.Library, before, after catalog.Template) []WordingUpdate {
	var out []WordingUpdate
	var printed map[string]string
	for _, c := range to.Clauses() {
		was, now, is := before.Choices[c.ID], after.Choices[c.ID], d.Engagement.Choices[c.ID]
		if c.Instead == "" && was != now && is != now {
			if printed == nil {
				printed = sections(d)
			}
			next := d
			next.Library, next.Engagement.Choices = to, map[string]string{}
			maps.Copy(next.Engagement.Choices, d.Engagement.Choices)
			next.Engagement.Choices[c.ID] = now
			u := WordingUpdate{
				Clause: c.ID, Title: c.Title, Choice: now, Before: wordingTitle(d.Library, c.ID, is), After: wordingTitle(to, c.ID, now), ByHand: is != was,
			}
			u.Was, u.Now = untitled(printed[c.ID], sections(next)[c.ID])
			out = append(out, u)
		}
	}
	return out
}

// wordingTitle is what a wording of a clause is called.
func wordingTitle(l catalog.Library, of, key string) string {
	if c, ok := l.Clause(key); ok && c.Instead == of {
		return c.Title
	}
	return "The standing wording"
}

// termUpdates compares the values that two versions of the template give.
func termUpdates(d Draft, before, after catalog.Template) []TermUpdate {
	var out []TermUpdate
	defaults := agreement.Defaults()
	for _, f := range agreement.Fields() {
		now, set := after.Terms[f.Key]
		was, had := before.Terms[f.Key]
		if !had {
			was = defaults[f.Key]
		}
		is := d.Terms.Value(f.Key)
		if !set || now == was || now == is || !catalog.Templated(f) {
			continue
		}
		out = append(out, TermUpdate{
			Key: f.Key, Value: now, Label: f.Label, Before: f.Shown(d.Terms), After: f.Shown(after.Terms), ByHand: is != was,
		})
	}
	return out
}

// sources are the sections of an agreement, exhibits with a text included.
func sources(l catalog.Library, choices map[string]string) []agreement.Clause {
	return append(slices.Clone(l.Agreement(choices)), textsOf(l).Exhibits...)
}

func textsOf(l catalog.Library) agreement.Texts {
	if t := l.Texts(); t != nil {
		return *t
	}
	return agreement.ShippedTexts()
}

// clauseChanges compares the sections that the two libraries give this agreement; their
// words are those that its terms print. A section in which only a number moved does not
// count.
func clauseChanges(d Draft, to catalog.Library) []ClauseChange {
	before, after := sources(d.Library, d.Engagement.Choices), sources(to, d.Engagement.Choices)
	next := d
	next.Library = to
	was, now := sections(d), sections(next)
	speaks := reworded(d.Library, to)
	var out []ClauseChange
	for _, c := range after {
		i := slices.IndexFunc(before, func(b agreement.Clause) bool { return b.ID == c.ID })
		switch {
		case i < 0 && now[c.ID] != "":
			out = append(out, ClauseChange{ID: c.ID, Title: c.Title, How: catalog.Added, After: now[c.ID]})
		case i >= 0 && was[c.ID] != now[c.ID] && (before[i].Title != c.Title || before[i].Body != c.Body || before[i].Place != c.Place || speaks(c.Body)):
			out = append(out, ClauseChange{ID: c.ID, Title: c.Title, How: catalog.Changed, Before: was[c.ID], After: now[c.ID]})
		}
	}
	for _, b := range before {
		if !slices.ContainsFunc(after, func(c agreement.Clause) bool { return c.ID == b.ID }) && was[b.ID] != "" {
			out = append(out, ClauseChange{ID: b.ID, Title: b.Title, How: catalog.Retired, Before: was[b.ID]})
		}
	}
	for i := range out { // the title is told beside the words, unless it changes
		out[i].Before, out[i].After = untitled(out[i].Before, out[i].After)
	}
	return out
}

// untitled takes off the title that two texts have in common.
func untitled(before, after string) (was, now string) {
	a, restBefore, _ := strings.Cut(before, "\n\n")
	b, restAfter, _ := strings.Cut(after, "\n\n")
	if before == "" || after == "" || a == b {
		return restBefore, restAfter
	}
	return before, after
}

// reworded tells of a body whether it prints a choice that the two libraries put into
// other words.
func reworded(a, b catalog.Library) func(body string) bool {
	before, after := textsOf(a).Choices, textsOf(b).Choices
	changed := map[string]bool{}
	for key, texts := range after {
		for value, text := range texts {
			if old, ok := before[key][value]; ok && old != text {
				changed[key] = true
			}
		}
	}
	changed["disagree.interim_rule_text"] = changed["disagree.interim_rule"]
	return func(body string) bool {
		uses, err := agreement.UsesOf(body)
		return err == nil && slices.ContainsFunc(uses.Fields, func(key string) bool { return changed[key] })
	}
}

// sections are the words of a draft's sections, with their titles.
func sections(d Draft) map[string]string {
	content, _ := Draw(d)
	out := map[string]string{}
	for _, s := range append(slices.Clone(content.Agreement.Sections), content.Exhibits...) {
		out[s.ID] = words(s)
	}
	return out
}

// words are the title and the text of a section.
func words(s agreement.Section) string {
	var b strings.Builder
	b.WriteString(s.Title)
	for _, p := range s.Paragraphs {
		b.WriteString("\n\n")
		if p.Level > 1 {
			b.WriteString("– ")
		}
		b.WriteString(agreement.Plain(p.Text))
		if p.Table == nil {
			continue
		}
		for _, row := range p.Table.Rows {
			b.WriteString("\n")
			for i, cell := range row {
				if i > 0 {
					b.WriteString(" | ")
				}
				b.WriteString(agreement.Plain(cell))
			}
		}
	}
	return b.String()
}
