package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"sync"

	"demarc/internal/agreement"
	"demarc/internal/raci"
)

// release is the shipped library as a text, so that an engagement goes on being
// written from the one it started with when a newer program ships another.
type release struct {
	Areas    []Area                       `json:"areas"`
	Packs    []Pack                       `json:"packs"`
	Presets  []Preset                     `json:"presets"`
	Clauses  []clauseBody                 `json:"clauses"`
	Exhibits []clauseBody                 `json:"exhibits"`
	Choices  map[string]map[string]string `json:"choices"`
}

// text is the text of a shelf and its digest. Structs in order and sorted keys make it
// the same in every process.
func (s *shelf) text() (body []byte, digest string) {
	r := release{Areas: s.areas, Packs: s.packs, Presets: s.presets}
	for _, c := range s.clauses {
		r.Clauses = append(r.Clauses, flat(c))
	}
	texts := agreement.ShippedTexts()
	if s.texts != nil {
		texts = *s.texts
	}
	for _, c := range texts.Exhibits {
		r.Exhibits = append(r.Exhibits, flat(Clause{Clause: c}))
	}
	r.Choices = texts.Choices
	body, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err)) // strings, lists and maps of them
	}
	return body, digestOf(body)
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// shippedText is the text of the library that comes with the program.
var shippedText = sync.OnceValues(func() ([]byte, string) { return shipped().text() })

// Release is the digest of the shipped library that this one lies over.
func (l Library) Release() string {
	if s := l.shelf(); s.release != "" {
		return s.release
	}
	_, digest := shippedText()
	return digest
}

// ReleaseText is the text of the shipped library that this one lies over, for keeping.
func (l Library) ReleaseText() []byte {
	if s := l.shelf(); s.release != "" {
		return s.body
	}
	body, _ := shippedText()
	return body
}

// ReadRelease reads back the text of a shipped library, of this program or of an
// earlier one.
func ReadRelease(body []byte) (Library, error) {
	var r release
	if err := json.Unmarshal(body, &r); err != nil {
		return Library{}, fmt.Errorf("read a release: %w", err)
	}
	s := &shelf{presets: r.Presets, release: digestOf(body), body: body, texts: &agreement.Texts{Choices: r.Choices}}
	s.areas, s.packs, s.byKey = r.Areas, r.Packs, map[raci.FunctionKey]Function{}
	for _, a := range r.Areas {
		for _, f := range a.Functions {
			s.byKey[f.Key] = f
		}
	}
	for _, p := range r.Packs {
		for _, f := range p.Functions {
			s.byKey[f.Key] = f
		}
	}
	for _, c := range r.Clauses {
		s.clauses = append(s.clauses, c.clause())
	}
	for _, c := range r.Exhibits {
		s.texts.Exhibits = append(s.texts.Exhibits, c.clause().Clause)
	}
	return Library{own: s}, nil
}

// Texts are the shipped words besides the clauses; nil are those of this program.
func (l Library) Texts() *agreement.Texts { return l.shelf().texts }
