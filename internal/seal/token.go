package seal

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha1" //nolint:gosec // RFC 3161 names the certificate by it; the signature is checked with others
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Token is a time-stamp of an outside authority (RFC 3161). Demarc keeps of it what the
// authority signed and the certificates needed to check that, in one form: whatever an
// authority adds around them is unsigned and could be changed unseen.
type Token struct {
	Time   time.Time // by the authority's clock
	By     string    // the name in its certificate
	Serial string    // hex
	Policy string    // dotted object identifier

	raw       []byte // in own form
	imprint   []byte // SHA-256 of what is stamped
	nonce     *big.Int
	chain     []*x509.Certificate // the authority's first
	crls      [][]byte            // fetched when it was made
	info      []byte              // the TSTInfo, which the attributes hash
	attrs     []byte              // signed, with the tag [0]
	signature []byte
	digest    hashAlgorithm
	signs     hashAlgorithm
}

// DER is the token as a file, for other programs: `openssl ts -verify -token_in`.
func (t Token) DER() []byte { return bytes.Clone(t.raw) }

// Authority is the certificate of the authority.
func (t Token) Authority() *x509.Certificate { return t.chain[0] }

// hashAlgorithm is a digest with the signature algorithms built on it.
type hashAlgorithm struct {
	oid, rsa, ecdsa  []byte
	withRSA, withECC x509.SignatureAlgorithm
	sum              func([]byte) []byte
}

var hashAlgorithms = []hashAlgorithm{
	{
		oidSHA256, oidSHA256RSA, oidECDSASHA256, x509.SHA256WithRSA, x509.ECDSAWithSHA256,
		func(b []byte) []byte { s := sha256.Sum256(b); return s[:] },
	},
	{
		[]byte{0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02},
		[]byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0c},
		[]byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x03},
		x509.SHA384WithRSA, x509.ECDSAWithSHA384,
		func(b []byte) []byte { s := sha512.Sum384(b); return s[:] },
	},
	{
		[]byte{0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03},
		[]byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0d},
		[]byte{0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04},
		x509.SHA512WithRSA, x509.ECDSAWithSHA512,
		func(b []byte) []byte { s := sha512.Sum512(b); return s[:] },
	},
}

var (
	oidTSTInfo       = []byte{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01, 0x04}
	oidSigningCertV1 = []byte{0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x02, 0x0c}
)

