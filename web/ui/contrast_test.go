package ui

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

var tokenPair = regexp.MustCompile(`--([a-z0-9-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\);`)

// tokens reads the colours of both themes from the stylesheet itself.
func tokens(t *testing.T) (light, dark map[string]string) {
	t.Helper()
	css, err := Files.ReadFile("tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark = map[string]string{}, map[string]string{}
	for _, m := range tokenPair.FindAllStringSubmatch(string(css), -1) {
		light[m[1]], dark[m[1]] = m[2], m[3]
	}
	return light, dark
}

// luminance is the relative luminance of WCAG 2.2.
func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", hex, err)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TestContrast holds every pair of colours that meet on a screen: text at 4.5,
// borders and marks at 3 (WCAG 2.2, 1.4.3 and 1.4.11), in both themes.
func TestContrast(t *testing.T) {
	t.Parallel()
	pairs := []struct {
		front, back string
		least       float64
	}{
		{"ink", "bg", 7},
		{"ink", "surface-1", 7},
		{"ink", "surface-2", 7},
		{"muted", "bg", 4.5},
		{"muted", "surface-1", 4.5},
		{"muted", "surface-2", 4.5},
		{"action", "bg", 4.5},
		{"action", "surface-1", 4.5},
		{"action", "action-tint", 4.5},
		{"on-action", "action", 4.5},
		{"on-action", "action-strong", 4.5},
		{"danger", "bg", 4.5},
		{"danger", "danger-tint", 4.5},
		{"ink", "danger-tint", 4.5},
		{"ok", "bg", 4.5},
		{"ok", "surface-2", 3},
		{"ink", "ok-tint", 4.5},
		{"action", "ok-tint", 4.5},
		{"action", "danger-tint", 4.5},
		{"warn", "bg", 4.5},
		{"warn", "warn-tint", 4.5},
		{"action", "warn-tint", 4.5},
		{"warn-edge", "bg", 3},
		{"edge", "bg", 3},
		{"edge", "surface-1", 3},
		{"role-a", "role-a-bg", 7},
		{"role-a-edge", "bg", 3},
		{"role-r", "role-r-bg", 7},
		{"role-r-edge", "bg", 3},
		{"role-c", "bg", 7},
		{"role-c-edge", "bg", 3},
		{"role-i", "bg", 7},
		{"role-i-edge", "bg", 3},
		{"tag-draft", "tag-draft-bg", 4.5},
		{"tag-review", "tag-review-bg", 4.5},
		{"tag-sent", "tag-sent-bg", 4.5},
		{"tag-force", "tag-force-bg", 4.5},
		{"tag-changing", "tag-changing-bg", 4.5},
		{"tag-ended", "tag-ended-bg", 4.5},
		{"party-msp", "bg", 3},
		{"party-it", "bg", 3},
		{"party-mgmt", "bg", 3},
		{"party-vendor", "bg", 3},
		{"on-party-msp", "party-msp", 4.5},
		{"on-party-it", "party-it", 4.5},
		{"on-party-mgmt", "party-mgmt", 4.5},
		{"on-party-vendor", "party-vendor", 4.5},
		{"muted", "heat-0", 4.5},
		{"on-heat", "heat-0", 4.5},
		{"on-heat", "heat-1", 4.5},
		{"on-heat", "heat-2", 4.5},
		{"on-heat", "heat-3", 4.5},
		{"on-heat-4", "heat-4", 4.5},
	}
	light, dark := tokens(t)
	for _, p := range pairs {
		for name, theme := range map[string]map[string]string{"light": light, "dark": dark} {
			if got := contrast(t, theme[p.front], theme[p.back]); got < p.least {
				t.Errorf("%s: %s on %s is %.2f, want %.1f", name, p.front, p.back, got, p.least)
			}
		}
	}
}
