package seal

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// forge is Seal with every rule off: what somebody could make who has a key and
// this program's source.
type forge struct {
	key    *Key
	at     time.Time
	source func([]byte) []byte          // edits the signature dictionary
	update func(*update, ref)           // edits the other objects
	cms    func(digest [32]byte) []byte // makes the CMS
}

func (g forge) seal(t *testing.T, pdf []byte) []byte {
	t.Helper()
	f, err := openFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	u := newUpdate(f)
	sig := u.add(nil)
	if err := u.certify(sig); err != nil {
		t.Fatal(err)
	}
	if g.update != nil {
		g.update(u, sig)
	}
	c := claim
	c.Name = g.key.cert.Subject.CommonName
	if g.at.IsZero() {
		g.at = sealTime
	}
	source := signatureSource(c, g.at, rooms[0])
	if g.source != nil {
		source = g.source(source)
	}
	out, gap, err := u.write(sig, source)
	if err != nil {
		t.Fatal(err)
	}
	digest := digestAround(out, gap)
	var cms []byte
	if g.cms != nil {
		cms = g.cms(digest)
	} else if cms, err = signCMS(digest, g.key.sealKey, g.key.cert, g.key.root); err != nil {
		t.Fatal(err)
	}
	hex.Encode(out[gap.from+1:], cms)
	return out
}

// rawCMS assembles a SignedData from parts of the forger's choice.
type rawCMS struct {
	version, signerVersion byte
	digestAlg, signAlg     []byte
	attrs                  [][]byte // signed
	unsigned               []byte
	certs                  [][]byte
}

func ownCMS(k *Key, digest [32]byte) rawCMS {
	alg, err := signatureAlgorithm(k.cert)
	if err != nil {
		panic(err)
	}
	var attrs [][]byte
	set := der(signedAttributes(digest[:], k.cert.Raw))
	body, _, _ := set.take(tagSet)
	for len(body) > 0 {
		_, whole, _ := body.take(tagSequence)
		attrs = append(attrs, whole)
	}
	return rawCMS{1, 1, algSHA256, alg, attrs, nil, [][]byte{k.cert.Raw, k.root.Raw}}
}

func (c rawCMS) sign(t *testing.T, key crypto.Signer, cert *x509.Certificate) []byte {
	t.Helper()
	attrs := setOf(tagSet, c.attrs...)
	sum := sha256.Sum256(attrs)
	signature, err := key.Sign(nil, sum[:], crypto.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	attrs[0] = tagContext0
	serial, err := serialDER(cert)
	if err != nil {
		t.Fatal(err)
	}
	signer := tlv(tagSequence, tlv(tagInteger, []byte{c.signerVersion}), tlv(tagSequence, cert.RawIssuer, serial),
		c.digestAlg, attrs, c.signAlg, tlv(tagOctets, signature), c.unsigned)
	return tlv(tagSequence, oidSignedData, tlv(tagContext0, tlv(tagSequence, tlv(tagInteger, []byte{c.version}),
		tlv(tagSet, c.digestAlg), tlv(tagSequence, oidData), setOf(tagContext0, c.certs...), tlv(tagSet, signer))))
}

// appended adds a well-formed incremental update without a signature.
func appended(t *testing.T, pdf []byte, edit func(u *update)) []byte {
	t.Helper()
	f, err := openFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	u := newUpdate(f)
	edit(u)
	b := bytes.NewBuffer(bytes.Clone(pdf))
	offsets := map[ref]int{}
	for _, r := range slices.SortedFunc(maps.Keys(u.objects), func(a, b ref) int { return compareRefs(b, a) }) { // last first, as Demarc never writes
		o := u.objects[r]
		offsets[r] = b.Len()
		fmt.Fprintf(b, "%d %d obj\n", r.num, r.gen)
		if s, is := o.(*stream); is {
			write(b, s.dict)
			fmt.Fprintf(b, "\nstream\n%s\nendstream", s.data)
		} else {
			write(b, o)
		}
		b.WriteString("\nendobj\n")
	}
	if f.byStream {
		u.writeXrefStream(b, offsets, nil)
	} else {
		u.writeXrefTable(b, offsets, nil)
	}
	return b.Bytes()
}

// contentsOf is where the last Contents string lies, delimiters included.
func contentsOf(t *testing.T, pdf []byte) span {
	t.Helper()
	f, err := openFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	found, err := f.signatures()
	if err != nil || len(found) == 0 {
		t.Fatal("no signature", err)
	}
	gap, ok := found[len(found)-1].contents()
	if !ok {
		t.Fatal("no contents")
	}
	return span{gap.from, gap.to}
}

func replaced(t *testing.T, pdf []byte, old, new string) []byte {
	t.Helper()
	if len(old) != len(new) || !bytes.Contains(pdf, []byte(old)) {
		t.Fatalf("cannot replace %q by %q", old, new)
	}
	return bytes.Replace(pdf, []byte(old), []byte(new), 1)
}
