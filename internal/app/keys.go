package app

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/fault"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// Vault opens and wraps stored keys of the seal; it holds the master key, which the desk
// never sees.
type Vault struct {
	Open func(wrapped []byte) (*seal.Key, error)
	Wrap func(*seal.Key) ([]byte, error)
}

// Seals is what the operator does with the keys of the seal, and what anybody may know
// of them.
type Seals struct{ *core }

// OpenRing reads the stored keys.
func OpenRing(ctx context.Context, db *store.DB, v Vault) (*seal.Ring, error) {
	stored, err := db.SealKeys(ctx)
	if err != nil {
		return nil, err
	}
	kept, err := opened(stored, nil, v)
	if err != nil {
		return nil, err
	}
	return seal.NewRing(kept), nil
}

// opened unwraps the keys that are not known yet.
func opened(stored []store.SealKey, known []seal.Kept, v Vault) ([]seal.Kept, error) {
	var out []seal.Kept
	for _, s := range stored {
		at := slices.IndexFunc(known, func(k seal.Kept) bool { return k.ID == s.ID })
		k := seal.Kept{ID: s.ID, Retired: s.RetiredAt, Revoked: s.RevokedFrom}
		if at >= 0 {
			k.Key = known[at].Key
		} else {
			var err error
			if k.Key, err = v.Open(s.Wrapped); err != nil {
				return nil, err
			}
		}
		out = append(out, k)
	}
	return out, nil
}

// freshKeys takes up what another process, or the command line, did to the keys.
func (k *core) freshKeys(ctx context.Context) error {
	if k.vault.Open == nil {
		return nil
	}
	stored, err := k.db.SealKeys(ctx)
	if err != nil || len(stored) == 0 {
		return err
	}
	kept, err := opened(stored, k.keys.All(), k.vault)
	if err != nil {
		return fmt.Errorf("read the keys of the seal: %w", err)
	}
	k.keys.Replace(kept)
	return nil
}

// sealingKey is the key that seals now. One that was revoked seals nothing.
func (k *core) sealingKey(ctx context.Context) (*seal.Key, error) {
	if err := k.freshKeys(ctx); err != nil {
		return nil, err
	}
	key := k.keys.Current()
	if _, revoked := k.keys.Revoked()[key.Certificate().SerialNumber.Text(16)]; revoked {
		return nil, fault.New(fault.Unavailable, "The certificate of the seal was revoked and there is no other. Make one with: demarc seal renew")
	}
	return key, nil
}

// Current is the key that seals now.
func (s Seals) Current(ctx context.Context) (*seal.Key, error) { return s.sealingKey(ctx) }

// Keys lists the keys, oldest first.
func (s Seals) Keys(ctx context.Context) ([]seal.Kept, error) {
	if err := s.freshKeys(ctx); err != nil {
		return nil, err
	}
	return s.keys.All(), nil
}

// Add keeps a key that was tested; from then on it seals.
func (s Seals) Add(ctx context.Context, key *seal.Key) error {
	now := s.db.Now()
	if err := key.Test(now); err != nil {
		return err
	}
	row, err := storedKey(s.vault, key, now)
	if err != nil {
		return err
	}
	if err := s.db.AddSealKey(ctx, row); err != nil {
		return err
	}
	return s.freshKeys(ctx)
}

func storedKey(v Vault, key *seal.Key, now time.Time) (store.SealKey, error) {
	wrapped, err := v.Wrap(key)
	if err != nil {
		return store.SealKey{}, err
	}
	kind := "brought"
	if key.Own() {
		kind = "own"
	}
	c := key.Certificate()
	return store.SealKey{ID: store.NewID(), Kind: kind, Certificate: seal.Fingerprint(c), Wrapped: wrapped, NotBefore: c.NotBefore, NotAfter: c.NotAfter, MadeAt: now}, nil
}

// KeepFirst stores the key that the instance began with, once.
func KeepFirst(ctx context.Context, db *store.DB, v Vault, key *seal.Key) error {
	row, err := storedKey(v, key, key.Certificate().NotBefore)
	if err != nil {
		return err
	}
	return db.AddSealKey(ctx, row)
}

// Renew makes a new certificate and key under our own root, whatever the current key is.
func (s Seals) Renew(ctx context.Context) (*seal.Key, error) {
	if err := s.freshKeys(ctx); err != nil {
		return nil, err
	}
	for _, k := range slices.Backward(s.keys.All()) {
		if !k.Key.Own() {
			continue
		}
		key, err := k.Key.Renew(s.db.Now(), s.lists()...)
		if err != nil {
			return nil, err
		}
		return key, s.Add(ctx, key)
	}
	return nil, seal.ErrNotOurs
}

// lists is where our own list of revoked certificates is found, if anywhere.
func (k *core) lists() []string {
	if k.crl == "" {
		return nil
	}
	return []string{k.crl}
}

// Import takes a PKCS #12 file into use.
func (s Seals) Import(ctx context.Context, data []byte, password string) (*seal.Key, error) {
	key, err := seal.FromPKCS12(data, password, s.db.Now())
	if err != nil {
		return nil, err
	}
	return key, s.Add(ctx, key)
}

