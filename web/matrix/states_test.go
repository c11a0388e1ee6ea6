package matrix

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

var worked = engagement.Engagement{ID: "e", MSPName: "Northgate IT", ClientName: "Alder <Foods>", State: engagement.InDraft}

var twoColumns = []raci.Stakeholder{{ID: "m", Kind: raci.MSPTeam, Name: "MSP team"}, {ID: "i", Kind: raci.InternalIT, Name: "Client IT"}}

// agreedRow is a row that both sides ticked.
func agreedRow() raci.Function {
	return raci.Function{
		ID: "f", Name: "Restore tests", Rev: 2, AgreedMSP: 2, AgreedClient: 2,
		Cells: map[raci.StakeholderID]raci.Assignment{"m": raci.Accountable, "i": raci.Informed},
	}
}

// edited is a row after side changed it.
func edited(f raci.Function, side party.Side, change func(*raci.Function)) raci.Function {
	was := f
	change(&f)
	f.Edit(was, side)
	f.Rev++
	return f
}

func rowOfGrid(t *testing.T, e engagement.Engagement, f raci.Function) *html.Node {
	t.Helper()
	out := newGrid(e, twoColumns).row(nil, &f, mark{}, nil)
	return first(parse(t, strings.NewReader("<table><tbody>"+string(out)+"</tbody></table>")), "tr")
}

func ofClass(n *html.Node, class string) *html.Node {
	for d := range n.Descendants() {
		if strings.Contains(" "+attr(d, "class")+" ", " "+class+" ") {
			return d
		}
	}
	return nil
}

// A proposal shows the letter it replaces before the new one, in words for readers, and
// says what else it changes and whose agreement it took.
func TestGridProposal(t *testing.T) {
	t.Parallel()
	f := edited(agreedRow(), party.MSP, func(f *raci.Function) {
		if _, _, err := f.Assign("i", raci.AccountableAndDoing); err != nil {
			t.Fatal(err)
		}
		f.Split, f.Name = "IT restores.", "Restore tests, monthly"
	})
	row := rowOfGrid(t, worked, f)
	cell := byID(row, "c1-f")
	if attr(row, "data-state") != "proposed" || attr(cell, "class") != "mx-changed" || attr(cell, "data-as") != "A/R" {
		t.Errorf("%s, %s, %s", attr(row, "data-state"), attr(cell, "class"), attr(cell, "data-as"))
	}
	if got, want := words(cell), "Restore tests, monthly, Client IT, Accountable and Responsible, was Informed when Alder <Foods> agreed, proposed by Northgate ITClient ITIAR"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if old := ofClass(cell, "mx-was"); old == nil || words(old) != "I" || attr(old, "aria-hidden") != "true" {
		t.Error("the old letter is not there for eyes")
	}
	if got, want := words(ofClass(row, "mx-proposed")), "Changed by Northgate IT since Alder <Foods> agreed: name, split note"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	// Who is asked and agrees sees the row as it is; the other side has still to.
	if err := f.Agree(party.Client, f.Rev); err != nil {
		t.Fatal(err)
	}
	if got := words(ofClass(rowOfGrid(t, worked, f), "mx-proposed")); !strings.HasPrefix(got, "Changed by Northgate IT since Northgate IT agreed") {
		t.Errorf("%q", got)
	}
	if err := f.Agree(party.MSP, f.Rev); err != nil {
		t.Fatal(err)
	}
	if row := rowOfGrid(t, worked, f); ofClass(row, "mx-proposed") != nil || ofClass(row, "mx-was") != nil || attr(row, "data-state") != "agreed" {
		t.Error("both agreed, and it is still shown as proposed")
	}
}

func TestGridStates(t *testing.T) {
	t.Parallel()
	same := func(*raci.Function) {}
	park := func(f *raci.Function) {
		f.Parked = raci.Parked{Side: party.MSP, Owner: "i", Until: "2027-03-01", Why: "Later."}
	}
	sent := worked
	sent.State = engagement.Signing
	for name, c := range map[string]struct {
		e     engagement.Engagement
		row   func() raci.Function
		state string
		says  string
		not   string
		cell  string // how the sentence of each cell ends
	}{
		"draft":  {worked, func() raci.Function { f := agreedRow(); f.AgreedMSP, f.AgreedClient = 0, 0; return f }, "draft", "", "Proposed", "Informed"},
		"agreed": {worked, agreedRow, "agreed", "", "Changed", "Informed, agreed by both"},
		"proposed": {worked, func() raci.Function {
			f := agreedRow()
			f.AgreedMSP, f.AgreedClient = 0, 0
			return edited(f, party.Client, same)
		}, "proposed", "Proposed by Alder <Foods>", "Changed", "Informed, proposed by Alder <Foods>"},
		"to be parked": {worked, func() raci.Function { return edited(agreedRow(), party.MSP, park) }, "proposed", "To be parked: Client IT holds it until 1 March 2027", "Proposed by", "Informed, proposed by Northgate IT"},
		"parked":       {worked, func() raci.Function { f := agreedRow(); park(&f); return f }, "parked", "Parked: Client IT holds it until 1 March 2027", "To be", "Informed, parked"},
		"disputed":     {worked, func() raci.Function { f := agreedRow(); _ = f.RaiseDispute(party.Client, "Ours."); return f }, "disputed", "Disputed by Alder <Foods>: Ours.", "Changed", "Informed, disputed by Alder <Foods>"},
		"locked":       {sent, func() raci.Function { return edited(agreedRow(), party.MSP, park) }, "locked", "Locked", "To be parked", "Informed, locked"},
	} {
		row := rowOfGrid(t, c.e, c.row())
		head := words(first(row, "th"))
		if attr(row, "data-state") != c.state || !strings.Contains(head, c.says) || strings.Contains(head, c.not) {
			t.Errorf("%s: is %q and says %q", name, attr(row, "data-state"), head)
		}
		if got, want := words(ofClass(byID(row, "c1-f"), "unseen")), "Restore tests, Client IT, "+c.cell; got != want {
			t.Errorf("%s: a cell reads %q, want %q", name, got, want)
		}
	}
}

// What a row's state adds is written without a single allocation.
func TestStatesAllocateNothing(t *testing.T) {
	f := edited(agreedRow(), party.MSP, func(f *raci.Function) { _, _, _ = f.Assign("i", raci.AccountableAndDoing) })
	g, b := newGrid(worked, twoColumns), make([]byte, 0, 1<<16)
	if n := testing.AllocsPerRun(100, func() { b = g.row(b[:0], &f, mark{}, nil) }); n > 0 {
		t.Errorf("%.0f allocations for a row with a proposal", n)
	}
}
