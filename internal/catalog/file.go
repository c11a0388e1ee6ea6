package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"demarc/internal/agreement"
	"demarc/internal/fault"
)

// MaxFile is the largest file of a library, in bytes.
const MaxFile = 900 << 10

const (
	fileFormat = "demarc-library-1"
	maxItems   = 2000
)

// file is a library as one MSP hands it to another: what differs from the shipped one.
type file struct {
	Format  string     `json:"format"`
	Version int        `json:"version"`
	Items   []fileItem `json:"items"`
}

type fileItem struct {
	Kind    Kind            `json:"kind"`
	Key     string          `json:"key"`
	Retired bool            `json:"retired,omitempty"`
	Body    json.RawMessage `json:"body"`
}

// WriteFile is items as a file. Notes for negotiators and reviews by a lawyer stay at
// home: neither means anything at another MSP.
func WriteFile(number int, items []Item) ([]byte, error) {
	f := file{Format: fileFormat, Version: number, Items: []fileItem{}}
	for _, it := range items {
		if it.Clause != nil {
			c := *it.Clause
			c.Lock = ClauseLock{}
			it.Clause = &c
		}
		body, err := it.Body()
		if err != nil {
			return nil, err
		}
		f.Items = append(f.Items, fileItem{it.Kind, it.Key, it.Retired, body})
	}
	var out bytes.Buffer
	w := json.NewEncoder(&out)
	w.SetEscapeHTML(false)
	w.SetIndent("", "  ")
	if err := w.Encode(f); err != nil {
		return nil, fmt.Errorf("write a library file: %w", err)
	}
	return out.Bytes(), nil
}

// Refusal says why an item of a file was not taken.
type Refusal struct {
	Kind   Kind
	Key    string
	Name   string // what it is called, or where it stands in the file
	Reason string // whole sentences
}

// ReadFile reads a file of a library. Items that cannot be read are refused each by
// itself; a file that is none is a fault.
func ReadFile(data []byte) (items []Item, refused []Refusal, err error) {
	if len(data) > MaxFile {
		return nil, nil, fault.Field("file", fmt.Sprintf("A library file has at most %d KB. Share it in parts.", MaxFile>>10))
	}
	var f file
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil || f.Format != fileFormat {
		return nil, nil, fault.Field("file", "This is no library file of Demarc. Choose one that “Export” made.")
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, nil, fault.Field("file", "The file goes on after its end. Choose it again as “Export” made it.")
	}
	switch n := len(f.Items); {
	case n == 0:
		return nil, nil, fault.Field("file", "The file is empty: that library does not differ from the shipped one.")
	case n > maxItems:
		return nil, nil, fault.Field("file", fmt.Sprintf("The file has %d items. At most %d can be read at once.", n, maxItems))
	}
	seen := map[string]bool{}
	for i, raw := range f.Items {
		it, why := raw.item()
		if id := string(it.Kind) + "/" + it.Key; why == "" && seen[id] {
			why = "The file has it twice."
		} else if why == "" {
			seen[id] = true
		}
		if why == "" {
			items = append(items, it)
			continue
		}
		name := fmt.Sprintf("Item %d of the file", i+1)
		if it.Area != nil || it.Pack != nil || it.Function != nil || it.Clause != nil || it.Preset != nil || it.Template != nil {
			name = it.Name()
		}
		refused = append(refused, Refusal{it.Kind, it.Key, visible(name), why})
	}
	return items, refused, nil
}

// ownKey is the key of a thing that is not shipped.
var ownKey = regexp.MustCompile(`^(c-)?lib-[a-z0-9]+(-[a-z0-9]+)*$`)

// item reads one item, and says in words why it cannot.
func (raw fileItem) item() (it Item, why string) {
	if !raw.Kind.Valid() {
		return it, fmt.Sprintf("A library has no items of the kind “%s”.", visible(string(raw.Kind)))
	}
	it = Item{Kind: raw.Kind, Retired: raw.Retired}
	_, shipped := Shipped().Item(raw.Kind, raw.Key)
	own := ownKey.MatchString(raw.Key) && len(raw.Key) <= 64 && strings.HasPrefix(raw.Key, "c-") == (raw.Kind == ClauseKind)
	if !shipped && !own {
		return it, fmt.Sprintf("“%s” is no key of a %s.", visible(raw.Key), raw.Kind.Noun())
	}
	it.Key = raw.Key
	if why := raw.known(); why != "" {
		return it, why
	}
	if err := it.Fill(raw.Body, ""); err != nil {
		return Item{Kind: raw.Kind, Key: raw.Key}, "Its properties cannot be read."
	}
	if c := it.Clause; c != nil {
		c.Lock = ClauseLock{} // a review holds where it was made
	}
	if t := it.Template; t != nil {
		for key, value := range t.Terms {
			if kept, err := agreement.Parse(key, value); err == nil { // what it cannot parse, Check tells
				t.Terms[key] = kept
			}
		}
	}
	if strings.Contains(it.Name(), "\n") {
		return it, "Its name has more than one line."
	}
	return it, raw.printable()
}

// known refuses properties that this library would forget.
func (raw fileItem) known() string {
	var body any
	switch raw.Kind {
	case AreaKind:
		body = new(areaBody)
	case PackKind:
		body = new(packBody)
	case FunctionKind:
		body = new(Function)
	case ClauseKind:
		body = new(clauseBody)
	case PresetKind:
		body = new(Preset)
	case TemplateKind:
		body = new(Template)
	}
	d := json.NewDecoder(bytes.NewReader(raw.Body))
	d.DisallowUnknownFields()
	if err := d.Decode(body); err != nil {
		if _, name, ok := strings.Cut(err.Error(), "unknown field "); ok {
			return fmt.Sprintf("It has the property %s, which a %s does not have here.", visible(name), raw.Kind.Noun())
		}
		return "Its properties cannot be read."
	}
	return ""
}

// hidden are characters that break lines or turn the direction of writing unseen.
var hidden = []rune("\u2028\u2029\ufeff\ufffd\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

// printable refuses characters that no form takes.
func (raw fileItem) printable() string {
	d := json.NewDecoder(bytes.NewReader(raw.Body))
	for {
		token, err := d.Token()
		if err != nil {
			return ""
		}
		if s, ok := token.(string); ok && strings.ContainsFunc(s, func(r rune) bool {
			return r != '\n' && unicode.IsControl(r) || slices.Contains(hidden, r) || r&0xfffe == 0xfffe
		}) {
			return "It has a character that cannot be shown. Take out control characters and marks that turn the direction of writing."
		}
	}
}

// visible is a text of a file as a sentence can hold it.
func visible(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '�'
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 80 {
		s = string(r[:79]) + "…"
	}
	return s
}
