package seal

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// timeRooms are how many bytes may be kept free for a document time-stamp.
var timeRooms = []int{8192, 16384}

// timeSubFilter is a document time-stamp (EN 319 142-1 5.4.3).
const timeSubFilter = name("ETSI.RFC3161")

// AddTime appends a document time-stamp to a sealed file, as a revision of its own: an
// outside clock then says that all before it existed. The sealed bytes stay a prefix, so
// every earlier digest can still be compared.
func AddTime(pdf []byte, stamp func(imprint [32]byte) (Token, error)) ([]byte, error) {
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	for _, room := range timeRooms {
		out, gap, err := f.timed(room)
		if err != nil {
			return nil, fmt.Errorf("prepare pdf: %w", err)
		}
		t, err := stamp(digestAround(out, gap))
		if err != nil {
			return nil, err
		}
		if len(t.raw) <= room {
			hex.Encode(out[gap.from+1:], t.raw)
			return out, nil
		}
	}
	return nil, errRoom
}

// timed writes the revision of a document time-stamp, its Contents still empty.
func (f *file) timed(room int) (out []byte, gap span, err error) {
	u := newUpdate(f)
	root, ok := f.trailer.value("Root").(ref)
	if !ok {
		return nil, span{}, errors.New("no catalog")
	}
	catalog, err := f.dictOf(root)
	if err != nil {
		return nil, span{}, err
	}
	form, err := f.dictOf(catalog.value("AcroForm"))
	if err != nil {
		return nil, span{}, err
	}
	fields, err := f.arrayOf(form.value("Fields"))
	if err != nil {
		return nil, span{}, err
	}
	if form == nil || len(fields) == 0 {
		return nil, span{}, errors.New("the file is not sealed")
	}
	sig := u.add(nil)
	if fields, err = u.addField("Time "+strconv.Itoa(len(fields)), fields, catalog, sig); err != nil {
		return nil, span{}, err
	}
	form = form.with("Fields", fields)
	if at, is := catalog.value("AcroForm").(ref); is {
		u.objects[at] = form
	} else {
		u.objects[root] = catalog.with("AcroForm", form)
	}
	var b bytes.Buffer
	b.WriteString("<< /Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161\n/ByteRange " + byteRangeBlank + "\n/Contents <")
	b.Write(bytes.Repeat([]byte{'0'}, 2*room))
	b.WriteString("> >>")
	return u.write(sig, b.Bytes())
}

// AddValidation appends what is needed to check the file when its certificates have
// ended (a document security store, EN 319 142-1 5.4.2): certificates, and the lists
// that say that none of them was revoked.
func AddValidation(pdf []byte, certs []*x509.Certificate, crls [][]byte) ([]byte, error) {
	if len(certs) == 0 {
		return nil, errors.New("no certificates to add")
	}
	f, err := openFile(pdf)
	if err != nil {
		return nil, fmt.Errorf("read pdf: %w", err)
	}
	var raw [][]byte
	for _, c := range certs {
		raw = append(raw, c.Raw)
	}
	return f.validated(raw, crls)
}

// structure is what a program that mends broken files looks for in all of their bytes.
var structure = regexp.MustCompile(`[0-9][\x00\t\n\f\r ]+[0-9]+[\x00\t\n\f\r ]*obj|endobj|endstream|startxref|trailer`)

// validated is stored for data in which no program can find pieces of a PDF: anybody can
// make an authority whose lists carry a page, and append them.
func (f *file) validated(certs, crls [][]byte) ([]byte, error) {
	if slices.ContainsFunc(slices.Concat(certs, crls), structure.Match) {
		return nil, errors.New("a certificate or list carries pieces of a pdf")
	}
	return f.stored(certs, crls)
}

func (f *file) stored(certs, crls [][]byte) ([]byte, error) {
	u := newUpdate(f)
	root, ok := f.trailer.value("Root").(ref)
	if !ok {
		return nil, errors.New("no catalog")
	}
	catalog, err := f.dictOf(root)
	if err != nil {
		return nil, err
	}
	if catalog == nil {
		return nil, errors.New("no catalog")
	}
	store := func(all [][]byte) array {
		var refs array
		all = slices.SortedFunc(slices.Values(all), bytes.Compare)
		for _, raw := range slices.CompactFunc(all, bytes.Equal) {
			refs = append(refs, u.add(&stream{&dict{[]entry{{"Length", number(strconv.Itoa(len(raw)))}}}, raw}))
		}
		return refs
	}
	dss := u.add(nil)
	u.objects[dss] = &dict{[]entry{{"Type", name("DSS")}, {"Certs", store(certs)}, {"CRLs", store(crls)}}}
	u.objects[root] = catalog.with("DSS", dss)
	out, _, err := u.write(ref{}, nil)
	return out, err
}
