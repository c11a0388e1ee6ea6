// Package seal puts Demarc's certification signature on a finished PDF and says
// of any PDF whether it still is what was sealed. A seal is PAdES B-B
// (ETSI EN 319 142-1) with DocMDP P=1, or B-T where an outside clock is at hand: made
// by the instance's own authority or one it was given, appended to the file as an incremental update so that the unsealed
// bytes stay a prefix.
//
// The verifier is stricter than PDF viewers. Every byte is accounted for: those
// outside the signature by its digest, those of the signature by writing it
// again from its free parts and comparing. After the seal only two things may
// follow, each as a revision that is written again to compare: a time-stamp of an
// outside authority, and certificates with the lists that say none was revoked.
//
// It knows neither agreements nor where keys are kept. Start reading at Seal and
// Verify; object.go to stream.go are the small PDF reader both use.
package seal

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// FieldName is the signature field that the seal fills. A PDF made to be sealed
// reserves an empty one of this name; otherwise an invisible one is added.
const FieldName = "Seal"

// rooms are how many bytes may be kept free for the CMS. The first that it fits into
// is taken: RSA-3072 with its chain needs about 2.8 KB, and more with longer names. A
// time-stamp brings the chain of its authority along, and has rooms of its own, so that
// one cannot be taken out or put in unseen.
var (
	rooms      = [...]int{3072, 4096, 8192, 14336, 12288, 16384}
	plainRooms = rooms[:4]
	timedRooms = rooms[4:]
)

// ErrSigned means that a PDF already carries a signature: the seal must be the
// first and only one.
var ErrSigned = errors.New("the pdf already carries a signature")

var errRoom = errors.New("the signature is larger than the room reserved")

// Claim is what the seal says about itself. Viewers show it.
type Claim struct {
	Reason   string    // "Agreement NG-2026-0117, version 3, signed by both parties"
	Location string    // may be empty
	Name     string    // who seals; the certificate's name if empty
	At       time.Time // sealing time by our own clock, kept to the second
}

// Seal appends a certification signature. The result starts with the very bytes
// of pdf, and equal arguments give equal bytes. It reads files with
// cross-reference tables or streams up to 64 MiB; ErrSigned if there is a
// signature already. What it returns has passed Verify.
func Seal(pdf []byte, k *Key, c Claim) ([]byte, error) {
	return sealChecked(pdf, k, c, nil)
}

// Timed is Seal with a time-stamp over the signature (PAdES B-T), which stamp gets from
// an Authority. Its error comes back as it is, and then there is no seal: whether to do
// without the outside time is the caller's to decide and to say.
func Timed(pdf []byte, k *Key, c Claim, stamp func(imprint [32]byte) (Token, error)) ([]byte, error) {
	return sealChecked(pdf, k, c, stamp)
}

func sealChecked(pdf []byte, k *Key, c Claim, stamp func([32]byte) (Token, error)) ([]byte, error) {
	at := c.At.UTC().Truncate(time.Second)
	if at.Before(k.cert.NotBefore) || at.After(k.cert.NotAfter) {
		return nil, fmt.Errorf("seal certificate is valid from %s to %s, not at %s",
			day(k.cert.NotBefore), day(k.cert.NotAfter), day(at))
	}
	if asked := stamp; asked != nil {
		stamp = func(imprint [32]byte) (Token, error) {
			t, err := asked(imprint)
			if err == nil && t.Time.Sub(at).Abs() > apart {
				return Token{}, fmt.Errorf("%w: the seal was begun on %s, and %s says %s", ErrClock, day(at), t.By, day(t.Time))
			}
			return t, err
		}
	}
	out, err := appendSeal(pdf, k, c, at, stamp)
	if err != nil {
		return nil, err
	}
	if !bytes.HasPrefix(out, pdf) {
		return nil, errors.New("sealing changed the sealed bytes")
	}
	if r := Verify(out, Trust{Roots: roots(k)}); r.Verdict != Authentic {
		return nil, fmt.Errorf("the new seal does not verify: %s", r.Sentence)
	}
	return out, nil
}

func appendSeal(pdf []byte, k *Key, c Claim, at time.Time, stamp func([32]byte) (Token, error)) ([]byte, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	signatures, err := f.signatures()
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	if len(signatures) > 0 {
		return nil, ErrSigned
	}
	if c.Name == "" {
		c.Name = k.cert.Subject.CommonName
	}
	tries := plainRooms
	if stamp != nil {
		tries = timedRooms
	}
	for _, room := range tries {
		out, err := sealInto(room, f, k, c, at, stamp)
		if !errors.Is(err, errRoom) {
			return out, err
		}
	}
	return nil, fmt.Errorf("%w at most", errRoom)
}

func sealInto(room int, f *file, k *Key, c Claim, at time.Time, stamp func([32]byte) (Token, error)) ([]byte, error) {
	u := newUpdate(f)
	sig := u.add(nil)
	if err := u.certify(sig); err != nil {
		return nil, fmt.Errorf("prepare pdf: %w", err)
	}
	out, gap, err := u.write(sig, signatureSource(c, at, room))
	if err != nil {
		return nil, err
	}
	digest := digestAround(out, gap)
	signature, err := signAttributes(digest, k.sealKey, k.cert)
	if err != nil {
		return nil, err
	}
	var token []byte
	if stamp != nil {
		t, err := stamp(sha256.Sum256(signature))
		if err != nil {
			return nil, err
		}
		token = t.raw
	}
	cms, err := buildCMS(digest[:], signature, k.cert, k.Chain()[1:], token)
	if err != nil {
		return nil, err
	}
	if len(cms) > room {
		return nil, errRoom
	}
	hex.Encode(out[gap.from+1:], cms)
	return out, nil
}

// span is a part of the file: from is its first byte, to the one after its last.
type span struct{ from, to int }

// digestAround is the SHA-256 of the file without the Contents string.
func digestAround(pdf []byte, gap span) [32]byte {
	h := sha256.New()
	h.Write(pdf[:gap.from])
	h.Write(pdf[gap.to:])
	return [32]byte(h.Sum(nil))
}

const (
	byteRangeBlank = "[0 ########## ########## ##########]"
	mdpReference   = "/Reference [<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 1 /V /1.2 >> >>]"
)

// signatureSource writes the signature dictionary with blanks of fixed width.
// DigestMethod and its kin stay away: PDF/A forbids them beside DocMDP.
func signatureSource(c Claim, at time.Time, room int) []byte {
	var b bytes.Buffer
	b.WriteString("<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached\n/ByteRange " + byteRangeBlank + "\n/Contents <")
	b.Write(bytes.Repeat([]byte{'0'}, 2*room))
	b.WriteString(">\n/M " + pdfTime(at))
	for _, e := range []struct{ key, value string }{{"Name", c.Name}, {"Reason", c.Reason}, {"Location", c.Location}} {
		if e.value != "" {
			b.WriteString("\n/" + e.key + " ")
			b.Write(literal(e.value).raw)
		}
	}
	b.WriteString("\n" + mdpReference + " >>")
	return b.Bytes()
}

// fillByteRange replaces the blank by the numbers, padded to the same width.
func fillByteRange(out []byte, at int, gap span) {
	s := fmt.Sprintf("[0 %d %d %d", gap.from, gap.to, len(out)-gap.to)
	copy(out[at:], fmt.Sprintf("%-*s]", len(byteRangeBlank)-1, s))
}

const timeLayout = "D:20060102150405+00'00'"

func pdfTime(t time.Time) string { return "(" + t.UTC().Format(timeLayout) + ")" }
