package pdf

import (
	"unicode"

	"demarc/internal/document"
)

// clauseIndent is where the text of a numbered paragraph begins, by level; its
// number hangs at the indent of the level above.
var clauseIndent = [4]float64{0, 34, 60, 88}

// setting is how a style of paragraph is set.
type setting struct {
	face, bold, italic, boldItalic faceID
	size, leading, before          float64
	justified                      bool
	color                          color
}

var settings = map[document.Style]setting{
	document.Body:  {serif, serifBold, serifItalic, serifBoldItalic, 10.5, 14.5, 6, true, ink},
	document.Lead:  {serif, serifBold, serifItalic, serifBoldItalic, 12, 17, 8, false, ink},
	document.Small: {sans, sansBold, sansItalic, sansBold, 8.5, 11.5, 5, false, muted},
	document.Code:  {mono, mono, mono, mono, 8.5, 12, 5, false, ink},
}

func settingOf(s document.Style) setting {
	if t, ok := settings[s]; ok {
		return t
	}
	return settings[document.Body]
}

// parts turns runs into stretches of text in the faces of t.
func (f *flow) parts(runs []document.Run, t setting) []stretchOfText {
	parts := make([]stretchOfText, 0, len(runs))
	for _, r := range runs {
		face := t.face
		switch {
		case r.Bold && r.Italic:
			face = t.boldItalic
		case r.Bold:
			face = t.bold
		case r.Italic:
			face = t.italic
		}
		p := stretchOfText{text: r.Text, look: f.look(face, t.size, t.color)}
		if r.Link != "" {
			p.look = f.look(face, t.size, f.accent)
			p.link = &link{to: r.Link, text: spoken(r.Text)}
		}
		parts = append(parts, p)
	}
	return parts
}

// paragraph sets one paragraph of a section. first is for the one right under
// the section's head; next is the block behind it, or nil.
func (f *flow) paragraph(p document.Paragraph, first bool, next document.Block) {
	t := settingOf(p.Style)
	if f.doc.OnePage {
		t = smaller(t)
	}
	level := min(max(p.Level, 0), 3)
	if p.Number != "" {
		level = max(level, 1)
	}
	number, body := f.clauseElems(p, level, next)
	width := f.chapter().measure()
	x0 := clauseIndent[level]
	measure := width - x0
	before := t.before
	if first {
		before = 3.5
	}
	if level > 1 {
		before -= 2
	}

	var label line
	extra := 0.0 // by which a wide number pushes the first line in
	hang := 0.0
	if p.Number != "" {
		hang = clauseIndent[level-1]
		label = f.oneLine(p.Number, f.look(t.face, t.size, t.color))
		label.ends = false
		extra = max(0, hang+label.width+6-x0)
	}
	lineWidth := func(n int) float64 {
		if n == 0 {
			return measure - extra
		}
		return measure
	}
	lines := setLines(tieEnd(f.set.units(f.parts(p.Runs, t), measure-extra)), lineWidth, t.justified)
	for i, l := range lines {
		it := item{height: t.leading, keep: keepLine(i, len(lines)), draw: func(c *canvas, x, y float64) {
			baseline := y + t.leading*0.5 + t.size*0.32
			at := x + x0
			if i == 0 {
				at += extra
				if p.Number != "" {
					c.line(number, label, x+hang, baseline)
				}
			}
			c.line(body, l, at, baseline)
		}}
		if i == 0 {
			it.before = before
			if p.ID != "" {
				it.anchors = []string{p.ID}
			}
		}
		f.emit(it)
	}
}

// keepLine holds two lines of a paragraph together at each end.
func keepLine(i, n int) bool { return n > 1 && (i == 0 || i == n-2) }

// clauseElems makes the elements of a paragraph: a P, or for a numbered one an
// item of a list with its label and body. Paragraphs of one level that follow
// each other are items of one list; deeper ones are lists within the body. A body
// that holds nothing but this paragraph needs no P in it.
func (f *flow) clauseElems(p document.Paragraph, level int, next document.Block) (label, body *elem) {
	if level == 0 {
		f.lists = nil
		return nil, f.sect.add("P")
	}
	for len(f.lists) > 0 && f.lists[len(f.lists)-1].level > level {
		f.lists = f.lists[:len(f.lists)-1]
	}
	parent := f.sect
	if n := len(f.lists); n > 0 {
		parent = f.lists[n-1].body
	}
	if p.Number == "" {
		return nil, parent.add("P")
	}
	if n := len(f.lists); n == 0 || f.lists[n-1].level < level {
		list := parent.add("L").with("<</O/List/ListNumbering/" + numbering(p.Number) + ">>")
		f.lists = append(f.lists, openList{level: level, list: list})
	}
	open := &f.lists[len(f.lists)-1]
	li := open.list.add("LI")
	label = li.add("Lbl")
	open.body = li.add("LBody")
	if q, ok := next.(document.Paragraph); !ok || q.Level < level || (q.Level == level && q.Number != "") {
		return label, open.body
	}
	return label, open.body.add("P")
}

// numbering names a list's kind of numbers after its first.
func numbering(number string) string {
	for _, r := range number {
		switch {
		case r == 'i' || r == 'v' || r == 'x':
			return "LowerRoman"
		case unicode.IsLower(r):
			return "LowerAlpha"
		case r == 'I' || r == 'V' || r == 'X':
			return "UpperRoman"
		case unicode.IsUpper(r):
			return "UpperAlpha"
		case unicode.IsDigit(r):
			return "Decimal"
		}
	}
	return "Disc"
}
