package intake

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/raci"
)

func alder() Known {
	cells := func(msp, it, mgmt raci.Assignment) map[raci.StakeholderID]raci.Assignment {
		return map[raci.StakeholderID]raci.Assignment{"m": msp, "i": it, "g": mgmt}
	}
	return Known{
		Number: "NG-1", MSP: []string{"Northgate", "Northgate IT LLC"}, Client: []string{"Alder Foods"},
		Matrix: raci.Matrix{
			Areas: []raci.Area{{Key: "backup", Name: "Backup & recovery", Mode: raci.Shared}, {Key: "endpoints", Name: "Endpoints", Mode: raci.MSPLed}, {Key: "ot", Name: "Plant floor", Mode: raci.OutOfScope}},
			Stakeholders: []raci.Stakeholder{
				{ID: "m", Kind: raci.MSPTeam, Name: "MSP team"}, {ID: "i", Kind: raci.InternalIT, Name: "Internal IT", Holder: "Priya Shah"}, {ID: "g", Kind: raci.Management, Name: "Client management"},
			},
			Functions: []raci.Function{
				{ID: "f1", Key: "bk-test", Area: "backup", Name: "Test restores", Description: "Prove that backups work.", Criticality: raci.Critical, Cells: cells("A/R", "C", "I"), Rev: 3, AgreedMSP: 3},
				{ID: "f2", Key: "bk-run", Area: "backup", Name: "Run backups", Description: "Every night.", Criticality: raci.High, Cells: cells("R", "A", "-"), Rev: 1},
				{ID: "f3", Key: "ep-patch", Area: "endpoints", Name: "Patch workstations", Description: "Monthly.", Criticality: raci.Normal, Cells: cells("A/R", "I", "-"), Rev: 1},
				{ID: "f4", Key: "ep-buy", Area: "endpoints", Name: "Buy laptops", Description: "When old.", Criticality: raci.Normal, Excluded: "The client buys.", Cells: cells("", "", ""), Rev: 1},
			},
		},
	}
}

// told reads cells as pasted and says in a line each what they would do.
func told(t *testing.T, k Known, cells string, edit func(*Choices)) []string {
	t.Helper()
	b, err := ReadText("", []byte(cells))
	if err != nil {
		t.Fatal(err)
	}
	l, err := k.Guess(b)
	if err != nil {
		t.Fatal(err)
	}
	c := k.Suggest(b, l)
	if edit != nil {
		edit(&c)
	}
	p := k.Plan(b, c)
	if len(p.Rows) != len(b.Sheets[0].Rows) {
		t.Errorf("%d rows told of, the sheet has %d", len(p.Rows), len(b.Sheets[0].Rows))
	}
	return lines(p)
}

func lines(p Plan) []string {
	var out []string
	for _, r := range p.Rows {
		s := fmt.Sprintf("%d %s", r.At, r.Kind)
		if r.Match != NoMatch {
			s += " " + string(r.Was.Key)
		}
		for _, e := range r.Edits {
			if r.Kind == Change || e.To != "" {
				s += fmt.Sprintf(" [%s: %s→%s]", e.Field, e.From, e.To)
			}
		}
		if r.Moved != nil {
			s += fmt.Sprintf(" A %s→%s", r.Moved.From, r.Moved.To)
		}
		if r.Wrong != "" {
			s += " " + r.Wrong
		}
		out = append(out, s)
	}
	return out
}

