package app

import (
	"context"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Reference answers "who owns this?" from what is signed and in force.
type Reference struct{ *core }

// Found is what a search brought up.
type Found struct {
	Hits []store.Hit
	// Escalations is whom to call per engagement, as signed.
	Escalations map[engagement.ID]store.Escalation
	// At is when it was asked: who answers may depend on the hour.
	At time.Time
}

// Find searches the matrices in force that the actor may see; client narrows it.
func (r Reference) Find(ctx context.Context, who access.Actor, q string, client party.ClientID) (Found, error) {
	var found Found
	if err := who.Require(access.LookUp); err != nil {
		return found, err
	}
	found.At = r.db.Now()
	err := r.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if found.Hits, err = tx.Find(ctx, q, client, 20); err != nil || len(found.Hits) == 0 {
			return err
		}
		found.Escalations, err = tx.Escalations(ctx, found.Hits)
		return err
	})
	return found, err
}

// answers turns a version into what the search reads: one answer per function with
// the search words that the library has for it.
func answers(c engagement.Content, l catalog.Library) (list []store.Answer, words []string) {
	for _, area := range c.Areas {
		for _, row := range area.Rows {
			a := store.Answer{Key: string(row.Key), Name: row.Name, Area: area.Name, Description: row.Description, Split: row.Split, Condition: row.Condition, Parked: row.Parked.Text()}
			for i, as := range row.Cells {
				h := holder(c, row, i)
				if as.Answers() {
					a.Answers = append(a.Answers, h)
				}
				switch {
				case as.Does():
					a.Does = append(a.Does, h)
				case as == raci.Consulted:
					a.Asked = append(a.Asked, h)
				case as == raci.Informed:
					a.Told = append(a.Told, h)
				}
			}
			list = append(list, a)
			text := []string{row.Name, area.Name, row.Description}
			lib, _ := l.Function(row.Key) // a row of their own has none
			text = append(text, lib.SearchWords...)
			joined := strings.ToLower(strings.Join(text, " "))
			// "wifi" finds "Wi-Fi" and "wi fi": hyphens are tried away as well.
			words = append(words, joined+" "+strings.ReplaceAll(joined, "-", ""))
		}
	}
	return list, words
}

// holder is who fills the stakeholder of a place for a row: who is named for the row
// alone, else the stakeholder's own people.
func holder(c engagement.Content, row engagement.Row, i int) store.Holder {
	s, h := c.Stakeholders[i], c.Holder(row, i)
	person, deputy := c.Reach(h.Person, s), c.Reach(h.Deputy, s)
	return store.Holder{
		Stakeholder: s.Name, Side: raci.Stakeholder{Kind: s.Kind}.Side(), When: row.Window(i),
		Person: h.Person, Email: person.Email, Phone: person.Phone, Deputy: h.Deputy, DeputyPhone: deputy.Phone,
	}
}
