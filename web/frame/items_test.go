package frame

import (
	"testing"

	"demarc/internal/raci"
)

// TestFold: a field that several rules miss counts once, and an empty field is known
// by the name that its finding says.
func TestFold(t *testing.T) {
	t.Parallel()
	block := func(field, message string) raci.Finding {
		return raci.Finding{Rule: "R01", Severity: raci.Block, Page: "terms", Field: field, Message: message}
	}
	items := Fold([]raci.Finding{
		block("scope.users", "Fill in “Covered users”. The text needs it."),
		block("scope.users", "Fill in “Covered users”."),
		block("scope.users", "“Monthly total” cannot be computed yet."),
		block("hours.start", "Business hours start after they end."),
		{Rule: "R09", Severity: raci.Warn, Page: "terms", Field: "hours.start", Message: "Nobody is on duty at night."},
	})
	if len(items) != 3 || len(items[0].Also) != 1 {
		t.Fatalf("%+v", items)
	}
	for i, want := range []string{"Covered users", "", ""} {
		if name, blank := items[i].Blank(); blank != (want != "") || blank && name != want {
			t.Errorf("%q is blank: %v, %q", items[i].Message, blank, name)
		}
	}
}
