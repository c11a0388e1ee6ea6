package register

import (
	"strconv"

	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/web/ui"
)

// field is a control of one of the page's forms: what it is called, and how a stored
// value reads.
type field struct {
	name    string
	label   string
	options []ui.Option
}

// words is a value as the form words it.
func (f field) words(value string) string {
	for _, o := range f.options {
		if o.Value == value {
			return o.Label
		}
	}
	if value == "" {
		return "Nothing"
	}
	return value
}

func levelName(s raci.StakeholderID) string  { return "level-" + string(s) }
func peopleName(s raci.StakeholderID) string { return "people-" + string(s) }
func mfaName(s raci.StakeholderID) string    { return "mfa-" + string(s) }

func levelValues() []string {
	var out []string
	for _, l := range raci.Levels {
		out = append(out, string(l))
	}
	return out
}

func exitValues() []string {
	var out []string
	for _, e := range raci.Exits {
		out = append(out, string(e))
	}
	return out
}

func levelOptions() []ui.Option {
	var out []ui.Option
	for _, l := range raci.Levels {
		out = append(out, ui.Option{Value: string(l), Label: l.Words()})
	}
	return out
}

var mfaOptions = []ui.Option{{Value: "", Label: "Not recorded"}, {Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}}

func exitOptions() []ui.Option {
	var out []ui.Option
	for _, e := range raci.Exits {
		out = append(out, ui.Option{Value: string(e), Label: e.Words()})
	}
	return out
}

func (v *view) ownerOptions() []ui.Option {
	return []ui.Option{{Value: string(party.MSP), Label: v.side(party.MSP)}, {Value: string(party.Client), Label: v.side(party.Client)}}
}

// fields are the controls of a form, in their order.
func (v *view) fields(key string) []field {
	switch v.kind(key) {
	case "line":
		var out []field
		for _, s := range v.d.Matrix.Stakeholders {
			out = append(out,
				field{levelName(s.ID), s.Name, levelOptions()},
				field{peopleName(s.ID), s.Name + ", people", nil},
				field{mfaName(s.ID), s.Name + ", MFA", mfaOptions},
			)
		}
		return append(out, field{"note", "Note", nil})
	case "tool":
		return []field{
			{"category", "Kind of tool", nil},
			{"product", "Product", nil},
			{"owner", "Owner", v.ownerOptions()},
			{"licensee", "License holder", nil},
			{"it", "Internal IT in it", levelOptions()},
			{"exit", "When the agreement ends", exitOptions()},
			{"note", "Note", nil},
		}
	case "system":
		return []field{{"system", "System", nil}, {"approvers", "Who may approve", nil}, {"reason", "Why", nil}}
	}
	return []field{{"name", "Name", nil}}
}

// kind says what a form is about: a line, a tool, a system, or a new line.
func (v *view) kind(key string) string {
	if _, ok := v.line(raci.AccessKey(key)); ok {
		return "line"
	}
	switch v.anchor(key) {
	case "protected":
		return "system"
	case "tools":
		if key != newAccess {
			return "tool"
		}
	}
	return ""
}

// knows tells whether the page has a form of this key.
func (v *view) knows(key string) bool {
	return key == newAccess || key == newTool || key == newSystem || v.stored(key) != nil
}

// stored are the values of a form as they are saved now.
func (v *view) stored(key string) map[string]string {
	if l, ok := v.line(raci.AccessKey(key)); ok {
		out := map[string]string{"note": l.Note, "rev": strconv.Itoa(l.Rev)}
		for _, s := range v.d.Matrix.Stakeholders {
			h := l.Holdings[s.ID]
			out[levelName(s.ID)], out[peopleName(s.ID)], out[mfaName(s.ID)] = string(h.Level), h.People, string(h.MFA)
		}
		return out
	}
	for _, t := range v.d.Register.Tools {
		if string(t.ID) == key {
			return map[string]string{
				"category": t.Category, "product": t.Product, "owner": string(t.Owner), "licensee": t.Licensee, "it": string(t.IT), "exit": string(t.Exit), "note": t.Note, "rev": strconv.Itoa(t.Rev),
			}
		}
	}
	for _, p := range v.d.Register.Protected {
		if string(p.ID) == key {
			return map[string]string{"system": p.System, "reason": p.Reason, "approvers": p.Approvers, "rev": strconv.Itoa(p.Rev)}
		}
	}
	if key == newTool {
		return map[string]string{"owner": string(party.MSP), "it": string(raci.ReadAccess), "exit": string(raci.ExitRemoved)}
	}
	return nil
}

// control is a control of a form: as typed where the form came back, else as stored.
func (v *view) control(key, name string) ui.Field {
	f := ui.Field{Name: name, Value: v.stored(key)[name]}
	for _, known := range v.fields(key) {
		if known.name == name {
			f.Label, f.Options = known.label, known.options
		}
	}
	if v.back != nil && v.key == key {
		f.Value, f.Error = v.back.Value(name), v.back.Error(name)
	}
	return f
}

// labelled is a control under another label.
func (v *view) labelled(key, name, label, hint string) ui.Field {
	f := v.control(key, name)
	f.Label, f.Hint = label, hint
	return f
}

func (v *view) rev(key string) string { return v.stored(key)["rev"] }

// cameBack tells whether a form is the one with something to mend.
func (v *view) cameBack(key string) bool { return v.back != nil && v.key == key }
