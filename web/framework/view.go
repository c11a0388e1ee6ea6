package framework

import (
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/web/ui"
)

// listView is every framework at a glance.
type listView struct {
	page      ui.Page
	work      ui.Work
	source    source
	lines     []line
	mayChoose bool
}

// line is one framework of the list.
type line struct {
	engagement.Coverage
	chosen bool
}

// words says how much is covered, beside a bar.
func words(c engagement.Coverage) string {
	return strconv.Itoa(c.Covered) + " of " + strconv.Itoa(c.Total) + " " + c.Framework.Counts + " have a function that helps to satisfy them"
}

// frameworkView is one framework, requirement by requirement.
type frameworkView struct {
	page   ui.Page
	work   ui.Work
	source source
	engagement.Coverage
	show engagement.Share // only what stands so; empty is everything
	// standing says which version or draft this is, and where its references are from.
	standing string
	means    string // what the names in the column of shares stand for
	mayAdd   bool
	mayTake  bool
	packs    []offer
	lacking  map[string][]lack // by requirement
}

// list is the address of all frameworks of the draft or of a version.
func (s source) list(w ui.Work) string {
	if s.version > 0 {
		return w.Href + "/v/" + strconv.Itoa(s.version) + "/frameworks"
	}
	return w.Href + "/frameworks"
}

// of says what the page is about, where that is a version.
func (s source) of() string {
	if s.standing == "" {
		return fmt.Sprintf("This is the matrix of version %d.", s.version)
	}
	return fmt.Sprintf("This is the matrix of version %d, %s.", s.version, s.standing)
}

func (v frameworkView) at() string { return v.source.list(v.work) + "/" + v.Framework.Key }

// file is the address of the responsibility matrix as a file.
func (v frameworkView) file(kind string) string {
	at := v.work.Href + "/frameworks/" + v.Framework.Key + "/responsibility." + kind
	if v.source.version > 0 {
		at += "?version=" + strconv.Itoa(v.source.version)
	}
	return at
}

// shown are the families with the lines that the filter leaves.
func (v frameworkView) shown() []engagement.FamilyCoverage {
	var out []engagement.FamilyCoverage
	for _, fam := range v.Families {
		var lines []engagement.RequirementCoverage
		for _, l := range fam.Lines {
			if v.show == "" || l.Share == v.show {
				lines = append(lines, l)
			}
		}
		if fam.Lines = lines; len(lines) > 0 {
			out = append(out, fam)
		}
	}
	return out
}

// lack is a function of a pack that would help and is not in the matrix.
type lack struct{ name, pack, href string }

// offer is a pack with functions that the matrix lacks and the framework asks for.
type offer struct {
	name, href string
	functions  int
}

// helpers looks for packs with functions for requirements that have none.
func (v *frameworkView) helpers(d engagement.Draft) {
	bare := map[string]bool{}
	for _, fam := range v.Families {
		for _, l := range fam.Lines {
			bare[l.Requirement.ID] = l.Share == engagement.WithNoRow
		}
	}
	v.lacking = map[string][]lack{}
	for _, p := range engagement.Packs(d) {
		o := offer{name: p.Pack.Name, href: v.work.Href + "/packs/" + p.Pack.Key}
		for _, r := range p.Rows {
			helps := false
			for _, ref := range r.Function.Frameworks {
				if id, ok := v.Framework.Identifier(ref); ok && bare[id] && r.Missing() {
					v.lacking[id] = append(v.lacking[id], lack{r.Function.Name, o.name, o.href})
					helps = true
				}
			}
			if helps {
				o.functions++
			}
		}
		if o.functions > 0 {
			v.packs = append(v.packs, o)
		}
	}
}

// adds says what the packs would bring.
func (o offer) adds() string {
	if o.functions == 1 {
		return "has 1 function for requirements that have none."
	}
	return "has " + strconv.Itoa(o.functions) + " functions for requirements that have none."
}

// choice is a view of the page: the requirements that stand alike, with their number.
type choice struct {
	share engagement.Share
	label string
	count int
}

// choices are a way to each share that some requirement has.
func (v frameworkView) choices() []choice {
	out := []choice{{"", "All", v.Total}}
	for _, s := range engagement.Shares {
		if v.Counts[s] > 0 || s == v.show {
			out = append(out, choice{s, v.Words(s), v.Counts[s]})
		}
	}
	return out
}

func (v frameworkView) href(c choice) string {
	if c.share == "" {
		return v.at()
	}
	return v.at() + "?show=" + string(c.share)
}

// tag is the look of a share: an open end stands out.
func tag(s engagement.Share) string {
	switch s {
	case engagement.ByMSP:
		return "review"
	case engagement.ByBoth:
		return "changing"
	case engagement.ByClient, engagement.ByOther:
		return "force"
	case engagement.ByNobody, engagement.WithNoRow:
		return "warn"
	case engagement.RowOut:
	}
	return "ended"
}

// heading names a family.
func heading(f engagement.FamilyCoverage) string { return f.ID + " " + f.Title }

// total is the measure of a family, whatever the filter leaves of it.
func (v frameworkView) total(id string) string {
	for _, f := range v.Families {
		if f.ID == id {
			return strconv.Itoa(f.Covered) + " of " + strconv.Itoa(len(f.Lines))
		}
	}
	return ""
}

func (v frameworkView) heads() []ui.Column {
	return []ui.Column{{Label: "Requirement"}, {Label: v.Framework.Sides.Head}, {Label: helping}}
}

// helping heads the functions.
const helping = "Functions that help to satisfy it"

// number is a row's number in Exhibit A.
func number(r engagement.CoveringRow) string { return document.RowNumber(r.Area, r.Place) }

func or(names []string) string {
	if len(names) == 0 {
		return "nobody yet"
	}
	return strings.Join(names, ", ")
}

// row leads to the function: its page in the draft, its line in a version.
func (v frameworkView) row(r engagement.Row) string {
	if v.source.version > 0 {
		return v.work.Href + "/v/" + strconv.Itoa(v.source.version) + "#" + document.Anchor(r)
	}
	return v.work.Href + "/matrix/functions/" + string(r.ID)
}

func famID(id string) string {
	return "family-" + strings.ToLower(strings.NewReplacer(" ", "-", ".", "-").Replace(id))
}
