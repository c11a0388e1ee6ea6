package probe_test

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// matrixForms are about rows, cells and columns of the matrix.
var matrixForms = map[string]makeForm{
	"/e/{engagement}/matrix/import": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("cells", p.pasted())
	},
	"/e/{engagement}/matrix/import/preview": func(p *probe, _ string, _ map[string]string) url.Values { return p.sheet() },
	"/e/{engagement}/matrix/import/apply":   func(p *probe, _ string, _ map[string]string) url.Values { return p.sheet() },
	"/e/{engagement}/matrix/agree": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("row", fmt.Sprintf("%s@%d", f.ID, f.Rev))
	},
	"/e/{engagement}/matrix/cells": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("row", fmt.Sprintf("%s@%d", f.ID, f.Rev), "cell", fmt.Sprintf("%s %s C", f.ID, p.columnID(raci.Management)))
	},
	"/e/{engagement}/matrix/undo": func(p *probe, name string, _ map[string]string) url.Values {
		p.edited(name)
		return nil
	},
	"/e/{engagement}/matrix/redo": func(p *probe, name string, _ map[string]string) url.Values {
		if p.edited(name) {
			_, err := p.Matrices.Undo(p.t.Context(), p.people[name].Actor, p.draft.ID, "", app.AskFirst)
			must(p.t, err)
		}
		return nil
	},
	"/e/{engagement}/matrix/bulk/plan": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("do", "default", "row", fmt.Sprintf("%s@%d", f.ID, f.Rev))
	},
	"/e/{engagement}/matrix/bulk": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		rows, in := map[raci.FunctionID]int{f.ID: f.Rev}, raci.Batch{Do: raci.FillLane}
		plan, err := p.Matrices.PlanBulk(p.t.Context(), p.people["owner"].Actor, p.draft.ID, in, rows)
		must(p.t, err)
		return values("do", "default", "row", fmt.Sprintf("%s@%d", f.ID, f.Rev), "seen", plan.Seen)
	},
	"/e/{engagement}/matrix/functions": func(p *probe, name string, _ map[string]string) url.Values {
		return values("area", string(p.function().Area), "name", "Own row of "+name, "description", "What it is", "criticality", "normal")
	},
	"/e/{engagement}/matrix/functions/{fn}/assignments": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("stakeholder", string(p.columnID(raci.Management)), "role", "I", "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/row": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("cell-"+string(p.columnID(raci.Management)), "C", "cell-"+string(p.columnID(raci.InternalIT)), string(f.Cells[p.columnID(raci.InternalIT)]),
			"cell-"+string(p.columnID(raci.MSPTeam)), string(f.Cells[p.columnID(raci.MSPTeam)]), "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/hours": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		column := p.column(raci.MSPTeam)
		if as := f.Cells[column.ID]; as == raci.NotInvolved || as == raci.Undecided {
			column = p.column(raci.InternalIT)
		}
		return values("stakeholder", string(column.ID), "when", "business", "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/holders": func(p *probe, name string, _ map[string]string) url.Values {
		id := string(p.columnID(raci.InternalIT))
		return values("person-"+id, name+" Ortiz", "was-person-"+id, p.restored().Holders[raci.StakeholderID(id)].Person)
	},
	"/e/{engagement}/matrix/functions/{fn}/frameworks": func(p *probe, name string, fill map[string]string) url.Values {
		f := p.restored()
		fill["fn"] = string(f.ID)
		return values("frameworks", "SOC 2 for "+name, "was", strings.Join(f.Frameworks, "\n"))
	},
	"/e/{engagement}/matrix/functions/{fn}/words": func(p *probe, name string, _ map[string]string) url.Values {
		f := p.restored()
		return values("name", f.Name, "description", "Described by "+name, "split", f.Split, "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/fix": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		row, err := p.Matrices.Write(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID, app.Words{Name: f.Name, Description: f.Description}, f.Rev)
		must(p.t, err)
		return values("rule", "V04", "rev", fmt.Sprint(row.Function.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/agree": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("agree", "yes", "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/dispute": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		_, err := p.Matrices.Settle(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID)
		must(p.t, err)
		return values("reason", "It is ours")
	},
	"/e/{engagement}/matrix/functions/{fn}/notes": func(*probe, string, map[string]string) url.Values {
		return values("note", "Ours alone")
	},
	"/e/{engagement}/matrix/functions/{fn}/notes/{note}/remove": func(p *probe, name string, fill map[string]string) url.Values {
		f, who := p.restored(), access.Actor{}
		if person := p.people[name]; person != nil {
			who = person.Actor
		}
		fill["fn"], fill["note"] = string(f.ID), store.NewID()
		if p.Matrices.WriteNote(p.t.Context(), who, p.draft.ID, f.ID, "To be removed") == nil {
			c, err := p.Matrices.OpenCard(p.t.Context(), who, p.draft.ID, f.ID)
			must(p.t, err)
			fill["note"] = c.Notes[len(c.Notes)-1].ID
		}
		return nil
	},
	"/e/{engagement}/matrix/functions/{fn}/park": func(p *probe, name string, _ map[string]string) url.Values {
		return values("owner", string(p.columnID(raci.InternalIT)), "until", p.DB.Now().AddDate(0, 2, 0).Format(time.DateOnly), "why", "For "+name, "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/resume": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/exclude": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("exclude_reason", "Not wanted", "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/restore": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		row, err := p.Matrices.Exclude(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID, "For a moment", f.Rev)
		must(p.t, err)
		return values("rev", fmt.Sprint(row.Function.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/move": func(p *probe, _ string, _ map[string]string) url.Values {
		p.restored()
		return values("direction", "down")
	},
}
