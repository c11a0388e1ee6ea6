package app_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

func ownFunction(name string) catalog.Function {
	return catalog.Function{
		Name: name, Description: "x", Criticality: raci.Normal, Cadence: "annual", SharedSplit: "x",
		Patterns: map[raci.Mode]raci.Pattern{raci.MSPLed: {"A/R", "C", "I"}, raci.Shared: {"A/R", "R", "I"}, raci.InternalLed: {"C", "A/R", "I"}},
	}
}

func (b *bundle) keep(t testing.TB, value any) catalog.Item {
	t.Helper()
	it := catalog.Of(value)
	seen := ""
	if it.Key != "" {
		seen = b.thing(t, it.Kind, it.Key).Seen
	}
	saved, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: it, Seen: seen})
	apptest.Must(t, err)
	return saved
}

func areaOf(m raci.Matrix, key string) (raci.Area, []raci.Function) {
	i := slices.IndexFunc(m.Areas, func(a raci.Area) bool { return string(a.Key) == key })
	if i < 0 {
		return raci.Area{}, nil
	}
	return m.Areas[i], m.InArea(m.Areas[i].Key)
}

// An MSP's own area comes into new engagements in its place and lane, and into old ones
// as a reviewed change; a renamed one likewise; a retired one into none.
func TestOwnArea(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	area := b.keep(t, catalog.Area{Name: "Artificial intelligence", Collision: "Who may try what", After: "backup", Mode: raci.Shared})
	f := ownFunction("Approve assistants")
	f.AreaKey = area.Area.Key
	own := b.keep(t, f)
	moved := *b.thing(t, catalog.FunctionKind, "bk-test").Item.Function
	moved.AreaKey = area.Area.Key
	b.keep(t, moved)
	b.rename(t, "backup", "Backup and recovery")
	b.publish(t, "AI")

	d := b.start(t, "infrastructure")
	got, rows := areaOf(d.Matrix, area.Key)
	backup, _ := areaOf(d.Matrix, "backup")
	if got.Mode != raci.Shared || got.Position != backup.Position+1 || backup.Name != "Backup and recovery" || len(rows) != 2 {
		t.Errorf("%+v after %+v with %d rows", got, backup, len(rows))
	}
	_, plan, err := b.Areas.Plan(ctx, b.lead, d.Engagement.ID, map[raci.AreaKey]raci.Mode{got.Key: raci.MSPLed})
	apptest.Must(t, err)
	apptest.Must(t, b.Areas.Apply(ctx, b.lead, d.Engagement.ID, map[raci.AreaKey]raci.Mode{got.Key: raci.MSPLed}, true, plan.Seen))
	drift, err := b.Library.Drift(ctx, b.lead, d.Engagement.ID)
	apptest.Must(t, err)
	if len(drift.Deviation.Areas) != 1 || drift.Deviation.Areas[0].Was != raci.Shared {
		t.Errorf("deviates %+v", drift.Deviation.Areas)
	}

	o, err := b.Library.Offer(ctx, b.lead, id)
	apptest.Must(t, err)
	u := o.Update
	if len(u.Areas) != 2 || u.Areas[0].Before != "Backup & disaster recovery" || !u.Areas[1].New() || len(u.Areas[1].Functions) != 1 || len(u.New) != 0 {
		t.Fatalf("areas %+v, new %+v", u.Areas, u.New)
	}
	if len(u.Rows) != 1 || u.Rows[0].Fields[0].Name != "Area" || u.Rows[0].Fields[0].After != "Artificial intelligence" {
		t.Fatalf("rows %+v", u.Rows)
	}
	// Taking the row that moves brings the area with it, whether or not that is ticked.
	apptest.Must(t, b.Library.Adopt(ctx, b.lead, id, app.Adopt{Rows: []raci.FunctionID{u.Rows[0].Function.ID}, Seen: o.Seen}))
	old, err := b.Matrices.Open(ctx, b.itLead, id)
	apptest.Must(t, err)
	got, rows = areaOf(old.Matrix, area.Key)
	backup, _ = areaOf(old.Matrix, "backup")
	if len(rows) != 2 || got.Position != backup.Position+1 || backup.Name != "Backup & disaster recovery" {
		t.Errorf("%+v after %+v: %d rows", got, backup, len(rows))
	}
	content, _ := engagement.Draw(old)
	if !slices.ContainsFunc(content.Areas, func(a engagement.AreaRows) bool { return a.Name == "Artificial intelligence" && len(a.Rows) == 2 }) {
		t.Error("Exhibit A has no such area")
	}

	// Its rows come back from our own sheet as they went out.
	file, err := b.Versions.Export(ctx, b.itLead, id, 0, "xlsx")
	apptest.Must(t, err)
	in, err := b.Intakes.Read(ctx, b.itLead, id, file.Name, file.Data)
	apptest.Must(t, err)
	if got := takes(in.Plan); !in.Plan.Own || len(got) > 0 {
		t.Errorf("our own sheet would change %v", got)
	}

	// It cannot go while something leans on what stands in it.
	b.rewrite(t, "c-nonsolicit", "[[row:"+own.Key+"]] says.")
	v := b.thing(t, catalog.AreaKind, area.Key)
	if err := b.Library.Retire(ctx, b.Owner, catalog.AreaKind, area.Key, v.Seen, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Approve assistants") {
		t.Errorf("retired under a clause: %v", err)
	}
	apptest.Must(t, b.Library.Drop(ctx, b.Owner, catalog.ClauseKind, "c-nonsolicit", b.thing(t, catalog.ClauseKind, "c-nonsolicit").Seen))
	moved.AreaKey = "backup"
	b.keep(t, moved)
	apptest.Must(t, b.Library.Retire(ctx, b.Owner, catalog.AreaKind, area.Key, v.Seen, ""))
	b.publish(t, "No AI")
	if a, _ := areaOf(b.start(t, "infrastructure").Matrix, area.Key); a.Key != "" {
		t.Error("a new engagement has a retired area")
	}
	for _, bad := range []catalog.Area{{Name: "Backup and recovery", Mode: raci.Shared}, {Name: "x"}, {Name: "y", Mode: raci.OutOfScope}, {Name: "z", Mode: raci.Shared, After: "nowhere"}, {Mode: raci.Shared}} {
		if _, err := b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(bad)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func (b *bundle) rename(t testing.TB, key, name string) {
	t.Helper()
	a := *b.thing(t, catalog.AreaKind, key).Item.Area
	a.Name = name
	b.keep(t, a)
}

// An MSP's own pack has rows, columns and a rider, which prints as long as the matrix
// has one of the rows.
func TestOwnPack(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	pack := b.keep(t, catalog.Pack{Name: "Wineries", Columns: []string{"Cellar master"}})
	f := ownFunction("Cool the tanks' controllers")
	f.Pack = pack.Key
	own := b.keep(t, f)
	p := *b.thing(t, catalog.PackKind, pack.Key).Item.Pack
	p.Text = "Nobody restarts a controller during harvest. The function [[row:" + own.Key + "]] says who may.\n"
	b.keep(t, p)
	legal := ownFunction("Redact exhibits")
	legal.Pack = "legal"
	b.keep(t, legal)
	b.publish(t, "Wine")

	d := b.start(t, "infrastructure")
	id := d.Engagement.ID
	if strings.Contains(exhibitF(t, b, b.lead, id), "harvest") {
		t.Error("the rider prints although nothing of the pack is taken")
	}
	added, err := b.Packs.Add(ctx, b.lead, id, app.NewPack{Key: pack.Key, Mode: raci.Shared, Columns: p.Columns})
	apptest.Must(t, err)
	if added.Added != 1 || added.Columns != 1 {
		t.Errorf("%+v", added)
	}
	for _, who := range []access.Actor{b.lead, b.itLead} {
		text := exhibitF(t, b, who, id)
		if !strings.Contains(text, "Wineries") || !strings.Contains(text, "during harvest. The function “Cool the tanks' controllers” says") || strings.Contains(text, "No Rider applies") {
			t.Errorf("%s reads %q", who.Role, text)
		}
	}
	if added, err = b.Packs.Add(ctx, b.lead, id, app.NewPack{Key: "legal", Mode: raci.MSPLed, Rider: true}); err != nil || added.Added != 1+len(catalog.Packs()[slices.IndexFunc(catalog.Packs(), func(p catalog.Pack) bool { return p.Key == "legal" })].Functions) {
		t.Errorf("a shipped pack with a function of our own: %+v, %v", added, err)
	}
	if text := exhibitF(t, b, b.lead, id); !strings.Contains(text, "Further Riders") || !strings.Contains(text, "during harvest") {
		t.Errorf("beside a shipped rider: %q", text)
	}
	if _, err := b.Packs.Remove(ctx, b.lead, id, pack.Key, "Sold", false); err != nil {
		t.Error(err)
	}
	if strings.Contains(exhibitF(t, b, b.lead, id), "harvest") {
		t.Error("the rider stays although the pack is gone")
	}
	v := b.thing(t, catalog.FunctionKind, own.Key)
	if err := b.Library.Retire(ctx, b.Owner, own.Kind, own.Key, v.Seen, ""); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Wineries") {
		t.Errorf("retired under its rider: %v", err)
	}
	for _, text := range []string{"[[row:nobody]]\n", "[[row:hc-baa]]\n", "{{#if x}}\n"} {
		p.Text = text
		v := b.thing(t, catalog.PackKind, pack.Key)
		if err := second(b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(p), Seen: v.Seen})); !fault.Is(err, fault.Invalid) {
			t.Errorf("the rider %q: %v", text, err)
		}
	}
}

