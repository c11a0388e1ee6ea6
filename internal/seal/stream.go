package seal

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// packet is an unpacked object stream (7.5.7).
type packet struct {
	data    []byte
	numbers []int
	offsets []int
}

// load reads an object's newest revision; a missing object is null (7.3.10).
func (f *file) load(r ref) (object, error) {
	p, ok := f.xref[r.num]
	if !ok || p.free || p.gen != r.gen {
		return nil, nil
	}
	return f.at(r.num, p)
}

func (f *file) at(num int, p place) (object, error) {
	if p.container != 0 {
		return f.inPacket(num, p)
	}
	got, o, err := f.objectAt(p.offset)
	if err != nil {
		return nil, err
	}
	if got.num != num || got.gen != p.gen {
		return nil, fmt.Errorf("object %d is not at byte %d", num, p.offset)
	}
	return o, nil
}

// resolve follows references; nil means null or absent.
func (f *file) resolve(o object) (object, error) {
	for range 16 {
		r, is := o.(ref)
		if !is {
			if o == keyword("null") {
				return nil, nil
			}
			return o, nil
		}
		var err error
		if o, err = f.load(r); err != nil {
			return nil, err
		}
	}
	return nil, errLimit
}

// dictOf resolves to a dictionary, nil for anything else.
func (f *file) dictOf(o object) (*dict, error) {
	o, err := f.resolve(o)
	d, _ := o.(*dict)
	return d, err
}

// arrayOf resolves to an array, nil for anything else.
func (f *file) arrayOf(o object) (array, error) {
	o, err := f.resolve(o)
	a, _ := o.(array)
	return a, err
}

// objectAt reads "n g obj … endobj" at an offset.
func (f *file) objectAt(offset int) (ref, object, error) {
	if offset < 0 || offset >= len(f.buf) {
		return ref{}, nil, errors.New("object lies outside the file")
	}
	l := f.lexer(offset)
	num, ok1 := l.whole()
	gen, ok2 := l.whole()
	if !ok1 || !ok2 || !l.accept("obj") {
		return ref{}, nil, l.bad()
	}
	o, err := l.object()
	if err != nil {
		return ref{}, nil, err
	}
	r := ref{num, gen}
	if d, is := o.(*dict); is && l.accept("stream") {
		s, err := f.streamAt(d, l)
		return r, s, err
	}
	if !l.accept("endobj") {
		return r, nil, l.bad()
	}
	return r, o, nil
}

func (f *file) streamAt(d *dict, l *lexer) (*stream, error) {
	switch rest := f.buf[l.pos:]; {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		l.pos += 2
	case bytes.HasPrefix(rest, []byte("\n")):
		l.pos++
	default:
		return nil, l.bad()
	}
	length := d.value("Length")
	if r, is := length.(ref); is {
		// A length is a plain object of its own; anything else could loop.
		p, ok := f.xref[r.num]
		if !ok || p.free || p.container != 0 {
			return nil, errors.New("stream length cannot be read")
		}
		ll := f.lexer(p.offset)
		num, ok1 := ll.whole()
		_, ok2 := ll.whole()
		if !ok1 || !ok2 || num != r.num || !ll.accept("obj") {
			return nil, errors.New("stream length cannot be read")
		}
		var err error
		if length, err = ll.object(); err != nil {
			return nil, err
		}
	}
	n, ok := integer(length)
	if !ok || n < 0 || n > len(f.buf)-l.pos {
		return nil, errors.New("stream length cannot be read")
	}
	data := f.buf[l.pos : l.pos+n]
	l.pos += n
	if !l.accept("endstream") {
		return nil, l.bad()
	}
	return &stream{dict: d, data: data}, nil
}

// inPacket reads an object out of an object stream.
func (f *file) inPacket(num int, p place) (object, error) {
	k, err := f.packet(p.container)
	if err != nil {
		return nil, fmt.Errorf("object stream %d: %w", p.container, err)
	}
	if p.nth >= len(k.numbers) || k.numbers[p.nth] != num {
		return nil, fmt.Errorf("object %d is not in its object stream", num)
	}
	l := &lexer{buf: k.data, pos: k.offsets[p.nth], work: &f.work}
	o, err := l.object()
	if err != nil {
		return nil, err
	}
	return withoutPlaces(o), nil
}

