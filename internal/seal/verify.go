package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
)

// skew is how far a sealing clock may be ahead of ours.
const skew = 5 * time.Minute

// apart is how far a seal's own time and that of an outside clock which saw it may be from
// each other: the two clocks by skew, and the seal was begun before the clock was asked.
const apart = 2 * skew

// Verify says whether a file is, byte for byte, what was sealed under a trusted
// root. It needs no network and never panics; it reads files up to 64 MiB.
func Verify(pdf []byte, trust Trust) Report {
	sum := sha256.Sum256(pdf)
	r := &Report{SHA256: hex.EncodeToString(sum[:])}
	f, err := openFile(pdf)
	var found []signature
	if err == nil {
		found, err = f.signatures()
	}
	switch {
	case err != nil && looksSealed(pdf):
		r.check("file", false, "", "it carries a seal, but its structure is broken ("+err.Error()+")")
		return r.altered()
	case err != nil:
		r.check("file", false, "", err.Error())
		return r.is(CannotTell, "Could not check: "+err.Error()+".")
	}
	r.check("file", true, "a readable pdf", "")
	switch {
	case len(found) == 0 && looksSealed(pdf):
		r.check("seal", false, "", "it carries what is left of a seal")
		return r.altered()
	case len(found) == 0:
		r.check("seal", false, "", "no signature in the file")
		return r.is(NotSealed, "Not a sealed document: the file carries no seal.")
	}
	v := &verification{report: r, file: f, trust: trust, sig: found[0]}
	if br, ok := v.sig.byteRange(); ok {
		// What follows the seal is set aside if all of it is what may follow.
		end := br[2] + br[3]
		if after, ours := walk(pdf, end); end < len(pdf) && end > 0 && ours {
			if sealed, err := openFile(pdf[:end:end]); err == nil {
				if found, err = sealed.signatures(); err == nil && len(found) > 0 {
					v.file, v.sig, v.after = sealed, found[0], after
				}
			}
		}
	}
	return v.run(len(found))
}

// looksSealed finds the mark of a PAdES signature in a file whose structure
// does not lead to one any more.
func looksSealed(pdf []byte) bool {
	return bytes.Contains(pdf, []byte("/SubFilter /ETSI.CAdES.detached"))
}

// verification is the state of one run: the first signature of a file.
type verification struct {
	report *Report
	file   *file
	trust  Trust
	sig    signature
	gap    text // the Contents string
	cms    *envelope
	root   *x509.Certificate // trusted; known after trusted
	after  []revision        // what was appended after the seal

	unconfirmed string    // why the outside time it carries is not believed
	within      time.Time // the outside time inside the seal itself, if it is believed
}

// run asks in this order: is anything changed, whose is it, is it in our exact
// form, was it made by the rules.
func (v *verification) run(signatures int) Report {
	r := v.report
	readErr := v.read()
	if signatures != 1 {
		r.check("seal", false, "", fmt.Sprintf("it carries %d signatures, a sealed file has exactly one", signatures))
		if readErr == nil && v.trust.rootOf(v.cms) != nil || v.likeOurs() {
			return r.altered()
		}
		return r.is(CannotTell, "Could not check: the file carries several signatures, and a seal stands alone.")
	}
	r.check("seal", true, "exactly one signature", "")
	if !v.covers() {
		return r.altered()
	}
	if len(v.after) > 0 {
		r.check("after the seal", true, "only time-stamps and what is needed to check them", "")
	}
	if readErr != nil && v.sig.dict.value("SubFilter") != name("ETSI.CAdES.detached") {
		r.check("signature data", false, "", "another kind of signature than a seal")
		return r.is(CannotTell, "Could not check: the file carries a signature of a kind this program does not read.")
	}
	if !r.check("signature data", readErr == nil, "reads as a CMS signature", fmt.Sprintf("the signature data is damaged (%v)", readErr)) {
		return r.altered()
	}
	if stop, done := v.unbroken(); done {
		return stop
	}
	if stop, done := v.trusted(); done {
		return stop
	}
	if why := v.rules(); why != "" {
		return r.is(CannotTell, "Could not check: the file is unchanged, but "+why+".")
	}
	if why := v.revoked(); why != "" {
		return r.is(CannotTell, "Could not check: "+why+".")
	}
	words := fmt.Sprintf("Authentic: sealed by %s on %s and unchanged since", r.SealedBy, day(r.SealedAt))
	switch {
	case !r.Time.IsZero():
		words += fmt.Sprintf("; an outside clock confirms that it existed on %s (%s)", day(r.Time), r.TimeBy)
	case v.unconfirmed != "":
		words += "; outside time not confirmed"
	}
	return r.is(Authentic, words+".")
}

