package seal

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
)

// file is a PDF opened for reading: its cross-reference data, newest first, and
// the objects behind them. It reads both classic tables and streams; hybrid
// files and encryption are refused.
type file struct {
	buf       []byte
	trailer   *dict // the newest
	startxref int
	byStream  bool            // newest section is a cross-reference stream
	xref      map[int]place   // newest place of each object
	places    map[place]int   // every place of every section, to its object number
	opened    map[int]*packet // object streams already unpacked
	sum       hash.Cloner     // SHA-256 of buf so far, where somebody computed it
	work      int
	unpack    int
}

// place says where an object lies: at an offset, or as the nth of an object stream.
type place struct {
	offset, gen    int
	container, nth int // container 0: not packed
	free           bool
}

var (
	errNotPDF    = errors.New("not a pdf")
	errEncrypted = errors.New("pdf is encrypted")
)

// openFile reads the cross-reference data of a whole PDF.
func openFile(buf []byte) (*file, error) {
	if len(buf) > maxFile {
		return nil, errLimit
	}
	if !bytes.HasPrefix(buf, []byte("%PDF-")) {
		return nil, errNotPDF
	}
	f := &file{
		buf: buf, xref: map[int]place{}, places: map[place]int{}, opened: map[int]*packet{},
		work: 16*len(buf) + 1<<20, unpack: maxUnpack,
	}
	at := bytes.LastIndex(buf, []byte("startxref"))
	if at < 0 {
		return nil, errors.New("pdf has no startxref")
	}
	l := f.lexer(at + len("startxref"))
	start, ok := l.whole()
	if !ok {
		return nil, errors.New("pdf has no startxref")
	}
	f.startxref = start
	seen := map[int]bool{}
	for section := start; ; {
		if section >= len(buf) || seen[section] {
			return nil, errors.New("pdf cross-reference chain is broken")
		}
		seen[section] = true
		trailer, byStream, err := f.readSection(section)
		if err != nil {
			return nil, fmt.Errorf("cross-reference at byte %d: %w", section, err)
		}
		if f.trailer == nil {
			f.trailer, f.byStream = trailer, byStream
		}
		if trailer.value("Encrypt") != nil {
			return nil, errEncrypted
		}
		if trailer.value("XRefStm") != nil {
			return nil, errors.New("hybrid cross-reference")
		}
		prev := trailer.value("Prev")
		if prev == nil {
			return f, nil
		}
		if section, ok = integer(prev); !ok || section < 0 {
			return nil, errors.New("pdf cross-reference chain is broken")
		}
	}
}

// hashed is the SHA-256 of the whole file, to go on from. A file with many revisions is
// hashed once, not once for each.
func (f *file) hashed() hash.Hash {
	if f.sum == nil {
		sum := sha256.New()
		sum.Write(f.buf)
		f.sum = sum.(hash.Cloner) // since Go 1.25
	}
	again, _ := f.sum.Clone() // of SHA-256 it does not fail
	return again
}

func (f *file) lexer(pos int) *lexer { return &lexer{buf: f.buf, pos: pos, work: &f.work} }

func (f *file) readSection(at int) (trailer *dict, byStream bool, err error) {
	l := f.lexer(at)
	if !l.accept("xref") {
		trailer, err = f.readXrefStream(at)
		return trailer, true, err
	}
	for !l.accept("trailer") {
		first, ok1 := l.whole()
		count, ok2 := l.whole()
		if !ok1 || !ok2 || first > maxFile {
			return nil, false, l.bad()
		}
		for i := range count {
			offset, ok1 := l.whole()
			gen, ok2 := l.whole()
			if !ok1 || !ok2 || gen > 65535 {
				return nil, false, l.bad()
			}
			switch {
			case l.accept("n"):
				err = f.note(first+i, place{offset: offset, gen: gen})
			case l.accept("f"):
				err = f.note(first+i, place{free: true})
			default:
				err = l.bad()
			}
			if err != nil {
				return nil, false, err
			}
		}
	}
	o, err := l.object()
	if err != nil {
		return nil, false, err
	}
	trailer, ok := o.(*dict)
	if !ok {
		return nil, false, l.bad()
	}
	return trailer, false, nil
}

// note keeps an entry; sections come newest first, so the first one counts.
func (f *file) note(num int, p place) error {
	if _, known := f.xref[num]; !known {
		f.xref[num] = p
	}
	if !p.free {
		f.places[p] = num
	}
	if len(f.places) > maxObjects || len(f.xref) > maxObjects {
		return errLimit
	}
	return nil
}

func (f *file) readXrefStream(at int) (*dict, error) {
	_, o, err := f.objectAt(at)
	if err != nil {
		return nil, err
	}
	s, ok := o.(*stream)
	if !ok || s.dict.value("Type") != name("XRef") {
		return nil, errors.New("neither a table nor a stream")
	}
	data, err := f.unpacked(s)
	if err != nil {
		return nil, err
	}
	var w [3]int
	widths, _ := s.dict.value("W").(array)
	if len(widths) != 3 {
		return nil, errors.New("bad /W")
	}
	row := 0
	for i, x := range widths {
		if w[i], ok = integer(x); !ok || w[i] < 0 || w[i] > 6 {
			return nil, errors.New("bad /W")
		}
		row += w[i]
	}
	if row == 0 {
		return nil, errors.New("bad /W")
	}
	index, _ := s.dict.value("Index").(array)
	if index == nil {
		index = array{number("0"), s.dict.value("Size")}
	}
	for ; len(index) >= 2; index = index[2:] {
		first, ok1 := integer(index[0])
		count, ok2 := integer(index[1])
		if !ok1 || !ok2 || first < 0 || first > maxFile || count < 0 || count > len(data)/row {
			return nil, errors.New("bad /Index")
		}
		for i := range count {
			if err := f.noteRow(first+i, data[:row], w); err != nil {
				return nil, err
			}
			data = data[row:]
		}
	}
	return s.dict, nil
}

func (f *file) noteRow(num int, row []byte, w [3]int) error {
	var v [3]int
	for i, n := range w {
		for _, c := range row[:n] {
			v[i] = v[i]<<8 | int(c)
		}
		row = row[n:]
	}
	if w[0] == 0 {
		v[0] = 1
	}
	switch v[0] {
	case 0:
		return f.note(num, place{free: true})
	case 1:
		return f.note(num, place{offset: v[1], gen: v[2]})
	case 2:
		return f.note(num, place{container: v[1], nth: v[2]})
	}
	return nil // unknown types are null objects, 7.5.8.3
}
