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
	"slices"
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

// envelope is a CMS SignedData taken apart. Slices point into the input.
type envelope struct {
	certs      []*x509.Certificate
	above      []*x509.Certificate // what chain found
	signer     *x509.Certificate
	digest     []byte // message-digest attribute
	essHash    []byte // certificate hash of signing-certificate-v2; nil when absent
	attrs      []byte // signed attributes, with the tag [0]
	alg        []byte // signatureAlgorithm
	digestAlg  []byte
	signature  []byte
	token      []byte // time-stamp of the signature; nil when absent
	rawContent []byte // the whole ContentInfo
}

// readCMS takes apart any detached SignedData with one signer. It judges
// nothing beyond DER: other products' signatures pass, so that a valid foreign
// signature can be told from a broken one. Whether the form is ours is asked
// by ownForm.
func readCMS(b []byte) (*envelope, error) {
	e := &envelope{rawContent: b}
	rest := der(b)
	info, _, err := rest.take(tagSequence)
	if err != nil || len(rest) != 0 {
		return nil, errDER
	}
	_, kind, err := info.take(tagOID)
	if err != nil || !bytes.Equal(kind, oidSignedData) {
		return nil, errDER
	}
	inner, _, err := info.take(tagContext0)
	if err != nil || len(info) != 0 {
		return nil, errDER
	}
	data, _, err := inner.take(tagSequence)
	if err != nil || len(inner) != 0 {
		return nil, errDER
	}
	for _, tag := range []byte{tagInteger, tagSet, tagSequence} { // version, digestAlgorithms, encapContentInfo
		if _, _, err = data.take(tag); err != nil {
			return nil, err
		}
	}
	certs, _, err := data.take(tagContext0)
	if err != nil {
		return nil, err
	}
	if err := e.readCertificates(certs); err != nil {
		return nil, err
	}
	if data.holds(tagContext1) { // revocation lists
		if _, _, _, err = data.next(); err != nil {
			return nil, err
		}
	}
	signers, _, err := data.take(tagSet)
	if err != nil || len(data) != 0 {
		return nil, errDER
	}
	signer, _, err := signers.take(tagSequence)
	if err != nil || len(signers) != 0 {
		return nil, errDER
	}
	return e, e.readSigner(signer)
}

func (e *envelope) readCertificates(certs der) error {
	for len(certs) > 0 {
		_, raw, err := certs.take(tagSequence)
		if err != nil {
			return err
		}
		if len(e.certs) == 16 {
			return errors.New("more than 16 certificates")
		}
		c, err := x509.ParseCertificate(raw)
		if err != nil {
			return fmt.Errorf("certificate: %w", err)
		}
		e.certs = append(e.certs, c)
	}
	return nil
}

func (e *envelope) readSigner(s der) error {
	if _, _, err := s.take(tagInteger); err != nil {
		return err
	}
	sid, _, err := s.take(tagSequence)
	if err != nil {
		return err
	}
	_, issuer, err := sid.take(tagSequence)
	if err != nil {
		return err
	}
	_, serial, err := sid.take(tagInteger)
	if err != nil || len(sid) != 0 {
		return errDER
	}
	if _, e.digestAlg, err = s.take(tagSequence); err != nil {
		return err
	}
	attrs, whole, err := s.take(tagContext0)
	if err != nil {
		return err
	}
	e.attrs = whole
	if _, e.alg, err = s.take(tagSequence); err != nil {
		return err
	}
	if e.signature, _, err = s.take(tagOctets); err != nil {
		return err
	}
	if s.holds(tagContext1) {
		unsigned, _, err := s.take(tagContext1)
		if err != nil {
			return err
		}
		e.token = tokenIn(unsigned)
	}
	if len(s) != 0 {
		return errDER
	}
	for _, c := range e.certs {
		own, err := serialDER(c)
		if err == nil && bytes.Equal(c.RawIssuer, issuer) && bytes.Equal(own, serial) {
			e.signer = c
		}
	}
	if e.signer == nil {
		return errors.New("no certificate of the signer inside")
	}
	return e.readAttributes(attrs)
}

