package raci_test

import (
	"slices"
	"strings"
	"testing"

	"demarc/internal/catalog"
	. "demarc/internal/raci"
)

// shipped is a whole matrix as the library fills it for the first preset, agreed but
// for one row, so that nothing is left to say of it but V09.
func shipped() Matrix {
	m := Matrix{Stakeholders: slices.Clone(columns)}
	for _, a := range catalog.Areas() {
		mode := catalog.Presets()[0].Modes[a.Key]
		m.Areas = append(m.Areas, Area{Key: a.Key, Name: a.Name, Mode: mode})
		for _, lib := range a.Functions {
			m.Functions = append(m.Functions, Function{
				ID: FunctionID(lib.Key), Key: lib.Key, Area: a.Key, Name: lib.Name, Description: lib.Description, Split: "Who does which part.",
				Criticality: lib.Criticality, Cadence: lib.Cadence, Lock: lib.Lock, Rev: 1, Cells: lib.Patterns[mode].Fill(m.Stakeholders),
			})
		}
	}
	return m
}

// at is a row of the matrix, to spoil.
func at(t *testing.T, m *Matrix, key FunctionKey) *Function {
	t.Helper()
	for i := range m.Functions {
		if m.Functions[i].Key == key {
			return &m.Functions[i]
		}
	}
	t.Fatalf("no %s", key)
	return nil
}

// own is a row that people added.
func own(m *Matrix, area AreaKey, name, description string, letters map[StakeholderID]Assignment) *Function {
	m.Functions = append(m.Functions, Function{
		ID: FunctionID(name), Key: FunctionKey("own-" + name), Area: area, Name: name, Description: description,
		Criticality: Normal, Cells: letters, Rev: 1, Split: "Who does which part.",
	})
	return &m.Functions[len(m.Functions)-1]
}

func vendor(m *Matrix, names ...string) {
	for _, n := range names {
		m.Stakeholders = append(m.Stakeholders, Stakeholder{ID: StakeholderID(n), Kind: OtherKind, Name: n})
	}
}

const fine = "Keep the label printers of the plant working."

