package deflate

import "math"

// match is text found again; of all places it is the nearest for its length.
type match struct{ length, distance uint16 }

// finder finds, for each place, where the text that begins there came before.
type finder struct {
	data    []byte
	matches []match // ever longer ones for each place
	from    []int32 // where a place's matches begin
}

const (
	hashBits = 15
	// depth is how many places of a kind are looked at.
	depth = 8
	// enough is a length at which no better one is looked for.
	enough = 160
)

func (f *finder) run() {
	n := len(f.data)
	head := make([]int32, 1<<hashBits)
	for i := range head {
		head[i] = -1
	}
	prev := make([]int32, n)
	f.from = make([]int32, n+1)
	f.matches = make([]match, 0, 3*n)
	for i := range n {
		f.from[i] = int32(len(f.matches))
		if i+shortest > n {
			continue
		}
		h := (uint32(f.data[i])<<16 | uint32(f.data[i+1])<<8 | uint32(f.data[i+2])) * 0x9e3779b1 >> (32 - hashBits)
		at := head[h]
		prev[i], head[h] = at, int32(i)
		f.look(i, at, prev)
	}
	f.from[n] = int32(len(f.matches))
}

// look follows the chain of places with the same hash.
func (f *finder) look(i int, at int32, prev []int32) {
	here := f.data[i:min(i+longest, len(f.data))]
	best := shortest - 1
	for left := depth; left > 0 && at >= 0 && i-int(at) <= window; left-- {
		there := f.data[at:]
		if best < len(here) && there[best] == here[best] {
			l := 0
			for l < len(here) && there[l] == here[l] {
				l++
			}
			if l > best {
				best = l
				f.matches = append(f.matches, match{uint16(l), uint16(i - int(at) - 1)})
				if l >= enough {
					return
				}
			}
		}
		at = prev[at]
	}
}

// parse finds the cheapest way to write data.
func parse(data []byte, f *finder, c *costs) []token {
	n := len(data)
	cost := make([]float32, n+1) // of writing all up to a place
	step := make([]token, n+1)   // the last one of the cheapest way there
	for i := 1; i <= n; i++ {
		cost[i] = math.MaxFloat32
	}
	for i := range n {
		here := cost[i]
		if v := here + c.literal[data[i]]; v < cost[i+1] {
			cost[i+1], step[i+1] = v, token{0, uint16(data[i])}
		}
		l := shortest
		for _, m := range f.matches[f.from[i]:f.from[i+1]] {
			far := here + c.distance[distanceSymbol(m.distance+1).code]
			if m.length >= enough {
				l = int(m.length)
			}
			for ; l <= int(m.length); l++ {
				if v := far + c.length[l]; v < cost[i+l] {
					cost[i+l], step[i+l] = v, token{uint16(l), m.distance + 1}
				}
			}
		}
	}
	var back []token
	for i := n; i > 0; i -= max(int(step[i].length), 1) {
		back = append(back, step[i])
	}
	for i, j := 0, len(back)-1; i < j; i, j = i+1, j-1 {
		back[i], back[j] = back[j], back[i]
	}
	return back
}
