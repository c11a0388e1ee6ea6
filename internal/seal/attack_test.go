package seal

import (
	"bytes"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"
)

// attack is one file of the corpus with the verdict it must get.
type attack struct {
	title string
	want  Verdict
	pdf   []byte
	trust Trust
	says  string // what the sentence must say too
	shows string // what a viewer shows instead of the sealed text, where the attack works on it
}

func TestAttackCorpus(t *testing.T) {
	t.Parallel()
	own := quickKey(t, sealTime, "Demarc at example.org")
	for _, base := range []struct {
		title string
		pdf   []byte
	}{{"classic", classicPDF(true)}, {"packed", packedPDF(true)}} {
		sealed := mustSeal(t, base.pdf, own, claim)
		attacks := damages(t, base.pdf, sealed)
		attacks = append(attacks, updates(t, base.pdf, sealed, own)...)
		attacks = append(attacks, ranges(t, base.pdf, own)...)
		attacks = append(attacks, forgeries(t, base.pdf, own)...)
		attacks = append(attacks, strangers(t, base.pdf, sealed, own)...)
		attacks = append(attacks, times(t, base.pdf, own)...)
		attacks = append(attacks, shadows(t, base.pdf, own)...)
		attacks = append(attacks, smuggled(t, base.pdf, own)...)
		if len(attacks) < 25 {
			t.Errorf("only %d attacks", len(attacks))
		}
		seen := map[string]bool{}
		got, outside := make([]Verdict, len(attacks)), make([]string, len(attacks))
		t.Cleanup(func() {
			for i, a := range attacks {
				t.Logf("%-8s %-51s wanted %-13s got %-13s %s", base.title, a.title, a.want, got[i], outside[i])
			}
		})
		for i, a := range attacks {
			if seen[a.title] {
				t.Errorf("%s twice", a.title)
			}
			seen[a.title] = true
			if a.trust.nobody() && !strings.HasPrefix(a.title, "no root") {
				a.trust = trustIn(own)
			}
			t.Run(base.title+"/"+a.title, func(t *testing.T) {
				t.Parallel()
				r := Verify(a.pdf, a.trust)
				if got[i] = r.Verdict; r.Verdict != a.want || !strings.Contains(r.Sentence, a.says) {
					t.Errorf("%s, want %s: %s\n%+v", r.Verdict, a.want, r.Sentence, r.Checks)
				}
				outside[i] = a.judged(t, own, sealed)
				if r.Sentence == "" || !strings.HasSuffix(r.Sentence, ".") || len(r.Checks) == 0 {
					t.Errorf("sentence %q, %d checks", r.Sentence, len(r.Checks))
				}
			})
		}
	}
}