// Every rule fires on one thing and is silent on another that is almost the same.
// want is the rules that fire besides V09, with a part of what they say.
var ruleTests = []struct {
	name  string
	spoil func(t *testing.T, m *Matrix)
	want  string
	says  string
}{
	{"untouched", func(*testing.T, *Matrix) {}, "", ""},
	{"V05 three work", func(_ *testing.T, m *Matrix) { own(m, "endpoint", "Label printing", fine, cells("R", "A/R", "R")) }, "V05", "3 parties do the work"},
	{"V05 two work", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("C", "A/R", "R")) }, "", ""},
	{"V06 two of three are asked", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("C", "A/R", "C")) }, "V06", "2 parties must be asked"},
	{"V06 as the library has it", func(t *testing.T, m *Matrix) {
		at(t, m, "ir-insurer").Cells = cells("C", "C", "A/R")
	}, "", ""},
	{"V06 two of five", func(_ *testing.T, m *Matrix) {
		vendor(m, "ERP vendor", "Landlord")
		own(m, "lob", "Label printing", fine, cells("C", "A/R", "C"))
	}, "", ""},
	{"V06 three of six", func(_ *testing.T, m *Matrix) {
		vendor(m, "ERP vendor", "Landlord", "Payroll")
		own(m, "lob", "Label printing", fine, cells("C", "A/R", "C")).Cells["Landlord"] = Consulted
	}, "V06", "3 parties"},
	{"V07 nobody else knows", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("-", "A/R", "-")) }, "V07", "neither asked nor told"},
	{"V07 somebody is told", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("I", "A/R", "-")) }, "", ""},
	{"V08 a firewall change surprises", func(t *testing.T, m *Matrix) { at(t, m, "net-fwchange").Cells = cells("A/R", "I", "I") }, "V08", "surprise the other team"},
	{"V08 both teams are in it", func(t *testing.T, m *Matrix) { at(t, m, "net-fwchange").Cells = cells("A/R", "R", "I") }, "", ""},
	{"V08 another row", func(t *testing.T, m *Matrix) { at(t, m, "srv-virt").Cells = cells("A/R", "I", "I") }, "", ""},
	{"V10 too short", func(_ *testing.T, m *Matrix) {
		own(m, "lob", "Label printing", "Printer things.", cells("C", "A/R", "I"))
	}, "V10", "too broad"},
	{"V10 etc.", func(_ *testing.T, m *Matrix) {
		own(m, "lob", "Label printing", "Toner, paper, labels, etc. for the plant.", cells("C", "A/R", "I"))
	}, "V10", "too broad"},
	{"V10 all IT", func(_ *testing.T, m *Matrix) {
		own(m, "lob", "Label printing", "Does all IT in the plant.", cells("C", "A/R", "I"))
	}, "V10", "too broad"},
	{"V10 words that only begin so", func(_ *testing.T, m *Matrix) {
		own(m, "lob", "Label printing", "Etch labels in all items of the plant.", cells("C", "A/R", "I"))
	}, "", ""},
	{"V11 the same job", func(_ *testing.T, m *Matrix) { own(m, "backup", "Restore tests", fine, cells("A/R", "C", "I")) }, "V11", "looks like Restore testing"},
	{"V11 renamed to another", func(t *testing.T, m *Matrix) { at(t, m, "bk-config").Name = "Test restores" }, "V11", "looks like Restore testing"},
	{"V11 another job", func(_ *testing.T, m *Matrix) { own(m, "backup", "Tape rotation", fine, cells("A/R", "C", "I")) }, "", ""},
	{"V11 one job, limited to different things", func(_ *testing.T, m *Matrix) {
		own(m, "backup", "Tape rotation", fine, cells("A/R", "C", "I")).Condition = "servers at HQ only"
		own(m, "backup", "Tape rotation", fine, cells("C", "A/R", "I")).Condition = "servers in branches only"
	}, "", ""},
	{"V11 one job, limited to the same", func(_ *testing.T, m *Matrix) {
		own(m, "backup", "Tape rotation", fine, cells("A/R", "C", "I")).Condition = "servers at HQ only"
		own(m, "backup", "Tape rotation", fine, cells("C", "A/R", "I")).Condition = "servers at HQ only"
	}, "V11 V49", "looks like Tape rotation"},
	{"V11 one job in two areas, whatever the limits", func(_ *testing.T, m *Matrix) {
		own(m, "backup", "Tape rotation", fine, cells("A/R", "C", "I"))
		own(m, "lob", "Tape rotation", fine, cells("C", "A/R", "I")).Condition = "servers in branches only"
	}, "V11 V49", "looks like Tape rotation"},
	{"V12 a standard column is empty", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("", "A/R", "I")) }, "V12", "Northgate has no role"},
	{"V12 two are", func(_ *testing.T, m *Matrix) {
		own(m, "lob", "Label printing", fine, cells("C", "A/R", "")).Cells["1"] = ""
	}, "V07 V12", "Northgate and Alder management have no role"},
	{"V12 decided to be outside", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("-", "A/R", "I")) }, "", ""},
	{"V12 nothing decided at all", func(_ *testing.T, m *Matrix) { own(m, "lob", "Label printing", fine, cells("", "", "")) }, "V01 V03", "nobody answers"},
	{"V24 who may not spend", func(t *testing.T, m *Matrix) {
		own(m, "lob", "Label stock", "Buy labels for the printers of the plant.", cells("A/R", "C", "I"))
		at(t, m, "lob-support").Area = "lob"
	}, "V24 V26", "cannot approve the spending"},
	{"V24 who may", func(_ *testing.T, m *Matrix) {
		own(m, "lob", "Label stock", "Buy labels for the printers of the plant.", cells("C", "A/R", "I"))
	}, "", ""},
	{"V24 the library's own row, edited", func(t *testing.T, m *Matrix) { at(t, m, "cl-license").Cells = cells("A/R", "I", "I") }, "V24", "Licenses and subscription cost"},
	{"V25 answers for what it cannot direct", func(t *testing.T, m *Matrix) { at(t, m, "srv-patch").Cells = cells("A", "R", "I") }, "V25", "work that only Client IT does"},
	{"V25 both work", func(t *testing.T, m *Matrix) { at(t, m, "srv-patch").Cells = cells("A/R", "R", "I") }, "", ""},
	{"V25 not critical", func(t *testing.T, m *Matrix) { at(t, m, "srv-virt").Cells = cells("A", "R", "I") }, "", ""},
	{"V26 in an area it only supports", func(t *testing.T, m *Matrix) { at(t, m, "lob-admin").Cells = cells("A/R", "C", "C") }, "V26", "the price does not include Line-of-business applications"},
	{"V26 it advises", func(t *testing.T, m *Matrix) { at(t, m, "lob-admin").Cells = cells("C", "A/R", "I") }, "", ""},
	{"V28 a duty of the law", func(_ *testing.T, m *Matrix) {
		own(m, "incident", "Cyber claims", "Report incidents to the insurer in time.", cells("A/R", "C", "I"))
	}, "V28", "belong to Alder"},
	{"V28 the library's, lock overridden", func(t *testing.T, m *Matrix) {
		f := at(t, m, "ir-notify")
		f.Cells, f.LockReason = cells("A/R", "R", "C"), "They have the lawyers."
	}, "V28", "Northgate can supply facts"},
	{"V28 it only helps", func(_ *testing.T, m *Matrix) {
		own(m, "incident", "Cyber claims", "Report incidents to the insurer in time.", cells("R", "C", "A"))
	}, "", ""},
	{"V29 approves its own changes", func(t *testing.T, m *Matrix) {
		at(t, m, "ch-request").Cells, at(t, m, "ch-approve").Cells = cells("C", "A/R", "I"), cells("C", "A/R", "C")
	}, "V06 V29", "checks its own work"},
	{"V29 another decides", func(t *testing.T, m *Matrix) {
		at(t, m, "ch-request").Cells, at(t, m, "ch-approve").Cells = cells("C", "A/R", "I"), cells("I", "R", "A")
	}, "V08", "surprise"},
	{"V29 as the library has it", func(t *testing.T, m *Matrix) {
		at(t, m, "ch-request").Cells, at(t, m, "ch-approve").Cells = cells("C", "A/R", "I"), cells("C", "A/R", "I")
	}, "", ""},
	{"V30 one person is both", func(_ *testing.T, m *Matrix) { m.Stakeholders[1].Deputy = " priya" }, "V30", "Priya carries"},
	{"V30 one person, two columns", func(_ *testing.T, m *Matrix) { m.Stakeholders[2].Holder = "Priya" }, "V30", "these have no owner"},
	{"V30 the MSP's own affair", func(_ *testing.T, m *Matrix) { m.Stakeholders[0].Deputy = "Tom" }, "", ""},
	{"V35 shared in name only", func(t *testing.T, m *Matrix) {
		for i := range m.Functions {
			if f := &m.Functions[i]; f.Area == "endpoint" {
				f.Cells = cells("A/R", "C", "I")
			}
		}
	}, "V35", "Northgate answers for 7 of 7"},
	{"V35 one row is another's", func(t *testing.T, m *Matrix) {
		for i := range m.Functions {
			if f := &m.Functions[i]; f.Area == "endpoint" && f.Key != "ep-standard" && f.Key != "ep-deploy" {
				f.Cells = cells("A/R", "C", "I")
			}
		}
	}, "", ""},
	{"V36 led in name only", func(t *testing.T, m *Matrix) {
		for _, k := range []FunctionKey{"srv-monitor", "srv-virt", "srv-directory", "srv-fileshare"} {
			at(t, m, k).Cells = cells("C", "A/R", "I")
		}
	}, "V36", "answers for only 2 of 6"},
	{"V36 half is enough", func(t *testing.T, m *Matrix) {
		for _, k := range []FunctionKey{"srv-virt", "srv-directory", "srv-fileshare"} {
			at(t, m, k).Cells = cells("C", "A/R", "I")
		}
	}, "", ""},
	{"V37 management decides daily matters", func(_ *testing.T, m *Matrix) {
		n := 0
		for i := range m.Functions {
			if f := &m.Functions[i]; f.Lock == NoLock && f.Criticality != Critical && n < 40 {
				f.Cells = cells("R", "R", "A")
				n++
			}
		}
	}, "V35 V36 V37 V38?", "Delegate"},
	{"V38 management accepts nothing", func(_ *testing.T, m *Matrix) {
		for i := range m.Functions {
			if f := &m.Functions[i]; f.Cells["3"].Answers() {
				f.Cells, f.LockReason = cells("C", "A/R", "I"), "We have no management."
			}
		}
	}, "V38 V35?", "No one in management"},
	{"V40 finds, and tells nobody", func(t *testing.T, m *Matrix) {
		at(t, m, "bk-monitor").Cells, at(t, m, "bk-config").Cells = cells("A/R", "-", "I"), cells("-", "A/R", "I")
	}, "V40", "Client IT fixes them in Backup configuration and coverage"},
	{"V40 the fixer is told", func(t *testing.T, m *Matrix) {
		at(t, m, "bk-monitor").Cells, at(t, m, "bk-config").Cells = cells("A/R", "I", "I"), cells("-", "A/R", "I")
	}, "", ""},
	{"V42 security of what it does not run", func(_ *testing.T, m *Matrix) {
		for i := range m.Areas {
			if m.Areas[i].Key == "network" {
				m.Areas[i].Mode = InternalLed
			}
		}
		for i := range m.Functions {
			if f := &m.Functions[i]; f.Area == "network" {
				lib, _ := catalog.FunctionByKey(f.Key)
				f.Cells = lib.Patterns[InternalLed].Fill(m.Stakeholders)
			}
		}
	}, "V42", "does not run: Network"},
	{"V45 a critical row is gone", func(t *testing.T, m *Matrix) {
		m.Functions = slices.DeleteFunc(m.Functions, func(f Function) bool { return f.Key == "bk-config" })
	}, "V45", "was removed"},
	{"V45 a normal row is gone", func(t *testing.T, m *Matrix) {
		m.Functions = slices.DeleteFunc(m.Functions, func(f Function) bool { return f.Key == "bk-restore" })
	}, "", ""},
	{"V45 excluded with a reason", func(t *testing.T, m *Matrix) { at(t, m, "bk-config").Excluded = "Another supplier does." }, "", ""},
	{"V48 once a year", func(t *testing.T, m *Matrix) { at(t, m, "bk-test").Cadence = "annual" }, "V48", "less than once a quarter"},
	{"V48 never", func(t *testing.T, m *Matrix) { at(t, m, "bk-test").Excluded = "No time." }, "V48", "is excluded"},
	{"V48 each month", func(t *testing.T, m *Matrix) { at(t, m, "bk-test").Cadence = "monthly" }, "", ""},
	{"V49 who does the rest", func(t *testing.T, m *Matrix) { at(t, m, "srv-patch").Condition = "Only servers at HQ." }, "V49", "covers only servers at HQ. Who"},
	{"V49 another row does", func(t *testing.T, m *Matrix) {
		at(t, m, "srv-patch").Condition = "servers at HQ only"
		own(m, "server", "Server patching in branches", "Patch the servers in each branch office.", cells("A/R", "C", "I"))
	}, "", ""},
	{"V50 agreed without a look", func(_ *testing.T, m *Matrix) {
		for i := range m.Functions {
			m.Functions[i].AgreedMSP, m.Functions[i].AgreedClient = 1, 1
		}
	}, "V50", "Only 0 rows differ"},
	{"V50 they did go through it", func(_ *testing.T, m *Matrix) {
		for i := range m.Functions {
			m.Functions[i].AgreedMSP, m.Functions[i].AgreedClient = 1, 1
			if f := &m.Functions[i]; i%3 == 0 && f.Cells["3"] == Informed {
				f.Cells["3"] = NotInvolved
			}
		}
	}, "", ""},
	{"V51 back and forth", func(t *testing.T, m *Matrix) { at(t, m, "srv-patch").Handed = 3 }, "V51", "changed hands 3 times"},
	{"V51 there and back", func(t *testing.T, m *Matrix) { at(t, m, "srv-patch").Handed = 2 }, "", ""},
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, tt := range ruleTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := shipped()
			tt.spoil(t, &m)
			var got, said []string
			for _, f := range m.Check(Context{Names: names, Library: catalog.Shipped().Rules()}) {
				if f.Rule == "V09" {
					continue
				}
				if !slices.Contains(got, f.Rule) {
					got = append(got, f.Rule)
				}
				said = append(said, f.Message)
				if f.Fix == "" || f.Page == "" {
					t.Errorf("%s offers nothing: %+v", f.Rule, f)
				}
			}
			slices.Sort(got)
			var want []string
			for r := range strings.FieldsSeq(tt.want) {
				if may, ok := strings.CutSuffix(r, "?"); !ok || slices.Contains(got, may) {
					want = append(want, strings.TrimSuffix(r, "?"))
				}
			}
			slices.Sort(want)
			if !slices.Equal(got, want) || !strings.Contains(strings.Join(said, "\n"), tt.says) {
				t.Errorf("%v, want %v and %q:\n%s", got, want, tt.says, strings.Join(said, "\n"))
			}
		})
	}
}

