package party

import (
	"math"
	"testing"
)

func TestReadAccent(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"#1F4FA8": "#1f4fa8", " 1f4fa8 ": "#1f4fa8", "#000000": "#000000",
		"": "", "#fff": "", "red": "", "#12345g": "", "#1234567": "", "##12345": "", "#12 456": "", "rgb(1,2,3)": "", "#ｆｆｆｆｆｆ": "",
	} {
		if got, ok := ReadAccent(typed); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", typed, got, ok)
		}
	}
}

func TestContrast(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		a, b string
		want float64 // of the calculators people use
	}{{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#767676", "#ffffff", 4.54}, {"#ff0000", "#ffffff", 4.00}, {"#ffcc00", "#ffffff", 1.51}} {
		if got := Contrast(tt.a, tt.b); math.Abs(got-tt.want) > 0.006 {
			t.Errorf("%s on %s: %.3f, want %.2f", tt.a, tt.b, got, tt.want)
		}
	}
}

// Every colour comes out readable, on paper and on the dark theme's ground, no further
// from what was asked than needed, and in the same hue.
func TestCorrected(t *testing.T) {
	t.Parallel()
	if got := Corrected("#1e2a5a"); got != "#1e2a5a" {
		t.Errorf("a readable colour became %s", got)
	}
	if got := Legible("#0b5d66", "#14171f"); hueless(got) > 0.35 {
		t.Errorf("on the dark ground #0b5d66 became %s, which is grey", got)
	}
	const part = 15
	for r := range 256/part + 1 {
		for g := range 256/part + 1 {
			for b := range 256/part + 1 {
				asked := hex([3]float64{light(r * part), light(g * part), light(b * part)}, math.Round)
				for _, ground := range []string{white, "#14171f", "#1c202b"} {
					got := Legible(asked, ground)
					c := Contrast(got, ground)
					if c < Readable {
						t.Fatalf("%s on %s became %s with %.3f", asked, ground, got, c)
					}
					if got != asked && c > Readable+0.45 {
						t.Errorf("%s on %s became %s with %.3f, further than needed", asked, ground, got, c)
					}
					if a, z := hue(asked), hue(got); ground == white && !math.IsNaN(a) && got != asked && turn(a, z) > 4 {
						t.Errorf("%s became %s: its hue went from %.0f to %.0f", asked, got, a, z)
					}
				}
			}
		}
	}
}

// hueless is how much of a colour is white: 1 is grey.
func hueless(s string) float64 {
	c := linear(s)
	return min(c[0], c[1], c[2]) / max(c[0], c[1], c[2])
}

func light(v int) float64 {
	if f := float64(v) / 255; f > 0.04045 {
		return math.Pow((f+0.055)/1.055, 2.4)
	} else {
		return f / 12.92
	}
}

// hue is the angle of a colour in linear light.
func hue(s string) float64 {
	c := linear(s)
	lo, hi := min(c[0], c[1], c[2]), max(c[0], c[1], c[2])
	if hi-lo < 0.02 {
		return math.NaN()
	}
	switch hi {
	case c[0]:
		return 60 * (c[1] - c[2]) / (hi - lo)
	case c[1]:
		return 60*(c[2]-c[0])/(hi-lo) + 120
	}
	return 60*(c[0]-c[1])/(hi-lo) + 240
}

func turn(a, z float64) float64 {
	d := math.Mod(math.Abs(a-z), 360)
	return min(d, 360-d)
}

func TestLines(t *testing.T) {
	t.Parallel()
	long := make([]byte, 121)
	for i := range long {
		long[i] = 'x'
	}
	for _, tt := range []struct {
		b    Brand
		want string // the field that is wrong
	}{
		{Brand{Footer: "Northgate IT LLC, 400 Pine Street", Sender: "Northgate IT", Paper: A4}, ""},
		{Brand{}, ""},
		{Brand{Footer: "Søn & Đặng — Zürich"}, ""},
		{Brand{Footer: "two\nlines"}, "footer"},
		{Brand{Footer: "a\x00b"}, "footer"},
		{Brand{Footer: "\u202egnp"}, "footer"},
		{Brand{Footer: "a\u2028b"}, "footer"},
		{Brand{Footer: "\xff"}, "footer"},
		{Brand{Footer: string(long)}, "footer"},
		{Brand{Sender: string(long[:61])}, "sender"},
		{Brand{Sender: "security@bank.example"}, "sender"},
		{Brand{Sender: "Bank <x>"}, "sender"},
		{Brand{Sender: "x\r\nBcc: y"}, "sender"},
		{Brand{Paper: "a3"}, "paper"},
	} {
		got := tt.b.CheckLines()
		if len(got) > 1 || tt.want != "" && got[tt.want] == "" || tt.want == "" && len(got) > 0 {
			t.Errorf("%+v: %v, want one about %q", tt.b, got, tt.want)
		}
	}
}
