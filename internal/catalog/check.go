package catalog

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"demarc/internal/agreement"
	"demarc/internal/fault"
	"demarc/internal/raci"
)

// Longest texts of a library, in characters.
const (
	maxName  = 100
	maxText  = 500
	maxBody  = 20000
	maxNotes = 4000
	maxWords = 60 // search words, controls or codes of one function
)

// Cadences are how often a function happens.
var Cadences = []string{"continuous", "daily", "weekly", "monthly", "quarterly", "annual", "event"}

// patternColumns stand for the three columns that a pattern fills.
var patternColumns = []raci.Stakeholder{
	{ID: "msp", Kind: raci.MSPTeam, Name: "MSP team"},
	{ID: "it", Kind: raci.InternalIT, Name: "Client IT"},
	{ID: "mgmt", Kind: raci.Management, Name: "Client management"},
}

// problems collects one sentence per field of a form.
type problems map[string]string

func (p problems) text(field, name, value string, required bool, most int) {
	switch n := utf8.RuneCountInString(value); {
	case required && strings.TrimSpace(value) == "":
		p[field] = "Enter " + name + "."
	case n > most:
		p[field] = fmt.Sprintf("Shorten %s to %d characters; it has %d.", name, most, n)
	}
}

// Check judges an item as a part of l, which holds it already. Its error has a
// sentence per field.
func (l Library) Check(it Item) error {
	p := problems{}
	switch it.Kind {
	case AreaKind:
		l.checkArea(p, *it.Area)
	case PackKind:
		l.checkPack(p, *it.Pack)
	case FunctionKind:
		l.checkFunction(p, *it.Function)
	case ClauseKind:
		l.checkClause(p, *it.Clause)
	case PresetKind:
		p.text("name", "a name", it.Preset.Name, true, maxName)
		p.text("description", "a description", it.Preset.Description, true, maxText)
		l.checkModes(p, it.Preset.Modes)
	case TemplateKind:
		l.checkTemplate(p, *it.Template)
	}
	return fault.Fields(p)
}

func (l Library) checkFunction(p problems, f Function) {
	p.text("name", "a name", f.Name, true, maxName)
	p.text("description", "a description", f.Description, true, 300)
	p.text("split", "the split note", f.SharedSplit, false, maxText)
	p.text("watch_out", "the typical dispute", f.WatchOut, false, maxText)
	p.text("evidence", "the evidence", f.Evidence, false, maxText)
	if a, ok := l.Area(f.AreaKey); f.Pack == "" && (!ok || a.Retired) {
		p["area"] = "Choose an area."
	}
	if k, ok := l.Pack(f.Pack); f.Pack != "" && (!ok || k.Retired) {
		p["area"] = fmt.Sprintf("There is no pack “%s”.", f.Pack)
	}
	if _, err := References(f.Frameworks); err != nil {
		p["frameworks"] = err.Error()
	}
	for _, code := range f.Access {
		if _, ok := AccessByKey(raci.AccessKey(code)); !ok {
			p["access"] = fmt.Sprintf("There is no access “%s”.", code)
		}
	}
	if !slices.Contains([]raci.Criticality{raci.Critical, raci.High, raci.Normal}, f.Criticality) {
		p["criticality"] = "Choose how critical the function is."
	}
	if !slices.Contains(Cadences, f.Cadence) {
		p["cadence"] = "Choose how often it happens."
	}
	if !slices.Contains([]raci.Lock{raci.NoLock, raci.ManagementLock, raci.ClientLock, raci.MSPLock}, f.Lock) {
		p["lock"] = "Choose who may be Accountable."
	}
	for field, list := range map[string][]string{"search": f.SearchWords, "access": f.Access} {
		if len(list) > maxWords {
			p[field] = fmt.Sprintf("Keep %d of these or fewer.", maxWords)
		}
		for _, word := range list {
			p.text(field, "each of these", word, true, maxName)
		}
	}
	for _, ref := range f.Frameworks {
		if fw, id, ok := FrameworkOf(ref); ok {
			if found, known := fw.Find(id); !known || found != id {
				p["frameworks"] = fmt.Sprintf("%s has no requirement “%s”.", fw.Name, id)
			}
		}
	}
	for _, other := range l.Items(FunctionKind) {
		if o := other.Function; !o.Retired && o.Key != f.Key && o.AreaKey == f.AreaKey && strings.EqualFold(o.Name, f.Name) {
			p["name"] = "The library has this function in the same area already. Two rows for one job will contradict each other."
		}
	}
	for _, mode := range raci.Modes {
		if mode != raci.OutOfScope {
			checkPattern(p, f, mode)
		}
	}
}

// checkPattern runs the rules of a matrix over the row that a lane would make.
func checkPattern(p problems, f Function, mode raci.Mode) {
	pattern := f.Patterns[mode]
	row := raci.Function{Name: mode.Words(), Criticality: raci.Critical, Lock: f.Lock, Cells: pattern.Fill(patternColumns), Split: f.SharedSplit}
	if mode != raci.Shared {
		row.Split = DefaultSplit
	}
	for _, a := range pattern {
		if !slices.Contains(raci.Assignments, a) || a == raci.Undecided {
			p[string(mode)] = mode.Words() + ": choose what each of the three is to this function."
			return
		}
	}
	m := raci.Matrix{Stakeholders: patternColumns, Functions: []raci.Function{row}}
	for _, finding := range m.CheckFunction(row, raci.Context{Names: raci.Names{MSP: "the MSP", Client: "the client", InternalIT: "Client IT"}}) {
		if finding.Severity != raci.Block {
			continue
		}
		if finding.Rule == "V04" {
			p["split"] = "Both teams work in the shared lane. Say in one sentence who does which part."
			continue
		}
		p[string(mode)] = finding.Message
		return
	}
}

