package document_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// references visits every reference of the text of a content.
func references(c engagement.Content, visit func(section string, s agreement.Span)) {
	for _, sections := range [][]agreement.Section{c.Agreement.Sections, c.Exhibits} {
		for _, s := range sections {
			for _, p := range s.Paragraphs {
				spans := p.Text
				if p.Table != nil {
					for _, row := range p.Table.Rows {
						for _, cell := range row {
							spans = append(spans, cell...)
						}
					}
				}
				for _, span := range spans {
					if span.Ref != "" {
						visit(s.ID, span)
					}
				}
			}
		}
	}
}

func anchors(d document.Document) map[string]bool {
	out := map[string]bool{}
	for _, s := range d.Sections {
		out[s.ID] = true
		for _, b := range s.Blocks {
			if t, ok := b.(document.Table); ok {
				for _, r := range t.Rows {
					out[r.ID] = true
				}
			}
		}
	}
	return out
}

// Every reference of the template leads somewhere, in every mode.
func TestReferencesLead(t *testing.T) {
	t.Parallel()
	for _, mode := range documenttest.Modes {
		v := documenttest.Packed(mode)
		known, seen := anchors(document.Compose(v, false)), 0
		references(v.Content, func(section string, s agreement.Span) {
			if seen++; !known[s.Ref] {
				t.Errorf("%s: %s refers to %s, which is not in the document", mode, section, s.Ref)
			}
		})
		if seen < 30 {
			t.Errorf("%s: only %d references", mode, seen)
		}
	}
}

// Taking a function out of the matrix that the text refers to stops the signing, naming
// it; until that is mended no writer is given a link to nowhere.
func TestDeadReferenceBlocks(t *testing.T) {
	t.Parallel()
	cited := map[string]bool{}
	references(documenttest.Version().Content, func(_ string, s agreement.Span) {
		if key, ok := strings.CutPrefix(s.Ref, "fn-"); ok {
			cited[key] = true
		}
	})
	if len(cited) < 15 {
		t.Fatalf("the text cites %d functions", len(cited))
	}
	for key := range cited {
		d := engagement.Draft{Engagement: documenttest.Engagement(), Parties: documenttest.Parties(), Terms: documenttest.Terms(), Matrix: documenttest.Matrix()}
		name := ""
		for i, f := range d.Matrix.Functions {
			if string(f.Key) == key {
				d.Matrix.Functions[i].Excluded, name = "Nobody does this.", f.Name
			}
		}
		content, problems := engagement.Draw(d)
		blocked := false
		for _, f := range engagement.Readiness(d, content, problems, "", "", documenttest.Frozen) {
			blocked = blocked || f.Severity == raci.Block && (strings.Contains(f.Message, "speaks of the function “"+name+"”") || strings.Contains(f.Message, "speak of the function “"+name+"”"))
		}
		if !blocked {
			t.Errorf("nothing stops an agreement whose text cites %s, which is excluded", key)
		}
		paper := document.Compose(engagement.Version{Content: content}, true)
		known := anchors(paper)
		for _, s := range paper.Sections {
			for _, b := range s.Blocks {
				if p, ok := b.(document.Paragraph); ok {
					for _, r := range p.Runs {
						if r.Link != "" && !known[r.Link] {
							t.Errorf("without %s a link leads to %s", key, r.Link)
						}
					}
				}
			}
		}
	}
}

// A clause that others refer to cannot be left out unnoticed either.
func TestDeadSectionBlocks(t *testing.T) {
	t.Parallel()
	c := documenttest.Version().Content
	by := map[string]string{}
	references(c, func(section string, s agreement.Span) {
		if strings.HasPrefix(s.Ref, "c-") && s.Ref != section {
			by[s.Ref] = section
		}
	})
	names := agreement.Names{Functions: map[string]string{}}
	for _, a := range c.Areas {
		for _, f := range a.Rows {
			names.Functions[string(f.Key)] = f.Name
		}
	}
	if len(by) < 10 {
		t.Fatalf("%d clauses are referred to", len(by))
	}
	for id, from := range by {
		var rest []agreement.Clause
		for _, cl := range agreement.Clauses() {
			if cl.ID != id {
				rest = append(rest, cl)
			}
		}
		text, problems := agreement.ComposeClauses(rest, c.Terms, names)
		cites := "“" + title(from) + "” cites the section “" + title(id) + "”, which is not in this agreement any more."
		if !slices.ContainsFunc(problems, func(p agreement.Problem) bool {
			return p.Key == id && (p.Clause != from || strings.HasPrefix(from, "exhibit-") || p.Message == cites)
		}) {
			t.Errorf("%s is left out though %s refers to it, and nothing says so: %v", id, from, problems)
		}
		d := engagement.Draft{Engagement: documenttest.Engagement(), Parties: documenttest.Parties(), Terms: documenttest.Terms(), Matrix: documenttest.Matrix()}
		drawn := c
		drawn.Agreement = text
		if !slices.ContainsFunc(engagement.Readiness(d, drawn, problems, "", "", documenttest.Frozen), func(f raci.Finding) bool {
			return f.Rule == "R01" && f.Severity == raci.Block && f.Page == "library" && strings.Contains(f.Message, "cites the section “"+title(id)+"”")
		}) {
			t.Errorf("an agreement without %s, which %s cites, may be sent", id, from)
		}
		if said := documenttest.Words(document.Compose(engagement.Version{Content: drawn}, true)); strings.Contains(said, id) {
			t.Errorf("%s is printed where the text cites it", id)
		}
	}
}

// title is what a clause of the template is called.
func title(id string) string {
	for _, cl := range agreement.Clauses() {
		if cl.ID == id {
			return cl.Title
		}
	}
	return id
}
