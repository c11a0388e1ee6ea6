package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/mail"
	"demarc/internal/notice"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/internal/store"
)

// News is what people want to hear of by letter, each in their own way. An act hands it
// over with news, in its transaction. Later one job decides who gets a letter now
// (concerned), and one job for each letter writes it (written) and sends it. Those two
// are all that a new kind of news has to add to. Whoever muted the engagement, chose
// otherwise or lost their place meanwhile gets none.

// happening is something that was handed over.
type happening struct {
	kind  notice.Kind
	id    string // of this happening; it is told to a person once
	about string // the row, the review, the workshop; empty where a side is asked to look
	side  party.Side
	after int64 // the newest entry before it
}

// news hands over something that people may want to hear of at once.
func (k *core) news(ctx context.Context, tx *store.Tx, e engagement.Engagement, kind notice.Kind, about string) error {
	h := happening{kind: kind, id: store.NewID(), about: about, side: tx.Who().Side, after: e.Seq}
	return tx.Enqueue(ctx, store.Job{Task: store.Tell, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: h.String()})
}

func (h happening) String() string {
	return fmt.Sprintf("%s %s %s %s %d", h.kind, h.id, h.about, h.side, h.after)
}

func readHappening(s string) (happening, error) {
	parts := strings.Split(s, " ")
	if len(parts) != 5 {
		return happening{}, fmt.Errorf("a happening is not %q", s)
	}
	after, err := strconv.ParseInt(parts[4], 10, 64)
	return happening{notice.Kind(parts[0]), parts[1], parts[2], party.Side(parts[3]), after}, err
}

// tell decides who gets a letter of a happening now.
func (j Jobs) tell(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	h, err := readHappening(subject)
	if err != nil {
		return err
	}
	return j.db.PlanLetters(ctx, who, func(tx *store.Tx) (store.Plan, error) {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return store.Plan{}, err
		}
		people, err := tx.People(ctx, d.Engagement)
		if err != nil {
			return store.Plan{}, err
		}
		coming, err := tx.Unsent(ctx, id, h.kind)
		if err != nil {
			return store.Plan{}, err
		}
		p := store.Plan{Engagement: d.Engagement}
		if h.gathers() {
			p.Wait = j.gather
		}
		for _, person := range j.concerned(d, h, people) {
			if !person.Wants(h.kind, notice.Now) || h.gathers() && coming[person.Membership] {
				continue
			}
			p.Letters = append(p.Letters, store.Letter{ID: store.NewID(), Membership: person.Membership, Kind: h.kind, Happening: h.id, About: h.about, From: h.after})
		}
		return p, nil
	})
}

// tellNamed decides about a letter to one person, whom a comment names: "comment side
// user". A comment is told to a person once.
func (j Jobs) tellNamed(ctx context.Context, who access.Actor, id engagement.ID, subject string) error {
	part := strings.Fields(subject)
	if len(part) != 3 {
		return fmt.Errorf("nobody to write to in %q", subject)
	}
	return j.db.PlanLetters(ctx, who, func(tx *store.Tx) (store.Plan, error) {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return store.Plan{}, err
		}
		people, err := tx.People(ctx, e)
		if err != nil {
			return store.Plan{}, err
		}
		p := store.Plan{Engagement: e}
		for _, person := range people {
			if string(person.Side) == part[1] && string(person.User) == part[2] && person.Wants(notice.Mention, notice.Now) {
				p.Letters = append(p.Letters, store.Letter{ID: store.NewID(), Membership: person.Membership, Kind: notice.Mention, Happening: part[0], About: part[0], From: e.Seq})
			}
		}
		return p, nil
	})
}

// gathers tells that letters of this kind wait a little, and tell of all that came
// meanwhile: nobody is written to ten times because ten rows are disputed at one go.
func (h happening) gathers() bool { return h.kind == notice.Dispute }

// concerned are those whom a happening concerns, whatever they chose.
func (j Jobs) concerned(d engagement.Draft, h happening, people []notice.Person) []notice.Person {
	switch h.kind {
	case notice.Dispute:
		f, ok := rowIn(d.Matrix, h.about)
		if !ok || f.Dispute.Reason == "" {
			return nil
		}
		return slices.DeleteFunc(notice.Concerned(people), func(p notice.Person) bool {
			return p.Side == f.Dispute.Side || !p.Mine(d.Matrix, f)
		})
	case notice.Review:
		right := access.EditMatrix
		if h.about == "" {
			right = access.AgreeRows
		}
		return slices.DeleteFunc(notice.Concerned(people), func(p notice.Person) bool {
			return p.Side == h.side || !access.Actor{Kind: access.Person, Role: p.Role}.Can(right)
		})
	case notice.Workshop:
		return notice.Concerned(people)
	case notice.Round, notice.Question:
		if strings.HasPrefix(h.about, swapped) {
			return clientLeads(people)
		}
		return j.senders(h, people)
	case notice.Mention, notice.Comment, notice.Change, notice.Morning:
	}
	return nil
}

