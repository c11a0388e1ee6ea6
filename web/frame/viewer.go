package frame

import (
	"slices"

	"demarc/internal/access"
	"demarc/web/ui"
)

// bar is how many places a phone has room for below the page; the account menu holds
// the rest.
const bar = 4

// Viewer is what every page shows of who looks at it.
func Viewer(who access.Actor) ui.Viewer {
	if who.Kind != access.Person {
		return ui.Viewer{}
	}
	place := who.MSPName
	if who.ClientName != "" {
		place = who.ClientName
	}
	nav := Nav(who)
	return ui.Viewer{
		Name:       who.Name,
		Membership: place + " · " + who.Role.Words(),
		CanSwitch:  true,
		Nav:        nav,
		More:       append(slices.Clone(nav[min(bar, len(nav)):]), ui.NavItem{Label: "Letters you get", Href: "/me/notifications"}),
	}
}
