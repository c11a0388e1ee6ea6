package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"demarc/internal/fault"
	"demarc/internal/party"
)

// brand reads the brand; an MSP that has set none has the house's.
func (tx *Tx) brand(b *party.Kept) statement {
	return statement{
		sql: `select coalesce(b.accent, ''), coalesce(b.asked, ''), coalesce(b.footer, ''), coalesce(b.sender, ''), coalesce(b.paper, ''),
		             b.logo, coalesce(b.logo_width, 0), coalesce(b.logo_height, 0), coalesce(b.logo_mark, ''), coalesce(b.rev, 0), m.name
		        from app.msps m left join app.brands b on b.msp_id = m.msp_id
		       where m.msp_id = $1`,
		args: []any{tx.who.MSP},
		read: each(func(rows pgx.Rows) error {
			var alt string
			if err := rows.Scan(&b.Accent, &b.Asked, &b.Footer, &b.Sender, &b.Paper, &b.Logo.PNG, &b.Logo.Width, &b.Logo.Height, &b.Mark, &b.Rev, &alt); err != nil {
				return err
			}
			if b.Mark != "" {
				b.Logo.Alt = alt
			}
			return nil
		}),
	}
}

// Brand reads the brand of the actor's MSP.
func (tx *Tx) Brand(ctx context.Context) (party.Kept, error) {
	var b party.Kept
	err := tx.ask(ctx, tx.brand(&b))
	return b, err
}

// Look reads how the pages of the actor's MSP look.
func (tx *Tx) Look(ctx context.Context) (party.Look, error) {
	var l party.Look
	var found bool
	err := tx.ask(ctx, statement{
		sql:  `select asked, logo_mark, logo_width, logo_height from app.brands where msp_id = $1`,
		args: []any{tx.who.MSP}, read: one(&found, &l.Accent, &l.Mark, &l.Width, &l.Height),
	})
	return l, err
}

// SaveBrand replaces the brand, unless somebody else did since Rev.
func (tx *Tx) SaveBrand(ctx context.Context, b party.Kept) error {
	var png any // null without a logo
	if len(b.Logo.PNG) > 0 {
		png = b.Logo.PNG
	}
	var found bool
	var rev int
	err := tx.ask(ctx, statement{
		sql: `insert into app.brands as old (msp_id, accent, asked, footer, sender, paper, logo, logo_width, logo_height, logo_mark, rev)
		      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 + 1)
		      on conflict (msp_id) do update
		         set accent = $2, asked = $3, footer = $4, sender = $5, paper = $6, logo = $7, logo_width = $8, logo_height = $9, logo_mark = $10, rev = $11 + 1
		       where old.rev = $11
		      returning rev`,
		args: []any{tx.who.MSP, b.Accent, b.Asked, b.Footer, b.Sender, b.Paper, png, b.Logo.Width, b.Logo.Height, b.Mark, b.Rev},
		read: one(&found, &rev),
	})
	if err == nil && !found {
		err = fault.New(fault.Conflict, "Somebody changed the brand while you were at it. Here is what they saved; yours is still in the form.")
	}
	return err
}
