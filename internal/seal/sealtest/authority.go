// Package sealtest is the world round a seal, for tests: a time-stamping authority inside
// the process that can be honest, slow or lying, and the outside programs that judge
// every sealed file. It shares no code with package seal, so that agreement means
// something.
package sealtest

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"net/http"
	"sync"
	"testing"
	"time"
)

// Mode is how an authority behaves.
type Mode string

// The modes: all but Good must never lead to a time that is believed.
const (
	Good        Mode = "good"
	Slow        Mode = "slow"         // answers when nobody waits any more
	Lying       Mode = "lying"        // stamps something else
	WrongNonce  Mode = "wrong nonce"  // answers somebody else's request
	WrongPolicy Mode = "wrong policy" // stamps under another policy
	Revoked     Mode = "revoked"      // its certificate is on the list
	Expired     Mode = "expired"      // its certificate ended before
	Foreign     Mode = "foreign"      // not the authority whose root is given
	Misused     Mode = "misused"      // its certificate is for other things
	Forged      Mode = "forged"       // the signature is not its own
	Refusing    Mode = "refusing"     // says no, by the protocol
	Garbage     Mode = "garbage"
	Failing     Mode = "failing" // HTTP 500
	WrongClock  Mode = "wrong clock"
)

// Bad are all modes that are refused.
var Bad = []Mode{Slow, Lying, WrongNonce, WrongPolicy, Revoked, Expired, Foreign, Misused, Forged, Refusing, Garbage, Failing, WrongClock}

// Policy is what the authority stamps under.
const Policy = "1.3.6.1.4.1.99999.1"

const (
	rootList = "http://time.example.org/root.crl"
	caList   = "http://time.example.org/ca.crl"
)

// Authority answers time-stamp requests.
type Authority struct {
	Roots []*x509.Certificate // to be pinned

	mu     sync.Mutex
	mode   Mode
	now    func() time.Time
	key    crypto.Signer
	chain  []*x509.Certificate // the authority's certificate, its issuer, the root
	caKey  crypto.Signer
	crls   map[string][]byte
	asked  int
	serial int64
}

// New makes an authority whose clock is now.
func New(t testing.TB, mode Mode, now func() time.Time) *Authority {
	t.Helper()
	a := &Authority{mode: mode, now: now, crls: map[string][]byte{}}
	start := now().Add(-24 * time.Hour).UTC().Truncate(time.Second)
	root, rootKey := issue(t, &x509.Certificate{Subject: pkix.Name{CommonName: "Example Time Root"}, NotBefore: start.AddDate(-2, 0, 0), NotAfter: start.AddDate(20, 0, 0), IsCA: true}, nil, nil)
	ca, caKey := issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Example Time CA"}, NotBefore: start.AddDate(-2, 0, 0), NotAfter: start.AddDate(10, 0, 0), IsCA: true,
		CRLDistributionPoints: []string{rootList},
	}, root, rootKey)
	end, usage := start.AddDate(1, 0, 0), x509.ExtKeyUsageTimeStamping
	if mode == Expired {
		end = start.Add(time.Hour)
	}
	if mode == Misused {
		usage = x509.ExtKeyUsageCodeSigning
	}
	eku, err := asn1.Marshal([]asn1.ObjectIdentifier{ekus[usage]})
	must(t, err)
	cert, key := issue(t, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Example Time Service"}, NotBefore: start.AddDate(-1, 0, 0), NotAfter: end, KeyUsage: x509.KeyUsageDigitalSignature,
		CRLDistributionPoints: []string{caList},
		ExtraExtensions:       []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: eku}},
	}, ca, caKey)
	a.key, a.caKey, a.chain, a.Roots = key, caKey, []*x509.Certificate{cert, ca, root}, []*x509.Certificate{root}
	if mode == Foreign {
		other, _ := issue(t, &x509.Certificate{Subject: root.Subject, NotBefore: start, NotAfter: start.AddDate(20, 0, 0), IsCA: true}, nil, nil)
		a.Roots = []*x509.Certificate{other}
	}
	if mode == Forged {
		_, a.key = issue(t, &x509.Certificate{NotBefore: start, NotAfter: end}, nil, nil)
	}
	a.crls[rootList] = list(t, root, rootKey, start, nil)
	var revoked []x509.RevocationListEntry
	if mode == Revoked {
		revoked = []x509.RevocationListEntry{{SerialNumber: cert.SerialNumber, RevocationTime: start}}
	}
	a.crls[caList] = list(t, ca, caKey, start, revoked)
	return a
}

// Set changes how the authority behaves from now on: Good, Slow, Lying, WrongNonce,
// WrongPolicy, Refusing, Garbage, Failing or WrongClock.
func (a *Authority) Set(mode Mode) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.mode = mode
}

