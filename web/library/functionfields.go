package library

import (
	"fmt"

	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/web/page"
	"demarc/web/ui"
)

func (e editor) area() ui.Field {
	f := e.field("area", "Area or pack", "Engagements begin with the functions of areas; those of a pack come with the pack.", 0)
	f.Options = options("Choose an area or a pack")
	for _, a := range e.thing.Draft.Areas() {
		f.Options = append(f.Options, ui.Option{Value: string(a.Key), Label: a.Name})
	}
	for _, p := range e.thing.Draft.Packs() {
		f.Options = append(f.Options, ui.Option{Value: string(p.Area()), Label: "Pack: " + p.Name})
	}
	return f
}

// fixed is the pack of a shipped function, which stays in it, or empty.
func (e editor) fixed() string {
	f, ok := catalog.FunctionByKey(raci.FunctionKey(e.thing.Item.Key))
	if !ok || f.Pack == "" {
		return ""
	}
	p, _ := e.thing.Draft.Pack(f.Pack)
	return p.Name
}

func (e editor) begins() ui.Field {
	f := e.field("optional", "Only templates that ask for it begin with it", "Otherwise every new engagement begins with it. For a function of an area.", 0)
	f.Value = "yes"
	f.Checked = e.form.Checked("optional")
	return f
}

func (e editor) criticality() ui.Field {
	f := e.field("criticality", "How critical is it?", "", 0)
	f.Inline = true
	f.Options = options("", [2]string{"critical", "Critical"}, [2]string{"high", "High"}, [2]string{"normal", "Normal"})
	return f
}

func (e editor) cadence() ui.Field {
	f := e.field("cadence", "How often does it happen?", "", 0)
	f.Width = "20"
	f.Options = options("Choose")
	for _, c := range catalog.Cadences {
		f.Options = append(f.Options, ui.Option{Value: c, Label: catalog.CadenceWords(c)})
	}
	return f
}

func (e editor) lock() ui.Field {
	f := e.field("lock", "Who may be Accountable?", "A matrix that names somebody else needs a reason that both sides see.", 0)
	f.Options = options("Anybody", [2]string{"mgmt", "Client management only"}, [2]string{"client", "Internal IT or client management, never the MSP"}, [2]string{"msp", "The MSP only"})
	return f
}

func (e editor) access() ui.Field {
	f := e.field("access", "Access that the work needs", "", 0)
	f.Optional = true
	for _, a := range catalog.AccessKinds() {
		f.Options = append(f.Options, ui.Option{Value: string(a.Key), Label: a.Name})
	}
	return f
}

// cell is the choice of one letter.
func (e editor) cell(mode raci.Mode, column int) ui.Field {
	f := e.field(cellName(mode, column), mode.Words()+", "+columns[column], "", 0)
	f.HideName = true
	for _, a := range raci.Assignments {
		if a != raci.Undecided {
			f.Options = append(f.Options, ui.Option{Value: string(a), Label: letterWords(a)})
		}
	}
	return f
}

// letterWords is a letter with its word, short enough for a column.
func letterWords(a raci.Assignment) string {
	switch a {
	case raci.AccountableAndDoing:
		return "A/R Both"
	case raci.NotInvolved:
		return "– Not involved"
	case raci.Accountable, raci.Responsible, raci.Consulted, raci.Informed, raci.Undecided:
	}
	return string(a) + " " + a.Words()
}

// lanes are the lanes that a function has a pattern for.
var lanes = raci.Modes[:3]

// columns are the columns that a pattern fills.
var columns = []string{"MSP team", "Internal IT", "Client management"}

// cellName is the name of the field of one letter.
func cellName(mode raci.Mode, column int) string { return fmt.Sprintf("%s-%d", mode, column) }

func readFunction(f *page.Form) catalog.Function {
	fn := catalog.Function{
		Name: f.Line("name", page.MaxLine), Description: f.Line("description", page.MaxText), Optional: f.Checked("optional"),
		Criticality: raci.Criticality(f.Line("criticality", page.MaxCode)), Cadence: f.Line("cadence", page.MaxCode),
		Lock: raci.Lock(f.Line("lock", page.MaxCode)), SharedSplit: f.Line("split", page.MaxText), WatchOut: f.Line("watch_out", page.MaxText),
		Evidence: f.Line("evidence", page.MaxText), SearchWords: lines(f.Text("search", page.MaxText)), Frameworks: lines(f.Text("frameworks", page.MaxText)),
		Access: f.Many("access", 60, page.MaxCode), Patterns: map[raci.Mode]raci.Pattern{},
	}
	fn.AreaKey, fn.Pack = home(f.Line("area", page.MaxCode))
	for _, mode := range lanes {
		var p raci.Pattern
		for i := range p {
			p[i] = raci.Assignment(f.Line(cellName(mode, i), page.MaxCode))
		}
		fn.Patterns[mode] = p
	}
	return fn
}
