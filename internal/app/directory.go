package app

import (
	"context"
	"fmt"
	"slices"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// maxVendors is what one page of Exhibit D can show.
const maxVendors = 40

// readsInsurer tells whether somebody may read the insurer's hotline and the policy
// number: few may, unless the paper prints them for everybody.
func readsInsurer(who access.Actor, d engagement.Draft) bool {
	return who.Can(access.ReadInsurer) || !engagement.InsurerApart(d.Terms)
}

// SaveInsurer keeps whom the client's people call before anybody is hired. in.Rev is
// the revision the person was looking at. The record says that the numbers changed and
// never what they are: more people read it than may read them.
func (p Parties) SaveInsurer(ctx context.Context, who access.Actor, id engagement.ID, in engagement.Insurer) error {
	for _, right := range []access.Action{access.EditParties, access.ReadInsurer} {
		if err := who.Require(right); err != nil {
			return err
		}
	}
	f := form{}
	in.Name = f.text("name", "the insurer", in.Name, in.Hotline+in.Policy != "", 100)
	in.Hotline = f.text("hotline", "the hotline", in.Hotline, false, 40)
	in.Policy = f.text("policy", "the policy number", in.Policy, false, 60)
	in.Broker = f.text("broker", "the broker", in.Broker, in.BrokerPhone != "", 100)
	in.BrokerPhone = f.text("broker_phone", "the broker's phone number", in.BrokerPhone, false, 40)
	if err := fault.Fields(f); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		e, all, err := editableParties(ctx, tx, id)
		if err != nil {
			return err
		}
		was := all.Directory.Insurer
		if was.Rev != in.Rev {
			return fault.New(fault.Conflict, "Somebody changed the insurer while you were filling it in. Yours is still here: compare, then save again.")
		}
		now := in
		tx.SaveInsurer(e, &now)
		fact := audit.Fact{Subject: "insurer", Label: now.Name, Before: insurerText(was), After: insurerText(now)}
		if was.Hotline != now.Hotline || was.Policy != now.Policy {
			fact.Data = map[string]string{"numbers": "changed"}
		}
		tx.Record(e, audit.InsurerChanged, fact)
		return nil
	})
}

func insurerText(i engagement.Insurer) string {
	if i.Broker == "" {
		return i.Name
	}
	return i.Name + ", broker " + i.Broker
}

// SaveVendor keeps a carrier or vendor, or adds one that has no id yet. in.Rev is the
// revision the person was looking at.
func (p Parties) SaveVendor(ctx context.Context, who access.Actor, id engagement.ID, in engagement.Vendor) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	f := form{}
	in.Name = f.text("name", "the company", in.Name, true, 100)
	in.Purpose = f.text("purpose", "what it is called for", in.Purpose, true, 120)
	in.Phone = f.text("phone", "the phone number", in.Phone, true, 40)
	in.Account = f.text("account", "the account reference", in.Account, false, 60)
	in.Callers = f.text("callers", "who may call", in.Callers, false, 120)
	if err := fault.Fields(f); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		e, all, err := editableParties(ctx, tx, id)
		if err != nil {
			return err
		}
		list, fact, in := all.Directory.Vendors, audit.Fact{Label: in.Name, After: in.Purpose + ", " + in.Phone}, in // may run again
		if in.ID == "" {
			if len(list) >= maxVendors {
				return fault.Field("name", fmt.Sprintf("Exhibit D has room for %d companies. Remove one first.", maxVendors))
			}
			in.ID, in.Position = store.NewID(), 1
			if n := len(list); n > 0 {
				in.Position = list[n-1].Position + 1
			}
			tx.AddVendor(e, in)
			fact.Subject = in.ID
			tx.Record(e, audit.VendorAdded, fact)
			return nil
		}
		at := slices.IndexFunc(list, func(v engagement.Vendor) bool { return v.ID == in.ID })
		switch {
		case at < 0:
			return fault.New(fault.NotFound, "This company is not in Exhibit D any more.")
		case list[at].Rev != in.Rev:
			return fault.New(fault.Conflict, "Somebody changed this company while you were looking at it. Yours is still here: compare, then save again.")
		}
		tx.SaveVendor(id, &in)
		fact.Subject, fact.Before = in.ID, list[at].Purpose+", "+list[at].Phone
		tx.Record(e, audit.VendorChanged, fact)
		return nil
	})
}

// RemoveVendor takes a company out of Exhibit D.
func (p Parties) RemoveVendor(ctx context.Context, who access.Actor, id engagement.ID, vendor string) error {
	if err := who.Require(access.EditParties); err != nil {
		return err
	}
	return p.db.Change(ctx, who, func(tx *store.Tx) error {
		e, all, err := editableParties(ctx, tx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(all.Directory.Vendors, func(v engagement.Vendor) bool { return v.ID == vendor })
		if at < 0 {
			return fault.New(fault.NotFound, "This company is not in Exhibit D any more.")
		}
		was := all.Directory.Vendors[at]
		tx.RemoveVendor(id, vendor)
		tx.Record(e, audit.VendorRemoved, audit.Fact{Subject: vendor, Label: was.Name, Before: was.Purpose + ", " + was.Phone})
		return nil
	})
}
