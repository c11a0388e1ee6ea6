package app_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/agreement"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// state reads how a pack stands now.
func (b *bundle) state(t *testing.T, key string) (engagement.Draft, engagement.PackState) {
	t.Helper()
	d, err := b.Packs.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	s, ok := engagement.PackIn(d, key)
	if !ok {
		t.Fatalf("no pack %s", key)
	}
	return d, s
}

// A pack comes in whole with one act, comes again as nothing, leaves with a reason and
// comes back.
func TestPackComesAndGoes(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	in := app.NewPack{Key: "defense-cmmc", Mode: raci.MSPLed, Columns: []string{"Assessor", "Cloud provider", "Nobody offered this"}, Rider: true}
	did, err := b.Packs.Add(ctx, b.lead, id, in)
	apptest.Must(t, err)
	if did.Added != 10 || did.Restored != 0 || did.Columns != 2 || !did.Rider {
		t.Errorf("added %+v", did)
	}
	d, s := b.state(t, "defense-cmmc")
	if !s.Whole() || s.Area.Mode != raci.MSPLed || !s.Rider || len(d.Matrix.Stakeholders) != 5 {
		t.Errorf("whole %v, lane %s, rider %v, %d columns", s.Whole(), s.Area.Mode, s.Rider, len(d.Matrix.Stakeholders))
	}
	for _, r := range s.Rows {
		want := r.Function.Patterns[raci.MSPLed].Fill(d.Matrix.Stakeholders)
		for _, c := range d.Matrix.Stakeholders {
			if got := r.Row.Cells[c.ID]; got != want[c.ID] || c.Kind == raci.OtherKind && got != raci.Undecided {
				t.Errorf("%s: %s is %q", r.Function.Key, c.Name, got)
			}
		}
		if !slices.Equal(r.Row.Frameworks, r.Function.Frameworks) || r.Row.Lock != r.Function.Lock {
			t.Errorf("%s lost its references or its lock", r.Function.Key)
		}
	}
	if d.Matrix.Areas[len(d.Matrix.Areas)-1].Key != s.Area.Key {
		t.Error("the area of a pack is not the last")
	}

	edited := s.Rows[0].Row
	_, err = b.Matrices.Assign(ctx, b.lead, id, edited.ID, d.Matrix.Stakeholders[2].ID, raci.Informed, edited.Rev)
	apptest.Must(t, err)
	did, err = b.Packs.Add(ctx, b.lead, id, in)
	apptest.Must(t, err)
	if did.Added+did.Restored+did.Columns != 0 || did.Rider {
		t.Errorf("adding again did %+v", did)
	}

	removed, err := b.Packs.Remove(ctx, b.lead, id, "defense-cmmc", "No such contract this year.", true)
	apptest.Must(t, err)
	d, s = b.state(t, "defense-cmmc")
	if removed != 10 || s.In != 0 || s.Out != 10 || s.Area.Mode != raci.OutOfScope || s.Rider || s.Rows[3].Row.Excluded != "No such contract this year." {
		t.Errorf("after taking it out: %d removed, %+v", removed, s)
	}
	if n := len(d.Matrix.Stakeholders); n != 5 {
		t.Errorf("%d columns are left", n)
	}
	did, err = b.Packs.Add(ctx, b.lead, id, app.NewPack{Key: "defense-cmmc", Mode: raci.Shared})
	apptest.Must(t, err)
	_, s = b.state(t, "defense-cmmc")
	if did.Restored != 10 || !s.Whole() || s.Area.Mode != raci.Shared || s.Rider {
		t.Errorf("brought back: %+v, lane %s, rider %v", did, s.Area.Mode, s.Rider)
	}
	if got := s.Rows[0].Row.Cells[d.Matrix.Stakeholders[2].ID]; got != raci.Informed {
		t.Errorf("what was decided by hand came back as %q", got)
	}
	log, _, err := b.Engagements.Chain(ctx, b.lead, id)
	apptest.Must(t, err)
	if count(log, audit.PackAdded) != 2 || count(log, audit.PackRemoved) != 1 {
		t.Error("the record does not tell what came and went, or tells what did not")
	}
}

