package audit

import (
	"errors"
	"testing"
	"time"
)

func chain(t *testing.T, n int) ([]Entry, Head) {
	t.Helper()
	head := Head{Stream: "s"}
	var all []Entry
	for i := range n {
		e, next, err := head.Next(time.Unix(int64(1000+i), 123456789), AssignmentChanged, Fact{Actor: Who{Kind: "user", Name: "Zoë <b>"}, Before: "R", After: "A"})
		if err != nil {
			t.Fatal(err)
		}
		all, head = append(all, e), next
	}
	return all, head
}

func TestCheck(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil func([]Entry) []Entry
		seq   int64 // of the first bad entry; 0 is a whole chain
	}{
		"untouched":         {func(e []Entry) []Entry { return e }, 0},
		"payload altered":   {func(e []Entry) []Entry { e[2].Payload += " "; return e }, 3},
		"verb altered":      {func(e []Entry) []Entry { e[2].Verb = RowAgreed; return e }, 3},
		"time altered":      {func(e []Entry) []Entry { e[2].At = e[2].At.Add(time.Microsecond); return e }, 3},
		"rehashed in place": {func(e []Entry) []Entry { e[2].Payload = "{}"; e[2].Hash = e[2].Sum(); return e }, 4},
		"first deleted":     {func(e []Entry) []Entry { return e[1:] }, 1},
		"middle deleted":    {func(e []Entry) []Entry { return append(e[:2:2], e[3:]...) }, 3},
		"last deleted":      {func(e []Entry) []Entry { return e[:4] }, 5},
		"all deleted":       {func([]Entry) []Entry { return nil }, 1},
		"two swapped":       {func(e []Entry) []Entry { e[1], e[2] = e[2], e[1]; return e }, 2},
		"other stream":      {func(e []Entry) []Entry { e[0].Stream = "t"; return e }, 1},
		"appended": {func(e []Entry) []Entry {
			x := e[4]
			x.Seq, x.Prev = 6, e[4].Hash
			x.Hash = x.Sum()
			return append(e, x)
		}, 7},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			entries, head := chain(t, 5)
			err := Check(tt.spoil(entries), head)
			var broken *BrokenError
			switch {
			case tt.seq == 0 && err != nil:
				t.Fatalf("whole chain: %v", err)
			case tt.seq != 0 && !errors.As(err, &broken):
				t.Fatalf("broken chain passed")
			case tt.seq != 0 && broken.Seq != tt.seq:
				t.Fatalf("first bad entry %d, want %d: %v", broken.Seq, tt.seq, err)
			}
		})
	}
}

func TestNextNeverGoesBack(t *testing.T) {
	t.Parallel()
	entries, head := chain(t, 1)
	e, _, err := head.Next(entries[0].At.Add(-time.Hour), RowAgreed, Fact{})
	if err != nil {
		t.Fatal(err)
	}
	if !e.At.Equal(entries[0].At) {
		t.Errorf("clock went back: %v after %v", e.At, entries[0].At)
	}
}

// A small step back is the end of the chain; a large one is left to be explained.
func TestNotBefore(t *testing.T) {
	t.Parallel()
	end := Head{At: time.Date(2026, time.November, 22, 16, 0, 0, 0, time.UTC)}
	for back, want := range map[time.Duration]time.Duration{-time.Hour: -time.Hour, 0: 0, SetBack: 0, SetBack + time.Second: SetBack + time.Second} {
		if got := NotBefore(end, end.At.Add(-back)); !got.Equal(end.At.Add(-want)) {
			t.Errorf("back by %s: %s", back, got)
		}
	}
}
