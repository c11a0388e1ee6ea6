package matrix

import (
	"context"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// grid writes the rows of a matrix as HTML. A full matrix has about a thousand cells
// and is the page people open most, so its rows are not templ components: one function
// appends a row to a buffer, escaping whatever is not its own text. Its fuzz test holds
// that nothing a person typed can become markup.
type grid struct {
	cards   string // address of the functions' cards, with a slash at the end
	columns []raci.Stakeholder
	sides   [2]string // names of the companies, in the order of party.Sides
	locked  bool      // out for signature or signed: nothing is proposed any more
}

func newGrid(e engagement.Engagement, columns []raci.Stakeholder) grid {
	return grid{cards: home(e.ID) + "/functions/", columns: columns, sides: sideNames(e), locked: e.State != engagement.InDraft}
}

// sideNames are the companies' names in the order of party.Sides.
func sideNames(e engagement.Engagement) [2]string {
	var names [2]string
	for i, side := range party.Sides {
		names[i] = sideName(e, side)
	}
	return names
}

// sideName is how an engagement calls one of its two companies.
func sideName(e engagement.Engagement, side party.Side) string {
	if side == party.MSP {
		return e.MSPName
	}
	return e.ClientName
}

// width is how many cells a row has.
func (g grid) width() int { return 1 + len(g.columns) + len(g.sides) }

// mark counts the findings of one row, and its open conversations.
type mark struct {
	block, look, talk int
	area, row         int // its place in Exhibit A, counted from 1; 0 where it is not known
}

// count takes a finding of the row alone that still wants an answer.
func (m *mark) count(f raci.Finding) {
	switch {
	case f.Severity == raci.Block:
		m.block++
	case f.Severity == raci.Warn && f.Waiver == nil:
		m.look++
	}
}

// problems are the findings that want an answer.
func (m mark) problems() int { return m.block + m.look }

func markOf(findings []raci.Finding) (m mark) {
	for _, f := range findings {
		m.count(f)
	}
	return m
}

// band is an area with the rows to show of it.
type band struct {
	area   raci.Area
	rows   []raci.Function // those the filter lets through
	total  int
	agreed int
	parked int // by both, and not among the agreed
}

func (b band) words() string { return standing(b.agreed, b.total, b.parked) }

// standing says how far some rows are, as the bar above all of them does.
func standing(agreed, of, parked int) string {
	s := strconv.Itoa(agreed) + " of " + strconv.Itoa(of) + " agreed"
	if parked > 0 {
		s += " · " + strconv.Itoa(parked) + " parked"
	}
	return s
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// write hands what add appends to w at once.
func write(w io.Writer, add func(b []byte) []byte) error {
	p := buffers.Get().(*[]byte)
	b := add((*p)[:0])
	_, err := w.Write(b)
	*p = b
	buffers.Put(p)
	return err
}

// bands are the row groups of the grid, one for each area.
func (g grid) bands(bands []band, marks map[raci.FunctionID]mark) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		return write(w, func(b []byte) []byte {
			for i := range bands {
				b = g.band(b, &bands[i], marks)
			}
			return b
		})
	})
}

func (g grid) band(b []byte, a *band, marks map[raci.FunctionID]mark) []byte {
	b = attribute(append(b, `<tbody id="area-`...), string(a.area.Key))
	b = strconv.AppendInt(append(b, `"><tr class="mx-band"><th scope="rowgroup" colspan="`...), int64(g.width()), 10)
	b = text(append(b, `"><span class="mx-area">`...), a.area.Name)
	b = text(append(b, `</span> <span class="tag tag-draft">`...), a.area.Mode.Words())
	b = attribute(append(b, `</span> <span class="mx-count" id="count-`...), string(a.area.Key))
	b = append(append(append(b, `">`...), a.words()...), `</span></th></tr>`...)
	for i := range a.rows {
		b = g.row(b, &a.rows[i], marks[a.rows[i].ID], nil)
	}
	return append(b, `</tbody>`...)
}