func exhibitF(t *testing.T, b *bundle, who access.Actor, id engagement.ID) string {
	t.Helper()
	d, err := b.Matrices.Open(t.Context(), who, id)
	apptest.Must(t, err)
	c, _ := engagement.Draw(d)
	seen := map[string]bool{}
	var out []string
	for _, p := range c.Exhibits[len(c.Exhibits)-1].Paragraphs {
		if seen[p.ID] {
			t.Errorf("two paragraphs are called %s", p.ID)
		}
		seen[p.ID] = true
		for _, s := range p.Text {
			out = append(out, s.Text)
		}
	}
	return strings.Join(out, "")
}

// A template leaves functions out, listed with its reason, and begins with others that
// no other engagement has.
func TestTemplateLeavesOutAndAdds(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	f := ownFunction("Feed the parrot")
	f.AreaKey, f.Optional = "helpdesk", true
	own := b.keep(t, f)
	tmpl := catalog.Template{
		Name: "Parrots", Description: "x", Modes: catalog.Presets()[0].Modes,
		Without: map[raci.FunctionKey]string{"bk-saas": "They have no cloud applications."}, With: []raci.FunctionKey{own.Function.Key, "lg-hold"},
	}
	saved := b.keep(t, tmpl)
	b.publish(t, "Parrots")
	has := func(d engagement.Draft, key raci.FunctionKey) raci.Function {
		i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
		if i < 0 {
			return raci.Function{}
		}
		return d.Matrix.Functions[i]
	}
	if d := b.start(t, "infrastructure"); has(d, own.Function.Key).ID != "" || !has(d, "bk-saas").In() || has(d, "lg-hold").ID != "" {
		t.Error("a preset begins with what only the template asks for")
	}
	d := b.start(t, saved.Key)
	id := d.Engagement.ID
	out := has(d, "bk-saas")
	if out.Excluded != "They have no cloud applications." || has(d, own.Function.Key).ID == "" || has(d, "lg-hold").Area != "pack-legal" {
		t.Errorf("excluded %q, own %q, %q", out.Excluded, has(d, own.Function.Key).ID, has(d, "lg-hold").Area)
	}
	content, _ := engagement.Draw(d)
	if !slices.ContainsFunc(content.Excluded, func(r engagement.Row) bool { return r.Key == "bk-saas" && r.Excluded != "" }) {
		t.Error("what is left out is not listed")
	}
	v, err := b.Library.Drift(ctx, b.lead, id)
	apptest.Must(t, err)
	if v.Deviation.Total() != 0 || len(v.Deviation.LeftOut) != 1 {
		t.Errorf("a new engagement deviates: %+v", v.Deviation)
	}
	_, err = b.Matrices.Restore(ctx, b.lead, id, out.ID, out.Rev)
	apptest.Must(t, err)
	if v, err = b.Library.Drift(ctx, b.lead, id); err != nil || len(v.Deviation.Restored) != 1 || v.Deviation.Total() != 1 {
		t.Errorf("%+v, %v", v.Deviation, err)
	}
	// Another version of the template leaves out more; the row says so before it goes.
	seen := b.thing(t, catalog.TemplateKind, saved.Key)
	tmpl = *seen.Item.Template
	tmpl.Without = map[raci.FunctionKey]string{"bk-saas": "They have no cloud applications.", "hd-tier3": "Nobody is left."}
	b.keep(t, tmpl)
	b.publish(t, "Fewer")
	o, err := b.Library.Offer(ctx, b.lead, id)
	apptest.Must(t, err)
	if len(o.Update.Rows) != 1 || o.Update.Rows[0].Fields[0].After != "Left out: Nobody is left." {
		t.Fatalf("%+v", o.Update.Rows)
	}
	apptest.Must(t, b.Library.Adopt(ctx, b.lead, id, app.Adopt{Rows: []raci.FunctionID{o.Update.Rows[0].Function.ID}, Seen: o.Seen}))
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	if got := has(d, "hd-tier3").Excluded; got != "Nobody is left." {
		t.Errorf("excluded %q", got)
	}
	for key, why := range map[raci.FunctionKey]string{"st-raci": "does not work", "hd-tier3": "Enter why", "ir-declare": "speaks of it", "nobody": "does not begin with"} {
		bad := tmpl
		bad.Without = map[raci.FunctionKey]string{key: "x"}
		if key == "hd-tier3" {
			bad.Without[key] = ""
		}
		seen := b.thing(t, catalog.TemplateKind, saved.Key)
		err := second(b.Library.Save(ctx, b.Owner, app.Edit{Item: catalog.Of(bad), Seen: seen.Seen}))
		if f, ok := fault.Of(err); !ok || !strings.Contains(f.Fields["without-"+string(key)], why) {
			t.Errorf("leaves out %s: %v", key, err)
		}
	}
}

