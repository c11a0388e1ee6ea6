package app_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/catalog"
	"demarc/internal/fault"
)

// shared makes a library worth sharing: a changed function, another wording, and a
// template that takes it.
func (b *bundle) shared(t *testing.T) []byte {
	t.Helper()
	b.rewrite(t, "c-nonsolicit", "Nobody may hire anybody.\n")
	part := b.thing(t, catalog.ClauseKind, "c-liability").Item.Clause.Part
	milder, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Clause{
		Clause:  agreement.Clause{Title: "Liability, milder", Part: part, Place: agreement.CoManaged, Body: "We owe less.\n"},
		Instead: "c-liability", Lock: catalog.ClauseLock{By: "A. Lawyer", On: "2026-10-01"},
	})})
	apptest.Must(t, err)
	_, err = b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Template{
		Name: "Factories", Description: "For plants.", Modes: catalog.Presets()[2].Modes, Choices: map[string]string{"c-liability": milder.Key},
	})})
	apptest.Must(t, err)
	b.publish(t, "To share")
	data, n, err := b.Library.Export(t.Context(), b.lead)
	apptest.Must(t, err)
	if n != 1 || strings.Contains(string(data), "secret of the negotiators") || strings.Contains(string(data), "A. Lawyer") {
		t.Errorf("version %d gives away what stays at home", n)
	}
	return data
}

func TestLibraryGoesToAnotherMSP(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	data := b.shared(t)
	if _, err := b.Library.Import(t.Context(), b.lead, data); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a lead imports: %v", err)
	}
	if _, err := b.Library.Import(t.Context(), b.itLead, data); !fault.Is(err, fault.NotFound) {
		t.Errorf("the client's side imports: %v", err)
	}
	did, err := b.Library.Import(t.Context(), b.Stranger, data)
	apptest.Must(t, err)
	if len(did.Added) != 2 || len(did.Changed) != 1 || did.Same != 0 || len(did.Refused) != 0 {
		t.Fatalf("%+v", did)
	}
	v, err := b.Library.Open(t.Context(), b.Stranger)
	apptest.Must(t, err)
	if v.Published.Number != 0 || len(v.Drafts) != 3 {
		t.Errorf("version %d with %d drafts", v.Published.Number, len(v.Drafts))
	}
	again, err := b.Library.Import(t.Context(), b.Stranger, data)
	apptest.Must(t, err)
	if again.Same != 3 || len(again.Added)+len(again.Changed)+len(again.Refused) != 0 {
		t.Errorf("the same file again: %+v", again)
	}
	_, err = b.Library.Publish(t.Context(), b.Stranger, "Theirs", v.Seen)
	apptest.Must(t, err)
	back, _, err := b.Library.Export(t.Context(), b.Stranger)
	apptest.Must(t, err)
	if diff := cmp.Diff(string(data), string(back)); diff != "" {
		t.Errorf("the file changed on the way (-out +back):\n%s", diff)
	}
	// At home nothing is new, and the lawyer's clause and the notes are as they were.
	home, err := b.Library.Import(t.Context(), b.Owner, data)
	apptest.Must(t, err)
	if home.Same != 3 || len(home.Refused) != 0 {
		t.Errorf("at home: %+v", home)
	}
}

