package ui

import "github.com/a-h/templ"

// Sample is a page of the kit with sample data, to be looked at, screenshot and
// checked for accessibility.
type Sample struct {
	Name string
	Page templ.Component
}

// Gallery shows every component in every state.
func Gallery() []Sample {
	return []Sample{
		{"hub", galleryHub(galleryPage("Overview"))},
		{"kit", galleryKit(galleryPage("Clients"))},
		{"form", galleryForm(galleryFailed("Parties"))},
		{"plain", galleryPlain(Page{Title: "Sign in", Path: "/signin"})},
		{"signer", gallerySigner(Page{Title: "Review and sign", Brand: "Northgate IT", Path: "/s/x"})},
	}
}

func galleryPage(title string) Page {
	return Page{
		Title:   title,
		Context: []string{"Alder Foods"},
		Path:    "/clients/alder",
		Notices: []Notice{{Kind: "ok", Text: "Accountable moved from Northgate to Alder Foods.", Href: "#undo", Link: "Undo"}},
		Viewer: Viewer{
			Name: "Tom Reyes", Membership: "Northgate IT · Lead", CanSwitch: true, NeedsYou: 3,
			Nav: []NavItem{
				{"Home", "/", "home"},
				{"Clients", "/clients", "clients"},
				{"Find", "/find", "find"},
				{"Scope log", "/scope", "scope"},
				{"Library", "/library", "library"},
				{"Reports", "/reports", "reports"},
				{"Settings", "/settings", "settings"},
			},
			More: []NavItem{{Label: "Members and roles", Href: "/settings/members"}},
		},
	}
}

func galleryFailed(title string) Page {
	p := galleryPage(title)
	p.Failed = true
	p.Notices = nil
	return p
}

var galleryWork = Work{
	Name: "Co-managed IT 2026", Client: "Alder Foods", Href: "/e/1", ClientURL: "/clients/alder", Clients: "/clients",
	State: "review", Tab: "overview", Reference: "/r/alder",
}

func (w Work) at(tab string) Work {
	w.Tab = tab
	return w
}

var galleryTasks = []TaskGroup{
	{"Set up", []Task{
		{"Parties", "/e/1/parties", "", "Done", "done"},
		{"Terms", "/e/1/terms", "", "Done", "done"},
		{"Areas", "/e/1/areas", "3 of 24 areas still have no lead", "In progress", "doing"},
	}},
	{"Agree", []Task{
		{"Matrix", "/e/1/matrix", "41 of 48 agreed. Waiting since 12 Nov.", "With Alder Foods", "wait"},
		{"Agreement", "/e/1/agreement", "2 comments to answer", "In progress", "doing"},
		{"Escalation path", "/e/1/escalation", "", "Not started", "todo"},
	}},
	{"Commit", []Task{
		{"Review", "/e/1/review", "1 row has nobody accountable: Quarterly restore test", "There is a problem", "bad"},
		{"Sign", "", "Opens when the review has nothing left to fix", "Cannot start yet", "blocked"},
	}},
}

// galleryStates are all states that have a tag.
var galleryStates = []string{"draft", "review", "signing", "in_force", "changing", "superseded", "ended", "agreed", "parked", "disputed", "proposed", "declined"}
