package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"demarc/internal/engagement"
	"demarc/internal/party"
)

// parties are the statements that read a whole parties step.
func (tx *Tx) parties(id engagement.ID, p *engagement.Parties) []statement {
	args := func() []any { return []any{tx.who.MSP, id} }
	return []statement{
		{
			sql:  `select side, legal_name, short_name, entity_type, formed_in, address, notice_email, rev from app.parties where msp_id = $1 and engagement_id = $2`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var q party.Party
				if err := rows.Scan(&q.Side, &q.LegalName, &q.ShortName, &q.EntityType, &q.FormedIn, &q.Address, &q.Notice, &q.Rev); err != nil {
					return err
				}
				if q.Side == party.MSP {
					p.MSP = q
				} else {
					p.Client = q
				}
				return nil
			}),
		},
		{
			sql:  `select id, side, name, title, email from app.signatories where msp_id = $1 and engagement_id = $2 order by side, position, id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var s engagement.Signatory
				err := rows.Scan(&s.ID, &s.Side, &s.Name, &s.Title, &s.Email)
				p.Signatories = append(p.Signatories, s)
				return err
			}),
		},
		{
			sql:  `select level, side, name, role, phone, email, deputy, deputy_phone from app.contacts where msp_id = $1 and engagement_id = $2 order by level, side`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var c engagement.Contact
				err := rows.Scan(&c.Level, &c.Side, &c.Name, &c.Role, &c.Phone, &c.Email, &c.Deputy, &c.DeputyPhone)
				p.Contacts = append(p.Contacts, c)
				return err
			}),
		},
	}
}

// Parties reads a parties step on its own.
func (tx *Tx) Parties(ctx context.Context, id engagement.ID) (engagement.Engagement, engagement.Parties, error) {
	var e engagement.Engagement
	var p engagement.Parties
	err := tx.askWith(ctx, id, &e, tx.parties(id, &p)...)
	return e, p, err
}

// SaveParty replaces the facts about one side; the caller has compared revisions.
func (tx *Tx) SaveParty(at engagement.ID, p *party.Party) {
	p.Rev++
	tx.write(`update app.parties set legal_name = $4, short_name = $5, entity_type = $6, formed_in = $7, address = $8, notice_email = $9, rev = $10
	           where msp_id = $1 and engagement_id = $2 and side = $3`,
		tx.who.MSP, at, p.Side, p.LegalName, p.ShortName, p.EntityType, p.FormedIn, p.Address, p.Notice, p.Rev)
}

// SaveSignatories replaces the people named to sign for one side.
func (tx *Tx) SaveSignatories(e engagement.Engagement, side party.Side, list []engagement.Signatory) {
	tx.write(`delete from app.signatories where msp_id = $1 and engagement_id = $2 and side = $3`, tx.who.MSP, e.ID, side)
	for i, s := range list {
		tx.write(`insert into app.signatories (msp_id, client_id, engagement_id, id, side, position, name, title, email) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			tx.who.MSP, e.Client, e.ID, s.ID, side, i, s.Name, s.Title, s.Email)
	}
}

// SaveContacts replaces the escalation path of one side.
func (tx *Tx) SaveContacts(e engagement.Engagement, side party.Side, list []engagement.Contact) {
	tx.write(`delete from app.contacts where msp_id = $1 and engagement_id = $2 and side = $3`, tx.who.MSP, e.ID, side)
	for _, c := range list {
		tx.write(`insert into app.contacts (msp_id, client_id, engagement_id, side, level, name, role, phone, email, deputy, deputy_phone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			tx.who.MSP, e.Client, e.ID, side, c.Level, c.Name, c.Role, c.Phone, c.Email, c.Deputy, c.DeputyPhone)
	}
}
