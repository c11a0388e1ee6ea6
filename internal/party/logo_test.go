package party

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"runtime"
	"strings"
	"testing"

	"demarc/internal/fault"
)

var blue = color.NRGBA{0x1f, 0x4f, 0xa8, 0xff}

func plain(w, h int, c color.Color) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(c), image.Point{}, draw.Src)
	return m
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func kept(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// chunk is a piece of a PNG with its checksum.
func chunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// before puts a piece in front of the first of a kind.
func before(file []byte, kind string, piece []byte) []byte {
	at := bytes.Index(file, []byte(kind)) - 4
	return append(append(bytes.Clone(file[:at]), piece...), file[at:]...)
}

// declared is a PNG whose head promises a size and whose body is a few bytes of zeros.
func declared(w, h uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	var z bytes.Buffer
	zw := zlib.NewWriter(&z)
	zw.Write(make([]byte, 64<<20)) // 64 MB in 64 KB
	zw.Close()
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(head, depth, kind, 0, 0, 0)), chunk("IDAT", z.Bytes()), chunk("IEND", nil)}, nil)
}

func noise(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = byte(r.Uint32())
	}
	return m
}

func TestReadLogo(t *testing.T) {
	t.Parallel()
	deep := image.NewNRGBA64(image.Rect(0, 0, 300, 100))
	draw.Draw(deep, deep.Rect, image.NewUniform(blue), image.Point{}, draw.Src)
	animated := before(asPNG(t, plain(64, 32, blue)), "IDAT", chunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0}))
	animated = before(animated, "IEND", chunk("fdAT", append([]byte{0, 0, 0, 1}, make([]byte, 100)...)))
	told := before(asPNG(t, plain(64, 32, blue)), "IDAT", chunk("tEXt", []byte("Author\x00Nora Adeyemi")))
	for _, tt := range []struct {
		name string
		file []byte
		w, h int
	}{
		{"small stays", asPNG(t, plain(200, 60, blue)), 200, 60},
		{"wide", asPNG(t, plain(2000, 500, blue)), 640, 160},
		{"high", asPNG(t, plain(500, 1000, blue)), 120, 240},
		{"largest", asPNG(t, plain(4000, 1000, blue)), 640, 160},
		{"jpeg", asJPEG(t, plain(640, 240, blue)), 640, 240},
		{"16 bits", asPNG(t, deep), 300, 100},
		{"grey", asPNG(t, image.NewGray(image.Rect(0, 0, 50, 50))), 50, 50},
		{"palette", asPNG(t, image.NewPaletted(image.Rect(0, 0, 50, 50), color.Palette{blue, color.White})), 50, 50},
		{"cmyk jpeg", kept(t, "cmyk.jpg"), 32, 32},
		{"progressive jpeg", kept(t, "progressive.jpg"), 100, 40},
		{"animated", animated, 64, 32},
		{"with words", told, 64, 32},
		{"something behind its end", append(asPNG(t, plain(64, 32, blue)), "<script>"...), 64, 32},
		{"noise", asPNG(t, noise(480, 240)), 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := ReadLogo(tt.file, "Northgate IT")
			if err != nil {
				t.Fatal(err)
			}
			if tt.w > 0 && (l.Width != tt.w || l.Height != tt.h) {
				t.Errorf("%d by %d, want %d by %d", l.Width, l.Height, tt.w, tt.h)
			}
			m, err := png.Decode(bytes.NewReader(l.PNG))
			if err != nil {
				t.Fatal(err)
			}
			if m.Bounds() != image.Rect(0, 0, l.Width, l.Height) || len(l.PNG) > LogoKept || l.Alt != "Northgate IT" {
				t.Errorf("%v, %d bytes, %q", m.Bounds(), len(l.PNG), l.Alt)
			}
			if depth, kind := l.PNG[24], l.PNG[25]; (kind != 3 || depth > 8) && (depth != 8 || kind != 2 && kind != 6) || l.PNG[28] != 0 {
				t.Errorf("neither a palette nor 8-bit RGB or RGBA, without interlace: % x", l.PNG[24:29])
			}
			for _, never := range []string{"tEXt", "acTL", "fdAT", "Nora", "script", "iCCP"} {
				if bytes.Contains(l.PNG, []byte(never)) {
					t.Errorf("%s is still in it", never)
				}
			}
			if again, err := ReadLogo(tt.file, "Northgate IT"); err != nil || !bytes.Equal(again.PNG, l.PNG) {
				t.Error("read twice, it is two pictures")
			}
		})
	}
}

// A flat picture is kept with a palette and its very pixels; one of many colours without.
func TestLogoPalette(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		colours int
		kind    byte
	}{{1, 3}, {2, 3}, {17, 3}, {256, 3}, {257, 2}} {
		m := image.NewNRGBA(image.Rect(0, 0, 60, 40))
		for i := range 60 * 40 {
			n := i % tt.colours
			copy(m.Pix[4*i:], []byte{byte(n % 7), byte(n), byte(n / 256 * 90), 255})
		}
		l, err := ReadLogo(asPNG(t, m), "")
		if err != nil {
			t.Fatal(err)
		}
		if l.PNG[25] != tt.kind {
			t.Errorf("%d colours: kind %d", tt.colours, l.PNG[25])
		}
		got, err := png.Decode(bytes.NewReader(l.PNG))
		if err != nil {
			t.Fatal(err)
		}
		for y := range 40 {
			for x := range 60 {
				if a, b := color.RGBAModel.Convert(got.At(x, y)), color.RGBAModel.Convert(m.At(x, y)); a != b {
					t.Fatalf("%d colours: at %d, %d %v, was %v", tt.colours, x, y, a, b)
				}
			}
		}
	}
}

