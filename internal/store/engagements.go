package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// AddEngagement adds an engagement with its first parties. It is written from the
// library that comes with the program, which is kept for it.
func (tx *Tx) AddEngagement(ctx context.Context, e engagement.Engagement, terms agreement.Terms, parties ...party.Party) error {
	t, err := json.Marshal(terms)
	if err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	choices, err := json.Marshal(chosen(e))
	if err != nil {
		return fmt.Errorf("write choices: %w", err)
	}
	if err := tx.keepRelease(ctx); err != nil {
		return err
	}
	e.Release = tx.db.shipped.Release()
	tx.write(`insert into app.engagements (msp_id, client_id, engagement_id, number, title, terms, started_at, library, template, choices, release) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		tx.who.MSP, e.Client, e.ID, e.Number, e.Title, string(t), e.StartedAt, e.Library, e.Template, string(choices), e.Release)
	for _, p := range parties {
		tx.write(`insert into app.parties (msp_id, client_id, engagement_id, side, legal_name, short_name, entity_type, formed_in, address, notice_email) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.who.MSP, e.Client, e.ID, p.Side, p.LegalName, p.ShortName, p.EntityType, p.FormedIn, p.Address, p.Notice)
	}
	return nil
}

const engagementColumns = `e.engagement_id, e.msp_id, e.client_id, c.name, m.name, e.number, e.title, e.state, e.terms_rev, e.version, coalesce(e.in_force, 0), e.started_at, e.reviewed_digest, e.reviewed_by, e.reviewed_at, e.library, e.template, e.choices, coalesce((select max(v.number) from app.library_versions v where v.msp_id = e.msp_id), 0), coalesce(h.seq, 0), e.frameworks, e.release,
	case when e.in_force is null then '' else coalesce((select s.ends_on::text from app.standings s where s.msp_id = e.msp_id and s.engagement_id = e.engagement_id and s.version = e.in_force), '') end`

const engagementFrom = ` from app.engagements e
   join app.clients c on c.msp_id = e.msp_id and c.client_id = e.client_id
   join app.msps m on m.msp_id = e.msp_id
   left join app.chain_heads h on h.msp_id = e.msp_id and h.stream_id = e.engagement_id `

func scanEngagement(rows pgx.Rows, more ...any) (engagement.Engagement, error) {
	var e engagement.Engagement
	var reviewed *time.Time
	var choices []byte
	err := rows.Scan(append([]any{
		&e.ID, &e.MSP, &e.Client, &e.ClientName, &e.MSPName, &e.Number, &e.Title, &e.State, &e.TermsRev, &e.Version, &e.InForce, &e.StartedAt,
		&e.Reviewed.Digest, &e.Reviewed.By, &reviewed, &e.Library, &e.Template, &choices, &e.Newest, &e.Seq, &e.Frameworks, &e.Release, &e.EndsOn,
	}, more...)...)
	if err == nil {
		err = json.Unmarshal(choices, &e.Choices)
	}
	e.Reviewed.At = timeOf(reviewed)
	e.StartedAt = e.StartedAt.UTC()
	return e, err
}

func (tx *Tx) engagement(id engagement.ID, e *engagement.Engagement, found *bool) statement {
	return statement{
		sql:  `select ` + engagementColumns + engagementFrom + `where e.msp_id = $1 and e.engagement_id = $2`,
		args: []any{tx.who.MSP, id},
		read: func(rows pgx.Rows) (err error) {
			if *found = rows.Next(); *found {
				*e, err = scanEngagement(rows)
				e.Moved = tx.moved(*e)
			}
			return err
		},
	}
}

// Engagement finds one engagement; in a Change it also locks its chain, so that
// changes of one engagement follow one another.
func (tx *Tx) Engagement(ctx context.Context, id engagement.ID) (engagement.Engagement, error) {
	var e engagement.Engagement
	return e, tx.askWith(ctx, id, &e)
}

// askWith asks for the engagement, its lock in a Change, and more, in one round trip.
func (tx *Tx) askWith(ctx context.Context, id engagement.ID, e *engagement.Engagement, more ...statement) error {
	var found bool
	var ss []statement
	if !tx.readOnly {
		ss = append(ss, tx.lockHead(string(id)))
	}
	ss = append(append(ss, tx.engagement(id, e, &found)), more...)
	if err := tx.ask(ctx, ss...); err != nil {
		return err
	}
	if !found {
		return gone
	}
	return nil
}

