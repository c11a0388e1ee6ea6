package engagement

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/web/page"
	"demarc/web/ui"
)

// termsView is the terms step.
type termsView struct {
	sheet
	d       engagement.Draft
	form    *page.Form
	means   map[string]string // what values mean together, by field
	groups  []termsGroup
	differs []difference
}

// termsGroup is a part of the form.
type termsGroup struct {
	key, title string
	fields     []agreement.Field
	targets    []target // of the service levels
	derived    []ui.Fact
	open       int // fields that still keep the agreement from being sent
}

// target is the line of one priority in the table of service levels.
type target struct {
	priority string
	fields   []agreement.Field
}

// targetKinds are the columns of that table.
var targetKinds = []struct{ key, title string }{{"response", "Response"}, {"update", "Update every"}, {"resolve", "Resolution or workaround"}}

// targets are the twelve durations that read best as a table.
func targets() []target {
	var out []target
	for _, p := range []string{"p1", "p2", "p3", "p4"} {
		t := target{priority: strings.ToUpper(p)}
		for _, kind := range targetKinds {
			f, _ := agreement.FieldByKey("sla." + p + "_" + kind.key)
			t.fields = append(t.fields, f)
		}
		out = append(out, t)
	}
	return out
}

func isTarget(key string) bool {
	rest, ok := strings.CutPrefix(key, "sla.p")
	return ok && len(rest) > 2 && rest[1] == '_' && rest[0] >= '1' && rest[0] <= '4'
}

func newTermsView(v sheet, d engagement.Draft, form *page.Form) termsView {
	t := termsView{sheet: v, d: d, form: form}
	open := map[string]bool{}
	t.means = map[string]string{}
	for _, p := range engagement.TermsOf(d).Consequences() {
		t.means[p.Key] = p.Message
	}
	for _, p := range d.Terms.Check(time.Time{}) {
		open[p.Key] = true
	}
	t.groups = append(t.groups, t.first(open))
	for _, g := range agreement.Groups() {
		group := termsGroup{key: strings.ReplaceAll(g.Key, " ", "-"), title: g.Title}
		for _, f := range asked() {
			if f.Group != g.Key || slices.Contains(onlyYouKnow, f.Key) {
				continue
			}
			if open[f.Key] {
				group.open++
			}
			if isTarget(f.Key) {
				continue
			}
			group.fields = append(group.fields, f)
		}
		for _, f := range agreement.Fields() {
			if f.Group != g.Key || f.Key == "scope.area_modes" {
				continue
			}
			if text := d.Terms.Value(f.Key); f.Type == agreement.Derived && text != "" {
				group.derived = append(group.derived, ui.Fact{Term: f.Label, Value: text})
			}
		}
		if g.Key == "service levels" {
			group.targets = targets()
		}
		if len(group.fields) > 0 {
			t.groups = append(t.groups, group)
		}
	}
	return t
}

// onlyYouKnow are the terms that no template can guess, in the order they are asked:
// all that has no usual value, with the choice that its prices follow from.
var onlyYouKnow = []string{
	"agreement.service_start_date", "hours.timezone", "scope.users", "scope.endpoints", "scope.servers", "scope.network_devices", "scope.sites",
	"fees.model", "fees.per_user", "fees.per_device", "fees.flat", "fees.block_price", "fees.area_prices", "fees.tm_rate", "departure.cover_rate",
	"law.governing", "law.venue",
}

// first is the part that somebody new fills in; everything after it may stay as it is.
func (v termsView) first(open map[string]bool) termsGroup {
	g := termsGroup{key: "start", title: "What only you know"}
	if !v.may(access.EditTerms) {
		g.title = "This engagement"
	}
	for _, key := range onlyYouKnow {
		f, _ := agreement.FieldByKey(key)
		g.fields = append(g.fields, f)
		if open[key] {
			g.open++
		}
	}
	return g
}

// problems are in the order of the form, each with the name of its field.
func (v termsView) problems() []ui.Problem {
	var out []ui.Problem
	for _, f := range asked() {
		if text := v.form.Error(f.Key); text != "" {
			out = append(out, ui.Problem{Field: f.Key, Text: labelOf(f) + ": " + text})
		}
	}
	for _, p := range v.form.Problems() {
		if _, ok := agreement.FieldByKey(p.Field); !ok {
			out = append(out, ui.Problem{Text: p.Text})
		}
	}
	return out
}

