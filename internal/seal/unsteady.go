package seal

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// restless are the keys of a PDF under which stands what lets it show one thing today and
// another tomorrow, or one thing to one reader and another to the next.
var restless = map[name]string{
	"JS":           "a script",
	"XFA":          "a form drawn by script",
	"OCProperties": "layers that can be switched",
	"RichMedia":    "a film or a model",
	"Movie":        "a film or a model",
	"3DD":          "a film or a model",
}

// actions do more than lead somewhere.
var actions = map[name]string{"JavaScript": "a script", "Launch": "a program it starts", "Rendition": "a film or a model", "SetOCGState": "layers that can be switched", "Hide": "fields that hide themselves"}

// Unsteady names in plain words what a PDF carries that can change what its pages show
// without a byte of it being changed. It is asked of files that others made. An error says
// that this program cannot read its structure; then its bytes alone were searched.
func Unsteady(pdf []byte) ([]string, error) {
	found := map[string]bool{}
	err := unsteady(pdf, found)
	if err != nil {
		for key, what := range restless {
			if len(key) > 2 && bytes.Contains(pdf, []byte("/"+string(key))) {
				found[what] = true
			}
		}
		for action, what := range actions {
			if bytes.Contains(pdf, []byte("/S /"+string(action))) || bytes.Contains(pdf, []byte("/S/"+string(action))) {
				found[what] = true
			}
		}
	}
	var list []string
	for what := range found {
		list = append(list, what)
	}
	slices.Sort(list)
	return list, err
}

func unsteady(pdf []byte, found map[string]bool) error {
	f, err := openFile(pdf)
	if err != nil {
		return fmt.Errorf("read pdf: %w", err)
	}
	var unread error
	for _, num := range slices.Sorted(maps.Keys(f.xref)) {
		p := f.xref[num]
		if p.free {
			continue
		}
		o, err := f.at(num, p)
		if err != nil {
			unread = cmp.Or(unread, fmt.Errorf("read pdf: %w", err))
			continue
		}
		if s, is := o.(*stream); is {
			o = s.dict
		}
		search(o, found)
	}
	return unread
}

func search(o object, found map[string]bool) {
	switch o := o.(type) {
	case *dict:
		for _, e := range o.entries {
			if what := restless[e.key]; what != "" && e.value != keyword("null") {
				found[what] = true
			}
			if does, is := e.value.(name); is && e.key == "S" && actions[does] != "" {
				found[actions[does]] = true
			}
			search(e.value, found)
		}
	case array:
		for _, x := range o {
			search(x, found)
		}
	}
}