// row appends one function. line, when not nil, is HTML that is put below the name,
// made by a template.
func (g grid) row(b []byte, f *raci.Function, m mark, line []byte) []byte {
	id := string(f.ID)
	state, _ := f.State()
	if g.locked {
		state = raci.Locked
	}
	p := g.proposal(f)
	b = attribute(append(b, `<tr id="function-`...), id)
	b = strconv.AppendInt(append(b, `" class="mx-row" data-rev="`...), int64(f.Rev), 10)
	b = append(append(append(b, `" data-state="`...), state...), '"')
	if m.block > 0 || f.Dispute.Reason != "" {
		b = append(b, ` data-problem`...)
	}
	b = append(b, `><th scope="row"`...)
	if m.area > 0 {
		b = strconv.AppendInt(append(b, ` data-no="A.`...), int64(m.area), 10)
		b = append(strconv.AppendInt(append(b, '.'), int64(m.row), 10), '"')
	}
	b = attribute(append(b, ` aria-labelledby="name-`...), id)
	b = attribute(append(b, `"><input type="checkbox" class="mx-pick" form="mx-bulk" name="row" value="`...), id)
	b = strconv.AppendInt(append(b, '@'), int64(f.Rev), 10)
	b = text(append(b, `" aria-label="Tick `...), f.Name)
	b = attribute(append(b, `"><a id="name-`...), id)
	b = attribute(append(b, `" class="mx-name" href="`...), g.cards)
	b = attribute(b, id)
	b = text(append(b, `">`...), f.Name)
	b = append(b, `</a>`...)
	b = g.flags(g.standing(b, f, state, &p), f, m)
	b = append(b, line...)
	b = append(b, `</th>`...)
	var room [96]byte
	rest := g.said(room[:0], f, state, m.talk)
	for i := range g.columns {
		b = g.cell(b, f, i, &p, rest)
	}
	for i, side := range party.Sides {
		b = g.tick(b, f, i, f.Agreed(side))
	}
	return append(b, `</tr>`...)
}

// flags are what somebody should know of a row before reading its letters.
func (g grid) flags(b []byte, f *raci.Function, m mark) []byte {
	if f.Condition != "" {
		b = text(append(b, `<span class="mx-note">Only: `...), f.Condition)
		b = append(b, `</span>`...)
	}
	b = g.paper(b, f)
	if f.Dispute.Reason != "" {
		b = append(b, `<span class="mx-flag mx-disputed"><span class="mx-sign" aria-hidden="true">!</span> Disputed by `...)
		for i, side := range party.Sides {
			if f.Dispute.Side == side {
				b = text(b, g.sides[i])
			}
		}
		b = text(append(b, `: `...), f.Dispute.Reason)
		b = append(b, `</span>`...)
	}
	if m.block > 0 {
		b = strconv.AppendInt(append(b, `<span class="mx-flag mx-fix">`...), int64(m.block), 10)
		b = append(b, ` to fix</span>`...)
	}
	if m.look > 0 {
		b = strconv.AppendInt(append(b, `<span class="mx-flag mx-look">`...), int64(m.look), 10)
		b = append(b, ` to look at</span>`...)
	}
	if m.talk > 0 {
		b = attribute(append(b, `<a class="mx-flag mx-talk" tabindex="-1" data-talk="`...), string(f.ID))
		b = attribute(append(b, `" href="`...), g.cards)
		b = attribute(b, string(f.ID))
		b = strconv.AppendInt(append(b, `#discussion">`...), int64(m.talk), 10)
		b = append(b, ` open thread`...)
		if m.talk > 1 {
			b = append(b, 's')
		}
		b = append(b, `</a>`...)
	}
	return b
}

// cell is what one stakeholder is to f: the letter for eyes, and one sentence for
// readers: "Patch workstations, Internal IT, Consulted, agreed by both". On a phone the
// column's name is seen as well. rest is how the sentence ends in every cell of the row;
// the script takes it away while a letter is typed that the server does not have yet.
func (g grid) cell(b []byte, f *raci.Function, i int, p *proposal, rest []byte) []byte {
	as, when := f.Cells[g.columns[i].ID], f.Windows[g.columns[i].ID]
	b = strconv.AppendInt(append(b, `<td id="c`...), int64(i), 10)
	b = attribute(append(b, '-'), string(f.ID))
	was, then, changed := p.was(g.columns[i].ID, as, when)
	if changed {
		b = append(b, `" class="mx-changed`...)
	}
	b = attribute(append(b, `" data-as="`...), string(as))
	b = text(append(b, `"><span class="unseen">`...), f.Name)
	b = text(append(b, `, `...), g.columns[i].Name)
	b = text(append(b, `, <b>`...), as.Words())
	b = append(append(b, `</b><i>`...), spokenHours(when)...)
	if changed {
		b = p.spoken(b, was, then)
	}
	b = append(append(b, rest...), `</i></span>`...)
	b = text(append(b, `<span class="mx-who" aria-hidden="true">`...), g.columns[i].Name)
	b = append(b, `</span>`...)
	if changed {
		b = append(append(append(b, `<span class="mx-was" aria-hidden="true">`...), chips(was)...), `</span>`...)
	}
	return append(append(append(b, chips(as)...), hoursMark(when)...), `</td>`...)
}

