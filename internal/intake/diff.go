package intake

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"demarc/internal/raci"
)

// The longest texts of a function, in characters.
const (
	maxName        = 100
	maxDescription = 300
	maxSplit       = 500
	maxCondition   = 200
	maxReason      = 300
)

// words plans the texts of a function. A text that the sheet leaves empty stays,
// unless empty cells are meant.
func (s *sheet) words(r *Row, ln line) {
	f := &r.After
	base, based := s.base[f.Key]
	based = based && f.ID != ""
	clears := based || s.choices.Empty == EmptyIsOpen && ln.match == ByKey
	text := func(m Meaning, field string, to *string, was string, most int, required bool) {
		said := ln.field(m)
		switch {
		case s.choices.Layout.column(m) < 0, said == "" && !clears, sameText(said, *to):
			return
		case based && sameText(said, was):
			return // not edited in the sheet: what the matrix has now is newer
		case said == "" && required:
			r.Wrong = field + " is empty."
			return
		case utf8.RuneCountInString(said) > most:
			r.Wrong = fmt.Sprintf("%s has %d characters. Shorten it to %d.", field, utf8.RuneCountInString(said), most)
			return
		}
		if based && !sameText(was, *to) {
			s.clash(r, field, *to)
		}
		r.Edits = append(r.Edits, Edit{Field: field, From: *to, To: said})
		*to = said
	}
	if ln.match == ByKey || f.ID == "" {
		text(Name, "Function", &f.Name, base.Name, maxName, true)
		if f.ID == "" && utf8.RuneCountInString(f.Name) > maxName {
			r.Wrong = fmt.Sprintf("Its name has %d characters. Shorten it to %d.", utf8.RuneCountInString(f.Name), maxName)
		}
	}
	text(Description, "Description", &f.Description, base.Description, maxDescription, f.ID != "")
	text(Split, "Split note", &f.Split, base.Split, maxSplit, false)
	text(Condition, "Only for", &f.Condition, base.Condition, maxCondition, false)

	said := ln.field(Criticality)
	if said == "" {
		return
	}
	c, ok := criticality(said)
	switch {
	case !ok:
		r.Wrong = "“" + short(said) + "” is none of critical, high, normal."
	case c == f.Criticality, based && c == base.Criticality:
	default:
		if based && base.Criticality != f.Criticality {
			s.clash(r, "Criticality", string(f.Criticality))
		}
		r.Edits = append(r.Edits, Edit{Field: "Criticality", From: string(f.Criticality), To: string(c)})
		f.Criticality = c
	}
}

func (s *sheet) clash(r *Row, field, now string) {
	r.Clash = true
	if now == "" {
		now = "empty"
	}
	r.Notes = append(r.Notes, field+" was changed in the matrix too since the sheet was exported: it is “"+short(now)+"” now.")
}

func criticality(text string) (raci.Criticality, bool) {
	switch plain(text) {
	case "critical", "very high", "highest":
		return raci.Critical, true
	case "high":
		return raci.High, true
	case "normal", "medium", "low", "standard":
		return raci.Normal, true
	}
	return "", false
}

// cells plans the letters of a function.
func (s *sheet) cells(r *Row, ln line) {
	said, notes, wrong := s.said(ln)
	r.Notes = append(r.Notes, notes...)
	if wrong != "" {
		if r.Wrong == "" {
			r.Wrong = wrong
		}
		return
	}
	f := &r.After
	base, based := s.base[f.Key]
	before := *f
	before.Cells = maps.Clone(f.Cells)
	for _, st := range s.known.Matrix.Stakeholders {
		d, ok := said[st.ID]
		has := duty{f.Cells[st.ID], f.Windows[st.ID]}
		if !ok || d == has {
			continue
		}
		if n, known := s.based[st.ID]; based && f.ID != "" && known && n < len(base.Cells) {
			was := base.cell(n)
			if d == was {
				continue // not edited in the sheet
			}
			if was != has {
				s.clash(r, st.Name, raci.CellWords(has.as, has.when))
			}
		}
		f.Put(st.ID, d.as, d.when)
	}
	s.one(r, before, said)
	for _, st := range s.known.Matrix.Stakeholders {
		e := Edit{
			Field: st.Name, Letter: true, From: string(r.Was.Cells[st.ID]), To: string(f.Cells[st.ID]),
			FromWhen: r.Was.Windows[st.ID], ToWhen: f.Windows[st.ID],
		}
		if e.From != e.To || e.FromWhen != e.ToWhen {
			r.Edits = append(r.Edits, e)
		}
	}
}

// one sees that at every time one stakeholder is Accountable. An A moves from whoever the
// sheet says nothing about; where the sheet itself says two, neither is taken.
func (s *sheet) one(r *Row, before raci.Function, said map[raci.StakeholderID]duty) {
	f := &r.After
	for id, d := range said {
		if d.as.Answers() && f.Cells[id] == d.as {
			f.Yield(id, func(other raci.StakeholderID) bool {
				_, spoken := said[other]
				return !spoken && before.Cells[other].Answers()
			})
		}
	}
	if f.Clash() && !sameAnswers(before, *f) {
		r.Wrong = "Two columns are Accountable. When both answer, neither does. Keep one."
	}
	r.Moved = raci.Moved(before, *f)
}

// sameAnswers tells whether the same stakeholders answer in two states of a row, at the
// same hours.
func sameAnswers(a, b raci.Function) bool { return maps.Equal(answering(a), answering(b)) }

