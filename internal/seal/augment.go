package seal

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// listDays is how long a list of revoked certificates is good for.
const listDays = 30

// RevocationList says in DER which seal certificates of this authority were revoked, and
// from when. Its number is the time, so that a later list is always the newer one.
func (k *Key) RevocationList(now time.Time, revoked []Kept) ([]byte, error) {
	if !k.Own() {
		return nil, ErrNotOurs
	}
	now = now.UTC().Truncate(time.Second)
	list := &x509.RevocationList{Number: big.NewInt(now.Unix()), ThisUpdate: now.Add(-time.Hour), NextUpdate: now.AddDate(0, 0, listDays)}
	for _, r := range revoked {
		if r.Revoked.IsZero() || !r.Key.root.Equal(k.root) {
			continue
		}
		list.RevokedCertificateEntries = append(list.RevokedCertificateEntries, x509.RevocationListEntry{
			SerialNumber: r.Key.cert.SerialNumber, RevocationTime: r.Revoked.UTC().Truncate(time.Second),
		})
	}
	raw, err := x509.CreateRevocationList(rand.Reader, list, k.root, k.rootKey)
	if err != nil {
		return nil, fmt.Errorf("make the list of revoked certificates: %w", err)
	}
	return raw, nil
}

// ErrNoLists means that a list of revoked certificates cannot be had for every certificate
// of the file, now or later, so that what it would need in decades cannot be kept.
var ErrNoLists = errors.New("a list of revoked certificates is missing")

// Augment appends to a sealed and stamped file what it needs to be checked when its
// certificates have ended (PAdES B-LT): the certificates of the seal and of its
// time-stamps, and for each the list that says it was not revoked. own is that of the
// sealing authority; the others are fetched.
func Augment(ctx context.Context, pdf []byte, authorities []Authority, own []byte) ([]byte, error) {
	var roots []*x509.Certificate
	for _, a := range authorities {
		roots = append(roots, a.Roots...)
	}
	chains, crls := fileChains(pdf), [][]byte{}
	if len(chains) < 2 {
		return nil, errors.New("the file is not stamped")
	}
	for i, chain := range chains {
		if i == 0 && own != nil {
			crls = append(crls, own)
			continue
		}
		if i > 0 && !slices.ContainsFunc(roots, chain[len(chain)-1].Equal) {
			return nil, errors.New("the file is stamped by an authority that is not configured")
		}
		found, err := fetchLists(ctx, authorities, chain)
		if err != nil {
			return nil, err
		}
		crls = append(crls, found...)
	}
	return AddValidation(pdf, slices.Concat(chains...), crls)
}

func fetchLists(ctx context.Context, authorities []Authority, chain []*x509.Certificate) ([][]byte, error) {
	for _, a := range authorities {
		found, err := a.unrevoked(ctx, chain)
		if err != nil {
			return nil, err
		}
		if len(found) == len(chain)-1 {
			return found, nil
		}
	}
	if slices.ContainsFunc(chain[:len(chain)-1], func(c *x509.Certificate) bool { return len(c.CRLDistributionPoints) == 0 }) {
		return nil, fmt.Errorf("%w: %q says nowhere where one is", ErrNoLists, chain[0].Subject.CommonName)
	}
	if !slices.ContainsFunc(authorities, func(a Authority) bool { return a.Fetch != nil }) {
		return nil, fmt.Errorf("%w: nobody fetches any", ErrNoLists)
	}
	return nil, fmt.Errorf("the lists for the chain of %q cannot be fetched now", chain[0].Subject.CommonName)
}

// fileChains are the certificate chains of a sealed file: the seal's first, then those of
// its time-stamps. It judges nothing.
func fileChains(pdf []byte) [][]*x509.Certificate {
	f, err := openFile(pdf)
	if err != nil {
		return nil
	}
	found, err := f.signatures()
	if err != nil {
		return nil
	}
	var chains [][]*x509.Certificate
	keep := func(raw []byte) {
		if t, err := keptToken(raw); err == nil {
			chains = append(chains, t.chain)
		}
	}
	for i, s := range found {
		gap, ok := s.contents()
		if !ok {
			return nil
		}
		rest := der(gap.bytes())
		_, whole, err := rest.take(tagSequence)
		if err != nil {
			return nil
		}
		if i > 0 {
			keep(whole)
			continue
		}
		e, err := readCMS(whole)
		if err != nil {
			return nil
		}
		chains = append(chains, e.chain())
		if e.token != nil {
			keep(e.token)
		}
	}
	return chains
}
