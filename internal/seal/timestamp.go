package seal

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"
)

// Authority is an outside clock: a time-stamping service and what it must prove. How it
// is reached is up to the caller, who sets the limits of time and size.
type Authority struct {
	Name   string
	URL    string
	Policy string              // dotted object identifier that tokens must carry; empty takes any
	Roots  []*x509.Certificate // its chain must lead to one of these, which signed themselves

	// Do posts a request (application/timestamp-query) and gives the answer's body.
	Do func(ctx context.Context, url string, body []byte) ([]byte, error)
	// Fetch gets a list of revoked certificates. Without it none is looked at, and
	// nothing can be kept for checking when certificates have ended.
	Fetch func(ctx context.Context, url string) ([]byte, error)
}

// ErrClock means that an authority's clock and ours are more than five minutes apart.
// One of them is wrong, and nothing should be sealed until it is known which.
var ErrClock = errors.New("the clock of this server and that of the time authority differ by more than five minutes")

// Stamp asks for a time-stamp over a SHA-256 and believes none that does not hold: the
// nonce, the imprint, the policy, the chain at the time it names, revocation, and that
// our own clock agrees.
func (a Authority) Stamp(ctx context.Context, imprint [32]byte, now time.Time) (Token, error) {
	nonce := make([]byte, 8)
	rand.Read(nonce) // never fails
	nonce[0] = nonce[0]&0x7f | 0x40
	query, err := a.query(imprint, nonce)
	if err != nil {
		return Token{}, err
	}
	answer, err := a.Do(ctx, a.URL, query)
	if err != nil {
		return Token{}, fmt.Errorf("ask %s for the time: %w", a.Name, err)
	}
	t, err := a.token(answer, imprint, nonce)
	if err != nil {
		return Token{}, fmt.Errorf("the time-stamp of %s is refused: %w", a.Name, err)
	}
	if t.crls, err = a.unrevoked(ctx, t.chain); err != nil {
		return Token{}, fmt.Errorf("the time-stamp of %s is refused: %w", a.Name, err)
	}
	if d := t.Time.Sub(now); d > skew || d < -skew {
		return Token{}, fmt.Errorf("%w: here %s, at %s %s", ErrClock, day(now), a.Name, day(t.Time))
	}
	return t, nil
}

// query is a TimeStampReq that asks for the certificates too (RFC 3161 2.4.1).
func (a Authority) query(imprint [32]byte, nonce []byte) ([]byte, error) {
	var policy []byte
	if a.Policy != "" {
		oid, err := parseOID(a.Policy)
		if err != nil {
			return nil, err
		}
		if policy, err = asn1.Marshal(oid); err != nil {
			return nil, fmt.Errorf("policy %q: %w", a.Policy, err)
		}
	}
	return tlv(tagSequence,
		tlv(tagInteger, []byte{1}),
		tlv(tagSequence, tlv(tagSequence, oidSHA256, tlv(tagNull)), tlv(tagOctets, imprint[:])),
		policy,
		tlv(tagInteger, nonce),
		tlv(tagBoolean, []byte{0xff})), nil
}

func parseOID(s string) (asn1.ObjectIdentifier, error) {
	var oid asn1.ObjectIdentifier
	for part := range strings.SplitSeq(s, ".") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 {
			return nil, fmt.Errorf("%q is not an object identifier such as 1.2.3.4", s)
		}
		oid = append(oid, n)
	}
	if len(oid) < 2 {
		return nil, fmt.Errorf("%q is not an object identifier such as 1.2.3.4", s)
	}
	return oid, nil
}

// CheckPolicy says whether a text is a policy that an Authority can ask for.
func CheckPolicy(s string) error {
	_, err := parseOID(s)
	return err
}

// token takes the token out of a TimeStampResp and checks it.
func (a Authority) token(answer []byte, imprint [32]byte, nonce []byte) (Token, error) {
	rest := der(answer)
	body, _, err := rest.take(tagSequence)
	if err != nil || len(rest) != 0 {
		return Token{}, errors.New("the answer is no time-stamp response")
	}
	status, _, err := body.take(tagSequence)
	if err != nil {
		return Token{}, errors.New("the answer is no time-stamp response")
	}
	code, _, err := status.take(tagInteger)
	if err != nil || len(code) != 1 || code[0] > 1 {
		return Token{}, fmt.Errorf("the authority refused with status %x", []byte(code))
	}
	t, err := readToken(body)
	switch {
	case err != nil:
		return Token{}, err
	case !bytes.Equal(t.imprint, imprint[:]):
		return Token{}, errors.New("it stamps something else")
	case t.nonce == nil || t.nonce.Cmp(new(big.Int).SetBytes(nonce)) != 0:
		return Token{}, errors.New("it does not answer this request (nonce)")
	case a.Policy != "" && t.Policy != a.Policy:
		return Token{}, fmt.Errorf("it was made under the policy %s, not %s", t.Policy, a.Policy)
	}
	chain, err := t.leadsTo(a.Roots)
	if err != nil {
		return Token{}, err
	}
	raw, err := t.form(chain)
	if err != nil {
		return Token{}, err
	}
	return keptToken(raw)
}

// unrevoked fetches the lists of revoked certificates for a chain and refuses a chain
// that stands on one. A list that cannot be had is no reason to refuse the time; it is
// then missing from what is kept.
func (a Authority) unrevoked(ctx context.Context, chain []*x509.Certificate) ([][]byte, error) {
	if a.Fetch == nil {
		return nil, nil
	}
	var out [][]byte
	for i, c := range chain[:len(chain)-1] {
		for _, url := range c.CRLDistributionPoints {
			raw, err := a.Fetch(ctx, url)
			if err != nil {
				continue
			}
			list, err := x509.ParseRevocationList(raw)
			if err != nil || list.CheckSignatureFrom(chain[i+1]) != nil {
				continue
			}
			for _, e := range list.RevokedCertificateEntries {
				if e.SerialNumber.Cmp(c.SerialNumber) == 0 {
					return nil, fmt.Errorf("the certificate of %q was revoked on %s", c.Subject.CommonName, day(e.RevocationTime))
				}
			}
			out = append(out, raw)
			break
		}
	}
	return out, nil
}
