package pdf

import (
	"math"
	"strings"
)

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
		y += (leading - chipHeight) / 2
		for n, letter := range letters {
			i := strings.Index(chipLetters, letter)
			c.stamp(f.chipForms[i], x, y)
			s := chipShapes[i]
			l := f.oneLine(letter, f.look(s.face, 8.75, s.text))
			l.ends = n == len(letters)-1
			c.line(e, l, x+(chipWidth-l.width)/2, y+chipHeight/2+2.95)
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

// chipLetters are the letters that have a shape; the last one is for what is not
// decided.
const chipLetters = "ARCI?"

// chipShape is the ground of a chip.
type chipShape struct {
	face       faceID
	text       color
	fill, edge *color
	weight     float64
	pen        string // how the edge is drawn
	radius     float64
}

var chipShapes = [len(chipLetters)]chipShape{
	{face: sansBold, text: white, fill: &accountable, radius: 1.5},
	{face: sansBold, text: responsibleText, fill: &responsible, edge: &responsibleEdge, weight: 0.8, radius: chipHeight},
	{face: sansBold, text: consulted, edge: &consultedEdge, weight: 0.9, radius: 3.5},
	{face: serif, text: informed, edge: &informedEdge, weight: 1, pen: "1 J [0 2.1] 0 d ", radius: 1.5}, // a sans I is but a bar
	{face: sansBold, text: ink, edge: &strong, weight: 0.8, pen: "[2.5 1.8] 0 d ", radius: 1.5},
}

// chipForms are the grounds of the letters' chips.
func chipForms() (forms [len(chipLetters)]*form) {
	for i, s := range chipShapes {
		forms[i] = &form{width: chipWidth, height: chipHeight, properties: layoutArtifact, draw: func(c *canvas) { c.buf = s.path() }}
	}
	return forms
}

func (s chipShape) path() []byte {
	var b []byte
	paint := "f\n"
	if s.fill != nil {
		b = append(nums(b, s.fill.r, s.fill.g, s.fill.b), "rg "...)
	}
	if s.edge != nil {
		b = append(nums(b, s.edge.r, s.edge.g, s.edge.b), "RG "...)
		b = append(append(nums(b, s.weight), "w "...), s.pen...)
		paint = "S\n"
		if s.fill != nil {
			paint = "B\n"
		}
	}
	in := s.weight / 2
	b = roundedRect(b, in, in, chipWidth-s.weight, chipHeight-s.weight, s.radius)
	return append(b, paint...)
}

// roundedRect adds a rectangle with round corners to the path.
func roundedRect(b []byte, x, y, w, h, r float64) []byte {
	r = math.Min(r, math.Min(w, h)/2)
	k := r * 0.4477 // so that a Bézier curve is an arc
	t := y + h
	b = append(nums(b, x+r, y), "m "...)
	b = append(nums(b, x+w-r, y), "l "...)
	b = append(nums(b, x+w-k, y, x+w, y+k, x+w, y+r), "c "...)
	b = append(nums(b, x+w, t-r), "l "...)
	b = append(nums(b, x+w, t-k, x+w-k, t, x+w-r, t), "c "...)
	b = append(nums(b, x+r, t), "l "...)
	b = append(nums(b, x+k, t, x, t-k, x, t-r), "c "...)
	b = append(nums(b, x, y+r), "l "...)
	return append(nums(b, x, y+k, x+k, y, x+r, y), "c h "...)
}
