package probe_test

import (
	"fmt"
	"net/url"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/catalog"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// function is one of the draft that may be taken out, as it is now.
func (p *probe) function() raci.Function {
	p.t.Helper()
	d, err := p.Matrices.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
	must(p.t, err)
	for _, f := range d.Matrix.Functions {
		if f.Excluded != raci.AreaExcluded && f.Removable() {
			return f
		}
	}
	p.t.Fatal("no function can be taken out")
	return raci.Function{}
}

func (p *probe) column(kind raci.Kind) raci.Stakeholder {
	p.t.Helper()
	d, err := p.Matrices.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
	must(p.t, err)
	s, ok := d.Matrix.Standard(kind)
	if !ok {
		p.t.Fatalf("no column %s", kind)
	}
	return s
}

// columnID is the id of a standard column, which never changes.
func (p *probe) columnID(kind raci.Kind) raci.StakeholderID {
	p.t.Helper()
	if p.columns[kind] == "" {
		p.columns[kind] = p.column(kind).ID
	}
	return p.columns[kind]
}

// departed is the column of Client IT, held by somebody who left the client, with a
// deputy.
func (p *probe) departed() raci.Stakeholder {
	p.t.Helper()
	const name, email = "Gone Garcia", "gone@ours.example"
	_, err := p.superExec(`with u as (insert into app.users (id, email, name, password_hash, created_at) values (gen_random_uuid(), $1, $2, '', now()) on conflict do nothing returning id)
		insert into app.memberships (msp_id, id, user_id, side, client_id, role, msp_name, client_name, joined_at, left_at)
		select $3, gen_random_uuid(), u.id, 'client', $4, 'reader', '', '', now(), now() from u`, email, name, p.draft.MSP, p.draft.Client)
	must(p.t, err)
	s := p.column(raci.InternalIT)
	s.Holder, s.HolderEmail, s.Deputy = name, email, "Dee Deputy"
	must(p.t, p.Parties.SaveStakeholder(p.t.Context(), p.people["owner"].Actor, p.draft.ID, s))
	return p.column(raci.InternalIT)
}

// added is a new column, after those added before are gone.
func (p *probe) added(name string) raci.StakeholderID {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	d, err := p.Matrices.Open(ctx, owner, p.draft.ID)
	must(p.t, err)
	for _, s := range d.Matrix.Stakeholders {
		if s.Kind == raci.OtherKind {
			must(p.t, p.Parties.RemoveStakeholder(ctx, owner, p.draft.ID, s.ID))
		}
	}
	if name == "" {
		return ""
	}
	must(p.t, p.Parties.AddStakeholder(ctx, owner, p.draft.ID, name))
	d, err = p.Matrices.Open(ctx, owner, p.draft.ID)
	must(p.t, err)
	return d.Matrix.Stakeholders[len(d.Matrix.Stakeholders)-1].ID
}

// restored is the function, in the matrix and without a dispute.
func (p *probe) restored() raci.Function {
	p.t.Helper()
	f, ctx, owner := p.function(), p.t.Context(), p.people["owner"].Actor
	if f.Excluded == "" {
		return f
	}
	_, err := p.Matrices.Restore(ctx, owner, p.draft.ID, f.ID, f.Rev)
	must(p.t, err)
	return p.function()
}

// sheet is the form of the preview of a pasted sheet that says one row.
func (p *probe) sheet() url.Values {
	p.t.Helper()
	answer := p.ask(p.people["owner"], "POST", "/e/"+string(p.draft.ID)+"/matrix/import", values("cells", p.pasted()))
	for _, f := range formsOf(answer.body) {
		if f.values.Has("book") {
			return f.values
		}
	}
	p.t.Fatalf("no preview: %d", answer.status)
	return nil
}

// pasted turns one letter of the draft from what it is.
func (p *probe) pasted() string {
	f, it := p.restored(), p.column(raci.InternalIT)
	letter := "R"
	if f.Cells[it.ID] == raci.Responsible {
		letter = "C"
	}
	return "Function\t" + it.Name + "\n" + f.Name + "\t" + letter + "\n"
}

// invitation is a link to join our MSP.
func (p *probe) invitation(email string) string {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	must(p.t, p.Accounts.Invite(ctx, owner, app.Invite{Email: email, Role: access.Viewer}))
	_, open, err := p.Accounts.Members(ctx, owner, "")
	must(p.t, err)
	link, err := store.NewSecret(owner.MSP)
	must(p.t, err)
	must(p.t, p.DB.SetInvitationToken(ctx, owner.MSP, open[0].ID, link.Hash))
	return link.Token
}

// brandRev is the revision of the brand of somebody's MSP.
func (p *probe) brandRev(name string) string {
	p.t.Helper()
	if name != "stranger" {
		name = "owner"
	}
	b, err := p.Brands.Open(p.t.Context(), p.people[name].Actor)
	must(p.t, err)
	return fmt.Sprint(b.Rev)
}

// warned is a warning of the draft that nobody gave a reason for, with one.
func (p *probe) warned() url.Values {
	p.t.Helper()
	f := p.restored()
	row, err := p.Matrices.Write(p.t.Context(), p.people["owner"].Actor, p.draft.ID, f.ID, app.Words{Name: f.Name, Description: fmt.Sprintf("Various things %d.", f.Rev)}, f.Rev)
	must(p.t, err)
	v, err := p.Agreements.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
	must(p.t, err)
	for _, found := range v.Findings {
		if found.Rule == "V10" && found.Function == row.Function.ID && found.Open() {
			return values("rule", found.Rule, "about", found.About(), "saying", v.Draft.Matrix.Saying(found), "reason", "We know.")
		}
	}
	p.t.Fatal("a vague description is no warning")
	return nil
}

// lanes gives the area of the function the other lane of two.
func (p *probe) lanes() url.Values {
	p.t.Helper()
	d, err := p.Areas.Open(p.t.Context(), p.people["owner"].Actor, p.draft.ID)
	must(p.t, err)
	area := d.Matrix.Areas[len(d.Matrix.Areas)-1]
	to := raci.Shared
	if area.Mode == raci.Shared {
		to = raci.MSPLed
	}
	return values(string(area.Key), string(to))
}

// ourFunction is the key of a function that only our MSP's library has.
const ourFunction = "lib-quillfeather-survey"

// libraryForm is a function of a library as its form sends it.
func libraryForm(name, seen string) url.Values {
	form := values("name", name, "description", "What it is", "area", "network", "criticality", "normal", "cadence", "annual", "split", "Each a half", "seen", seen)
	for lane, letters := range map[raci.Mode][3]string{raci.MSPLed: {"A/R", "C", "I"}, raci.Shared: {"A/R", "R", "I"}, raci.InternalLed: {"C", "A/R", "I"}} {
		for i, letter := range letters {
			form.Set(fmt.Sprintf("%s-%d", lane, i), letter)
		}
	}
	return form
}

// held is our function as it stands, retired or not.
func (p *probe) held(retired bool) app.Thing {
	p.t.Helper()
	ctx, owner := p.t.Context(), p.people["owner"].Actor
	v, err := p.Library.Item(ctx, owner, catalog.FunctionKind, ourFunction)
	must(p.t, err)
	if v.Item.Retired == retired {
		return v
	}
	set := p.Library.Restore
	if retired {
		set = p.Library.Retire
	}
	must(p.t, set(ctx, owner, catalog.FunctionKind, ourFunction, v.Seen, ""))
	v, err = p.Library.Item(ctx, owner, catalog.FunctionKind, ourFunction)
	must(p.t, err)
	return v
}

// drafted leaves a draft of our function.
func (p *probe) drafted(name string) {
	p.t.Helper()
	v := p.held(false)
	f := *v.Item.Function
	f.Description = "Described by " + name + fmt.Sprint(v.Item.Rev)
	_, err := p.Library.Save(p.t.Context(), p.people["owner"].Actor, app.Edit{Item: catalog.Of(f), Seen: v.Seen})
	must(p.t, err)
}

// edited has a person change a cell, so that there is something to undo. Who may not
// edit has nothing.
func (p *probe) edited(name string) bool {
	p.t.Helper()
	who := p.people[name]
	if who == nil {
		return false
	}
	f := p.restored()
	as := raci.Consulted
	if f.Cells[p.columnID(raci.Management)] == as {
		as = raci.Informed
	}
	_, err := p.Matrices.Assign(p.t.Context(), who.Actor, p.draft.ID, f.ID, p.columnID(raci.Management), as, f.Rev)
	return err == nil
}
