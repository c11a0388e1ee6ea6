package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// request makes the path and the form of a line of the table for somebody: one that
// would do what it is for, were it allowed.
func (p *probe) request(row probeRow, name string) (string, url.Values) {
	p.t.Helper()
	e := p.draft
	switch {
	case strings.Contains(row.pattern, "/v/"):
		e = p.force
	case strings.Contains(row.pattern, "{envelope}"):
		e = p.out
	}
	fill := map[string]string{
		"engagement": string(e.ID), "client": string(p.client.ID), "envelope": string(p.round.ID), "n": "1", "pack": "legal", "framework": "hipaa", "side": "client", "token": p.token,
		"accent": "0b6e4f", "mark": p.logo,
		"shelf": "functions", "key": ourFunction,
		"sheet": "client",
	}
	form := url.Values{}
	if make := probeForms[row.pattern]; make != nil && (row.method == "POST" || strings.Contains(row.pattern, "{token}") || strings.Contains(row.pattern, "{vote}")) {
		form = make(p, name, fill)
	}
	if strings.Contains(row.pattern, "{fn}") && fill["fn"] == "" {
		fill["fn"] = string(p.function().ID)
	}
	if strings.Contains(row.pattern, "{stakeholder}") && fill["stakeholder"] == "" {
		fill["stakeholder"] = string(p.column(raci.InternalIT).ID)
	}
	path := row.pattern
	for key, value := range fill {
		path = strings.ReplaceAll(path, "{"+key+"}", value)
	}
	if row.pattern == "/assets/*" {
		path = "/assets/ui.css"
	}
	if row.pattern == "/signin/code" && row.method == "GET" {
		path += "?id=" + store.NewID()
	}
	return path, form
}

func fresh(at string) string { return fmt.Sprintf("p%d@%s.example", time.Now().UnixNano(), at) }

