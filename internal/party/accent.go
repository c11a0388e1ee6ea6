package party

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Readable is the least contrast of text with its ground (WCAG 2.2, 1.4.3).
const Readable = 4.5

const white = "#ffffff"

// ReadAccent reads a colour as people write it, "#1F4FA8" or "1f4fa8", and tells
// whether it is one.
func ReadAccent(typed string) (string, bool) {
	s := strings.ToLower(strings.TrimPrefix(strings.TrimSpace(typed), "#"))
	if len(s) != 6 || strings.Trim(s, "0123456789abcdef") != "" {
		return "", false
	}
	return "#" + s, true
}

// Corrected is the accent as it is used: the nearest colour of the same hue that can
// be read as text on white paper, and carries white text.
func Corrected(accent string) string { return Legible(accent, white) }

// Legible is a colour or, where it is too near to its ground, the nearest one of the
// same hue that is Readable on it. It moves on a straight line in linear light, which
// keeps the hue exactly: towards black on a bright ground. On a dark one it gets more
// light of its own first, which keeps it as colourful as it was, and then white.
func Legible(color, ground string) string {
	if Contrast(color, ground) >= Readable {
		return color
	}
	c, own, under := linear(color), luminance(color), luminance(ground)
	if dark := (under+0.05)/Readable - 0.05; dark > 0 {
		for i := range c {
			c[i] *= dark / own
		}
		return hex(c, math.Floor)
	}
	need := (under+0.05)*Readable - 0.05
	if top := max(c[0], c[1], c[2]); top > 0 {
		more := min(need/own, 1/top)
		for i := range c {
			c[i] *= more
		}
		own *= more
	}
	toWhite := max(0, (need-own)/(1-own))
	for i := range c {
		c[i] += toWhite * (1 - c[i])
	}
	return hex(c, math.Ceil)
}

// Deeper is a colour with less light, or with more where it stands on a dark ground:
// for a button under the pointer.
func Deeper(color string, onDark bool) string {
	c := linear(color)
	for i := range c {
		if onDark {
			c[i] += (1 - c[i]) * 0.35
		} else {
			c[i] *= 0.65
		}
	}
	return hex(c, math.Round)
}

// Contrast is WCAG's ratio of two colours, from 1 to 21.
func Contrast(a, b string) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(color string) float64 {
	c := linear(color)
	return 0.2126*c[0] + 0.7152*c[1] + 0.0722*c[2]
}

// linear is the light of each part, from 0 to 1. What is no colour is black: callers
// have asked ReadAccent.
func linear(color string) [3]float64 {
	var c [3]float64
	n, err := strconv.ParseUint(strings.TrimPrefix(color, "#"), 16, 24)
	if err != nil {
		return c
	}
	for i, shift := range []uint{16, 8, 0} {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.04045 {
			c[i] = v / 12.92
		} else {
			c[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return c
}

// hex rounds each part to the side that keeps a promised contrast.
func hex(c [3]float64, round func(float64) float64) string {
	var s strings.Builder
	s.WriteString("#")
	for _, v := range c {
		if v <= 0.0031308 {
			v *= 12.92
		} else {
			v = 1.055*math.Pow(v, 1/2.4) - 0.055
		}
		fmt.Fprintf(&s, "%02x", int(min(max(round(v*255), 0), 255)))
	}
	return s.String()
}