// readToken takes a token apart and checks that it agrees with itself: the attributes
// hash the statement and name the certificate, and the signature is that certificate's.
// Whose it is, and what it stamps, is asked later.
func readToken(raw []byte) (Token, error) {
	t := Token{raw: raw}
	rest := der(raw)
	info, _, err := rest.take(tagSequence)
	if err != nil || len(rest) != 0 {
		return t, errDER
	}
	_, kind, err := info.take(tagOID)
	if err != nil || !bytes.Equal(kind, oidSignedData) {
		return t, errDER
	}
	inner, _, err := info.take(tagContext0)
	if err != nil || len(info) != 0 {
		return t, errDER
	}
	data, _, err := inner.take(tagSequence)
	if err != nil || len(inner) != 0 {
		return t, errDER
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
	if data.holds(tagContext1) { // revocation lists
		if _, _, _, err = data.next(); err != nil {
			return t, err
		}
	}
	signers, _, err := data.take(tagSet)
	if err != nil || len(data) != 0 {
		return t, errDER
	}
	signer, _, err := signers.take(tagSequence)
	if err != nil || len(signers) != 0 {
		return t, errDER
	}
	return t, t.readSigner(signer, e.certs)
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

func (t *Token) readSigner(s der, certs []*x509.Certificate) error {
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
	digest, _, err := s.take(tagSequence)
	if err != nil {
		return err
	}
	attrs, whole, err := s.take(tagContext0)
	if err != nil {
		return err
	}
	alg, _, err := s.take(tagSequence)
	if err != nil {
		return err
	}
	if t.signature, _, err = s.take(tagOctets); err != nil {
		return err
	}
	if s.holds(tagContext1) { // unsigned attributes
		if _, _, _, err = s.next(); err != nil {
			return err
		}
	}
	if len(s) != 0 {
		return errDER
	}
	at := slices.IndexFunc(certs, func(c *x509.Certificate) bool {
		own, err := serialDER(c)
		return err == nil && bytes.Equal(c.RawIssuer, issuer) && bytes.Equal(own, serial)
	})
	if at < 0 {
		return errors.New("the certificate of the authority is not inside")
	}
	t.attrs, t.chain, t.By = whole, chainOf(certs[at], certs), certs[at].Subject.CommonName
	return t.agrees(digest, alg, attrs)
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

// form writes the token in own form, with the given chain.
func (t Token) form(chain []*x509.Certificate) ([]byte, error) {
	serial, err := serialDER(chain[0])
	if err != nil {
		return nil, err
	}
	alg := tlv(tagSequence, t.signs.ecdsa)
	if _, is := chain[0].PublicKey.(*rsa.PublicKey); is {
		alg = tlv(tagSequence, t.signs.rsa, tlv(tagNull))
	}
	var certs [][]byte
	for _, c := range chain {
		certs = append(certs, c.Raw)
	}
	digest := tlv(tagSequence, t.digest.oid)
	return tlv(tagSequence, oidSignedData, tlv(tagContext0, tlv(tagSequence,
		tlv(tagInteger, []byte{3}), // RFC 5652 5.1: the content is not plain data
		tlv(tagSet, digest),
		tlv(tagSequence, oidTSTInfo, tlv(tagContext0, tlv(tagOctets, t.info))),
		setOf(tagContext0, certs...),
		tlv(tagSet, tlv(tagSequence,
			tlv(tagInteger, []byte{1}),
			tlv(tagSequence, chain[0].RawIssuer, serial),
			digest, t.attrs, alg, tlv(tagOctets, t.signature))),
	))), nil
}

// keptToken reads a token out of a sealed file, where it must be in own form and lead to
// a root that signed itself: no byte of it is free.
func keptToken(raw []byte) (Token, error) {
	t, err := readToken(raw)
	if err != nil {
		return t, err
	}
	again, err := t.form(t.chain)
	if err != nil {
		return t, err
	}
	if top := t.chain[len(t.chain)-1]; !bytes.Equal(again, raw) || !selfSigned(top) {
		return t, errors.New("it is not in the form in which Demarc keeps it")
	}
	return t, nil
}

// SelfSigned says whether a certificate signed itself with an algorithm that is trusted
// today: only such a one can be pinned as the root of a time authority.
func SelfSigned(c *x509.Certificate) bool { return selfSigned(c) }

// selfSigned asks for the signature alone: old roots lack what makes them authorities.
func selfSigned(c *x509.Certificate) bool {
	return bytes.Equal(c.RawSubject, c.RawIssuer) && c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// leadsTo checks the authority at the time it names: its chain to one of the roots, and
// that its certificate is for time-stamps and nothing else.
func (t Token) leadsTo(roots []*x509.Certificate) ([]*x509.Certificate, error) {
	cert := t.chain[0]
	critical := slices.ContainsFunc(cert.Extensions, func(e pkix.Extension) bool {
		return e.Id.String() == "2.5.29.37" && e.Critical
	})
	if !critical || len(cert.UnknownExtKeyUsage) > 0 || !slices.Equal(cert.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}) {
		return nil, errors.New("its certificate is not for time-stamps alone")
	}
	pool, between := x509.NewCertPool(), x509.NewCertPool()
	for _, r := range roots {
		pool.AddCert(r)
	}
	for _, c := range t.chain[1:] {
		between.AddCert(c)
	}
	chains, err := cert.Verify(x509.VerifyOptions{
		Roots: pool, Intermediates: between, CurrentTime: t.Time, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping},
	})
	if err != nil {
		if invalid, is := errors.AsType[x509.CertificateInvalidError](err); is && invalid.Reason == x509.Expired {
			return nil, fmt.Errorf("its certificate was not valid on %s", day(t.Time))
		}
		return nil, errors.New("it comes from an authority that is not trusted here")
	}
	return slices.MinFunc(chains, func(a, b []*x509.Certificate) int { return len(a) - len(b) }), nil
}
