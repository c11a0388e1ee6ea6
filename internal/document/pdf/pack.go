package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// header names PDF 1.7 and marks the file as binary (ISO 19005-3, 6.1.2).
const header = "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

// perPack is how many objects share an object stream. The structure tree is
// thousands of small, alike objects: packed, they shrink to a tenth.
const perPack = 6000

// entry is where an object is: at an offset, or in a pack at an index.
type entry struct {
	kind  byte // 1 at an offset, 2 in a pack
	at    int  // offset, or number of the pack
	index int
}

// bytes writes the file. Its identifier is a hash of all that comes before the
// cross-reference stream (7.5.8).
func (o *objects) bytes(root, info int) []byte {
	var b bytes.Buffer
	b.WriteString(header)
	entries := make([]entry, len(o.bodies))
	write := func(n int) {
		entries[n-1] = entry{kind: 1, at: b.Len()}
		fmt.Fprintf(&b, "%d 0 obj\n", n)
		b.Write(o.bodies[n-1])
		b.WriteString("\nendobj\n")
	}
	var packed []int
	for i := range o.bodies {
		if o.stream[i] || o.plain[i] {
			write(i + 1)
		} else {
			packed = append(packed, i+1)
		}
	}
	for len(packed) > 0 {
		n := min(perPack, len(packed))
		pack := o.pack(packed[:n])
		entries = append(entries, entry{})
		for i, number := range packed[:n] {
			entries[number-1] = entry{kind: 2, at: pack, index: i}
		}
		write(pack)
		packed = packed[n:]
	}

	sum := sha256.Sum256(b.Bytes())
	id := hex.EncodeToString(sum[:16])
	start := b.Len()
	own := o.alloc()
	entries = append(entries, entry{kind: 1, at: start})
	o.putStream(own, fmt.Sprintf("/Type/XRef/W[1 4 2]/DecodeParms<</Predictor 12/Columns %d>>/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]",
		entryWidth, own+1, root, info, id, id), table(entries))
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", own, o.bodies[own-1], start)
	return b.Bytes()
}

const entryWidth = 7

// table is the cross-reference stream's data with PNG's "up" predictor: each
// entry as its difference from the one before, which packs far better.
func table(entries []entry) []byte {
	before := [entryWidth]byte{0, 0, 0, 0, 0, 0xff, 0xff} // object 0, which is free
	out := append([]byte{2}, before[:]...)
	for _, e := range entries {
		row := [entryWidth]byte{e.kind, byte(e.at >> 24), byte(e.at >> 16), byte(e.at >> 8), byte(e.at), byte(e.index >> 8), byte(e.index)}
		out = append(out, 2)
		for i := range row {
			out = append(out, row[i]-before[i])
		}
		before = row
	}
	return out
}

// pack puts objects into an object stream (7.5.7) and returns its number.
func (o *objects) pack(numbers []int) int {
	var index, bodies []byte
	for _, n := range numbers {
		index = fmt.Appendf(index, "%d %d ", n, len(bodies))
		bodies = append(append(bodies, o.bodies[n-1]...), '\n')
	}
	pack := o.alloc()
	o.putPacked(pack, fmt.Sprintf("/Type/ObjStm/N %d/First %d", len(numbers), len(index)), append(index, bodies...))
	return pack
}
