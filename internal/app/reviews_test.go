package app_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/internal/store"
)

// rowOf finds a row by the library's key.
func (b *bundle) rowOf(t *testing.T, key raci.FunctionKey) raci.Function {
	t.Helper()
	d, err := b.Matrices.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	i := slices.IndexFunc(d.Matrix.Functions, func(f raci.Function) bool { return f.Key == key })
	if i < 0 {
		t.Fatalf("no row %s", key)
	}
	return d.Matrix.Functions[i]
}

func (b *bundle) talk(t *testing.T, who access.Actor) app.Conversation {
	t.Helper()
	c, err := b.Reviews.Open(t.Context(), who, b.Engagement.ID)
	apptest.Must(t, err)
	return c
}

// newest are the newest entries of the engagement, the newest first.
func (b *bundle) newest(t *testing.T, n int) []audit.Entry {
	t.Helper()
	o, err := b.Engagements.Open(t.Context(), b.lead, b.Engagement.ID)
	apptest.Must(t, err)
	return o.History[:n]
}

func (b *bundle) letter(t *testing.T, to, subject string) mail.Letter {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	k, err := b.Outbox.Wait(ctx, to, subject)
	apptest.Must(t, err)
	return k.Letter
}

func TestConversation(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	f := b.rowOf(t, "ep-ospatch")
	column := func() raci.Stakeholder {
		d, err := b.Matrices.Open(ctx, b.lead, id)
		apptest.Must(t, err)
		s, _ := d.Matrix.Standard(raci.InternalIT)
		return s
	}()
	s, err := b.Reviews.Comment(ctx, b.contributor, id, f.ID, column.ID, app.Remark{Body: "Who reboots at night, @Tom Berg? See @Bob and @Priya."})
	apptest.Must(t, err)
	if s.Thread.Anchor.Column != column.Name || len(s.Unclear) != 2 || len(s.Comment.Mentions) != 1 {
		t.Errorf("%+v", s)
	}
	letter := b.letter(t, b.lead.Email, "Marek Nowak mentions you")
	if !strings.Contains(letter.Text(), "Who reboots at night") || !strings.HasSuffix(letter.URL, "/review/functions/"+string(f.ID)) {
		t.Errorf("the letter says %s", letter.Text())
	}
	entry := b.newest(t, 1)[0]
	if entry.Verb != audit.CommentAdded || entry.Fact.Subject != string(f.ID) || len(entry.Fact.Digest) != 64 || strings.Contains(entry.Payload, "reboots") {
		t.Errorf("recorded: %s %s", entry.Verb, entry.Payload)
	}
	reply, err := b.Reviews.Reply(ctx, b.lead, id, s.Thread.ID, app.Remark{Body: "We do."})
	apptest.Must(t, err)
	for name, tt := range map[string]struct {
		err  error
		want fault.Kind
	}{
		"a viewer comments":          {second(b.Reviews.Comment(ctx, b.viewer, id, f.ID, "", app.Remark{Body: "x"})), fault.Forbidden},
		"a signer comments":          {second(b.Reviews.Comment(ctx, b.signer, id, f.ID, "", app.Remark{Body: "x"})), fault.Forbidden},
		"a stranger comments":        {second(b.Reviews.Comment(ctx, b.Stranger, id, f.ID, "", app.Remark{Body: "x"})), fault.NotFound},
		"a stranger replies":         {second(b.Reviews.Reply(ctx, b.Stranger, id, s.Thread.ID, app.Remark{Body: "x"})), fault.NotFound},
		"no words":                   {second(b.Reviews.Reply(ctx, b.lead, id, s.Thread.ID, app.Remark{Body: " \n "})), fault.Invalid},
		"too many words":             {second(b.Reviews.Reply(ctx, b.lead, id, s.Thread.ID, app.Remark{Body: strings.Repeat("ä", 2001)})), fault.Invalid},
		"a thread that is none":      {second(b.Reviews.Reply(ctx, b.lead, id, "nonsense", app.Remark{Body: "x"})), fault.NotFound},
		"another's words":            {second(b.Reviews.Edit(ctx, b.itLead, id, s.Comment.ID, "x")), fault.Forbidden},
		"remove what was answered":   {second(b.Reviews.Remove(ctx, b.contributor, id, s.Comment.ID)), fault.Locked},
		"remove another's":           {second(b.Reviews.Remove(ctx, b.contributor, id, reply.Comment.ID)), fault.Forbidden},
		"a stranger resolves":        {second(b.Reviews.Resolve(ctx, b.Stranger, id, s.Thread.ID, true)), fault.NotFound},
		"a column that is not there": {second(b.Reviews.Comment(ctx, b.lead, id, f.ID, raci.StakeholderID(store.NewID()), app.Remark{Body: "x"})), fault.Invalid},
	} {
		if !fault.Is(tt.err, tt.want) {
			t.Errorf("%s: %v, want %s", name, tt.err, tt.want)
		}
	}
	long, err := b.Reviews.Edit(ctx, b.lead, id, reply.Comment.ID, strings.Repeat("ä", 2000))
	apptest.Must(t, err)
	if long.Comment.EditedAt.IsZero() {
		t.Error("a reworded comment does not say so")
	}
	_, err = b.Reviews.Remove(ctx, b.lead, id, reply.Comment.ID)
	apptest.Must(t, err)
	if th := b.talk(t, b.itLead).Talk.Threads[0]; len(th.Comments) != 2 || th.Comments[1].Body != "" || th.Comments[1].RemovedAt.IsZero() || th.Comments[1].Author.Name != "Tom Berg" {
		t.Errorf("removed leaves %+v", th.Comments)
	}
	if d := b.talk(t, b.itLead).Draft; d.Threads[f.ID] != 1 {
		t.Errorf("%d open conversations, want 1", d.Threads[f.ID])
	}

	// A column and a row can go; what was said about them stays, and can be answered.
	_, err = b.Matrices.Exclude(ctx, b.lead, id, f.ID, "Not ours.", f.Rev)
	apptest.Must(t, err)
	_, err = b.Reviews.Reply(ctx, b.itLead, id, s.Thread.ID, app.Remark{Body: "Why did you take it out?"})
	apptest.Must(t, err)

	// The letter to somebody whose place ended meanwhile is not written.
	rae := b.Partner(t, access.Contributor, "Rae Kim")
	apptest.Must(t, b.Accounts.EndMembership(ctx, b.itLead, b.Client.ID, rae.Membership))
	if _, err := b.Reviews.Reply(ctx, rae, id, s.Thread.ID, app.Remark{Body: "Still me."}); !fault.Is(err, fault.SignIn) {
		t.Errorf("somebody who left: %v", err)
	}
	apptest.Must(t, b.Jobs.Do(ctx, store.Job{Task: store.MailMention, MSP: string(b.lead.MSP), Client: string(b.Client.ID), Engagement: string(id), Subject: string(s.Comment.ID) + " client " + string(rae.User)}))
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, k := range letters {
		if k.To == rae.Email && strings.Contains(k.Subject, "mentions") {
			t.Error("somebody who left has a letter")
		}
	}
}

