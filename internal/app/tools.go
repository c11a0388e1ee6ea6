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

// SaveTool keeps a tool of the list, or adds one that has no id yet. in.Rev is the
// revision the person was looking at.
func (g Registers) SaveTool(ctx context.Context, who access.Actor, id engagement.ID, in raci.Tool) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	if err := checkTool(&in); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		fact := audit.Fact{Label: toolName(in), After: toolText(in)}
		if in.ID == "" {
			if len(d.Register.Tools) >= maxTools {
				return fault.Field("category", fmt.Sprintf("The list has at most %d tools. Remove one first.", maxTools))
			}
			in.ID, in.Position = raci.ToolID(store.NewID()), len(d.Register.Tools)+1
			if n := len(d.Register.Tools); n > 0 {
				in.Position = d.Register.Tools[n-1].Position + 1
			}
			tx.AddTool(d.Engagement, in)
			fact.Subject = string(in.ID)
			tx.Record(d.Engagement, audit.ToolAdded, fact)
			return nil
		}
		at := slices.IndexFunc(d.Register.Tools, func(t raci.Tool) bool { return t.ID == in.ID })
		switch {
		case at < 0:
			return fault.New(fault.NotFound, "This tool is not on the list any more.")
		case d.Register.Tools[at].Rev != in.Rev:
			return fault.New(fault.Conflict, "Somebody changed this tool while you were looking at it. Yours is still here: compare, then save again.")
		}
		was := d.Register.Tools[at]
		tx.SaveTool(id, &in)
		fact.Subject, fact.Before = string(in.ID), toolText(was)
		tx.Record(d.Engagement, audit.ToolChanged, fact)
		return nil
	})
}

// RemoveTool takes a tool off the list.
func (g Registers) RemoveTool(ctx context.Context, who access.Actor, id engagement.ID, tool raci.ToolID) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(d.Register.Tools, func(t raci.Tool) bool { return t.ID == tool })
		if at < 0 {
			return fault.New(fault.NotFound, "This tool is not on the list any more.")
		}
		was := d.Register.Tools[at]
		tx.RemoveTool(id, tool)
		tx.Record(d.Engagement, audit.ToolRemoved, audit.Fact{Subject: string(tool), Label: toolName(was), Before: toolText(was)})
		return nil
	})
}

// SaveProtected keeps a system of the do-not-isolate list, or adds one that has no id
// yet. in.Rev is the revision the person was looking at.
func (g Registers) SaveProtected(ctx context.Context, who access.Actor, id engagement.ID, in raci.Protected) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	f := form{}
	in.System = f.text("system", "the system", in.System, true, 100)
	in.Reason = f.text("reason", "the reason", in.Reason, false, 200)
	in.Approvers = f.text("approvers", "who may approve, and how to reach them", in.Approvers, true, 200)
	if err := fault.Fields(f); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		fact := audit.Fact{Label: in.System, After: in.Approvers}
		list := d.Register.Protected
		if in.ID == "" {
			if len(list) >= maxProtected {
				return fault.Field("system", fmt.Sprintf("The list has at most %d systems. Remove one first.", maxProtected))
			}
			in.ID, in.Position = raci.ProtectedID(store.NewID()), 1
			if n := len(list); n > 0 {
				in.Position = list[n-1].Position + 1
			}
			tx.AddProtected(d.Engagement, in)
			fact.Subject = string(in.ID)
			tx.Record(d.Engagement, audit.ProtectedAdded, fact)
			return nil
		}
		at := slices.IndexFunc(list, func(p raci.Protected) bool { return p.ID == in.ID })
		switch {
		case at < 0:
			return fault.New(fault.NotFound, "This system is not on the list any more.")
		case list[at].Rev != in.Rev:
			return fault.New(fault.Conflict, "Somebody changed this system while you were looking at it. Yours is still here: compare, then save again.")
		}
		tx.SaveProtected(id, &in)
		fact.Subject, fact.Before = string(in.ID), list[at].Approvers
		tx.Record(d.Engagement, audit.ProtectedChanged, fact)
		return nil
	})
}

// RemoveProtected takes a system off the do-not-isolate list.
func (g Registers) RemoveProtected(ctx context.Context, who access.Actor, id engagement.ID, system raci.ProtectedID) error {
	if err := who.Require(access.ShapeMatrix); err != nil {
		return err
	}
	return g.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(d.Register.Protected, func(p raci.Protected) bool { return p.ID == system })
		if at < 0 {
			return fault.New(fault.NotFound, "This system is not on the list any more.")
		}
		was := d.Register.Protected[at]
		tx.RemoveProtected(id, system)
		tx.Record(d.Engagement, audit.ProtectedRemoved, audit.Fact{Subject: string(system), Label: was.System, Before: was.Approvers})
		return nil
	})
}

func checkTool(t *raci.Tool) error {
	f := form{}
	t.Category = f.text("category", "the kind of tool", t.Category, true, 60)
	t.Product = f.text("product", "the product", t.Product, false, 80)
	t.Licensee = f.text("licensee", "who holds the license", t.Licensee, false, 80)
	t.Note = f.text("note", "the note", t.Note, false, 200)
	if t.Owner != party.MSP && t.Owner != party.Client {
		f["owner"] = "Choose whose tool it is."
	}
	if !slices.Contains(raci.Levels, t.IT) {
		f["it"] = "Choose what internal IT may do in it."
	}
	if !t.Exit.Valid() {
		f["exit"] = "Choose what happens to it at the end."
	}
	return fault.Fields(f)
}

func toolName(t raci.Tool) string {
	if t.Product == "" {
		return t.Category
	}
	return t.Category + ", " + t.Product
}

// toolText is a tool in one sentence, for the record.
func toolText(t raci.Tool) string {
	parts := []string{"owner " + string(t.Owner), "internal IT " + strings.ToLower(t.IT.Words()), "at the end: " + strings.ToLower(t.Exit.Words())}
	if t.Licensee != "" {
		parts = append(parts, "license "+t.Licensee)
	}
	if t.Note != "" {
		parts = append(parts, t.Note)
	}
	return strings.Join(parts, "; ")
}
