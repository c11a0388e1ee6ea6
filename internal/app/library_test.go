package app_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// thing is an item of the owner's library as it stands.
func (b *bundle) thing(t testing.TB, kind catalog.Kind, key string) app.Thing {
	t.Helper()
	v, err := b.Library.Item(t.Context(), b.Owner, kind, key)
	apptest.Must(t, err)
	return v
}

// rewrite saves a clause with another body.
func (b *bundle) rewrite(t testing.TB, key, body string) {
	t.Helper()
	v := b.thing(t, catalog.ClauseKind, key)
	c := *v.Item.Clause
	c.Body, c.Notes = body, "secret of the negotiators"
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen})
	apptest.Must(t, err)
}

func (b *bundle) publish(t testing.TB, note string) int {
	t.Helper()
	v, err := b.Library.Open(t.Context(), b.Owner)
	apptest.Must(t, err)
	n, err := b.Library.Publish(t.Context(), b.Owner, note, v.Seen)
	apptest.Must(t, err)
	return n
}

func (b *bundle) start(t testing.TB, key string) engagement.Draft {
	t.Helper()
	e, err := b.Engagements.Start(t.Context(), b.lead, app.Start{Client: b.Client.ID, Title: "Another", Preset: key})
	apptest.Must(t, err)
	d, err := b.Matrices.Open(t.Context(), b.lead, e.ID)
	apptest.Must(t, err)
	return d
}

// printed is the words of a section of a draft, as who sees them.
func (b *bundle) printed(t testing.TB, who access.Actor, id engagement.ID, section string) string {
	t.Helper()
	d, err := b.Matrices.Open(t.Context(), who, id)
	apptest.Must(t, err)
	content, _ := engagement.Draw(d)
	for _, s := range content.Agreement.Sections {
		if s.ID == section {
			var words []string
			for _, p := range s.Paragraphs {
				words = append(words, agreement.Plain(p.Text))
			}
			return strings.Join(words, "\n")
		}
	}
	return ""
}

func TestLibraryVersionsArePinned(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	const words = "Nobody may hire anybody."
	b.rewrite(t, "c-nonsolicit", words)
	f := *b.thing(t, catalog.FunctionKind, "bk-test").Item.Function
	f.Name = "Restore test every quarter"
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(f), Seen: "0.0"})
	apptest.Must(t, err)
	if got := b.printed(t, b.lead, b.start(t, "infrastructure").Engagement.ID, "c-nonsolicit"); strings.Contains(got, words) {
		t.Error("a draft of the library is used before it is published")
	}
	if n := b.publish(t, "Plainer words"); n != 1 {
		t.Fatalf("version %d", n)
	}
	if got := b.printed(t, b.lead, b.Engagement.ID, "c-nonsolicit"); strings.Contains(got, words) {
		t.Error("an engagement changed because the library did")
	}
	d := b.start(t, "infrastructure")
	if d.Engagement.Library != 1 || d.Engagement.Template != "infrastructure" {
		t.Errorf("pins %d, %q", d.Engagement.Library, d.Engagement.Template)
	}
	for _, who := range []access.Actor{b.lead, b.itLead} { // both sides read the same text
		if got := b.printed(t, who, d.Engagement.ID, "c-nonsolicit"); got != words {
			t.Errorf("%s reads %q", who.Role, got)
		}
	}
	theirs, err := b.Matrices.Open(t.Context(), b.itLead, d.Engagement.ID)
	apptest.Must(t, err)
	if c, _ := theirs.Library.Clause("c-nonsolicit"); c.Notes != "" || c.Body == "" {
		t.Errorf("the client's side reads the notes %q", c.Notes)
	}
	names := map[raci.FunctionKey]string{}
	for _, f := range d.Matrix.Functions {
		names[f.Key] = f.Name
	}
	if names["bk-test"] != "Restore test every quarter" {
		t.Errorf("the matrix says %q", names["bk-test"])
	}
}

func TestLibraryVersionTellsItsChanges(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	b.rewrite(t, "c-nonsolicit", "First.")
	b.publish(t, "First")
	b.rewrite(t, "c-nonsolicit", "Second.")
	b.publish(t, "Second")
	v, changes, err := b.Library.Version(t.Context(), b.viewer, 2)
	apptest.Must(t, err)
	want := []catalog.Change{{
		Kind: catalog.ClauseKind, Key: "c-nonsolicit", Name: b.thing(t, catalog.ClauseKind, "c-nonsolicit").Item.Name(), How: catalog.Changed,
		Fields: []catalog.FieldChange{{Name: "Text", Before: "First.", After: "Second."}},
	}}
	if diff := cmp.Diff(want, changes); diff != "" || v.Note != "Second" || v.By != b.Owner.Name {
		t.Errorf("%+v %s", v, diff)
	}
	if _, _, err := b.Library.Version(t.Context(), b.Owner, 3); !fault.Is(err, fault.NotFound) {
		t.Errorf("a version that does not exist: %v", err)
	}
	open, err := b.Library.Open(t.Context(), b.lead)
	apptest.Must(t, err)
	if len(open.Behind) != 1 || open.Behind[0].ID != b.Engagement.ID || len(open.Uses) != 1 || open.Uses[0].Number != 0 || open.Uses[0].Total != 1 {
		t.Errorf("behind %+v, uses %+v", open.Behind, open.Uses)
	}
}
