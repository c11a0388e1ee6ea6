package catalog

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Framework is a published list of requirements. A row of a matrix helps to satisfy
// some of them; none is satisfied by a row alone.
type Framework struct {
	Key      string // "nist-csf"
	Name     string // "NIST CSF 2.0"
	Prefix   string // how references to it begin: "NIST CSF"
	Source   string // the publication whose identifiers these are
	Counts   string // what one requirement is called here, in the plural
	Ours     bool   // titles are a few words of ours, since its own are not free to print
	Sides    Sides  // what its assessors call who does the work
	Families []Family
}

// Sides are the names that a framework has for who does the work.
type Sides struct {
	Head        string // of the column that says so
	MSP, Client string
	Means       string // what the names stand for, with {msp} and {client}; empty where they are plain
}

// Family groups requirements the way the framework does.
type Family struct {
	ID           string
	Title        string
	Requirements []Requirement
}

// Requirement is one line of a framework.
type Requirement struct {
	ID    string
	Title string
}

//go:embed frameworks.csv
var frameworksCSV []byte

var frameworkHeader = []string{"framework", "family", "id", "title"}

var plain = Sides{Head: "Done by", MSP: "MSP", Client: "Client"}

// named are the frameworks in the order they are offered.
var named = []Framework{
	{Key: "cis", Name: "CIS Controls v8.1", Prefix: "CIS", Source: "CIS Critical Security Controls v8.1, 2024", Counts: "safeguards", Ours: true, Sides: plain},
	{Key: "nist-csf", Name: "NIST CSF 2.0", Prefix: "NIST CSF", Source: "NIST Cybersecurity Framework 2.0, 2024", Counts: "subcategories", Sides: plain},
	{Key: "iso-27001", Name: "ISO/IEC 27001:2022 Annex A", Prefix: "ISO 27001", Source: "ISO/IEC 27001:2022, Annex A", Counts: "controls", Ours: true, Sides: plain},
	{Key: "pci-dss", Name: "PCI DSS v4.0.1", Prefix: "PCI DSS", Source: "PCI DSS v4.0.1, 2024, requirements 1 to 12", Counts: "requirements", Ours: true, Sides: Sides{
		Head: "Responsibility", MSP: "Provider", Client: "Customer",
		Means: "Set as the split that requirements 12.8.5 and 12.9.2 ask for, with {msp} as the provider and {client} as the customer.",
	}},
	{Key: "cmmc", Name: "CMMC Level 2", Prefix: "CMMC", Source: "32 CFR 170.14 and NIST SP 800-171 Revision 2", Counts: "requirements", Sides: Sides{
		Head: "Implemented by", MSP: "ESP", Client: "OSC",
		Means: "Set as a shared responsibility matrix: {msp} is the external service provider (ESP) and {client} the organization seeking certification (OSC).",
	}},
	{Key: "hipaa", Name: "HIPAA Security Rule", Prefix: "HIPAA", Source: "45 CFR Part 164, Subpart C", Counts: "standards and specifications", Sides: plain},
}

// frameworks parses the embedded list once; a broken one is a broken build.
var frameworks = sync.OnceValue(func() []Framework {
	list, err := loadFrameworks(frameworksCSV)
	if err != nil {
		panic(fmt.Sprintf("catalog: %v", err))
	}
	return list
})

func loadFrameworks(data []byte) ([]Framework, error) {
	r := csv.NewReader(bytes.NewReader(data))
	r.Comment = '#'
	table, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read frameworks.csv: %w", err)
	}
	if len(table) == 0 || !slices.Equal(table[0], frameworkHeader) {
		return nil, fmt.Errorf("frameworks.csv: unexpected header")
	}
	list := slices.Clone(named)
	for _, l := range table[1:] {
		if l[3] == "" {
			return nil, fmt.Errorf("frameworks.csv: %s %s%s has no title", l[0], l[1], l[2])
		}
		i := slices.IndexFunc(list, func(f Framework) bool { return f.Key == l[0] })
		if i < 0 {
			return nil, fmt.Errorf("frameworks.csv: no framework %q", l[0])
		}
		f := &list[i]
		last := len(f.Families) - 1
		switch {
		case l[2] == "":
			f.Families = append(f.Families, Family{ID: l[1], Title: l[3]})
		case last < 0 || f.Families[last].ID != l[1]:
			return nil, fmt.Errorf("frameworks.csv: %s stands outside its family %s", l[2], l[1])
		default:
			f.Families[last].Requirements = append(f.Families[last].Requirements, Requirement{ID: l[2], Title: l[3]})
		}
	}
	return list, nil
}

// Frameworks are the lists that a matrix can be read against. Do not change them.
func Frameworks() []Framework { return frameworks() }

// FrameworkByKey finds a framework.
func FrameworkByKey(key string) (Framework, bool) {
	for _, f := range frameworks() {
		if f.Key == key {
			return f, true
		}
	}
	return Framework{}, false
}

// FrameworkOf finds the framework that a reference such as "NIST CSF GV.OC-01" is to,
// and the identifier in it. References to a law or standard without a list, such as
// "16 CFR 314.4(a)", have none.
func FrameworkOf(reference string) (f Framework, id string, ok bool) {
	for _, f := range frameworks() {
		if id, ok := f.Identifier(reference); ok {
			return f, id, true
		}
	}
	return Framework{}, "", false
}

// Credit says whose identifiers and titles the requirements have.
func (f Framework) Credit() string {
	s := "Source of the identifiers: " + f.Source + "."
	if f.Ours {
		s += " The titles are short descriptions of ours; the wording of the publication governs."
	}
	return s
}

// Grouped writes references a line per framework, "CIS 4.1, 4.2": what people read where
// a row names many.
func Grouped(references []string) []string {
	var out []string
	last := ""
	for _, ref := range references {
		f, id, ok := FrameworkOf(ref)
		if ok && f.Key == last {
			out[len(out)-1] += ", " + id
			continue
		}
		out, last = append(out, ref), f.Key
	}
	return out
}

// Size is the number of requirements.
func (f Framework) Size() int {
	n := 0
	for _, fam := range f.Families {
		n += len(fam.Requirements)
	}
	return n
}

// Identifier is what a reference names in this framework.
func (f Framework) Identifier(reference string) (string, bool) {
	id, ok := strings.CutPrefix(reference, f.Prefix+" ")
	return id, ok && id != ""
}

// Find finds what a person typed, which is a requirement or a parent of some:
// "164.308(a)(1)" stands for the standard and all its specifications. Letters may be
// of any case; the answer is as the framework writes it.
func (f Framework) Find(typed string) (string, bool) {
	for _, fam := range f.Families {
		for _, r := range fam.Requirements {
			if len(typed) <= len(r.ID) && strings.EqualFold(r.ID[:len(typed)], typed) && r.Under(r.ID[:len(typed)]) {
				return r.ID[:len(typed)], true
			}
		}
	}
	return "", false
}

// Under tells whether a reference to id is a reference to r: it is r itself, or what
// r is a part of. A reference to a part says nothing about the whole.
func (r Requirement) Under(id string) bool {
	rest, ok := strings.CutPrefix(r.ID, id)
	return ok && id != "" && (rest == "" || strings.ContainsRune("(.-", rune(rest[0])))
}
