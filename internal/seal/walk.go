package seal

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"slices"
	"strings"
	"time"
)

// What may follow a seal.
const (
	KindTime       = "time-stamp"
	KindValidation = "validation data"
)

// Revision is one part of a file that was appended after its seal.
type Revision struct {
	Kind string    `json:"kind"`
	From int       `json:"from"` // its first byte
	To   int       `json:"to"`   // the one after its last
	Time time.Time `json:"time,omitzero"`
	By   string    `json:"by,omitempty"`
}

// revision is one with what it holds.
type revision struct {
	Revision
	token Token
	certs [][]byte
	crls  [][]byte
}

// Limits of the walk: a file renewed every year for decades has fewer.
const (
	maxRevisions = 64
	maxMisses    = 4 // end marks that end nothing, which binary data may hold by chance
	// Cross-reference entries that are read for all of them together. A signed agreement
	// has some thousands; a file made to keep the reader busy has all it may have.
	maxWalked = 2 * maxObjects
)

var endMark = []byte("%%EOF\n")

// walk takes apart what follows the first end bytes. Each part must be, byte for byte,
// what AddTime or AddValidation writes for the data it carries; ok is false when
// anything else is there. Nothing is judged here but form.
func walk(pdf []byte, end int) (found []revision, ok bool) {
	if end >= len(pdf) {
		return nil, end == len(pdf)
	}
	misses, entries := 0, 0
	old, err := openFile(pdf[:end:end])
	if err != nil {
		return nil, false
	}
	sum := sha256.New().(hash.Cloner) // of all before the revision at hand
	sum.Write(pdf[:end])
	for at := end; at < len(pdf); {
		matched := false
		for to := at; !matched; {
			n := bytes.Index(pdf[to:], endMark)
			if n < 0 || misses > maxMisses || len(found) == maxRevisions || entries > maxWalked {
				return found, false
			}
			to += n + len(endMark)
			r, f, err := readRevision(old, pdf[:to:to], sum)
			if f != nil {
				entries += len(f.places)
			}
			if err != nil {
				misses++
				continue
			}
			r.From, r.To = at, to
			found = append(found, r)
			sum.Write(pdf[at:to])
			at, matched, old = to, true, f
		}
	}
	return found, true
}

// readRevision reads what whole adds to the file before, whose SHA-256 is sum, and writes
// it again to compare. It gives whole as it was opened, or nil.
func readRevision(old *file, whole []byte, sum hash.Cloner) (r revision, f *file, err error) {
	old.sum = sum
	if f, err = openFile(whole); err != nil {
		return r, nil, err
	}
	catalog, err := f.dictOf(f.trailer.value("Root"))
	if err != nil {
		return r, f, err
	}
	if at, is := catalog.value("DSS").(ref); is && f.xref[at.num].container == 0 && f.xref[at.num].offset >= len(old.buf) {
		r, err = f.readValidation(old, at)
	} else {
		r, err = f.readTime(old, catalog)
	}
	return r, f, err
}

func (f *file) readValidation(old *file, at ref) (revision, error) {
	r := revision{Revision: Revision{Kind: KindValidation}}
	dss, err := f.dictOf(at)
	if err != nil {
		return r, err
	}
	for key, list := range map[name]*[][]byte{"Certs": &r.certs, "CRLs": &r.crls} {
		refs, err := f.arrayOf(dss.value(key))
		if err != nil {
			return r, err
		}
		for _, o := range refs {
			o, err := f.resolve(o)
			if err != nil {
				return r, err
			}
			s, is := o.(*stream)
			if !is || s.dict.value("Filter") != nil {
				return r, errOther
			}
			*list = append(*list, s.data)
		}
	}
	if len(r.certs) == 0 {
		return r, errOther // Demarc has nothing to add then
	}
	again, err := old.validated(r.certs, r.crls)
	if err != nil || !bytes.Equal(again, f.buf) {
		return r, errOther
	}
	return r, nil
}

