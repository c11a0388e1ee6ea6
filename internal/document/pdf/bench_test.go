package pdf

import "testing"

// BenchmarkAgreement sets an agreement of twenty sections with a matrix of 149
// functions: the size of a real one.
func BenchmarkAgreement(b *testing.B) {
	d := sample(149)
	b.ReportAllocs()
	for b.Loop() {
		out, err := Write(d)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(out))/1000, "KB")
	}
}