// Draft reads everything of an engagement but the brand in one round trip.
func (tx *Tx) Draft(ctx context.Context, id engagement.ID) (engagement.Draft, error) {
	return tx.draft(ctx, id)
}

// Paper is Draft with the brand, for what draws it or compares its digest.
func (tx *Tx) Paper(ctx context.Context, id engagement.ID) (engagement.Draft, error) {
	var b party.Kept
	d, err := tx.draft(ctx, id, tx.brand(&b))
	d.Brand = b.Brand
	return d, err
}

// Card is Draft with what the record says of one row, and what the actor's side noted.
func (tx *Tx) Card(ctx context.Context, id engagement.ID, fn raci.FunctionID) (d engagement.Draft, story []audit.Entry, notes []engagement.Note, err error) {
	known := audit.Openings{}
	d, err = tx.draft(ctx, id, tx.openings(string(id), known), tx.story(id, fn, known, &story), tx.notes(id, fn, &notes))
	return d, story, notes, err
}

func (tx *Tx) draft(ctx context.Context, id engagement.ID, more ...statement) (engagement.Draft, error) {
	d := engagement.Draft{Today: tx.db.Now()}
	var terms []byte
	var lib pinned
	var found bool
	err := tx.askWith(ctx, id, &d.Engagement, append(slices.Concat(tx.parties(id, &d.Parties), tx.matrix(id, &d.Matrix), tx.register(id, &d.Register), tx.pin(id, &lib), more), tx.waivers(id, &d.Waivers), tx.left(id, &d.Left), tx.openThreads(id, "", &d.Threads), statement{
		sql:  `select terms from app.engagements where msp_id = $1 and engagement_id = $2`,
		args: []any{tx.who.MSP, id}, read: one(&found, &terms),
	})...)
	if err != nil {
		return d, err
	}
	if err := json.Unmarshal(terms, &d.Terms); err != nil {
		return d, fmt.Errorf("read terms: %w", err)
	}
	d.Library, err = tx.library(d.Engagement, lib)
	return d, err
}

// left are the people who had a place at the MSP or at the client of an engagement and
// have none there now. A client's people see their own only.
func (tx *Tx) left(id engagement.ID, out *[]engagement.Left) statement {
	return statement{
		sql: `select u.name, u.email from app.memberships m
		        join app.engagements e on e.msp_id = m.msp_id and e.engagement_id = $2
		        join app.users u on u.id = m.user_id
		       where m.msp_id = $1 and (m.client_id is null or m.client_id = e.client_id)
		       group by u.id, u.name, u.email having bool_and(m.left_at is not null) order by u.email`,
		args: []any{tx.who.MSP, id},
		read: each(func(rows pgx.Rows) error {
			var l engagement.Left
			err := rows.Scan(&l.Name, &l.Email)
			*out = append(*out, l)
			return err
		}),
	}
}

// Line is one line of the list of engagements.
type Line struct {
	engagement.Engagement
	Functions int
	Agreed    int
	Disputed  int
}

// Engagements lists the newest first, after the given one, at most limit; client
// narrows it.
func (tx *Tx) Engagements(ctx context.Context, client party.ClientID, before time.Time, beforeID engagement.ID, limit int) ([]Line, error) {
	var out []Line
	err := tx.ask(ctx, tx.lines(client, before, beforeID, limit, false, &out))
	return out, err
}

// Unfinished lists those in draft or out for signature, where something may wait for
// somebody, the newest first, at most limit.
func (tx *Tx) Unfinished(ctx context.Context, client party.ClientID, limit int) ([]Line, error) {
	var out []Line
	err := tx.ask(ctx, tx.lines(client, time.Time{}, "", limit, true, &out))
	return out, err
}

// Home is Engagements with what waits for the actor in their conversations.
func (tx *Tx) Home(ctx context.Context, client party.ClientID, before time.Time, beforeID engagement.ID, limit int) (out []Line, needs []Need, err error) {
	err = tx.ask(ctx, tx.lines(client, before, beforeID, limit, false, &out), tx.needs(&needs))
	return out, needs, err
}

