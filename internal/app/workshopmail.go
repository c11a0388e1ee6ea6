package app

import (
	"context"
	"fmt"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// mailWorkshop sends what a workshop came to to everybody who works on the engagement,
// on both sides, unless they muted it. Sent again it has the same Message-ID.
func (j Jobs) mailWorkshop(ctx context.Context, who access.Actor, id engagement.ID, number string) error {
	var d engagement.Draft
	var w raci.Workshop
	var people []notice.Person
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if d, err = tx.Paper(ctx, id); err != nil {
			return err
		}
		if _, w, _, err = tx.Workshop(ctx, id); err != nil {
			return err
		}
		people, err = tx.People(ctx, d.Engagement)
		return err
	})
	if err != nil {
		return err
	}
	if strconv.Itoa(w.Number) != number || w.Running() {
		return fault.New(fault.NotFound, "Another workshop has begun.")
	}
	for _, p := range notice.Concerned(people) {
		if p.Muted {
			continue
		}
		m := j.workshopLetter(d, w)
		m.ID, m.ToName, m.To = fmt.Sprintf("workshop-%s-%d-%s", id, w.Number, p.Membership), p.Name, p.Email
		if err := j.mail.Send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (j Jobs) workshopLetter(d engagement.Draft, w raci.Workshop) mail.Message {
	e, s := d.Engagement, w.Summary
	l := mail.Letter{
		Heading: fmt.Sprintf("%d of %d functions are agreed", s.Agreed, s.Total),
		Paragraphs: []string{
			fmt.Sprintf("%s and %s looked at %s together in %s, on %s. %s drove.", e.MSPName, e.ClientName, plural(s.Shown, "function", "functions"), plural(max(s.Minutes, 1), "minute", "minutes"), moment(w.EndedAt), w.Facilitator),
		},
		Button: "See what is left", URL: j.base + "/e/" + string(e.ID) + "/workshop",
		Footer: "You get this because you work on this agreement. You can mute an engagement in your notifications.",
	}
	l.Settings = j.base + "/me/notifications"
	part := mail.Part{Heading: "Where the matrix stands", Lines: []string{
		fmt.Sprintf("Agreed: %d", s.Agreed), fmt.Sprintf("Parked: %d", s.Parked), fmt.Sprintf("Disputed: %d", s.Disputed),
		fmt.Sprintf("Looked at, still open: %d", s.Looked), fmt.Sprintf("Not reached: %d", s.NotReached),
	}}
	l.Parts = append(l.Parts, part)
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
		l.Parts = append(l.Parts, moved)
	}
	parked := mail.Part{Heading: "Parked"}
	for _, f := range d.Matrix.Functions {
		if f.In() && f.IsParked() && len(parked.Lines) < most {
			owner, _ := d.Matrix.Stakeholder(f.Parked.Owner)
			parked.Lines = append(parked.Lines, f.Name+": "+raci.ParkedText(owner.Name, f.Parked.Until, f.Parked.Why))
		}
	}
	if len(parked.Lines) > 0 {
		l.Parts = append(l.Parts, parked)
	}
	return mail.Message{FromName: e.MSPName, Brand: d.Brand, Subject: fmt.Sprintf("After the workshop: %d of %d agreed, %s", s.Agreed, s.Total, e.Title), Letter: l}
}
