package docx

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/document/pdf"
)

// everyWord is what Word shows of the text, numbers and list of contents with it, in
// one string. The line that only a Word file has below its title is given apart.
func everyWord(p map[string]*node) (words, notice string) {
	w := newWord(p)
	var out []string
	paragraphs(p["word/document.xml"], func(n *node) {
		line := w.number(n) + " " + text(n)
		if n.val("pPr", "pStyle") == "Notice" {
			notice = strings.TrimSpace(line)
			return
		}
		out = append(out, strings.Fields(line)...)
	})
	return strings.Join(out, " "), notice
}

// joined is s without spaces: where a line ends is each program's own affair.
func joined(s string) string { return strings.Join(strings.Fields(s), "") }

// printed is the text of a PDF in the order it is drawn, without what belongs to pages:
// running heads, feet and the heads of tables that go on. Such a head is left out only
// where want, which is what the text should be, has something else at that place.
func printed(t *testing.T, d document.Document, want string) string {
	t.Helper()
	pdftotext := program(t, "pdftotext")
	data, err := pdf.Write(d)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "agreement.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), pdftotext, "-raw", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var heads []string
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if table, ok := b.(document.Table); ok {
				head := ""
				for _, c := range table.Columns {
					head += joined(c.Header)
				}
				heads = append(heads, head)
			}
		}
	}
	all := ""
	for page := range strings.SplitSeq(strings.TrimSuffix(string(out), "\f"), "\f") {
		text := ""
		for line := range strings.Lines(page) {
			if !pageFurniture(d, strings.TrimSpace(line)) {
				text += joined(line)
			}
		}
		if d.Status == document.Draft { // drawn large across the page, before all else
			text = strings.TrimPrefix(text, joined(document.DraftMark))
		}
		for _, head := range heads {
			if rest, ok := strings.CutPrefix(text, head); ok && !follows(want, all, text) {
				text = rest
				if group, after, ok := strings.Cut(text, "(continued)"); ok && len(group) < 100 && strings.Contains(want, group) {
					text = after
				}
				break
			}
		}
		all += text
	}
	return all
}

// follows tells whether text is what comes next in want.
func follows(want, before, text string) bool {
	before = strings.ReplaceAll(before, "A/R", "AR") // as want has it
	return len(before) <= len(want) && strings.HasPrefix(want[len(before):], text[:min(len(text), 60)])
}

// pageFurniture tells whether a line stands on a page for the page's sake.
func pageFurniture(d document.Document, line string) bool {
	foot := document.Identity(d) + " Page "
	line = strings.Join(strings.Fields(line), " ")
	return line == d.Title+" "+d.Reference || strings.HasPrefix(line, strings.Join(strings.Fields(foot), " ")) ||
		line != "" && line == d.Brand.Footer || line == document.DraftMark || line == document.BeforeMark
}

// TestSameText holds that the Word file says what the PDF says, word for word: every
// mode, with the functions of two packs, before and after signing.
func TestSameText(t *testing.T) {
	t.Parallel()
	papers := map[string]document.Document{"signed": documenttest.Signed(), "draft": document.Compose(documenttest.Draft(), true), "two signers": document.Compose(documenttest.TwoSigners(), false)}
	for _, mode := range documenttest.Modes {
		papers[mode] = document.Compose(documenttest.Packed(mode), false)
	}
	for name, d := range papers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			pages, err := pdf.Pages(d)
			if err != nil {
				t.Fatal(err)
			}
			got, notice := everyWord(parts(t, write(t, d, Options{Pages: pages})))
			// The PDF draws "A/R" as two letters in two shapes.
			want := strings.ReplaceAll(joined(got), "A/R", "AR")
			if diff := documenttest.Differ(want, strings.ReplaceAll(printed(t, d, want), "A/R", "AR")); diff != "" {
				t.Errorf("Word and PDF: %s", diff)
			}
			if draft := d.Status == document.Draft; draft != strings.Contains(notice, document.DraftNotice) {
				t.Errorf("below the title stands %q", notice)
			}
			if len(want) < 40_000 {
				t.Errorf("only %d bytes were compared", len(want))
			}
		})
	}
}
