package qr_test

import (
	"encoding/xml"
	"strings"
	"testing"

	lib "rsc.io/qr"

	"demarc/internal/document/qr"
)

const address = "https://demarc.example.org/v/abcdefghijklmnopqrstuvwxyz"

// The bars are exactly the dark modules, moved by the margin.
func TestRuns(t *testing.T) {
	t.Parallel()
	c, err := qr.Encode(address)
	if err != nil {
		t.Fatal(err)
	}
	want, err := lib.Encode(address, lib.M)
	if err != nil {
		t.Fatal(err)
	}
	dark := map[[2]int]bool{}
	for _, r := range c.Runs() {
		for i := range r.Length {
			at := [2]int{r.X + i, r.Y}
			if dark[at] {
				t.Errorf("module %v is drawn twice", at)
			}
			dark[at] = true
		}
	}
	for y := range c.Size() {
		for x := range c.Size() {
			if dark[[2]int{x, y}] != want.Black(x-4, y-4) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
	if c.Size() != want.Size+8 || c.Size() > 49 {
		t.Errorf("size %d", c.Size())
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	c, err := qr.Encode(address)
	if err != nil {
		t.Fatal(err)
	}
	text := c.SVG(`Link for "your" <phone>`)
	var read struct {
		Role  string `xml:"role,attr"`
		Label string `xml:"aria-label,attr"`
		Paths []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal([]byte(text), &read); err != nil {
		t.Fatal(err)
	}
	if read.Role != "img" || read.Label != `Link for "your" <phone>` || len(read.Paths) != 2 || strings.Count(read.Paths[1].D, "M") != len(c.Runs()) {
		t.Errorf("%+v", read)
	}
	if strings.Contains(text, "style=") || strings.Contains(text, "<script") {
		t.Error("a page with a strict policy could not show it")
	}
	if _, err := qr.Encode(strings.Repeat("x", 3000)); err == nil {
		t.Error("a text that no code holds is taken")
	}
}