// What is pending is its author's alone: not a colleague's, not the other side's, not
// even their own on the other side of the table; and nothing of it is recorded.
func TestPendingIsPrivate(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	f, g := b.rowOf(t, "ep-ospatch"), b.rowOf(t, "ep-apppatch")
	shared, err := b.Reviews.Comment(ctx, b.lead, id, f.ID, "", app.Remark{Body: "Open to all."})
	apptest.Must(t, err)
	before := b.newest(t, 1)[0].Seq
	mine, err := b.Reviews.Comment(ctx, b.itLead, id, g.ID, "", app.Remark{Body: "Not for others yet, @Tom Berg.", Pending: true})
	apptest.Must(t, err)
	_, err = b.Reviews.Reply(ctx, b.itLead, id, shared.Thread.ID, app.Remark{Body: "Nor this.", Pending: true})
	apptest.Must(t, err)
	apptest.Must(t, b.Reviews.Mark(ctx, b.itLead, id, f.ID, review.Disputing, "We do it.", f.Rev))
	apptest.Must(t, b.Reviews.CatchUp(ctx, b.itLead, id))
	if now := b.newest(t, 1)[0].Seq; now != before {
		t.Errorf("%d entries tell of what is pending", now-before)
	}
	if c := b.talk(t, b.itLead); len(c.Talk.Pending().Comments()) != 2 || len(c.Talk.Marks) != 1 || c.Draft.Threads[g.ID] != 1 {
		t.Errorf("the author sees %+v", c.Talk)
	}
	both := b.itLead
	both.Side, both.Client, both.Role, both.Membership = party.MSP, "", access.Owner, ""
	for name, who := range map[string]access.Actor{"a colleague": b.contributor, "the other side": b.lead, "the owner": b.Owner, "themselves at the other side": both} {
		c := b.talk(t, who)
		if len(c.Talk.Threads) != 1 || len(c.Talk.Threads[0].Comments) != 1 || len(c.Talk.Marks) != 0 || c.Draft.Threads[g.ID] != 0 {
			t.Errorf("%s sees %+v", name, c.Talk)
		}
		for what, err := range map[string]error{
			"replies to": second(b.Reviews.Reply(ctx, who, id, mine.Thread.ID, app.Remark{Body: "x"})),
			"removes":    second(b.Reviews.Remove(ctx, who, id, mine.Comment.ID)),
			"resolves":   second(b.Reviews.Resolve(ctx, who, id, mine.Thread.ID, true)),
		} {
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%s %s what is pending: %v", name, what, err)
			}
		}
	}
	if f := b.rowOf(t, "ep-ospatch"); f.Dispute.Reason != "" {
		t.Error("a mark changed the row before it was sent")
	}
	if _, err := b.Reviews.Reply(ctx, b.itLead, id, mine.Thread.ID, app.Remark{Body: "x"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("shared inside what is pending: %v", err)
	}
	_, err = b.Reviews.Edit(ctx, b.itLead, id, mine.Comment.ID, "Rather so.")
	apptest.Must(t, err)
	_, err = b.Reviews.Remove(ctx, b.itLead, id, mine.Comment.ID)
	apptest.Must(t, err)
	apptest.Must(t, b.Reviews.Mark(ctx, b.itLead, id, f.ID, "", "", f.Rev))
	if c := b.talk(t, b.itLead); len(c.Talk.Threads) != 1 || len(c.Talk.Marks) != 0 || b.newest(t, 1)[0].Seq != before {
		t.Errorf("taken out of the review, there is %+v", c.Talk)
	}
}

