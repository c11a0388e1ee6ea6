package signing_test

import (
	"strings"
	"testing"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/signing"
)

// whole is a round with every role on both sides.
func whole(order string) Envelope {
	e := Envelope{ID: "e", Version: 1, Digest: "d1", State: Sent, SentAt: now, ExpiresAt: now.AddDate(0, 0, 30), Reminders: DefaultReminders}
	for _, side := range party.Sides {
		for _, r := range Roles {
			id := string(side) + " " + string(r)
			e.Signers = append(e.Signers, Signer{
				ID: SignerID(id), Side: side, Role: r, Name: "Name of " + id, Title: "Title", Email: strings.ReplaceAll(id, " ", "@") + ".example",
				NotifiedAt: now, AcceptedAt: now, ConfirmedAt: now, PresentedAt: now,
			})
		}
	}
	Order(e.Signers, order)
	return e
}

func TestOrderGroups(t *testing.T) {
	t.Parallel()
	for order, want := range map[string]string{
		"client_first": "client approve|client acknowledge|client sign|msp approve|msp acknowledge|msp sign",
		"msp_first":    "msp approve|msp acknowledge|msp sign|client approve|client acknowledge|client sign",
		"parallel":     "client approve, msp approve|client acknowledge, msp acknowledge|client sign, msp sign",
	} {
		e := whole(order)
		var groups []string
		for e.State == Sent {
			var names []string
			for _, s := range e.Waiting() {
				names = append(names, string(s.ID))
			}
			groups = append(groups, strings.Join(names, ", "))
			for _, s := range e.Waiting() {
				var err error
				if s.Signs() {
					e, _, err = e.Sign(s.ID, Offer{Digest: "d1", Typed: s.Name, Title: "CEO", Consent: true, Authority: true, Disclosure: DisclosureDigest()}, Evidence{}, Ask{Company: "Firm"}, now)
				} else {
					e, err = e.Affirm(s.ID, Offer{Digest: "d1", Consent: true}, Evidence{}, Ask{}, now)
				}
				if err != nil {
					t.Fatalf("%s: %s: %v", order, s.ID, err)
				}
			}
		}
		if got := strings.Join(groups, "|"); got != want || e.State != Signed {
			t.Errorf("%s: %s, then %s", order, got, e.State)
		}
		for _, s := range e.Copies() {
			if s.Turn != 0 || !s.SignedAt.IsZero() {
				t.Errorf("%s has a part to do", s.ID)
			}
		}
	}
}

func TestAffirm(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		who    SignerID
		digest string
		agreed bool
		spoil  func(*Envelope)
		kind   fault.Kind
	}{
		"approves":              {"client approve", "d1", true, nil, ""},
		"did not tick":          {"client approve", "d1", false, nil, fault.Invalid},
		"another text":          {"client approve", "d2", true, nil, fault.Conflict},
		"out of turn":           {"client acknowledge", "d1", true, nil, fault.Conflict},
		"who signs":             {"client sign", "d1", true, nil, fault.Conflict},
		"who gets a copy":       {"client copy", "d1", true, nil, fault.NotFound},
		"never saw it":          {"client approve", "d1", true, func(e *Envelope) { e.Signers[0].PresentedAt = time.Time{} }, fault.Conflict},
		"after the round ended": {"client approve", "d1", true, func(e *Envelope) { e.State = Voided }, fault.Gone},
	} {
		e := whole("client_first")
		if tt.spoil != nil {
			tt.spoil(&e)
		}
		next, err := e.Affirm(tt.who, Offer{Digest: tt.digest, Consent: tt.agreed}, Evidence{}, Ask{Affirms: "I have read it."}, now)
		s, _ := next.Signer(tt.who)
		if tt.kind == "" && (err != nil || s.SignedAt.IsZero() || s.Evidence.Consent != "I have read it." || s.Typed != "") {
			t.Errorf("%s: %+v %v", name, s, err)
		}
		if tt.kind != "" && (!fault.Is(err, tt.kind) || !s.SignedAt.IsZero()) {
			t.Errorf("%s: %v, want %s", name, err, tt.kind)
		}
	}
	e := whole("client_first")
	if _, _, err := e.Sign("client approve", Offer{Digest: "d1"}, Evidence{}, Ask{Company: "Firm"}, now); !fault.Is(err, fault.Conflict) {
		t.Errorf("somebody signed who only approves: %v", err)
	}
}

