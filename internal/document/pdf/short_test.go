package pdf

import (
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/party"
)

// A paper of one page holds more than a first page does, and its title is a title.
func TestOnePage(t *testing.T) {
	t.Parallel()
	d := document.ComposeSheet(documenttest.Version(), "in force", document.MSPSheet, 0)
	pages, err := Pages(d)
	if err != nil {
		t.Fatal(err)
	}
	if pages[document.SheetEnd] != 1 {
		t.Errorf("the sheet ends on page %d", pages[document.SheetEnd])
	}
	var roles []string
	written(t, d).tree().walk(func(e *readElem) { roles = append(roles, e.role) })
	if got := strings.Join(roles[:5], " "); got != "Document Sect H1 P Sect" {
		t.Errorf("it begins with %s", got)
	}
	d.Brand.Logo = testLogo(t)
	if pages, err = Pages(d); err != nil || pages[document.SheetEnd] != 1 {
		t.Errorf("with a logo it ends on page %d, %v", pages[document.SheetEnd], err)
	}
	roles = nil
	b, err := Write(d)
	if err != nil {
		t.Fatal(err)
	}
	sound(t, b)
	read(t, b).tree().walk(func(e *readElem) { roles = append(roles, e.role) })
	if got := strings.Join(roles[:6], " "); got != "Document Sect Figure H1 P Sect" {
		t.Errorf("with a logo it begins with %s", got)
	}
	d.Brand.Logo, d.OnePage = party.Logo{}, false
	if pages, err = Pages(d); err != nil || pages[document.SheetEnd] == 1 {
		t.Errorf("set as other papers are, it ends on page %d, %v", pages[document.SheetEnd], err)
	}
}
