package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/catalog"
	"demarc/internal/engagement"
)

// LibraryVersion is one published version of an MSP's library.
type LibraryVersion struct {
	Number int
	Note   string
	By     string
	At     time.Time
}

// Library is what an MSP added to the shipped library: the newest published state and
// the drafts beside it.
type Library struct {
	Newest    int
	Published []catalog.Item
	Drafts    []catalog.Item
}

// LibraryUse says how many engagements are written from one version.
type LibraryUse struct {
	Number int
	Total  int
	Drafts int // of them those that can still change
	Moved  int // of them those over an earlier shipped library
}

// LibraryLine is an engagement that is written from an older version.
type LibraryLine struct {
	ID      engagement.ID
	Title   string
	Client  string
	State   engagement.State
	Library int
	Moved   bool // the program ships another library now
}

const itemColumns = `i.kind, i.key, i.number, i.retired, i.body, case when app.side() = 'msp' then i.notes else '' end, i.reason, i.rev, i.edited_by, i.edited_at, i.published_at is null`

func scanItem(rows pgx.Rows, more ...any) (catalog.Item, error) {
	var it catalog.Item
	var body []byte
	var notes string
	err := rows.Scan(append([]any{&it.Kind, &it.Key, &it.Number, &it.Retired, &body, &notes, &it.Reason, &it.Rev, &it.EditedBy, &it.EditedAt, &it.Draft}, more...)...)
	if err != nil {
		return it, err
	}
	it.EditedAt = it.EditedAt.UTC()
	return it, it.Fill(body, notes)
}

// pinnedItems are what an engagement's version of the library has beyond the shipped one.
func (tx *Tx) pinnedItems(id engagement.ID, list *[]catalog.Item, kinds []catalog.Kind) statement {
	if len(kinds) == 0 {
		kinds = catalog.Kinds
	}
	return statement{
		sql: `select distinct on (i.kind, i.key) ` + itemColumns + `
		        from app.engagements e
		        join app.library_items i on i.msp_id = e.msp_id and i.number <= e.library and i.published_at is not null
		       where e.msp_id = $1 and e.engagement_id = $2 and i.kind = any ($3::text[])
		       order by i.kind, i.key, i.number desc`,
		args: []any{tx.who.MSP, id, kinds},
		read: each(func(rows pgx.Rows) error {
			it, err := scanItem(rows)
			*list = append(*list, it)
			return err
		}),
	}
}

// Library reads the MSP's items: of each the newest published one, and its draft. In a
// Change it also locks the MSP's chain, so that edits of a library follow one another.
func (tx *Tx) Library(ctx context.Context) (Library, error) {
	var l Library
	var found bool
	var ss []statement
	if !tx.readOnly {
		ss = append(ss, tx.lockHead(string(tx.who.MSP)))
	}
	err := tx.ask(ctx, append(ss, statement{
		sql:  `select coalesce(max(number), 0) from app.library_versions where msp_id = $1`,
		args: []any{tx.who.MSP}, read: one(&found, &l.Newest),
	}, statement{
		sql: `select distinct on (i.kind, i.key, i.published_at is null) ` + itemColumns + `
		        from app.library_items i where i.msp_id = $1
		       order by i.kind, i.key, i.published_at is null, i.number desc`,
		args: []any{tx.who.MSP},
		read: each(func(rows pgx.Rows) error {
			it, err := scanItem(rows)
			if it.Draft {
				l.Drafts = append(l.Drafts, it)
			} else {
				l.Published = append(l.Published, it)
			}
			return err
		}),
	})...)
	return l, err
}

// LibraryAt reads the MSP's items as version number has them, over the shipped library
// of this program.
func (tx *Tx) LibraryAt(ctx context.Context, number int) (catalog.Library, error) {
	var items []catalog.Item
	err := tx.ask(ctx, statement{
		sql: `select distinct on (i.kind, i.key) ` + itemColumns + `
		        from app.library_items i where i.msp_id = $1 and i.number <= $2 and i.published_at is not null
		       order by i.kind, i.key, i.number desc`,
		args: []any{tx.who.MSP, number},
		read: each(func(rows pgx.Rows) error {
			it, err := scanItem(rows)
			items = append(items, it)
			return err
		}),
	})
	return catalog.Merge(tx.db.shipped, number, items), err
}

