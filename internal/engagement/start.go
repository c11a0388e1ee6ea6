package engagement

import (
	"maps"
	"slices"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
)

// StartTerms are what an engagement begins with: the defaults with the template's own
// values and the riders of its packs. Internal IT acknowledges only where the template or
// the author of the terms asks for it, since somebody must be named who does.
func StartTerms(lib catalog.Library, t catalog.Template) agreement.Terms {
	terms := agreement.Defaults()
	for _, p := range lib.Packs() {
		if slices.Contains(t.Packs, p.Key) {
			SwitchRider(terms, p.Rider, true)
		}
	}
	terms["client.it_lead_acknowledges"] = "false"
	maps.Copy(terms, t.Terms)
	return terms
}
