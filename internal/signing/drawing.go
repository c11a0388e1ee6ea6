package signing

import (
	"crypto/sha256"
	"encoding/hex"
	"math"
	"strconv"
	"strings"

	"demarc/internal/fault"
)

// A signature is drawn in a box of DrawnWidth by DrawnHeight units, y downwards.
const (
	DrawnWidth  = 1000
	DrawnHeight = 300

	drawnPoints = 4_000  // at most
	drawnBytes  = 20_000 // at most, as text
	drawnLeast  = 60     // how far it must reach at least, so that a tap is none
	drawnSway   = 6      // how far it must leave a straight line
)

// Spot is a place in the box.
type Spot struct{ X, Y int }

// Drawing is a drawn signature: strokes of at least two points, in the order in which
// they were drawn. It is kept as strokes and never as a picture, so that it prints sharp
// and holds nothing else. The zero value is none.
type Drawing struct{ Strokes [][]Spot }

// ParseDrawing reads "M x y L x y … M x y …", with whole numbers within the box. What is
// no signature by any measure is refused: nothing, a dot, a straight line.
func ParseDrawing(s string) (Drawing, error) {
	if len(s) > drawnBytes {
		return Drawing{}, fault.Field("drawing", "This drawing has too many strokes to be kept. Clear it and draw it once more, or clear it and sign by your typed name.")
	}
	d, ok := strokes(strings.Fields(s))
	switch {
	case !ok:
		return Drawing{}, fault.Field("drawing", "This drawing cannot be read. Clear it and draw it once more, or clear it and sign by your typed name.")
	case !d.signs():
		return Drawing{}, fault.Field("drawing", "This is a dot or a straight line. Draw your signature, or clear the box and sign by your typed name.")
	}
	return d, nil
}

func strokes(words []string) (d Drawing, ok bool) {
	if len(words)%3 != 0 || len(words)/3 > drawnPoints {
		return d, false
	}
	for i := 0; i < len(words); i += 3 {
		x, badX := strconv.Atoi(words[i+1])
		y, badY := strconv.Atoi(words[i+2])
		if badX != nil || badY != nil || x < 0 || x > DrawnWidth || y < 0 || y > DrawnHeight {
			return Drawing{}, false
		}
		p, last := Spot{x, y}, len(d.Strokes)-1
		switch {
		case words[i] == "M":
			d.Strokes = append(d.Strokes, []Spot{p})
		case words[i] == "L" && last >= 0:
			d.Strokes[last] = append(d.Strokes[last], p)
		default:
			return Drawing{}, false
		}
	}
	for i, s := range d.Strokes {
		if len(s) == 1 { // a dot, as on an i: a line of no length has round ends
			d.Strokes[i] = append(s, s[0])
		}
	}
	return d, true
}

// signs tells whether the strokes reach somewhere and are not all on one line.
func (d Drawing) signs() bool {
	if len(d.Strokes) == 0 {
		return false
	}
	from := d.Strokes[0][0]
	far, reach := from, 0.0
	d.each(func(p Spot) {
		if r := math.Hypot(float64(p.X-from.X), float64(p.Y-from.Y)); r > reach {
			far, reach = p, r
		}
	})
	if reach < drawnLeast {
		return false
	}
	sway := 0.0
	d.each(func(p Spot) {
		off := float64((far.X-from.X)*(p.Y-from.Y) - (far.Y-from.Y)*(p.X-from.X))
		sway = max(sway, math.Abs(off)/reach)
	})
	return sway >= drawnSway
}

func (d Drawing) each(do func(Spot)) {
	for _, s := range d.Strokes {
		for _, p := range s {
			do(p)
		}
	}
}

// None tells whether nothing was drawn.
func (d Drawing) None() bool { return len(d.Strokes) == 0 }

// String is the drawing as it is kept, which ParseDrawing reads and SVG as well.
func (d Drawing) String() string {
	var b []byte
	for _, s := range d.Strokes {
		for i, p := range s {
			if len(b) > 0 {
				b = append(b, ' ')
			}
			b = append(b, "ML"[min(i, 1)], ' ')
			b = append(strconv.AppendInt(b, int64(p.X), 10), ' ')
			b = strconv.AppendInt(b, int64(p.Y), 10)
		}
	}
	return string(b)
}

// Digest is the hex SHA-256 of the drawing as it is kept, which the record names.
func (d Drawing) Digest() string {
	sum := sha256.Sum256([]byte(d.String()))
	return hex.EncodeToString(sum[:])
}

// drawn reads what was drawn beside the typed name, where the agreement takes that.
func (a Ask) drawn(s string, fields map[string]string) Drawing {
	if strings.TrimSpace(s) == "" {
		return Drawing{}
	}
	if !a.Draws {
		fields["drawing"] = "This agreement is signed by a typed name alone. Clear the drawing."
		return Drawing{}
	}
	d, err := ParseDrawing(s)
	if f, ok := fault.Of(err); ok {
		fields["drawing"] = f.Fields["drawing"]
	}
	return d
}

// Draws tells whether the term esign.method takes a drawn signature.
func Draws(term string) bool { return term == "typed_or_drawn" }
