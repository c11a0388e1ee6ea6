package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
)

// header names PDF 1.7 and marks the file as binary (ISO 19005-3, 6.1.2).
const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// entry is where an object is: at an offset, or in a pack at an index.
type entry struct {
	kind  byte // 1 at an offset, 2 in a pack
	at    int  // offset, or number of the pack
	index int
}

// bytes writes the file. Its identifier is a hash of all that comes before the
// cross-reference stream (7.5.8).
func (o *objects) bytes(root, info int) []byte {
	size := len(header)
	var packs [2][]int // by columns: objects, and what is all references
	for i, body := range o.bodies {
		switch o.kinds[i] {
		case packedObject:
			packs[0] = append(packs[0], i+1)
		case packedTable:
			packs[1] = append(packs[1], i+1)
		default:
			size += len(body) + 24
		}
	}
	var b bytes.Buffer
	b.Grow(size + size/4)
	b.WriteString(header)
	entries := make([]entry, len(o.bodies), len(o.bodies)+len(packs)+1)
	write := func(n int) {
		entries[n-1] = entry{kind: 1, at: b.Len()}
		fmt.Fprintf(&b, "%d 0 obj\n", n)
		b.Write(o.bodies[n-1])
		b.WriteString("\nendobj\n")
	}
	for i, kind := range o.kinds {
		if kind == plainObject {
			write(i + 1)
		}
	}
	for i, columns := range [...]int{objectColumns, tableColumns} {
		if len(packs[i]) == 0 {
			continue
		}
		pack := o.pack(packs[i], columns)
		entries = append(entries, entry{})
		for j, number := range packs[i] {
			entries[number-1] = entry{kind: 2, at: pack, index: j}
		}
		write(pack)
	}

	sum := sha256.Sum256(b.Bytes())
	id := hex.EncodeToString(sum[:16])
	start := b.Len()
	own := o.alloc()
	entries = append(entries, entry{kind: 1, at: start})
	rows := newRows(o.packer, entryWidth)
	for _, e := range append([]entry{{0, 0, 0xffff}}, entries...) { // object 0 is free
		rows.Write([]byte{e.kind, byte(e.at >> 24), byte(e.at >> 16), byte(e.at >> 8), byte(e.at), byte(e.index >> 8), byte(e.index)})
	}
	o.putRaw(own, fmt.Sprintf("/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]%s", own+1, root, info, id, id, rows.filter()), rows.end())
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", own, o.bodies[own-1], start)
	return b.Bytes()
}

const (
	entryWidth = 7 // of the cross-reference stream
	// objectColumns is the room an object takes in a pack, or a multiple of it. A
	// round number makes the places of objects round too.
	objectColumns = 100
	tableColumns  = 20 // two references, each with a space
)

// pack puts objects into an object stream (7.5.7) and returns its number. Most of a
// file's objects are thousands of small ones that differ in a digit or two. Each is
// therefore filled up to a row, its numbers in columns of their own, and packed as
// its difference from the row before (7.4.4.4): that halves what they take.
func (o *objects) pack(numbers []int, columns int) int {
	const pair = 14 // a number and its offset
	perRow := max(columns/pair, 1)
	var index []byte
	at := 0
	for i, n := range numbers {
		index = fmt.Appendf(index, "%5d %7d ", n, at)
		if i%perRow == perRow-1 {
			index = filled(index, columns)
		}
		at += (len(o.bodies[n-1]) + columns) / columns * columns
	}
	index = filled(index, columns)
	rows := newRows(o.packer, columns)
	rows.Write(index)
	var row []byte
	for _, n := range numbers {
		row = append(append(row[:0], o.bodies[n-1]...), '\n')
		rows.Write(filled(row, columns))
	}
	pack := o.alloc()
	o.putRaw(pack, fmt.Sprintf("/Type/ObjStm/N %d/First %d%s", len(numbers), len(index), rows.filter()), rows.end())
	return pack
}

// filled is b with spaces up to the next multiple of columns.
func filled(b []byte, columns int) []byte {
	for len(b)%columns != 0 {
		b = append(b, ' ')
	}
	return b
}

// fixedRef writes a reference of nine characters.
func fixedRef(b []byte, n int) []byte { return append(fixed(b, n, 5), " 0 R"...) }

// fixed writes n at the right of at least width columns.
func fixed(b []byte, n, width int) []byte {
	digits := 1
	for m := n; m > 9; m /= 10 {
		digits++
	}
	for range width - digits {
		b = append(b, ' ')
	}
	return strconv.AppendInt(b, int64(n), 10)
}

// rows packs rows of bytes, each as its difference from the one before where they
// are alike: PNG's filters "none" and "up".
type rows struct {
	to     *packer
	before []byte
	line   []byte
}

func newRows(to *packer, columns int) *rows {
	to.start()
	return &rows{to: to, before: make([]byte, columns), line: make([]byte, columns+1)}
}

// filter is what says so in the stream's dictionary.
func (r *rows) filter() string {
	return fmt.Sprintf("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns %d>>", len(r.before))
}

// Write takes whole rows.
func (r *rows) Write(b []byte) {
	for ; len(b) > 0; b = b[len(r.before):] {
		row := b[:len(r.before)]
		differ := 0
		for i, c := range row {
			r.line[i+1] = c - r.before[i]
			if r.line[i+1] != 0 {
				differ++
			}
		}
		r.line[0] = 2
		if 2*differ > len(bytes.TrimRight(row, " ")) {
			r.line[0] = 0
			copy(r.line[1:], row)
		}
		r.to.write(r.line)
		copy(r.before, row)
	}
}

// end returns what was packed, good until the next is.
func (r *rows) end() []byte { return r.to.end() }
