package pdf

import (
	"errors"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/fault"
	"demarc/internal/party"
)

func TestWriteHostile(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("Nguyễn", 1<<20/8)
	longish := long[:1<<16]
	sentence := strings.Repeat("Internal IT approves the window and tells the users. ", 2000)
	paragraph := func(s string) document.Block {
		return document.Paragraph{Number: "1.1", Level: 1, Runs: document.Text(s)}
	}
	cell := func(s string) document.Block {
		return document.Table{Columns: []document.Column{{Header: "Function", Width: 1}, {Header: "Note", Width: 2}}, Rows: []document.Row{
			{Cells: []document.Cell{{Header: true, Blocks: text1("Before")}, {Blocks: text1("short")}}},
			{Cells: []document.Cell{{Header: true, Blocks: text1("Tall")}, {Blocks: text1(s)}}},
			{Cells: []document.Cell{{Header: true, Blocks: text1("After")}, {Blocks: text1("short")}}},
		}}
	}
	for name, blocks := range map[string][]document.Block{
		"nothing":            nil,
		"empty paragraph":    {document.Paragraph{}},
		"empty table":        {document.Table{}, document.Table{Columns: []document.Column{{}}, Rows: []document.Row{{}, {Group: true}, {Cells: make([]document.Cell, 9)}}}},
		"empty signatures":   {document.Signatures{}, document.Signatures{Blocks: []document.Signature{{}}}},
		"odd levels":         {document.Paragraph{Number: "(i)", Level: 9, Runs: document.Text("deep")}, document.Paragraph{Level: -3, Runs: document.Text("flat")}, document.Heading{Level: 3, Text: "skips"}},
		"newlines":           {paragraph("one\n\n\ntwo\n"), paragraph("\n"), paragraph(" \t ")},
		"wide number":        {document.Paragraph{Number: strings.Repeat("1.", 200), Level: 2, Runs: document.Text("text")}},
		"one endless word":   {paragraph(long)},
		"endless text":       {paragraph(sentence)},
		"row over a page":    {cell(sentence)},
		"endless word there": {cell(longish)},
		"many columns":       {document.Table{Columns: make([]document.Column, 60), Rows: []document.Row{{Cells: []document.Cell{{Mark: "A/R"}, {Mark: "A/R/C/I"}, {Mark: "hello"}}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := Write(document.Document{Title: "T", Sections: []document.Section{{ID: "s", Number: "1", Title: "S", Blocks: blocks}}})
			if err != nil {
				t.Fatal(err)
			}
			sound(t, b)
		})
	}
	t.Run("endless signature", func(t *testing.T) {
		t.Parallel()
		_, err := Write(document.Document{Sections: []document.Section{{Blocks: []document.Block{
			document.Signatures{Blocks: []document.Signature{{Party: "P", Typed: long, Name: long}}},
		}}}})
		if f, ok := errors.AsType[*fault.Error](err); !ok || f.Kind != fault.Invalid {
			t.Errorf("got %v, want a fault", err)
		}
	})
	t.Run("endless names", func(t *testing.T) {
		t.Parallel()
		d := document.Document{Title: longish, Subtitle: longish, Reference: longish, Author: longish, Digest: longish, Status: document.Draft}
		for range 5 {
			d.Sections = append(d.Sections, document.Section{Title: long[:9000], Number: long[:600]})
		}
		b, err := Write(branded(d, party.Brand{Footer: longish}))
		if err != nil {
			t.Fatal(err)
		}
		sound(t, b)
	})
}