func (tx *Tx) lines(client party.ClientID, before time.Time, beforeID engagement.ID, limit int, unfinished bool, out *[]Line) statement {
	if before.IsZero() {
		before, beforeID = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), "ffffffff-ffff-ffff-ffff-ffffffffffff"
	}
	return statement{
		sql: `with page as (
		        select * from app.engagements
		         where msp_id = $1 and ($2::uuid is null or client_id = $2::uuid) and (started_at, engagement_id) < ($3, $4::uuid)
		           and (not $6::bool or state in ('draft', 'signing'))
		         order by started_at desc, engagement_id desc limit $5)
		      select ` + engagementColumns + `, coalesce(f.n, 0), coalesce(f.agreed, 0), coalesce(f.disputed, 0)
		        from page e
		        join app.clients c on c.msp_id = e.msp_id and c.client_id = e.client_id
		        join app.msps m on m.msp_id = e.msp_id
		        left join app.chain_heads h on h.msp_id = e.msp_id and h.stream_id = e.engagement_id
		        left join lateral (
		             select sum(1)::int as n,
		                    sum((agreed_msp = rev and agreed_client = rev and dispute_reason = '')::int)::int as agreed,
		                    sum((dispute_reason <> '')::int)::int as disputed
		               from app.functions f where f.msp_id = e.msp_id and f.engagement_id = e.engagement_id and f.excluded = '') f on true
		       order by e.started_at desc, e.engagement_id desc`,
		args: []any{tx.who.MSP, null(client), before, beforeID, limit, unfinished},
		read: each(func(rows pgx.Rows) error {
			var l Line
			var err error
			l.Engagement, err = scanEngagement(rows, &l.Functions, &l.Agreed, &l.Disputed)
			*out = append(*out, l)
			return err
		}),
	}
}

// SaveTerms replaces the terms; the caller has compared the revision.
func (tx *Tx) SaveTerms(e *engagement.Engagement, terms agreement.Terms) error {
	t, err := json.Marshal(terms)
	if err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	e.TermsRev++
	tx.write(`update app.engagements set terms = $3, terms_rev = $4 where msp_id = $1 and engagement_id = $2`, tx.who.MSP, e.ID, string(t), e.TermsRev)
	return nil
}

// SaveState moves an engagement; the caller has asked the lifecycle.
func (tx *Tx) SaveState(e engagement.Engagement) {
	var inForce any
	if e.InForce > 0 {
		inForce = e.InForce
	}
	tx.write(`update app.engagements set state = $3, version = $4, in_force = $5 where msp_id = $1 and engagement_id = $2`, tx.who.MSP, e.ID, e.State, e.Version, inForce)
}

// SaveReview keeps which text the client's side has read.
func (tx *Tx) SaveReview(e engagement.Engagement) {
	tx.write(`update app.engagements set reviewed_digest = $3, reviewed_by = $4, reviewed_at = $5 where msp_id = $1 and engagement_id = $2`,
		tx.who.MSP, e.ID, e.Reviewed.Digest, e.Reviewed.By, e.Reviewed.At)
}

// SaveChosen keeps which frameworks matter to an engagement.
func (tx *Tx) SaveChosen(e engagement.Engagement) {
	tx.write(`update app.engagements set frameworks = coalesce($3::text[], '{}') where msp_id = $1 and engagement_id = $2`, tx.who.MSP, e.ID, e.Frameworks)
}

// SaveLibrary moves an engagement to another version of the MSP's library, over the
// shipped one of this program.
func (tx *Tx) SaveLibrary(ctx context.Context, e engagement.Engagement) error {
	choices, err := json.Marshal(chosen(e))
	if err != nil {
		return fmt.Errorf("write choices: %w", err)
	}
	if err := tx.keepRelease(ctx); err != nil {
		return err
	}
	tx.write(`update app.engagements set library = $3, choices = $4, release = $5 where msp_id = $1 and engagement_id = $2`,
		tx.who.MSP, e.ID, e.Library, string(choices), tx.db.shipped.Release())
	return nil
}

// chosen are the choices as they are kept: never null.
func chosen(e engagement.Engagement) map[string]string {
	if e.Choices == nil {
		return map[string]string{}
	}
	return e.Choices
}