// damages change bytes in place or cut.
func damages(t *testing.T, base, sealed []byte) []attack {
	gap := contentsOf(t, sealed)
	edit := func(at int, c byte) []byte {
		out := bytes.Clone(sealed)
		out[at] = c
		return out
	}
	upper := bytes.Clone(sealed)
	copy(upper[gap.from:], bytes.ToUpper(sealed[gap.from:gap.to]))
	return []attack{
		{title: "clean", want: Authentic, pdf: sealed},
		{title: "not sealed", want: NotSealed, pdf: base},
		{title: "empty", want: CannotTell, pdf: nil},
		{title: "not a pdf", want: CannotTell, pdf: []byte("PK\x03\x04 a document of another kind")},
		{title: "only a header", want: CannotTell, pdf: []byte("%PDF-1.7\n")},
		{title: "too large", want: CannotTell, pdf: append(bytes.Clone(base), make([]byte, maxFile)...)},
		{title: "one bit of the attachment", want: Altered, pdf: edit(bytes.Index(sealed, []byte("/EmbeddedFile"))+60, 0x55)},
		{title: "other time", want: Altered, pdf: replaced(t, sealed, "D:20261122", "D:20251122")},
		{title: "other reason", want: Altered, pdf: replaced(t, sealed, "version 3", "version 4")},
		{title: "other level", want: Altered, pdf: replaced(t, sealed, "/P 1 /V", "/P 3 /V")},
		{title: "other name of the filter", want: Altered, pdf: replaced(t, sealed, "/ETSI.CAdES", "/ETSI.RFC31")},
		{title: "byte range hidden", want: Altered, pdf: replaced(t, sealed, "/ByteRange", "/ByteRangf")},
		{title: "perms hidden", want: Altered, pdf: replaced(t, sealed, "/Perms", "/Permt")},
		{title: "signature byte", want: Altered, pdf: edit(gap.from+1000, sealed[gap.from+1000]^1)},
		{title: "upper-case digits", want: Altered, pdf: upper},
		{title: "padding with a one", want: Altered, pdf: edit(gap.to-2, '1')},
		{title: "padding with a space", want: Altered, pdf: edit(gap.to-2, ' ')},
		{title: "contents closed early", want: Altered, pdf: edit(gap.to-20, '>')},
		{title: "contents emptied", want: Altered, pdf: replaced(t, sealed, string(sealed[gap.from+1:gap.to-1]), strings.Repeat("0", 2*rooms[0]))},
		{title: "cut by one byte", want: Altered, pdf: sealed[:len(sealed)-1]},
		{title: "cut in the seal", want: Altered, pdf: sealed[:gap.from+100]},
		{title: "cut in the end", want: Altered, pdf: sealed[:gap.to+10]},
		{title: "cut back to the unsealed file", want: NotSealed, pdf: sealed[:len(base)]},
		{title: "cut at the front", want: CannotTell, pdf: sealed[20:100]},
		{title: "junk in front", want: Altered, pdf: append([]byte("junk\n"), sealed...)},
		{title: "newline behind", want: Altered, pdf: append(bytes.Clone(sealed), '\n')},
		{title: "zero behind", want: Altered, pdf: append(bytes.Clone(sealed), 0)},
		{title: "end mark behind", want: Altered, pdf: append(bytes.Clone(sealed), "%%EOF\n"...)},
	}
}

// updates append well-formed revisions, as viewers and attackers do.
func updates(t *testing.T, base, sealed []byte, own *Key) []attack {
	plain := func(edit func(u *update)) []byte { return appended(t, sealed, edit) }
	catalog := func(u *update) (ref, *dict) {
		at := u.file.trailer.value("Root").(ref)
		d, err := u.file.dictOf(at)
		if err != nil {
			t.Fatal(err)
		}
		return at, d
	}
	text := "BT /F1 12 Tf 72 720 Td (The MSP owns server patching, 9000 USD a month.) Tj ET"
	content := &stream{&dict{[]entry{{"Length", number(fmt.Sprint(len(text)))}}}, []byte(text)}
	second := func(k *Key) []byte {
		return forge{key: k, update: func(u *update, sig ref) {
			field := u.add(&dict{[]entry{{"FT", name("Sig")}, {"T", literal("Other")}, {"V", sig}}})
			at, d := catalog(u)
			form, _ := u.file.dictOf(d.value("AcroForm"))
			u.objects = map[ref]object{sig: nil, field: u.objects[field], at: d.with("AcroForm", form.with("Fields", array{ref{8, 0}, field}))}
		}}.seal(t, stripPerms(t, sealed))
	}
	return []attack{
		{title: "page content replaced", want: Altered, pdf: plain(func(u *update) { u.objects[ref{5, 0}] = content })},
		{title: "page tree replaced", want: Altered, pdf: plain(func(u *update) {
			body := u.add(content)
			page := u.add(&dict{[]entry{{"Type", name("Page")}, {"Parent", ref{2, 0}}, {"Contents", body}, {"MediaBox", array{number("0"), number("0"), number("595"), number("842")}}}})
			u.objects[ref{2, 0}] = &dict{[]entry{{"Type", name("Pages")}, {"Kids", array{page}}, {"Count", number("1")}}}
		})},
		{title: "hidden layer", want: Altered, pdf: plain(func(u *update) {
			layer := u.add(&dict{[]entry{{"Type", name("OCG")}, {"Name", literal("terms")}}})
			at, d := catalog(u)
			u.objects[at] = d.with("OCProperties", &dict{[]entry{{"OCGs", array{layer}}, {"D", &dict{[]entry{{"OFF", array{layer}}}}}}})
		})},
		{title: "annotation over the text", want: Altered, pdf: plain(func(u *update) {
			note := u.add(&dict{[]entry{{"Type", name("Annot")}, {"Subtype", name("FreeText")}, {"Contents", literal("9000")}}})
			page, _ := u.file.dictOf(ref{3, 0})
			u.objects[ref{3, 0}] = page.with("Annots", array{ref{8, 0}, note})
		})},
		{title: "attachment replaced", want: Altered, pdf: plain(func(u *update) {
			u.objects[ref{7, 0}] = &stream{&dict{[]entry{{"Length", number("2")}}}, []byte("{}")}
		})},
		{title: "certification taken away", want: Altered, pdf: stripPerms(t, sealed)},
		{title: "field emptied", want: Altered, pdf: plain(func(u *update) {
			field, _ := u.file.dictOf(ref{8, 0})
			u.objects[ref{8, 0}] = field.with("V", keyword("null"))
		})},
		{title: "signature object replaced", want: Altered, pdf: plain(func(u *update) {
			field, _ := u.file.dictOf(ref{8, 0})
			u.objects[field.value("V").(ref)] = &dict{}
		})},
		{title: "empty update", want: Altered, pdf: plain(func(*update) {})},
		{title: "second signature by a stranger", want: Altered, pdf: second(quickKey(t, sealTime, "Demarc at example.org"))},
		{title: "second signature by ourselves", want: Altered, pdf: second(own)},
		{title: "another file behind", want: Altered, pdf: append(bytes.Clone(sealed), base...)},
	}
}