func values(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

// probeForms are forms that do what their address is for. They may change what the
// path is filled with.
var probeForms = map[string]func(p *probe, name string, fill map[string]string) url.Values{
	"/e/{engagement}/matrix/import": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("cells", p.pasted())
	},
	"/e/{engagement}/matrix/import/preview": func(p *probe, _ string, _ map[string]string) url.Values { return p.sheet() },
	"/e/{engagement}/matrix/import/apply":   func(p *probe, _ string, _ map[string]string) url.Values { return p.sheet() },
	"/me/notifications": func(*probe, string, map[string]string) url.Values {
		return values("mention", "now", "review", "now", "dispute", "daily", "comment", "daily", "change", "daily")
	},
	"/e/{engagement}/presence": func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/mute":     func(*probe, string, map[string]string) url.Values { return nil },
	"/e/{engagement}/unmute":   func(*probe, string, map[string]string) url.Values { return nil },
	"/mute/{token}":            func(*probe, string, map[string]string) url.Values { return nil },
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
	"/e/{engagement}/workshop": func(p *probe, _ string, _ map[string]string) url.Values {
		p.workshop("")
		return nil
	},
	"/e/{engagement}/workshop/show": func(p *probe, name string, _ map[string]string) url.Values {
		p.workshop(name)
		return values("function", string(p.restored().ID))
	},
	"/e/{engagement}/workshop/drive": func(p *probe, _ string, _ map[string]string) url.Values {
		p.workshop("owner")
		return nil
	},
	"/e/{engagement}/workshop/timer": func(p *probe, name string, _ map[string]string) url.Values {
		p.workshop(name)
		return values("minutes", "5")
	},
	"/e/{engagement}/workshop/end": func(p *probe, name string, _ map[string]string) url.Values {
		p.workshop(name)
		return nil
	},
	"/e/{engagement}/workshop/functions/{fn}/row": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("cell-"+string(p.column(raci.Management).ID), "C", "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/words": func(p *probe, name string, _ map[string]string) url.Values {
		return values("split", "Who does what, says "+name, "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/agree": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("agree", "yes", "rev", fmt.Sprint(p.undisputed().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/dispute": func(p *probe, _ string, _ map[string]string) url.Values {
		p.undisputed()
		return values("reason", "Not by our people.")
	},
	"/e/{engagement}/workshop/functions/{fn}/settle": func(p *probe, _ string, _ map[string]string) url.Values {
		p.restored()
		return nil
	},
	"/e/{engagement}/workshop/functions/{fn}/park": func(p *probe, name string, _ map[string]string) url.Values {
		return values("owner", string(p.column(raci.InternalIT).ID), "until", "2031-01-01", "why", "Both want it, says "+name, "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/resume": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/workshop/functions/{fn}/vote": func(p *probe, _ string, _ map[string]string) url.Values {
		p.ballot(closed)
		p.restored()
		return nil
	},
	"/e/{engagement}/votes": func(p *probe, _ string, _ map[string]string) url.Values {
		p.ballot(closed)
		return values("functions", string(p.restored().ID))
	},
	"/e/{engagement}/votes/{vote}": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(opened)
		return nil
	},
	"/e/{engagement}/votes/{vote}/functions/{fn}/answer": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(opened)
		return values("cell-"+string(p.column(raci.InternalIT).ID), "A/R")
	},
	"/e/{engagement}/votes/{vote}/functions/{fn}/take": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(shown)
		return values("side", "client", "rev", fmt.Sprint(p.function().Rev))
	},
	"/e/{engagement}/votes/{vote}/functions/{fn}/discuss": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(shown)
		return nil
	},
	"/e/{engagement}/votes/{vote}/reveal": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(answered)
		return nil
	},
	"/e/{engagement}/votes/{vote}/close": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(opened)
		return nil
	},
	"/e/{engagement}/votes/{vote}/again": func(p *probe, _ string, fill map[string]string) url.Values {
		fill["vote"] = p.ballot(shown)
		return nil
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
		return values("level-"+string(p.column(raci.InternalIT).ID), "read", "rev", fmt.Sprint(a.Rev))
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
	"/e/{engagement}/matrix/agree": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("row", fmt.Sprintf("%s@%d", f.ID, f.Rev))
	},
	"/e/{engagement}/matrix/cells": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("row", fmt.Sprintf("%s@%d", f.ID, f.Rev), "cell", fmt.Sprintf("%s %s C", f.ID, p.column(raci.Management).ID))
	},
	"/e/{engagement}/matrix/undo": func(p *probe, name string, _ map[string]string) url.Values {
		p.edited(name)
		return nil
	},
	"/e/{engagement}/matrix/redo": func(p *probe, name string, _ map[string]string) url.Values {
		if p.edited(name) {
			_, err := p.Matrices.Undo(p.t.Context(), p.people[name].Actor, p.draft.ID, "", app.AskFirst)
			must(p.t, err)
		}
		return nil
	},
	"/e/{engagement}/matrix/bulk/plan": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("do", "default", "row", fmt.Sprintf("%s@%d", f.ID, f.Rev))
	},
	"/e/{engagement}/matrix/bulk": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		rows, in := map[raci.FunctionID]int{f.ID: f.Rev}, raci.Batch{Do: raci.FillLane}
		plan, err := p.Matrices.PlanBulk(p.t.Context(), p.people["owner"].Actor, p.draft.ID, in, rows)
		must(p.t, err)
		return values("do", "default", "row", fmt.Sprintf("%s@%d", f.ID, f.Rev), "seen", plan.Seen)
	},
	"/e/{engagement}/matrix/functions": func(p *probe, name string, _ map[string]string) url.Values {
		return values("area", string(p.function().Area), "name", "Own row of "+name, "description", "What it is", "criticality", "normal")
	},
	"/e/{engagement}/matrix/functions/{fn}/assignments": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("stakeholder", string(p.column(raci.Management).ID), "role", "I", "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/row": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		return values("cell-"+string(p.column(raci.Management).ID), "C", "cell-"+string(p.column(raci.InternalIT).ID), string(f.Cells[p.column(raci.InternalIT).ID]),
			"cell-"+string(p.column(raci.MSPTeam).ID), string(f.Cells[p.column(raci.MSPTeam).ID]), "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/hours": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		column := p.column(raci.MSPTeam)
		if as := f.Cells[column.ID]; as == raci.NotInvolved || as == raci.Undecided {
			column = p.column(raci.InternalIT)
		}
		return values("stakeholder", string(column.ID), "when", "business", "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/holders": func(p *probe, name string, _ map[string]string) url.Values {
		id := string(p.column(raci.InternalIT).ID)
		return values("person-"+id, name+" Ortiz", "was-person-"+id, p.restored().Holders[raci.StakeholderID(id)].Person)
	},
	"/e/{engagement}/matrix/functions/{fn}/frameworks": func(p *probe, name string, fill map[string]string) url.Values {
		f := p.restored()
		fill["fn"] = string(f.ID)
		return values("frameworks", "SOC 2 for "+name, "was", strings.Join(f.Frameworks, "\n"))
	},
	"/e/{engagement}/matrix/functions/{fn}/words": func(p *probe, name string, _ map[string]string) url.Values {
		f := p.restored()
		return values("name", f.Name, "description", "Described by "+name, "split", f.Split, "rev", fmt.Sprint(f.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/fix": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		row, err := p.Matrices.Write(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID, app.Words{Name: f.Name, Description: f.Description}, f.Rev)
		must(p.t, err)
		return values("rule", "V04", "rev", fmt.Sprint(row.Function.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/agree": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("agree", "yes", "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/review": func(p *probe, name string, _ map[string]string) url.Values { return p.verdict(name) },
	"/e/{engagement}/review/functions/{fn}/comments": func(*probe, string, map[string]string) url.Values {
		return values("body", "Is it ours?", "when", "now")
	},
	"/e/{engagement}/review/functions/{fn}/mark": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("stand", "dispute", "mark_reason", "It is ours", "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/review/threads/{thread}/comments": func(p *probe, name string, fill map[string]string) url.Values {
		fill["thread"] = string(p.said(name).Thread.ID)
		return values("body", "It is ours.", "when", "review")
	},
	"/e/{engagement}/review/threads/{thread}/resolve": func(p *probe, name string, fill map[string]string) url.Values {
		fill["thread"] = string(p.said(name).Thread.ID)
		return nil
	},
	"/e/{engagement}/review/threads/{thread}/reopen": func(p *probe, name string, fill map[string]string) url.Values {
		s := p.said(name)
		_, err := p.Reviews.Resolve(p.t.Context(), p.people["owner"].Actor, p.draft.ID, s.Thread.ID, true)
		must(p.t, err)
		fill["thread"] = string(s.Thread.ID)
		return nil
	},
	"/e/{engagement}/review/comments/{comment}": func(p *probe, name string, fill map[string]string) url.Values {
		fill["comment"] = string(p.said(name).Comment.ID)
		return values("body", "Is it ours, or theirs?")
	},
	"/e/{engagement}/review/comments/{comment}/remove": func(p *probe, name string, fill map[string]string) url.Values {
		fill["comment"] = string(p.said(name).Comment.ID)
		return nil
	},
	"/e/{engagement}/matrix/functions/{fn}/dispute": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		_, err := p.Matrices.Settle(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID)
		must(p.t, err)
		return values("reason", "It is ours")
	},
	"/e/{engagement}/matrix/functions/{fn}/notes": func(*probe, string, map[string]string) url.Values {
		return values("note", "Ours alone")
	},
	"/e/{engagement}/matrix/functions/{fn}/notes/{note}/remove": func(p *probe, name string, fill map[string]string) url.Values {
		f, who := p.restored(), access.Actor{}
		if person := p.people[name]; person != nil {
			who = person.Actor
		}
		fill["fn"], fill["note"] = string(f.ID), store.NewID()
		if p.Matrices.WriteNote(p.t.Context(), who, p.draft.ID, f.ID, "To be removed") == nil {
			c, err := p.Matrices.OpenCard(p.t.Context(), who, p.draft.ID, f.ID)
			must(p.t, err)
			fill["note"] = c.Notes[len(c.Notes)-1].ID
		}
		return nil
	},
	"/e/{engagement}/matrix/functions/{fn}/park": func(p *probe, name string, _ map[string]string) url.Values {
		return values("owner", string(p.column(raci.InternalIT).ID), "until", p.DB.Now().AddDate(0, 2, 0).Format(time.DateOnly), "why", "For "+name, "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/resume": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/exclude": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("exclude_reason", "Not wanted", "rev", fmt.Sprint(p.restored().Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/restore": func(p *probe, _ string, _ map[string]string) url.Values {
		f := p.restored()
		row, err := p.Matrices.Exclude(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID, "For a moment", f.Rev)
		must(p.t, err)
		return values("rev", fmt.Sprint(row.Function.Rev))
	},
	"/e/{engagement}/matrix/functions/{fn}/move": func(p *probe, _ string, _ map[string]string) url.Values {
		p.restored()
		return values("direction", "down")
	},
	"/e/{engagement}/sign": func(*probe, string, map[string]string) url.Values { return values("message", "Hello") },
	"/e/{engagement}/sign/{envelope}/remind": func(p *probe, _ string, _ map[string]string) url.Values {
		return values("signer", string(p.round.Waiting()[0].ID))
	},
	"/e/{engagement}/sign/{envelope}/void": func(*probe, string, map[string]string) url.Values { return nil },
}