// revoked says why a seal counts for nothing though it holds: its certificate was
// revoked, and no outside clock shows that it was made before.
func (v *verification) revoked() string {
	r := v.report
	since, is := v.trust.Revoked[r.Serial]
	if !is {
		return ""
	}
	if r.check("revocation", !r.Time.IsZero() && r.Time.Before(since), "its certificate was revoked after the outside time",
		fmt.Sprintf("its seal certificate is revoked since %s, and no outside clock confirms that it was sealed before", day(since))) {
		return ""
	}
	return r.Checks[len(r.Checks)-1].Detail
}

// read takes the signature apart.
func (v *verification) read() error {
	gap, ok := v.sig.contents()
	if !ok || gap.raw[0] != '<' {
		return errors.New("no contents")
	}
	v.gap = gap
	raw := gap.bytes()
	rest := der(raw)
	_, whole, err := rest.take(tagSequence)
	if err != nil {
		return err
	}
	if len(bytes.Trim(rest, "\x00")) != 0 {
		return errors.New("padding is not empty")
	}
	v.cms, err = readCMS(whole)
	return err
}

// covers checks that the signature spans the file but for its own string.
func (v *verification) covers() bool {
	r := v.report
	br, ok := v.sig.byteRange()
	if !r.check("byte range", ok && br[0] == 0 && v.gap.to > 0 && br[1] == v.gap.from && br[2] == v.gap.to,
		"leaves out only the signature itself", "the byte range of the seal leaves out more or other bytes than the seal itself") {
		return false
	}
	end, size := br[2]+br[3], len(v.file.buf)
	return r.check("whole file", end == size, "reaches to the last byte",
		fmt.Sprintf("the seal covers %d bytes, the file has %d%s", end, size, v.more(end)))
}

// more names what was added, where the file's structure shows it.
func (v *verification) more(end int) string {
	if what := v.file.added(end); what != "" {
		return "; added or replaced: " + what
	}
	return ""
}

func (v *verification) describe() {
	r, cert := v.report, v.cms.signer
	r.SealedBy, r.Serial = cert.Subject.CommonName, cert.SerialNumber.Text(16)
	r.SealedAt = v.sig.claimed()
	r.Name, r.Reason, r.Location = v.sig.words("Name"), v.sig.words("Reason"), v.sig.words("Location")
	if issuer := v.cms.top(); issuer != nil {
		r.Fingerprint = Fingerprint(issuer)
	}
}

// unbroken checks digest and signature, whoever made them.
func (v *verification) unbroken() (stop Report, done bool) {
	r := v.report
	digest := digestAround(v.file.buf, span{v.gap.from, v.gap.to})
	if !r.check("digest", bytes.Equal(digest[:], v.cms.digest), "the content has the sealed digest",
		"the content differs from what was sealed") {
		return r.altered(), true
	}
	err := v.cms.checkSignature()
	if errors.Is(err, errAlgorithm) && v.trust.rootOf(v.cms) == nil && !v.likeOurs() {
		r.check("signature", false, "", err.Error())
		return r.is(CannotTell, "Could not check: the file is "+err.Error()+"."), true
	}
	if !r.check("signature", err == nil, "made with the key of the seal certificate",
		"the signature does not belong to the content") {
		return r.altered(), true
	}
	return Report{}, false
}