func stripPerms(t *testing.T, sealed []byte) []byte {
	return appended(t, sealed, func(u *update) {
		at := u.file.trailer.value("Root").(ref)
		d, err := u.file.dictOf(at)
		if err != nil {
			t.Fatal(err)
		}
		kept := &dict{}
		for _, e := range d.entries {
			if e.key != "Perms" {
				kept.entries = append(kept.entries, e)
			}
		}
		u.objects[at] = kept
	})
}

// ranges lie about what is signed, with a good signature over the lie wherever
// the key holder could make one.
func ranges(t *testing.T, base []byte, own *Key) []attack {
	sealed := mustSeal(t, base, own, claim)
	gap := contentsOf(t, sealed)
	tail := len(sealed) - gap.to
	blank := func(numbers string) []byte {
		out := bytes.Clone(sealed)
		at := bytes.LastIndex(out, []byte("/ByteRange ")) + len("/ByteRange ")
		copy(out[at:], fmt.Sprintf("%-*s", len(byteRangeBlank), numbers))
		cms, err := signCMS(digestAround(out, gap), own.sealKey, own.cert, own.root)
		if err != nil {
			t.Fatal(err)
		}
		copy(out[gap.from+1:], bytes.Repeat([]byte{'0'}, 2*rooms[0]))
		hex.Encode(out[gap.from+1:], cms)
		return out
	}
	return []attack{
		{title: "range does not start at 0", want: Altered, pdf: blank(fmt.Sprintf("[1 %d %d %d]", gap.from, gap.to, tail))},
		{title: "range leaves a hole before", want: Altered, pdf: blank(fmt.Sprintf("[0 %d %d %d]", gap.from-10, gap.to, tail))},
		{title: "range leaves a hole behind", want: Altered, pdf: blank(fmt.Sprintf("[0 %d %d %d]", gap.from, gap.to+10, tail-10))},
		{title: "range stops short", want: Altered, pdf: blank(fmt.Sprintf("[0 %d %d %d]", gap.from, gap.to, tail-1))},
		{title: "range beyond the end", want: Altered, pdf: blank(fmt.Sprintf("[0 %d %d %d]", gap.from, gap.to, tail+1))},
		{title: "range with six numbers", want: Altered, pdf: blank(fmt.Sprintf("[0 %d %d %d 0 0]", gap.from, gap.to, tail))},
		{title: "range with two numbers", want: Altered, pdf: blank(fmt.Sprintf("[0 %d]", len(sealed)))},
		{title: "range with a negative", want: Altered, pdf: blank("[0 -1 5 10]")},
		{title: "range overflowing", want: Altered, pdf: blank("[0 99999999999999999999 1 1]")},
		{title: "range with leading zeros", want: Altered, pdf: blank(fmt.Sprintf("[0 %07d %d %d]", gap.from, gap.to, tail))},
		{title: "range with plus signs", want: Altered, pdf: blank(fmt.Sprintf("[0 +%d %d %d]", gap.from, gap.to, tail))},
		{title: "range of fractions", want: Altered, pdf: blank(fmt.Sprintf("[0.0 %d %d %d]", gap.from, gap.to, tail))},
		{title: "range of names", want: Altered, pdf: blank("[/a /b /c /d]")},
	}
}

