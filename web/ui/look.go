package ui

import (
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/party"
)

// Look is how an MSP's pages look; the zero value is the house's own.
type Look struct {
	Accent        string // "#1f4fa8"
	Logo          string // address of the picture
	Alt           string // its words: the MSP's name
	Width, Height int    // of the picture
}

// Where the accent stands on a page, by theme; tokens.css has the same grounds.
const (
	lightGround = "#ffffff"
	darkGround  = "#14171f"
)

// barLogo is the most a logo takes of the bar, in pixels.
const (
	barLogoHeight = 32
	barLogoWidth  = 160
)

// stylesheet is the address of AccentStyle: all that is in it stands in its name.
func (l Look) stylesheet() string {
	return "/brand/accent-" + strings.TrimPrefix(l.Accent, "#") + ".css"
}

// AccentStyle is the stylesheet for an accent, "#rrggbb": one readable shade for each
// theme, and one for white paper whatever the theme.
func AccentStyle(accent string) string {
	light, dark := party.Legible(accent, lightGround), party.Legible(accent, darkGround)
	return fmt.Sprintf("@layer tokens{:root{--accent:light-dark(%s,%s);--accent-strong:light-dark(%s,%s);--accent-paper:%s;--bar:3px solid var(--accent)}}\n",
		light, dark, party.Deeper(light, false), party.Deeper(dark, true), light)
}

func (l Look) scaled() (w, h int) {
	w, h = l.Width, l.Height
	if h > barLogoHeight {
		w, h = w*barLogoHeight/h, barLogoHeight
	}
	if w > barLogoWidth {
		w, h = barLogoWidth, h*barLogoWidth/w
	}
	return max(w, 1), max(h, 1)
}

func (l Look) width() string {
	w, _ := l.scaled()
	return strconv.Itoa(w)
}

func (l Look) height() string {
	_, h := l.scaled()
	return strconv.Itoa(h)
}