// trusted checks that the chain ends at a root the caller named, and that the
// seal is in our form: a seal of another Demarc must be, too, before it is
// called unbroken.
func (v *verification) trusted() (stop Report, done bool) {
	r := v.report
	v.describe()
	v.root = v.trust.rootOf(v.cms)
	if v.root != nil || v.likeOurs() {
		if !r.check("form", v.ownForm(), "the seal is exactly as Demarc writes it",
			"the seal is not as it was written, though the text of the document is unchanged") {
			return r.altered(), true
		}
	}
	var intact bool
	if v.unconfirmed, intact = v.stamps(); !intact {
		return r.altered(), true
	}
	if v.trust.nobody() {
		r.check("issuer", false, "", "no trusted root was given to compare with")
		return r.is(CannotTell, "Could not check who sealed this: the seal is unbroken, but no trusted root was given. Its root has the fingerprint "+r.Fingerprint+"."), true
	}
	if !r.check("issuer", v.root != nil, "issued under a trusted root", "issued by somebody who is not trusted here") {
		return r.is(ForeignSeal, fmt.Sprintf("Valid signature, but not from a trusted root: it names %q, which anybody can write.", r.SealedBy)), true
	}
	return Report{}, false
}

// likeOurs says whether a signature has the outer marks of a Demarc seal.
func (v *verification) likeOurs() bool {
	why, err := v.file.certifies(v.sig)
	return err == nil && why == "" && slices.Contains(rooms[:], len(v.gap.raw)/2-1) && len(v.gap.raw)%2 == 0
}

// ownForm checks every byte that the digest does not cover: the hexadecimal
// digits, their padding, and all of the CMS, its copy of the root included.
func (v *verification) ownForm() bool {
	contents := bytes.Repeat([]byte{'0'}, len(v.gap.raw))
	contents[0], contents[len(contents)-1] = '<', '>'
	if 2*len(v.cms.rawContent)+2 > len(contents) {
		return false
	}
	hex.Encode(contents[1:], v.cms.rawContent)
	if !bytes.Equal(contents, v.gap.raw) || !v.cms.ownForm() || slices.Contains(timedRooms, len(contents)/2-1) != (v.cms.token != nil) {
		return false
	}
	issuer := v.cms.top()
	if v.root != nil {
		return bytes.Equal(issuer.Raw, v.root.Raw)
	}
	return issuer.CheckSignatureFrom(issuer) == nil
}

// rules says what speaks against a seal that is ours and unchanged, or nothing.
func (v *verification) rules() string {
	r, cert, at := v.report, v.cms.signer, v.report.SealedAt
	why, err := v.file.certifies(v.sig)
	if err != nil {
		why = err.Error()
	}
	own := sha256.Sum256(cert.Raw)
	usage := cert.KeyUsage&x509.KeyUsageDigitalSignature != 0 && !cert.IsCA
	outside := func(c *x509.Certificate) bool { return at.Before(c.NotBefore) || at.After(c.NotAfter) }
	chain := append(slices.Clone(v.cms.chain()), v.root)
	switch {
	case !r.check("certification", why == "", "the seal certifies the file and allows no change", "the seal does not certify the file: "+why):
	case !r.check("certificate named", bytes.Equal(own[:], v.cms.essHash), "the signature names this very certificate", "the signature does not name its certificate"):
	case !r.check("key usage", usage, "the certificate may sign documents", "its certificate is not for sealing"):
	case !r.check("time", !at.IsZero(), "sealed on "+day(at), "it does not say when it was sealed"):
	case !r.check("validity", !slices.ContainsFunc(chain, outside), "the certificate was valid then",
		"its certificate was not valid on "+day(at)):
	case !v.trust.Now.IsZero() && !r.check("clock", !at.After(v.trust.Now.Add(skew)), "not in the future", "it says it was sealed in the future, on "+day(at)):
	case !r.Time.IsZero() && !r.check("clocks", !at.After(r.Time.Add(apart)), "its own time agrees with the outside clock",
		"it says it was sealed on "+day(at)+", later than an outside clock saw it"):
	case !v.within.IsZero() && !r.check("clocks", !v.within.After(at.Add(apart)), "sealed when the outside clock was asked",
		"it says it was sealed on "+day(at)+", and the outside clock in its seal was asked on "+day(v.within)):
	default:
		if r.Level == "" {
			r.Level = "PAdES B-B"
		}
		return ""
	}
	return r.failed()
}
