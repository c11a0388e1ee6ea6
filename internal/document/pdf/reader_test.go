package pdf

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// readFile is what a test knows of a written file: its objects by number and the
// unpacked data of its streams. It follows the file's own bytes, not the writer.
type readFile struct {
	t       *testing.T
	raw     []byte
	objects map[int]string
	streams map[int][]byte
	root    *readElem // of the structure, once asked for
}

var (
	objectStart = regexp.MustCompile(`(?:^|\n)(\d+) 0 obj\n`)
	lengthEntry = regexp.MustCompile(`/Length (\d+)>>\nstream\n`)
)

func read(t *testing.T, b []byte) *readFile {
	t.Helper()
	f := &readFile{t: t, raw: b, objects: map[int]string{}, streams: map[int][]byte{}}
	for at := 0; ; {
		m := objectStart.FindSubmatchIndex(b[at:])
		if m == nil {
			break
		}
		n := atoi(t, string(b[at+m[2]:at+m[3]]))
		at += m[1]
		end := at + bytes.Index(b[at:], []byte("endobj"))
		if l := lengthEntry.FindSubmatchIndex(b[at:end]); l != nil {
			size := atoi(t, string(b[at+l[2]:at+l[3]]))
			start := at + l[1]
			if !bytes.HasPrefix(b[start+size:], []byte("\nendstream\nendobj\n")) {
				t.Fatalf("object %d: /Length is not the length", n)
			}
			f.objects[n] = string(b[at : at+l[0]])
			f.streams[n] = inflate(t, f.objects[n], b[start:start+size])
			at = start + size
			continue
		}
		f.objects[n] = strings.TrimSpace(string(b[at:end]))
		at = end
	}
	for n, dict := range f.objects {
		if strings.Contains(dict, "/Type/ObjStm") {
			f.unpack(n, dict)
		}
	}
	return f
}

func inflate(t *testing.T, dict string, data []byte) []byte {
	t.Helper()
	if !strings.Contains(dict, "/FlateDecode") {
		return data
	}
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if m := columnsOf.FindStringSubmatch(dict); m != nil && !strings.Contains(dict, "/Image") {
		return unfiltered(out, atoi(t, m[1]))
	}
	return out
}

var columnsOf = regexp.MustCompile(`/Predictor 15/Columns (\d+)`)

// unfiltered undoes PNG's filters "none" and "up".
func unfiltered(data []byte, columns int) []byte {
	var out []byte
	above := make([]byte, columns)
	for ; len(data) > columns; data = data[columns+1:] {
		row := bytes.Clone(data[1 : columns+1])
		for i := range row {
			row[i] += above[i] * (data[0] / 2)
		}
		out, above = append(out, row...), row
	}
	return out
}

// aligned are the spaces that put numbers into columns, which mean nothing.
var aligned = regexp.MustCompile(`(\[) +|( ) +`)

func (f *readFile) unpack(n int, dict string) {
	data := string(f.streams[n])
	first := f.number(dict, "First")
	index := strings.Fields(data[:first])
	for i := 0; i < len(index); i += 2 {
		start, end := first+atoi(f.t, index[i+1]), len(data)
		if i+3 < len(index) {
			end = first + atoi(f.t, index[i+3])
		}
		f.objects[atoi(f.t, index[i])] = aligned.ReplaceAllString(strings.TrimSpace(data[start:end]), "$1$2")
	}
}

func atoi(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// number is the integer, or the number of the object, that an entry holds.
func (f *readFile) number(dict, key string) int {
	f.t.Helper()
	m := regexp.MustCompile(`/` + key + ` *(\d+)`).FindStringSubmatch(dict)
	if m == nil {
		f.t.Fatalf("no /%s in %.200s", key, dict)
	}
	return atoi(f.t, m[1])
}

// catalog is the object of /Type/Catalog.
func (f *readFile) catalog() string { return f.ofType("Catalog")[0] }

func (f *readFile) ofType(name string) []string {
	f.t.Helper()
	var out []string
	of := regexp.MustCompile(`/Type/` + name + `\b`)
	for n := range f.last() + 1 {
		if o := f.objects[n]; strings.Contains(o, "/Type/"+name) && of.MatchString(o) {
			out = append(out, f.objects[n])
		}
	}
	if out == nil {
		f.t.Fatalf("no object of type %s", name)
	}
	return out
}

func (f *readFile) last() int {
	last := 0
	for n := range f.objects {
		last = max(last, n)
	}
	return last
}

// readElem is an element of the structure tree as read back.
type readElem struct {
	num     int
	role    string
	dict    string
	kids    []*readElem
	content [][2]int // page object and MCID
	annots  []int
}

var (
	kidPart = regexp.MustCompile(`<</Type/OBJR/Obj +(\d+) 0 R(?:/Pg +\d+ 0 R)?>>|<</Type/MCR/Pg +(\d+) 0 R/MCID +(\d+)>>|(\d+) 0 R|(\d+)`)
	kidList = regexp.MustCompile(`/K\[(.*)\]>>$`)
	pageRef = regexp.MustCompile(`/Pg +(\d+) 0 R`)
	roleOf  = regexp.MustCompile(`^<</S/(\w+)`)
)

func (f *readFile) tree() *readElem {
	if f.root == nil {
		f.root = f.elem(f.number(f.ofType("StructTreeRoot")[0], "K"))
	}
	return f.root
}

func (f *readFile) elem(n int) *readElem {
	f.t.Helper()
	e := &readElem{num: n, dict: f.objects[n]}
	role := roleOf.FindStringSubmatch(e.dict)
	if role == nil {
		f.t.Fatalf("object %d is no structure element: %q", n, e.dict)
	}
	e.role = role[1]
	list := kidList.FindStringSubmatch(e.dict)
	if list == nil {
		return e
	}
	for _, k := range kidPart.FindAllStringSubmatch(list[1], -1) {
		switch {
		case k[1] != "":
			e.annots = append(e.annots, atoi(f.t, k[1]))
		case k[2] != "":
			e.content = append(e.content, [2]int{atoi(f.t, k[2]), atoi(f.t, k[3])})
		case k[4] != "":
			e.kids = append(e.kids, f.elem(atoi(f.t, k[4])))
		default:
			e.content = append(e.content, [2]int{atoi(f.t, pageRef.FindStringSubmatch(e.dict)[1]), atoi(f.t, k[5])})
		}
	}
	return e
}

func (e *readElem) walk(visit func(e *readElem)) {
	visit(e)
	for _, k := range e.kids {
		k.walk(visit)
	}
}
