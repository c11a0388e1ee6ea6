package seal

import (
	"bytes"
	"crypto/x509"
)

// signerInfo is one SignerInfo (RFC 5652 5.3) taken apart, of a seal or of a time-stamp.
// Slices point into the input.
type signerInfo struct {
	issuer, serial []byte // name the certificate
	digest, alg    der    // digestAlgorithm and signatureAlgorithm
	attrs          der    // signed
	signature      []byte
	unsigned       der // nil when absent

	rawDigest, rawAlg, rawAttrs []byte // the same with their tags
}

// openSignedData opens a ContentInfo that holds a SignedData and nothing else.
func openSignedData(b []byte) (data der, err error) {
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
	data, _, err = inner.take(tagSequence)
	if err != nil || len(inner) != 0 {
		return nil, errDER
	}
	return data, nil
}

// oneSigner reads what ends a SignedData: revocation lists, which are passed over, and
// exactly one signer.
func oneSigner(data der) (signerInfo, error) {
	if data.holds(tagContext1) {
		if _, _, _, err := data.next(); err != nil {
			return signerInfo{}, err
		}
	}
	signers, _, err := data.take(tagSet)
	if err != nil || len(data) != 0 {
		return signerInfo{}, errDER
	}
	signer, _, err := signers.take(tagSequence)
	if err != nil || len(signers) != 0 {
		return signerInfo{}, errDER
	}
	return readSignerInfo(signer)
}

func readSignerInfo(b der) (s signerInfo, err error) {
	if _, _, err = b.take(tagInteger); err != nil { // version
		return s, err
	}
	sid, _, err := b.take(tagSequence)
	if err != nil {
		return s, err
	}
	if _, s.issuer, err = sid.take(tagSequence); err != nil {
		return s, err
	}
	if _, s.serial, err = sid.take(tagInteger); err != nil || len(sid) != 0 {
		return s, errDER
	}
	if s.digest, s.rawDigest, err = b.take(tagSequence); err != nil {
		return s, err
	}
	if s.attrs, s.rawAttrs, err = b.take(tagContext0); err != nil {
		return s, err
	}
	if s.alg, s.rawAlg, err = b.take(tagSequence); err != nil {
		return s, err
	}
	if s.signature, _, err = b.take(tagOctets); err != nil {
		return s, err
	}
	if b.holds(tagContext1) {
		if s.unsigned, _, err = b.take(tagContext1); err != nil {
			return s, err
		}
	}
	if len(b) != 0 {
		return s, errDER
	}
	return s, nil
}

// certificate finds the one that the signer names; nil when it is not inside.
func (s signerInfo) certificate(among []*x509.Certificate) *x509.Certificate {
	for _, c := range among {
		own, err := serialDER(c)
		if err == nil && bytes.Equal(c.RawIssuer, s.issuer) && bytes.Equal(own, s.serial) {
			return c
		}
	}
	return nil
}
