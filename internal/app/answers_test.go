package app_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/review"
)

// Two who resolve at once: one does, the other is told who was faster.
func TestResolveRace(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	s, err := b.Reviews.Comment(ctx, b.lead, id, b.rowOf(t, "ep-ospatch").ID, "", app.Remark{Body: "Done?"})
	apptest.Must(t, err)
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i, who := range []access.Actor{b.lead, b.itLead} {
		wg.Go(func() { _, errs[i] = b.Reviews.Resolve(ctx, who, id, s.Thread.ID, true) })
	}
	wg.Wait()
	slices.SortFunc(errs, func(a, _ error) int {
		if a == nil {
			return -1
		}
		return 1
	})
	if errs[0] != nil || !fault.Is(errs[1], fault.Conflict) || !strings.Contains(errs[1].Error(), "resolved this conversation already") {
		t.Errorf("%v", errs)
	}
	if _, err := b.Reviews.Reply(ctx, b.lead, id, s.Thread.ID, app.Remark{Body: "One more thing."}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a reply to what is resolved: %v", err)
	}
	_, err = b.Reviews.Resolve(ctx, b.itLead, id, s.Thread.ID, false)
	apptest.Must(t, err)
	if len(b.talk(t, b.lead).Talk.Threads[0].ResolvedBy) != 0 {
		t.Error("not open again")
	}
}

// An answer that waited in a review while its conversation was resolved takes the
// conversation up again, and the record says so.
func TestAnswerToResolved(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	s, err := b.Reviews.Comment(ctx, b.lead, id, b.rowOf(t, "ep-ospatch").ID, "", app.Remark{Body: "Done?"})
	apptest.Must(t, err)
	_, err = b.Reviews.Reply(ctx, b.itLead, id, s.Thread.ID, app.Remark{Body: "Not for the tills.", Pending: true})
	apptest.Must(t, err)
	_, err = b.Reviews.Resolve(ctx, b.lead, id, s.Thread.ID, true)
	apptest.Must(t, err)
	_, err = b.Reviews.Send(ctx, b.itLead, id, app.SendReview{Verdict: review.NotYet, Seen: b.talk(t, b.itLead).Seen})
	apptest.Must(t, err)
	thread := b.talk(t, b.lead).Talk.Threads[0]
	if !thread.Open() || len(thread.Comments) != 2 {
		t.Errorf("open %t with %d comments", thread.Open(), len(thread.Comments))
	}
	if n := count(b.newest(t, 5), audit.ThreadReopened); n != 1 {
		t.Errorf("%d entries say that it is open again", n)
	}
}

// What waits for somebody on their first page is what review.Thread.Wants says of each
// thread, and the reviews of the other side, until they answer or have caught up.
func TestNeeds(t *testing.T) {
	t.Parallel()
	b := newBundle(t)
	ctx, id := t.Context(), b.Engagement.ID
	needs := func(who access.Actor) (texts []string) {
		t.Helper()
		_, list, err := b.Engagements.Home(ctx, who, who.Client, app.Cursor{})
		apptest.Must(t, err)
		for _, n := range list {
			texts = append(texts, string(n.Want)+" "+n.Who+" "+n.Name+string(n.Verdict))
		}
		c := b.talk(t, who)
		wants := 0
		for _, th := range c.Talk.Threads {
			if why, _ := th.Wants(review.Person{User: who.User, Side: who.Side}, c.Talk.SeenAt); why != "" {
				wants++
			}
		}
		for _, r := range c.Talk.Reviews {
			if r.Author.Side != who.Side && r.At.After(c.Talk.SeenAt) {
				wants++
			}
		}
		if wants != len(list) && who.Can(access.CommentRows) {
			t.Errorf("%s: the rule says %d things wait, the question %d", who.Name, wants, len(list))
		}
		return texts
	}
	f, g := b.rowOf(t, "ep-ospatch"), b.rowOf(t, "ep-apppatch")
	s, err := b.Reviews.Comment(ctx, b.itLead, id, f.ID, "", app.Remark{Body: "@Tom Berg, is this ours? And @Dana Cole?"})
	apptest.Must(t, err)
	mine, err := b.Reviews.Comment(ctx, b.lead, id, g.ID, "", app.Remark{Body: "Weekly?"})
	apptest.Must(t, err)
	_, err = b.Reviews.Reply(ctx, b.contributor, id, mine.Thread.ID, app.Remark{Body: "Daily."})
	apptest.Must(t, err)
	_, err = b.Reviews.Reply(ctx, b.contributor, id, mine.Thread.ID, app.Remark{Body: "@Tom Berg, secretly weekly.", Pending: true})
	apptest.Must(t, err)
	want := []string{"answered Marek Nowak " + g.Name, "mentioned Priya Shah " + f.Name}
	if got := needs(b.lead); !slices.Equal(got, want) {
		t.Errorf("Tom: %q, want %q", got, want)
	}
	for _, who := range []access.Actor{b.itLead, b.contributor, b.Owner, b.signer, b.Stranger} {
		if who.MSP != b.lead.MSP {
			if _, list, err := b.Engagements.Home(ctx, who, "", app.Cursor{}); err != nil || len(list) != 0 {
				t.Errorf("a stranger: %v, %v", list, err)
			}
			continue
		}
		if got := needs(who); len(got) != 0 {
			t.Errorf("%s: %q", who.Name, got)
		}
	}
	_, err = b.Reviews.Reply(ctx, b.lead, id, s.Thread.ID, app.Remark{Body: "Yes."})
	apptest.Must(t, err)
	if got := needs(b.lead); !slices.Equal(got, want[:1]) {
		t.Errorf("after he answered: %q", got)
	}
	c := b.talk(t, b.contributor)
	_, err = b.Reviews.Send(ctx, b.contributor, id, app.SendReview{Verdict: review.NotYet, Seen: c.Seen})
	apptest.Must(t, err)
	if got := needs(b.lead); !slices.Equal(got, []string{"review Marek Nowak not_yet", "mentioned Marek Nowak " + g.Name}) && !slices.Equal(got, []string{"mentioned Marek Nowak " + g.Name, "review Marek Nowak not_yet"}) {
		t.Errorf("after a review came: %q", got)
	}
	apptest.Must(t, b.Reviews.CatchUp(ctx, b.lead, id))
	if got := needs(b.lead); len(got) != 0 {
		t.Errorf("caught up: %q", got)
	}
}
