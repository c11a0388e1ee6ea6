package catalog

import (
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/agreement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// survey is a function of an MSP's own, without anything wrong.
func survey() Function {
	return Function{
		Key: "lib-wifi-survey", AreaKey: "network", Name: "Wireless survey", Description: "Measure coverage at every site.",
		Patterns: map[raci.Mode]raci.Pattern{
			raci.MSPLed: {"A/R", "C", "I"}, raci.Shared: {"A/R", "R", "I"}, raci.InternalLed: {"C", "A/R", "I"},
		},
		Criticality: raci.Normal, Cadence: "annual", SharedSplit: "The MSP measures; Client IT opens the doors.",
	}
}

// travel is a clause of an MSP's own, without anything wrong.
func travel() Clause {
	return Clause{Clause: agreement.Clause{
		ID: "c-lib-travel", Title: "Travel", Part: agreement.Parts()[1], Place: agreement.CoManaged,
		Body: "{{msp.short_name}} travels under [[c-fees]] and [[row:bk-test]].\n",
	}, After: "c-fees"}
}

func TestShippedLibraryPassesItsOwnCheck(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds {
		for _, it := range Shipped().Items(kind) {
			if err := Shipped().Check(it); err != nil {
				f, _ := fault.Of(err)
				t.Errorf("%s %s: %v", kind, it.Key, f.Fields)
			}
		}
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	changed, _ := Shipped().Function("bk-test")
	changed.Name = "Restore test every quarter"
	gone, _ := Shipped().Item(FunctionKind, "hd-tier3")
	gone.SetRetired(true)
	l := Merge(Shipped(), 3, []Item{Of(survey()), Of(changed), gone, Of(travel())})
	if got := len(l.Items(FunctionKind)); got != len(Shipped().Items(FunctionKind))+1 {
		t.Errorf("%d functions", got)
	}
	area, _ := Shipped().Area("network")
	for _, a := range l.Areas() {
		switch a.Key {
		case "network":
			if last := a.Functions[len(a.Functions)-1]; last.Key != "lib-wifi-survey" || len(a.Functions) != len(area.Functions)+1 {
				t.Errorf("network ends with %s of %d", last.Key, len(a.Functions))
			}
		case "helpdesk":
			for _, f := range a.Functions {
				if f.Key == "hd-tier3" {
					t.Error("a retired function is offered")
				}
			}
		}
	}
	if f, ok := l.Function("hd-tier3"); !ok || !f.Retired {
		t.Error("a retired function is lost to the matrices that have it")
	}
	if f, _ := Shipped().Function("bk-test"); f.Name == changed.Name {
		t.Error("the shipped library was changed")
	}
	clauses := l.Agreement(nil)
	for i, c := range clauses {
		if c.ID == "c-fees" && clauses[i+1].ID != "c-lib-travel" {
			t.Errorf("after the fees comes %s", clauses[i+1].ID)
		}
	}
	if len(clauses) != len(agreement.Clauses())+1 || l.Number != 3 {
		t.Errorf("%d clauses in version %d", len(clauses), l.Number)
	}
}

func TestWordings(t *testing.T) {
	t.Parallel()
	other := travel()
	other.ID, other.After, other.Instead, other.Body = "c-lib-mild", "", "c-liability", "We owe what [[c-fees]] says."
	l := Merge(Shipped(), 1, []Item{Of(other)})
	text := func(choices map[string]string) string {
		for _, c := range l.Agreement(choices) {
			if c.ID == "c-liability" {
				return c.Body
			}
		}
		return ""
	}
	if text(nil) == other.Body || text(map[string]string{"c-liability": "c-lib-mild"}) != other.Body {
		t.Error("the choice of a wording is not kept")
	}
	if n := len(l.Agreement(nil)); n != len(agreement.Clauses()) {
		t.Errorf("another wording is printed beside the clause: %d clauses", n)
	}
	if text(map[string]string{"c-liability": "c-lib-lost"}) != text(nil) {
		t.Error("a wording that does not exist leaves a hole")
	}
}

func TestItemsSurviveBeingKept(t *testing.T) {
	t.Parallel()
	locked := travel()
	locked.Lock = ClauseLock{By: "Roe LLP", On: "2026-10-01", Digest: locked.Digest()}
	locked.Notes = "give up last"
	for _, it := range []Item{Of(survey()), Of(locked), Of(Presets()[0]), Of(Template{Key: "t", Name: "T", Modes: Presets()[1].Modes, Terms: agreement.Terms{"fees.model": "flat"}})} {
		body, err := it.Body()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(body), "give up last") {
			t.Error("the notes are part of what the client's side reads")
		}
		got := Item{Kind: it.Kind, Key: it.Key}
		if err := got.Fill(body, "give up last"); err != nil {
			t.Fatal(err)
		}
		if it.Clause != nil {
			it.Clause.Rows = []string{"bk-test"}
		}
		if diff := cmp.Diff(it, got); diff != "" {
			t.Errorf("%s: %s", it.Kind, diff)
		}
	}
}

func TestDiff(t *testing.T) {
	t.Parallel()
	if d := Diff(Shipped(), Shipped()); len(d) != 0 {
		t.Errorf("a library differs from itself: %v", d)
	}
	changed, _ := Shipped().Function("bk-test")
	was := changed.Name
	changed.Name = "Restore test every quarter"
	gone, _ := Shipped().Item(ClauseKind, "c-nonsolicit")
	gone.SetRetired(true)
	l := Merge(Shipped(), 1, []Item{Of(survey()), Of(changed), gone})
	got := map[string]Change{}
	for _, c := range Diff(Shipped(), l) {
		got[c.Key] = c
	}
	if len(got) != 3 || got["lib-wifi-survey"].How != Added || got["c-nonsolicit"].How != Retired {
		t.Fatalf("%v", got)
	}
	if diff := cmp.Diff([]FieldChange{{"Name", was, changed.Name}}, got["bk-test"].Fields); diff != "" {
		t.Error(diff)
	}
	back, _ := l.Item(ClauseKind, "c-nonsolicit")
	back.SetRetired(false)
	if d := Diff(l, Merge(l, 2, []Item{back})); len(d) != 1 || d[0].How != Added {
		t.Errorf("brought back: %v", d)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	edit := func(do func(*Function)) Item {
		f := survey()
		do(&f)
		return Of(f)
	}
	write := func(do func(*Clause)) Item {
		c := travel()
		do(&c)
		return Of(c)
	}
	pattern := func(mode raci.Mode, p raci.Pattern) Item {
		f := survey()
		patterns := map[raci.Mode]raci.Pattern{}
		maps.Copy(patterns, f.Patterns)
		patterns[mode] = p
		f.Patterns = patterns
		return Of(f)
	}
	modes := Presets()[0].Modes
	network, _ := Shipped().Area("network")
	for name, c := range map[string]struct {
		it    Item
		field string // empty: nothing is wrong
		words string
	}{
		"a function":             {it: Of(survey())},
		"no name":                {edit(func(f *Function) { f.Name = " " }), "name", "Enter a name."},
		"a name twice":           {edit(func(f *Function) { f.Name = strings.ToUpper(network.Functions[0].Name) }), "name", "already"},
		"no area":                {edit(func(f *Function) { f.AreaKey = "kitchen" }), "area", "Choose an area."},
		"two A":                  {pattern(raci.MSPLed, raci.Pattern{"A/R", "A", "I"}), "msp_led", "two parties are Accountable"},
		"no A":                   {pattern(raci.InternalLed, raci.Pattern{"R", "R", "I"}), "internal_led", "nobody answers"},
		"nobody works":           {pattern(raci.Shared, raci.Pattern{"A", "C", "I"}), "shared", "nobody does the work"},
		"undecided":              {pattern(raci.Shared, raci.Pattern{"A/R", "", "I"}), "shared", "choose what each"},
		"nonsense":               {pattern(raci.Shared, raci.Pattern{"A/R", "X", "I"}), "shared", "choose what each"},
		"two R without a split":  {edit(func(f *Function) { f.SharedSplit = "" }), "split", "who does which part"},
		"against its lock":       {edit(func(f *Function) { f.Lock = raci.MSPLock }), "internal_led", "only the MSP"},
		"no such cadence":        {edit(func(f *Function) { f.Cadence = "sometimes" }), "cadence", "how often"},
		"a requirement":          {it: edit(func(f *Function) { f.Frameworks = []string{"CIS 4.1", "HIPAA 164.308(a)(1)", "SOC 2 CC7.3"} })},
		"no such requirement":    {edit(func(f *Function) { f.Frameworks = []string{"CIS 4.1", "PCI DSS 13.1.1"} }), "frameworks", "“13.1.1”"},
		"a clause":               {it: Of(travel())},
		"empty text":             {write(func(c *Clause) { c.Body = "" }), "body", "Enter the text."},
		"unread text":            {write(func(c *Clause) { c.Body = "{{#if fees.model=flat}}\nMore." }), "body", "no {{/if}}"},
		"no such field":          {write(func(c *Clause) { c.Body = "{{fees.beer}}" }), "body", "no merge field"},
		"a field in a condition": {write(func(c *Clause) { c.Body = "{{#if fees.beer}}\nx\n{{/if}}" }), "body", "no merge field"},
		"a value never taken":    {write(func(c *Clause) { c.Body = "{{#if fees.model=free}}\nx\n{{/if}}" }), "body", "is never “free”"},
		"no such function":       {write(func(c *Clause) { c.Body = "[[row:bk-lost]]" }), "body", "“bk-lost”"},
		"no such clause":         {write(func(c *Clause) { c.Body = "[[c-lost]]" }), "body", "“c-lost”"},
		"no such exhibit":        {write(func(c *Clause) { c.Body = "[[exhibit-z]]" }), "body", "“exhibit-z”"},
		"no such table":          {write(func(c *Clause) { c.Body = "{{table beer}}" }), "body", "the table “beer”"},
		"no such part":           {write(func(c *Clause) { c.Part = "Beer" }), "part", "Choose the part"},
		"wording of a wording":   {write(func(c *Clause) { c.Instead = c.ID }), "instead", "another wording of"},
		"half a review":          {write(func(c *Clause) { c.Lock.By = "Roe LLP" }), "lock_on", "day of the review"},
		"a template":             {it: Of(Template{Key: "t", Name: "T", Description: "D", Modes: modes, Packs: []string{Packs()[0].Key}, Terms: agreement.Terms{"fees.model": "flat"}})},
		"an area without a lane": {Of(Template{Key: "t", Name: "T", Description: "D", Modes: without(modes, "backup")}), "mode-backup", "Choose who leads"},
		"no such pack":           {Of(Template{Key: "t", Name: "T", Description: "D", Modes: modes, Packs: []string{"beer"}}), "packs", "no pack “beer”"},
		"a term not to be read":  {Of(Template{Key: "t", Name: "T", Description: "D", Modes: modes, Terms: agreement.Terms{"fees.per_user": "much"}}), "term-fees.per_user", ""},
		"a party's own term":     {Of(Template{Key: "t", Name: "T", Description: "D", Modes: modes, Terms: agreement.Terms{"client.short_name": "x"}}), "terms", "no term that a template"},
		"no such wording":        {Of(Template{Key: "t", Name: "T", Description: "D", Modes: modes, Choices: map[string]string{"c-fees": "c-term"}}), "choice-c-fees", "one of the wordings"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := Merge(Shipped(), 1, []Item{c.it}).Check(c.it)
			if c.field == "" {
				if err != nil {
					f, _ := fault.Of(err)
					t.Fatal(f.Fields)
				}
				return
			}
			f, ok := fault.Of(err)
			if !ok || f.Fields[c.field] == "" || !strings.Contains(f.Fields[c.field], c.words) || len(f.Fields) != 1 {
				t.Errorf("want %s: %s; got %v", c.field, c.words, f)
			}
		})
	}
}

func without(modes map[raci.AreaKey]raci.Mode, area raci.AreaKey) map[raci.AreaKey]raci.Mode {
	out := maps.Clone(modes)
	delete(out, area)
	return out
}

func TestWhatIsNeededStays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind Kind
		key  string
		by   string
	}{
		{FunctionKind, "st-raci", "every agreement"},
		{FunctionKind, "id-review", "the clause “"},
		{ClauseKind, "c-signatures", "every agreement"},
		{ClauseKind, "c-escalation", "the clause “"},
	} {
		if by := strings.Join(Shipped().Needed(c.kind, c.key), "; "); !strings.Contains(by, c.by) {
			t.Errorf("%s %s is needed by %q", c.kind, c.key, by)
		}
	}
	if by := Shipped().Needed(FunctionKind, "hd-tier3"); len(by) != 0 {
		t.Errorf("hd-tier3 is needed by %v", by)
	}
}