func answering(f raci.Function) map[raci.StakeholderID]raci.Window {
	out := map[raci.StakeholderID]raci.Window{}
	for id, a := range f.Cells {
		if a.Answers() {
			out[id] = f.Windows[id]
		}
	}
	return out
}

// said reads the letters that a row gives, in either layout. A stakeholder of whom it
// says nothing is not among them. Where several columns are one team's, the team has
// the strongest of their letters, and a note says so.
func (s *sheet) said(ln line) (out map[raci.StakeholderID]duty, notes []string, wrong string) {
	out = map[raci.StakeholderID]duty{}
	named, joined := false, map[raci.StakeholderID]bool{}
	for j, m := range s.choices.Layout.Columns {
		text := cell(ln.cells, j)
		if id, ok := m.to(); ok {
			d, wrong := held(text)
			if wrong != "" {
				return nil, nil, "Column " + Letters(j) + ": " + wrong + "."
			}
			if text == "" && !s.own {
				a, meant := s.empty()
				if !meant {
					continue
				}
				d = duty{as: a}
			}
			if had, twice := out[id]; twice && had != d {
				d = union(had, d)
				joined[id] = true
			}
			out[id] = d
		}
		a, ok := m.as()
		if !ok {
			continue
		}
		named = true
		who, wrong := s.names(text)
		if wrong != "" {
			return nil, nil, "Column " + Letters(j) + ": " + wrong + "."
		}
		for _, id := range who {
			to := a
			if had, twice := out[id]; twice {
				if to = both(had.as, a); to == "" {
					st, _ := s.known.Matrix.Stakeholder(id)
					return nil, nil, st.Name + " stands under " + had.as.Words() + " and under " + a.Words() + "."
				}
			}
			out[id] = duty{as: to}
		}
	}
	if a, meant := s.empty(); named && meant {
		for _, st := range s.known.Matrix.Stakeholders {
			if _, ok := out[st.ID]; !ok {
				out[st.ID] = duty{as: a}
			}
		}
	}
	for _, st := range s.known.Matrix.Stakeholders {
		if joined[st.ID] {
			notes = append(notes, s.joined(ln, st)+", so "+st.Name+" is read as "+raci.CellWords(out[st.ID].as, out[st.ID].when)+".")
		}
	}
	return out, notes, ""
}

// joined says what the columns of one team have: "Help desk has R and Engineer has A".
func (s *sheet) joined(ln line, st raci.Stakeholder) string {
	var parts []string
	for j, m := range s.choices.Layout.Columns {
		if text := cell(ln.cells, j); m == To(st.ID) && text != "" {
			name := "column " + Letters(j)
			if h := s.choices.Layout.Header; h >= 0 && cell(s.table.Rows[h], j) != "" {
				name = short(s.table.Rows[h][j])
			}
			parts = append(parts, name+" has "+short(text))
		}
	}
	text := strings.Join(parts, " and ")
	first, n := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[n:]
}

func (s *sheet) empty() (raci.Assignment, bool) {
	switch s.choices.Empty {
	case EmptyIsNone:
		return raci.NotInvolved, true
	case EmptyIsOpen:
		return raci.Undecided, true
	case EmptyKeeps:
	}
	return "", false
}

// names reads the cell of a letter's column: "MSP", "IT, Management", "both".
func (s *sheet) names(text string) ([]raci.StakeholderID, string) {
	if id := s.named(text, 60); id != "" {
		return []raci.StakeholderID{id}, ""
	}
	var out []raci.StakeholderID
	pieces := strings.NewReplacer(" and ", ",", " & ", ",", " + ", ",").Replace(text)
	for piece := range strings.FieldsFuncSeq(pieces, func(r rune) bool { return strings.ContainsRune(",;/\n", r) }) {
		switch said := plain(piece); said {
		case "", "na", "none", "nobody":
			continue
		case "both", "both teams", "both parties":
			for _, k := range []raci.Kind{raci.MSPTeam, raci.InternalIT} {
				if st, ok := s.known.Matrix.Standard(k); ok {
					out = append(out, st.ID)
				}
			}
			continue
		case "all", "everyone", "everybody":
			for _, st := range s.known.Matrix.Stakeholders {
				out = append(out, st.ID)
			}
			continue
		}
		id := s.named(piece, 1)
		if id == "" {
			return nil, "“" + short(piece) + "” is nobody’s name in this matrix"
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return slices.Compact(out), ""
}

func (s *sheet) named(text string, least int) raci.StakeholderID {
	best, sure := raci.StakeholderID(""), least-1
	for _, st := range s.known.Matrix.Stakeholders {
		if n := s.known.sure(st, text); n > sure {
			best, sure = st.ID, n
		}
	}
	return best
}

// sameText compares as people read: line ends and runs of spaces are no difference.
func sameText(a, b string) bool {
	return a == b || slices.Equal(strings.Fields(a), strings.Fields(b))
}

// hidden refuses what cannot be printed and what shows text in another order than it
// is stored.
func hidden(row []string) string {
	for j, text := range row {
		for _, c := range text {
			control := unicode.Is(unicode.Cc, c) && c != '\n' && c != '\t' || c == '\u2028' || c == '\u2029' || c&0xfffe == 0xfffe
			if control || c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' {
				return fmt.Sprintf("Column %s has a hidden character (U+%04X). Type the text again.", Letters(j), c)
			}
		}
	}
	return ""
}

func number(n int) string { return fmt.Sprint(n) }
