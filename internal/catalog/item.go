package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// Kind is a sort of thing in a library.
type Kind string

const (
	AreaKind     Kind = "area"
	PackKind     Kind = "pack"
	FunctionKind Kind = "function"
	ClauseKind   Kind = "clause"
	PresetKind   Kind = "preset"
	TemplateKind Kind = "template"
)

// Kinds lists all, in the order of a review: what others stand in comes first.
var Kinds = []Kind{AreaKind, PackKind, FunctionKind, ClauseKind, PresetKind, TemplateKind}

// Item is one thing that an MSP added to its library or changed in it. Exactly one of
// the pointers is set, as Kind says.
type Item struct {
	Kind     Kind
	Key      string
	Number   int // the version that published it, or will
	Retired  bool
	Area     *Area
	Pack     *Pack
	Function *Function
	Clause   *Clause
	Preset   *Preset
	Template *Template
	// What was done to it last.
	Rev      int // of a draft; counts its edits
	Draft    bool
	Reason   string // why a locked clause was changed
	EditedBy string
	EditedAt time.Time
}

// Clause is a section of the agreement as a library keeps it.
type Clause struct {
	agreement.Clause
	After   string // the clause it comes after, for one that is not shipped
	Instead string // the clause it is another wording of; empty: it stands for itself
	Notes   string // for the MSP's negotiators; the client's side never sees them
	Lock    ClauseLock
	Retired bool
}

// ClauseLock says that a lawyer has read a clause and that it is to stay as it is.
type ClauseLock struct {
	By     string `json:"by"`     // the reviewer
	On     string `json:"on"`     // the day of the review, 2026-11-22
	Digest string `json:"digest"` // of the title and body that were reviewed
}

// Locked tells whether a lawyer's review holds the clause.
func (c Clause) Locked() bool { return c.Lock.By != "" }

// Stale tells that the words changed after the review.
func (c Clause) Stale() bool { return c.Locked() && c.Lock.Digest != c.Digest() }

// Digest identifies the words of a clause that are printed.
func (c Clause) Digest() string {
	sum := sha256.Sum256([]byte(c.Title + "\n" + c.Body))
	return hex.EncodeToString(sum[:])
}

// Template is a whole way to start: lanes, packs, values of terms, and which wording
// of a clause to take where there are several.
type Template struct {
	Key         string                     `json:"key"`
	Name        string                     `json:"name"`
	Description string                     `json:"description"`
	Modes       map[raci.AreaKey]raci.Mode `json:"modes"`
	Packs       []string                   `json:"packs,omitempty"`
	Terms       agreement.Terms            `json:"terms,omitempty"`
	Choices     map[string]string          `json:"choices,omitempty"` // clause to the wording taken instead
	// Without are the functions that it lists as excluded, each with the reason.
	Without map[raci.FunctionKey]string `json:"without,omitempty"`
	// With are functions that it begins with although others do not: optional ones, and
	// single ones of packs.
	With    []raci.FunctionKey `json:"with,omitempty"`
	Retired bool               `json:"-"`
}

// Begins tells whether an engagement from the template begins with f, if only to list
// it as excluded.
func (t Template) Begins(f Function) bool {
	switch {
	case slices.Contains(t.With, f.Key):
		return true
	case f.Pack != "":
		return slices.Contains(t.Packs, f.Pack)
	}
	return !f.Optional
}

// Name is what people call the item.
func (it Item) Name() string {
	switch it.Kind {
	case AreaKind:
		return it.Area.Name
	case PackKind:
		return it.Pack.Name
	case FunctionKind:
		return it.Function.Name
	case ClauseKind:
		return it.Clause.Title
	case PresetKind:
		return it.Preset.Name
	case TemplateKind:
		return it.Template.Name
	}
	return it.Key
}

// Noun is the kind inside a sentence.
func (k Kind) Noun() string { return string(k) }

// Valid tells whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// areaBody is an area as it is kept: without its functions, which say where they stand.
type areaBody struct {
	Key       string    `json:"key"`
	Name      string    `json:"name"`
	Collision string    `json:"collision,omitempty"`
	After     string    `json:"after,omitempty"`
	Mode      raci.Mode `json:"mode,omitempty"`
}

// packBody is a pack as it is kept; what ties a shipped one to its rider is not in it.
type packBody struct {
	Key      string   `json:"key"`
	Name     string   `json:"name"`
	Columns  []string `json:"columns,omitempty"`
	Needs    string   `json:"needs,omitempty"`
	Remember string   `json:"remember,omitempty"`
	Text     string   `json:"text,omitempty"`
}

// clauseBody is a clause as it is kept: flat, without what its body already says.
type clauseBody struct {
	Key     string          `json:"key"`
	Title   string          `json:"title"`
	Part    string          `json:"part"`
	Plain   string          `json:"plain,omitempty"`
	Place   agreement.Place `json:"place"`
	Body    string          `json:"body"`
	After   string          `json:"after,omitempty"`
	Instead string          `json:"instead,omitempty"`
	Lock    *ClauseLock     `json:"lock,omitempty"`
}

