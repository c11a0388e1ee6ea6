package deflate

import (
	"cmp"
	"math/bits"
	"slices"
)

// writer writes bits, the lowest first.
type writer struct {
	out  []byte
	acc  uint64
	have uint
}

func (w *writer) bits(v uint32, n uint) {
	w.acc |= uint64(v) << w.have
	w.have += n
	for w.have >= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
		w.have -= 8
	}
}

func (w *writer) finish() []byte {
	if w.have > 0 {
		w.bits(0, 8-w.have)
	}
	return w.out
}

// block writes one block with codes made for it (RFC 1951, 3.2.7).
func (w *writer) block(tokens []token, last bool) {
	var s stats
	s.add(tokens)
	if !slices.ContainsFunc(s.distance[:], func(n int) bool { return n > 0 }) {
		s.distance[0] = 1 // some readers want one code at least
	}
	literal, distance := lengths(s.literal[:], 15), lengths(s.distance[:], 15)
	w.bits(uint32(b2i(last)), 1)
	w.bits(2, 2)
	w.codes(literal, distance)
	literalCodes, distanceCodes := canonical(literal), canonical(distance)
	for _, t := range tokens {
		if t.length == 0 {
			w.bits(literalCodes[t.value], uint(literal[t.value]))
			continue
		}
		l := lengthSymbols[t.length]
		w.bits(literalCodes[l.code], uint(literal[l.code]))
		w.bits(uint32(t.length-l.base), uint(l.extra))
		d := distanceSymbol(t.value)
		w.bits(distanceCodes[d.code], uint(distance[d.code]))
		w.bits(uint32(t.value-d.base), uint(d.extra))
	}
	w.bits(literalCodes[endOfBlock], uint(literal[endOfBlock]))
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// codeOrder is the order in which the lengths of the codes of lengths are written.
var codeOrder = [19]int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// codes describes the codes of a block: their lengths, packed by repeats.
func (w *writer) codes(literal, distance []uint8) {
	nl, nd := literals, distances
	for nl > 257 && literal[nl-1] == 0 {
		nl--
	}
	for nd > 1 && distance[nd-1] == 0 {
		nd--
	}
	type part struct {
		code  uint8
		extra uint8
		value uint8
	}
	var parts []part
	all := append(append([]uint8(nil), literal[:nl]...), distance[:nd]...)
	for i := 0; i < len(all); {
		run := 1
		for i+run < len(all) && all[i+run] == all[i] {
			run++
		}
		switch {
		case all[i] == 0 && run >= 11:
			run = min(run, 138)
			parts = append(parts, part{18, 7, uint8(run - 11)})
		case all[i] == 0 && run >= 3:
			parts = append(parts, part{17, 3, uint8(run - 3)})
		case i > 0 && all[i] == all[i-1] && run >= 3:
			run = min(run, 6)
			parts = append(parts, part{16, 2, uint8(run - 3)})
		default:
			run = 1
			parts = append(parts, part{code: all[i]})
		}
		i += run
	}
	counts := make([]int, 19)
	for _, p := range parts {
		counts[p.code]++
	}
	own := lengths(counts, 7)
	n := 19
	for n > 4 && own[codeOrder[n-1]] == 0 {
		n--
	}
	w.bits(uint32(nl-257), 5)
	w.bits(uint32(nd-1), 5)
	w.bits(uint32(n-4), 4)
	for _, c := range codeOrder[:n] {
		w.bits(uint32(own[c]), 3)
	}
	codes := canonical(own)
	for _, p := range parts {
		w.bits(codes[p.code], uint(own[p.code]))
		w.bits(uint32(p.value), uint(p.extra))
	}
}

// canonical gives codes of these lengths in order, turned round as deflate has them.
func canonical(lengths []uint8) []uint32 {
	var count, next [16]uint32
	for _, l := range lengths {
		count[l]++
	}
	count[0] = 0
	code := uint32(0)
	for l := 1; l < 16; l++ {
		code = (code + count[l-1]) << 1
		next[l] = code
	}
	out := make([]uint32, len(lengths))
	for i, l := range lengths {
		if l > 0 {
			out[i] = bits.Reverse32(next[l]) >> (32 - l)
			next[l]++
		}
	}
	return out
}

// lengths are the lengths of the best prefix code that has none longer than limit
// (package-merge, Larmore and Hirschberg 1990).
func lengths(counts []int, limit int) []uint8 {
	type packet struct {
		weight  int
		symbols []uint16
	}
	var coins []packet
	for i, n := range counts {
		if n > 0 {
			coins = append(coins, packet{n, []uint16{uint16(i)}})
		}
	}
	out := make([]uint8, len(counts))
	if len(coins) == 1 {
		out[coins[0].symbols[0]] = 1
		return out
	}
	byWeight := func(a, b packet) int { return cmp.Compare(a.weight, b.weight) }
	slices.SortStableFunc(coins, byWeight)
	list := slices.Clone(coins)
	for range limit - 1 {
		var next []packet
		for i := 0; i+1 < len(list); i += 2 {
			next = append(next, packet{list[i].weight + list[i+1].weight, slices.Concat(list[i].symbols, list[i+1].symbols)})
		}
		next = append(next, coins...)
		slices.SortStableFunc(next, byWeight)
		list = next
	}
	for _, p := range list[:2*len(coins)-2] {
		for _, s := range p.symbols {
			out[s]++
		}
	}
	return out
}