// A release reads back as what it was written from, and says the same again.
func TestReleaseReadsBack(t *testing.T) {
	t.Parallel()
	l, err := ReadRelease(Shipped().ReleaseText())
	if err != nil {
		t.Fatal(err)
	}
	body, digest := l.own.text()
	if digest != Shipped().Release() || digest != l.Release() || string(body) != string(l.ReleaseText()) {
		t.Errorf("%.12s became %.12s", Shipped().Release(), digest)
	}
	if changes := Diff(Shipped(), l); len(changes) != 0 {
		t.Errorf("it says something else: %+v", changes)
	}
	for _, f := range Functions() {
		if got, ok := l.Function(f.Key); !ok || got.Name != f.Name {
			t.Errorf("%s is lost", f.Key)
		}
	}
}

// Another name of an area is one change, whatever stands in it; an area of one's own
// changes no preset.
func TestAreasChangeOnlyThemselves(t *testing.T) {
	t.Parallel()
	a, _ := Shipped().Area("backup")
	a.Name = "Backup and recovery"
	own := Area{Key: "lib-ai", Name: "Assistants", After: "backup", Mode: raci.Shared}
	l := Merge(Shipped(), 1, []Item{Of(a), Of(own)})
	var got []string
	for _, c := range Diff(Shipped(), l) {
		got = append(got, string(c.Kind)+" "+c.Name)
	}
	if diff := cmp.Diff([]string{"area Backup and recovery", "area Assistants"}, got); diff != "" {
		t.Error(diff)
	}
	for _, p := range l.Presets() {
		if err := l.Check(Of(p)); err != nil {
			t.Errorf("%s: %v", p.Key, err)
		}
	}
}
