package probe_test

import (
	"fmt"
	"net/url"

	"demarc/internal/app"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// engagementForms are about one engagement, but for its matrix.
var engagementForms = map[string]makeForm{
	"/e/{engagement}/mute":   func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/unmute": func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/library": func(p *probe, name string, _ map[string]string) url.Values {
		p.drafted(name)
		ctx, owner := p.t.Context(), p.people["owner"].Actor
		v, err := p.Library.Open(ctx, owner)
		must(p.t, err)
		_, err = p.Library.Publish(ctx, owner, "For "+name, v.Seen)
		must(p.t, err)
		o, err := p.Library.Offer(ctx, owner, p.draft.ID)
		must(p.t, err)
		return values("seen", o.Seen)
	},
	"/e/{engagement}/parties/{side}": func(p *probe, _ string, _ map[string]string) url.Values {
		d, err := p.Parties.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
		must(p.t, err)
		return values("legal_name", ourClient+" LLC", "short_name", ourClient, "rev", fmt.Sprint(d.Parties.Of(party.Client).Rev))
	},
	"/e/{engagement}/insurer": func(p *probe, _ string, _ map[string]string) url.Values {
		d, err := p.Parties.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
		must(p.t, err)
		return values("name", "Harborline Mutual", "hotline", "+1 800 555 0117", "rev", fmt.Sprint(d.Parties.Directory.Insurer.Rev))
	},
	"/e/{engagement}/vendors": func(p *probe, _ string, _ map[string]string) url.Values {
		p.vendor()
		return values("name", "Another carrier", "purpose", "Internet", "phone", "+1 800 555 0132")
	},
	"/e/{engagement}/vendors/{vendor}": func(p *probe, _ string, fill map[string]string) url.Values {
		v := p.vendor()
		fill["vendor"] = v.ID
		return values("name", v.Name, "purpose", "Internet", "phone", "+1 800 555 0133", "rev", fmt.Sprint(v.Rev))
	},
	"/e/{engagement}/vendors/{vendor}/remove": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vendor"] = p.vendor().ID
		return nil
	},
	"/e/{engagement}/stakeholders": func(p *probe, _ string, _ map[string]string) url.Values {
		p.added("")
		return values("name", "A vendor")
	},
	"/e/{engagement}/stakeholders/{stakeholder}": func(p *probe, _ string, _ map[string]string) url.Values {
		s := p.column(raci.InternalIT)
		return values("name", s.Name, "holder", "Somebody", "rev", fmt.Sprint(s.Rev))
	},
	"/e/{engagement}/stakeholders/{stakeholder}/remove": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["stakeholder"] = string(p.added("A vendor to remove"))
		return nil
	},
	"/e/{engagement}/stakeholders/{stakeholder}/deputy": func(p *probe, _ string, fill map[string]string) url.Values {
		s := p.departed()
		fill["stakeholder"] = string(s.ID)
		return values("rev", fmt.Sprint(s.Rev))
	},
	"/e/{engagement}/stakeholders/{stakeholder}/move": func(*probe, string, map[string]string) url.Values {
		return values("direction", "right")
	},
	"/e/{engagement}/terms": func(p *probe, name string, _ map[string]string) url.Values {
		d, err := p.Terms.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
		must(p.t, err)
		return values("scope.users", fmt.Sprint(100+len(name)), "rev", fmt.Sprint(d.Engagement.TermsRev))
	},
	"/e/{engagement}/frameworks": func(*probe, string, map[string]string) url.Values { return values("framework", "hipaa") },
	"/e/{engagement}/packs/{pack}/add": func(*probe, string, map[string]string) url.Values {
		return values("lane", "shared", "rider", "yes")
	},
	"/e/{engagement}/packs/{pack}/remove": func(p *probe, _ string, _ map[string]string) url.Values {
		_, err := p.Packs.Add(p.t.Context(), p.people["owner"].Actor, p.draft.ID, app.NewPack{Key: "legal", Mode: raci.Shared})
		must(p.t, err)
		return values("reason", "The firm does it.")
	},
	"/e/{engagement}/areas/plan": func(p *probe, _ string, _ map[string]string) url.Values { return p.lanes() },
	"/e/{engagement}/areas/apply": func(p *probe, _ string, _ map[string]string) url.Values {
		form := p.lanes()
		modes := map[raci.AreaKey]raci.Mode{}
		for key := range form {
			modes[raci.AreaKey(key)] = raci.Mode(form.Get(key))
		}
		_, plan, err := p.Areas.Plan(p.t.Context(), p.people["owner"].Actor, p.draft.ID, modes)
		must(p.t, err)
		form.Set("seen", plan.Seen)
		return form
	},
	"/e/{engagement}/checks/waive": func(p *probe, _ string, _ map[string]string) url.Values {
		return p.warned()
	},
	"/e/{engagement}/checks/withdraw": func(p *probe, name string, _ map[string]string) url.Values {
		who := p.people["owner"].Actor
		if by := p.people[name]; by != nil && by.Side == party.Client {
			who = p.people["it_lead"].Actor
		}
		w := p.warned()
		must(p.t, p.Waivers.Give(p.t.Context(), who, p.draft.ID, app.Waive{Rule: w.Get("rule"), About: w.Get("about"), Saying: w.Get("saying"), Reason: "For a moment."}))
		d, err := p.Matrices.Open(p.t.Context(), who, p.draft.ID)
		must(p.t, err)
		return values("waiver", d.Waivers[len(d.Waivers)-1].ID)
	},
	"/e/{engagement}/access": func(_ *probe, name string, _ map[string]string) url.Values {
		return values("name", "Keys of "+name)
	},
	"/e/{engagement}/access/confirm": func(p *probe, _ string, _ map[string]string) url.Values {
		p.access("Assumed anew")
		return values("seen", "99")
	},
	"/e/{engagement}/access/{line}": func(p *probe, _ string, fill map[string]string) url.Values {
		a := p.access("Keys to save")
		fill["line"] = string(a.Key)
		return values("level-"+string(p.columnID(raci.InternalIT)), "read", "rev", fmt.Sprint(a.Rev))
	},
	"/e/{engagement}/access/{line}/read": func(p *probe, _ string, fill map[string]string) url.Values {
		a := p.access("Keys to read")
		fill["line"] = string(a.Key)
		return values("rev", fmt.Sprint(a.Rev))
	},
	"/e/{engagement}/access/{line}/remove": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["line"] = string(p.access("Keys to remove").Key)
		return nil
	},
	"/e/{engagement}/tools": func(_ *probe, name string, _ map[string]string) url.Values {
		return values("category", "Tool of "+name, "owner", "msp", "it", "read", "exit", "removed")
	},
	"/e/{engagement}/tools/{tool}": func(p *probe, _ string, fill map[string]string) url.Values {
		t := p.tool()
		fill["tool"] = string(t.ID)
		return values("category", t.Category, "owner", "client", "it", "full", "exit", "stays", "rev", fmt.Sprint(t.Rev))
	},
	"/e/{engagement}/tools/{tool}/remove": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["tool"] = string(p.tool().ID)
		return nil
	},
	"/e/{engagement}/protected": func(_ *probe, name string, _ map[string]string) url.Values {
		return values("system", "Line of "+name, "approvers", "Marta")
	},
	"/e/{engagement}/protected/{system}": func(p *probe, _ string, fill map[string]string) url.Values {
		s := p.protected()
		fill["system"] = string(s.ID)
		return values("system", s.System, "approvers", "Marta", "rev", fmt.Sprint(s.Rev))
	},
	"/e/{engagement}/protected/{system}/remove": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["system"] = string(p.protected().ID)
		return nil
	},
	"/e/{engagement}/agreement/reviewed": func(p *probe, _ string, _ map[string]string) url.Values {
		v, err := p.Agreements.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
		must(p.t, err)
		return values("digest", v.Digest)
	},
	"/e/{engagement}/sign": func(*probe, string, map[string]string) url.Values { return values("message", "Hello") },
	"/e/{engagement}/sign/{envelope}/remind": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("signer", string(p.round.Waiting()[0].ID))
	},
	"/e/{engagement}/sign/people": func(*probe, string, map[string]string) url.Values {
		return values("side", "client", "role", "copy", "email", "copy@quillfeather.example")
	},
	"/e/{engagement}/sign/people/{recipient}/remove": func(_ *probe, _ string, fill map[string]string) url.Values {
		fill["recipient"] = "00000000-0000-4000-8000-000000000001" // nobody
		return nil
	},
	"/e/{engagement}/sign/{envelope}/extend": func(*probe, string, map[string]string) url.Values {
		return values("until", "2020-01-01", "extend_reason", "Late")
	},
	"/e/{engagement}/sign/{envelope}/correct": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("signer", string(p.round.Waiting()[0].ID), "name", "Somebody", "title", "CEO")
	},
	"/e/{engagement}/sign/{envelope}/replace": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("signer", string(p.round.Waiting()[0].ID), "name", "Somebody", "title", "CEO", "email", "somebody@quillfeather.example")
	},
	"/e/{engagement}/sign/{envelope}/paper": func(*probe, string, map[string]string) url.Values {
		return values("kind", "ink", "statement", "Both signed.")
	},
	"/e/{engagement}/sign/{envelope}/paper/confirm": func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/sign/{envelope}/paper/refuse":  func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/v/{n}/end":                     func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/v/{n}/notice/withdraw":         func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/sign/{envelope}/void":          func(*probe, string, map[string]string) url.Values { return nil },
}