// Revoke takes trust from a seal certificate, named by its fingerprint or its serial
// number, from a time on: what it sealed before stays trusted where an outside clock
// says so. If it was the one that seals, a new one is made first.
func (s Seals) Revoke(ctx context.Context, which string, from time.Time) error {
	all, err := s.Keys(ctx)
	if err != nil {
		return err
	}
	which = strings.ToLower(strings.ReplaceAll(which, ":", ""))
	at := slices.IndexFunc(all, func(k seal.Kept) bool {
		c := k.Key.Certificate()
		return which != "" && (seal.Fingerprint(c) == which || c.SerialNumber.Text(16) == strings.TrimLeft(which, "0"))
	})
	switch {
	case at < 0:
		return fault.New(fault.NotFound, "There is no seal certificate of this fingerprint or serial number. demarc seal status lists them.")
	case from.After(s.db.Now()):
		return fault.New(fault.Invalid, "The time from which it counts for nothing lies in the future.")
	case all[at].Key == s.keys.Current():
		if _, err := s.Renew(ctx); err != nil {
			return fmt.Errorf("make another key first: %w", err)
		}
	}
	if err := s.db.RevokeSealKey(ctx, all[at].ID, from); err != nil {
		return err
	}
	return s.freshKeys(ctx)
}

// renewBefore is how long before its end a certificate of our own is replaced.
const renewBefore = 60 * 24 * time.Hour

// renewKey replaces the key that seals when its end is near and its issuer is ourselves.
func (j Jobs) renewKey(ctx context.Context) error {
	if err := j.freshKeys(ctx); err != nil {
		return err
	}
	key := j.keys.Current()
	end := key.Certificate().NotAfter
	if end.Sub(j.db.Now()) > renewBefore || !key.Own() {
		return nil
	}
	next, err := Seals(j).Renew(ctx)
	if err != nil {
		return fmt.Errorf("renew the seal certificate: %w", err)
	}
	j.log.Info("the seal has a new certificate", "until", next.Certificate().NotAfter)
	return nil
}

// RevocationList is our own list of revoked seal certificates, in DER. It is made anew
// every hour, not for every request.
func (s Seals) RevocationList(ctx context.Context) ([]byte, error) {
	s.list.Lock()
	defer s.list.Unlock()
	if now := s.db.Now(); s.list.raw == nil || now.Sub(s.list.at).Abs() > time.Hour {
		if err := s.freshKeys(ctx); err != nil {
			return nil, err
		}
		raw, err := s.revocationList(s.ownKey())
		if err != nil {
			return nil, err
		}
		s.list.raw, s.list.at = raw, now
	}
	return s.list.raw, nil
}

// ownKey is the newest key under our own root; nil if all were brought.
func (k *core) ownKey() *seal.Key {
	for _, kept := range slices.Backward(k.keys.All()) {
		if kept.Key.Own() {
			return kept.Key
		}
	}
	return nil
}

func (k *core) revocationList(key *seal.Key) ([]byte, error) {
	if key == nil {
		return nil, fault.New(fault.NotFound, "All seal certificates of this instance were issued by others, who publish their own lists.")
	}
	return key.RevocationList(k.db.Now(), k.keys.All())
}

// listFor is our own list for a file sealed under our own root; nil for another.
func (k *core) listFor(f store.File) ([]byte, error) {
	key := k.sealedWith(f)
	if key == nil || !key.Own() {
		return nil, nil
	}
	return k.revocationList(key)
}

// sealedWith is the key that sealed a file; nil if it is not known here.
func (k *core) sealedWith(f store.File) *seal.Key {
	return k.keys.By(f.Fingerprint)
}

// Certificates lists the seal certificates there are and were, as JSON for whoever
// checks files years later.
func (s Seals) Certificates(ctx context.Context) ([]byte, error) {
	all, err := s.Keys(ctx)
	if err != nil {
		return nil, err
	}
	type line struct {
		Subject   string    `json:"subject"`
		Issuer    string    `json:"issuer"`
		Serial    string    `json:"serial"`
		SHA256    string    `json:"sha256"`
		Root      string    `json:"root_sha256"`
		NotBefore time.Time `json:"not_before"`
		NotAfter  time.Time `json:"not_after"`
		Seals     bool      `json:"seals_now"`
		Revoked   time.Time `json:"revoked_from,omitzero"`
		Chain     string    `json:"chain_pem"`
	}
	current := s.keys.Current()
	lines := []line{}
	for _, k := range all {
		c := k.Key.Certificate()
		lines = append(lines, line{
			c.Subject.CommonName, c.Issuer.CommonName, hex.EncodeToString(c.SerialNumber.Bytes()), seal.Fingerprint(c), k.Key.Fingerprint(),
			c.NotBefore.UTC(), c.NotAfter.UTC(), k.Key == current, k.Revoked, string(k.Key.ChainPEM()),
		})
	}
	return json.MarshalIndent(lines, "", "  ")
}
