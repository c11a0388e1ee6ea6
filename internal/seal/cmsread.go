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
	data, err := openSignedData(b)
	if err != nil {
		return nil, err
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
	s, err := oneSigner(data)
	if err != nil {
		return nil, err
	}
	return e, e.takeSigner(s)
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

func (e *envelope) takeSigner(s signerInfo) error {
	e.digestAlg, e.attrs, e.alg, e.signature, e.token = s.rawDigest, s.rawAttrs, s.rawAlg, s.signature, tokenIn(s.unsigned)
	if e.signer = s.certificate(e.certs); e.signer == nil {
		return errors.New("no certificate of the signer inside")
	}
	return e.readAttributes(s.attrs)
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
