package seal

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"software.sslmate.com/src/go-pkcs12"
)

// FromPKCS12 makes a Key of a PKCS #12 file, as certificate authorities and organisations
// hand them out. It refuses, with the reason, what could not seal from now on: a wrong
// password, a chain that does not reach a self-signed root inside the file, a
// certificate that ended or is not for signing, a weak key. The Key has passed Test.
func FromPKCS12(data []byte, password string, now time.Time) (*Key, error) {
	private, cert, others, err := pkcs12.DecodeChain(data, password)
	if errors.Is(err, pkcs12.ErrIncorrectPassword) {
		return nil, errors.New("the password does not open the file")
	}
	if err != nil {
		return nil, fmt.Errorf("read pkcs #12 file: %w", err)
	}
	signer, is := private.(crypto.Signer)
	if !is {
		return nil, errors.New("the key in the file cannot sign")
	}
	return External(append([]*x509.Certificate{cert}, others...), signer, now)
}

// External makes a Key whose private half stays elsewhere, in a hardware module or a key
// service. certs are the seal certificate first and then its chain in any order, the
// root included. Such a Key cannot be Marshaled unless signer is a plain key.
func External(certs []*x509.Certificate, signer crypto.Signer, now time.Time) (*Key, error) {
	if len(certs) == 0 {
		return nil, errors.New("no certificate given")
	}
	cert := certs[0]
	if err := sealsWith(cert, signer); err != nil {
		return nil, err
	}
	chain := chainOf(cert, certs[1:])
	root := chain[len(chain)-1]
	if len(chain) == 1 {
		if bytes.Equal(cert.RawSubject, cert.RawIssuer) {
			return nil, errors.New("the certificate was issued by itself, so it proves no more than Demarc's own would")
		}
		return nil, fmt.Errorf("the certificate of its issuer %q is missing", cert.Issuer)
	}
	if root.CheckSignatureFrom(root) != nil {
		return nil, fmt.Errorf("the chain does not reach a root: the certificate of %q is missing", root.Issuer)
	}
	k := &Key{cert: cert, between: chain[1 : len(chain)-1], root: root, sealKey: signer}
	if _, err := verifyChain(chain, now, x509.ExtKeyUsageAny); err != nil {
		return nil, fmt.Errorf("the certificate does not hold: %w", err)
	}
	return k, k.Test(now)
}

// sealsWith says why a certificate and key cannot seal, or nothing.
func sealsWith(cert *x509.Certificate, signer crypto.Signer) error {
	if !belongs(signer, cert) {
		return errors.New("the key does not belong to the certificate")
	}
	return sealsWithCertificate(cert)
}

// sealsWithCertificate says why what a certificate signed is no seal, or nothing.
func sealsWithCertificate(cert *x509.Certificate) error {
	if cert.IsCA || cert.KeyUsage != 0 && cert.KeyUsage&x509.KeyUsageDigitalSignature == 0 {
		return errors.New("the certificate is not for signing documents")
	}
	switch public := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if public.N.BitLen() < 2048 {
			return fmt.Errorf("an RSA key of %d bits is too weak; 2048 is the least", public.N.BitLen())
		}
	case *ecdsa.PublicKey:
		if public.Curve != elliptic.P256() {
			return errors.New("an elliptic key must be on the curve P-256")
		}
	}
	return nil
}

// verifyChain checks a chain of which the last certificate is trusted.
func verifyChain(chain []*x509.Certificate, at time.Time, usage x509.ExtKeyUsage) ([][]*x509.Certificate, error) {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	roots.AddCert(chain[len(chain)-1])
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	return chain[0].Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}})
}

// Test seals a page of its own and verifies it: whether the key works here and now.
func (k *Key) Test(now time.Time) error {
	if _, err := Seal(blankPage(), k, Claim{Reason: "Test seal", At: now}); err != nil {
		return fmt.Errorf("test seal: %w", err)
	}
	return nil
}

// blankPage is the least PDF that can be sealed.
func blankPage() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	var table bytes.Buffer
	for i, o := range []string{
		"<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
	} {
		fmt.Fprintf(&table, "%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	fmt.Fprintf(&b, "xref\n0 4\n0000000000 65535 f \n%strailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", table.Bytes(), b.Len())
	return b.Bytes()
}
