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
			sql:  `select side, legal_name, short_name, entity_type, formed_in, address, notice_email, rev, after_hours, security_name, security_phone, security_email, security_deputy, security_deputy_phone from app.parties where msp_id = $1 and engagement_id = $2`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var q party.Party
				var r engagement.Reach
				if err := rows.Scan(&q.Side, &q.LegalName, &q.ShortName, &q.EntityType, &q.FormedIn, &q.Address, &q.Notice, &q.Rev,
					&r.AfterHours, &r.Security, &r.SecurityPhone, &r.SecurityEmail, &r.Deputy, &r.DeputyPhone); err != nil {
					return err
				}
				if q.Side == party.MSP {
					p.MSP, p.Directory.MSP = q, r
				} else {
					p.Client, p.Directory.Client = q, r
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
			sql:  `select level, side, name, role, phone, email, deputy, deputy_phone, hours from app.contacts where msp_id = $1 and engagement_id = $2 order by level, side`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var c engagement.Contact
				err := rows.Scan(&c.Level, &c.Side, &c.Name, &c.Role, &c.Phone, &c.Email, &c.Deputy, &c.DeputyPhone, &c.Hours)
				p.Contacts = append(p.Contacts, c)
				return err
			}),
		},
		{
			sql:  `select name, hotline, policy, broker, broker_phone, rev from app.insurers where msp_id = $1 and engagement_id = $2`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				i := &p.Directory.Insurer
				return rows.Scan(&i.Name, &i.Hotline, &i.Policy, &i.Broker, &i.BrokerPhone, &i.Rev)
			}),
		},
		{
			sql:  `select id, position, name, purpose, phone, account, callers, rev from app.vendors where msp_id = $1 and engagement_id = $2 order by position, id`,
			args: args(),
			read: each(func(rows pgx.Rows) error {
				var v engagement.Vendor
				err := rows.Scan(&v.ID, &v.Position, &v.Name, &v.Purpose, &v.Phone, &v.Account, &v.Callers, &v.Rev)
				p.Directory.Vendors = append(p.Directory.Vendors, v)
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

// SaveReach replaces how one side is reached after hours and for security.
func (tx *Tx) SaveReach(at engagement.ID, side party.Side, r engagement.Reach) {
	tx.write(`update app.parties set after_hours = $4, security_name = $5, security_phone = $6, security_email = $7, security_deputy = $8, security_deputy_phone = $9
	           where msp_id = $1 and engagement_id = $2 and side = $3`,
		tx.who.MSP, at, side, r.AfterHours, r.Security, r.SecurityPhone, r.SecurityEmail, r.Deputy, r.DeputyPhone)
}

// SaveInsurer keeps what is known of the insurer; the caller has compared revisions.
func (tx *Tx) SaveInsurer(e engagement.Engagement, i *engagement.Insurer) {
	i.Rev++
	tx.write(`insert into app.insurers (msp_id, client_id, engagement_id, name, hotline, policy, broker, broker_phone, rev) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
	          on conflict (msp_id, engagement_id) do update set name = $4, hotline = $5, policy = $6, broker = $7, broker_phone = $8, rev = $9`,
		tx.who.MSP, e.Client, e.ID, i.Name, i.Hotline, i.Policy, i.Broker, i.BrokerPhone, i.Rev)
}

// AddVendor puts a carrier or vendor on the list.
func (tx *Tx) AddVendor(e engagement.Engagement, v engagement.Vendor) {
	tx.write(`insert into app.vendors (msp_id, client_id, engagement_id, id, position, name, purpose, phone, account, callers) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		tx.who.MSP, e.Client, e.ID, v.ID, v.Position, v.Name, v.Purpose, v.Phone, v.Account, v.Callers)
}

// SaveVendor keeps a changed vendor; the caller has compared the revision.
func (tx *Tx) SaveVendor(at engagement.ID, v *engagement.Vendor) {
	v.Rev++
	tx.write(`update app.vendors set name = $4, purpose = $5, phone = $6, account = $7, callers = $8, rev = $9 where msp_id = $1 and engagement_id = $2 and id = $3`,
		tx.who.MSP, at, v.ID, v.Name, v.Purpose, v.Phone, v.Account, v.Callers, v.Rev)
}

// RemoveVendor takes a vendor off the list.
func (tx *Tx) RemoveVendor(at engagement.ID, id string) {
	tx.write(`delete from app.vendors where msp_id = $1 and engagement_id = $2 and id = $3`, tx.who.MSP, at, id)
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
		tx.write(`insert into app.contacts (msp_id, client_id, engagement_id, side, level, name, role, phone, email, deputy, deputy_phone, hours) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			tx.who.MSP, e.Client, e.ID, side, c.Level, c.Name, c.Role, c.Phone, c.Email, c.Deputy, c.DeputyPhone, c.Hours)
	}
}
