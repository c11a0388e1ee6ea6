// Package frame says what stands around a page: the main navigation of a person
// and the head of an engagement. Every screen of an engagement uses it, so that
// tabs and addresses are the same everywhere.
package frame

import (
	"strconv"
	"time"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/web/ui"
)

// Href is the address of an engagement; the pages of its tabs stand below it.
func Href(id engagement.ID) string { return "/e/" + string(id) }

// Work is the head of an engagement as who sees it. tab is one of overview,
// parties, terms, areas, matrix, agreement, sign and force, or empty on a page
// beside the tabs.
func Work(e engagement.Engagement, tab string, who access.Actor) ui.Work {
	w := ui.Work{
		Name:      e.Title,
		Client:    e.ClientName,
		Href:      Href(e.ID),
		ClientURL: "/clients/" + string(e.Client),
		State:     string(e.State),
		Tab:       tab,
		Live:      Href(e.ID) + "/live?after=" + strconv.FormatInt(e.Seq, 10),
	}
	if who.Side == party.MSP {
		w.Clients = "/clients"
	}
	if w.Name == "" {
		w.Name = e.Number
	}
	if e.InForce > 0 {
		w.Reference = w.Href + "/v/" + strconv.Itoa(e.InForce)
	}
	if !who.Can(access.ReadEngagement) {
		w.Live = ""
	}
	return w
}

// Nav is the main navigation of who: only places they may go to.
func Nav(who access.Actor) []ui.NavItem {
	if who.Kind != access.Person {
		return nil
	}
	items := []ui.NavItem{{Label: "Home", Href: "/", Icon: "home"}}
	if who.Side == party.MSP {
		items = append(items, ui.NavItem{Label: "Clients", Href: "/clients", Icon: "clients"})
	}
	if who.Can(access.LookUp) {
		items = append(items, ui.NavItem{Label: "Find", Href: "/find", Icon: "find"})
	}
	if who.Can(access.ReadLibrary) {
		items = append(items, ui.NavItem{Label: "Library", Href: "/library", Icon: "library"})
	}
	if who.Can(access.ReadReports) {
		items = append(items, ui.NavItem{Label: "Reports", Href: "/reports", Icon: "reports"})
	}
	if who.Can(access.ManageMembers) || who.Can(access.InviteColleague) {
		items = append(items, ui.NavItem{Label: "Members", Href: "/settings/members", Icon: "people"})
	}
	if who.Can(access.SetBrand) {
		items = append(items, ui.NavItem{Label: "Branding", Href: "/settings/branding", Icon: "settings"})
	}
	if who.Can(access.WatchSealing) {
		items = append(items, ui.NavItem{Label: "Sealing", Href: "/settings/sealing", Icon: "seal"})
	}
	return items
}

// LastDay is the day, such as 2027-03-31, with which an agreement ends by notice, as
// people write it.
func LastDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.Format("2 January 2006")
}
