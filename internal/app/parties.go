package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// maxColumns is how many stakeholders a matrix has at most: what a page can show.
const maxColumns = 8

// Parties is the step where companies, signers, contacts and columns are named.
type Parties struct{ *core }

// Open shows the step.
func (p Parties) Open(ctx context.Context, who access.Actor, id engagement.ID) (engagement.Draft, error) {
	d, err := p.readDraft(ctx, who, access.ReadEngagement, id)
	if !readsInsurer(who, d) {
		d.Parties.Directory.Insurer = d.Parties.Directory.Insurer.Apart()
	}
	return d, err
}

// Side is everything about one side.
type Side struct {
	Party       party.Party
	Signatories []engagement.Signatory
	Contacts    []engagement.Contact
	Reach       engagement.Reach
}

// SaveSide replaces what is known of one side. in.Party.Rev is the revision the
// person was looking at. The client's people may only mend their own side.
func (p Parties) SaveSide(ctx context.Context, who access.Actor, id engagement.ID, in Side) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	if who.Side == party.Client && in.Party.Side != party.Client {
		return fault.New(fault.Forbidden, "Only "+who.MSPName+" can change what is said about "+who.MSPName+".")
	}
	if err := in.check(); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		e, all, err := editableParties(ctx, tx, id)
		if err != nil {
			return err
		}
		was := all.Of(in.Party.Side)
		if was.Rev != in.Party.Rev {
			return fault.New(fault.Conflict, "Somebody changed these details while you were filling them in. Yours are still here: compare, then save again.")
		}
		now := in.Party
		tx.SaveParty(id, &now)
		for i := range in.Signatories {
			in.Signatories[i].ID = store.NewID()
		}
		tx.SaveSignatories(e, now.Side, in.Signatories)
		tx.SaveContacts(e, now.Side, in.Contacts)
		tx.SaveReach(id, now.Side, in.Reach)
		tx.Record(e, audit.PartyChanged, audit.Fact{Subject: string(now.Side), Label: now.LegalName, Before: was.LegalName, After: now.LegalName, Data: map[string]string{"signers": fmt.Sprint(len(in.Signatories)), "contacts": fmt.Sprint(len(in.Contacts))}})
		return nil
	})
}

// check trims and judges every field; blank is allowed, since a draft may wait, but
// what is there must be right.
func (s *Side) check() error {
	f := form{}
	q := &s.Party
	q.LegalName = f.text("legal_name", "the legal name", q.LegalName, true, 200)
	q.ShortName = f.text("short_name", "the short name", q.ShortName, true, 40)
	q.EntityType = f.text("entity_type", "the kind of company", q.EntityType, false, 60)
	q.FormedIn = f.text("formed_in", "the state or country", q.FormedIn, false, 80)
	q.Address = f.text("address", "the address", q.Address, false, 300)
	q.Notice = f.email("notice_email", "the email address for notices", q.Notice, false)
	if len(s.Signatories) > 4 {
		f["signers"] = "Name at most four signers for one side."
	}
	for i := range s.Signatories {
		g, k := &s.Signatories[i], fmt.Sprintf("signer_%d_", i)
		g.Side = q.Side
		g.Name = f.text(k+"name", "the signer's name", g.Name, true, 100)
		g.Title = f.text(k+"title", "the signer's title", g.Title, true, 100)
		g.Email = f.email(k+"email", "the signer's email address", g.Email, true)
	}
	for i := range s.Contacts {
		c, k := &s.Contacts[i], fmt.Sprintf("contact_%d_", s.Contacts[i].Level)
		c.Side = q.Side
		c.Name = f.text(k+"name", "the contact's name", c.Name, true, 100)
		c.Role = f.text(k+"role", "the contact's role", c.Role, false, 100)
		c.Phone = f.text(k+"phone", "the phone number", c.Phone, false, 40)
		c.Email = f.email(k+"email", "the contact's email address", c.Email, false)
		c.Deputy = f.text(k+"deputy", "the deputy's name", c.Deputy, false, 100)
		c.DeputyPhone = f.text(k+"deputy_phone", "the deputy's phone number", c.DeputyPhone, false, 40)
		c.Hours = f.text(k+"hours", "the hours", c.Hours, false, 60)
	}
	r := &s.Reach
	r.AfterHours = f.text("after_hours", "the after-hours number", r.AfterHours, false, 40)
	r.Security = f.text("security_name", "the security contact's name", r.Security, r.SecurityPhone+r.SecurityEmail+r.Deputy+r.DeputyPhone != "", 100)
	r.SecurityPhone = f.text("security_phone", "the security contact's phone number", r.SecurityPhone, r.Security != "", 40)
	r.SecurityEmail = f.email("security_email", "the security contact's email address", r.SecurityEmail, false)
	r.Deputy = f.text("security_deputy", "the deputy's name", r.Deputy, r.DeputyPhone != "", 100)
	r.DeputyPhone = f.text("security_deputy_phone", "the deputy's phone number", r.DeputyPhone, false, 40)
	return fault.Fields(f)
}

