package deflate

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func unpack(t testing.TB, packed []byte) []byte {
	t.Helper()
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func samples() map[string][]byte {
	r := rand.New(rand.NewPCG(1, 2))
	noise, skewed := make([]byte, 70000), make([]byte, 90000)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for i := range skewed {
		skewed[i] = byte(min(r.ExpFloat64()*9, 255))
	}
	var records strings.Builder
	for i := range 6000 {
		fmt.Fprintf(&records, "<</S/%s/P %d 0 R/Pg %d 0 R/K[%d]>>\n", []string{"TD", "TH", "LBody"}[i*i%3], 400+i-i%7, 3+i/90, i%90)
	}
	return map[string][]byte{
		"nothing": nil, "one": {7}, "two": {7, 7}, "three": {7, 7, 7}, "zeros": make([]byte, 300000),
		"noise": noise, "skewed": skewed, "far": append(append(bytes.Clone(noise[:40000]), noise[8000:30000]...), noise[7000:9000]...),
		"records": []byte(records.String()),
	}
}

func TestPack(t *testing.T) {
	t.Parallel()
	for name, data := range samples() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packed := Pack(data)
			if !bytes.Equal(unpack(t, packed), data) {
				t.Fatal("other bytes came back")
			}
			if !bytes.Equal(Pack(data), packed) {
				t.Error("packed differently the second time")
			}
		})
	}
}

// TestPackSmaller is why this package exists.
func TestPackSmaller(t *testing.T) {
	t.Parallel()
	data := samples()["records"]
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, zlib.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	z.Write(data)
	z.Close()
	if own := len(Pack(data)); own*10 > b.Len()*9 {
		t.Errorf("%d bytes; compress/zlib makes %d", own, b.Len())
	}
}

func TestLengthsAreLimited(t *testing.T) {
	t.Parallel()
	counts := []int{1, 1}
	for len(counts) < 30 { // as a Fibonacci tree, which would be 29 deep
		counts = append(counts, counts[len(counts)-1]+counts[len(counts)-2])
	}
	for _, limit := range []int{7, 15} {
		room := 0
		for _, l := range lengths(counts, limit) {
			if l == 0 || int(l) > limit {
				t.Fatalf("a code of %d bits", l)
			}
			room += 1 << (limit - int(l))
		}
		if room != 1<<limit {
			t.Errorf("the codes fill %d of %d", room, 1<<limit)
		}
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte("abcabcabcabc"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.Equal(unpack(t, Pack(data)), data) {
			t.Fatal("other bytes came back")
		}
	})
}

func BenchmarkPack(b *testing.B) {
	data := samples()["records"]
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		Pack(data)
	}
}
