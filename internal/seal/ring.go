package seal

import (
	"crypto/x509"
	"slices"
	"sync"
	"time"
)

// Ring is the keys of an instance: the one that seals now and those that sealed before,
// whose files must stay good. It is safe for use by several goroutines.
type Ring struct {
	mu   sync.RWMutex
	kept []Kept
}

// Kept is a key with its story.
type Kept struct {
	Key     *Key
	ID      string    // where it is stored
	Retired time.Time // sealed nothing from then on; zero while it may
	Revoked time.Time // not to be trusted from then on without an outside clock; zero if never
}

// One is a ring of a single key, for tests and tools.
func One(k *Key) *Ring { return NewRing([]Kept{{Key: k}}) }

// NewRing keeps keys in the order in which they were made.
func NewRing(kept []Kept) *Ring { return &Ring{kept: kept} }

// Replace changes what the ring holds.
func (r *Ring) Replace(kept []Kept) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept = kept
}

// All lists the keys, oldest first.
func (r *Ring) All() []Kept {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return slices.Clone(r.kept)
}

// Current is the newest key that may seal; with none, the newest at all, whose
// certificate then says why it cannot.
func (r *Ring) Current() *Key {
	all := r.All()
	for _, k := range slices.Backward(all) {
		if k.Retired.IsZero() && k.Revoked.IsZero() {
			return k.Key
		}
	}
	return all[len(all)-1].Key
}

// By finds a key by the fingerprint of its seal certificate, or else the first one
// under a root of that fingerprint; nil if there is none.
func (r *Ring) By(fingerprint string) *Key {
	all := r.All()
	for _, k := range all {
		if Fingerprint(k.Key.cert) == fingerprint {
			return k.Key
		}
	}
	for _, k := range all {
		if k.Key.Fingerprint() == fingerprint {
			return k.Key
		}
	}
	return nil
}

// Roots are the roots of all keys, each once, the current one's first.
func (r *Ring) Roots() []*x509.Certificate {
	out := []*x509.Certificate{r.Current().root}
	for _, k := range slices.Backward(r.All()) {
		if !slices.ContainsFunc(out, k.Key.root.Equal) {
			out = append(out, k.Key.root)
		}
	}
	return out
}

// RootsPEM is Roots as the file others pin.
func (r *Ring) RootsPEM() []byte { return encodePEM(r.Roots()) }

// Revoked lists the serial numbers of revoked seal certificates, in hex, with the time
// from which they count for nothing.
func (r *Ring) Revoked() map[string]time.Time {
	out := map[string]time.Time{}
	for _, k := range r.All() {
		if !k.Revoked.IsZero() {
			out[k.Key.cert.SerialNumber.Text(16)] = k.Revoked
		}
	}
	return out
}