// A file that would break what is here is refused where it would, before anything is
// published.
func TestLibraryFileThatBreaksWhatIsHere(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx := t.Context()
	b.rewrite(t, "c-nonsolicit", "[[row:hd-tier3]] and [[row:lg-hold]] say.\n")
	b.publish(t, "Ours")
	item := func(key string) map[string]any {
		it := b.thing(t, catalog.FunctionKind, key).Item
		body, err := it.Body()
		apptest.Must(t, err)
		return map[string]any{"kind": "function", "key": key, "retired": true, "body": json.RawMessage(body)}
	}
	data, err := json.Marshal(map[string]any{"format": "demarc-library-1", "version": 1, "items": []any{item("hd-tier3"), item("lg-hold"), item("bk-saas")}})
	apptest.Must(t, err)
	did, err := b.Library.Import(ctx, b.Owner, data)
	apptest.Must(t, err)
	if len(did.Refused) != 2 || len(did.Changed) != 1 || did.Changed[0].Key != "bk-saas" {
		t.Fatalf("%+v", did)
	}
	for _, r := range did.Refused {
		if !strings.Contains(r.Reason, "Non-solicitation") {
			t.Errorf("%s: %q", r.Key, r.Reason)
		}
	}
	// A wording that takes a clause's place away from those who refer to it.
	c := *b.thing(t, catalog.ClauseKind, "c-governance").Item.Clause
	c.Instead = "c-billing"
	body, err := catalog.Of(c).Body()
	apptest.Must(t, err)
	data, err = json.Marshal(map[string]any{"format": "demarc-library-1", "version": 1, "items": []any{map[string]any{"kind": "clause", "key": "c-governance", "body": json.RawMessage(body)}}})
	apptest.Must(t, err)
	did, err = b.Library.Import(ctx, b.Owner, data)
	apptest.Must(t, err)
	if len(did.Refused) != 1 || !strings.Contains(did.Refused[0].Reason, "would break") {
		t.Errorf("%+v", did)
	}
}