func TestExtend(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		at, until time.Time
		reason    string
		state     State
		kind      fault.Kind
	}{
		"later":          {now, now.AddDate(0, 0, 40), "Holidays.", Sent, ""},
		"no reason":      {now, now.AddDate(0, 0, 40), " ", Sent, fault.Invalid},
		"sooner":         {now, now.AddDate(0, 0, 20), "Why not.", Sent, fault.Invalid},
		"for ever":       {now, now.AddDate(0, 0, 91), "Why not.", Sent, fault.Invalid},
		"after its time": {now.AddDate(0, 0, 30), now.AddDate(0, 0, 40), "Too late.", Sent, fault.Conflict},
		"withdrawn":      {now, now.AddDate(0, 0, 40), "Still.", Voided, fault.Conflict},
	} {
		e := whole("parallel")
		e.State = tt.state
		next, err := e.Extend(tt.until, tt.reason, tt.at)
		if tt.kind == "" && (err != nil || !next.ExpiresAt.Equal(tt.until)) || tt.kind != "" && (!fault.Is(err, tt.kind) || !next.ExpiresAt.Equal(e.ExpiresAt)) {
			t.Errorf("%s: %v, until %v", name, err, next.ExpiresAt)
		}
	}
}

func TestSwap(t *testing.T) {
	t.Parallel()
	good := Person{"Lena Park", "CFO", "lena@a.example"}
	for name, tt := range map[string]struct {
		who  SignerID
		p    Person
		as   string
		kind fault.Kind
	}{
		"replaced":                       {"client sign", good, Replaced, ""},
		"corrected, same address":        {"client sign", Person{"New Name", "Title", "client@sign.example"}, Corrected, ""},
		"replaced by the same address":   {"client sign", Person{"New Name", "Title", "CLIENT@sign.example"}, Replaced, fault.Invalid},
		"nothing new":                    {"client sign", Person{"Name of client sign", "Title", "client@sign.example"}, Corrected, fault.Invalid},
		"an address of the other side":   {"client sign", Person{"Lena", "CFO", "msp@sign.example"}, Replaced, fault.Invalid},
		"an address of a colleague here": {"client sign", Person{"Lena", "CFO", "client@approve.example"}, Replaced, fault.Invalid},
		"without a title":                {"client sign", Person{"Lena", "", "lena@a.example"}, Replaced, fault.Invalid},
		"nobody":                         {"eve", good, Replaced, fault.NotFound},
		"who has signed":                 {"client approve", good, Delegated, fault.Conflict},
	} {
		e, err := whole("client_first").Affirm("client approve", Offer{Digest: "d1", Consent: true}, Evidence{}, Ask{}, now)
		if err != nil {
			t.Fatal(err)
		}
		next, err := e.Swap(tt.who, "fresh", tt.p, tt.as, now)
		if tt.kind != "" {
			if !fault.Is(err, tt.kind) {
				t.Errorf("%s: %v, want %s", name, err, tt.kind)
			}
			continue
		}
		was, _ := next.Signer(tt.who)
		is, ok := next.Signer("fresh")
		if err != nil || !ok || was.Live() || was.EndedAs != tt.as || was.ReplacedBy != "fresh" || is.Turn != was.Turn || is.Role != was.Role || !is.NotifiedAt.IsZero() || !is.ConfirmedAt.IsZero() || is.Email != tt.p.Email {
			t.Errorf("%s: %v\n%+v\n%+v", name, err, was, is)
		}
		if s, _ := e.Signer(tt.who); !s.Live() {
			t.Errorf("%s: the round passed in was changed", name)
		}
		if _, err := next.Swap(tt.who, "again", Person{"Mo", "CEO", "mo@a.example"}, tt.as, now); !fault.Is(err, fault.Conflict) {
			t.Errorf("%s: somebody who is no longer asked was replaced again: %v", name, err)
		}
		if len(next.Waiting()) == 0 || next.Turn() != e.Turn() {
			t.Errorf("%s: the turn moved from %d to %d", name, e.Turn(), next.Turn())
		}
	}
}