// SaveStakeholder names a column and who fills it. Names of people are operational:
// they need no new agreement to any row. rev is what the person was looking at.
func (p Parties) SaveStakeholder(ctx context.Context, who access.Actor, id engagement.ID, in raci.Stakeholder) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	if err := checkStakeholder(&in); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		s, ok := d.Matrix.Stakeholder(in.ID)
		if !ok {
			return fault.New(fault.NotFound, "This column is not in the matrix any more.")
		}
		if who.Side == party.Client && s.Kind == raci.MSPTeam {
			return fault.New(fault.Forbidden, "Only "+who.MSPName+" names the people of its team.")
		}
		if s.Rev != in.Rev {
			return fault.New(fault.Conflict, "Somebody changed this column while you were filling it in. Yours is still here: compare, then save again.")
		}
		if err := uniqueName(d.Matrix, in); err != nil {
			return err
		}
		before := s.Name + ": " + s.Holder + ", deputy " + s.Deputy
		in.Kind, in.Position = s.Kind, s.Position
		tx.SaveStakeholder(id, &in)
		tx.Record(d.Engagement, audit.StakeholderChanged, audit.Fact{Subject: string(s.ID), Label: in.Name, Before: before, After: in.Name + ": " + in.Holder + ", deputy " + in.Deputy})
		return nil
	})
}

// StandIn puts a column's deputy in the place of its holder who left. rev is what the
// person was looking at.
func (p Parties) StandIn(ctx context.Context, who access.Actor, id engagement.ID, column raci.StakeholderID, rev int) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		s, ok := d.Matrix.Stakeholder(column)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "This column is not in the matrix any more.")
		case who.Side == party.Client && s.Kind == raci.MSPTeam:
			return fault.New(fault.Forbidden, "Only "+who.MSPName+" names the people of its team.")
		case s.Rev != rev || !engagement.CanStandIn(d, s):
			return fault.New(fault.Conflict, "This was mended already.")
		}
		before := s.Name + ": " + s.Holder + ", deputy " + s.Deputy
		s.Holder, s.HolderEmail, s.HolderPhone = s.Deputy, s.DeputyEmail, s.DeputyPhone
		s.Deputy, s.DeputyEmail, s.DeputyPhone = "", "", ""
		tx.SaveStakeholder(id, &s)
		tx.Record(d.Engagement, audit.StakeholderChanged, audit.Fact{Subject: string(s.ID), Label: s.Name, Before: before, After: s.Name + ": " + s.Holder})
		return nil
	})
}