// What a finding offers as a remedy mends it, and opens no other.
func TestRemedies(t *testing.T) {
	t.Parallel()
	ctx := Context{Names: names, Library: catalog.Shipped().Rules()}
	for _, tt := range ruleTests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := shipped()
			tt.spoil(t, &m)
			for _, found := range m.Check(ctx) {
				for _, remedy := range found.Remedies {
					after := m
					after.Functions = slices.Clone(m.Functions)
					i := slices.IndexFunc(after.Functions, func(f Function) bool { return f.ID == found.Function })
					if i < 0 {
						t.Fatalf("%s offers %q for no row", found.Rule, remedy.Label)
					}
					if _, err := after.Functions[i].Mend(remedy); err != nil {
						t.Errorf("%s, %q: %v", found.Rule, remedy.Label, err)
					}
					for _, f := range after.Check(ctx) {
						if f.Rule == found.Rule && f.Function == found.Function {
							t.Errorf("%s still says “%s” after %q", f.Rule, f.Message, remedy.Label)
						}
						if f.Severity == Block && f.Rule != "V09" && !slices.ContainsFunc(m.Check(ctx), func(o Finding) bool { return o.Rule == f.Rule }) {
							t.Errorf("%q for %s leads to %s: %s", remedy.Label, found.Rule, f.Rule, f.Message)
						}
					}
				}
			}
		})
	}
}

