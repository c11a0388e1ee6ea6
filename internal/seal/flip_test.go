package seal

import (
	"bytes"
	"encoding/hex"
	"runtime"
	"sync"
	"testing"

	"demarc/internal/seal/sealtest"
)

// trusts are the ways a caller can name a root: a flipped byte must be seen
// under each.
func trusts(k *Key) []Trust {
	return []Trust{trustIn(k), {Fingerprints: []string{k.Fingerprint()}}, {EmbeddedRoot: true}}
}

// TestEveryByte changes each byte of a sealed file: its lowest bit, the bit that
// tells upper from lower case, or its highest bit; in one of the files all
// three. Without reserved field the files differ in nothing that matters here.
func TestEveryByte(t *testing.T) {
	t.Parallel()
	for title, pdf := range map[string][]byte{"classic": classicPDF(true), "packed": packedPDF(true)} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			k := testKey()
			if title == "classic" {
				k = quickKey(t, sealTime, "Demarc")
			}
			sealed, trust := mustSeal(t, pdf, k, claim), trusts(k)
			verdicts := sweep(len(sealed), func(at int, buf []byte) []Verdict {
				var got []Verdict
				for i, mask := range []byte{0x01, 0x20, 0x80} {
					if title != "classic" && i != at%3 {
						continue
					}
					buf = append(buf[:0], sealed...)
					buf[at] ^= mask
					got = append(got, Verify(buf, trust[(at+i)%len(trust)]).Verdict)
				}
				return got
			})
			never(t, verdicts)
			// People should read "changed", not "could not check": all but the
			// file's first bytes and its cross-reference data lead to the seal.
			if n := verdicts[Altered]; n < len(sealed)/stride*99/100 {
				t.Errorf("only %d changes were called altered: %v", n, verdicts)
			}
		})
	}
}

// TestEveryByteOfTime changes each byte of files that carry outside times: in the seal,
// and as revisions after it. Of runs of zeros that pad, every 64th stands for all.
func TestEveryByteOfTime(t *testing.T) {
	t.Parallel()
	a, k := outside(t, sealtest.Good), quickKey(t, sealTime, "Demarc")
	_, _, complete := later(t, classicPDF(true), k, a)
	for title, whole := range map[string][]byte{
		"in the seal":       augmented(t, mustTime(t, packedPDF(true), k, a), k, a),
		"after the seal":    complete,
		"after, other bits": complete,
	} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			trust := trusts(k)
			for i := range trust {
				trust[i].TimeRoots = a.Roots
			}
			trust = append(trust, trustIn(k)) // the time is not believed: a change must still be seen
			zeros := bytes.Repeat([]byte("0"), 64)
			never(t, sweep(len(whole), func(at int, buf []byte) []Verdict {
				if at%64 != 0 && at > 32 && at+32 < len(whole) && bytes.Equal(whole[at-32:at+32], zeros) {
					return nil
				}
				mask := []byte{0x01, 0x20, 0x80}[at%3]
				if title == "after, other bits" {
					mask = []byte{0x20, 0x80, 0x01}[at%3]
				}
				buf = append(buf[:0], whole...)
				buf[at] ^= mask
				return []Verdict{Verify(buf, trust[at%len(trust)]).Verdict}
			}))
		})
	}
}

// TestEveryBitOfCMS changes each bit of the signature data, written again in
// canonical digits. Of the RSA one, whose check is slow, one bit of each byte.
func TestEveryBitOfCMS(t *testing.T) {
	t.Parallel()
	for title, k := range map[string]*Key{"rsa": testKey(), "ecdsa": quickKey(t, sealTime, "Demarc")} {
		t.Run(title, func(t *testing.T) {
			t.Parallel()
			sealed := mustSeal(t, classicPDF(true), k, claim)
			gap := contentsOf(t, sealed)
			cms, _ := split(t, sealed)
			trust := trusts(k)
			never(t, sweep(8*len(cms), func(at int, buf []byte) []Verdict {
				if title == "rsa" && at%8 != at/8%8 {
					return nil
				}
				buf = append(buf[:0], sealed...)
				hex.Encode(buf[gap.from+1+2*(at/8):], []byte{cms[at/8] ^ 1<<(at%8)})
				return []Verdict{Verify(buf, trust[at/8%len(trust)]).Verdict}
			}))
		})
	}
}

// TestEveryLength cuts the file at each length, drops each byte, doubles each
// place by a zero. One place stands for all inside the padding.
func TestEveryLength(t *testing.T) {
	t.Parallel()
	k := quickKey(t, sealTime, "Demarc")
	sealed := mustSeal(t, packedPDF(true), k, claim)
	gap := contentsOf(t, sealed)
	never(t, sweep(len(sealed), func(at int, buf []byte) []Verdict {
		if at > gap.from+4000 && at < gap.to-10 {
			return nil
		}
		cut := Verify(sealed[:at:at], trustIn(k)).Verdict
		buf = append(append(buf[:0], sealed[:at]...), sealed[at+1:]...)
		dropped := Verify(buf, trustIn(k)).Verdict
		buf = append(append(append(buf[:0], sealed[:at]...), '0'), sealed[at:]...)
		return []Verdict{cut, dropped, Verify(buf, trustIn(k)).Verdict}
	}))
}

// sweep runs n changes over the processors and counts verdicts. The race
// detector, which has nothing to find in them, sees only every stride-th.
func sweep(n int, change func(at int, buf []byte) []Verdict) map[Verdict]int {
	var group sync.WaitGroup
	var lock sync.Mutex
	total := map[Verdict]int{}
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		group.Go(func() {
			buf := bytes.NewBuffer(nil).Bytes()
			mine := map[Verdict]int{}
			for at := w * stride; at < n; at += workers * stride {
				for _, v := range change(at, buf) {
					mine[v]++
				}
			}
			lock.Lock()
			defer lock.Unlock()
			for v, c := range mine {
				total[v] += c
			}
		})
	}
	group.Wait()
	return total
}

func never(t *testing.T, verdicts map[Verdict]int) {
	t.Helper()
	if verdicts[Authentic] > 0 {
		t.Errorf("%d changed files are called authentic", verdicts[Authentic])
	}
	t.Log(verdicts)
}
