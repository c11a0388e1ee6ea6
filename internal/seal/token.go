package seal

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"slices"
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