// mailNews writes and sends one letter that was decided on. A process that dies between
// the mail server's answer and our note of it sends the letter again, under the same
// Message-ID.
func (j Jobs) mailNews(ctx context.Context, who access.Actor, id string) error {
	secret, err := store.NewSecret(who.MSP)
	if err != nil {
		return err
	}
	if err := j.db.TakeUp(ctx, who, id, secret.Hash); err != nil { // what happens from here on gets another letter
		return err
	}
	var l store.Letter
	var d engagement.Draft
	var person notice.Person
	var message mail.Message
	wanted := false
	err = j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if l, err = tx.Letter(ctx, id); err != nil || !l.SentAt.IsZero() {
			return err
		}
		if d, err = tx.Paper(ctx, l.Engagement); err != nil {
			return err
		}
		if person, wanted, err = tx.Member(ctx, d.Engagement, l.Membership); err != nil || !wanted {
			return err
		}
		if wanted = l.Kind == notice.Morning && person.WantsDigest() || person.Wants(l.Kind, notice.Now); !wanted {
			return nil
		}
		message, wanted, err = j.written(ctx, tx, d, l, person)
		return err
	})
	if err != nil || !l.SentAt.IsZero() {
		return err
	}
	if wanted {
		m := message // with what all letters of news have in common
		m.ID, m.FromName, m.Brand, m.ToName, m.To = "news-"+l.ID, d.Engagement.MSPName, d.Brand, person.Name, person.Email
		if l.Kind != notice.Question {
			m.Mute = j.base + "/mute/" + secret.Token
			m.Letter.Settings, m.Letter.Mute = j.base+"/me/notifications", m.Mute
		}
		j.pause("letter written")
		err := j.mail.Send(ctx, m)
		if _, refused := mail.Refused(err); refused {
			j.log.WarnContext(ctx, "a letter of news was refused for good", "letter", l.ID)
		} else if err != nil {
			return errors.Join(err, j.db.TakeUp(ctx, who, id, "")) // it is written anew
		}
		j.pause("letter sent")
	}
	return j.db.Settle(ctx, who, l.ID)
}

// written is what a letter of news says. It says nothing when there is nothing to say
// any more.
func (j Jobs) written(ctx context.Context, tx *store.Tx, d engagement.Draft, l store.Letter, p notice.Person) (mail.Message, bool, error) {
	switch l.Kind {
	case notice.Morning:
		return j.writeDigest(ctx, tx, d, l, p)
	case notice.Dispute:
		return j.writeDisputes(ctx, tx, d, l, p)
	case notice.Mention:
		return j.writeMention(ctx, tx, d.Engagement, l, p)
	case notice.Review:
		if l.About != "" {
			return j.writeReview(ctx, tx, d.Engagement, l)
		}
		m, asked := j.writeAsked(d, p)
		return m, asked, nil
	case notice.Workshop:
		return j.writeWorkshop(ctx, tx, l)
	case notice.Round:
		return j.writeRound(ctx, tx, l)
	case notice.Question:
		return j.writeQuestion(ctx, tx, l)
	case notice.Comment, notice.Change:
	}
	return mail.Message{}, false, nil
}

// writeDisputes tells of the person's rows that the other side disputes since.
func (j Jobs) writeDisputes(ctx context.Context, tx *store.Tx, d engagement.Draft, l store.Letter, p notice.Person) (mail.Message, bool, error) {
	entries, err := tx.Entries(ctx, string(l.Engagement), l.From, 5000)
	if err != nil {
		return mail.Message{}, false, err
	}
	e, by := d.Engagement, ""
	var rows []raci.Function
	for _, entry := range entries {
		f, ok := rowIn(d.Matrix, entry.Fact.Subject)
		known := slices.ContainsFunc(rows, func(r raci.Function) bool { return r.ID == f.ID })
		if entry.Verb == audit.RowDisputed && ok && !known && f.In() && f.Dispute.Reason != "" && f.Dispute.Side != p.Side && p.Mine(d.Matrix, f) {
			rows, by = append(rows, f), entry.Fact.Actor.Name
		}
	}
	if len(rows) == 0 {
		return mail.Message{}, false, nil
	}
	m := mail.Message{Subject: fmt.Sprintf("%s disputes %d functions: %s", company(e, p.Side.Other()), len(rows), e.Title)}
	m.Letter = mail.Letter{
		Heading: fmt.Sprintf("%s disputes %d functions", company(e, p.Side.Other()), len(rows)),
		Button:  "Look at them", URL: j.base + "/e/" + string(e.ID) + "/matrix?state=disputed",
		Footer: "You get this because these functions are yours, or your side's where nobody is named.",
	}
	if len(rows) == 1 {
		f := rows[0]
		m.Subject = by + " disputes " + f.Name
		m.Letter.Heading, m.Letter.Paragraphs = by+" disputes “"+f.Name+"”", []string{"What would make it right: " + f.Dispute.Reason}
		m.Letter.Button, m.Letter.URL = "Look at it", j.base+"/e/"+string(e.ID)+"/matrix/functions/"+string(f.ID)
		m.Letter.Footer = "You get this because this function is yours, or your side's where nobody is named."
		return m, true, nil
	}
	part := mail.Part{Heading: "What would make them right"}
	for _, f := range rows {
		part.Lines = append(part.Lines, f.Name+": "+f.Dispute.Reason)
	}
	m.Letter.Parts = []mail.Part{part}
	return m, true, nil
}