// open counts the fields that still need a value.
func (v termsView) open() int {
	n := 0
	for _, g := range v.groups {
		n += g.open
	}
	return n
}

func (v termsView) completeness() string {
	switch n := v.open(); n {
	case 0:
		return "Every term that signing needs is filled in."
	case 1:
		return "1 required field is still empty or needs another value."
	default:
		return strconv.Itoa(n) + " required fields are still empty or need another value."
	}
}

// control is the form field of a merge field.
func (v termsView) control(f agreement.Field) ui.Field {
	c := v.form.Field(f.Key, f.Label)
	c.Optional = !f.Required
	c.Hint = hintOf(f)
	switch f.Type {
	case agreement.Enum:
		c.Options = optionsOf(f)
		c.Width = "20"
		if !f.Required && len(f.Choices) > few {
			c.Options = append([]ui.Option{{Value: "", Label: "Nothing chosen"}}, c.Options...)
		}
	case agreement.Set:
		c.Options = optionsOf(f)
	case agreement.Bool:
		c.Options, c.Inline = []ui.Option{{Value: "true", Label: "Yes"}, {Value: "false", Label: "No"}}, true
	case agreement.Date:
		c.Type, c.Width = "date", "10"
	case agreement.Time:
		c.Width = "4"
	case agreement.Int:
		c.InputMode, c.Width, c.Suffix = "numeric", "4", unitOf(f)
	case agreement.Decimal:
		c.InputMode, c.Width, c.Suffix = "decimal", "4", unitOf(f)
	case agreement.Money:
		c.InputMode, c.Width, c.Prefix = "decimal", "10", v.d.Terms.Value("fees.currency")
	case agreement.Currency:
		c.Width = "4"
	case agreement.Duration, agreement.MonthsOf:
		c.Width = "10"
	case agreement.Zone:
		c.Width, c.Attrs = "20", templ.Attributes{"list": "zones"}
	case agreement.Weekdays:
		c.Width = "20"
	case agreement.Email:
		c.Type = "email"
	case agreement.List, agreement.Prices, agreement.Address, agreement.String, agreement.DurationHours, agreement.DurationPriority, agreement.Derived:
	}
	c.Label = labelOf(f)
	return c
}

// cell is the control of a target, whose line and column say what it is.
func (v termsView) cell(f agreement.Field) ui.Field {
	c := v.control(f)
	c.HideName, c.Hint = true, ""
	return c
}

// few choices are shown all at once; more become a list.
const few = 4

// manyLines tells whether a field takes several lines.
func manyLines(f agreement.Field) bool {
	return f.Type == agreement.List || f.Type == agreement.Prices || f.Type == agreement.Address
}

// wide tells whether a field needs the whole width of the form.
func wide(f agreement.Field) bool {
	return manyLines(f) || f.Type == agreement.DurationPriority || f.Type == agreement.Set
}

func optionsOf(f agreement.Field) []ui.Option {
	var out []ui.Option
	for _, c := range f.Choices {
		out = append(out, ui.Option{Value: c.Value, Label: c.Label})
	}
	return out
}

// unitOf is the unit in brackets at the end of a label: "days", "% of monthly fee".
func unitOf(f agreement.Field) string {
	if f.Type != agreement.Int && f.Type != agreement.Decimal || !strings.HasSuffix(f.Label, ")") {
		return ""
	}
	unit := strings.TrimSuffix(f.Label[strings.LastIndex(f.Label, "(")+1:], ")")
	if strings.HasPrefix(unit, "%") || f.Unit() != "" && strings.HasPrefix(unit, f.Unit()) {
		return unit
	}
	return ""
}

// labelOf is the label without the unit that stands behind the box.
func labelOf(f agreement.Field) string {
	if unit := unitOf(f); unit != "" {
		return strings.TrimSuffix(f.Label, " ("+unit+")")
	}
	return f.Label
}