func TestMessySheets(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cells string
		edit  func(*Choices)
		want  []string
	}{
		"a column for each team": {
			cells: "Who does what, 2024\n\nTask\tNorthgate (MSP)\tIT\tManagement\tNotes\n" +
				"Backup and Recovery\n" +
				"test restores\ta/r\tc\tI\tbare metal once a year\n" +
				"RUN BACKUPS\tR,A\tinformed\t\t\n" +
				"Rotate tapes\tr\tA\t-\t\n" +
				"\n" +
				"Endpoints\n" +
				"Patching of workstations\tA R\tC/I\t\t\n" +
				"Buy laptops\tx\tA\t\t\n",
			want: []string{
				"1 heading", "2 blank", "3 heading", "4 heading",
				"5 change bk-test [Split note: →bare metal once a year]",
				"6 change bk-run [MSP team: R→A/R] [Internal IT: A→I] A i→m",
				"7 new [MSP team: →R] [Internal IT: →A] [Client management: →-]",
				"8 blank", "9 heading",
				"10 unreadable ep-patch Column C: “C/I” is more than one letter; only A and R go together.",
				"11 unreadable ep-buy Buy laptops is listed as excluded. Restore it first.",
			},
		},
		"a column for each letter": {
			cells: "Category;Activity;Responsible;Accountable (A);Consulted;Informed\n" +
				"Backup & recovery;Test restores;MSP, Internal IT;Alder Foods IT;;Mgmt\n" +
				";Run backups;both;Provider;;\n" +
				"Endpoints;Patch workstations;Bob;MSP;;\n" +
				"Plant floor;Grease robots;MSP;IT;;\n" +
				"Kitchen;Clean the fridge;IT;IT;;\n",
			want: []string{
				"1 heading",
				"2 change bk-test [MSP team: A/R→R] [Internal IT: C→A/R] A m→i",
				"3 change bk-run [MSP team: R→A/R] [Internal IT: A→R] A i→m",
				"4 unreadable ep-patch Column C: “Bob” is nobody’s name in this matrix.",
				"5 unreadable Plant floor is out of scope. Choose another lane for it first.",
				"6 unreadable It is not in the matrix yet. Choose the area it goes to.",
			},
		},
		"headings in two rows": {
			cells: "Responsibilities of Northgate and Alder Foods\n" +
				"\tTask\tMSP\t\tClient\t\tNotes\n" +
				"\t\tHelp desk\tEngineer\tIT lead\tCFO\t\n" +
				"R = does the work\n" +
				"Backup\tTest restores\tR\tA\tC\tI\t\n" +
				"\tRun backups\tI\tR\tA\t\tby night\n" +
				"R\tdoes the work\n" +
				"Legend: R = Responsible, A = Accountable\n",
			want: []string{
				"1 heading", "2 heading", "3 heading", "4 heading",
				"5 same bk-test", "6 change bk-run [Split note: →by night]", "7 heading", "8 heading",
			},
		},
		"the lower row heads all columns": {
			cells: "Northgate,,Alder Foods,\nFunction,Engineer,Priya Shah,Finance director\nTest restores,R,A,C\n",
			want:  []string{"1 heading", "2 heading", "3 change bk-test [MSP team: A/R→R] [Internal IT: C→A] [Client management: I→C] A m→i"},
		},
		"a title is no group": {
			cells: "MSP and client\nFunction,MSP,IT\nTest restores,R,A\n",
			want:  []string{"1 heading", "2 heading", "3 change bk-test [MSP team: A/R→R] [Internal IT: C→A] A m→i"},
		},
		"the A leaves a column that the sheet does not have": {
			cells: "Function,Internal IT\nTest restores,A\nRun backups,\n",
			want:  []string{"1 heading", "2 change bk-test [MSP team: A/R→R] [Internal IT: C→A] A m→i", "3 same bk-run"},
		},
		"two Accountable": {
			cells: "Function,MSP,IT\nTest restores,A,A\n",
			want:  []string{"1 heading", "2 unreadable bk-test Two columns are Accountable. When both answer, neither does. Keep one."},
		},
		"twice the same": {
			cells: "Function,MSP,IT\nTest restores,A/R,C\nTest  Restores,R,A\nRestore testing,R,A\nA new one,R,A\na new one,C,A\n",
			edit:  func(c *Choices) { c.Area = "backup" },
			want: []string{
				"1 heading", "2 same bk-test", "3 unreadable Row 2 is about the same function.",
				"4 new [MSP team: →R] [Internal IT: →A]", "5 new [MSP team: →R] [Internal IT: →A]", "6 unreadable Row 5 adds a function of the same name.",
			},
		},
		"a close name is another job": {
			cells: "Function,MSP,IT\nRestore tests,C,A/R\n",
			edit:  func(c *Choices) { c.AsNew, c.Area = map[int]bool{2: true}, "backup" },
			want:  []string{"1 heading", "2 new [MSP team: →C] [Internal IT: →A/R]"},
		},
		"a close name": {
			cells: "Function,MSP,IT\nRestore tests,C,A/R\n",
			want:  []string{"1 heading", "2 change bk-test [MSP team: A/R→C] [Internal IT: C→A/R] A m→i"},
		},
		"empty cells are nobody's": {
			cells: "Function,MSP,IT,Management\nTest restores,A/R,,\n",
			edit:  func(c *Choices) { c.Empty = EmptyIsNone },
			want:  []string{"1 heading", "2 change bk-test [Internal IT: C→-] [Client management: I→-]"},
		},
		"no name, too long, hidden": {
			cells: "Function,Details,MSP,IT\n,,R,A\nTest restores," + strings.Repeat("é", 301) + ",A/R,C\nRun \u202ebackups,,R,A\n",
			want: []string{
				"1 heading", "2 unreadable There is no name of a function in it.",
				"3 unreadable bk-test Description has 301 characters. Shorten it to 300.",
				"4 unreadable Column A has a hidden character (U+202E). Type the text again.",
			},
		},
		"nobody known": {
			cells: "Jobs,Bob,Jane\nTest restores,A,R\nRun backups,R,A\n",
			edit:  func(c *Choices) { c.Layout.Columns = []Meaning{Name, To("m"), To("i")} },
			want:  []string{"1 heading", "2 change bk-test [MSP team: A/R→A] [Internal IT: C→R]", "3 same bk-run"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, told(t, alder(), c.cells, c.edit)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSeveralColumnsOfOneTeam: the team has the strongest of their letters, and is told.
func TestSeveralColumnsOfOneTeam(t *testing.T) {
	t.Parallel()
	k := alder()
	b, err := ReadText("", []byte("\tNorthgate\t\tAlder Foods\nFunction\tDesk\tEngineer\tIT\nTest restores\tA\tR\tC\nRun backups\tI\tR\tA\nPatch workstations\tR\t\tA\n"))
	if err != nil {
		t.Fatal(err)
	}
	l, err := k.Guess(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Meaning{Name, To("m"), To("m"), To("i")}, l.Columns); diff != "" {
		t.Error(diff)
	}
	if err := l.Check(b); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]string{"Function", "Northgate: Desk", "Northgate: Engineer", "Alder Foods: IT"}, k.Headings(b.Sheets[0], l.Header)); diff != "" {
		t.Error(diff)
	}
	p := k.Plan(b, k.Suggest(b, l))
	want := []string{"1 heading", "2 heading", "3 same bk-test", "4 same bk-run", "5 change ep-patch [MSP team: A/R→R] [Internal IT: I→A] A m→i"}
	if diff := cmp.Diff(want, lines(p)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"Desk has I and Engineer has R, so MSP team is read as Responsible."}, p.Rows[3].Notes); diff != "" {
		t.Error(diff)
	}
}