// Revoke puts the authority's certificate on its issuer's list, as of some time and for a
// reason of RFC 5280 5.3.1.
func (a *Authority) Revoke(t testing.TB, at time.Time, reason int) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.crls[caList] = list(t, a.chain[1], a.caKey, a.now(), []x509.RevocationListEntry{{SerialNumber: a.chain[0].SerialNumber, RevocationTime: at, ReasonCode: reason}})
}

// List is a list of revoked certificates of the authority's issuer, rightly signed, that
// carries some bytes in an extension.
func (a *Authority) List(t testing.TB, carried []byte) []byte {
	t.Helper()
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(2), ThisUpdate: a.now(), NextUpdate: a.now().AddDate(1, 0, 0),
		ExtraExtensions: []pkix.Extension{{Id: oid(1, 3, 6, 1, 4, 1, 99999, 1), Value: carried}},
	}, a.chain[1], a.caKey)
	must(t, err)
	return raw
}

// Asked counts the requests.
func (a *Authority) Asked() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.asked
}

// Do answers a request, in the place of HTTP.
func (a *Authority) Do(ctx context.Context, _ string, body []byte) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	switch a.mode {
	case Slow:
		a.mu.Unlock()
		<-ctx.Done()
		a.mu.Lock()
		return nil, ctx.Err()
	case Failing:
		return nil, errors.New("the server answered 500 Internal Server Error")
	case Garbage:
		return []byte("<html>Time is money</html>"), nil
	case Refusing:
		return asn1.Marshal(struct{ Status struct{ Status int } }{struct{ Status int }{2}})
	case Good, Lying, WrongNonce, WrongPolicy, Revoked, Expired, Foreign, Misused, Forged, WrongClock:
	}
	return a.answer(body)
}

// Fetch gives the lists of revoked certificates.
func (a *Authority) Fetch(_ context.Context, url string) ([]byte, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if raw, ok := a.crls[url]; ok {
		return raw, nil
	}
	return nil, errors.New("404 Not Found")
}

// ServeHTTP answers as a server would.
func (a *Authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		body, err = a.Do(r.Context(), r.URL.String(), body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	_, _ = w.Write(body)
}

type request struct {
	Version int
	Imprint imprint
	Policy  asn1.ObjectIdentifier `asn1:"optional"`
	Nonce   *big.Int              `asn1:"optional"`
	Certs   bool                  `asn1:"optional"`
}

type imprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Hash      []byte
}

type statement struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint imprint
	Serial  *big.Int
	Time    time.Time `asn1:"generalized"`
	Nonce   *big.Int  `asn1:"optional"`
}

// answer makes the token with the standard library's ASN.1 alone, as authorities do:
// with parameters, a list of certificates and attributes that nobody asked for.
func (a *Authority) answer(body []byte) ([]byte, error) {
	var q request
	if _, err := asn1.Unmarshal(body, &q); err != nil {
		return nil, err
	}
	a.serial++
	s := statement{Version: 1, Policy: oid(1, 3, 6, 1, 4, 1, 99999, 1), Imprint: q.Imprint, Serial: big.NewInt(a.serial), Time: a.now().UTC().Truncate(time.Second), Nonce: q.Nonce}
	switch a.mode {
	case Lying:
		sum := sha256.Sum256(append([]byte("other "), q.Imprint.Hash...))
		s.Imprint.Hash = sum[:]
	case WrongNonce:
		s.Nonce = new(big.Int).Add(q.Nonce, big.NewInt(1))
	case WrongPolicy:
		s.Policy = oid(1, 3, 6, 1, 4, 1, 99999, 2)
	case WrongClock:
		s.Time = s.Time.Add(6 * time.Minute)
	case Good, Slow, Revoked, Expired, Foreign, Misused, Forged, Refusing, Garbage, Failing:
	}
	info, err := asn1.Marshal(s)
	if err != nil {
		return nil, err
	}
	token, err := a.sign(info)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Status struct{ Status int }
		Token  asn1.RawValue
	}{Token: asn1.RawValue{FullBytes: token}})
}

type attribute struct {
	Type   asn1.ObjectIdentifier
	Values []any `asn1:"set"`
}

type signerInfo struct {
	Version   int
	ID        issuerSerial
	Digest    pkix.AlgorithmIdentifier
	Attrs     asn1.RawValue
	Algorithm pkix.AlgorithmIdentifier
	Signature []byte
}

type issuerSerial struct {
	Issuer asn1.RawValue
	Serial *big.Int
}

