package probe_test

import (
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// register is the access register of the draft as it is now.
func (p *probe) register() raci.Register {
	p.t.Helper()
	page, err := p.Registers.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
	must(p.t, err)
	return page.Draft.Register
}

// access is a new line of that name, after those added before are gone.
func (p *probe) access(name string) raci.Access {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	for _, a := range p.register().Access {
		if a.Own() {
			must(p.t, p.Registers.RemoveAccess(ctx, owner, p.draft.ID, a.Key))
		}
	}
	key, err := p.Registers.AddAccess(ctx, owner, p.draft.ID, name)
	must(p.t, err)
	a, _ := p.register().Line(key)
	return a
}

// vendor is a new company of Exhibit D, after those added before are gone.
func (p *probe) vendor() engagement.Vendor {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	list := func() []engagement.Vendor {
		d, err := p.Parties.Open(ctx, owner, p.draft.ID)
		must(p.t, err)
		return d.Parties.Directory.Vendors
	}
	for _, v := range list() {
		must(p.t, p.Parties.RemoveVendor(ctx, owner, p.draft.ID, v.ID))
	}
	must(p.t, p.Parties.SaveVendor(ctx, owner, p.draft.ID, engagement.Vendor{Name: "Carrier", Purpose: "Internet", Phone: "+1 800 555 0131"}))
	return list()[0]
}

// tool is a new tool, after those added before are gone.
func (p *probe) tool() raci.Tool {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	for _, t := range p.register().Tools {
		must(p.t, p.Registers.RemoveTool(ctx, owner, p.draft.ID, t.ID))
	}
	must(p.t, p.Registers.SaveTool(ctx, owner, p.draft.ID, raci.Tool{Category: "Backup", Owner: party.MSP, IT: raci.ReadAccess, Exit: raci.ExitStays}))
	return p.register().Tools[0]
}

// protected is a new system, after those added before are gone.
func (p *probe) protected() raci.Protected {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	for _, s := range p.register().Protected {
		must(p.t, p.Registers.RemoveProtected(ctx, owner, p.draft.ID, s.ID))
	}
	must(p.t, p.Registers.SaveProtected(ctx, owner, p.draft.ID, raci.Protected{System: "Line 2", Approvers: "Marta"}))
	return p.register().Protected[0]
}
