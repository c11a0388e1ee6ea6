package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Answer is what the reference says about one function in force.
type Answer struct {
	Key         string   `json:"key"`
	Name        string   `json:"name"`
	Area        string   `json:"area"`
	Description string   `json:"description"`
	Split       string   `json:"split,omitempty"`
	Condition   string   `json:"condition,omitempty"`
	Answers     []Holder `json:"answers"` // who is Accountable
	Does        []Holder `json:"does"`
	Asked       []Holder `json:"asked,omitempty"`
	Told        []Holder `json:"told,omitempty"`
	Parked      string   `json:"parked,omitempty"` // a sentence, where it is decided later
}

// Holder is a stakeholder with the people who fill it in the signed version.
type Holder struct {
	Stakeholder string     `json:"stakeholder"`
	Side        party.Side `json:"side"`
	Person      string     `json:"person,omitempty"`
	Email       string     `json:"email,omitempty"`
	Phone       string     `json:"phone,omitempty"`
	Deputy      string     `json:"deputy,omitempty"`
	DeputyPhone string     `json:"deputy_phone,omitempty"`
	// When the part holds; always where it is empty.
	When raci.Window `json:"when,omitempty"`
}

// Hit is one answer with the version that says so.
type Hit struct {
	Answer
	Engagement engagement.ID
	Title      string
	Number     string
	Client     party.ClientID
	ClientName string
	Version    int
	SealedAt   time.Time
}

// ReplaceReference makes the searchable rows of the version that comes into force.
// words[i] are the search words of answers[i].
func (tx *Tx) ReplaceReference(e engagement.Engagement, version int, answers []Answer, words []string) error {
	tx.write(`delete from app.reference where msp_id = $1 and engagement_id = $2`, tx.who.MSP, e.ID)
	for i, a := range answers {
		text, err := json.Marshal(a)
		if err != nil {
			return fmt.Errorf("write answer: %w", err)
		}
		tx.write(`insert into app.reference (msp_id, client_id, engagement_id, position, version, function_key, name, area, words, answer) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			tx.who.MSP, e.Client, e.ID, i, version, a.Key, a.Name, a.Area, words[i], string(text))
	}
	return nil
}

// Find searches the matrices in force for every word of q, the best hits first: a
// name that begins with the words, then a name that holds them, then the rest.
func (tx *Tx) Find(ctx context.Context, q string, client party.ClientID, limit int) ([]Hit, error) {
	words := strings.Fields(strings.ToLower(q))
	if len(words) == 0 {
		return nil, nil
	}
	if len(words) > 8 {
		words = words[:8]
	}
	patterns := make([]string, len(words))
	for i, w := range words {
		patterns[i] = "%" + likeEscape.Replace(w) + "%"
	}
	var out []Hit
	err := tx.ask(ctx, statement{
		sql: `select r.answer, r.engagement_id, e.title, e.number, r.client_id, c.name, r.version, f.sealed_at
		        from app.reference r
		        join app.engagements e on e.msp_id = r.msp_id and e.engagement_id = r.engagement_id
		        join app.clients c on c.msp_id = r.msp_id and c.client_id = r.client_id
		        join app.files f on f.msp_id = r.msp_id and f.engagement_id = r.engagement_id and f.version = r.version
		       where r.msp_id = $1 and r.words like all ($2::text[]) and ($5::uuid is null or r.client_id = $5::uuid)
		       order by lower(r.name) like $3 || '%' desc, lower(r.name) like all ($2::text[]) desc, c.name, r.position
		       limit $4`,
		args: []any{tx.who.MSP, patterns, likeEscape.Replace(strings.Join(words, " ")), limit, null(client)},
		read: each(func(rows pgx.Rows) error {
			var h Hit
			var answer []byte
			if err := rows.Scan(&answer, &h.Engagement, &h.Title, &h.Number, &h.Client, &h.ClientName, &h.Version, &h.SealedAt); err != nil {
				return err
			}
			h.SealedAt = h.SealedAt.UTC()
			if err := json.Unmarshal(answer, &h.Answer); err != nil {
				return fmt.Errorf("read answer: %w", err)
			}
			out = append(out, h)
			return nil
		}),
	})
	return out, err
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// Escalation is whom a signed version says to call.
type Escalation struct {
	Contacts  []engagement.Contact `json:"contacts"`
	Directory engagement.Directory `json:"directory"`
	Hours     agreement.Terms      `json:"hours"` // the terms that say when Business Hours are
}

// Escalations reads whom to call by the versions that the hits come from.
func (tx *Tx) Escalations(ctx context.Context, hits []Hit) (map[engagement.ID]Escalation, error) {
	out := map[engagement.ID]Escalation{}
	var ids []string
	for _, h := range hits {
		if _, seen := out[h.Engagement]; !seen {
			out[h.Engagement] = Escalation{}
			ids = append(ids, string(h.Engagement))
		}
	}
	err := tx.ask(ctx, statement{
		sql: `select e.engagement_id, jsonb_build_object('contacts', c.c -> 'contacts', 'directory', coalesce(c.c -> 'directory', '{}'),
		             'hours', coalesce((select jsonb_object_agg(t.key, t.value) from jsonb_each_text(c.c -> 'terms') t where t.key like 'hours.%'), '{}'))
		        from app.engagements e
		        join app.versions v on v.msp_id = e.msp_id and v.engagement_id = e.engagement_id and v.number = e.in_force
		       cross join lateral (select convert_from(v.content, 'UTF8')::jsonb as c) c
		       where e.msp_id = $1 and e.engagement_id = any ($2::uuid[])`,
		args: []any{tx.who.MSP, ids},
		read: each(func(rows pgx.Rows) error {
			var id engagement.ID
			var text []byte
			if err := rows.Scan(&id, &text); err != nil {
				return err
			}
			var e Escalation
			if err := json.Unmarshal(text, &e); err != nil {
				return fmt.Errorf("read contacts: %w", err)
			}
			out[id] = e
			return nil
		}),
	})
	return out, err
}