func (a *Authority) sign(info []byte) ([]byte, error) {
	sha := pkix.AlgorithmIdentifier{Algorithm: oid(2, 16, 840, 1, 101, 3, 4, 2, 1), Parameters: asn1.NullRawValue}
	digest, cert := sha256.Sum256(info), sha256.Sum256(a.chain[0].Raw)
	named := struct{ Certs []struct{ Hash []byte } }{[]struct{ Hash []byte }{{cert[:]}}}
	attrs, err := asn1.MarshalWithParams([]attribute{
		{oid(1, 2, 840, 113549, 1, 9, 3), []any{oid(1, 2, 840, 113549, 1, 9, 16, 1, 4)}},
		{oid(1, 2, 840, 113549, 1, 9, 5), []any{a.now().UTC().Truncate(time.Second)}},
		{oid(1, 2, 840, 113549, 1, 9, 4), []any{digest[:]}},
		{oid(1, 2, 840, 113549, 1, 9, 16, 2, 47), []any{named}},
	}, "set")
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(attrs)
	signature, err := a.key.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, err
	}
	attrs[0] = 0xa0
	var certs []byte
	for _, c := range []*x509.Certificate{a.chain[0], a.chain[1]} { // the root is left out, as is usual
		certs = append(certs, c.Raw...)
	}
	octets, err := asn1.Marshal(info)
	if err != nil {
		return nil, err
	}
	signed, err := asn1.Marshal(struct {
		Version int
		Digests []pkix.AlgorithmIdentifier `asn1:"set"`
		Content struct {
			Type  asn1.ObjectIdentifier
			Value asn1.RawValue `asn1:"explicit,tag:0"`
		}
		Certs   asn1.RawValue
		Signers []signerInfo `asn1:"set"`
	}{
		Version: 3, Digests: []pkix.AlgorithmIdentifier{sha},
		Content: struct {
			Type  asn1.ObjectIdentifier
			Value asn1.RawValue `asn1:"explicit,tag:0"`
		}{oid(1, 2, 840, 113549, 1, 9, 16, 1, 4), asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: octets}},
		Certs: asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: certs},
		Signers: []signerInfo{{
			1,
			issuerSerial{asn1.RawValue{FullBytes: a.chain[0].RawIssuer}, a.chain[0].SerialNumber},
			sha,
			asn1.RawValue{FullBytes: attrs},
			pkix.AlgorithmIdentifier{Algorithm: oid(1, 2, 840, 10045, 4, 3, 2)},
			signature,
		}},
	})
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(struct {
		Type  asn1.ObjectIdentifier
		Value asn1.RawValue
	}{oid(1, 2, 840, 113549, 1, 7, 2), asn1.RawValue{Class: 2, Tag: 0, IsCompound: true, Bytes: signed}})
}

func oid(n ...int) asn1.ObjectIdentifier { return n }

var ekus = map[x509.ExtKeyUsage]asn1.ObjectIdentifier{
	x509.ExtKeyUsageTimeStamping: oid(1, 3, 6, 1, 5, 5, 7, 3, 8),
	x509.ExtKeyUsageCodeSigning:  oid(1, 3, 6, 1, 5, 5, 7, 3, 3),
}

var serials = struct {
	sync.Mutex
	n int64
}{}

// issue makes a certificate over a fresh P-256 key; without a parent it signs itself.
func issue(t testing.TB, template, parent *x509.Certificate, parentKey crypto.Signer) (*x509.Certificate, crypto.Signer) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	serials.Lock()
	serials.n++
	template.SerialNumber = big.NewInt(1_000_000 + serials.n)
	serials.Unlock()
	template.BasicConstraintsValid = true
	if template.IsCA {
		template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	}
	if parent == nil {
		parent, parentKey = template, key
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, parent, key.Public(), parentKey)
	must(t, err)
	cert, err := x509.ParseCertificate(raw)
	must(t, err)
	return cert, key
}

func list(t testing.TB, issuer *x509.Certificate, key crypto.Signer, at time.Time, revoked []x509.RevocationListEntry) []byte {
	t.Helper()
	raw, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: big.NewInt(1), ThisUpdate: at, NextUpdate: at.AddDate(1, 0, 0), RevokedCertificateEntries: revoked,
	}, issuer, key)
	must(t, err)
	return raw
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Listed are the serial numbers on a list of revoked certificates that the issuer signed.
func Listed(t testing.TB, raw []byte, issuer *x509.Certificate) []string {
	t.Helper()
	l, err := x509.ParseRevocationList(raw)
	must(t, err)
	must(t, l.CheckSignatureFrom(issuer))
	var out []string
	for _, e := range l.RevokedCertificateEntries {
		out = append(out, e.SerialNumber.String())
	}
	return out
}
