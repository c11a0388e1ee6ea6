package pdf

import (
	"slices"

	"demarc/internal/fault"
)

// item is something that is set whole: a line, a table row, a set of signature
// blocks. Coordinates given to draw are its top left corner.
type item struct {
	height  float64
	before  float64 // space above, left out at the top of a page
	keep    bool    // no page ends behind it
	anchors []string
	head    *item // repeated above when a page begins with this item
	draw    func(c *canvas, x, y float64)
}

// chapter is items that run from page to page in one orientation.
type chapter struct {
	paper
	landscape bool
	small     bool // a paper of one page: narrow margins
	newPage   bool
	mayFollow bool // a new page is not needed where one would be left nearly empty
	items     []item
}

// sheet is one page with what stands on it.
type sheet struct {
	landscape     bool
	width, height float64
	placed        []placed
}

type placed struct {
	*item
	y     float64
	again bool // a head repeated
}

// measure is the width of the text.
func (ch chapter) measure() float64 {
	switch {
	case ch.landscape:
		return ch.height - 2*wideSideMargin
	case ch.small:
		return ch.width - 2*smallSideMargin
	}
	return ch.width - 2*sideMargin
}

// span is where the text begins and ends, from the top.
func (ch chapter) span() (top, bottom float64) {
	switch {
	case ch.landscape:
		return wideTopMargin, ch.width - wideBottom
	case ch.small:
		return smallTopMargin, ch.height - smallBottom
	}
	return topMargin, ch.height - bottomMargin
}

// follows tells whether a chapter begins below what ends at y: where most of the page
// would be left empty, or where the whole chapter fits below it.
func (ch chapter) follows(y, slack float64) bool {
	top, bottom := ch.span()
	const much = 0.4
	if !ch.mayFollow || y-top < much*(bottom-top) {
		return ch.mayFollow
	}
	for i := range ch.items {
		y += ch.items[i].before + ch.items[i].height
	}
	return y <= bottom+slack
}

// paginate spreads the chapters over pages. Where a chapter's last page would be left
// nearly empty, it is tried again with pages that are somewhat longer.
func paginate(chapters []chapter) ([]sheet, error) {
	var sheets []sheet
	y := 0.0
	for _, ch := range chapters {
		pages, end, err := ch.spread(sheets, y, 0)
		if err != nil {
			return nil, err
		}
		if top, bottom := ch.span(); len(pages) > len(sheets) && end-top < nearTop*(bottom-top) {
			if fewer, at, err := ch.spread(sheets, y, ch.slack()); err == nil && len(fewer) < len(pages) {
				pages, end = fewer, at
			}
		}
		sheets, y = pages, end
	}
	return sheets, nil
}

// nearTop is the part of a page that is too little for a page.
const nearTop = 0.3

// slack is by how much pages may be longer. It leaves air above the footer.
func (ch chapter) slack() float64 {
	if ch.landscape {
		return 8
	}
	return 12
}

// spread puts the chapter on pages behind sheets, the last of which is filled down to
// y, and tells how far its own last page is. It ends a page at the last place where
// that is allowed, so that heads stay with their text, two lines of a paragraph stay
// together on each side, and no group row stands alone.
func (ch chapter) spread(sheets []sheet, y, slack float64) ([]sheet, float64, error) {
	sheets = slices.Clone(sheets)
	top, bottom := ch.span()
	bottom += slack
	turn := func() {
		s := sheet{landscape: ch.landscape, width: ch.width, height: ch.height}
		if ch.landscape {
			s.width, s.height = s.height, s.width
		}
		sheets = append(sheets, s)
		y = top
	}
	if n := len(sheets); n == 0 || sheets[n-1].landscape != ch.landscape || ch.newPage && !ch.follows(y, slack) {
		turn()
	} else {
		sheets[n-1].placed = slices.Clip(sheets[n-1].placed)
	}
	for start := 0; start < len(ch.items); {
		s := &sheets[len(sheets)-1]
		mark, end, next := len(s.placed), start, -1 // next: where the following page may begin
		kept := 0
		for end < len(ch.items) {
			it := &ch.items[end]
			at := y
			if len(s.placed) > 0 {
				at += it.before
			} else if it.head != nil {
				s.placed = append(s.placed, placed{it.head, at, true})
				at += it.head.height
			}
			if at+it.height > bottom+0.01 {
				break
			}
			s.placed = append(s.placed, placed{it, at, false})
			y = at + it.height
			end++
			if !it.keep {
				next, kept = end, len(s.placed)
			}
		}
		switch {
		case end == len(ch.items):
			start = end
			continue
		case next >= 0:
			s.placed = s.placed[:kept]
			start = next
		case mark > 0: // nothing of this stretch fits below what stands here
			s.placed = s.placed[:mark]
		case end > start: // longer than a page, though it should be kept together
			start = end
		default:
			return nil, 0, fault.New(fault.Invalid, "A part of the document is taller than a page and cannot be divided. Shorten the names in the signature blocks.")
		}
		turn()
	}
	return sheets, y, nil
}
