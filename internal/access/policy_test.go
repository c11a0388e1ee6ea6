package access_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	. "demarc/internal/access"
	"demarc/internal/fault"
	"demarc/internal/party"
)

var update = flag.Bool("update", false, "rewrite the golden table, for a person to read")

// The table of rights is read by a person: a change of it shows as a change of the file.
func TestTable(t *testing.T) {
	t.Parallel()
	roles := append(RolesOf(party.MSP), RolesOf(party.Client)...)
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s", "")
	for _, r := range roles {
		fmt.Fprintf(&b, " %-11s", r)
	}
	b.WriteString(" signer by link\n")
	for _, do := range Actions {
		fmt.Fprintf(&b, "%-20s", do)
		for _, r := range roles {
			side := party.MSP
			for _, c := range RolesOf(party.Client) {
				if c == r {
					side = party.Client
				}
			}
			fmt.Fprintf(&b, " %-11s", mark(Actor{Kind: Person, Side: side, Role: r}.Can(do)))
		}
		fmt.Fprintf(&b, " %s\n", mark(Actor{Kind: Signer}.Can(do)))
	}
	const golden = "testdata/rights.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("the table of rights changed; read it, then run with -update:\n%s", b.String())
	}
}

func mark(can bool) string {
	if can {
		return "yes"
	}
	return "."
}

func TestRequire(t *testing.T) {
	t.Parallel()
	if err := (Actor{}).Require(ReadEngagement); !fault.Is(err, fault.SignIn) {
		t.Errorf("nobody: %v", err)
	}
	err := Actor{Kind: Person, Side: party.Client, Role: Reader}.Require(AgreeRows)
	if f, ok := fault.Of(err); !ok || f.Kind != fault.Forbidden || !strings.Contains(f.Message, "internal IT lead") {
		t.Errorf("a reader is told whom to ask: %v", err)
	}
	if err := (Actor{Kind: Person, Role: "god"}).Require(ReadEngagement); err == nil {
		t.Error("an unknown role may read")
	}
	if err := (Actor{Kind: Signer}).Require(EditMatrix); err == nil {
		t.Error("a signer may edit")
	}
}
