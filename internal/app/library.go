package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/store"
)

// Library is an MSP's own library: the shipped one with what the MSP changed and
// added. Edits gather as drafts; publishing makes them a version, which engagements
// take only when somebody says so.
type Library struct{ *core }

// Shelves is the library as its pages show it.
type Shelves struct {
	Published catalog.Library // the newest version
	Draft     catalog.Library // with what is not published yet
	Drafts    []catalog.Item
	Changes   []catalog.Change // from Published to Draft
	Seen      string           // identifies the drafts: Publish refuses when they moved on
	Versions  []store.LibraryVersion
	Uses      []store.LibraryUse
	Behind    []store.LibraryLine // engagements that older versions wrote
}

// BehindTotal is how many engagements an earlier library wrote: an older version of the
// MSP's, or what an earlier release of the program shipped.
func (v Shelves) BehindTotal() (n int) {
	for _, u := range v.Uses {
		if u.Number < v.Published.Number {
			n += u.Total
		} else {
			n += u.Moved
		}
	}
	return n
}

// Thing is one item with what surrounds it.
type Thing struct {
	Item      catalog.Item
	Seen      string        // the state it was seen in: Save refuses when it moved on
	Published *catalog.Item // as published, where there is a draft beside it
	Shipped   *catalog.Item // as shipped, where the MSP changed it
	NeededBy  []string      // what leans on it, so that it cannot be retired
	Draft     catalog.Library
}

// Page is how many engagements are named at once.
const Page = 50

// requireLibrary is the right to somebody's library. To a client's people it does not
// exist: how an MSP prepares is its own matter.
func requireLibrary(who access.Actor, do access.Action) error {
	if who.Kind == access.Person && who.Side != party.MSP {
		return fault.New(fault.NotFound, "There is nothing at this address, or it is not shared with you.")
	}
	return who.Require(do)
}

// shelf is the state of a library inside an act.
type shelf struct {
	store.Library
	shipped, published, draft catalog.Library
}

func loadShelf(ctx context.Context, tx *store.Tx) (shelf, error) {
	l, err := tx.Library(ctx)
	s := shelf{Library: l, shipped: tx.Shipped()}
	s.published = catalog.Merge(s.shipped, l.Newest, l.Published)
	s.draft = catalog.Merge(s.published, l.Newest+1, l.Drafts)
	return s, err
}

func find(list []catalog.Item, kind catalog.Kind, key string) (catalog.Item, bool) {
	i := slices.IndexFunc(list, func(it catalog.Item) bool { return it.Kind == kind && it.Key == key })
	if i < 0 {
		return catalog.Item{}, false
	}
	return list[i], true
}

// current is an item as it stands: its draft, else as published, else as shipped.
func (s shelf) current(kind catalog.Kind, key string) (catalog.Item, error) {
	if it, ok := find(s.Drafts, kind, key); ok {
		return it, nil
	}
	if it, ok := find(s.Published, kind, key); ok {
		return it, nil
	}
	if it, ok := s.shipped.Item(kind, key); ok {
		return it, nil
	}
	return catalog.Item{}, fault.New(fault.NotFound, "There is no such "+kind.Noun()+" in the library.")
}

// with is the draft library with one more item.
func (s shelf) with(it catalog.Item) catalog.Library {
	return catalog.Merge(s.draft, s.Newest+1, []catalog.Item{it})
}

func (s shelf) seen() string {
	var b strings.Builder
	for _, it := range s.Drafts {
		fmt.Fprintf(&b, "%s/%s.%d ", it.Kind, it.Key, it.Rev)
	}
	return fingerprint(s.Newest, b.String())
}

// seenItem identifies the state of one item.
func seenItem(it catalog.Item) string { return fmt.Sprintf("%d.%d", it.Number, it.Rev) }

// Open shows the library: what is published, what waits, and who uses which version.
func (l Library) Open(ctx context.Context, who access.Actor) (v Shelves, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return v, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		v = Shelves{Published: s.published, Draft: s.draft, Drafts: s.Drafts, Changes: catalog.Diff(s.published, s.draft), Seen: s.seen()}
		if v.Versions, err = tx.LibraryVersions(ctx); err != nil {
			return err
		}
		if v.Uses, err = tx.LibraryUses(ctx); err != nil {
			return err
		}
		v.Behind, err = tx.Behind(ctx, s.Newest, 0, Page)
		return err
	})
	return v, err
}

