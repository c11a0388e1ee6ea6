package signing_test

import (
	"strings"
	"testing"
	"time"

	"demarc/internal/fault"
	. "demarc/internal/signing"
)

func TestCode(t *testing.T) {
	t.Parallel()
	fresh := Code{ID: "c", Signer: "hong", ExpiresAt: now.Add(CodeLife)}
	c, err := fresh.Enter(true, now)
	if err != nil || c.UsedAt.IsZero() {
		t.Fatalf("%+v %v", c, err)
	}
	if _, err := c.Enter(true, now); !fault.Is(err, fault.Invalid) {
		t.Errorf("a used code was taken again: %v", err)
	}
	if _, err := fresh.Enter(true, now.Add(CodeLife)); !fault.Is(err, fault.Invalid) {
		t.Errorf("an old code was taken: %v", err)
	}
	c = fresh
	for i, says := range []string{"4 tries", "3 tries", "2 tries", "one try", "fifth"} {
		if c, err = c.Enter(false, now); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("wrong try %d says %v", i+1, err)
		}
	}
	if _, err := c.Enter(true, now); err == nil {
		t.Error("the sixth try was taken, because it was right")
	}
}

func TestSignNeedsFreshCode(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		passed time.Time
		ok     bool
	}{
		"never entered": {time.Time{}, false},
		"long ago":      {now.Add(-CodeFresh - time.Second), false},
		"just now":      {now.Add(-CodeFresh), true},
	} {
		e := round()
		e.Signers[1].Check, e.Signers[1].CodePassedAt = ByCode, now // perhaps in another browser
		of := Ask{Company: "Alder", CodeAt: tt.passed}
		_, _, signed := e.Sign("hong", good(), Evidence{}, of, now)
		_, declined := e.Decline("hong", "No", of, now)
		p := whole("client_first")
		p.Signers[0].Check, p.Signers[0].CodePassedAt = ByCode, now
		_, approved := p.Affirm("client approve", Offer{Digest: "d1", Consent: true}, Evidence{}, of, now)
		for what, err := range map[string]error{"sign": signed, "decline": declined, "approve": approved} {
			f, _ := fault.Of(err)
			if (err == nil) != tt.ok || !tt.ok && f.Fields["code"] == "" {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	for email, want := range map[string]string{"dana@alder.example": "d***@alder.example", "étienne@a.example": "é***@a.example", "": "***", "@a": "***", "x@y@z": "x***@y@z"} {
		if got := Masked(email); got != want {
			t.Errorf("%q: %q", email, got)
		}
	}
}
