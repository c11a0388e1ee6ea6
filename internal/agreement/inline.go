package agreement

import (
	"errors"
	"regexp"
	"strings"
)

type inlineKind int

const (
	textInline inlineKind = iota
	fieldInline
	refInline
	rowInline
)

type inline struct {
	kind inlineKind
	text string // text, field key, section id or function key
	unit string
	bold bool
}

var inlineForm = regexp.MustCompile(`\{\{([a-z0-9_.]+)(?:\|([A-Za-z ]+))?\}\}|\[\[(row:)?([a-z0-9-]+)\]\]|\*\*`)

func parseInlines(s string) ([]inline, error) {
	s = typographic(s)
	var out []inline
	bold := false
	text := func(t string) error {
		if strings.Contains(t, "{{") || strings.Contains(t, "}}") || strings.Contains(t, "[[") || strings.Contains(t, "]]") {
			return errors.New("a merge field or reference is not written as {{key}} or [[section]]")
		}
		if t != "" {
			out = append(out, inline{kind: textInline, text: t, bold: bold})
		}
		return nil
	}
	from := 0
	for _, m := range inlineForm.FindAllStringSubmatchIndex(s, -1) {
		if err := text(s[from:m[0]]); err != nil {
			return nil, err
		}
		from = m[1]
		switch {
		case m[2] >= 0:
			in := inline{kind: fieldInline, text: s[m[2]:m[3]], bold: bold}
			if m[4] >= 0 {
				in.unit = s[m[4]:m[5]]
			}
			out = append(out, in)
		case m[8] >= 0 && m[6] >= 0:
			out = append(out, inline{kind: rowInline, text: s[m[8]:m[9]], bold: bold})
		case m[8] >= 0:
			out = append(out, inline{kind: refInline, text: s[m[8]:m[9]], bold: bold})
		default:
			bold = !bold
		}
	}
	if err := text(s[from:]); err != nil {
		return nil, err
	}
	if bold {
		return nil, errors.New("** is opened and not closed")
	}
	return out, nil
}
