package pdf

import (
	"fmt"
	"math"
	"strconv"
)

// color is an sRGB colour, each part from 0 to 1.
type color struct{ r, g, b float64 }

// rgb is for the constants below; Brand.Accent goes through parseColor.
func rgb(s string) color {
	c, err := parseColor(s)
	if err != nil {
		panic(err)
	}
	return c
}

var (
	ink      = rgb("#14171f")
	muted    = rgb("#4a5160")
	hairline = rgb("#c3c9d6")
	strong   = rgb("#6b7280")
	tint     = rgb("#f1f3f7")
	white    = rgb("#ffffff")
	ghost    = rgb("#eceef2") // the watermark: visible, and text over it stays readable
	warning  = rgb("#8a1c1c")

	// The colours of the assignments are those of the screen; the letter and the
	// shape carry the meaning.
	accountable     = rgb("#1e2a5a")
	responsible     = rgb("#cde7f7")
	responsibleText = rgb("#0b3a57")
	responsibleEdge = rgb("#0f6ca0")
	consulted       = rgb("#7a4300")
	consultedEdge   = rgb("#b45f06")
	informed        = rgb("#4a5160")
	informedEdge    = rgb("#6b7280")
)

const defaultAccent = "#1e2a5a"

func parseColor(s string) (color, error) {
	if len(s) == 7 && s[0] == '#' {
		if v, err := strconv.ParseUint(s[1:], 16, 24); err == nil {
			return color{float64(v>>16) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}, nil
		}
	}
	return color{}, fmt.Errorf("colour %q is not of the form #rrggbb", s)
}

// contrastOnWhite is WCAG's contrast ratio, from 1 to 21.
func (c color) contrastOnWhite() float64 {
	linear := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 1.05 / (0.2126*linear(c.r) + 0.7152*linear(c.g) + 0.0722*linear(c.b) + 0.05)
}

// onWhite darkens a colour until text in it can be read on white (4.5:1).
func (c color) onWhite() color {
	for c.contrastOnWhite() < 4.5 {
		c = color{c.r * 0.9, c.g * 0.9, c.b * 0.9}
	}
	return c
}