func (f *file) readTime(old *file, catalog *dict) (revision, error) {
	r := revision{Revision: Revision{Kind: KindTime}}
	form, err := f.dictOf(catalog.value("AcroForm"))
	if err != nil {
		return r, err
	}
	fields, err := f.arrayOf(form.value("Fields"))
	if err != nil || len(fields) == 0 {
		return r, errOther
	}
	field, err := f.dictOf(fields[len(fields)-1])
	if err != nil {
		return r, err
	}
	d, err := f.dictOf(field.value("V"))
	if err != nil {
		return r, err
	}
	contents, ok := signature{dict: d}.contents()
	room := len(contents.raw)/2 - 1
	if !ok || d.value("SubFilter") != timeSubFilter || contents.from < len(old.buf) || !slices.Contains(timeRooms, room) {
		return r, errOther
	}
	rest := der(contents.bytes())
	_, raw, err := rest.take(tagSequence)
	if err != nil {
		return r, err
	}
	again, gap, err := old.timed(room)
	if err != nil || len(again) != len(f.buf) || gap.from != contents.from || gap.to != contents.to {
		return r, errOther
	}
	hex.Encode(again[gap.from+1:], raw)
	if !bytes.Equal(again, f.buf) {
		return r, errOther
	}
	if r.token, err = keptToken(raw); err != nil {
		return r, err
	}
	sum := old.hashed() // what digestAround computes, from there on
	sum.Write(f.buf[len(old.buf):gap.from])
	sum.Write(f.buf[gap.to:])
	if !bytes.Equal(sum.Sum(nil), r.token.imprint) {
		return r, errors.New("the time-stamp is of something else")
	}
	r.Time, r.By = r.token.Time, r.token.By
	return r, nil
}

var errOther = errors.New("something else than a time-stamp or validation data")

// belongs says whether validation data is about the certificates of this file and
// nothing else: each certificate is one of its chains, each list is signed by one.
func (r revision) belongs(chains []*x509.Certificate) ([]*x509.RevocationList, bool) {
	for _, raw := range r.certs {
		if !slices.ContainsFunc(chains, func(c *x509.Certificate) bool { return bytes.Equal(c.Raw, raw) }) {
			return nil, false
		}
	}
	var lists []*x509.RevocationList
	for _, raw := range r.crls {
		list, err := x509.ParseRevocationList(raw)
		if err != nil || !bytes.Equal(list.Raw, raw) || !slices.ContainsFunc(chains, func(c *x509.Certificate) bool {
			return bytes.Equal(c.RawSubject, list.RawIssuer) && list.CheckSignatureFrom(c) == nil
		}) {
			return nil, false
		}
		lists = append(lists, list)
	}
	return lists, true
}

// stamps checks the outside times that the file carries. A time-stamp that does not hold
// together was put there by somebody else than Demarc: the seal was changed. One that
// holds but comes from an authority the caller does not trust proves nothing, and harms
// nothing. why says what the outside time lacks, when there is one and it is not
// confirmed.
func (v *verification) stamps() (why string, intact bool) {
	r := v.report
	chains := v.cms.chain()
	var tokens []Token
	if v.cms.token != nil {
		t, err := keptToken(v.cms.token)
		sum := sha256.Sum256(v.cms.signature)
		if err == nil && !bytes.Equal(t.imprint, sum[:]) {
			err = errors.New("it stamps something else")
		}
		if err != nil {
			return "", r.check("time-stamp", false, "", "the time-stamp in the seal is not as it was written: "+err.Error())
		}
		tokens = append(tokens, t)
		chains = slices.Concat(chains, t.chain)
	}
	var lists []*x509.RevocationList
	for _, p := range v.after {
		r.Revisions = append(r.Revisions, p.Revision)
		if p.Kind == KindTime {
			tokens = append(tokens, p.token)
			chains = slices.Concat(chains, p.token.chain)
			continue
		}
		found, ok := p.belongs(chains)
		if !ok {
			return "", r.check("validation data", false, "", "data was added that has nothing to do with its certificates")
		}
		lists = append(lists, found...)
	}
	if len(tokens) == 0 {
		return "", true
	}
	kept := v.confirm(tokens, lists)
	if len(kept) == 0 {
		return r.failed(), true
	}
	if v.cms.token != nil && bytes.Equal(kept[0].raw, tokens[0].raw) {
		v.within = kept[0].Time
	}
	first := slices.MinFunc(kept, func(a, b Token) int { return a.Time.Compare(b.Time) })
	r.Time, r.TimeBy = first.Time, first.By
	r.check("outside time", true, fmt.Sprintf("it existed on %s, by the clock of %s", day(first.Time), first.By), "")
	r.Level = "PAdES B-T"
	if covered(slices.Concat([][]*x509.Certificate{v.cms.chain()}, chainsOf(kept)), lists) {
		r.Level = "PAdES B-LT"
	}
	return "", true
}