// digest decides who gets a daily letter, once the morning has come.
func (j Jobs) digest(ctx context.Context, who access.Actor, id engagement.ID) error {
	defer j.pause("letters planned")
	return j.db.PlanLetters(ctx, who, func(tx *store.Tx) (store.Plan, error) {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return store.Plan{}, err
		}
		since, after, err := tx.Awaited(ctx, id)
		if err != nil || since.IsZero() {
			return store.Plan{}, err // it went out already
		}
		due := notice.Due(since, d.Terms.Value("hours.timezone"))
		if j.db.Now().Before(due) {
			return store.Plan{}, store.Later{At: due}
		}
		people, err := tx.People(ctx, d.Engagement)
		if err != nil {
			return store.Plan{}, err
		}
		entries, err := everything(ctx, tx, id, after)
		if err != nil {
			return store.Plan{}, err
		}
		_, talk, err := tx.Talk(ctx, id)
		if err != nil {
			return store.Plan{}, err
		}
		p := store.Plan{Engagement: d.Engagement, Told: d.Engagement.Seq}
		happened := store.NewID()
		for _, person := range notice.Concerned(people) {
			if person.WantsDigest() && !notice.Compose(person, entries, d.Matrix, naming(talk, person), document.Done).Empty() {
				p.Letters = append(p.Letters, store.Letter{ID: store.NewID(), Membership: person.Membership, Kind: notice.Morning, Happening: happened, From: after, To: p.Told})
			}
		}
		return p, nil
	})
}

// everything reads a chain after an entry to its end.
func everything(ctx context.Context, tx *store.Tx, id engagement.ID, after int64) (all []audit.Entry, err error) {
	const most = 2000
	for {
		some, err := tx.Entries(ctx, string(id), after, most)
		if err != nil {
			return nil, err
		}
		if all = append(all, some...); len(some) < most {
			return all, nil
		}
		after = some[len(some)-1].Seq
	}
}

func (j Jobs) writeDigest(ctx context.Context, tx *store.Tx, d engagement.Draft, l store.Letter, p notice.Person) (mail.Message, bool, error) {
	entries, err := everything(ctx, tx, l.Engagement, l.From)
	if err != nil {
		return mail.Message{}, false, err
	}
	entries = slices.DeleteFunc(entries, func(e audit.Entry) bool { return e.Seq > l.To })
	_, talk, err := tx.Talk(ctx, l.Engagement)
	if err != nil {
		return mail.Message{}, false, err
	}
	daily := notice.Compose(p, entries, d.Matrix, naming(talk, p), document.Done)
	if daily.Empty() {
		return mail.Message{}, false, nil
	}
	e, other := d.Engagement, company(d.Engagement, p.Side.Other())
	m := mail.Message{Subject: "What " + other + " changed: " + e.Title}
	m.Letter = mail.Letter{
		Heading:    "What " + other + " changed",
		Paragraphs: []string{e.Title + ", agreement " + e.Number + " of " + e.MSPName + " and " + strings.TrimSuffix(e.ClientName, ".") + "."},
		Button:     "Open the matrix", URL: j.base + "/e/" + string(e.ID) + "/matrix",
		Footer: "You get this once a day, when something happened.",
	}
	for _, part := range []mail.Part{{Heading: "Functions", Lines: daily.Rows}, {Heading: "Comments", Lines: daily.Comments}, {Heading: "Also", Lines: daily.Others}, {Heading: "Waits for your side", Lines: daily.Waiting}} {
		if len(part.Lines) > 0 {
			m.Letter.Parts = append(m.Letter.Parts, part)
		}
	}
	return m, true, nil
}

// naming are the comments that name a person.
func naming(talk review.Talk, p notice.Person) map[string]bool {
	out := map[string]bool{}
	for _, t := range talk.Threads {
		for _, c := range t.Comments {
			if slices.ContainsFunc(c.Mentions, func(m review.Mention) bool { return m.User == p.User && m.Side == p.Side }) {
				out[string(c.ID)] = true
			}
		}
	}
	return out
}

func rowIn(m raci.Matrix, id string) (raci.Function, bool) {
	i := slices.IndexFunc(m.Functions, func(f raci.Function) bool { return string(f.ID) == id })
	if i < 0 {
		return raci.Function{}, false
	}
	return m.Functions[i], true
}

// company is a side by the name people know it by.
func company(e engagement.Engagement, s party.Side) string {
	if s == party.MSP {
		return e.MSPName
	}
	return e.ClientName
}
