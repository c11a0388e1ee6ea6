package catalog

import (
	"slices"
	"strings"
	"testing"
)

// TestFrameworkSizes pins the counts that the publications themselves state.
func TestFrameworkSizes(t *testing.T) {
	t.Parallel()
	want := map[string]struct{ families, requirements int }{
		"cis": {18, 153}, "nist-csf": {22, 106}, "iso-27001": {4, 93}, "pci-dss": {12, 205}, "cmmc": {14, 110}, "hipaa": {5, 65},
	}
	if len(Frameworks()) != len(want) {
		t.Fatalf("%d frameworks", len(Frameworks()))
	}
	for _, f := range Frameworks() {
		if w := want[f.Key]; len(f.Families) != w.families || f.Size() != w.requirements {
			t.Errorf("%s: %d families with %d requirements, want %d with %d", f.Key, len(f.Families), f.Size(), w.families, w.requirements)
		}
		if free := f.Key == "nist-csf" || f.Key == "cmmc" || f.Key == "hipaa"; free == f.Ours {
			t.Errorf("%s: only works of the United States government may be printed with their own titles", f.Key)
		}
		seen := map[string]bool{}
		for _, fam := range f.Families {
			if fam.Title == "" {
				t.Errorf("%s %s has no title", f.Key, fam.ID)
			}
			for _, r := range fam.Requirements {
				if seen[r.ID] || r.ID == "" {
					t.Errorf("%s: %q appears twice or is blank", f.Key, r.ID)
				}
				seen[r.ID] = true
				if r.Title == "" || f.Ours && (len(r.Title) > 60 || strings.HasSuffix(r.Title, ".")) {
					t.Errorf("%s %s: title %q", f.Key, r.ID, r.Title)
				}
			}
		}
	}
}

// TestReferencesExist: whatever the library says a row helps with is in its framework.
func TestReferencesExist(t *testing.T) {
	t.Parallel()
	listed, others := 0, 0
	for _, fn := range everything() {
		for _, ref := range fn.Frameworks {
			f, id, ok := FrameworkOf(ref)
			found, known := f.Find(id)
			switch {
			case !ok:
				others++
				for _, f := range Frameworks() {
					if strings.HasPrefix(ref, f.Prefix) {
						t.Errorf("%s: %q names %s and no requirement", fn.Key, ref, f.Name)
					}
				}
			case !known || found != id:
				t.Errorf("%s: %s has no requirement %q", fn.Key, f.Name, id)
			default:
				listed++
			}
		}
	}
	if listed < 1100 || others < 30 {
		t.Errorf("%d references to listed frameworks and %d to others", listed, others)
	}
}

func TestUnder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		requirement, reference string
		want                   bool
	}{
		{"4.1", "4.1", true},
		{"4.11", "4.1", false}, // a number that merely begins alike
		{"4.1", "4.11", false},
		{"164.308(a)(1)(ii)(A)", "164.308(a)(1)", true}, // the standard stands for its parts
		{"164.308(a)(1)(ii)(A)", "164.308(a)(1)(ii)(A)", true},
		{"164.308(a)(1)(i)", "164.308(a)(1)(ii)(A)", false}, // a part says nothing about the whole
		{"164.310(d)(2)(i)", "164.310(d)", true},
		{"164.312(b)", "164.312(b)", true},
		{"12.10.1", "12.1", false},
		{"12.1.1", "12.1", true},
		{"GV.OC-01", "GV.OC", true},
		{"GV.OC-01", "", false},
	} {
		if got := (Requirement{ID: tt.requirement}).Under(tt.reference); got != tt.want {
			t.Errorf("%s under %s: %v", tt.requirement, tt.reference, got)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"nist-csf gv.oc-01": "GV.OC-01", "cmmc ac.l2-3.1.3": "AC.L2-3.1.3", "hipaa 164.308(A)(1)": "164.308(a)(1)", "cis 4.1": "4.1", "cis 4": "4",
		"cis 4.13": "", "cis 19": "", "cis 4.": "", "pci-dss 11.3.1.1": "", "iso-27001 A.5.38": "", "hipaa 164.308(a)(1": "",
	} {
		key, id, _ := strings.Cut(typed, " ")
		f, _ := FrameworkByKey(key)
		if got, ok := f.Find(id); got != want || ok != (want != "") {
			t.Errorf("%s: %q", typed, got)
		}
	}
}

func TestFrameworkOf(t *testing.T) {
	t.Parallel()
	f, id, ok := FrameworkOf("ISO 27001 A.5.1")
	if !ok || f.Key != "iso-27001" || id != "A.5.1" {
		t.Errorf("%s %q %v", f.Key, id, ok)
	}
	for _, ref := range []string{"16 CFR 314.4(a)", "CIS", "CISA 1.E", ""} {
		if f, id, ok := FrameworkOf(ref); ok {
			t.Errorf("%q is %s %q", ref, f.Key, id)
		}
	}
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	got := Grouped([]string{"CIS 4.1", "CIS 4.2", "HIPAA 164.312(b)", "16 CFR 314.4(a)", "16 CFR 314.4(b)", "CIS 5.1"})
	if want := []string{"CIS 4.1, 4.2", "HIPAA 164.312(b)", "16 CFR 314.4(a)", "16 CFR 314.4(b)", "CIS 5.1"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}

func TestLoadFrameworksRefuses(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"header":         "framework,family,id\n",
		"unknown":        "framework,family,id,title\nsoc-2,CC1,,x\n",
		"outside family": "framework,family,id,title\ncis,Control 1,,x\ncis,Control 2,2.1,x\n",
		"no title":       "framework,family,id,title\ncis,Control 1,,x\ncis,Control 1,1.1,\n",
		"short line":     "framework,family,id,title\ncis,Control 1\n",
	} {
		if _, err := loadFrameworks([]byte(text)); err == nil {
			t.Errorf("%s: loaded", name)
		}
	}
}