// hintOf says what a field means, how it is written and which section it fills.
func hintOf(f agreement.Field) string {
	var parts []string
	if f.Help != "" {
		parts = append(parts, stop(f.Help))
	}
	switch f.Type {
	case agreement.Int, agreement.Decimal:
		if f.Max != "" {
			parts = append(parts, fmt.Sprintf("From %s to %s.", f.Min, f.Max))
		}
	case agreement.Duration:
		parts = append(parts, "Such as 30 min, 4 h, 8 bh or 3 bd.")
	case agreement.DurationHours:
		parts = append(parts, "Such as 30 min bh / 2 h after.")
	case agreement.DurationPriority:
		parts = append(parts, "A time for every priority, such as P1 15 min, P2 1 bh, P3/P4 4 bh.")
	case agreement.MonthsOf:
		parts = append(parts, "Such as 3 in any 6.")
	case agreement.Weekdays:
		parts = append(parts, "Such as Monday-Friday.")
	case agreement.Prices:
		if !strings.Contains(f.Help, "=") {
			parts = append(parts, "One per line, such as Backup = 450.00.")
		}
	case agreement.String, agreement.Money, agreement.Bool, agreement.Enum, agreement.Set, agreement.List, agreement.Date, agreement.Time,
		agreement.Zone, agreement.Email, agreement.Address, agreement.Currency, agreement.Derived:
	}
	if fills := fillsOf(f); fills != "" {
		parts = append(parts, fills)
	}
	return strings.Join(parts, " ")
}

func stop(text string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "?") {
		return text
	}
	return text + "."
}

// fillsOf names the sections that print a field, at most two.
func fillsOf(f agreement.Field) string {
	var titles []string
	for _, id := range f.Clauses {
		titles = append(titles, sectionTitle(id))
	}
	if len(titles) == 1 && titles[0] == "“"+groupTitles[f.Group]+"”" {
		return "" // it stands right above
	}
	switch n := len(titles); {
	case n == 0:
		return ""
	case n > 2:
		return fmt.Sprintf("Fills %s, %s and %d more.", titles[0], titles[1], n-2)
	default:
		return "Fills " + strings.Join(titles, " and ") + "."
	}
}

func sectionTitle(id string) string {
	if letter, ok := strings.CutPrefix(id, "exhibit-"); ok {
		return "Exhibit " + strings.ToUpper(letter)
	}
	if title, ok := clauseTitles[id]; ok {
		return "“" + title + "”"
	}
	return id
}

var clauseTitles = func() map[string]string {
	titles := map[string]string{}
	for _, c := range agreement.Clauses() {
		titles[c.ID] = c.Title
	}
	return titles
}()

var groupTitles = func() map[string]string {
	titles := map[string]string{}
	for _, g := range agreement.Groups() {
		titles[g.Key] = g.Title
	}
	return titles
}()

// facts are a group's terms for somebody who cannot change them.
func (v termsView) facts(g termsGroup) []ui.Fact {
	var out []ui.Fact
	for _, line := range g.targets {
		var parts []string
		for i, f := range line.fields {
			parts = append(parts, strings.ToLower(targetKinds[i].title)+" "+v.d.Terms.Value(f.Key))
		}
		out = append(out, ui.Fact{Term: line.priority, Value: strings.Join(parts, ", ")})
	}
	for _, f := range g.fields {
		text := shown(f, v.d.Terms.Value(f.Key))
		switch {
		case text == "" && !f.Required:
			continue
		case text == "":
		case f.Type == agreement.Money:
			text = v.d.Terms.Value("fees.currency") + " " + text
		case strings.HasPrefix(unitOf(f), "%"):
			text += unitOf(f)
		case unitOf(f) != "":
			text += " " + unitOf(f)
		}
		out = append(out, ui.Fact{Term: labelOf(f), Value: strings.ReplaceAll(text, "\n", "; ")})
	}
	return append(out, g.derived...)
}

// settled are the terms that nobody chooses yet, with the reason.
func (v termsView) settled() []ui.Fact {
	var out []ui.Fact
	for _, key := range []string{"esign.method", "esign.identity_check"} {
		f, _ := agreement.FieldByKey(key)
		out = append(out, ui.Fact{Term: f.Label, Value: shown(f, v.d.Terms.Value(key)) + ". " + fixed[key]})
	}
	return out
}

// zones are offered; any other IANA name is taken too.
var zones = []string{
	"America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu",
	"America/Toronto", "America/Vancouver", "America/Halifax", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Europe/Paris", "Europe/Amsterdam",
	"Europe/Zurich", "Europe/Madrid", "Europe/Stockholm", "Australia/Sydney", "Australia/Perth", "Pacific/Auckland", "UTC",
}
