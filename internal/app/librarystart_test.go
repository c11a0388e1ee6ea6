package app_test

import (
	"slices"
	"testing"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// Packs and the reference read the library that an engagement pins, not the shipped
// one nor a newer one.
func TestPacksAndReferenceReadThePinnedLibrary(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	v := b.thing(t, catalog.FunctionKind, "lg-hold")
	f := *v.Item.Function
	f.Name, f.Access, f.SearchWords = "Hold what a court asks for", []string{"rmm"}, []string{"quagga"}
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
	apptest.Must(t, err)
	own := f
	own.Key, own.Pack, own.AreaKey, own.Name, own.SearchWords = "", "", "backup", "Keep the tape robot oiled", []string{"zanzibar"}
	saved, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(own)})
	apptest.Must(t, err)
	b.publish(t, "Courts and tapes")
	before := b.Engagement
	b.Engagement = b.start(t, "infrastructure").Engagement
	for id, want := range map[engagement.ID]string{before.ID: v.Item.Function.Name, b.Engagement.ID: f.Name} {
		_, err = b.Packs.Add(t.Context(), b.lead, id, app.NewPack{Key: "legal", Mode: raci.MSPLed})
		apptest.Must(t, err)
		d, err := b.Matrices.Open(t.Context(), b.lead, id)
		apptest.Must(t, err)
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == "lg-hold" })
		if got := d.Matrix.Functions[i].Name; got != want {
			t.Errorf("library %d: the row is called %q", d.Engagement.Library, got)
		}
		if got := d.Library.AccessOf(saved.Function.Key); (len(got) == 1 && got[0] == "rmm") != (id == b.Engagement.ID) {
			t.Errorf("library %d: their own function needs %v", d.Engagement.Library, got)
		}
	}
	b.send(t)
	b.Sign(t, apptest.Dana)
	b.Sign(t, apptest.Nora)
	b.inForce(t)
	for q, want := range map[string]string{"quagga": f.Name, "zanzibar": own.Name} {
		found, err := b.Reference.Find(t.Context(), b.contributor, q, "")
		apptest.Must(t, err)
		if len(found.Hits) != 1 || found.Hits[0].Name != want {
			t.Errorf("%q: %+v", q, found.Hits)
		}
	}
}

func TestTemplateStartsWhole(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	milder := catalog.Clause{
		Clause:  agreement.Clause{Title: "Liability, milder", Part: b.thing(t, catalog.ClauseKind, "c-liability").Item.Clause.Part, Place: agreement.CoManaged, Body: "We owe less."},
		Instead: "c-liability",
	}
	saved, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(milder)})
	apptest.Must(t, err)
	if saved.Key != "c-lib-liability-milder" {
		t.Errorf("key %q", saved.Key)
	}
	pack := catalog.Packs()[0]
	tmpl, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(catalog.Template{
		Name: "Factories", Description: "For plants.", Modes: catalog.Presets()[2].Modes, Packs: []string{pack.Key},
		Terms: agreement.Terms{"fees.per_user": "71.00"}, Choices: map[string]string{"c-liability": saved.Key},
	})})
	apptest.Must(t, err)
	b.publish(t, "For factories")
	d := b.start(t, tmpl.Key)
	if got := d.Terms["fees.per_user"]; got != "71.00" {
		t.Errorf("the price is %q", got)
	}
	rows := 0
	for _, f := range d.Matrix.Functions {
		if f.Area == pack.Functions[0].AreaKey && f.In() {
			rows++
		}
	}
	if rows != len(pack.Functions) {
		t.Errorf("%d of %d rows of the pack", rows, len(pack.Functions))
	}
	for _, who := range []access.Actor{b.lead, b.itLead} {
		if got := b.printed(t, who, d.Engagement.ID, "c-liability"); got != "We owe less." {
			t.Errorf("%s reads %q", who.Role, got)
		}
	}
	if _, err := b.Engagements.Start(t.Context(), b.lead, app.Start{Client: b.Client.ID, Title: "x", Preset: "lib-lost"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("an unknown template: %v", err)
	}
}
