package app

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// Edit is an item as a person wants it.
type Edit struct {
	Item   catalog.Item // without a key it is a new one
	Seen   string       // Thing.Seen of what the person looked at
	Reason string       // needed where a lawyer's review holds the clause
}

// Save keeps an item as a draft. Nothing uses it before it is published.
func (l Library) Save(ctx context.Context, who access.Actor, in Edit) (saved catalog.Item, err error) {
	if err := requireLibrary(who, access.EditLibrary); err != nil {
		return saved, err
	}
	err = l.db.Change(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		if in.Item.Key == "" {
			in.Item.Key = s.newKey(in.Item)
			saved, err = s.lay(tx, catalog.Item{}, in.Item, "")
			return err
		}
		was, err := s.current(in.Item.Kind, in.Item.Key)
		if err != nil {
			return err
		}
		if err := held(was, in.Seen, in.Reason); err != nil {
			return err
		}
		if was.Retired {
			return fault.New(fault.Locked, was.Name()+" is retired. Bring it back before you change it.")
		}
		saved, err = s.lay(tx, was, in.Item, in.Reason)
		return err
	})
	return saved, err
}

// held refuses what was overtaken, and a lawyer's clause without a reason.
func held(was catalog.Item, seen, reason string) error {
	if seenItem(was) != seen {
		return fault.New(fault.Conflict, "Somebody changed this while you were looking at it. Yours is still here: compare, then save again.")
	}
	if was.Clause != nil && was.Clause.Locked() && strings.TrimSpace(reason) == "" {
		return fault.Field("reason", "A lawyer reviewed this clause. Say why it changes; the reason is kept.")
	}
	return nil
}

// lay keeps an item as a draft beside the published state, or drops the draft when
// nothing is left of the change.
func (s shelf) lay(tx *store.Tx, was, it catalog.Item, reason string) (catalog.Item, error) {
	it.Number, it.Rev, it.Draft, it.Reason = s.Newest+1, 1, true, strings.TrimSpace(reason)
	if was.Draft {
		it.Rev = was.Rev + 1
	}
	if c := it.Clause; c != nil {
		c.Lock.Digest = ""
		switch {
		case !c.Locked():
		case was.Clause != nil && was.Clause.Locked() && was.Clause.Lock.By == c.Lock.By && was.Clause.Lock.On == c.Lock.On:
			c.Lock.Digest = was.Clause.Lock.Digest // still the same review
		default:
			c.Lock.Digest = c.Digest()
		}
	}
	if f := it.Function; f != nil && was.Function != nil && slices.Equal(slices.Sorted(slices.Values(f.Access)), slices.Sorted(slices.Values(was.Function.Access))) {
		f.Access = was.Function.Access // their order says nothing
	}
	if f := it.Function; f != nil {
		if refs, err := catalog.References(f.Frameworks); err == nil { // else Check tells
			f.Frameworks = refs
		}
	}
	it.SetRetired(it.Retired)
	after := s.with(it)
	if !it.Retired {
		if err := after.Check(it); err != nil {
			return it, err
		}
	}
	before := s.draft
	changes := catalog.Diff(before, after)
	if published, ok := s.published.Item(it.Kind, it.Key); ok && same(published, it) {
		if was.Draft {
			tx.DropItem(it.Kind, it.Key)
			tx.RecordForMSP("", audit.LibraryDropped, audit.Fact{Subject: it.Key, Label: it.Name(), Data: map[string]string{"kind": string(it.Kind)}})
		}
		return it, nil
	}
	if was.Key != "" && same(was, it) {
		return was, nil
	}
	if err := tx.SaveItem(it); err != nil {
		return it, err
	}
	tx.RecordForMSP("", verbOf(was, it), audit.Fact{Subject: it.Key, Label: it.Name(), Data: said(it, changes)})
	return it, nil
}

// same tells whether two items say the same.
func same(a, b catalog.Item) bool {
	x, err := a.Body()
	y, more := b.Body()
	notes := a.Clause == nil || b.Clause == nil || a.Clause.Notes == b.Clause.Notes
	return err == nil && more == nil && bytes.Equal(x, y) && a.Retired == b.Retired && notes
}

func verbOf(was, it catalog.Item) audit.Verb {
	switch {
	case was.Key == "":
		return audit.LibraryAdded
	case it.Retired && !was.Retired:
		return audit.LibraryRetired
	case was.Retired && !it.Retired:
		return audit.LibraryRestored
	}
	return audit.LibraryChanged
}

// said is what the record keeps of an edit: which properties, and the reason.
func said(it catalog.Item, changes []catalog.Change) map[string]string {
	data := map[string]string{"kind": string(it.Kind)}
	var fields []string
	for _, c := range changes {
		if c.Kind == it.Kind && c.Key == it.Key && c.How == catalog.Changed {
			for _, f := range c.Fields {
				fields = append(fields, f.Name)
			}
		}
	}
	if len(fields) > 0 {
		data["changed"] = strings.Join(fields, ", ")
	}
	if it.Reason != "" {
		data["reason"] = it.Reason
	}
	return data
}

