package app

import (
	"context"
	"fmt"
	"strconv"

	"demarc/internal/mail"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// writeWorkshop tells what a workshop came to, unless the next one has begun.
func (j Jobs) writeWorkshop(ctx context.Context, tx *store.Tx, l store.Letter) (mail.Message, bool, error) {
	d, w, _, err := tx.Workshop(ctx, l.Engagement)
	if err != nil || strconv.Itoa(w.Number) != l.About || w.Running() {
		return mail.Message{}, false, err
	}
	e, s := d.Engagement, w.Summary
	letter := mail.Letter{
		Heading: fmt.Sprintf("%d of %d functions are agreed", s.Agreed, s.Total),
		Paragraphs: []string{
			fmt.Sprintf("%s and %s looked at %s together in %s, on %s. %s drove.", e.MSPName, e.ClientName, plural(s.Shown, "function", "functions"), plural(max(s.Minutes, 1), "minute", "minutes"), moment(w.EndedAt), w.Facilitator),
		},
		Button: "See what is left", URL: j.base + "/e/" + string(e.ID) + "/workshop",
		Footer: "You get this because you work on this agreement. You can mute an engagement in your notifications.",
	}
	part := mail.Part{Heading: "Where the matrix stands", Lines: []string{
		fmt.Sprintf("Agreed: %d", s.Agreed), fmt.Sprintf("Parked: %d", s.Parked), fmt.Sprintf("Disputed: %d", s.Disputed),
		fmt.Sprintf("Looked at, still open: %d", s.Looked), fmt.Sprintf("Not reached: %d", s.NotReached),
	}}
	letter.Parts = append(letter.Parts, part)
	const most = 30
	if len(s.Moved) > 0 {
		moved := mail.Part{Heading: "What changed hands"}
		for i, h := range s.Moved {
			if i == most {
				moved.Lines = append(moved.Lines, fmt.Sprintf("and %d more", len(s.Moved)-most))
				break
			}
			moved.Lines = append(moved.Lines, h.Text())
		}
		letter.Parts = append(letter.Parts, moved)
	}
	parked := mail.Part{Heading: "Parked"}
	for _, f := range d.Matrix.Functions {
		if f.In() && f.IsParked() && len(parked.Lines) < most {
			owner, _ := d.Matrix.Stakeholder(f.Parked.Owner)
			parked.Lines = append(parked.Lines, f.Name+": "+raci.ParkedText(owner.Name, f.Parked.Until, f.Parked.Why))
		}
	}
	if len(parked.Lines) > 0 {
		letter.Parts = append(letter.Parts, parked)
	}
	return mail.Message{Subject: fmt.Sprintf("After the workshop: %d of %d agreed, %s", s.Agreed, s.Total, e.Title), Letter: letter}, true, nil
}