// confirm keeps the tokens whose authority is trusted and was not revoked.
func (v *verification) confirm(tokens []Token, lists []*x509.RevocationList) []Token {
	var kept []Token
	for _, t := range tokens {
		_, err := t.leadsTo(v.trust.TimeRoots)
		if err == nil {
			err = revokedBy(t, lists)
		}
		if err != nil {
			v.report.check("outside time", false, "", fmt.Sprintf("the time-stamp that names %q and %s is not confirmed: %v", t.By, day(t.Time), err))
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// revokedBy says whether one of the lists takes the authority's word back: it was revoked
// before it stamped, or because its key was no longer its own.
func revokedBy(t Token, lists []*x509.RevocationList) error {
	for i, c := range t.chain[:len(t.chain)-1] {
		for _, l := range lists {
			if !bytes.Equal(l.RawIssuer, t.chain[i+1].RawSubject) {
				continue
			}
			for _, e := range l.RevokedCertificateEntries {
				stolen := e.ReasonCode == 1 || e.ReasonCode == 2 // RFC 5280 5.3.1: key or authority compromised
				if e.SerialNumber.Cmp(c.SerialNumber) == 0 && (stolen || !e.RevocationTime.After(t.Time)) {
					return fmt.Errorf("its certificate was revoked on %s", day(e.RevocationTime))
				}
			}
		}
	}
	return nil
}

func chainsOf(tokens []Token) [][]*x509.Certificate {
	var out [][]*x509.Certificate
	for _, t := range tokens {
		out = append(out, t.chain)
	}
	return out
}

// covered says whether there is a list for every certificate below a root.
func covered(chains [][]*x509.Certificate, lists []*x509.RevocationList) bool {
	for _, chain := range chains {
		for _, c := range chain[:len(chain)-1] {
			if !slices.ContainsFunc(lists, func(l *x509.RevocationList) bool { return bytes.Equal(l.RawIssuer, c.RawIssuer) }) {
				return false
			}
		}
	}
	return true
}

// added tells in words what stands behind the seal and does not belong there.
func (f *file) added(end int) string {
	if end <= 0 || end >= len(f.buf) {
		return ""
	}
	var what []string
	for num, p := range f.xref {
		if p.free || p.container != 0 || p.offset < end {
			continue
		}
		o, err := f.at(num, p)
		if err != nil {
			continue
		}
		kind := "object"
		switch o := o.(type) {
		case *dict:
			if t, is := o.value("Type").(name); is {
				kind = string(t)
			}
		case *stream:
			kind = "stream"
			if t, is := o.dict.value("Type").(name); is {
				kind = string(t)
			}
		}
		what = append(what, fmt.Sprintf("%s %d", kind, num))
	}
	slices.Sort(what)
	if len(what) > 8 {
		what = append(what[:8], fmt.Sprintf("%d more", len(what)-8))
	}
	return strings.Join(what, ", ")
}