// newKey makes the key that texts cite a new thing by, from its name.
func (s shelf) newKey(it catalog.Item) string {
	key := "lib-" + slug(it.Name())
	if it.Kind == catalog.ClauseKind {
		key = "c-" + key
	}
	try := key
	for n := 2; ; n++ {
		if _, err := s.current(it.Kind, try); err != nil {
			return try
		}
		try = fmt.Sprintf("%s-%d", key, n)
	}
}

// slug is a name in the letters of a key.
func slug(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 32 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "item"
}

// Retire takes an item out of what new engagements are offered; those that have it
// keep it. Nothing that the library itself needs can be retired.
func (l Library) Retire(ctx context.Context, who access.Actor, kind catalog.Kind, key, seen, reason string) error {
	return l.setRetired(ctx, who, kind, key, seen, reason, true)
}

// Restore brings a retired item back.
func (l Library) Restore(ctx context.Context, who access.Actor, kind catalog.Kind, key, seen, reason string) error {
	return l.setRetired(ctx, who, kind, key, seen, reason, false)
}

func (l Library) setRetired(ctx context.Context, who access.Actor, kind catalog.Kind, key, seen, reason string, retired bool) error {
	if err := requireLibrary(who, access.EditLibrary); err != nil {
		return err
	}
	return l.db.Change(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		was, err := s.current(kind, key)
		if err != nil {
			return err
		}
		if err := held(was, seen, reason); err != nil {
			return err
		}
		if by := s.draft.Needed(kind, key); retired && len(by) > 0 {
			return fault.New(fault.Invalid, was.Name()+" cannot be retired, because it is needed by "+strings.Join(by, ", ")+".")
		}
		if err := s.retireWithin(tx, was, retired); err != nil {
			return err
		}
		it := clone(was)
		it.SetRetired(retired)
		_, err = s.lay(tx, was, it, reason)
		return err
	})
}

// retireWithin retires what stands in an area or pack before it goes itself. What comes
// back comes back empty: its functions are brought back one by one.
func (s shelf) retireWithin(tx *store.Tx, was catalog.Item, retired bool) error {
	if !retired || was.Kind != catalog.AreaKind && was.Kind != catalog.PackKind {
		return nil
	}
	for _, it := range s.draft.Items(catalog.FunctionKind) {
		f := it.Function
		if f.Retired || was.Kind == catalog.AreaKind && (f.Pack != "" || string(f.AreaKey) != was.Key) || was.Kind == catalog.PackKind && f.Pack != was.Key {
			continue
		}
		old, err := s.current(catalog.FunctionKind, it.Key)
		if err != nil {
			return err
		}
		gone := clone(old)
		gone.SetRetired(true)
		if _, err := s.lay(tx, old, gone, ""); err != nil {
			return err
		}
	}
	return nil
}

// clone is a copy whose value can be changed.
func clone(it catalog.Item) catalog.Item {
	switch it.Kind {
	case catalog.AreaKind:
		v := *it.Area
		it.Area = &v
	case catalog.PackKind:
		v := *it.Pack
		it.Pack = &v
	case catalog.FunctionKind:
		v := *it.Function
		it.Function = &v
	case catalog.ClauseKind:
		v := *it.Clause
		it.Clause = &v
	case catalog.PresetKind:
		v := *it.Preset
		it.Preset = &v
	case catalog.TemplateKind:
		v := *it.Template
		it.Template = &v
	}
	return it
}

// Drop forgets the draft of an item as it was seen, unless another draft leans on it.
func (l Library) Drop(ctx context.Context, who access.Actor, kind catalog.Kind, key, seen string) error {
	if err := requireLibrary(who, access.EditLibrary); err != nil {
		return err
	}
	return l.db.Change(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		dropped, ok := find(s.Drafts, kind, key)
		if !ok {
			return fault.New(fault.NotFound, "There is no draft of this any more.")
		}
		if seenItem(dropped) != seen {
			return fault.New(fault.Conflict, "Somebody changed this draft while you were looking at it. Look again, then decide.")
		}
		var rest []catalog.Item
		for _, it := range s.Drafts {
			if it.Kind != kind || it.Key != key {
				rest = append(rest, it)
			}
		}
		if err := whole(catalog.Merge(s.published, s.Newest+1, rest)); err != nil {
			return fault.New(fault.Invalid, "This draft cannot be dropped by itself. "+err.Error())
		}
		tx.DropItem(kind, key)
		tx.RecordForMSP("", audit.LibraryDropped, audit.Fact{Subject: key, Label: dropped.Name(), Data: map[string]string{"kind": string(kind)}})
		return nil
	})
}