// A shrunk picture keeps its colours, also beside what is transparent.
func TestLogoColours(t *testing.T) {
	t.Parallel()
	m := plain(1500, 600, color.Transparent)
	draw.Draw(m, image.Rect(0, 0, 751, 600), image.NewUniform(blue), image.Point{}, draw.Src)
	l, err := ReadLogo(asPNG(t, m), "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(l.PNG))
	if err != nil {
		t.Fatal(err)
	}
	for x := range l.Width {
		c := color.NRGBAModel.Convert(got.At(x, 10)).(color.NRGBA)
		near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= 2 }
		switch edge := l.Width * 751 / 1500; {
		case x < edge && c != blue, x > edge && c.A != 0:
			t.Fatalf("at %d: %v", x, c)
		case x == edge && c.A > 8 && (!near(c.R, blue.R) || !near(c.G, blue.G) || !near(c.B, blue.B)):
			t.Fatalf("at the edge %d: %v, which is no blue", x, c)
		}
	}
}

func TestLogoRefused(t *testing.T) {
	t.Parallel()
	good := asPNG(t, plain(640, 240, blue))
	photo := asJPEG(t, noise(400, 200))
	damaged := bytes.Clone(good)
	damaged[len(damaged)-20] ^= 0xff
	var moving bytes.Buffer
	if err := gif.Encode(&moving, plain(64, 64, blue), nil); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		file []byte
		say  string
	}{
		{"nothing", nil, "Choose a file"},
		{"html", []byte("<!DOCTYPE html><script>alert(1)</script>"), "neither"},
		{"svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "neither"},
		{"gif", moving.Bytes(), "neither"},
		{"webp", []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), "neither"},
		{"zip", []byte("PK\x03\x04"), "neither"},
		{"html called png", []byte("\x89PNG<script>"), "neither"},
		{"a head only", good[:33], "breaks off"},
		{"cut", good[:len(good)/2], "breaks off"},
		{"cut jpeg", photo[:len(photo)/2], "breaks off"},
		{"damaged", damaged, "breaks off"},
		{"a signature only", good[:8], "breaks off"},
		{"a jpeg's start only", []byte("\xff\xd8\xff"), "breaks off"},
		{"one pixel", asPNG(t, plain(1, 1, blue)), "too small"},
		{"a line", asPNG(t, plain(3000, 16, blue)), "too long and thin"},
		{"a pole", asPNG(t, plain(16, 100, blue)), "too long and thin"},
		{"too wide", declared(4001, 10, 8, 6), "at most 4,000"},
		{"too many pixels", declared(2001, 2000, 8, 6), "at most 4,000"},
		{"a bomb", declared(60_000, 60_000, 8, 6), "at most 4,000"},
		{"a deep bomb", declared(1<<31-1, 1<<31-1, 16, 6), "breaks off"},
		{"no pixels", declared(0, 0, 8, 6), "breaks off"},
		{"transparent", asPNG(t, plain(64, 64, color.Transparent)), "cannot be seen"},
		{"white", asPNG(t, plain(64, 64, color.White)), "cannot be seen"},
		{"nearly white", asPNG(t, plain(64, 64, color.NRGBA{0xf4, 0xf4, 0xf4, 0xff})), "cannot be seen"},
		{"a breath of black", asPNG(t, plain(64, 64, color.NRGBA{0, 0, 0, 8})), "cannot be seen"},
		{"heavy", make([]byte, LogoFile+1), "larger than 1 MB"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadLogo(tt.file, "")
			f, ok := fault.Of(err)
			if !ok || !strings.Contains(f.Fields["logo"], tt.say) {
				t.Fatalf("%v, want a sentence with %q", err, tt.say)
			}
		})
	}
}

// What is refused by its head costs nothing; the largest that is read costs what its
// pixels need and no more. This test runs alone, since it counts what all allocate.
func TestLogoMemory(t *testing.T) {
	largest := asPNG(t, plain(4000, 1000, blue))
	deep := image.NewNRGBA64(image.Rect(0, 0, 4000, 1000))
	draw.Draw(deep, deep.Rect, image.NewUniform(blue), image.Point{}, draw.Src)
	for _, tt := range []struct {
		name string
		file []byte
		most uint64 // bytes
	}{
		{"a bomb", declared(60_000, 60_000, 8, 6), 1 << 20},
		{"a body larger than its head says", declared(64, 64, 8, 6), 2 << 20},
		{"largest", largest, 48 << 20},
		{"16 bits", asPNG(t, deep), 64 << 20},
	} {
		var from, to runtime.MemStats
		runtime.ReadMemStats(&from)
		_, _ = ReadLogo(tt.file, "")
		runtime.ReadMemStats(&to)
		if got := to.TotalAlloc - from.TotalAlloc; got > tt.most {
			t.Errorf("%s: %d KB, want at most %d", tt.name, got>>10, tt.most>>10)
		} else {
			t.Logf("%s: %d KB", tt.name, got>>10)
		}
	}
}

func FuzzReadLogo(f *testing.F) {
	f.Add(asPNG(f, plain(64, 32, blue)))
	f.Add(asJPEG(f, plain(64, 32, blue)))
	f.Add(declared(60_000, 60_000, 8, 6)[:200])
	f.Add([]byte("<svg/>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		l, err := ReadLogo(file, "x")
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Fatal(err)
			}
			return
		}
		if len(l.PNG) > LogoKept || l.Width > LogoWidth || l.Height > LogoHeight || l.Width < 1 || l.Height < 1 {
			t.Fatalf("%d bytes, %d by %d", len(l.PNG), l.Width, l.Height)
		}
		again, err := ReadLogo(l.PNG, "x")
		if err == nil && (again.Width != l.Width || again.Height != l.Height) {
			t.Fatal("what we wrote reads as another size")
		}
	})
}