// standing are the clauses that an agreement cannot do without.
var standing = []string{"c-structure", "c-definitions", "c-precedence", "c-term", "c-scope", "c-raci", "c-amendment", "c-signatures"}

func (l Library) checkClause(p problems, c Clause) {
	p.text("title", "a title", c.Title, true, maxName)
	p.text("plain", "the plain words", c.Plain, false, 300)
	p.text("notes", "the notes", c.Notes, false, maxNotes)
	p.text("body", "the text", c.Body, true, maxBody)
	if !slices.Contains(agreement.Parts(), c.Part) {
		p["part"] = "Choose the part of the agreement it stands in."
	}
	if !slices.Contains([]agreement.Place{agreement.Everywhere, agreement.CoManaged, agreement.WithoutMSA}, c.Place) {
		p["place"] = "Choose in which agreements it is printed."
	}
	if of, ok := l.Clause(c.Instead); c.Instead != "" && (!ok || of.Retired || of.Instead != "" || c.Instead == c.ID) {
		p["instead"] = "Choose the clause that this is another wording of."
	}
	if _, ok := l.Clause(c.After); c.After != "" && (!ok || c.After == c.ID) {
		p["after"] = "Choose the clause it comes after."
	}
	if c.Lock.By != "" || c.Lock.On != "" {
		p.text("lock_by", "who reviewed it", c.Lock.By, true, maxName)
		if _, err := time.Parse(time.DateOnly, c.Lock.On); err != nil {
			p["lock_on"] = "Enter the day of the review."
		}
	}
	if p["body"] != "" {
		return
	}
	l.checkBody(p, "body", c.Body)
}

// prints tells whether an agreement can hold a section of this id.
func (l Library) prints(id string) bool {
	if x, ok := strings.CutPrefix(id, "exhibit-"); ok {
		return len(x) == 1 && x[0] >= 'a' && x[0] <= 'f'
	}
	c, ok := l.Clause(id)
	return ok && !c.Retired && c.Instead == ""
}

func (l Library) checkModes(p problems, modes map[raci.AreaKey]raci.Mode) {
	for _, a := range l.shelf().areas {
		if m, said := modes[a.Key]; !a.Retired && !m.Valid() && (said || a.Mode == "") {
			p["mode-"+string(a.Key)] = "Choose who leads " + a.Name + "."
		}
	}
	for key := range modes {
		if _, ok := l.Area(key); !ok {
			p["modes"] = fmt.Sprintf("There is no area “%s”.", key)
		}
	}
}

func (l Library) checkTemplate(p problems, t Template) {
	p.text("name", "a name", t.Name, true, maxName)
	p.text("description", "a description", t.Description, true, maxText)
	l.checkModes(p, t.Modes)
	for _, key := range t.Packs {
		if !slices.ContainsFunc(l.Packs(), func(k Pack) bool { return k.Key == key }) {
			p["packs"] = fmt.Sprintf("There is no pack “%s”.", key)
		}
	}
	for key, value := range t.Terms {
		if f, ok := agreement.FieldByKey(key); !ok || !Templated(f) {
			p["terms"] = fmt.Sprintf("“%s” is no term that a template can fill.", key)
		} else if _, err := agreement.Parse(key, value); err != nil {
			p["term-"+key] = err.Error()
		}
	}
	for of, key := range t.Choices {
		if c, ok := l.Clause(key); !ok || c.Retired || c.Instead != of {
			p["choice-"+of] = "Choose one of the wordings."
		}
	}
	l.checkBegins(p, t)
}

// checkBegins judges what a template leaves out and begins with besides.
func (l Library) checkBegins(p problems, t Template) {
	for key, reason := range t.Without {
		field := "without-" + string(key)
		p.text(field, "why it is left out; both sides read it", reason, true, 300)
		f, ok := l.Function(key)
		switch by := l.citedBy(t, key); {
		case !ok || !t.Begins(f):
			p[field] = fmt.Sprintf("The template does not begin with “%s”, so it cannot leave it out.", key)
		case slices.Contains(governance, key):
			p[field] = fmt.Sprintf("“%s” cannot be left out: without it the matrix does not work.", f.Name)
		case by != "":
			p[field] = fmt.Sprintf("“%s” cannot be left out: the clause “%s” speaks of it.", f.Name, by)
		}
	}
	for _, key := range t.With {
		if f, ok := l.Function(key); !ok || f.Retired {
			p["with"] = fmt.Sprintf("There is no function “%s”.", key)
		} else if !f.Optional && f.Pack == "" {
			p["with"] = fmt.Sprintf("Every engagement begins with “%s” already.", f.Name)
		}
	}
}

// citedBy is the title of a clause of the template's agreement that cites a function.
func (l Library) citedBy(t Template, key raci.FunctionKey) string {
	for _, c := range l.Agreement(t.Choices) {
		if rows, err := agreement.RowsOf(c.Body); err == nil && slices.Contains(rows, string(key)) {
			return c.Title
		}
	}
	return ""
}

// Templated tells whether a template can give a field its value: what one engagement
// says of itself, such as its parties and dates, it cannot.
func Templated(f agreement.Field) bool {
	return f.Group != "parties" && f.Type != agreement.Derived && f.Type != agreement.Date && f.Key != "agreement.number" && f.Key != "scope.area_modes"
}
