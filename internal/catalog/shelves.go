package catalog

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

func (l Library) checkArea(p problems, a Area) {
	p.text("name", "a name", a.Name, true, 60)
	p.text("collision", "where the teams collide", a.Collision, false, maxText)
	if _, ok := l.Area(a.After); a.After != "" && (!ok || a.After == a.Key) {
		p["after"] = "Choose the area it comes after."
	}
	if _, shipped := AreaByKey(a.Key); !shipped && (!a.Mode.Valid() || a.Mode == raci.OutOfScope) {
		p["mode"] = "Choose who leads it to begin with."
	}
	l.alone(p, AreaKind, string(a.Key), a.Name)
}

func (l Library) checkPack(p problems, k Pack) {
	p.text("name", "a name", k.Name, true, 60)
	p.text("needs", "what the agreement needs", k.Needs, false, maxText)
	p.text("remember", "what is often got wrong", k.Remember, false, maxText)
	if len(k.Columns) > 8 {
		p["columns"] = "Suggest at most 8 columns."
	}
	for _, c := range k.Columns {
		p.text("columns", "each column", c, true, 60)
	}
	l.alone(p, PackKind, k.Key, k.Name)
	p.text("text", "the rider", k.Text, false, maxBody)
	if p["text"] != "" || k.Text == "" {
		return
	}
	if !k.Own() {
		p["text"] = "The rider of a shipped pack is part of Exhibit F and stays as it is. Make a pack of your own for another."
		return
	}
	l.checkBody(p, "text", k.Text)
	rows, _ := agreement.RowsOf(k.Text)
	for _, key := range rows {
		if f, ok := l.Function(raci.FunctionKey(key)); ok && f.Pack != "" && f.Pack != k.Key {
			p["text"] = fmt.Sprintf("The rider cites “%s”, which belongs to another pack and may be missing where this one is taken.", f.Name)
		}
	}
}

// alone refuses two areas or packs of one name: a matrix shows them by their names.
func (l Library) alone(p problems, kind Kind, key, name string) {
	for _, k := range []Kind{AreaKind, PackKind} {
		for _, other := range l.Items(k) {
			if !other.Retired && (k != kind || other.Key != key) && strings.EqualFold(strings.TrimSpace(other.Name()), strings.TrimSpace(name)) {
				p["name"] = fmt.Sprintf("The library has %s %s of this name already.", article(k), k.Noun())
			}
		}
	}
}

func article(k Kind) string {
	if k == AreaKind {
		return "an"
	}
	return "a"
}

// checkBody judges a text that an agreement prints: what it cites must be there.
func (l Library) checkBody(p problems, field, body string) {
	uses, err := agreement.UsesOf(body)
	if err != nil {
		p[field] = err.Error()
		return
	}
	for _, key := range uses.Rows {
		if f, ok := l.Function(raci.FunctionKey(key)); !ok || f.Retired {
			p[field] = fmt.Sprintf("The text cites the function “%s”, which the library does not have.", key)
		}
	}
	for _, id := range uses.Sections {
		if !l.prints(id) {
			p[field] = fmt.Sprintf("The text refers to “%s”, which is no clause of the library.", id)
		}
	}
}

// OwnRiders are the riders of the MSP's own packs, retired ones too, by pack.
func (l Library) OwnRiders() []agreement.Rider {
	var out []agreement.Rider
	for _, k := range l.shelf().packs {
		if k.Text != "" {
			out = append(out, agreement.Rider{Key: k.Key, Title: k.Name, Body: k.Text})
		}
	}
	return out
}

// Home is where a function stands, in words: its area, or its pack.
func (l Library) Home(f Function) string {
	if p, ok := l.Pack(f.Pack); ok {
		return p.Name
	}
	a, _ := l.Area(f.AreaKey)
	return a.Name
}

// CadenceWords says how often something happens.
func CadenceWords(c string) string {
	if c == "event" {
		return "When something happens"
	}
	return capital(c)
}

func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// accessWords are what a function needs access to, by name.
func accessWords(codes []string) string {
	var out []string
	for _, code := range codes {
		if a, ok := AccessByKey(raci.AccessKey(code)); ok {
			code = a.Name
		}
		if !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return strings.Join(out, "; ")
}
