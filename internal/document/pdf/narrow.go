package pdf

import (
	"encoding/binary"
	"fmt"

	"github.com/boxesandglue/textshape/ot"
	"github.com/boxesandglue/textshape/subset"
)

// respaced is a glyph to be added to a font: the outline of another one, with an
// advance of its own. A letter that is always moved by as much before the next one
// ("w" before "o") is in the font once more, so that a line needs no moving.
type respaced struct {
	like    ot.GlyphID
	advance int
}

// withRespaced copies what drawing needs of a subset and adds glyphs behind its own.
func withRespaced(b *subset.FontBuilder, f *ot.Font, more []respaced) error {
	if len(more) == 0 {
		return copyTables(b, f)
	}
	tables := map[string][]byte{}
	for _, name := range drawingTables {
		data, err := f.TableData(ot.MakeTag(name[0], name[1], name[2], name[3]))
		if err != nil {
			return err
		}
		tables[name] = append([]byte(nil), data...)
	}
	be := binary.BigEndian
	head, hhea, maxp, hmtx := tables["head"], tables["hhea"], tables["maxp"], tables["hmtx"]
	if len(head) < 52 || len(hhea) < 36 || len(maxp) < 6 {
		return fmt.Errorf("a table is too short")
	}
	count, metrics := int(be.Uint16(maxp[4:])), int(be.Uint16(hhea[34:]))
	long := be.Uint16(head[50:]) == 1
	if metrics == 0 || len(hmtx) < 4*metrics+2*(count-metrics) || len(tables["loca"]) < (count+1)*locaSize(long) {
		return fmt.Errorf("the tables of %d glyphs do not agree", count)
	}

	var ends []int
	for i := range count + 1 {
		ends = append(ends, locaAt(tables["loca"], i, long))
	}
	var own []byte // metrics in full
	for i := range count {
		own = be.AppendUint16(own, be.Uint16(hmtx[4*min(i, metrics-1):]))
		own = append(own, bearing(hmtx, i, metrics)...)
	}
	glyf := tables["glyf"]
	for _, m := range more {
		from, to := ends[m.like], ends[m.like+1]
		glyf = append(glyf, glyf[from:to]...)
		ends = append(ends, len(glyf))
		own = be.AppendUint16(own, uint16(m.advance))
		own = append(own, bearing(hmtx, int(m.like), metrics)...)
	}
	var loca []byte
	for _, at := range ends {
		loca = be.AppendUint32(loca, uint32(at))
	}
	be.PutUint16(head[50:], 1)
	if last := ends[len(ends)-1]; last < 2<<16 && allEven(ends) {
		be.PutUint16(head[50:], 0)
		loca = loca[:0]
		for _, at := range ends {
			loca = be.AppendUint16(loca, uint16(at/2))
		}
	}
	be.PutUint16(maxp[4:], uint16(count+len(more)))
	be.PutUint16(hhea[34:], uint16(count+len(more)))
	tables["glyf"], tables["loca"], tables["hmtx"] = glyf, loca, own
	for _, name := range drawingTables {
		b.AddTable(ot.MakeTag(name[0], name[1], name[2], name[3]), tables[name])
	}
	return nil
}

// bearing is the left side bearing of a glyph, which the last ones have alone.
func bearing(hmtx []byte, i, metrics int) []byte {
	at := 4*i + 2
	if i >= metrics {
		at = 4*metrics + 2*(i-metrics)
	}
	return hmtx[at : at+2]
}

func locaSize(long bool) int {
	if long {
		return 4
	}
	return 2
}

func locaAt(loca []byte, i int, long bool) int {
	if long {
		return int(binary.BigEndian.Uint32(loca[4*i:]))
	}
	return 2 * int(binary.BigEndian.Uint16(loca[2*i:]))
}

func allEven(ns []int) bool {
	for _, n := range ns {
		if n%2 != 0 {
			return false
		}
	}
	return true
}
