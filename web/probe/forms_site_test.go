package probe_test

import (
	"net/url"
	"strings"

	"demarc/internal/access"
	"demarc/internal/catalog"
	"demarc/internal/party"
	"demarc/internal/store"
)

// siteForms come in, and look after people, the brand, clients and the library.
var siteForms = map[string]makeForm{
	"/me/notifications": func(*probe, string, map[string]string) url.Values {
		return values("mention", "now", "review", "now", "dispute", "daily", "comment", "daily", "change", "daily")
	},
	"/mute/{token}": func(*probe, string, map[string]string) url.Values { return nil },
	"/v":            func(*probe, string, map[string]string) url.Values { return nil }, // without a file
	"/v/{code}":     func(*probe, string, map[string]string) url.Values { return nil },
	"/signup": func(*probe, string, map[string]string) url.Values {
		return values("msp", "New MSP", "name", "New Owner", "email", fresh("new"), "password", probePassword)
	},
	"/signin": func(p *probe, name string, _ map[string]string) url.Values {
		account := "owner"
		if len(name)%2 == 0 { // ten tries are allowed for one
			account = "stranger"
		}
		return values("email", p.email(account), "password", probePassword)
	},
	"/signin/code": func(*probe, string, map[string]string) url.Values { return values("email", fresh("nobody")) },
	"/signin/code/check": func(*probe, string, map[string]string) url.Values {
		return values("id", store.NewID(), "code", "123456")
	},
	"/places": func(p *probe, name string, _ map[string]string) url.Values {
		if who := p.people[name]; who != nil {
			return values("membership", who.Membership)
		}
		return nil
	},
	"/join/{token}": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["token"] = p.invitation(fresh("join"))
		return values("name", "New Colleague", "password", probePassword)
	},
	"/in/{token}": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["token"] = strings.TrimPrefix(p.people["viewer"].sample, "/in/")
		return nil
	},
	"/settings/members/invite": func(p *probe, name string, _ map[string]string) url.Values {
		role := access.Viewer
		if who := p.people[name]; who != nil && who.Side == party.Client {
			role = access.Reader
		}
		return values("email", fresh("invited"), "role", string(role))
	},
	"/settings/members/{membership}/end": func(p *probe, name string, fill map[string]string) url.Values {
		if who := p.people[name]; who != nil && who.Client == p.client.ID {
			fill["membership"] = p.join(fresh("leaver"), p.client, access.Reader).Membership
		} else {
			fill["membership"] = p.join(fresh("leaver"), party.Customer{}, access.Viewer).Membership
		}
		return nil
	},
	"/settings/branding": func(p *probe, name string, _ map[string]string) url.Values {
		return values("accent", "#0b6e4f", "footer", "Line of "+name, "paper", "a4", "rev", p.brandRev(name))
	},
	"/settings/branding/logo": func(p *probe, name string, _ map[string]string) url.Values {
		return values("rev", p.brandRev(name))
	},
	"/settings/branding/logo/remove": func(p *probe, name string, _ map[string]string) url.Values {
		return values("rev", p.brandRev(name))
	},
	"/clients": func(*probe, string, map[string]string) url.Values { return values("name", "Another client") },
	"/clients/{client}/invite": func(*probe, string, map[string]string) url.Values {
		return values("email", fresh("invited"), "role", string(access.Reader))
	},
	"/clients/{client}/people/{membership}/end": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["membership"] = p.join(fresh("leaver"), p.client, access.Reader).Membership
		return nil
	},
	"/clients/{client}/engagements/new": func(*probe, string, map[string]string) url.Values {
		return values("title", "Another", "preset", catalog.Presets()[0].Key)
	},
	"/library/publish": func(p *probe, name string, _ map[string]string) url.Values {
		p.drafted(name)
		v, err := p.Library.Open(p.t.Context(), p.people["owner"].Actor)
		must(p.t, err)
		return values("note", "A change", "seen", v.Seen)
	},
	"/library/{shelf}": func(_ *probe, name string, _ map[string]string) url.Values {
		return libraryForm("Own function of "+name, "0.0")
	},
	"/library/{shelf}/{key}": func(p *probe, name string, _ map[string]string) url.Values {
		return libraryForm("Named by "+name, p.held(false).Seen)
	},
	"/library/{shelf}/{key}/retire": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("seen", p.held(false).Seen)
	},
	"/library/{shelf}/{key}/restore": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("seen", p.held(true).Seen)
	},
	"/library/{shelf}/{key}/drop": func(p *probe, name string, _ map[string]string) url.Values {
		p.drafted(name)
		return values("seen", p.held(false).Seen)
	},
}
