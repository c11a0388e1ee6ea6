package pdf

import (
	"strings"
	"unicode"

	"demarc/internal/document"
)

// flow turns the blocks of a document into items and the structure tree.
type flow struct {
	set       *setter
	doc       document.Document
	accent    color
	looks     map[look]*look
	chipForms [len(chipLetters)]*form
	logo      *picture // or nil
	paper     paper
	chapters  []chapter
	root      *elem
	sect      *elem // the section being set
	lists     []openList
	outline   []bookmark
	apart     bool                // a table ended: what follows stands off from it
	depth     int                 // heading level last used
	pageOf    func(id string) int // page number of an anchor, once pages are known
}

// openList is a list of numbered paragraphs that later ones may continue.
type openList struct {
	level int
	list  *elem
	body  *elem // of the last item
}

// bookmark is an entry of the outline.
type bookmark struct {
	title string
	to    string // anchor
	level int
}

func newFlow(set *setter, d document.Document, accent color) *flow {
	root := &elem{role: "Document"}
	return &flow{set: set, doc: d, accent: accent, looks: map[look]*look{}, chipForms: chipForms(), paper: paperOf(d), root: root, sect: root}
}

func (f *flow) look(face faceID, size float64, c color) *look {
	l := look{face, size, c}
	if known, ok := f.looks[l]; ok {
		return known
	}
	f.looks[l] = &l
	return &l
}

func (f *flow) chapter() *chapter { return &f.chapters[len(f.chapters)-1] }

func (f *flow) emit(items ...item) {
	ch := f.chapter()
	if f.apart && len(items) > 0 {
		items[0].before = max(items[0].before, 14)
		f.apart = false
	}
	ch.items = append(ch.items, items...)
}

// document sets everything: title block, sections without a number (the parties,
// a preamble), contents, and the rest.
func (f *flow) document() {
	f.chapters = append(f.chapters, chapter{paper: f.paper, small: f.doc.OnePage})
	f.titleBlock()
	sections := f.doc.Sections
	for len(sections) > 0 && sections[0].Number == "" && !sections[0].Landscape && !sections[0].NewPage {
		f.section(sections[0])
		sections = sections[1:]
	}
	if len(sections) >= 4 {
		f.contents(sections)
		f.chapters = append(f.chapters, chapter{paper: f.paper, newPage: true})
	}
	for _, s := range sections {
		f.section(s)
	}
}

func (f *flow) section(s document.Section) {
	if last := f.chapter(); s.Landscape != last.landscape || (s.NewPage && len(last.items) > 0) {
		f.chapters = append(f.chapters, chapter{paper: f.paper, landscape: s.Landscape, newPage: s.NewPage || s.Landscape, mayFollow: isExhibit(s.Number)})
	}
	f.sect = f.root.add("Sect")
	f.lists = nil
	if s.Title != "" || s.Number != "" {
		f.sectionHead(s)
	}
	for i, b := range s.Blocks {
		switch b := b.(type) {
		case document.Paragraph:
			if b.QR != "" && f.coded(b) {
				continue
			}
			from := len(f.chapter().items)
			var next document.Block
			if i+1 < len(s.Blocks) {
				next = s.Blocks[i+1]
			}
			f.paragraph(b, i == 0 && s.Title != "", next)
			f.keepLead(b, next, from)
		case document.Heading:
			f.heading(b)
		case document.Table:
			f.lists = nil
			f.table(b)
		case document.Signatures:
			f.lists = nil
			f.signatures(b)
		}
	}
}

// keepLead holds a paragraph, whose items begin at from, together with what it
// leads up to: a list behind a colon, or signatures, which alone on a page would
// not say what was signed.
func (f *flow) keepLead(p document.Paragraph, next document.Block, from int) {
	if next == nil {
		return
	}
	const most = 12 // lines; a longer text may be divided
	items := f.chapter().items
	if _, ok := next.(document.Signatures); ok {
		for i := max(from, len(items)-most); i < len(items); i++ {
			items[i].keep = true
		}
	}
	if n := len(p.Runs); n > 0 && strings.HasSuffix(strings.TrimSpace(p.Runs[n-1].Text), ":") {
		items[len(items)-1].keep = true
	}
}

// isExhibit tells "Exhibit A" from "5".
func isExhibit(number string) bool {
	return number != "" && unicode.IsLetter([]rune(number)[0])
}

