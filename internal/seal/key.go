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

// Key is the sealing authority of one instance: a root made at first start, and
// the certificate under it that seals. The root is what others pin.
type Key struct {
	root, cert       *x509.Certificate
	rootKey, sealKey crypto.Signer
}

// NewKey makes a fresh authority with two RSA-3072 keys, which takes about a
// second. name says who seals ("Demarc at example.org"), at most 50 characters.
func NewKey(now time.Time, name string) (*Key, error) {
	rootKey, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make root key: %w", err)
	}
	sealKey, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make seal key: %w", err)
	}
	return NewKeyFrom(now, name, rootKey, sealKey)
}

// NewKeyFrom makes an authority over given keys, RSA or ECDSA P-256.
func NewKeyFrom(now time.Time, name string, rootKey, sealKey crypto.Signer) (*Key, error) {
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
	cert, err := issue(now, name, root, rootKey, sealKey.Public())
	if err != nil {
		return nil, err
	}
	return &Key{root: root, cert: cert, rootKey: rootKey, sealKey: sealKey}, nil
}

// issue makes a seal certificate. It carries no extended key usage: viewers
// treat that as good for signing documents, and openssl needs no switch.
func issue(now time.Time, name string, root *x509.Certificate, rootKey crypto.Signer, public crypto.PublicKey) (*x509.Certificate, error) {
	template := &x509.Certificate{
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.AddDate(sealYears, 0, 0),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
		BasicConstraintsValid: true,
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, root, public, rootKey)
	if err != nil {
		return nil, fmt.Errorf("make seal certificate: %w", err)
	}
	return x509.ParseCertificate(raw)
}

// Renew gives the authority a new seal key and certificate under the same root,
// so whoever pinned the root need do nothing. The old Key stays usable.
func (k *Key) Renew(now time.Time) (*Key, error) {
	sealKey, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, fmt.Errorf("make seal key: %w", err)
	}
	cert, err := issue(now.UTC().Truncate(time.Second), k.cert.Subject.CommonName, k.root, k.rootKey, sealKey.Public())
	if err != nil {
		return nil, err
	}
	return &Key{root: k.root, cert: cert, rootKey: k.rootKey, sealKey: sealKey}, nil
}

// Root is the certificate others pin.
func (k *Key) Root() *x509.Certificate { return k.root }

// RootPEM is the root as a file to publish beside sealed documents.
func (k *Key) RootPEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.root.Raw})
}

// Certificate is the one that seals; its NotAfter says when to Renew.
func (k *Key) Certificate() *x509.Certificate { return k.cert }

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