func (e *envelope) readAttributes(attrs der) error {
	for len(attrs) > 0 {
		attr, _, err := attrs.take(tagSequence)
		if err != nil {
			return err
		}
		_, kind, err := attr.take(tagOID)
		if err != nil {
			return err
		}
		value, _, err := attr.take(tagSet)
		if err != nil || len(attr) != 0 {
			return errDER
		}
		switch {
		case bytes.Equal(kind, oidMessageDigest):
			if e.digest != nil {
				return errors.New("two message digests")
			}
			if e.digest, _, err = value.take(tagOctets); err != nil || len(value) != 0 {
				return errDER
			}
		case bytes.Equal(kind, oidSigningCertV2):
			e.essHash = essHash(value)
		}
	}
	if e.digest == nil {
		return errors.New("no message digest")
	}
	return nil
}

// essHash is the first certificate's hash, or nil where it is absent or not
// the default SHA-256.
func essHash(value der) []byte { return essHashOf(value, sha256.Size) }

func essHashOf(value der, size int) []byte {
	for range 3 {
		body, _, err := value.take(tagSequence)
		if err != nil {
			return nil
		}
		value = body
	}
	hash, _, err := value.take(tagOctets)
	if err != nil || len(hash) != size {
		return nil
	}
	return hash
}

var errAlgorithm = errors.New("signed with an algorithm this program does not check")

// checkSignature verifies the signature over the signed attributes.
func (e *envelope) checkSignature() error {
	if !bytes.HasPrefix(e.digestAlg[2:], oidSHA256) {
		return errAlgorithm
	}
	set := bytes.Clone(e.attrs)
	set[0] = tagSet
	sum := sha256.Sum256(set)
	alg := e.alg[2:]
	switch key := e.signer.PublicKey.(type) {
	case *rsa.PublicKey:
		if !bytes.HasPrefix(alg, oidSHA256RSA) && !bytes.HasPrefix(alg, oidRSA) {
			return errAlgorithm
		}
		return rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], e.signature)
	case *ecdsa.PublicKey:
		if !bytes.HasPrefix(alg, oidECDSASHA256) {
			return errAlgorithm
		}
		if !ecdsa.VerifyASN1(key, sum[:], e.signature) {
			return errors.New("signature does not verify")
		}
		return nil
	}
	return errAlgorithm
}

// chain is the signer's certificate and the embedded ones above it, each having issued
// the one before, up to one that issued itself or whose issuer is not inside.
func (e *envelope) chain() []*x509.Certificate {
	if e.above == nil {
		e.above = chainOf(e.signer, e.certs)
	}
	return e.above
}

func chainOf(cert *x509.Certificate, among []*x509.Certificate) []*x509.Certificate {
	chain := []*x509.Certificate{cert}
	for len(chain) <= len(among) && !bytes.Equal(cert.RawIssuer, cert.RawSubject) {
		at := slices.IndexFunc(among, func(c *x509.Certificate) bool {
			return bytes.Equal(c.RawSubject, cert.RawIssuer) && !slices.Contains(chain, c) && cert.CheckSignatureFrom(c) == nil
		})
		if at < 0 {
			break
		}
		cert = among[at]
		chain = append(chain, cert)
	}
	return chain
}

// top is the last of the chain; nil when nothing inside issued the signer's certificate.
func (e *envelope) top() *x509.Certificate {
	chain := e.chain()
	if len(chain) < 2 {
		return nil
	}
	return chain[len(chain)-1]
}

// ownForm says whether the CMS is, byte for byte, what buildCMS writes for the
// same certificates, digest, signature and time-stamp.
func (e *envelope) ownForm() bool {
	chain := e.chain()
	if len(chain) < 2 || len(e.certs) != len(chain) {
		return false
	}
	again, err := buildCMS(e.digest, e.signature, e.signer, chain[1:], e.token)
	return err == nil && bytes.Equal(again, e.rawContent)
}
