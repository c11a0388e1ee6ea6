package app

import "testing"

// What others say is cut so that the database keeps it.
func TestFirst(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"no space left": "no space", "12345678é": "12345678", "1234567é": "1234567", "caf\xe9\x00": "caf\ufffd", "\xe9\x00": "\ufffd\ufffd",
	} {
		if got := first(said, 8); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}
