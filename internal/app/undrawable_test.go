package app

import (
	"fmt"
	"strings"
	"testing"

	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
)

// places are one field of each kind, and what a finding says of it.
var places = []struct {
	page, field, says string
	put               func(c *engagement.Content, s string)
}{
	{"parties", "client.legal_name", "The client: the legal name", func(c *engagement.Content, s string) { c.Client.LegalName = s }},
	{"parties", "msp.address", "The MSP: the address", func(c *engagement.Content, s string) { c.MSP.Address = s }},
	{"parties", "signers", "the title", func(c *engagement.Content, s string) { c.Signatories[0].Title = s }},
	{"parties", "contacts", "the deputy", func(c *engagement.Content, s string) { c.Contacts[0].Deputy = s }},
	{"parties", "stakeholders", "the holder", func(c *engagement.Content, s string) { c.Stakeholders[0].Holder = s }},
	{"terms", "scope.exclusions_custom", "The term “", func(c *engagement.Content, s string) { c.Terms["scope.exclusions_custom"] = s }},
	{"matrix", "", "the split note", func(c *engagement.Content, s string) { c.Areas[0].Rows[0].Split = s }},
	{"matrix", "", "the description", func(c *engagement.Content, s string) { c.Areas[0].Rows[1].Description = s }},
	{"library", "", "Section 1, “", func(c *engagement.Content, s string) { c.Agreement.Sections[0].Paragraphs[0].Text[0].Text += s }},
}

// Whatever script a text is in, it can be printed, or its first letter that
// cannot is named with the field and the page where it is mended, in every field.
func TestScripts(t *testing.T) {
	t.Parallel()
	for _, s := range []struct {
		script, text string
		names        string // the character that cannot be printed
	}{
		{"English", "Alder Foods, Inc. — “50 %” ½ € £", ""},
		{"French", "Société Générale à Besançon", ""},
		{"French, decomposed", "Socie\u0301te\u0301 a\u0300 Besanc\u0327on", ""},
		{"Polish", "Zażółć gęślą jaźń", ""},
		{"Polish, decomposed", "Zaz\u0307o\u0301\u0142c\u0301 ge\u0328s\u0301la\u0328", ""},
		{"Vietnamese", "Đặng Thị Hồng", ""},
		{"Vietnamese, decomposed", "\u0110a\u0323\u0306ng Thi\u0323 Ho\u0302\u0300ng", ""},
		{"Turkish", "İstanbul Iğdır Şişli", ""},
		{"Greek", "Ελένη Παπαδοπούλου", ""},
		{"Ukrainian", "Олена Шевченко, Їжак", ""},
		{"Arabic", "شركة الغذاء", "ش"},
		{"Hebrew", "מזון", "מ"},
		{"Chinese", "食品公司", "食"},
		{"Japanese", "ひらがな", "ひ"},
		{"Korean", "한국", "한"},
		{"Thai", "อาหาร", "อ"},
		{"Devanagari", "भोजन", "भ"},
		{"emoji", "Foods 🙂", "🙂"},
		{"turned round", "abc\u202edef", "\u202e"},
		{"a mark on a letter it has no place on", "q\u0489", "\u0489"},
	} {
		for _, p := range places {
			t.Run(s.script+"/"+p.says, func(t *testing.T) {
				t.Parallel()
				v := documenttest.Version()
				if err := thawed(&v); err != nil {
					t.Fatal(err)
				}
				p.put(&v.Content, s.text)
				found := undrawable(v.Content)
				if s.names == "" {
					if len(found) > 0 {
						t.Errorf("%s", found[0].Message)
					}
					return
				}
				if len(found) != 1 {
					t.Fatalf("%d findings, want one: %v", len(found), found)
				}
				f := found[0]
				r := []rune(s.names)[0]
				if f.Page != p.page || f.Field != p.field || !strings.Contains(f.Message, p.says) || !strings.Contains(f.Message, fmt.Sprintf("“%c” (U+%04X)", r, r)) {
					t.Errorf("%s, field %q: %s", f.Page, f.Field, f.Message)
				}
				if p.page == "matrix" && f.Function == "" {
					t.Error("no function is named")
				}
			})
		}
	}
}

// thawed gives v a content of its own, which nothing else reads.
func thawed(v *engagement.Version) error {
	b, err := v.Content.Canonical()
	if err != nil {
		return err
	}
	own, err := engagement.Thaw(v.Number, b, engagement.Sum(b), v.FrozenAt)
	*v = own
	return err
}
