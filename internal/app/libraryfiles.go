package app

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/internal/store"
)

// MayEdit tells whether the actor may change the library.
func (Library) MayEdit(who access.Actor) error { return requireLibrary(who, access.EditLibrary) }

// Export is the published library as a file for another MSP: what differs from the
// shipped one. Drafts are not in it.
func (l Library) Export(ctx context.Context, who access.Actor) (data []byte, number int, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return nil, 0, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		number = s.Newest
		data, err = catalog.WriteFile(s.Newest, s.Published)
		return err
	})
	return data, number, err
}

// Imported is what reading a library file did.
type Imported struct {
	Added, Changed []catalog.Item // now drafts
	Same           int            // the library says the same already
	Refused        []catalog.Refusal
}

// Import makes drafts of the items of a file. Nothing is taken over a draft or over a
// lawyer's review: such an item is refused with its reason, and so is one that does not
// fit the library that all the others make.
func (l Library) Import(ctx context.Context, who access.Actor, data []byte) (out Imported, err error) {
	if err := requireLibrary(who, access.EditLibrary); err != nil {
		return out, err
	}
	items, refused, err := catalog.ReadFile(data)
	if err != nil {
		return out, err
	}
	// What fits is worked out before anything is locked, and only so long.
	var before shelf
	if err := l.db.Read(ctx, who, func(tx *store.Tx) (err error) { before, err = loadShelf(ctx, tx); return err }); err != nil {
		return out, err
	}
	soon, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	judged := Imported{Refused: slices.Clone(refused)}
	items = before.fitting(soon, items, &judged)
	if soon.Err() != nil {
		return out, fault.Field("file", "The file takes too long to be judged. Import it in parts.")
	}
	err = l.db.Change(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		if s.seen() != before.seen() {
			return fault.New(fault.Conflict, "Somebody changed the library while your file was read. Import it once more.")
		}
		out = judged
		out.Added, out.Changed = nil, nil
		for _, it := range items {
			list := &out.Added
			if was, err := s.current(it.Kind, it.Key); err == nil {
				it, list = kept(it, was), &out.Changed
			}
			it.Number, it.Rev, it.Draft = s.Newest+1, 1, true
			if err := tx.SaveItem(it); err != nil {
				return err
			}
			*list = append(*list, it)
		}
		if len(out.Added)+len(out.Changed) == 0 {
			return nil
		}
		tx.RecordForMSP("", audit.LibraryImported, audit.Fact{Label: fmt.Sprint(len(out.Added)+len(out.Changed), " items"), Data: map[string]string{
			"added": names(out.Added), "changed": names(out.Changed), "refused": fmt.Sprint(len(out.Refused)),
		}})
		return nil
	})
	return out, err
}

func names(items []catalog.Item) string {
	var out []string
	for _, it := range items {
		out = append(out, string(it.Kind)+" "+it.Key)
	}
	return strings.Join(out, "; ")
}

// fitting are the items of a file that can become drafts together. What leans on a
// refused one is refused too, so the rest is judged until nothing more falls out.
// It ends with ctx, and then has not judged them all.
func (s shelf) fitting(ctx context.Context, items []catalog.Item, out *Imported) []catalog.Item {
	refuse := func(it catalog.Item, why string) bool {
		out.Refused = append(out.Refused, catalog.Refusal{Kind: it.Kind, Key: it.Key, Name: it.Name(), Reason: why})
		return true
	}
	items = slices.DeleteFunc(slices.Clone(items), func(it catalog.Item) bool {
		was, err := s.current(it.Kind, it.Key)
		switch {
		case err != nil:
			return false
		case same(was, kept(it, was)):
			out.Same++
			return true
		case was.Draft:
			return refuse(it, "It has a draft here. Publish the draft or drop it, then import again.")
		case was.Clause != nil && was.Clause.Locked():
			return refuse(it, "A lawyer reviewed this clause here. Change it by hand, with a reason.")
		}
		return false
	})
	for ctx.Err() == nil {
		together := catalog.Merge(s.draft, s.Newest+1, items)
		fit := slices.DeleteFunc(slices.Clone(items), func(it catalog.Item) bool {
			if why := unfit(together, it); why != "" {
				return refuse(it, why)
			}
			return false
		})
		if len(fit) < len(items) {
			items = fit
			continue
		}
		at, why := s.breaks(ctx, items)
		if at < 0 {
			return items
		}
		refuse(items[at], why)
		items = slices.Delete(items, at, at+1)
	}
	return nil
}

// breaks finds an item of a file that would break what is here and not in the file, such
// as a clause that cites what the item retires; at is -1 when none does.
func (s shelf) breaks(ctx context.Context, items []catalog.Item) (at int, why string) {
	with := func(skip int) catalog.Library {
		return catalog.Merge(s.draft, s.Newest+1, slices.Delete(slices.Clone(items), skip, min(skip+1, len(items))))
	}
	together := with(len(items))
	for _, kind := range catalog.Kinds {
		for _, it := range together.Items(kind) {
			if _, theirs := find(items, kind, it.Key); theirs || it.Retired {
				continue
			}
			sentence := unfit(together, it)
			if sentence == "" {
				continue
			}
			for i := range items {
				if ctx.Err() != nil {
					return -1, ""
				}
				l := with(i)
				if now, ok := l.Item(kind, it.Key); ok && unfit(l, now) != sentence {
					return i, fmt.Sprintf("Taking it would break the %s “%s”, which is here. %s", kind.Noun(), it.Name(), sentence)
				}
			}
		}
	}
	return -1, ""
}

// kept is the item with what a file never holds: the notes and the review that the
// clause has here.
func kept(it, was catalog.Item) catalog.Item {
	it = clone(it)
	if it.Clause != nil && was.Clause != nil {
		it.Clause.Notes, it.Clause.Lock = was.Clause.Notes, was.Clause.Lock
	}
	return it
}

// unfit says in sentences why an item cannot stand in a library; empty when it can.
func unfit(l catalog.Library, it catalog.Item) string {
	if it.Retired {
		if by := l.Needed(it.Kind, it.Key); len(by) > 0 {
			return "It is retired in the file, but it is needed by " + strings.Join(by, ", ") + "."
		}
		return ""
	}
	f, ok := fault.Of(l.Check(it))
	if !ok {
		return ""
	}
	var sentences []string
	for _, field := range slices.Sorted(maps.Keys(f.Fields)) {
		sentences = append(sentences, f.Fields[field])
	}
	const most = 3 // a reader mends the file where it was made, and meets the rest there
	if n := len(sentences); n > most+1 {
		sentences = append(sentences[:most], fmt.Sprintf("So with %d more of its properties.", n-most))
	}
	return cmp.Or(strings.Join(slices.Compact(sentences), " "), f.Message)
}