// sectionHead sets a section's number and title, an exhibit's in two lines.
func (f *flow) sectionHead(s document.Section) {
	h := f.sect.add("H2")
	f.depth = 2
	f.outline = append(f.outline, bookmark{strings.TrimSpace(s.Number + "  " + s.Title), s.ID, 0})
	width := f.chapter().measure()
	if isExhibit(s.Number) || s.NewPage {
		f.exhibitHead(h, s, width)
		return
	}
	lk := f.look(sansBold, 13, ink)
	indent := 0.0
	var number line
	if s.Number != "" {
		number = f.oneLine(s.Number, f.look(sansBold, 13, f.accent))
		number.ends = false
		indent = max(clauseIndent[1], number.width+10)
	}
	lines := f.lines(s.Title, lk, width-indent)
	for i, l := range lines {
		it := item{height: 17, keep: true, draw: func(c *canvas, x, y float64) {
			if i == 0 && s.Number != "" {
				c.line(h, number, x, y+13)
			}
			c.line(h, l, x+indent, y+13)
		}}
		if i == 0 {
			it.before, it.anchors = 20, []string{s.ID}
		}
		f.emit(it)
	}
}

func (f *flow) exhibitHead(h *elem, s document.Section, width float64) {
	anchors := []string{s.ID}
	if s.Number != "" {
		l := f.oneLine(s.Number, f.look(sansBold, 10.5, f.accent))
		l.ends = s.Title == ""
		f.emit(item{height: 16, before: 30, keep: true, anchors: anchors, draw: func(c *canvas, x, y float64) {
			c.line(h, l, x, y+11)
		}})
		anchors = nil
	}
	lines := f.lines(s.Title, f.look(sansBold, 19, ink), width)
	for i, l := range lines {
		last := i == len(lines)-1
		height := 24.0
		if last {
			height = 33
		}
		f.emit(item{height: height, keep: true, anchors: anchors, draw: func(c *canvas, x, y float64) {
			c.line(h, l, x, y+18)
			if last {
				c.rect(x, y+27, width, 1.2, f.accent)
			}
		}})
		anchors = nil
	}
}

func (f *flow) heading(b document.Heading) {
	f.lists = nil
	// No level may be left out (ISO 14289-1, 7.4.2).
	level := min(max(b.Level, 2)+1, f.depth+1, 4)
	f.depth = max(level, 2)
	h := f.sect.add([]string{2: "H2", 3: "H3", 4: "H4"}[max(level, 2)])
	if b.ID != "" {
		f.outline = append(f.outline, bookmark{b.Text, b.ID, level - 2})
	}
	size, before := 11.5, 14.0
	if level > 3 {
		size, before = 10.5, 10
	}
	for i, l := range f.lines(b.Text, f.look(sansBold, size, ink), f.chapter().measure()) {
		it := item{height: size * 1.3, keep: true, draw: func(c *canvas, x, y float64) {
			c.line(h, l, x, y+size)
		}}
		if i == 0 {
			it.before, it.anchors = before, []string{b.ID}
		}
		f.emit(it)
	}
}

// lines sets text in one look, ragged.
func (f *flow) lines(s string, lk *look, width float64) []line {
	return setLines(f.set.units([]stretchOfText{{text: s, look: lk}}, width), func(int) float64 { return width }, false)
}

// oneLine sets a short text that is never broken.
func (f *flow) oneLine(s string, lk *look) line { return oneLine(f.set, s, lk) }

func oneLine(set *setter, s string, lk *look) line {
	const endless = 1e7
	s = strings.ReplaceAll(s, "\n", " ")
	l := setLines(set.units([]stretchOfText{{text: s, look: lk}}, endless), func(int) float64 { return endless }, false)[0]
	l.ends = true
	return l
}

// fitted sets a text in at most width, cut with an ellipsis where it is longer.
func fitted(set *setter, s string, lk *look, width float64) line {
	head, tail := cut(s, 200)
	head = strings.Join(strings.Fields(head), " ")
	l := oneLine(set, head, lk)
	if tail == "" && l.width <= width {
		return l
	}
	for l.width > width || tail != "" {
		tail = ""
		r := []rune(head)
		if len(r) == 0 {
			break
		}
		head = strings.TrimSpace(string(r[:len(r)-1-len(r)/20]))
		l = oneLine(set, head+"…", lk)
	}
	return l
}
