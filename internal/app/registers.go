package app

import (
	"context"
	"fmt"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Registers is the access register: who holds which keys, whose tools run where, and
// what may not be isolated. Both teams edit it, by the rights of the matrix.
type Registers struct{ *core }

// RegisterPage is the register with what the rules notice in it.
type RegisterPage struct {
	Draft    engagement.Draft
	Findings []raci.Finding
}

// The most that one register holds: what a person can still read, and what Exhibit E
// can print.
const (
	maxAccess    = 80
	maxTools     = 60
	maxProtected = 60
)

// Open shows the register.
func (g Registers) Open(ctx context.Context, who access.Actor, id engagement.ID) (RegisterPage, error) {
	d, err := g.readDraft(ctx, who, access.ReadEngagement, id)
	return RegisterPage{Draft: d, Findings: d.Access()}, err
}

// AccessInput is a line as a person says it is. Rev is the revision they looked at.
type AccessInput struct {
	Key      raci.AccessKey
	Holdings map[raci.StakeholderID]raci.Holding
	Note     string
	Rev      int
}

func (in *AccessInput) check() error {
	f := form{}
	for s, h := range in.Holdings {
		h.People = f.text("people-"+string(s), "the names", h.People, false, 200)
		in.Holdings[s] = h
	}
	in.Note = f.text("note", "the note", in.Note, false, 300)
	return fault.Fields(f)
}

// Save keeps a line as a person says it is; they have thereby reviewed it, changed or
// not. People come and go, so names and MFA change at any time; what each team may do
// is agreed, and stays while it is out for signature or signed.
func (g Registers) Save(ctx context.Context, who access.Actor, id engagement.ID, in AccessInput) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	if err := in.check(); err != nil {
		return err
	}
	return g.line(ctx, who, id, in.Key, in.Rev, false, func(d engagement.Draft, a *raci.Access) error {
		was := *a
		for _, s := range d.Matrix.Stakeholders {
			h, given := in.Holdings[s.ID]
			if !given {
				continue
			}
			if err := a.Hold(s.ID, h); err != nil {
				return err
			}
		}
		a.Note = in.Note
		if d.Engagement.RequireDraft() != nil && !a.GrantsAs(was) {
			return fault.New(fault.Locked, "Levels and notes are part of the agreement, which is signed or out for signature. Names, MFA and reviews can still change.")
		}
		return nil
	})
}

// GrantRead lets internal IT look into the tool in which it sees the result of what
// it answers for.
func (g Registers) GrantRead(ctx context.Context, who access.Actor, id engagement.ID, key raci.AccessKey, rev int) error {
	return g.line(ctx, who, id, key, rev, true, func(d engagement.Draft, a *raci.Access) error {
		it, ok := d.Matrix.Standard(raci.InternalIT)
		if !ok || a.Level(it.ID).Sees() {
			return fault.New(fault.Conflict, "This was mended already.")
		}
		h := a.Holdings[it.ID]
		h.Level = raci.ReadAccess
		return a.Hold(it.ID, h)
	})
}

// line is what every act on one line does: load it locked, let decide change it, and
// keep it if it still is at the revision the person was looking at. agreed is for acts
// that change what the companies agree, so that they need a draft.
func (g Registers) line(ctx context.Context, who access.Actor, id engagement.ID, key raci.AccessKey, rev int, agreed bool, decide func(engagement.Draft, *raci.Access) error) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		if err := d.Engagement.RequireDraft(); agreed && err != nil {
			return err
		}
		a, ok := d.Register.Line(key)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "This kind of access is not in the register any more.")
		case a.Rev != rev:
			return fault.New(fault.Conflict, "Somebody changed this line while you were looking at it. Yours is still here: compare, then save again.")
		}
		was := accessText(d.Matrix, a)
		if err := decide(d, &a); err != nil {
			return err
		}
		a.ReviewedAt, a.ReviewedBy = g.today(), who.Name
		if err := tx.SaveAccess(id, &a); err != nil {
			return err
		}
		fact := audit.Fact{Subject: string(a.Key), Label: a.Name}
		verb := audit.AccessReviewed
		if now := accessText(d.Matrix, a); now != was {
			verb, fact.Before, fact.After = audit.AccessChanged, was, now
		}
		tx.Record(d.Engagement, verb, fact)
		return nil
	})
}