func TestReminders(t *testing.T) {
	t.Parallel()
	e := whole("client_first")
	s, _ := e.Signer("client approve")
	var got []int
	for day := range 40 {
		at := now.AddDate(0, 0, day)
		for _, d := range e.Due(at) {
			if d.ID != s.ID {
				t.Fatalf("%s is reminded out of turn", d.ID)
			}
			for i := range e.Signers {
				if e.Signers[i].ID == d.ID {
					e.Signers[i].Reminded, e.Signers[i].RemindedAt = d.Reminded+1, at
				}
			}
			got = append(got, day)
		}
	}
	if len(got) != 3 || got[0] != 3 || got[1] != 7 || got[2] != 14 {
		t.Errorf("reminded on days %v", got)
	}
	for name, spoil := range map[string]func(*Envelope, *Signer){
		"bounced":                  func(_ *Envelope, s *Signer) { s.Bounced = "550 no such user" },
		"in the last day":          func(e *Envelope, _ *Signer) { e.ExpiresAt = now.Add(3*24*time.Hour + time.Hour) },
		"just after another":       func(_ *Envelope, s *Signer) { s.RemindedAt = now.Add(2*24*time.Hour + 12*time.Hour) },
		"withdrawn":                func(e *Envelope, _ *Signer) { e.State = Voided },
		"replaced":                 func(_ *Envelope, s *Signer) { s.EndedAt, s.EndedAs = now, Replaced },
		"no letter was made":       func(_ *Envelope, s *Signer) { s.NotifiedAt = time.Time{} },
		"none are on the calendar": func(e *Envelope, _ *Signer) { e.Reminders = nil },
	} {
		e := whole("client_first")
		for i := range e.Signers {
			if e.Signers[i].ID == s.ID {
				spoil(&e, &e.Signers[i])
			}
		}
		for _, d := range e.Due(now.AddDate(0, 0, 3)) {
			if d.ID == s.ID {
				t.Errorf("%s: reminded", name)
			}
		}
	}
}

// A question is asked while the round is out by whoever has a part in it, and changes
// nothing of it.
func TestAsk(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		who   SignerID
		words string
		at    time.Time
		spoil func(*Envelope)
		kind  fault.Kind
	}{
		"who signs":           {"client sign", " Does clause 5 mean nights too? ", now, nil, ""},
		"who approves":        {"client approve", "Why so long?", now, nil, ""},
		"somebody else":       {"nobody", "Hello?", now, nil, fault.NotFound},
		"nothing":             {"client sign", " \n ", now, nil, fault.Invalid},
		"too late":            {"client sign", "Why?", now.AddDate(1, 0, 0), nil, fault.Gone},
		"withdrawn":           {"client sign", "Why?", now, func(e *Envelope) { e.State = Voided }, fault.Gone},
		"signed by all":       {"client sign", "Why?", now, func(e *Envelope) { e.State = Signed }, fault.Conflict},
		"handed on meanwhile": {"client approve", "Why?", now, func(e *Envelope) { e.Signers[0].EndedAt = now }, fault.Gone},
	} {
		e := whole("client_first")
		if tt.spoil != nil {
			tt.spoil(&e)
		}
		q, err := e.Ask(tt.who, tt.words, tt.at)
		if tt.kind == "" && (err != nil || q.Signer != tt.who || q.Words != strings.TrimSpace(tt.words) || !q.At.Equal(tt.at)) {
			t.Errorf("%s: %+v %v", name, q, err)
		}
		if tt.kind != "" && !fault.Is(err, tt.kind) {
			t.Errorf("%s: %v, want %s", name, err, tt.kind)
		}
	}
}
