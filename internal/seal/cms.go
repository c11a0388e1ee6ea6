package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
)

// Object identifiers, already in DER.
var (
	oidData          = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01}
	oidSignedData    = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}
	oidContentType   = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x03}
	oidMessageDigest = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x04}
	oidSigningCertV2 = []byte{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x2f}
	// id-aa-timeStampToken, RFC 3161 appendix A
	oidTimeStampToken = []byte{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0e}
	oidSHA256         = []byte{0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01}
	oidSHA256RSA      = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b}
	oidRSA            = []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01}
	oidECDSASHA256    = []byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02}

	algSHA256      = tlv(tagSequence, oidSHA256) // parameters absent, RFC 5754 section 2
	algSHA256RSA   = tlv(tagSequence, oidSHA256RSA, tlv(tagNull))
	algECDSASHA256 = tlv(tagSequence, oidECDSASHA256)
)

// signCMS makes the detached CMS SignedData of a PAdES B-B signature over a
// SHA-256 digest. The signature has no randomness in it: PKCS #1 v1.5 for RSA,
// RFC 6979 for ECDSA where the signer can.
func signCMS(digest [32]byte, key crypto.Signer, cert *x509.Certificate, above ...*x509.Certificate) ([]byte, error) {
	signature, err := signAttributes(digest, key, cert)
	if err != nil {
		return nil, err
	}
	return buildCMS(digest[:], signature, cert, above, nil)
}

func signAttributes(digest [32]byte, key crypto.Signer, cert *x509.Certificate) ([]byte, error) {
	attrs := sha256.Sum256(signedAttributes(digest[:], cert.Raw))
	signature, err := key.Sign(nil, attrs[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("sign attributes: %w", err)
	}
	return signature, nil
}

// buildCMS is the one form in which Demarc writes a CMS. Verification builds it
// again from its few free parts and compares bytes, so that nothing unsigned
// (version numbers, algorithm names, order) can be changed unseen. above are the
// certificates over the signer's; token is a time-stamp of the signature, or nil.
func buildCMS(digest, signature []byte, cert *x509.Certificate, above []*x509.Certificate, token []byte) ([]byte, error) {
	alg, err := signatureAlgorithm(cert)
	if err != nil {
		return nil, err
	}
	serial, err := serialDER(cert)
	if err != nil {
		return nil, err
	}
	attrs := signedAttributes(digest, cert.Raw)
	attrs[0] = tagContext0 // signed as SET OF, carried as [0] IMPLICIT (RFC 5652 5.4)
	one := tlv(tagInteger, []byte{1})
	signer := tlv(tagSequence,
		one,
		tlv(tagSequence, cert.RawIssuer, serial),
		algSHA256,
		attrs,
		alg,
		tlv(tagOctets, signature),
		stampAttribute(token),
	)
	certs := [][]byte{cert.Raw}
	for _, c := range above {
		certs = append(certs, c.Raw)
	}
	return tlv(tagSequence, oidSignedData, tlv(tagContext0, tlv(tagSequence,
		one,
		tlv(tagSet, algSHA256),
		tlv(tagSequence, oidData),
		setOf(tagContext0, certs...),
		tlv(tagSet, signer),
	))), nil
}

// signedAttributes has exactly what EN 319 142-1 asks of B-B. There is no
// signing-time: PAdES forbids it, the claimed time is /M in the PDF.
func signedAttributes(digest, cert []byte) []byte {
	certHash := sha256.Sum256(cert)
	return setOf(tagSet,
		tlv(tagSequence, oidContentType, tlv(tagSet, oidData)),
		tlv(tagSequence, oidMessageDigest, tlv(tagSet, tlv(tagOctets, digest))),
		tlv(tagSequence, oidSigningCertV2, tlv(tagSet, // RFC 5035; SHA-256 is the default and so absent
			tlv(tagSequence, tlv(tagSequence, tlv(tagSequence, tlv(tagOctets, certHash[:])))))),
	)
}

// stampAttribute carries a time-stamp token as the one unsigned attribute
// (EN 319 122-1 5.3); without a token there are no unsigned attributes.
func stampAttribute(token []byte) []byte {
	if token == nil {
		return nil
	}
	return tlv(tagContext1, tlv(tagSequence, oidTimeStampToken, tlv(tagSet, token)))
}

// tokenIn takes the token out of unsigned attributes of exactly that form; nil otherwise.
func tokenIn(attrs der) []byte {
	attr, _, err := attrs.take(tagSequence)
	if err != nil || len(attrs) != 0 {
		return nil
	}
	_, kind, err := attr.take(tagOID)
	if err != nil || !bytes.Equal(kind, oidTimeStampToken) {
		return nil
	}
	set, _, err := attr.take(tagSet)
	if err != nil || len(attr) != 0 {
		return nil
	}
	_, token, err := set.take(tagSequence)
	if err != nil || len(set) != 0 {
		return nil
	}
	return token
}

func signatureAlgorithm(cert *x509.Certificate) ([]byte, error) {
	switch cert.PublicKey.(type) {
	case *rsa.PublicKey:
		return algSHA256RSA, nil
	case *ecdsa.PublicKey:
		return algECDSASHA256, nil
	}
	return nil, errors.New("seal key is neither rsa nor ecdsa")
}

// serialDER is the serial number exactly as the certificate writes it.
func serialDER(cert *x509.Certificate) ([]byte, error) {
	tbs := der(cert.RawTBSCertificate)
	body, _, err := tbs.take(tagSequence)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	if body.holds(tagContext0) {
		if _, _, _, err = body.next(); err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
	}
	_, serial, err := body.take(tagInteger)
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	return serial, nil
}
