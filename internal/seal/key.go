package seal

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Lifetimes of what NewKey makes. A seal stays verifiable after its certificate
// ends; only new seals need a new one (Renew).
const (
	rootYears = 20
	sealYears = 3
	keyBits   = 3072 // RSA: the viewers people have accept it everywhere
)

// Key is what seals: a private key, its certificate, and the chain above it to the
// root that others pin. The root is the instance's own, made at first start, or that
// of an authority whose certificate was brought (FromPKCS12, External).
type Key struct {
	root, cert *x509.Certificate
	between    []*x509.Certificate // from the issuer of cert to the one under root; ours has none
	rootKey    crypto.Signer       // nil when the root is not ours
	sealKey    crypto.Signer
}

// NewKey makes a fresh authority with two RSA-3072 keys, which takes about a
// second. name says who seals ("Demarc at example.org"), at most 50 characters; crl is
// where the list of revoked certificates will be found, if anywhere.
func NewKey(now time.Time, name string, crl ...string) (*Key, error) {
	rootKey, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make root key: %w", err)
	}
	sealKey, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make seal key: %w", err)
	}
	return NewKeyFrom(now, name, rootKey, sealKey, crl...)
}

// NewKeyFrom makes an authority over given keys, RSA or ECDSA P-256.
func NewKeyFrom(now time.Time, name string, rootKey, sealKey crypto.Signer, crl ...string) (*Key, error) {
	name = strings.TrimSpace(name)
	if n := utf8.RuneCountInString(name); n == 0 || n > 50 {
		return nil, errors.New("name of the sealing authority must have 1 to 50 characters")
	}
	now = now.UTC().Truncate(time.Second)
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name + " seal root"},
		NotBefore:             now.Add(-time.Hour), // other clocks may be behind ours
		NotAfter:              now.AddDate(rootYears, 0, 0),
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		BasicConstraintsValid: true,
		IsCA:                  true,
		MaxPathLenZero:        true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, rootKey.Public(), rootKey)
	if err != nil {
		return nil, fmt.Errorf("make root certificate: %w", err)
	}
	root, err := x509.ParseCertificate(raw)
	if err != nil {
		return nil, fmt.Errorf("make root certificate: %w", err)
	}
	cert, err := issue(now, name, root, rootKey, sealKey.Public(), crl)
	if err != nil {
		return nil, err
	}
	return &Key{root: root, cert: cert, rootKey: rootKey, sealKey: sealKey}, nil
}

// issue makes a seal certificate. It carries no extended key usage: viewers
// treat that as good for signing documents, and openssl needs no switch.
func issue(now time.Time, name string, root *x509.Certificate, rootKey crypto.Signer, public crypto.PublicKey, crl []string) (*x509.Certificate, error) {
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(sealYears, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		BasicConstraintsValid: true,
		CRLDistributionPoints: crl,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, root, public, rootKey)
	if err != nil {
		return nil, fmt.Errorf("make seal certificate: %w", err)
	}
	return x509.ParseCertificate(raw)
}

// Renew gives the authority a new seal key and certificate under the same root,
// so whoever pinned the root need do nothing. The old Key stays usable.
func (k *Key) Renew(now time.Time, crl ...string) (*Key, error) {
	if !k.Own() {
		return nil, ErrNotOurs
	}
	sealKey, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make seal key: %w", err)
	}
	cert, err := issue(now.UTC().Truncate(time.Second), k.cert.Subject.CommonName, k.root, k.rootKey, sealKey.Public(), crl)
	if err != nil {
		return nil, err
	}
	return &Key{root: k.root, cert: cert, rootKey: k.rootKey, sealKey: sealKey}, nil
}

// ErrNotOurs means that the key's certificate was issued by somebody else, who alone can
// renew or revoke it.
var ErrNotOurs = errors.New("the seal certificate was issued by another authority")

// Own says whether the root is this instance's own.
func (k *Key) Own() bool { return k.rootKey != nil }

// Root is the certificate others pin.
func (k *Key) Root() *x509.Certificate { return k.root }

// RootPEM is the root as a file to publish beside sealed documents.
func (k *Key) RootPEM() []byte { return encodePEM([]*x509.Certificate{k.root}) }

func encodePEM(certs []*x509.Certificate) []byte {
	var out []byte
	for _, c := range certs {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}

// Certificate is the one that seals; its NotAfter says when to Renew.
func (k *Key) Certificate() *x509.Certificate { return k.cert }

// Chain is the seal certificate, what stands above it in order, and last the root.
func (k *Key) Chain() []*x509.Certificate {
	return slices.Concat([]*x509.Certificate{k.cert}, k.between, []*x509.Certificate{k.root})
}

// ChainPEM is Chain as a file.
func (k *Key) ChainPEM() []byte { return encodePEM(k.Chain()) }

// Fingerprint is the root's: hex SHA-256 of its DER, 64 lower-case digits.
func (k *Key) Fingerprint() string { return Fingerprint(k.root) }

// Fingerprint is the hex SHA-256 of a certificate's DER, 64 lower-case digits.
func Fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	return hex.EncodeToString(sum[:])
}

// ParseRoots reads the certificates of a PEM file, such as RootPEM wrote.
func ParseRoots(data []byte) ([]*x509.Certificate, error) {
	var roots []*x509.Certificate
	for {
		var block *pem.Block
		if block, data = pem.Decode(data); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read root certificate: %w", err)
		}
		roots = append(roots, c)
	}
	if len(roots) == 0 {
		return nil, errors.New("no certificate in the root file")
	}
	return roots, nil
}