// A review makes all of it visible in one act, with its marks and its verdict, and one
// letter to each of the other side who works on the matrix.
func TestSendReview(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	f, g, h := b.rowOf(t, "ep-ospatch"), b.rowOf(t, "ep-apppatch"), b.rowOf(t, "srv-patch")
	_, err := b.Reviews.Comment(ctx, b.itLead, id, f.ID, "", app.Remark{Body: "@Tom Berg who restarts the tills?", Pending: true})
	apptest.Must(t, err)
	apptest.Must(t, b.Reviews.Mark(ctx, b.itLead, id, g.ID, review.Disputing, "We patch our own line.", g.Rev))
	apptest.Must(t, b.Reviews.Mark(ctx, b.itLead, id, h.ID, review.Agreeing, "", h.Rev))
	if err := b.Reviews.Mark(ctx, b.itLead, id, h.ID, review.Agreeing, "", h.Rev-1); !fault.Is(err, fault.Conflict) {
		t.Errorf("a mark on an old row: %v", err)
	}
	if err := b.Reviews.Mark(ctx, b.contributor, id, h.ID, review.Agreeing, "", h.Rev); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a contributor marks: %v", err)
	}
	// srv-patch changes after it was marked, so the mark waits for another look.
	d, err := b.Matrices.Open(ctx, b.lead, id)
	apptest.Must(t, err)
	it, _ := d.Matrix.Standard(raci.InternalIT)
	to := raci.Consulted
	if h.Cells[it.ID] == to {
		to = raci.Informed
	}
	_, err = b.Matrices.Assign(ctx, b.lead, id, h.ID, it.ID, to, h.Rev)
	apptest.Must(t, err)

	c := b.talk(t, b.itLead)
	shown := map[raci.FunctionID]int{}
	for _, f := range c.Ready {
		shown[f.ID] = f.Rev
	}
	in := app.SendReview{Verdict: review.AgreeExcept, Body: "Two to talk about.", Shown: shown, Seen: c.Seen}
	bad := in
	bad.Verdict = review.Agree
	if _, err := b.Reviews.Send(ctx, b.itLead, id, bad); !fault.Is(err, fault.Invalid) {
		t.Errorf("agreed with a dispute in it: %v", err)
	}
	if _, err := b.Reviews.Send(ctx, b.viewer, id, in); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by a viewer: %v", err)
	}

	// Sent twice at once, it is sent once.
	errs := make([]error, 2)
	var sent [2]app.Sent
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { sent[i], errs[i] = b.Reviews.Send(ctx, b.itLead, id, in) })
	}
	wg.Wait()
	if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errs[0], fault.Conflict) && !fault.Is(errs[1], fault.Conflict) {
		t.Fatalf("sent twice: %v", errs)
	}
	s := sent[0]
	if errs[0] != nil {
		s = sent[1]
	}
	except := 2 // what it comments on, and what it disputes; srv-patch is marked
	if _, ready := shown[h.ID]; ready {
		except++
	}
	if s.Comments != 1 || s.Disputed != 1 || s.Agreed != len(shown)-except || s.Moved != 1 {
		t.Errorf("%+v of %d ready", s, len(shown))
	}
	other := b.talk(t, b.lead)
	if len(other.Talk.Threads) != 1 || other.Talk.Reviews[0].Verdict != review.AgreeExcept || other.Talk.Reviews[0].Body != in.Body {
		t.Errorf("the other side sees %+v", other.Talk)
	}
	if why, _ := other.Talk.Threads[0].Wants(review.Person{User: b.lead.User, Side: b.lead.Side}, time.Time{}); why != review.Mentioned {
		t.Errorf("Tom is %q", why)
	}
	if f := b.rowOf(t, "ep-ospatch"); f.Agreed(party.Client) {
		t.Error("it agrees to what it comments on")
	}
	if g := b.rowOf(t, "ep-apppatch"); g.Dispute.Reason != "We patch our own line." || g.Dispute.Side != party.Client {
		t.Errorf("%+v", g.Dispute)
	}
	mine := b.talk(t, b.itLead)
	if len(mine.Talk.Pending().Comments()) != 0 || len(mine.Talk.Marks) != 1 || mine.Talk.Marks[0].Function != h.ID {
		t.Errorf("left in the review: %+v", mine.Talk.Pending())
	}
	b.letter(t, b.lead.Email, "Priya Shah sent a review")
	b.letter(t, b.Owner.Email, "Priya Shah sent a review")
	b.letter(t, b.lead.Email, "Priya Shah mentions you")
	got := map[string]int{}
	letters, err := b.Outbox.Letters()
	apptest.Must(t, err)
	for _, k := range letters {
		if strings.Contains(k.Subject, "sent a review") {
			got[k.To]++
		}
	}
	if len(got) != 2 || got[b.lead.Email] != 1 || got[b.Owner.Email] != 1 {
		t.Errorf("letters went to %v", got)
	}

	// A contributor's verdict is a word: no row changes.
	c = b.talk(t, b.contributor)
	w, err := b.Reviews.Send(ctx, b.contributor, id, app.SendReview{Verdict: review.Agree, Shown: shown, Seen: c.Seen})
	if err != nil || w.Agreed != 0 {
		t.Errorf("%+v, %v", w, err)
	}
}