// ConfirmAll says that every line that is still assumed is right as it stands. A line
// that somebody changed is not assumed any more, so there is no race to lose. seen is
// the number of lines the person was looking at. A review is no change, so it may come
// after the signatures too.
func (g Registers) ConfirmAll(ctx context.Context, who access.Actor, id engagement.ID, seen int) error {
	if err := who.Require(access.EditMatrix); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		n := d.Register.Assumed()
		if n == 0 || n > seen {
			return fault.New(fault.Conflict, "The register changed while you were looking at it. Look again before you confirm it.")
		}
		for _, a := range d.Register.Access {
			if !a.Assumed() {
				continue
			}
			a.ReviewedAt, a.ReviewedBy = g.today(), who.Name
			if err := tx.SaveAccess(id, &a); err != nil {
				return err
			}
		}
		tx.Record(d.Engagement, audit.AccessReviewed, audit.Fact{Subject: "register", Label: plural(n, "line", "lines")})
		return nil
	})
}

// Fill adds the kinds of access of the library that the register lacks, with their
// usual holders: for an engagement that was started without a register.
func (g Registers) Fill(ctx context.Context, who access.Actor, id engagement.ID) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		n := 0
		for _, a := range catalog.Register(d.Matrix.Stakeholders).Access {
			if _, has := d.Register.Line(a.Key); has {
				continue
			}
			if err := tx.AddAccess(d.Engagement, a); err != nil {
				return err
			}
			n++
		}
		if n == 0 {
			return fault.New(fault.Conflict, "The register holds every kind of access of the library already.")
		}
		tx.Record(d.Engagement, audit.RegisterFilled, audit.Fact{Subject: "register", Label: plural(n, "line", "lines")})
		return nil
	})
}

// AddAccess adds a kind of access that the library does not know. Nothing is recorded
// of who holds it.
func (g Registers) AddAccess(ctx context.Context, who access.Actor, id engagement.ID, name string) (raci.AccessKey, error) {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return "", err
	}
	f := form{}
	name = f.text("name", "a name for this access", name, true, 80)
	if err := fault.Fields(f); err != nil {
		return "", err
	}
	a := raci.Access{Key: raci.AccessKey("own-" + store.NewID()), Group: "Added by the teams", Name: name, Rev: 1}
	return a.Key, g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		if len(d.Register.Access) >= maxAccess {
			return fault.Field("name", fmt.Sprintf("A register has at most %d lines. Remove one first.", maxAccess))
		}
		for _, o := range d.Register.Access {
			a.Position = max(a.Position, o.Position)
			if strings.EqualFold(o.Name, name) {
				return fault.Field("name", o.Name+" is in the register already.")
			}
		}
		a.Position += 1000
		if err := tx.AddAccess(d.Engagement, a); err != nil {
			return err
		}
		tx.Record(d.Engagement, audit.AccessAdded, audit.Fact{Subject: string(a.Key), Label: a.Name})
		return nil
	})
}

// RemoveAccess removes a line that was added. The library's lines stay: a function
// may need them tomorrow.
func (g Registers) RemoveAccess(ctx context.Context, who access.Actor, id engagement.ID, key raci.AccessKey) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		a, ok := d.Register.Line(key)
		switch {
		case !ok:
			return fault.New(fault.NotFound, "This kind of access is not in the register any more.")
		case !a.Own():
			return fault.New(fault.Invalid, "The library's lines stay in the register. Set every team to none instead.")
		}
		tx.RemoveAccess(id, key)
		tx.Record(d.Engagement, audit.AccessRemoved, audit.Fact{Subject: string(key), Label: a.Name, Before: accessText(d.Matrix, a)})
		return nil
	})
}

// accessText is a line in one sentence, for the record: who holds what.
func accessText(m raci.Matrix, a raci.Access) string {
	var parts []string
	for _, s := range m.Stakeholders {
		h, ok := a.Holdings[s.ID]
		if !ok {
			continue
		}
		text := s.Name + " " + strings.ToLower(h.Level.Words())
		if h.People != "" {
			text += " (" + h.People + ")"
		}
		if h.MFA != raci.MFAUnknown {
			text += " " + strings.ToLower(h.MFA.Words()[:1]) + h.MFA.Words()[1:]
		}
		parts = append(parts, text)
	}
	if a.Note != "" {
		parts = append(parts, a.Note)
	}
	return strings.Join(parts, "; ")
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