func flat(c Clause) clauseBody {
	b := clauseBody{c.ID, c.Title, c.Part, c.Plain, c.Place, c.Body, c.After, c.Instead, nil}
	if c.Locked() {
		b.Lock = &c.Lock
	}
	return b
}

func (b clauseBody) clause() Clause {
	c := Clause{
		Clause: agreement.Clause{ID: b.Key, Title: b.Title, Part: b.Part, Plain: b.Plain, Place: b.Place, Body: b.Body},
		After:  b.After, Instead: b.Instead,
	}
	c.Rows, _ = agreement.RowsOf(b.Body) // a body that cannot be read is check's to tell
	if b.Lock != nil {
		c.Lock = *b.Lock
	}
	return c
}

// Body is the item as it is kept. Notes of a clause are not part of it, so that what
// the client's side reads holds none.
func (it Item) Body() ([]byte, error) {
	var body any
	switch it.Kind {
	case AreaKind:
		a := it.Area
		body = areaBody{string(a.Key), a.Name, a.Collision, string(a.After), a.Mode}
	case PackKind:
		p := it.Pack
		body = packBody{p.Key, p.Name, p.Columns, p.Needs, p.Remember, p.Text}
	case FunctionKind:
		body = it.Function
	case ClauseKind:
		body = flat(*it.Clause)
	case PresetKind:
		body = it.Preset
	case TemplateKind:
		body = it.Template
	default:
		return nil, fmt.Errorf("write a library item: no kind %q", it.Kind)
	}
	text, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("write %s %s: %w", it.Kind, it.Key, err)
	}
	return text, nil
}

// Fill reads back what Body wrote.
func (it *Item) Fill(body []byte, notes string) error {
	var err error
	switch it.Kind {
	case AreaKind:
		var b areaBody
		err = json.Unmarshal(body, &b)
		it.Area = &Area{Name: b.Name, Collision: b.Collision, After: raci.AreaKey(b.After), Mode: b.Mode}
	case PackKind:
		var b packBody
		err = json.Unmarshal(body, &b)
		it.Pack = &Pack{Name: b.Name, Columns: b.Columns, Needs: b.Needs, Remember: b.Remember, Text: b.Text}
	case FunctionKind:
		it.Function = new(Function)
		err = json.Unmarshal(body, it.Function)
	case ClauseKind:
		var b clauseBody
		if err = json.Unmarshal(body, &b); err == nil {
			c := b.clause()
			c.Notes = notes
			it.Clause = &c
		}
	case PresetKind:
		it.Preset = new(Preset)
		err = json.Unmarshal(body, it.Preset)
	case TemplateKind:
		it.Template = new(Template)
		err = json.Unmarshal(body, it.Template)
	default:
		err = fmt.Errorf("no kind %q", it.Kind)
	}
	if err != nil {
		return fmt.Errorf("read %s %s: %w", it.Kind, it.Key, err)
	}
	it.rename()
	return nil
}

// rename gives the body the key that the item has, whatever a file said.
func (it *Item) rename() {
	switch it.Kind {
	case AreaKind:
		it.Area.Key, it.Area.Retired = raci.AreaKey(it.Key), it.Retired
	case PackKind:
		it.Pack.Key, it.Pack.Retired = it.Key, it.Retired
	case FunctionKind:
		it.Function.Key, it.Function.Retired = raci.FunctionKey(it.Key), it.Retired
	case ClauseKind:
		it.Clause.ID, it.Clause.Retired = it.Key, it.Retired
	case PresetKind:
		it.Preset.Key, it.Preset.Retired = it.Key, it.Retired
	case TemplateKind:
		it.Template.Key, it.Template.Retired = it.Key, it.Retired
	}
}

// Of wraps a value as an item.
func Of(value any) Item {
	switch v := value.(type) {
	case Area:
		return Item{Kind: AreaKind, Key: string(v.Key), Retired: v.Retired, Area: &v}
	case Pack:
		return Item{Kind: PackKind, Key: v.Key, Retired: v.Retired, Pack: &v}
	case Function:
		return Item{Kind: FunctionKind, Key: string(v.Key), Retired: v.Retired, Function: &v}
	case Clause:
		return Item{Kind: ClauseKind, Key: v.ID, Retired: v.Retired, Clause: &v}
	case Preset:
		return Item{Kind: PresetKind, Key: v.Key, Retired: v.Retired, Preset: &v}
	case Template:
		return Item{Kind: TemplateKind, Key: v.Key, Retired: v.Retired, Template: &v}
	}
	panic(fmt.Sprintf("catalog: %T is no library item", value))
}

// SetRetired retires the item or brings it back.
func (it *Item) SetRetired(retired bool) {
	it.Retired = retired
	it.rename()
}
