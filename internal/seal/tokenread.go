package seal

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // RFC 3161 names the certificate by it; the signature is checked with others
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"
)

// readToken takes a token apart and checks that it agrees with itself: the attributes
// hash the statement and name the certificate, and the signature is that certificate's.
// Whose it is, and what it stamps, is asked later.
func readToken(raw []byte) (Token, error) {
	t := Token{raw: raw}
	data, err := openSignedData(raw)
	if err != nil {
		return t, err
	}
	for _, tag := range []byte{tagInteger, tagSet} { // version, digestAlgorithms
		if _, _, err = data.take(tag); err != nil {
			return t, err
		}
	}
	if err := t.readContent(&data); err != nil {
		return t, err
	}
	var e envelope
	if data.holds(tagContext0) {
		certs, _, err := data.take(tagContext0)
		if err != nil {
			return t, err
		}
		if err := e.readCertificates(certs); err != nil {
			return t, err
		}
	}
	s, err := oneSigner(data)
	if err != nil {
		return t, err
	}
	return t, t.takeSigner(s, e.certs)
}

func (t *Token) readContent(data *der) error {
	content, _, err := data.take(tagSequence)
	if err != nil {
		return err
	}
	_, kind, err := content.take(tagOID)
	if err != nil || !bytes.Equal(kind, oidTSTInfo) {
		return errors.New("it is no time-stamp")
	}
	wrapped, _, err := content.take(tagContext0)
	if err != nil || len(content) != 0 {
		return errDER
	}
	octets, _, err := wrapped.take(tagOctets)
	if err != nil || len(wrapped) != 0 {
		return errDER
	}
	t.info = octets
	return t.readInfo(octets)
}

// readInfo reads the TSTInfo (RFC 3161 2.4.2).
func (t *Token) readInfo(b der) error {
	info, _, err := b.take(tagSequence)
	if err != nil || len(b) != 0 {
		return errDER
	}
	if version, _, err := info.take(tagInteger); err != nil || !bytes.Equal(version, []byte{1}) {
		return errors.New("unknown version of time-stamp")
	}
	_, policy, err := info.take(tagOID)
	if err != nil {
		return err
	}
	var oid asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(policy, &oid); err != nil {
		return errDER
	}
	t.Policy = oid.String()
	imprint, _, err := info.take(tagSequence)
	if err != nil {
		return err
	}
	alg, _, err := imprint.take(tagSequence)
	if err != nil {
		return err
	}
	if !bytes.HasPrefix(alg, oidSHA256) {
		return errors.New("its imprint is no SHA-256")
	}
	hash, _, err := imprint.take(tagOctets)
	if err != nil || len(imprint) != 0 {
		return errDER
	}
	t.imprint = hash
	serial, _, err := info.take(tagInteger)
	if err != nil {
		return err
	}
	t.Serial = new(big.Int).SetBytes(serial).Text(16)
	at, _, err := info.take(tagTime)
	if err != nil {
		return err
	}
	if t.Time, err = time.Parse("20060102150405Z", string(at)); err != nil || !strings.HasSuffix(string(at), "Z") {
		return errors.New("its time cannot be read")
	}
	for _, optional := range []byte{tagSequence, tagBoolean, tagInteger, tagContext0, tagContext1} { // accuracy, ordering, nonce, tsa, extensions
		if !info.holds(optional) {
			continue
		}
		body, _, err := info.take(optional)
		if err != nil {
			return err
		}
		if optional == tagInteger {
			t.nonce = new(big.Int).SetBytes(body)
		}
	}
	if len(info) != 0 {
		return errDER
	}
	return nil
}

func (t *Token) takeSigner(s signerInfo, certs []*x509.Certificate) error {
	cert := s.certificate(certs)
	if cert == nil {
		return errors.New("the certificate of the authority is not inside")
	}
	t.attrs, t.signature, t.chain, t.By = s.rawAttrs, s.signature, chainOf(cert, certs), cert.Subject.CommonName
	return t.agrees(s.digest, s.alg, s.attrs)
}

// agrees checks digest, certificate name and signature of the token.
func (t *Token) agrees(digest, alg, attrs der) error {
	of := func(alg der) (hashAlgorithm, bool) {
		at := slices.IndexFunc(hashAlgorithms, func(h hashAlgorithm) bool {
			return bytes.HasPrefix(alg, h.oid) || bytes.HasPrefix(alg, h.rsa) || bytes.HasPrefix(alg, h.ecdsa)
		})
		if at < 0 {
			return hashAlgorithm{}, false
		}
		return hashAlgorithms[at], true
	}
	var known bool
	if t.digest, known = of(digest); !known {
		return errAlgorithm
	}
	if t.signs, known = of(alg); !known {
		if !bytes.HasPrefix(alg, oidRSA) {
			return errAlgorithm
		}
		t.signs = t.digest // plain RSA: the digest is the one named
	}
	if err := t.readAttributes(attrs); err != nil {
		return err
	}
	var how x509.SignatureAlgorithm
	switch t.chain[0].PublicKey.(type) {
	case *rsa.PublicKey:
		how = t.signs.withRSA
	case *ecdsa.PublicKey:
		how = t.signs.withECC
	default:
		return errAlgorithm
	}
	set := bytes.Clone(t.attrs)
	set[0] = tagSet
	if err := t.chain[0].CheckSignature(how, set, t.signature); err != nil {
		return errors.New("its signature does not verify")
	}
	return nil
}

func (t *Token) readAttributes(attrs der) error {
	var kindSeen, digestSeen, namedSeen bool
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
		case bytes.Equal(kind, oidContentType):
			kindSeen = bytes.Equal(value, oidTSTInfo)
		case bytes.Equal(kind, oidMessageDigest):
			sum, _, err := value.take(tagOctets)
			digestSeen = err == nil && len(value) == 0 && bytes.Equal(sum, t.digest.sum(t.info))
		case bytes.Equal(kind, oidSigningCertV2):
			namedSeen = namedSeen || essNames(value, t.chain[0])
		case bytes.Equal(kind, oidSigningCertV1):
			sum := sha1.Sum(t.chain[0].Raw) //nolint:gosec // see the import
			namedSeen = namedSeen || bytes.Equal(essHashOf(value, sha1.Size), sum[:])
		}
	}
	switch {
	case !kindSeen:
		return errors.New("it does not say that it is a time-stamp")
	case !digestSeen:
		return errors.New("what it says is not what was signed")
	case !namedSeen:
		return errors.New("it does not name its certificate")
	}
	return nil
}

// essNames says whether signing-certificate-v2 names the certificate, under any of the
// digests we read.
func essNames(value der, cert *x509.Certificate) bool {
	if sum := essHash(value); sum != nil {
		return bytes.Equal(sum, hashAlgorithms[0].sum(cert.Raw))
	}
	for range 3 {
		body, _, err := value.take(tagSequence)
		if err != nil {
			return false
		}
		value = body
	}
	alg, _, err := value.take(tagSequence)
	if err != nil {
		return false
	}
	sum, _, err := value.take(tagOctets)
	return err == nil && slices.ContainsFunc(hashAlgorithms, func(h hashAlgorithm) bool {
		return bytes.HasPrefix(alg, h.oid) && bytes.Equal(sum, h.sum(cert.Raw))
	})
}
