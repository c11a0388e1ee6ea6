package pdf

import "strings"

const (
	chipWidth  = 17
	chipHeight = 12
	chipGap    = 3
)

// words is what an assignment's letter stands for, for those who hear it.
var words = map[string]string{"R": "Responsible", "A": "Accountable", "C": "Consulted", "I": "Informed"}

// chips sets an assignment: one chip for each letter, A first. Letters are text;
// shape and weight of ink tell them apart without colour, on a fax as well.
func (f *flow) chips(e *elem, mark string, center bool, width, leading float64) cellLine {
	letters := strings.FieldsFunc(mark, func(r rune) bool { return r == '/' || r == '+' || r == ' ' || r == ',' })
	known := true
	var spoken []string
	for _, l := range letters {
		known = known && (words[l] != "" || l == "?")
		if words[l] != "" {
			spoken = append(spoken, words[l])
		}
	}
	if !known {
		return f.plainMark(e, mark, center, width, leading)
	}
	if len(letters) == 2 && letters[1] == "A" {
		letters[0], letters[1] = letters[1], letters[0]
		spoken[0], spoken[1] = spoken[1], spoken[0]
	}
	if len(spoken) > 0 {
		e.extra = "/E" + text(strings.Join(spoken, " and "))
	}
	total := float64(len(letters))*(chipWidth+chipGap) - chipGap
	return cellLine{height: leading, width: total, draw: func(c *canvas, x, y float64) {
		if center {
			x += (width - total) / 2
		}
		for i, letter := range letters {
			f.chip(c, e, letter, x, y+(leading-chipHeight)/2, i == len(letters)-1)
			x += chipWidth + chipGap
		}
	}}
}

// plainMark sets what is no assignment, such as the dash for "not involved".
func (f *flow) plainMark(e *elem, mark string, center bool, width, leading float64) cellLine {
	if mark == "-" {
		mark = "–"
	}
	l := f.oneLine(mark, f.look(sans, 9, muted))
	return cellLine{height: leading, width: l.width, draw: func(c *canvas, x, y float64) {
		if center {
			x += (width - l.width) / 2
		}
		c.line(e, l, x, y+leading*0.5+3)
	}}
}

func (f *flow) chip(c *canvas, e *elem, letter string, x, y float64, last bool) {
	c.artifact(layoutArtifact)
	textColor := ink
	face := sansBold
	const w, h = chipWidth, chipHeight
	switch letter {
	case "A":
		textColor = white
		c.setFill(accountable)
		c.rounded(x, y, w, h, 1.5)
		c.buf = append(c.buf, "f\n"...)
	case "R":
		textColor = responsibleText
		c.setFill(responsible)
		c.setEdge(responsibleEdge)
		c.buf = append(c.buf, "0.8 w "...)
		c.rounded(x+0.4, y+0.4, w-0.8, h-0.8, h/2)
		c.buf = append(c.buf, "B\n"...)
	case "C":
		textColor = consulted
		c.setEdge(consultedEdge)
		c.buf = append(c.buf, "0.9 w "...)
		c.rounded(x+0.45, y+0.45, w-0.9, h-0.9, 3.5)
		c.buf = append(c.buf, "S\n"...)
	case "I":
		face, textColor = serif, informed // a sans I is but a bar
		c.setEdge(informedEdge)
		c.buf = append(c.buf, "1 w 1 J [0 2.1] 0 d "...)
		c.rounded(x+0.5, y+0.5, w-1, h-1, 1.5)
		c.buf = append(c.buf, "S [] 0 d 0 J\n"...)
	default: // undecided
		c.setEdge(strong)
		c.buf = append(c.buf, "0.8 w [2.5 1.8] 0 d "...)
		c.rounded(x+0.4, y+0.4, w-0.8, h-0.8, 1.5)
		c.buf = append(c.buf, "S [] 0 d\n"...)
	}
	l := f.oneLine(letter, f.look(face, 8.75, textColor))
	l.ends = last
	c.line(e, l, x+(w-l.width)/2, y+h/2+2.95)
}
