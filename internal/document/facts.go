package document

import (
	"strconv"
	"strings"
)

// Fact is a line below a document's title, by which one paper is told from another.
type Fact struct{ Label, Value string }

// Facts are the lines below the title, the same in every format.
func Facts(d Document) []Fact {
	var fs []Fact
	add := func(label, value string) {
		if value != "" {
			fs = append(fs, Fact{label, value})
		}
	}
	add("Reference", d.Reference)
	if d.Version > 0 {
		add("Version", strconv.Itoa(d.Version))
	}
	switch d.Status {
	case Draft:
		add("Status", DraftMark)
	case Frozen:
		add("Status", "Out for signature")
	case Signed:
		add("Status", "Signed")
	}
	if !d.Date.IsZero() {
		add("Date", d.Date.UTC().Format("January 2, 2006"))
	}
	add("Prepared by", d.Author)
	add("SHA-256", d.Digest)
	return fs
}

// BeforeMark stands on every page of a text that is out for signature, since the front
// page may be missing from a copy.
const BeforeMark = "Text before signing, not the signed record"

// Mark is what every page says of the standing of a text that is fixed but not signed;
// empty for one that needs none.
func Mark(d Document) string {
	if d.Status != Frozen || d.Elsewhere {
		return ""
	}
	return BeforeMark
}

// Identity is the line at the foot of every page: reference, version, digest.
func Identity(d Document) string {
	var parts []string
	if d.Reference != "" {
		parts = append(parts, d.Reference)
	}
	if d.Version > 0 {
		parts = append(parts, "Version "+strconv.Itoa(d.Version))
	}
	if len(d.Digest) >= 12 {
		parts = append(parts, "SHA-256 "+d.Digest[:12])
	}
	if code := CheckCode(d); code != "" {
		parts = append(parts, "Check "+code)
	}
	return strings.Join(parts, "  ·  ")
}

// CheckCode is what a reader types to check the paper: the end of the address for it.
func CheckCode(d Document) string { return d.Verify[strings.LastIndex(d.Verify, "/")+1:] }
