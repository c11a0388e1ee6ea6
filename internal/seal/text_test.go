package seal

import (
	"crypto/x509"
	"errors"
	"testing"
	"time"
)

func TestText(t *testing.T) {
	t.Parallel()
	k, other := fixtureKey(t), quickKey(t, time.Now(), "Another")
	now := k.cert.NotBefore.Add(time.Hour)
	const text = "demarc/checkpoint/v1\nday 2026-11-22\n"
	sig, err := k.SignText(text)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := other.SignText(text)
	if err != nil {
		t.Fatal(err)
	}
	ours := []*x509.Certificate{k.root}
	if err := CheckText(text, sig, k.Chain(), ours, now); err != nil {
		t.Fatal(err)
	}
	if err := CheckText(text, sig, k.Chain()[:1], ours, now); err != nil {
		t.Errorf("without the root beside it: %v", err)
	}
	byRoot, err := (&Key{root: k.root, cert: k.root, sealKey: k.rootKey}).SignText(text)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text  string
		sig   []byte
		chain []*x509.Certificate
		roots []*x509.Certificate
		at    time.Time
		want  error
	}{
		"another text":        {text + " ", sig, k.Chain(), ours, now, ErrText},
		"another signature":   {text, foreign, k.Chain(), ours, now, ErrText},
		"no signature":        {text, nil, k.Chain(), ours, now, ErrText},
		"no certificate":      {text, sig, nil, ours, now, ErrText},
		"somebody else":       {text, foreign, other.Chain(), ours, now, ErrStranger},
		"no roots":            {text, sig, k.Chain(), nil, now, ErrStranger},
		"before it was good":  {text, sig, k.Chain(), ours, k.cert.NotBefore.Add(-time.Hour), ErrStranger},
		"after it ended":      {text, sig, k.Chain(), ours, k.cert.NotAfter.Add(time.Hour), ErrStranger},
		"by the root's key":   {text, byRoot, []*x509.Certificate{k.root}, ours, now, ErrStranger},
		"another's first":     {text, sig, append(other.Chain(), k.Chain()...), ours, now, ErrText},
		"another's root told": {text, sig, k.Chain(), []*x509.Certificate{other.root}, now, ErrStranger},
	} {
		if err := CheckText(c.text, c.sig, c.chain, c.roots, c.at); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
