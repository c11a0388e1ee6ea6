package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

// SignText signs a short text that stands outside any PDF, with the key that seals: RSA
// PKCS #1 v1.5 or ECDSA, over its SHA-256. The text must begin with words of its own, so
// that it can never be what a PDF's signature is over.
func (k *Key) SignText(text string) ([]byte, error) {
	sum := sha256.Sum256([]byte(text))
	sig, err := k.sealKey.Sign(rand.Reader, sum[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign: %w", err)
	}
	return sig, nil
}

// ErrText is a text whose signature does not fit.
var ErrText = errors.New("the signature does not fit the text")

// ErrStranger is a good signature of somebody who is not trusted.
var ErrStranger = errors.New("signed by somebody else")

// CheckText says whether a text was signed by the first certificate of chain, that
// certificate was good at a time, and it leads to one of the roots. The root that stands
// in the chain itself is not believed.
func CheckText(text string, signature []byte, chain, roots []*x509.Certificate, at time.Time) error {
	if len(chain) == 0 {
		return fmt.Errorf("%w: there is no certificate", ErrText)
	}
	sum := sha256.Sum256([]byte(text))
	switch key := chain[0].PublicKey.(type) {
	case *rsa.PublicKey:
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil {
			return ErrText
		}
	case *ecdsa.PublicKey:
		if !ecdsa.VerifyASN1(key, sum[:], signature) {
			return ErrText
		}
	default:
		return errAlgorithm
	}
	if sealsWithCertificate(chain[0]) != nil {
		return fmt.Errorf("%w: its certificate is not for signing", ErrStranger)
	}
	path := chainOf(chain[0], chain[1:])
	for _, root := range roots {
		whole := slices.Clone(path)
		if last := whole[len(whole)-1]; !last.Equal(root) {
			whole = append(whole, root)
		}
		if _, err := verifyChain(whole, at, x509.ExtKeyUsageAny); err == nil {
			return nil
		}
	}
	return ErrStranger
}
