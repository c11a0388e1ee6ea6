package intake

import (
	"slices"
	"strings"
	"unicode"

	"demarc/internal/raci"
)

// sheet is one sheet being understood.
type sheet struct {
	known   Known
	book    Book
	table   Table
	choices Choices
	own     bool
	over    bool // the row above the headings belongs to them
	lines   []line
	byKey   map[string]raci.Function // by key, and by id
	base    map[raci.FunctionKey]BaseRow
	alike   raci.Lookalikes // of the matrix's functions
	areas   raci.Lookalikes // of its areas
	// column of the base for each stakeholder
	based map[raci.StakeholderID]int
}

// line is a row with what was found out about it.
type line struct {
	cells    []string
	layout   *Layout
	kind     Kind // Heading and Blank; else empty
	text     string
	name     string
	key      string
	area     raci.AreaKey
	placed   bool // the sheet itself says the area
	function raci.Function
	match    Match
	notes    []string
	wrong    string
}

func (ln line) field(m Meaning) string { return cell(ln.cells, ln.layout.column(m)) }

func newSheet(k Known, b Book, c Choices) *sheet {
	s := &sheet{
		known: k, book: b, table: b.Sheets[c.Layout.Sheet], choices: c, own: k.own(b),
		byKey: map[string]raci.Function{}, base: map[raci.FunctionKey]BaseRow{}, based: map[raci.StakeholderID]int{},
	}
	s.over = k.over(s.table, c.Layout.Header) != nil
	var names, areas []string
	for _, f := range k.Matrix.Functions {
		s.byKey[string(f.Key)], s.byKey[string(f.ID)] = f, f
		names = append(names, f.Name)
	}
	for _, a := range k.Matrix.Areas {
		areas = append(areas, a.Name)
	}
	s.alike, s.areas = raci.NewLookalikes(names), raci.NewLookalikes(areas)
	if !s.own {
		return s
	}
	for _, r := range b.Base.Rows {
		s.base[r.Key] = r
	}
	if h := c.Layout.Header; h >= 0 { // the heading as exported says which column of the base it was
		for j, m := range c.Layout.Columns {
			if id, ok := m.to(); ok {
				if n := slices.Index(b.Base.Columns, cell(s.table.Rows[h], j)); n >= 0 {
					s.based[id] = n
				}
			}
		}
	}
	return s
}

// identify finds out what each row is and which function it is about. The surest
// matches come first, so that no close name takes the function of a row below it.
func (s *sheet) identify() {
	var area raci.AreaKey
	placed := false
	for i, row := range s.table.Rows {
		ln := s.read(i, row)
		switch {
		case ln.kind == Heading && len(ln.notes) == 0:
			area = s.areaOf(&ln)
			placed = area != ""
		case ln.kind == "" && s.choices.Layout.column(Area) >= 0:
			if text := ln.field(Area); text != "" { // below it, merged cells are empty
				area = s.areaNamed(text)
				placed = area != ""
				if area == "" {
					ln.notes = append(ln.notes, "No area here is called “"+short(text)+"”.")
				}
			}
		}
		ln.area, ln.placed = area, placed
		if area == "" {
			ln.area = s.choices.Area
		}
		s.lines = append(s.lines, ln)
	}
	taken := map[raci.FunctionID]int{}
	for _, find := range []func(line) (raci.Function, Match){s.sameKeyAndName, s.sameKey, s.sameName, s.closeName} {
		for i := range s.lines {
			ln := &s.lines[i]
			if ln.kind != "" || ln.function.ID != "" || ln.wrong != "" {
				continue
			}
			f, match := find(*ln)
			if match == ByClose && (taken[f.ID] > 0 || s.choices.AsNew[i+1]) {
				continue
			}
			switch at := taken[f.ID]; {
			case f.ID == "":
			case at == 0:
				ln.function, ln.match = f, match
				taken[f.ID] = i + 1
			case match == ByName:
				ln.wrong = "Row " + number(at) + " is about the same function."
			}
		}
	}
	fresh := map[string]int{}
	for i := range s.lines {
		ln := &s.lines[i]
		if ln.kind == "" && ln.function.ID == "" && ln.wrong == "" {
			if at := fresh[plain(ln.name)]; at > 0 {
				ln.wrong = "Row " + number(at) + " adds a function of the same name."
			} else {
				fresh[plain(ln.name)] = i + 1
			}
		}
	}
}