// withoutPlaces keeps a packed string from being taken for a place in the file:
// only the value of a signature could, and that may not be packed (7.5.7).
func withoutPlaces(o object) object {
	d, is := o.(*dict)
	if !is {
		return o
	}
	for i, e := range d.entries {
		if t, is := e.value.(text); is {
			d.entries[i].value = text{raw: t.raw}
		}
	}
	return d
}

func (f *file) packet(container int) (*packet, error) {
	if k := f.opened[container]; k != nil {
		return k, nil
	}
	p, ok := f.xref[container]
	if !ok || p.free || p.container != 0 {
		return nil, errors.New("missing")
	}
	o, err := f.at(container, p)
	if err != nil {
		return nil, err
	}
	s, is := o.(*stream)
	if !is || s.dict.value("Type") != name("ObjStm") {
		return nil, errors.New("not an object stream")
	}
	n, ok1 := integer(s.dict.value("N"))
	first, ok2 := integer(s.dict.value("First"))
	data, err := f.unpacked(s)
	if err != nil {
		return nil, err
	}
	if !ok1 || !ok2 || n < 0 || n > maxObjects || first < 0 || first > len(data) {
		return nil, errors.New("bad header")
	}
	k := &packet{data: data}
	l := &lexer{buf: data[:first], work: &f.work}
	for range n {
		num, ok1 := l.whole()
		offset, ok2 := l.whole()
		if !ok1 || !ok2 || offset > len(data)-first {
			return nil, errors.New("bad header")
		}
		k.numbers = append(k.numbers, num)
		k.offsets = append(k.offsets, first+offset)
	}
	f.opened[container] = k
	return k, nil
}

// unpacked decodes a stream without a filter or with FlateDecode, with or
// without a PNG predictor.
func (f *file) unpacked(s *stream) ([]byte, error) {
	filter, params := s.dict.value("Filter"), s.dict.value("DecodeParms")
	if a, is := filter.(array); is {
		if len(a) > 1 {
			return nil, errors.New("more than one stream filter")
		}
		filter = nil
		if len(a) == 1 {
			filter = a[0]
		}
		if p, is := params.(array); is && len(p) == 1 {
			params = p[0]
		}
	}
	switch filter {
	case nil:
		return s.data, nil
	case name("FlateDecode"):
	default:
		return nil, errors.New("stream filter this program does not read")
	}
	z, err := zlib.NewReader(bytes.NewReader(s.data))
	if err != nil {
		return nil, fmt.Errorf("unpack stream: %w", err)
	}
	data, err := io.ReadAll(io.LimitReader(z, int64(f.unpack)+1))
	if err != nil {
		return nil, fmt.Errorf("unpack stream: %w", err)
	}
	if f.unpack -= len(data); f.unpack < 0 {
		return nil, errLimit
	}
	d, _ := params.(*dict)
	return unpredict(data, d)
}

// unpredict undoes the PNG predictors of 7.4.4.4; others are refused.
func unpredict(data []byte, params *dict) ([]byte, error) {
	kind, _ := integer(params.value("Predictor"))
	if kind <= 1 {
		return data, nil
	}
	columns, ok := integer(params.value("Columns"))
	if !ok {
		columns = 1
	}
	for _, key := range []name{"Colors", "BitsPerComponent"} {
		v := params.value(key)
		if n, ok := integer(v); v != nil && (!ok || n != map[name]int{"Colors": 1, "BitsPerComponent": 8}[key]) {
			return nil, errors.New("stream predictor this program does not read")
		}
	}
	if kind < 10 || columns < 1 || columns > 1<<16 {
		return nil, errors.New("stream predictor this program does not read")
	}
	out := make([]byte, 0, len(data))
	above := make([]byte, columns)
	for ; len(data) >= columns+1; data = data[columns+1:] {
		row := bytes.Clone(data[1 : columns+1])
		for i := range row {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], above[i-1]
			}
			switch data[0] {
			case 0:
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			default:
				return nil, errors.New("stream predictor this program does not read")
			}
		}
		out, above = append(out, row...), row
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