// forgeries are made with the true key against the rules, or by editing what
// the signature does not cover.
func forgeries(t *testing.T, base []byte, own *Key) []attack {
	with := func(edit func(c *rawCMS)) []byte {
		return forge{key: own, cms: func(digest [32]byte) []byte {
			c := ownCMS(own, digest)
			edit(&c)
			return c.sign(t, own.sealKey, own.cert)
		}}.seal(t, base)
	}
	source := func(old, new string) []byte {
		return forge{key: own, source: func(s []byte) []byte { return bytes.Replace(s, []byte(old), []byte(new), 1) }}.seal(t, base)
	}
	signingTime := tlv(tagSequence, []byte{0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x05}, tlv(tagSet, tlv(0x17, []byte("261122071305Z"))))
	other := quickKey(t, sealTime, "Demarc at example.org")
	return []attack{
		{title: "cms rebuilt by the test itself", want: Authentic, pdf: with(func(*rawCMS) {})},
		{title: "cms version", want: Altered, pdf: with(func(c *rawCMS) { c.version = 3 })},
		{title: "signer version", want: Altered, pdf: with(func(c *rawCMS) { c.signerVersion = 3 })},
		{title: "digest algorithm with null", want: Altered, pdf: with(func(c *rawCMS) { c.digestAlg = tlv(tagSequence, oidSHA256, tlv(tagNull)) })},
		{title: "digest algorithm unknown", want: Altered, pdf: with(func(c *rawCMS) { c.digestAlg = tlv(tagSequence, oidData) })},
		{title: "signature algorithm with null", want: Altered, pdf: with(func(c *rawCMS) { c.signAlg = tlv(tagSequence, oidECDSASHA256, tlv(tagNull)) })},
		{title: "signature algorithm unknown", want: Altered, pdf: with(func(c *rawCMS) { c.signAlg = tlv(tagSequence, oidData) })},
		{title: "signing-time added", want: Altered, pdf: with(func(c *rawCMS) { c.attrs = append(c.attrs, signingTime) })},
		{title: "no certificate named", want: Altered, pdf: with(func(c *rawCMS) { c.attrs = c.attrs[:2] })},
		{title: "other certificate named", want: Altered, pdf: forge{key: own, cms: func(digest [32]byte) []byte {
			c := ownCMS(own, digest)
			c.attrs = ownCMS(other, digest).attrs
			return c.sign(t, own.sealKey, own.cert)
		}}.seal(t, base)},
		{title: "two message digests", want: Altered, pdf: with(func(c *rawCMS) { c.attrs = append(c.attrs, c.attrs[1], c.attrs[0]) })},
		{title: "unsigned attribute added", want: Altered, pdf: with(func(c *rawCMS) { c.unsigned = tlv(tagContext1, signingTime) })},
		{title: "root left out", want: Altered, pdf: with(func(c *rawCMS) { c.certs = c.certs[:1] })},
		{title: "certificate added", want: Altered, pdf: with(func(c *rawCMS) { c.certs = append(c.certs, other.root.Raw) })},
		{title: "certificate twice", want: Altered, pdf: with(func(c *rawCMS) { c.certs = append(c.certs, c.certs[0]) })},
		{title: "bytes behind the cms", want: Altered, pdf: forge{key: own, cms: func(digest [32]byte) []byte {
			return append(ownCMS(own, digest).sign(t, own.sealKey, own.cert), 5, 0)
		}}.seal(t, base)},
		{title: "indefinite length", want: Altered, pdf: forge{key: own, cms: func(digest [32]byte) []byte {
			b := ownCMS(own, digest).sign(t, own.sealKey, own.cert)
			return append(append([]byte{0x30, 0x80}, b[4:]...), 0, 0)
		}}.seal(t, base)},
		{title: "length not shortest", want: Altered, pdf: forge{key: own, cms: func(digest [32]byte) []byte {
			b := ownCMS(own, digest).sign(t, own.sealKey, own.cert)
			return append([]byte{0x30, 0x83, 0, b[2], b[3]}, b[4:]...)
		}}.seal(t, base)},
		{title: "cms is junk", want: Altered, pdf: forge{key: own, cms: func([32]byte) []byte { return bytes.Repeat([]byte{0xff}, 3000) }}.seal(t, base)},
		{title: "contents of another sealed file", want: Altered, pdf: forge{key: own, cms: func([32]byte) []byte {
			c := claim
			c.Reason = "Agreement NG-2026-0118"
			cms, _ := split(t, mustSeal(t, classicPDF(false), own, c))
			return cms
		}}.seal(t, base)},
		{title: "changes allowed", want: CannotTell, pdf: source("/P 1 /V", "/P 2 /V")},
		{title: "not a certification", want: CannotTell, pdf: source(mdpReference, "")},
		{title: "other kind of signature", want: CannotTell, pdf: source("/ETSI.CAdES.detached", "/adbe.pkcs7.detached")},
		{title: "no time", want: CannotTell, pdf: source("/M (D:", "/M (X:")},
		{title: "no perms", want: CannotTell, pdf: forge{key: own, update: func(u *update, _ ref) {
			at := u.file.trailer.value("Root").(ref)
			u.objects[at] = u.objects[at].(*dict).with("Perms", keyword("null"))
		}}.seal(t, base)},
		{title: "perms name another", want: CannotTell, pdf: forge{key: own, update: func(u *update, _ ref) {
			at := u.file.trailer.value("Root").(ref)
			u.objects[at] = u.objects[at].(*dict).with("Perms", &dict{[]entry{{"DocMDP", u.add(&dict{})}}})
		}}.seal(t, base)},
		{title: "two fields hold it", want: CannotTell, pdf: forge{key: own, update: func(u *update, sig ref) {
			at := u.file.trailer.value("Root").(ref)
			field := u.add(&dict{[]entry{{"FT", name("Sig")}, {"T", literal("Twin")}, {"V", sig}}})
			d := u.objects[at].(*dict)
			u.objects[at] = d.with("AcroForm", d.value("AcroForm").(*dict).with("Fields", array{ref{8, 0}, field}))
		}}.seal(t, base)},
		{title: "second signature under the seal", want: Altered, pdf: forge{key: own, update: func(u *update, _ ref) {
			u.add(&dict{[]entry{{"ByteRange", array{}}, {"Contents", literal("x")}}})
		}}.seal(t, base)},
		{title: "second signature inside another object", want: Altered, pdf: forge{key: own, update: func(u *update, _ ref) {
			u.add(array{&dict{[]entry{{"V", &dict{[]entry{{"ByteRange", array{}}}}}}}})
		}}.seal(t, base)},
		{title: "sealed after a stranger signed", want: CannotTell, pdf: forge{key: own}.seal(t, stripPerms(t, mustSeal(t, base, other, claim)))},
		{title: "sealed before the certificate", want: CannotTell, pdf: forge{key: own, at: sealTime.AddDate(-1, 0, 0)}.seal(t, base)},
		{title: "sealed after the certificate ended", want: CannotTell, pdf: forge{key: own, at: sealTime.AddDate(4, 0, 0)}.seal(t, base)},
		{title: "certificate not for sealing", want: CannotTell, pdf: forge{key: misissued(t, own, x509.KeyUsageKeyAgreement, false)}.seal(t, base)},
		{title: "certificate is an authority", want: CannotTell, pdf: forge{key: misissued(t, own, x509.KeyUsageDigitalSignature, true)}.seal(t, base)},
	}
}

