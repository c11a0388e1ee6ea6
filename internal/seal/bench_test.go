package seal

import "testing"

func BenchmarkSeal(b *testing.B) {
	pdf := packedPDF(true)
	testKey()
	b.ReportAllocs()
	for b.Loop() {
		mustSeal(b, pdf, testKey(), claim)
	}
}

func BenchmarkVerify(b *testing.B) {
	sealed := mustSeal(b, packedPDF(true), testKey(), claim)
	b.ReportAllocs()
	for b.Loop() {
		Verify(sealed, trustIn(testKey()))
	}
}
