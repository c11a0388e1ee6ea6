package engagement

import (
	"maps"
	"slices"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
)

// StartTerms are what an engagement begins with: the defaults with the template's own
// values and the riders of its packs, but for those that this version of the product
// keeps to, so that no agreement promises what is not done: without a separate
// acknowledgment by the IT lead.
func StartTerms(lib catalog.Library, t catalog.Template) agreement.Terms {
	terms := agreement.Defaults()
	for _, p := range lib.Packs() {
		if slices.Contains(t.Packs, p.Key) {
			SwitchRider(terms, p.Rider, true)
		}
	}
	maps.Copy(terms, t.Terms)
	terms["client.it_lead_acknowledges"] = "false"
	return terms
}
