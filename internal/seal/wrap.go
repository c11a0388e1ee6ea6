package seal

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"
)

// ErrMaster means that the master key is not the one the seal key was wrapped
// with. The process should refuse to start rather than make a new seal key.
var ErrMaster = errors.New("the master key does not open the stored seal key")

const (
	keyBlock   = "DEMARC SEAL KEY"
	masterSize = 32 // least length of a master key in bytes; it must be random, not a pass phrase
	saltSize   = 16

	versionOwn     = "1" // root and its key, seal certificate and its key
	versionBrought = "2" // a chain and the seal key alone
)

// Marshal wraps the authority, private keys included, with AES-256-GCM under
// the master key (at least 32 random bytes). The result is PEM text whose
// headers name the version and the master key's id; both are authenticated.
func (k *Key) Marshal(master []byte) ([]byte, error) {
	certs, keys, version := []*x509.Certificate{k.root, k.cert}, []crypto.Signer{k.rootKey, k.sealKey}, versionOwn
	if !k.Own() {
		certs, keys, version = slices.Concat([]*x509.Certificate{k.root, k.cert}, k.between), []crypto.Signer{k.sealKey}, versionBrought
	}
	var plain []byte
	for _, c := range certs {
		plain = append(plain, tlv(tagOctets, c.Raw)...)
	}
	for _, key := range keys {
		raw, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return nil, fmt.Errorf("marshal seal key: %w", err)
		}
		plain = append(plain, tlv(tagOctets, raw)...)
	}
	salt := make([]byte, saltSize)
	rand.Read(salt) // never fails, crypto/rand
	box, id, err := masterBox(master, salt)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, box.NonceSize())
	rand.Read(nonce)
	return pem.EncodeToMemory(&pem.Block{
		Type:    keyBlock,
		Headers: map[string]string{"Version": version, "Master": id},
		Bytes:   box.Seal(append(salt, nonce...), nonce, plain, wrapLabel(version, id)),
	}), nil
}

// ParseKey opens what Marshal wrote. It returns ErrMaster for another master
// key, and checks that certificates and keys belong together.
func ParseKey(data, master []byte) (*Key, error) {
	block, rest := pem.Decode(data)
	if block == nil || block.Type != keyBlock || len(bytes.TrimSpace(rest)) > 0 {
		return nil, errors.New("stored seal key is not a demarc seal key")
	}
	version := block.Headers["Version"]
	if version != versionOwn && version != versionBrought {
		return nil, fmt.Errorf("stored seal key has unknown version %q", version)
	}
	if len(block.Bytes) < saltSize {
		return nil, errors.New("stored seal key is cut short")
	}
	salt, rest := block.Bytes[:saltSize], block.Bytes[saltSize:]
	box, id, err := masterBox(master, salt)
	if err != nil {
		return nil, err
	}
	if id != block.Headers["Master"] {
		return nil, ErrMaster
	}
	if len(rest) < box.NonceSize() {
		return nil, errors.New("stored seal key is cut short")
	}
	plain, err := box.Open(nil, rest[:box.NonceSize()], rest[box.NonceSize():], wrapLabel(version, id))
	if err != nil {
		return nil, errors.New("stored seal key is damaged")
	}
	if version == versionBrought {
		return unpackBrought(plain)
	}
	return unpackKey(plain)
}

func unpackKey(plain der) (*Key, error) {
	var part [4][]byte
	for i := range part {
		body, _, err := plain.take(tagOctets)
		if err != nil {
			return nil, fmt.Errorf("stored seal key: %w", err)
		}
		part[i] = body
	}
	var k Key
	var err error
	if k.root, err = x509.ParseCertificate(part[0]); err != nil {
		return nil, fmt.Errorf("stored root certificate: %w", err)
	}
	if k.cert, err = x509.ParseCertificate(part[1]); err != nil {
		return nil, fmt.Errorf("stored seal certificate: %w", err)
	}
	if k.rootKey, err = parseSigner(part[2], k.root); err != nil {
		return nil, err
	}
	if k.sealKey, err = parseSigner(part[3], k.cert); err != nil {
		return nil, err
	}
	if err := k.cert.CheckSignatureFrom(k.root); err != nil {
		return nil, fmt.Errorf("stored seal certificate: %w", err)
	}
	return &k, nil
}

func parseSigner(raw []byte, cert *x509.Certificate) (crypto.Signer, error) {
	key, err := x509.ParsePKCS8PrivateKey(raw)
	if err != nil {
		return nil, fmt.Errorf("stored seal key: %w", err)
	}
	signer, _ := key.(crypto.Signer)
	if !belongs(signer, cert) {
		return nil, errors.New("stored seal key does not belong to its certificate")
	}
	return signer, nil
}

// belongs says whether the key is the certificate's, and of a kind that can seal.
func belongs(signer crypto.Signer, cert *x509.Certificate) bool {
	switch public := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return signer != nil && public.Equal(signer.Public())
	case *ecdsa.PublicKey:
		return signer != nil && public.Equal(signer.Public())
	}
	return false
}

// masterBox derives the wrapping key and a short id of the master key. The id
// tells a wrong key from a damaged file and reveals nothing of a random key.
func masterBox(master, salt []byte) (cipher.AEAD, string, error) {
	if len(master) < masterSize {
		return nil, "", fmt.Errorf("master key must have at least %d bytes", masterSize)
	}
	id, err := hkdf.Key(sha256.New, master, nil, "demarc master key id", 8)
	if err != nil {
		return nil, "", fmt.Errorf("derive master key id: %w", err)
	}
	key, err := hkdf.Key(sha256.New, master, salt, "demarc seal key wrap", 32)
	if err != nil {
		return nil, "", fmt.Errorf("derive wrapping key: %w", err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, "", fmt.Errorf("derive wrapping key: %w", err)
	}
	box, err := cipher.NewGCM(block)
	if err != nil {
		return nil, "", fmt.Errorf("derive wrapping key: %w", err)
	}
	return box, hex.EncodeToString(id), nil
}

func wrapLabel(version, id string) []byte { return []byte(keyBlock + " " + version + " " + id) }

// unpackBrought reads a key under a foreign root: root, certificate, what stands between
// them, private key.
func unpackBrought(plain der) (*Key, error) {
	var parts [][]byte
	for len(plain) > 0 {
		body, _, err := plain.take(tagOctets)
		if err != nil {
			return nil, fmt.Errorf("stored seal key: %w", err)
		}
		parts = append(parts, body)
	}
	if len(parts) < 3 {
		return nil, errors.New("stored seal key is cut short")
	}
	last := len(parts) - 1
	var certs []*x509.Certificate
	for _, raw := range parts[:last] {
		c, err := x509.ParseCertificate(raw)
		if err != nil {
			return nil, fmt.Errorf("stored certificate: %w", err)
		}
		certs = append(certs, c)
	}
	k := &Key{root: certs[0], cert: certs[1], between: certs[2:]}
	var err error
	if k.sealKey, err = parseSigner(parts[last], k.cert); err != nil {
		return nil, err
	}
	if len(chainOf(k.cert, append(certs[2:], certs[0]))) != len(certs) {
		return nil, errors.New("stored seal certificate: its chain is broken")
	}
	return k, nil
}
