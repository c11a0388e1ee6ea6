package deflate

import "math"

const (
	literals   = 286 // bytes, the end of a block, lengths
	distances  = 30
	endOfBlock = 256
)

// symbol is a length's or a distance's code with the bits behind it.
type symbol struct {
	code  uint16
	extra uint8
	base  uint16
}

var (
	lengthSymbols = func() (s [longest + 1]symbol) {
		at := uint16(shortest)
		for i := range uint16(28) {
			extra := uint8(0)
			if i >= 8 {
				extra = uint8(i/4 - 1)
			}
			for range 1 << extra {
				if at <= longest {
					s[at] = symbol{257 + i, extra, at &^ 0}
				}
				at++
			}
			for k := at - 1<<extra; k < at && k <= longest; k++ {
				s[k].base = at - 1<<extra
			}
		}
		s[longest] = symbol{285, 0, longest}
		return s
	}()
	distanceBases = func() (b [distances]symbol) {
		at := uint16(1)
		for i := range uint16(distances) {
			extra := uint8(0)
			if i >= 4 {
				extra = uint8(i/2 - 1)
			}
			b[i] = symbol{i, extra, at}
			at += 1 << extra
		}
		return b
	}()
	// distanceCodes are the codes of distances up to 256, and of larger ones by 128s.
	distanceCodes = func() (t [512]uint8) {
		for i, b := range distanceBases {
			for d := int(b.base); d < int(b.base)+1<<b.extra; d++ {
				if d <= 256 {
					t[d-1] = uint8(i)
				} else {
					t[256+(d-1)>>7] = uint8(i)
				}
			}
		}
		return t
	}()
)

func distanceSymbol(d uint16) symbol {
	if d <= 256 {
		return distanceBases[distanceCodes[d-1]]
	}
	return distanceBases[distanceCodes[256+(d-1)>>7]]
}

// stats counts the symbols of some tokens.
type stats struct {
	literal  [literals]int
	distance [distances]int
	extra    int // bits
}

func (s *stats) add(tokens []token) {
	for _, t := range tokens {
		if t.length == 0 {
			s.literal[t.value]++
			continue
		}
		l, d := lengthSymbols[t.length], distanceSymbol(t.value)
		s.literal[l.code]++
		s.distance[d.code]++
		s.extra += int(l.extra) + int(d.extra)
	}
	s.literal[endOfBlock] = 1
}

// costs are the bits that a literal, a match's length and its distance take.
type costs struct {
	literal  [256]float32
	length   [longest + 1]float32
	distance [distances]float32
}

// guess is what symbols cost before anything is known but the bytes.
func guess(data []byte) *costs {
	var s stats
	for _, b := range data {
		s.literal[b]++
	}
	c := s.costs()
	for l := shortest; l <= longest; l++ {
		c.length[l] = 6 + float32(lengthSymbols[l].extra)
	}
	for i, d := range distanceBases {
		c.distance[i] = 4.5 + float32(d.extra)
	}
	return c
}

// costs are the entropies of the symbols; one that was not used gets the price of
// one that was used once.
func (s *stats) costs() *costs {
	c := new(costs)
	l, d := entropy(s.literal[:]), entropy(s.distance[:])
	for i := range c.literal {
		c.literal[i] = l[i]
	}
	for i := shortest; i <= longest; i++ {
		c.length[i] = l[lengthSymbols[i].code] + float32(lengthSymbols[i].extra)
	}
	for i := range c.distance {
		c.distance[i] = d[i] + float32(distanceBases[i].extra)
	}
	return c
}

func entropy(counts []int) []float32 {
	total := 0
	for _, n := range counts {
		total += n
	}
	whole := math.Log2(float64(max(total, 1)))
	bits := make([]float32, len(counts))
	for i, n := range counts {
		bits[i] = float32(math.Max(whole-math.Log2(float64(max(n, 1))), 1))
	}
	return bits
}

// bits is about what a block of these symbols takes, with the description of its
// codes.
func (s *stats) bits() float64 {
	const perCode = 4
	total := float64(s.extra) + 60
	for _, counts := range [][]int{s.literal[:], s.distance[:]} {
		bits := entropy(counts)
		for i, n := range counts {
			if n > 0 {
				total += float64(n)*float64(bits[i]) + perCode
			}
		}
	}
	return total
}
