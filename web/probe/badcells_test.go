package probe_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"demarc/internal/raci"
)

// TestBadCells sends the matrix what is no letter, too much of it, what is out for
// signature, and what comes from a session that ended: each is refused with a sentence,
// and nothing changes.
func TestBadCells(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	lead, column := p.people["lead"], string(p.column(raci.InternalIT).ID)
	f, home := p.restored(), "/e/"+string(p.draft.ID)+"/matrix"
	out, err := p.Matrices.Open(t.Context(), lead.Actor, p.out.ID)
	must(t, err)
	signing, locked := out.Matrix.Functions[0], "/e/"+string(p.out.ID)+"/matrix"
	one := func(f raci.Function, column, letter string) url.Values {
		return values("stakeholder", column, "role", letter, "rev", fmt.Sprint(f.Rev))
	}
	many := func(f raci.Function, cell string, n int) url.Values {
		v := values("row", fmt.Sprintf("%s@%d", f.ID, f.Rev))
		v["cell"] = slices.Repeat([]string{cell}, n)
		return v
	}
	card, lockedCard := home+"/functions/"+string(f.ID), locked+"/functions/"+string(signing.ID)
	lockedColumn := string(out.Matrix.Stakeholders[1].ID)
	before := p.digest()
	for _, tt := range []struct {
		what, path string
		form       url.Values
		want       int
		says       string
	}{
		{"no letter", card + "/assignments", one(f, column, "Z"), 422, "R, A, C, I"},
		{"two letters too many", card + "/assignments", one(f, column, "RACI"), 422, "R, A, C, I"},
		{"a cell of a megabyte", card + "/assignments", one(f, column, strings.Repeat("R", 1<<20)), 413, "larger than this page accepts"},
		{"a letter in a row", card + "/row", values("cell-"+column, "x", "rev", fmt.Sprint(f.Rev)), 422, "Choose one of the "},
		{"a letter among many", home + "/cells", many(f, string(f.ID)+" "+column+" x", 1), 422, "R, A, C, I"},
		{"10,000 cells", home + "/cells", many(f, string(f.ID)+" "+column+" x", 10_000), 422, "more than one form takes"},
		{"one of a megabyte among many", home + "/cells", many(f, string(f.ID)+" "+column+" "+strings.Repeat("R", 1<<20), 1), 413, "larger than this page accepts"},
		{"a locked cell", lockedCard + "/assignments", one(signing, lockedColumn, "C"), 423, "out for signature"},
		{"a locked row", lockedCard + "/row", values("cell-"+lockedColumn, "C", "rev", fmt.Sprint(signing.Rev)), 423, "out for signature"},
		{"locked cells", locked + "/cells", many(signing, string(signing.ID)+" "+lockedColumn+" C", 1), 423, "out for signature"},
		{"undo of what is locked", locked + "/undo", nil, 423, "out for signature"},
	} {
		for _, header := range [][]string{nil, {"HX-Request", "true", "HX-Request-Type", "partial"}} {
			a := p.ask(lead, http.MethodPost, tt.path, tt.form, header...)
			if a.status != tt.want {
				t.Errorf("%s: %s, want %d\n%s", tt.what, a, tt.want, probeText(a.body))
			}
			if !strings.Contains(a.body, tt.says) {
				t.Errorf("%s: %s without %q\n%s", tt.what, a, tt.says, probeText(a.body))
			}
			if header == nil {
				p.judge(t, tt.what, nil, a)
			}
		}
	}
	if p.digest() != before {
		t.Error("something changed")
	}

	// The place ends between two keys.
	contributor := p.people["contributor"]
	must(t, p.Accounts.EndMembership(t.Context(), p.people["it_lead"].Actor, p.client.ID, contributor.Membership))
	before = p.digest()
	if a := p.ask(contributor, http.MethodPost, card+"/assignments", one(f, column, "C")); a.status != http.StatusSeeOther || !strings.HasPrefix(a.to, "/signin") {
		t.Errorf("with a revoked session: %s", a)
	}
	a := p.ask(contributor, http.MethodPost, card+"/assignments", one(f, column, "C"), "HX-Request", "true", "HX-Request-Type", "partial")
	if a.status == http.StatusOK || p.digest() != before {
		t.Errorf("with a revoked session, from the grid: %s", a)
	}
}

// TestReadingChangesNothing follows every address there is by GET, as people of both
// sides: nothing is stored by it. Only that somebody took the sealed file is recorded,
// and that a signer's or a sign-in link was opened; these are not among them.
func TestReadingChangesNothing(t *testing.T) {
	t.Parallel()
	p := newProbe(t, "http://demarc.test", nil)
	p.converse(t)
	for _, name := range []string{"owner", "it_lead"} {
		rows := probeRows(t)
		for _, key := range slices.Sorted(keysOf(rows)) {
			row := rows[key]
			if row.method != http.MethodGet || row.want[name] != "200" || strings.Contains(row.pattern, "{token}") || strings.HasSuffix(row.pattern, "/v/{n}/agreement.pdf") || strings.HasSuffix(row.pattern, "/bundle.zip") {
				continue
			}
			path, _ := p.request(row, name)
			before := p.digest()
			p.ask(p.people[name], http.MethodGet, path, nil)
			if p.digest() != before {
				t.Errorf("%s changes something by reading %s", name, path)
			}
		}
	}
}
