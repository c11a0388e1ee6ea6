package document_test

import (
	"strings"
	"testing"

	"demarc/internal/document"
	"demarc/internal/document/documenttest"
	"demarc/internal/engagement"
)

func cells(r document.Row) string {
	var out []string
	for _, c := range r.Cells {
		var lines []string
		for _, p := range c.Blocks {
			lines = append(lines, document.Plain(p.Runs))
		}
		out = append(out, strings.Join(lines, " / "))
	}
	return strings.Join(out, " | ")
}

// Exhibit E shows what each team holds, whose tools run where, and what may not be
// isolated, as they were frozen.
func TestComposeRegister(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	d := document.Compose(v, false)
	access := tableByID(t, d, "exhibit-e-access")
	var headers []string
	for _, c := range access.Columns {
		headers = append(headers, c.Header)
	}
	if got, want := strings.Join(headers, " | "), "Access | Northgate | Alder Foods IT | Management | ERP vendor | Reviewed"; got != want {
		t.Errorf("columns %q, want %q", got, want)
	}
	for i, want := range map[int]string{
		0: "Tickets and process",
		1: "Ticket system / Without it nothing that either team did can be shown. | Full | Limited / Priya Shah, Μαρία Κώνστα / With MFA | Not recorded | Emergency only / Without MFA | 20 November 2026",
		2: "Change records | Full | Full | Not recorded | Not recorded | Not yet",
	} {
		if got := cells(access.Rows[i]); got != want {
			t.Errorf("row %d is %q, want %q", i, got, want)
		}
	}
	tools := tableByID(t, d, "exhibit-e-tool-list")
	for i, want := range []string{
		"Management agents / Żółw Agent & Co. / On every Covered Device. | Northgate | Read | Removed from every device within 10 days",
		"Backup platform | Alder Foods / License: Alder Holding <Europe> | Full | Stays as it is",
	} {
		if got := cells(tools.Rows[i]); got != want {
			t.Errorf("tool %d is %q, want %q", i, got, want)
		}
	}
	if got, want := cells(tableByID(t, d, "exhibit-e-do-not-isolate").Rows[0]), "Packing line 2 | A stop spoils the batch. | Plant manager, +1 301 555 0150"; got != want {
		t.Errorf("protected %q, want %q", got, want)
	}
	if text := documenttest.Words(d); !strings.Contains(text, "36 lines are not reviewed by a person yet.") {
		t.Error("the exhibit does not say what is only assumed")
	}
}

// A version from before there was a register prints as it did.
func TestComposeWithoutRegister(t *testing.T) {
	t.Parallel()
	v := documenttest.Version()
	v.Content.Register = engagement.Register{}
	b, err := v.Content.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(b), `"register"`) {
		t.Error("an empty register is part of the bytes, so that old digests would differ")
	}
	if text := documenttest.Words(document.Compose(v, false)); strings.Contains(text, "Who holds which kind of access") {
		t.Error("an empty register prints a table")
	}
}