// A reference to a framework whose list we have must be in the list.
func TestFunctionNamesKnownRequirements(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	f := ownFunction("Own")
	f.AreaKey, f.Frameworks = "backup", []string{"CIS 99.9"}
	_, err := b.Library.Save(t.Context(), b.Owner, app.Edit{Item: catalog.Of(f)})
	if p, ok := fault.Of(err); !ok || !strings.Contains(p.Fields["frameworks"], "“99.9”") {
		t.Errorf("an unknown requirement: %v", err)
	}
	row := app.NewFunction{Area: "backup", Words: app.Words{Name: "Tape", Description: "x"}, Criticality: raci.Normal, Frameworks: []string{"nist csf zz.99"}}
	_, err = b.Matrices.Add(t.Context(), b.lead, b.Engagement.ID, row)
	if p, ok := fault.Of(err); !ok || !strings.Contains(p.Fields["frameworks"], "“zz.99”") {
		t.Errorf("an unknown requirement of a row: %v", err)
	}
	row.Frameworks = []string{"cis 11.5"}
	added, err := b.Matrices.Add(t.Context(), b.lead, b.Engagement.ID, row)
	apptest.Must(t, err)
	if got := b.row(t, added.Key).Frameworks; !slices.Equal(got, []string{"CIS 11.5"}) {
		t.Errorf("the row has %v", got)
	}
	f.Frameworks = []string{"cis 11.5", "16 CFR 314.4(a)"}
	if saved := b.keep(t, f); !slices.Equal(saved.Function.Frameworks, []string{"CIS 11.5", "16 CFR 314.4(a)"}) {
		t.Errorf("kept as %v", saved.Function.Frameworks)
	}
}
