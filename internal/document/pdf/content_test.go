package pdf

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/boxesandglue/textshape/ot"
)

// operation is an operator of a content stream with its operands.
type operation struct {
	name string
	args []string
}

// operations splits a content stream, as this writer writes it.
func operations(content []byte) []operation {
	var out []operation
	var args []string
	for i := 0; i < len(content); {
		start := i
		switch c := content[i]; c {
		case '(':
			for i++; content[i] != ')'; i++ {
				if content[i] == '\\' {
					i++
				}
			}
			i++
		case '<':
			i += bytes.Index(content[i:], []byte(">>")) + 2
		case ' ', '\n', '[', ']':
			i++
			continue
		default:
			for i++; i < len(content) && !bytes.ContainsRune([]byte(" \n[]()</"), rune(content[i])); i++ {
			}
		}
		s := string(content[start:i])
		if c := s[0]; c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' {
			out = append(out, operation{s, args})
			args = nil
			continue
		}
		args = append(args, s)
	}
	return out
}

// valueOf is the integer, or the number of the object, that an entry holds, or 0.
func valueOf(dict, key string) int {
	_, rest, _ := strings.Cut(dict, "/"+key+" ")
	n := 0
	for _, c := range rest {
		if c < '0' || c > '9' {
			break
		}
		n = 10*n + int(c-'0')
	}
	return n
}

func (f *readFile) content(page string) []operation {
	return operations(f.streams[valueOf(page, "Contents")])
}

func contentIsMarked(f *readFile, bad func(string, ...any)) {
	forms := map[string]int{}
	for _, m := range regexp.MustCompile(`/(X\d+) (\d+) 0 R`).FindAllStringSubmatch(strings.Join(f.matching(`^<</Font \d+ 0 R/XObject`), ""), -1) {
		forms["/"+m[1]] = atoi(f.t, m[2])
	}
	// loose are the forms drawn outside of all marks, which must hold their own.
	var marks func(where string, ops []operation, loose bool)
	marks = func(where string, ops []operation, loose bool) {
		marked, text, within := false, false, false // within: the mark began in the text object
		seen := map[string]bool{}
		for _, op := range ops {
			switch op.name {
			case "BDC":
				if marked {
					bad("%s: marks nest", where)
				}
				if m := op.args[len(op.args)-1]; strings.Contains(m, "MCID") {
					if seen[m] || loose {
						bad("%s: %s twice", where, m)
					}
					seen[m] = true
				} else if op.args[0] != "/Artifact" {
					bad("%s: %v has no number", where, op.args)
				}
				marked, within = true, text
			case "EMC":
				if !marked || text != within {
					bad("%s: a mark ends where it did not begin", where)
				}
				marked = false
			case "BT", "ET":
				if text == (op.name == "BT") || marked && within {
					bad("%s: %s across a mark", where, op.name)
				}
				text = op.name == "BT"
			case "Tj", "TJ", "Do", "f", "S", "B":
				if form := forms[op.args0()]; !marked && op.name == "Do" && form > 0 {
					marks(where+", form "+op.args0(), operations(f.streams[form]), true)
				} else if !marked {
					bad("%s: %s outside of all marks", where, op.name)
				}
			}
		}
		if marked || text {
			bad("%s: something is left open", where)
		}
	}
	for i, page := range pagesOf(f) {
		marks(fmt.Sprintf("page %d", i+1), f.content(page), false)
	}
}

// args0 is the first operand, or "".
func (o operation) args0() string {
	if len(o.args) == 0 {
		return ""
	}
	return o.args[0]
}

var escaping = regexp.MustCompile(`(?s)\\(.)`)

func glyphsAreThere(f *readFile, bad func(string, ...any)) {
	cmaps := map[string]*ot.Cmap{}
	for _, m := range regexp.MustCompile(`/F(\d+) (\d+) 0 R`).FindAllStringSubmatch(strings.Join(f.matching(`^<</F1 `), ""), -1) {
		font := f.objects[atoi(f.t, m[2])]
		program := f.streams[valueOf(f.objects[valueOf(font, "FontDescriptor")], "FontFile2")]
		if face, err := ot.LoadFaceFromData(program, 0); err == nil {
			cmaps["/F"+m[1]] = face.Cmap()
		}
	}
	for n := range f.last() + 1 {
		if dict := f.objects[n]; !bytes.Contains(f.streams[n], []byte(" Tf\n")) || strings.Contains(dict, "/ObjStm") {
			continue
		}
		var cmap *ot.Cmap
		for _, op := range operations(f.streams[n]) {
			if op.name == "Tf" {
				cmap = cmaps[op.args[0]]
			}
			if op.name != "Tj" && op.name != "TJ" {
				continue
			}
			for _, s := range op.args {
				if s[0] != '(' {
					continue
				}
				for _, c := range []byte(escaping.ReplaceAllString(s[1:len(s)-1], "$1")) {
					if cmap == nil {
						bad("text in no font")
						return
					}
					if g, ok := cmap.Lookup(0xf000 + ot.Codepoint(c)); !ok || g == 0 {
						bad("code %d draws .notdef", c)
					}
				}
			}
		}
	}
}