// misissued has a certificate from the true root that should not seal.
func misissued(t *testing.T, own *Key, usage x509.KeyUsage, authority bool) *Key {
	t.Helper()
	return reissued(t, own, &x509.Certificate{
		Subject: pkix.Name{CommonName: "Demarc at example.org"}, NotBefore: sealTime.Add(-time.Hour), NotAfter: sealTime.AddDate(1, 0, 0),
		KeyUsage: usage, BasicConstraintsValid: true, IsCA: authority,
	})
}

func reissued(t *testing.T, own *Key, template *x509.Certificate) *Key {
	t.Helper()
	raw, err := x509.CreateCertificate(rand.Reader, template, own.root, own.sealKey.Public(), own.rootKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	k := *own
	k.cert = cert
	return &k
}

// strangers are about whose seal it is.
func strangers(t *testing.T, base, sealed []byte, own *Key) []attack {
	twin := quickKey(t, sealTime, "Demarc at example.org") // same names, other keys
	mixed := *own                                          // own certificates, other key
	mixed.sealKey = twin.sealKey
	rebadged := *twin // the stranger's certificate with our root beside it
	rebadged.root = own.root
	touched := forge{key: own, cms: func(digest [32]byte) []byte {
		cms, err := signCMS(digest, own.sealKey, own.cert, own.root)
		if err != nil {
			t.Fatal(err)
		}
		cms[bytes.Index(cms, own.root.Raw)+len(own.root.Raw)-1] ^= 1
		return cms
	}}.seal(t, base)
	fingerprint := own.Fingerprint()
	colons := strings.ToUpper(fingerprint[:2] + ":" + fingerprint[2:])
	expired := quickKey(t, sealTime.AddDate(-30, 0, 0), "Demarc at example.org")
	return []attack{
		{title: "stranger with our names", want: ForeignSeal, pdf: mustSeal(t, base, twin, claim)},
		{title: "stranger with our certificates", want: Altered, pdf: forge{key: &mixed}.seal(t, base)},
		{title: "stranger with our root beside", want: Altered, pdf: forge{key: &rebadged}.seal(t, base)},
		{title: "wrong root", want: ForeignSeal, pdf: sealed, trust: trustIn(twin)},
		{title: "wrong fingerprint", want: ForeignSeal, pdf: sealed, trust: Trust{Fingerprints: []string{twin.Fingerprint()}}},
		{title: "expired root over a fresh certificate", want: CannotTell, pdf: forge{key: misissued(t, expired, x509.KeyUsageDigitalSignature, false)}.seal(t, base), trust: trustIn(expired)},
		{title: "expired chain", want: CannotTell, pdf: forge{key: expired}.seal(t, base), trust: trustIn(expired)},
		{title: "right fingerprint", want: Authentic, pdf: sealed, trust: Trust{Fingerprints: []string{twin.Fingerprint(), fingerprint}}},
		{title: "right fingerprint with colons", want: Authentic, pdf: sealed, trust: Trust{Fingerprints: []string{colons}}},
		{title: "two roots", want: Authentic, pdf: sealed, trust: Trust{Roots: []*x509.Certificate{twin.root, own.root}}},
		{title: "seal certificate as root", want: ForeignSeal, pdf: sealed, trust: Trust{Roots: []*x509.Certificate{own.cert}}},
		{title: "no root", want: CannotTell, pdf: sealed},
		{title: "no root but the embedded", want: Authentic, pdf: sealed, trust: Trust{EmbeddedRoot: true}},
		{title: "no root and the embedded one touched", want: Altered, pdf: touched},
		{title: "right fingerprint, embedded root touched", want: Altered, pdf: touched, trust: Trust{Fingerprints: []string{fingerprint}}},
		{title: "trusting the embedded root, touched", want: Altered, pdf: touched, trust: Trust{EmbeddedRoot: true}},
		{title: "no root and altered", want: Altered, pdf: append(bytes.Clone(sealed), '\n')},
		{title: "clock right", want: Authentic, pdf: sealed, trust: Trust{Roots: roots(own), Now: sealTime}},
		{title: "clock a little behind", want: Authentic, pdf: sealed, trust: Trust{Roots: roots(own), Now: sealTime.Add(-time.Minute)}},
		{title: "in the future", want: CannotTell, pdf: sealed, trust: Trust{Roots: roots(own), Now: sealTime.Add(-time.Hour)}},
		{title: "years later", want: Authentic, pdf: sealed, trust: Trust{Roots: roots(own), Now: sealTime.AddDate(10, 0, 0)}},
	}
}
