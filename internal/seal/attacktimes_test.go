package seal

import (
	"bytes"
	"crypto/x509"
	"slices"
	"testing"
	"time"

	"demarc/internal/seal/sealtest"
)

// times are about outside clocks: tokens that are not what they seem, and what is
// appended after a seal in their name.
func times(t *testing.T, base []byte, own *Key) []attack {
	a, stranger := outside(t, sealtest.Good), outside(t, sealtest.Good)
	trust := trustAlso(own, a)
	sealed, stamped, complete := later(t, base, own, a)
	timed := mustTime(t, base, own, a)
	crl, err := own.RevocationList(sealTime, nil)
	if err != nil {
		t.Fatal(err)
	}
	// inSeal seals with whatever token the forger makes of a good one.
	inSeal := func(edit func(t *Token)) []byte {
		f, err := openFile(base)
		if err != nil {
			t.Fatal(err)
		}
		c := claim
		c.Name = own.cert.Subject.CommonName
		out, err := sealInto(timedRooms[0], f, own, c, sealTime, func(imprint [32]byte) (Token, error) {
			token, err := a.Stamp(t.Context(), imprint, sealTime)
			edit(&token)
			return token, err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	// dated is sealed with the true key, under another date than the clock's in its seal.
	dated := func(at time.Time) []byte {
		f, err := openFile(base)
		if err != nil {
			t.Fatal(err)
		}
		c := claim
		c.Name = own.cert.Subject.CommonName
		out, err := sealInto(timedRooms[0], f, own, c, at, a.stamper(t))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	of := func(what []byte) Token {
		token, err := a.Stamp(t.Context(), [32]byte(hashAlgorithms[0].sum(what)), sealTime)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	behind := func(pdf []byte, stamp func([32]byte) (Token, error)) []byte {
		out, err := AddTime(pdf, stamp)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	store := func(pdf []byte, certs []*x509.Certificate, crls ...[]byte) []byte {
		out, err := AddValidation(pdf, certs, crls)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	text := "BT /F1 12 Tf 72 720 Td (The MSP owns server patching, 9000 USD a month.) Tj ET"
	replaced := appended(t, sealed, func(u *update) {
		u.objects[ref{5, 0}] = &stream{&dict{[]entry{{"Length", number("82")}}}, []byte(text)}
	})
	// beside is the next revision made right, and one object more that nobody needs.
	beside := func(num int, o object) []byte {
		return appended(t, stamped, func(u *update) {
			at := u.file.trailer.value("Root").(ref)
			catalog, _ := u.file.dictOf(at)
			dss := u.add(&dict{[]entry{{"Type", name("DSS")}, {"Certs", array(nil)}, {"CRLs", array(nil)}}})
			u.objects[at] = catalog.with("DSS", dss)
			if num > 0 {
				u.objects[ref{num, 0}] = o
			}
		})
	}
	whole, err := openFile(stamped)
	if err != nil {
		t.Fatal(err)
	}
	nothing, err := whole.validated(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	widget := bytes.Replace(bytes.Clone(stamped), []byte("/Rect [0 0 0 0] /F 132"), []byte("/Rect [9 9 9 9] /F 132"), 2)
	chain := fileChains(stamped)[1]
	forgedList := bytes.Clone(crl)
	forgedList[len(forgedList)-1] ^= 1
	strangerList, err := quickKey(t, sealTime, "Demarc at example.org").RevocationList(sealTime, nil)
	if err != nil {
		t.Fatal(err)
	}
	const unconfirmed = "outside time not confirmed"
	return []attack{
		{title: "time-stamp in the seal", want: Authentic, pdf: timed, trust: trust, says: "an outside clock confirms"},
		{title: "time-stamp after the seal", want: Authentic, pdf: stamped, trust: trust, says: "an outside clock confirms"},
		{title: "time-stamp and validation data", want: Authentic, pdf: complete, trust: trust, says: "an outside clock confirms"},
		{title: "validation data alone", want: Authentic, pdf: store(sealed, own.Chain(), crl), trust: trust},
		{title: "validation data twice", want: Authentic, pdf: store(store(sealed, own.Chain(), crl), own.Chain(), crl), trust: trust},
		{title: "time-stamp twice", want: Authentic, pdf: behind(stamped, a.stamper(t)), trust: trust, says: "an outside clock confirms"},
		{title: "last revision cut away", want: Authentic, pdf: complete[:len(stamped)], trust: trust},
		{title: "foreign authority in the seal", want: Authentic, pdf: mustTime(t, base, own, stranger), trust: trust, says: unconfirmed},
		{title: "foreign authority after the seal", want: Authentic, pdf: behind(sealed, stranger.stamper(t)), trust: trust, says: unconfirmed},
		{title: "no authority trusted", want: Authentic, pdf: stamped, trust: trustIn(own), says: unconfirmed},
		{title: "forged token in the seal", want: Altered, trust: trust, pdf: inSeal(func(t *Token) {
			t.raw = bytes.Replace(t.raw, t.signature, bytes.Repeat([]byte{1}, len(t.signature)), 1)
		})},
		{title: "other time in the token", want: Altered, trust: trust, pdf: inSeal(func(t *Token) {
			t.raw = bytes.Replace(t.raw, []byte("20261122071307Z"), []byte("20251122071307Z"), 1)
		})},
		{title: "token of another file in the seal", want: Altered, trust: trust, pdf: inSeal(func(t *Token) { *t = of([]byte("other")) })},
		{title: "token with one certificate more", want: Altered, trust: trust, pdf: inSeal(func(t *Token) {
			t.raw, _ = t.form(append(slices.Clone(t.chain), own.root))
		})},
		{title: "token without its root", want: Altered, trust: trust, pdf: inSeal(func(t *Token) {
			t.raw, _ = t.form(t.chain[:len(t.chain)-1])
		})},
		{title: "token with a touched root", want: Altered, trust: trust, pdf: inSeal(func(t *Token) {
			root := t.chain[len(t.chain)-1].Raw
			touched := bytes.Clone(root)
			touched[len(touched)-1] ^= 1
			t.raw = bytes.Replace(t.raw, root, touched, 1)
		})},
		{title: "dated before the clock in its seal", want: CannotTell, trust: trust, pdf: dated(sealTime.Add(-30 * time.Minute)), says: "the outside clock in its seal"},
		{title: "dated after the clock in its seal", want: CannotTell, trust: trust, pdf: dated(sealTime.Add(24 * time.Hour)), says: "later than an outside clock saw it"},
		{title: "dated after the clock behind its seal", want: CannotTell, trust: trust, pdf: behind(forge{key: own, at: sealTime.Add(24 * time.Hour)}.seal(t, base), a.stamper(t)), says: "later than an outside clock saw it"},
		{title: "dated a minute beside the clock", want: Authentic, trust: trust, pdf: dated(sealTime.Add(time.Minute))},
		{title: "token is junk", want: Altered, trust: trust, pdf: inSeal(func(t *Token) { t.raw = tlv(tagSequence, []byte{5, 0}) })},
		{title: "token taken out of the seal", want: Altered, trust: trust, pdf: inSeal(func(t *Token) { t.raw = nil })},
		{title: "token of another file after the seal", want: Altered, trust: trust, pdf: behind(sealed, func([32]byte) (Token, error) { return of([]byte("other")), nil })},
		{title: "text replaced, then stamped by a true authority", want: Altered, trust: trust, pdf: behind(replaced, a.stamper(t))},
		{title: "stamped, then text replaced", want: Altered, trust: trust, pdf: appended(t, stamped, func(u *update) {
			u.objects[ref{5, 0}] = &stream{&dict{[]entry{{"Length", number("82")}}}, []byte(text)}
		})},
		{title: "time-stamp shown on the page", want: Altered, trust: trust, pdf: widget},
		{title: "revision in the middle taken out", want: Altered, trust: trust, pdf: slices.Concat(complete[:len(sealed)], complete[len(stamped):])},
		{title: "half a revision", want: Altered, trust: trust, pdf: complete[:len(stamped)+(len(complete)-len(stamped))/2]},
		{title: "byte after the last revision", want: Altered, trust: trust, pdf: append(bytes.Clone(complete), '\n')},
		{title: "comment between revisions", want: Altered, trust: trust, pdf: slices.Concat(complete[:len(stamped)], []byte("%%EOF\n"), complete[len(stamped):])},
		{title: "validation data in another form", want: Altered, trust: trust, pdf: beside(0, nil)},
		{title: "validation data that holds nothing", want: Altered, trust: trust, pdf: nothing},
		{title: "validation data and a new page text", want: Altered, trust: trust, pdf: beside(5, &stream{&dict{[]entry{{"Length", number("82")}}}, []byte(text)})},
		{title: "validation data with a foreign certificate", want: Altered, trust: trust, pdf: store(stamped, []*x509.Certificate{stranger.Roots[0]})},
		{title: "validation data with a forged list", want: Altered, trust: trust, pdf: store(stamped, chain, forgedList)},
		{title: "validation data with a stranger's list", want: Altered, trust: trust, pdf: store(stamped, chain, strangerList)},
		{title: "validation data that is no list", want: Altered, trust: trust, pdf: store(stamped, chain, []byte("none was revoked"))},
	}
}