// AddStakeholder adds a column: a vendor, a security provider, another company. Its
// cells start undecided.
func (p Parties) AddStakeholder(ctx context.Context, who access.Actor, id engagement.ID, name string) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	s := raci.Stakeholder{ID: raci.StakeholderID(store.NewID()), Kind: raci.OtherKind, Name: name}
	if err := checkStakeholder(&s); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(d.Matrix.Stakeholders) >= maxColumns {
			return fault.Field("name", "A matrix has at most eight columns. Remove one first.")
		}
		if err := uniqueName(d.Matrix, s); err != nil {
			return err
		}
		s.Position = d.Matrix.Stakeholders[len(d.Matrix.Stakeholders)-1].Position + 1
		tx.AddStakeholder(d.Engagement, s)
		tx.Record(d.Engagement, audit.StakeholderAdded, audit.Fact{Subject: string(s.ID), Label: s.Name})
		return nil
	})
}

// RemoveStakeholder removes an added column. Rows that it had a part in change, so
// their ticks are void.
func (p Parties) RemoveStakeholder(ctx context.Context, who access.Actor, id engagement.ID, column raci.StakeholderID) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		s, ok := d.Matrix.Stakeholder(column)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "This column is not in the matrix any more.")
		case s.Kind != raci.OtherKind:
			return fault.New(fault.Invalid, "The three standard columns stay. You can rename them.")
		}
		var changed []string
		for _, f := range d.Matrix.Functions {
			if _, has := f.Cells[column]; !has && f.Parked.Owner != column {
				continue
			}
			was := f
			f.Without(column)
			if err := tx.SaveFunction(id, &f, was); err != nil {
				return err
			}
			changed = append(changed, fmt.Sprintf("%s@%d", f.Key, f.Rev))
		}
		tx.RemoveStakeholder(id, column)
		tx.Record(d.Engagement, audit.StakeholderRemoved, audit.Fact{Subject: string(s.ID), Label: s.Name, Data: map[string]string{"functions changed": fmt.Sprint(len(changed)), "functions": strings.Join(changed, " ")}})
		return nil
	})
}

func checkStakeholder(s *raci.Stakeholder) error {
	f := form{}
	s.Name = f.text("name", "the column's name", s.Name, true, 40)
	s.Holder = f.text("holder", "the person's name", s.Holder, false, 100)
	s.HolderEmail = f.email("holder_email", "the person's email address", s.HolderEmail, false)
	s.HolderPhone = f.text("holder_phone", "the phone number", s.HolderPhone, false, 40)
	s.Deputy = f.text("deputy", "the deputy's name", s.Deputy, false, 100)
	s.DeputyEmail = f.email("deputy_email", "the deputy's email address", s.DeputyEmail, false)
	s.DeputyPhone = f.text("deputy_phone", "the phone number", s.DeputyPhone, false, 40)
	return fault.Fields(f)
}

func uniqueName(m raci.Matrix, s raci.Stakeholder) error {
	if slices.ContainsFunc(m.Stakeholders, func(o raci.Stakeholder) bool { return o.ID != s.ID && o.Name == s.Name }) {
		return fault.Field("name", "Another column has this name. Two columns with one name would be mistaken for each other.")
	}
	return nil
}

// MoveStakeholder moves a column one place to the left or right. What was agreed stays
// agreed: a row says the same in another order.
func (p Parties) MoveStakeholder(ctx context.Context, who access.Actor, id engagement.ID, column raci.StakeholderID, right bool) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		list := d.Matrix.Stakeholders
		at := slices.IndexFunc(list, func(s raci.Stakeholder) bool { return s.ID == column })
		if at < 0 {
			return fault.New(fault.NotFound, "This column is not in the matrix any more.")
		}
		to := at - 1
		if right {
			to = at + 1
		}
		if to < 0 || to >= len(list) {
			return nil // it is at the edge already
		}
		a, b := list[at], list[to]
		a.Position, b.Position = b.Position, a.Position
		tx.SaveStakeholder(id, &a)
		tx.SaveStakeholder(id, &b)
		tx.Record(d.Engagement, audit.StakeholderChanged, audit.Fact{Subject: string(a.ID), Label: a.Name, Before: fmt.Sprintf("column %d", at+1), After: fmt.Sprintf("column %d", to+1)})
		return nil
	})
}