// said is how far a row is, for readers of any of its cells.
func (g grid) said(b []byte, f *raci.Function, state raci.State, threads int) []byte {
	switch state {
	case raci.AgreedByBoth:
		b = append(b, `, agreed by both`...)
	case raci.Proposed:
		_, by := f.State()
		b = text(append(b, `, proposed by `...), g.company(by))
	case raci.Disputed:
		b = text(append(b, `, disputed by `...), g.company(f.Dispute.Side))
	case raci.ParkedByBoth:
		b = append(b, `, parked`...)
	case raci.Locked:
		b = append(b, `, locked`...)
	case raci.Drafted:
	}
	if threads > 0 {
		b = strconv.AppendInt(append(b, `, `...), int64(threads), 10)
		b = append(append(b, ` open `...), one(threads, "thread", "threads")...)
	}
	return b
}

// spokenHours is when a cell holds, for readers, as text that never changes.
func spokenHours(w raci.Window) string {
	switch w {
	case raci.BusinessHours:
		return ", business hours"
	case raci.AfterHours:
		return ", after hours"
	case raci.Always:
	}
	return ""
}

// hoursMark is the same for eyes: the word, with a sun or a moon that the style draws.
func hoursMark(w raci.Window) string {
	switch w {
	case raci.BusinessHours:
		return `<span class="hours hours-business" aria-hidden="true">business hours</span>`
	case raci.AfterHours:
		return `<span class="hours hours-after" aria-hidden="true">after hours</span>`
	case raci.Always:
	}
	return ""
}

// chips are the marks of the kit (ui.Chips), as text that never changes.
func chips(as raci.Assignment) string {
	switch as {
	case raci.Accountable:
		return `<span class="chip chip-a" aria-hidden="true">A</span>`
	case raci.Responsible:
		return `<span class="chip chip-r" aria-hidden="true">R</span>`
	case raci.Consulted:
		return `<span class="chip chip-c" aria-hidden="true">C</span>`
	case raci.Informed:
		return `<span class="chip chip-i" aria-hidden="true">I</span>`
	case raci.AccountableAndDoing:
		return `<span class="mx-two" aria-hidden="true"><span class="chip chip-a">A</span><span class="chip chip-r">R</span></span>`
	case raci.NotInvolved:
		return `<span class="chip chip-none" aria-hidden="true">–</span>`
	case raci.Undecided:
		return `<span class="chip chip-open" aria-hidden="true">?</span>`
	}
	return ""
}

// tick says whether one company agreed to the row as it stands.
func (g grid) tick(b []byte, f *raci.Function, i int, agreed bool) []byte {
	b = strconv.AppendInt(append(b, `<td id="t`...), int64(i), 10)
	b = attribute(append(b, '-'), string(f.ID))
	class, words := `" class="mx-tick"><span class="unseen">`, `: not agreed yet`
	if agreed {
		class, words = `" class="mx-tick mx-on"><span class="unseen">`, `: agreed`
	}
	b = text(append(b, class...), f.Name)
	b = text(append(b, `, `...), g.sides[i])
	b = append(append(b, words...), `</span><span class="mx-who" aria-hidden="true">`...)
	return append(append(text(b, g.sides[i]), words...), `</span><span class="mx-mark" aria-hidden="true"></span></td>`...)
}

// fragment is one row alone, with line below its name.
func fragment(r app.Row, line templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var below []byte
		if line != nil {
			html, err := templ.ToGoHTML(ctx, line)
			if err != nil {
				return err
			}
			below = []byte(html)
		}
		g := newGrid(r.Engagement, r.Matrix.Stakeholders)
		m := markOf(r.Findings())
		m.talk = r.Threads
		return write(w, func(b []byte) []byte { return g.row(b, &r.Function, m, below) })
	})
}
