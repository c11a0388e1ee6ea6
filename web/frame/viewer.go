package frame

import (
	"demarc/internal/access"
	"demarc/web/ui"
)

// Viewer is what every page shows of who looks at it.
func Viewer(who access.Actor) ui.Viewer {
	if who.Kind != access.Person {
		return ui.Viewer{}
	}
	place := who.MSPName
	if who.ClientName != "" {
		place = who.ClientName
	}
	return ui.Viewer{
		Name:       who.Name,
		Membership: place + " · " + who.Role.Words(),
		CanSwitch:  true,
		Nav:        Nav(who),
	}
}