// Whatever is not taken is named with a reason; what leans on it is not taken either.
func TestLibraryFileIsJudgedItemByItem(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	var f struct {
		Format  string           `json:"format"`
		Version int              `json:"version"`
		Items   []map[string]any `json:"items"`
	}
	apptest.Must(t, json.Unmarshal(b.shared(t), &f))
	body := func(i int) map[string]any { return f.Items[i]["body"].(map[string]any) }
	f.Items = append(f.Items[:3:3],
		map[string]any{"kind": "function", "key": "st-raci", "retired": true, "body": map[string]any{"key": "st-raci"}},
		map[string]any{"kind": "function", "key": "bk-declare", "body": map[string]any{"key": "bk-declare", "colour": "red"}},
		map[string]any{"kind": "gadget", "key": "lib-x", "body": map[string]any{}},
		map[string]any{"kind": "function", "key": "../../x", "body": map[string]any{}},
		map[string]any{"kind": "preset", "key": "lib-x", "body": map[string]any{"key": "lib-x", "name": "a\u0000b"}},
		map[string]any{"kind": "function", "key": "lib-lost", "body": map[string]any{"key": "lib-lost", "name": "Lost", "pack": "mining", "access": []string{"crystal ball"}}},
		f.Items[0],
	)
	body(0)["body"] = "See [[row:no-such]].\n" // the wording, on which the template leans
	if body(0)["instead"] != "c-liability" {
		t.Fatalf("the first item is %v", f.Items[0]["key"])
	}
	data, err := json.Marshal(f)
	apptest.Must(t, err)
	did, err := b.Library.Import(t.Context(), b.Stranger, data)
	apptest.Must(t, err)
	got := map[string]string{}
	for _, r := range did.Refused {
		got[r.Key] += r.Reason + "|"
	}
	for key, want := range map[string]string{
		"c-lib-liability-milder": "cites the function “no-such”", "lib-factories": "Choose one of the wordings", "st-raci": "it is needed by",
		"bk-declare": `property "colour"`, "": "no key of a function", "lib-x": "cannot be shown", "lib-lost": "no pack “mining”",
	} {
		if !strings.Contains(got[key], want) {
			t.Errorf("%q: %q does not say %q", key, got[key], want)
		}
	}
	if !strings.Contains(got["c-lib-liability-milder"], "twice") || !strings.Contains(got["lib-lost"], "crystal ball") || !strings.Contains(got[""], "“gadget”") {
		t.Errorf("%v", got)
	}
	if len(did.Changed) != 1 || did.Changed[0].Key != "c-nonsolicit" || len(did.Added) != 0 || len(did.Refused) != 9 {
		t.Errorf("%d added, %d changed, %d refused of %d", len(did.Added), len(did.Changed), len(did.Refused), len(f.Items))
	}
	for name, text := range map[string]string{
		"nothing": "", "a list": "[]", "another file": `{"format":"x"}`, "no items": `{"format":"demarc-library-1","version":1,"items":[]}`,
		"two files": string(data) + string(data), "too large": strings.Repeat(" ", catalog.MaxFile+1), "deep": strings.Repeat("[", 200000),
	} {
		if _, err := b.Library.Import(t.Context(), b.Stranger, []byte(text)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A file never overwrites what somebody is working on or a lawyer holds.
func TestLibraryFileRespectsWhatIsHere(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	data := b.shared(t)
	v := b.thing(t, catalog.ClauseKind, "c-nonsolicit")
	c := *v.Item.Clause
	c.Body = "Anybody may hire anybody.\n"
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen})
	apptest.Must(t, err)
	v = b.thing(t, catalog.ClauseKind, "c-lib-liability-milder")
	c = *v.Item.Clause
	c.Body = "We owe more.\n"
	_, err = b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(c), Seen: v.Seen, Reason: "Asked."})
	apptest.Must(t, err)
	did, err := b.Library.Import(t.Context(), b.Owner, data)
	apptest.Must(t, err)
	if len(did.Refused) != 2 || did.Same != 1 || len(did.Changed) != 0 {
		t.Errorf("over drafts: %+v", did)
	}
	apptest.Must(t, b.Library.Drop(t.Context(), b.Owner, catalog.ClauseKind, "c-nonsolicit", b.thing(t, catalog.ClauseKind, "c-nonsolicit").Seen))
	b.publish(t, "We owe more")
	did, err = b.Library.Import(t.Context(), b.Owner, data)
	apptest.Must(t, err)
	if len(did.Refused) != 1 || !strings.Contains(did.Refused[0].Reason, "lawyer") || did.Same != 2 {
		t.Errorf("over a review: %+v", did)
	}
}