// TestSheetChosen: of several sheets the one that is a matrix is read, and the others
// are told of.
func TestSheetChosen(t *testing.T) {
	t.Parallel()
	k := alder()
	b := Book{Name: "m.xlsx", Sheets: []Table{
		{Name: "Contacts", Rows: [][]string{{"Service", "MSP", "Client", "Notes", "Area"}, {"Desk", "Ann", "Bob"}}},
		{Name: "Old", Rows: [][]string{{"Task", "MSP", "IT"}, {"Run backups", "R", "A"}}},
		{Name: "Now", Rows: [][]string{{"Task", "MSP", "IT"}, {"Run backups", "R", "A"}, {"Test restores", "R", "A"}, {"Patch workstations", "R", "A"}}},
	}}
	l, err := k.Guess(b)
	if err != nil || l.Sheet != 2 {
		t.Fatalf("sheet %d read: %v", l.Sheet, err)
	}
	if notes := k.Plan(b, k.Suggest(b, l)).Notes; !strings.Contains(notes[0], "“Now”") || !strings.Contains(notes[0], "“Contacts” and “Old”") {
		t.Errorf("the other sheets are not told of: %q", notes)
	}
}

// A person who may not shape the matrix changes rows and adds none.
func TestFixedRows(t *testing.T) {
	t.Parallel()
	k := alder()
	k.Fixed = "Ask your internal IT lead."
	got := told(t, k, "Area,Function,MSP,IT\nEndpoints,Paint the racks,R,A\nEndpoints,Patch workstations,R,A\n", nil)
	want := []string{"1 heading", "2 unreadable Ask your internal IT lead.", "3 change ep-patch [MSP team: A/R→R] [Internal IT: I→A] A m→i"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestStale is our own sheet that was out while the matrix moved on: only what was
// edited in it is taken in, and a cell that both changed says so.
func TestStale(t *testing.T) {
	t.Parallel()
	k := alder()
	base := &Base{Number: "NG-1", Columns: []string{"MSP team", "Internal IT", "Client management"}}
	table := Table{Rows: [][]string{{"Key", "Function", "MSP team", "Internal IT", "Client management", "Split note"}}}
	for _, f := range k.Matrix.Functions[:3] {
		cells := []raci.Assignment{f.Cells["m"], f.Cells["i"], f.Cells["g"]}
		base.Rows = append(base.Rows, BaseRow{Key: f.Key, Name: f.Name, Description: f.Description, Criticality: f.Criticality, Cells: cells})
		table.Rows = append(table.Rows, []string{string(f.Key), f.Name, string(cells[0]), string(cells[1]), string(cells[2])})
	}
	table.Rows[1][3] = "I"                                                                                                       // edited in the sheet alone
	table.Rows[2][4] = "C"                                                                                                       // edited in both
	k.Matrix.Functions[0].Split = "By day and by night."                                                                         // edited in the matrix alone
	k.Matrix.Functions[1].Cells = map[raci.StakeholderID]raci.Assignment{"m": "R", "i": "A", "g": "I"}                           //
	k.Matrix.Functions[2].Cells = map[raci.StakeholderID]raci.Assignment{"m": "C", "i": "A/R", "g": "-"}                         //
	k.Matrix.Functions = append(k.Matrix.Functions, raci.Function{ID: "f9", Key: "bk-late", Area: "backup", Name: "Came later"}) // not in the sheet, and stays
	b := Book{Name: "m.xlsx", Sheets: []Table{table}, Base: base}
	l, err := k.Guess(b)
	if err != nil {
		t.Fatal(err)
	}
	p := k.Plan(b, k.Suggest(b, l))
	want := []string{"1 heading", "2 change bk-test [Internal IT: C→I]", "3 change bk-run [Client management: I→C]", "4 same ep-patch"}
	if diff := cmp.Diff(want, lines(p)); diff != "" {
		t.Error(diff)
	}
	if p.Rows[1].Clash || !p.Rows[2].Clash || !strings.Contains(strings.Join(p.Rows[2].Notes, " "), "it is “Informed” now") {
		t.Errorf("clashes: %+v", p.Rows[1:3])
	}
	if b.Base.Number = "NG-2"; k.Plan(b, k.Suggest(b, l)).Own {
		t.Error("another engagement's sheet is not our own")
	}
}