// Behind lists the engagements that older versions wrote, a page of them, without the
// first from.
func (l Library) Behind(ctx context.Context, who access.Actor, from int) (list []store.LibraryLine, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return nil, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		s, err := tx.Library(ctx)
		if err != nil {
			return err
		}
		list, err = tx.Behind(ctx, s.Newest, from, Page)
		return err
	})
	return list, err
}

// Item shows one thing of the library.
func (l Library) Item(ctx context.Context, who access.Actor, kind catalog.Kind, key string) (v Thing, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return v, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		if v.Item, err = s.current(kind, key); err != nil {
			return err
		}
		v.Seen, v.Draft, v.NeededBy = seenItem(v.Item), s.draft, s.draft.Needed(kind, key)
		if it, ok := s.published.Item(kind, key); ok && v.Item.Draft {
			v.Published = &it
		}
		if it, ok := s.shipped.Item(kind, key); ok && v.Item.Number > 0 {
			v.Shipped = &it
		}
		return nil
	})
	return v, err
}

// Version shows what one version changed in the one before it.
func (l Library) Version(ctx context.Context, who access.Actor, number int) (v store.LibraryVersion, changes []catalog.Change, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return v, nil, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		versions, err := tx.LibraryVersions(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(versions, func(v store.LibraryVersion) bool { return v.Number == number })
		if i < 0 {
			return fault.New(fault.NotFound, "There is no such version of the library.")
		}
		v = versions[i]
		before, err := tx.LibraryAt(ctx, number-1)
		if err != nil {
			return err
		}
		after, err := tx.LibraryAt(ctx, number)
		changes = catalog.Diff(before, after)
		return err
	})
	return v, changes, err
}

// Publish makes all drafts the next version. Engagements that exist stay on theirs.
// seen is Shelves.Seen of what the person read.
func (l Library) Publish(ctx context.Context, who access.Actor, note, seen string) (number int, err error) {
	if err := requireLibrary(who, access.EditLibrary); err != nil {
		return 0, err
	}
	f := form{}
	note = f.text("note", "what this version changes and why", note, true, 500)
	if err := fault.Fields(f); err != nil {
		return 0, err
	}
	err = l.db.Change(ctx, who, func(tx *store.Tx) error {
		s, err := loadShelf(ctx, tx)
		if err != nil {
			return err
		}
		if len(s.Drafts) == 0 {
			return fault.New(fault.Conflict, "There is nothing to publish: the drafts were published or dropped meanwhile.")
		}
		if s.seen() != seen {
			return fault.New(fault.Conflict, "The drafts changed since this was shown to you. Look again at what would be published.")
		}
		if err := whole(s.draft); err != nil {
			return err
		}
		number = s.Newest + 1
		tx.PublishLibrary(store.LibraryVersion{Number: number, Note: note, By: who.Name, At: l.db.Now()})
		tx.RecordForMSP("", audit.LibraryPublished, audit.Fact{
			Subject: fmt.Sprint(number), Label: fmt.Sprintf("Version %d", number), After: note,
			Data: counts(catalog.Diff(s.published, s.draft)),
		})
		return nil
	})
	return number, err
}

// whole refuses a library in which something cites what is no longer there.
func whole(l catalog.Library) error {
	for _, kind := range catalog.Kinds {
		for _, it := range l.Items(kind) {
			if it.Retired {
				continue
			}
			if f, ok := fault.Of(l.Check(it)); ok {
				for _, sentence := range f.Fields {
					return fault.New(fault.Invalid, fmt.Sprintf("The %s “%s” does not fit what would be published. %s", kind.Noun(), it.Name(), sentence))
				}
			}
		}
	}
	return nil
}

// counts says for the record how much a change of library is about.
func counts(changes []catalog.Change) map[string]string {
	n, data := map[string]int{}, map[string]string{}
	for _, c := range changes {
		n[string(c.Kind)+"s "+string(c.How)]++
	}
	for what, k := range n {
		data[what] = fmt.Sprint(k)
	}
	return data
}