// The balance of an area is nobody's news while every row is as the library has it in
// that lane, however lopsided it is; one row that people changed makes it theirs.
func TestBalanceOfTheLibraryIsNoFinding(t *testing.T) {
	t.Parallel()
	for rule, tt := range map[string]struct {
		lane   Mode
		as, to map[StakeholderID]Assignment
		other  map[StakeholderID]Assignment // of the other lane
	}{
		"V35": {Shared, cells("A/R", "C", "I"), cells("A/R", "I", "C"), cells("A/R", "R", "I")},
		"V36": {MSPLed, cells("C", "A/R", "I"), cells("I", "A/R", "C"), cells("R", "A/R", "I")},
	} {
		var rows []LibraryRow
		m := Matrix{Stakeholders: columns, Areas: []Area{{Key: "plant", Name: "Plant", Mode: tt.lane}}}
		pattern := func(c map[StakeholderID]Assignment) Pattern { return Pattern{c["1"], c["2"], c["3"]} }
		for _, k := range []FunctionKey{"lathe", "press", "oven", "crane", "robot", "scale"} {
			rows = append(rows, LibraryRow{Key: k, Area: "plant", Name: string(k), Description: fine, Patterns: map[Mode]Pattern{
				tt.lane: pattern(tt.as), InternalLed: pattern(tt.other),
			}})
			m.Functions = append(m.Functions, Function{ID: FunctionID(k), Key: k, Area: "plant", Name: string(k), Description: fine, Cells: tt.as, Split: "We press, they hold.", Rev: 1})
		}
		ctx := Context{Names: names, Library: NewLibrary(rows)}
		says := func(cells map[StakeholderID]Assignment) bool {
			m.Functions[2].Cells = cells
			return slices.ContainsFunc(m.Check(ctx), func(f Finding) bool { return f.Rule == rule })
		}
		if says(tt.as) {
			t.Errorf("%s finds fault with the library", rule)
		}
		if !says(tt.to) {
			t.Errorf("%s is silent on what people decided", rule)
		}
		if !says(tt.other) {
			t.Errorf("%s takes another lane's letters for this one's", rule)
		}
	}
}

func TestLockAdmits(t *testing.T) {
	t.Parallel()
	for lock, want := range map[Lock][]Kind{
		NoLock:         {MSPTeam, InternalIT, Management, OtherKind},
		ManagementLock: {Management},
		ClientLock:     {InternalIT, Management, OtherKind},
		MSPLock:        {MSPTeam},
	} {
		var got []Kind
		for _, k := range []Kind{MSPTeam, InternalIT, Management, OtherKind} {
			if lock.Admits(k) {
				got = append(got, k)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q admits %v, want %v", lock, got, want)
		}
	}
}