// LibraryVersions lists the published versions, the newest first.
func (tx *Tx) LibraryVersions(ctx context.Context) ([]LibraryVersion, error) {
	var out []LibraryVersion
	err := tx.ask(ctx, statement{
		sql:  `select number, note, published_by, published_at from app.library_versions where msp_id = $1 order by number desc limit 200`,
		args: []any{tx.who.MSP},
		read: each(func(rows pgx.Rows) error {
			var v LibraryVersion
			err := rows.Scan(&v.Number, &v.Note, &v.By, &v.At)
			v.At = v.At.UTC()
			out = append(out, v)
			return err
		}),
	})
	return out, err
}

// LibraryUses counts the MSP's engagements by the version they are written from.
func (tx *Tx) LibraryUses(ctx context.Context) ([]LibraryUse, error) {
	var out []LibraryUse
	err := tx.ask(ctx, statement{
		sql: `select library, count(*)::int, (count(*) filter (where state = 'draft'))::int, (count(*) filter (where release not in ('', $2)))::int
		        from app.engagements where msp_id = $1 group by library order by library desc`,
		args: []any{tx.who.MSP, tx.db.shipped.Release()},
		read: each(func(rows pgx.Rows) error {
			var u LibraryUse
			err := rows.Scan(&u.Number, &u.Total, &u.Drafts, &u.Moved)
			out = append(out, u)
			return err
		}),
	})
	return out, err
}

// Behind lists engagements that are written from a version before number or from an
// earlier shipped library, drafts first, from the place from on.
func (tx *Tx) Behind(ctx context.Context, number, from, limit int) ([]LibraryLine, error) {
	var out []LibraryLine
	err := tx.ask(ctx, statement{
		sql: `select e.engagement_id, e.title, c.name, e.state, e.library, e.release not in ('', $5)
		        from app.engagements e join app.clients c on c.msp_id = e.msp_id and c.client_id = e.client_id
		       where e.msp_id = $1 and (e.library < $2 or e.release not in ('', $5))
		       order by e.state <> 'draft', e.library, e.started_at desc, e.engagement_id limit $3 offset $4`,
		args: []any{tx.who.MSP, number, limit, from, tx.db.shipped.Release()},
		read: each(func(rows pgx.Rows) error {
			var l LibraryLine
			err := rows.Scan(&l.ID, &l.Title, &l.Client, &l.State, &l.Library, &l.Moved)
			out = append(out, l)
			return err
		}),
	})
	return out, err
}

// SaveItem keeps a draft of an item; the caller has compared its revision.
func (tx *Tx) SaveItem(it catalog.Item) error {
	body, err := it.Body()
	if err != nil {
		return err
	}
	locked, notes := false, ""
	if it.Clause != nil {
		locked, notes = it.Clause.Locked(), it.Clause.Notes
	}
	tx.write(`insert into app.library_items (msp_id, kind, key, number, retired, locked, body, notes, reason, rev, edited_by, edited_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
	          on conflict (msp_id, kind, key, number) do update set retired = excluded.retired, locked = excluded.locked, body = excluded.body, notes = excluded.notes,
	             reason = excluded.reason, rev = excluded.rev, edited_by = excluded.edited_by, edited_at = excluded.edited_at`,
		tx.who.MSP, it.Kind, it.Key, it.Number, it.Retired, locked, string(body), notes, it.Reason, it.Rev, tx.who.Name, tx.db.Now())
	return nil
}

// DropItem forgets a draft.
func (tx *Tx) DropItem(kind catalog.Kind, key string) {
	tx.write(`delete from app.library_items where msp_id = $1 and kind = $2 and key = $3 and published_at is null`, tx.who.MSP, kind, key)
}

// PublishLibrary makes all drafts version v.
func (tx *Tx) PublishLibrary(v LibraryVersion) {
	tx.write(`insert into app.library_versions (msp_id, number, note, published_by, published_at) values ($1, $2, $3, $4, $5)`, tx.who.MSP, v.Number, v.Note, v.By, v.At)
	tx.write(`update app.library_items set published_at = $2 where msp_id = $1 and published_at is null`, tx.who.MSP, v.At)
}
