package apptest

import (
	"context"
	"crypto/sha256"
	"sync"
	"testing"

	"demarc/internal/seal"
	"demarc/internal/seal/sealtest"
)

// judged are the files that were judged in this process.
var judged sync.Map

// judge holds every file that the test sealed against our own verifier and against
// pdfsig, qpdf and openssl, which share no code with it.
func (s *Scene) judge(t testing.TB) {
	t.Helper()
	files, err := s.Files(context.Background())
	if err != nil {
		t.Errorf("read the sealed files: %v", err)
	}
	for _, pdf := range files {
		if _, before := judged.LoadOrStore(sha256.Sum256(pdf), true); before {
			continue
		}
		if r := seal.Verify(pdf, s.Versions.Trusted()); r.Verdict != seal.Authentic {
			t.Errorf("a sealed file: %s", r.Sentence)
		}
		for _, said := range sealtest.Judge(t, pdf, s.Versions.Trust()) {
			t.Error(said)
		}
	}
}