// read tells a function from a heading and from nothing.
func (s *sheet) read(i int, row []string) line {
	l := &s.choices.Layout
	ln := line{cells: row, layout: l, name: cell(row, l.column(Name)), key: cell(row, l.column(Key))}
	filled, letters, said, speaks := 0, 0, 0, false // whether the first filled cell is somebody's letter or name
	for j, text := range row {
		if text == "" {
			continue
		}
		filled++
		if len(ln.text) < 80 {
			ln.text = strings.TrimPrefix(ln.text+" · "+short(text), " · ")
		}
		if j < len(l.Columns) {
			_, to := l.Columns[j].to()
			_, as := l.Columns[j].as()
			switch {
			case to || as:
				letters++
				speaks = speaks || filled == 1
			case l.Columns[j] == Description || l.Columns[j] == Split || l.Columns[j] == Condition || l.Columns[j] == Criticality || l.Columns[j] == Excluded:
				said++
			}
		}
	}
	switch {
	case filled == 0:
		ln.kind = Blank
	case i == l.Header-1 && s.over:
		ln.kind, ln.notes = Heading, []string{"The headings of groups of columns."}
	case i < l.Header:
		ln.kind, ln.notes = Heading, []string{"Above the headings."}
	case i == l.Header:
		ln.kind, ln.notes = Heading, []string{"The headings."}
	case l.Header >= 0 && slices.Equal(row, s.table.Rows[l.Header]):
		ln.kind, ln.notes = Heading, []string{"The headings once more."}
	case strings.HasPrefix(ln.key, AreaMark):
		ln.kind = Heading
	case legend(row) && !speaks:
		ln.kind, ln.notes = Heading, []string{"It explains the letters."}
	case ln.name == "" && letters == 0 && said == 0:
		ln.kind = Heading
	case ln.name == "":
		ln.wrong = "There is no name of a function in it."
	case letters == 0 && said == 0 && !s.isFunction(ln):
		ln.kind = Heading
	case hidden(row) != "":
		ln.wrong = hidden(row)
	}
	return ln
}

// isFunction tells whether a row without letters names a function of the matrix.
func (s *sheet) isFunction(ln line) bool {
	if _, ok := s.byKey[ln.key]; ok {
		return true
	}
	_, match := s.sameName(ln)
	return match == ByName && s.areaNamed(ln.name) == ""
}

// AreaMark is what our own sheet has before the key of an area.
const AreaMark = "area:"

// areaOf finds the area that a heading names.
func (s *sheet) areaOf(ln *line) raci.AreaKey {
	if key, ok := strings.CutPrefix(ln.key, AreaMark); ok && s.area(raci.AreaKey(key)) != "" {
		return raci.AreaKey(key)
	}
	for _, text := range ln.cells {
		if key := s.areaNamed(text); key != "" {
			ln.notes = append(ln.notes, "Heading of an area.")
			return key
		}
	}
	ln.notes = append(ln.notes, "Read as a heading. No area here is called that.")
	return ""
}

// areaNamed finds an area by its name, without the number before it and the lane
// after it.
func (s *sheet) areaNamed(text string) raci.AreaKey {
	for _, m := range raci.Modes {
		text = strings.TrimSuffix(text, " – "+m.Words())
	}
	text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune(" .)-–:#", r) })
	if plain(text) == "" {
		return ""
	}
	for _, a := range s.known.Matrix.Areas {
		if plain(a.Name) == plain(text) || string(a.Key) == strings.ToLower(text) {
			return a.Key
		}
	}
	at := s.areas.Closest(text)
	if at < 0 {
		at = s.areas.Holding(text) // "Backup" for "Backup and disaster recovery"
	}
	if at < 0 {
		return ""
	}
	return s.known.Matrix.Areas[at].Key
}

func (s *sheet) sameKeyAndName(ln line) (raci.Function, Match) {
	f, match := s.sameKey(ln)
	if plain(f.Name) == plain(ln.name) || plain(s.base[f.Key].Name) == plain(ln.name) {
		return f, match
	}
	return raci.Function{}, NoMatch
}

func (s *sheet) sameKey(ln line) (raci.Function, Match) {
	if f, ok := s.byKey[ln.key]; ok {
		return f, ByKey
	}
	return raci.Function{}, NoMatch
}

// sameName prefers the function of the area the row stands under.
func (s *sheet) sameName(ln line) (raci.Function, Match) {
	var found raci.Function
	name := plain(ln.name)
	for _, f := range s.known.Matrix.Functions {
		if plain(f.Name) == name && (found.ID == "" || f.Area == ln.area && found.Area != ln.area) {
			found = f
		}
	}
	if found.ID == "" {
		return found, NoMatch
	}
	return found, ByName
}

func (s *sheet) closeName(ln line) (raci.Function, Match) {
	if at := s.alike.Closest(ln.name); at >= 0 && s.known.Matrix.Functions[at].In() {
		return s.known.Matrix.Functions[at], ByClose
	}
	return raci.Function{}, NoMatch
}
