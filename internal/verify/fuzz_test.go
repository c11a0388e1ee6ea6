package verify_test

import (
	"encoding/json"
	"strings"
	"testing"

	"demarc/internal/audit"
	"demarc/internal/verify"
)

// FuzzCheckpoint feeds the readers of checkpoints and of records beside them, which take
// what somebody was handed: nobody signed any of it, so nothing of it is good.
func FuzzCheckpoint(f *testing.F) {
	roots := trust().Roots
	zeros := strings.Repeat("0", 64)
	seed, err := json.Marshal(audit.CheckpointFile{
		Format: audit.CheckpointFormat, Signature: []byte("x"), Certificates: string(key().ChainPEM()), Recipe: audit.CheckpointRecipe,
		Statement: "demarc/checkpoint/1\nday 2026-11-22\nchains 1\nroot " + zeros + "\nbefore " + zeros + "\n",
		Chains:    []audit.CheckpointLeaf{{Stream: "s", Seq: 1, Hash: zeros, Path: []string{"L" + zeros}}},
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed, []byte(`{"engagement":"s","head":{"seq":1,"hash":"`+zeros+`"},"entries":[{"seq":1,"micros":1,"verb":"row.agreed","payload":"{}","prev":"`+zeros+`","hash":"`+zeros+`"}]}`))
	f.Add([]byte(`{"format":"demarc/checkpoint/1"}`), []byte(`[]`))
	f.Fuzz(func(t *testing.T, file, record []byte) {
		verify.IsCheckpoint(file)
		for _, trusted := range [][]byte{nil, record} {
			r := verify.Checkpoint(file, trusted, roots)
			if r.Verdict.Good() {
				t.Errorf("%s: %s", r.Verdict, r.Sentence)
			}
			if !strings.HasSuffix(r.Sentence, ".") {
				t.Errorf("sentence %q", r.Sentence)
			}
		}
	})
}
