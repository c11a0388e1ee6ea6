package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/notice"
)

// People lists everybody who may get letters about an engagement: the members of its
// client and of its MSP. Only a job sees all of them.
func (tx *Tx) People(ctx context.Context, e engagement.Engagement) ([]notice.Person, error) {
	var out []notice.Person
	err := tx.ask(ctx, tx.addressees(e, "", &out))
	return out, err
}

// Member is one of People; found is false once they have left. Whether they worked here
// is not looked up: it takes the whole record.
func (tx *Tx) Member(ctx context.Context, e engagement.Engagement, membership string) (p notice.Person, found bool, err error) {
	var out []notice.Person
	err = tx.ask(ctx, tx.addressees(e, membership, &out))
	if len(out) == 1 {
		p, found = out[0], true
	}
	return p, found, err
}

func (tx *Tx) addressees(e engagement.Engagement, membership string, out *[]notice.Person) statement {
	return statement{
		sql: `select m.id, m.user_id, u.name, u.email, m.side, coalesce(m.client_id::text, ''), m.role,
		             coalesce((select json_object_agg(s.kind, s.choice) from app.notice_settings s where s.msp_id = m.msp_id and s.membership_id = m.id), '{}'),
		             exists (select from app.mutes x where x.msp_id = m.msp_id and x.engagement_id = $3 and x.membership_id = m.id),
		             $4::uuid is null and m.side = 'msp' and (m.user_id::text in (
		               select en.payload::json -> 'actor' ->> 'id' from app.entries en where en.msp_id = $1 and en.stream_id = $3)) is true
		        from app.memberships m join app.users u on u.id = m.user_id
		       where m.msp_id = $1 and (m.client_id is null or m.client_id = $2) and m.left_at is null and ($4::uuid is null or m.id = $4::uuid)
		       order by m.id`,
		args: []any{tx.who.MSP, e.Client, e.ID, null(membership)},
		read: each(func(rows pgx.Rows) error {
			var p notice.Person
			var chosen []byte
			err := rows.Scan(&p.Membership, &p.User, &p.Name, &p.Email, &p.Side, &p.Client, &p.Role, &chosen, &p.Muted, &p.Worked)
			if err == nil {
				err = json.Unmarshal(chosen, &p.Settings)
			}
			p.Settings = p.Settings.Complete(p.Role)
			*out = append(*out, p)
			return err
		}),
	}
}

// Notices reads how the actor wants to hear of things in the place they are in.
func (tx *Tx) Notices(ctx context.Context) (s notice.Settings, muted []notice.Muted, err error) {
	s = notice.Settings{}
	err = tx.ask(ctx,
		statement{
			sql:  `select kind, choice from app.notice_settings where msp_id = $1 and membership_id = $2`,
			args: []any{tx.who.MSP, tx.who.Membership},
			read: each(func(rows pgx.Rows) error {
				var k notice.Kind
				var w notice.When
				err := rows.Scan(&k, &w)
				s[k] = w
				return err
			}),
		},
		statement{
			sql: `select e.engagement_id, e.title, e.number, c.name
			        from app.mutes x
			        join app.engagements e on e.msp_id = x.msp_id and e.engagement_id = x.engagement_id
			        join app.clients c on c.msp_id = e.msp_id and c.client_id = e.client_id
			       where x.msp_id = $1 and x.membership_id = $2 order by c.name, e.number`,
			args: []any{tx.who.MSP, tx.who.Membership},
			read: each(func(rows pgx.Rows) error {
				var m notice.Muted
				err := rows.Scan(&m.Engagement, &m.Title, &m.Number, &m.Client)
				muted = append(muted, m)
				return err
			}),
		})
	return s, muted, err
}

// Mutes tells whether the actor wants no letters of an engagement.
func (tx *Tx) Mutes(ctx context.Context, id engagement.ID) (muted bool, err error) {
	if tx.who.Membership == "" {
		return false, nil
	}
	var found bool
	err = tx.ask(ctx, statement{
		sql:  `select exists (select from app.mutes where msp_id = $1 and engagement_id = $2 and membership_id = $3)`,
		args: []any{tx.who.MSP, id, tx.who.Membership}, read: one(&found, &muted),
	})
	return muted, err
}

// own does what is not shared: how one person gets letters, what one side notes. It is
// not for everybody of an engagement to read, so no chain records it; everything shared
// goes through Change.
func (db *DB) own(ctx context.Context, who access.Actor, fn func(*Tx) error) error {
	return db.fresh(func() error {
		return db.run(ctx, who, false, func(tx *Tx) error {
			if err := fn(tx); err != nil {
				return err
			}
			return tx.send(ctx, true)
		})
	})
}

// SaveNotices keeps what the actor chose, for the place they are in.
func (db *DB) SaveNotices(ctx context.Context, who access.Actor, s notice.Settings) error {
	return db.own(ctx, who, func(tx *Tx) error {
		for _, k := range notice.Kinds {
			tx.write(`insert into app.notice_settings (msp_id, membership_id, user_id, kind, choice) values ($1, $2, $3, $4, $5)
			          on conflict (msp_id, membership_id, kind) do update set choice = excluded.choice`,
				who.MSP, who.Membership, who.User, k, s[k])
		}
		return nil
	})
}

// Mute ends the letters of one engagement to the actor, or begins them again.
func (db *DB) Mute(ctx context.Context, who access.Actor, id engagement.ID, quiet bool) error {
	return db.own(ctx, who, func(tx *Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		if quiet {
			tx.write(`insert into app.mutes (msp_id, client_id, engagement_id, membership_id, user_id, muted_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing`,
				who.MSP, e.Client, id, who.Membership, who.User, db.Now())
		} else {
			tx.write(`delete from app.mutes where msp_id = $1 and engagement_id = $2 and membership_id = $3`, who.MSP, id, who.Membership)
		}
		return nil
	})
}

// Awaited is since when an engagement's next daily letter is awaited, and after which
// entry it begins. Since is zero while nothing happened.
func (tx *Tx) Awaited(ctx context.Context, id engagement.ID) (since time.Time, after int64, err error) {
	var at *time.Time
	var found bool
	err = tx.ask(ctx, statement{
		sql:  `select digest_at, digest_seq from app.chain_heads where msp_id = $1 and stream_id = $2`,
		args: []any{tx.who.MSP, id}, read: one(&found, &at, &after),
	})
	if err == nil && !found {
		err = gone
	}
	return timeOf(at), after, err
}

// awaitDigest plans the daily letter with the first thing that a person does after the
// last one. Later ones find it planned, and cost nothing.
func (tx *Tx) awaitDigest(ctx context.Context, now time.Time) error {
	if tx.who.Kind != access.Person {
		return nil
	}
	for _, r := range tx.records {
		if r.stream == string(tx.who.MSP) || tx.awaited[r.stream] {
			continue
		}
		tx.awaited[r.stream] = true
		tx.write(`update app.chain_heads set digest_at = $3 where msp_id = $1 and stream_id = $2`, tx.who.MSP, r.stream, now)
		if err := tx.Enqueue(ctx, Job{Task: Digest, MSP: string(tx.who.MSP), Client: r.client, Engagement: r.stream}); err != nil {
			return fmt.Errorf("plan the daily letter: %w", err)
		}
	}
	return nil
}
