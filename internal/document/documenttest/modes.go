package documenttest

import (
	"slices"
	"strings"

	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

// Modes are the ways an agreement can stand beside another one.
var Modes = []string{"standalone", "addendum_to_msa", "order_under_msa"}

// Packed is Version in one of Modes, with the functions of the first two industry
// packs and the riders that these need.
func Packed(mode string) engagement.Version {
	terms, m := Terms(), Matrix()
	terms["agreement.mode"] = mode
	var riders []string
	for _, p := range catalog.Packs()[:2] {
		if p.Rider != "" {
			riders = append(riders, p.Rider)
		}
		m.Areas = append(m.Areas, raci.Area{Key: p.Area(), Name: p.Name, Mode: raci.Shared, Position: len(m.Areas)})
		for i, f := range p.Functions {
			m.Functions = slices.DeleteFunc(m.Functions, func(x raci.Function) bool { return x.Key == f.Key })
			m.Functions = append(m.Functions, function(m.Stakeholders, f, raci.Shared, 200+i))
		}
	}
	terms["riders.enabled"] = strings.Join(riders, "|")
	content, _ := engagement.Draw(engagement.Draft{Engagement: Engagement(), Parties: Parties(), Terms: terms, Matrix: m})
	v, err := engagement.Freeze(content, 3, Frozen)
	if err != nil {
		panic("documenttest: " + err.Error())
	}
	return v
}