func TestPackIsRefused(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	add := func(in app.NewPack) error { _, err := b.Packs.Add(ctx, b.lead, id, in); return err }
	for name, tt := range map[string]struct {
		err  error
		kind fault.Kind
	}{
		"unknown pack": {add(app.NewPack{Key: "mining", Mode: raci.Shared}), fault.NotFound},
		"no lane":      {add(app.NewPack{Key: "legal"}), fault.Invalid},
		"lane out":     {add(app.NewPack{Key: "legal", Mode: raci.OutOfScope}), fault.Invalid},
		"another MSP": {func() error {
			_, err := b.Packs.Add(ctx, b.Stranger, id, app.NewPack{Key: "legal", Mode: raci.Shared})
			return err
		}(), fault.NotFound},
		"client's people": {func() error {
			_, err := b.Packs.Add(ctx, b.itLead, id, app.NewPack{Key: "legal", Mode: raci.Shared})
			return err
		}(), fault.Forbidden},
		"nothing to take": {func() error { _, err := b.Packs.Remove(ctx, b.lead, id, "legal", "Why not.", false); return err }(), fault.Conflict},
		"no reason":       {func() error { _, err := b.Packs.Remove(ctx, b.lead, id, "legal", " ", false); return err }(), fault.Invalid},
	} {
		if !fault.Is(tt.err, tt.kind) {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
	// Eight columns are the most: nothing of the pack stays when one too many is ticked.
	for _, name := range []string{"One", "Two", "Three", "Four"} {
		apptest.Must(t, b.Parties.AddStakeholder(ctx, b.lead, id, name))
	}
	err := add(app.NewPack{Key: "payment-pci", Mode: raci.Shared, Rider: true, Columns: []string{"Payment provider", "Web agency"}})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("nine columns: %v", err)
	}
	if d, s := b.state(t, "payment-pci"); s.In != 0 || s.HasArea || s.Rider || len(d.Matrix.Stakeholders) != 7 {
		t.Errorf("half a pack is left: %+v", s)
	}
}

// A rider without its pack stops signing, and adding the pack mends it.
func TestAddingThePackMendsTheRider(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	d, _ := b.state(t, "legal")
	apptest.Must(t, b.Terms.Save(ctx, b.lead, id, agreement.Terms{"riders.enabled": "legal_confidence"}, d.Engagement.TermsRev))
	blocks := func(rule string) (n int) {
		o, err := b.Engagements.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		for _, f := range o.Findings {
			if f.Rule == rule && f.Severity == raci.Block {
				n++
			}
		}
		return n
	}
	if blocks("V47") != 1 || blocks("R01") != 0 {
		t.Errorf("%d V47, %d R01", blocks("V47"), blocks("R01"))
	}
	_, err := b.Packs.Add(ctx, b.lead, id, app.NewPack{Key: "legal", Mode: raci.Shared})
	apptest.Must(t, err)
	if blocks("V47")+blocks("R01")+blocks("V44") != 0 {
		t.Error("the pack is in and something of it still blocks")
	}
}

func TestFrameworksAndReferences(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	apptest.Must(t, b.Frameworks.Choose(ctx, b.lead, id, []string{"pci-dss", "cis", "soc-2"}))
	d, v, err := b.Frameworks.Open(ctx, b.itLead, id)
	apptest.Must(t, err)
	c := v.Content
	if !slices.Equal(d.Engagement.Frameworks, []string{"cis", "pci-dss"}) || len(c.Frameworks) != len(catalog.Frameworks()) {
		t.Errorf("chosen %v, read against %v", d.Engagement.Frameworks, c.Frameworks)
	}
	cis, _ := catalog.FrameworkByKey("cis")
	if cov := engagement.Cover(c, cis); cov.Covered != 120 || cov.Total != 153 {
		t.Errorf("the library covers %d of %d", cov.Covered, cov.Total)
	}
	b.agreeAll(t)
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	f := d.Matrix.Functions[0]
	refer := func(now ...string) error { return b.Frameworks.Refer(ctx, b.itLead, id, f.ID, now, f.Frameworks) }
	for _, bad := range []string{"CIS 19.1", "PCI DSS 11.3.1.1", "nist csf XX.YY-01"} {
		if err := refer(bad); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	apptest.Must(t, refer("cis 17.1", " ", "hipaa 164.308(a)(6)", "CIS 17.1", "SOC 2 CC7.3"))
	if err := refer("CIS 1.1"); !fault.Is(err, fault.Conflict) {
		t.Errorf("typed over somebody else's: %v", err)
	}
	d, err = b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	got := d.Matrix.Functions[0]
	if !slices.Equal(got.Frameworks, []string{"CIS 17.1", "HIPAA 164.308(a)(6)", "SOC 2 CC7.3"}) {
		t.Errorf("references %v", got.Frameworks)
	}
	if !got.Settled() {
		t.Error("a reference gives nobody a duty, and took a tick away")
	}
	if err := b.Frameworks.Choose(ctx, b.itLead, id, nil); !fault.Is(err, fault.Forbidden) {
		t.Errorf("the client's people chose: %v", err)
	}
}

// Every pack at once, twice over: no function, area, column or rider stands twice, the
// paper prints each rider once, and taking one out leaves the others whole.
func TestAllPacksTogether(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	b.fill(t)
	for range 2 {
		for i, p := range catalog.Packs() {
			in := app.NewPack{Key: p.Key, Mode: raci.Shared, Rider: true}
			if i < 5 { // a matrix has eight columns at most
				in.Columns = p.Columns[:1]
			}
			_, err := b.Packs.Add(ctx, b.lead, id, in)
			apptest.Must(t, err)
		}
	}
	once := func(riders int) engagement.Draft {
		d, _ := b.state(t, "legal")
		seen := map[string]int{}
		for _, f := range d.Matrix.Functions {
			seen["function "+string(f.Key)]++
		}
		for _, a := range d.Matrix.Areas {
			seen["area "+string(a.Key)]++
		}
		for _, s := range d.Matrix.Stakeholders {
			seen["column "+strings.ToLower(s.Name)]++
		}
		c, problems := engagement.Draw(d)
		for _, p := range problems {
			t.Errorf("with all packs: %s", p.Message)
		}
		for _, s := range c.Exhibits {
			for _, p := range s.Paragraphs {
				if p.Heading {
					seen[s.ID+" heading "+agreement.Plain(p.Text)]++
				}
			}
		}
		for what, n := range seen {
			if n != 1 {
				t.Errorf("%s stands %d times", what, n)
			}
			if strings.HasPrefix(what, "exhibit-f heading") {
				riders--
			}
		}
		if riders != 0 {
			t.Errorf("%d riders are not printed", riders)
		}
		return d
	}
	if d := once(7); len(d.Matrix.Functions) != 149+68 || len(d.Matrix.Stakeholders) != 8 || len(d.Matrix.Areas) != 24+7 {
		t.Errorf("%d functions, %d columns, %d areas", len(d.Matrix.Functions), len(d.Matrix.Stakeholders), len(d.Matrix.Areas))
	}
	_, err := b.Packs.Remove(ctx, b.lead, id, "payment-pci", "Cards are taken by the bank.", true)
	apptest.Must(t, err)
	for _, s := range engagement.Packs(once(6)) {
		if gone := s.Pack.Key == "payment-pci"; s.Whole() == gone || s.Rider == gone {
			t.Errorf("%s: whole %v, rider %v", s.Pack.Key, s.Whole(), s.Rider)
		}
	}
}
