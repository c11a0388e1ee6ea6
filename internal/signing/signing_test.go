package signing_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/signing"
)

var now = time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)

func round() Envelope {
	e := Envelope{ID: "e", Version: 1, Digest: "d1", State: Sent, SentAt: now, ExpiresAt: now.AddDate(0, 0, 30), Signers: []Signer{
		{ID: "nora", Side: party.MSP, Name: "Nora Adeyemi", Title: "Managing Director", Email: "nora@n.example", ConfirmedAt: now, PresentedAt: now},
		{ID: "hong", Side: party.Client, Name: "Đặng Thị Hồng", Title: "COO", Email: "hong@a.example", ConfirmedAt: now, PresentedAt: now},
	}}
	Order(e.Signers, "client_first")
	return e
}

func good() Offer {
	return Offer{Digest: "d1", Typed: "  đặng thị  hồng ", Title: "COO", Consent: true, Authority: true, Disclosure: DisclosureDigest()}
}

func TestSign(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		who   SignerID
		spoil func(*Envelope, *Offer)
		kind  fault.Kind
		field string
	}{
		"in turn":                {"hong", func(*Envelope, *Offer) {}, "", ""},
		"out of turn":            {"nora", func(_ *Envelope, o *Offer) { o.Typed = "Nora Adeyemi" }, fault.Conflict, ""},
		"another document":       {"hong", func(_ *Envelope, o *Offer) { o.Digest = "d2" }, fault.Conflict, ""},
		"no digest":              {"hong", func(_ *Envelope, o *Offer) { o.Digest = "" }, fault.Conflict, ""},
		"never pressed Continue": {"hong", func(e *Envelope, _ *Offer) { e.Signers[1].ConfirmedAt = time.Time{} }, fault.Conflict, ""},
		"never saw the document": {"hong", func(e *Envelope, _ *Offer) { e.Signers[1].PresentedAt = time.Time{} }, fault.Conflict, ""},
		"no consent":             {"hong", func(_ *Envelope, o *Offer) { o.Consent = false }, fault.Invalid, "consent"},
		"other disclosure":       {"hong", func(_ *Envelope, o *Offer) { o.Disclosure = "" }, fault.Invalid, "consent"},
		"no authority":           {"hong", func(_ *Envelope, o *Offer) { o.Authority = false }, fault.Invalid, "authority"},
		"no title":               {"hong", func(_ *Envelope, o *Offer) { o.Title = " " }, fault.Invalid, "title"},
		"another name":           {"hong", func(_ *Envelope, o *Offer) { o.Typed = "Dang Thi Hong" }, fault.Invalid, "typed"},
		"declined before":        {"hong", func(e *Envelope, _ *Offer) { e.State = Declined }, fault.Gone, ""},
		"withdrawn":              {"hong", func(e *Envelope, _ *Offer) { e.State = Voided }, fault.Gone, ""},
		"too late":               {"hong", func(e *Envelope, _ *Offer) { e.ExpiresAt = now }, fault.Gone, ""},
		"nobody of this round":   {"eve", func(*Envelope, *Offer) {}, fault.NotFound, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, o := round(), good()
			tt.spoil(&e, &o)
			next, last, err := e.Sign(tt.who, o, Evidence{}, Ask{Company: "Alder Foods, Inc."}, now)
			if tt.kind == "" {
				s, _ := next.Signer(tt.who)
				if err != nil || last || s.SignedAt.IsZero() || s.Evidence.Consent != Consent || s.Evidence.Authority != Authority("Alder Foods, Inc.") {
					t.Fatalf("%+v %v", s, err)
				}
				if !e.Signers[1].SignedAt.IsZero() {
					t.Error("the round passed in was changed")
				}
				return
			}
			f, ok := fault.Of(err)
			if !ok || f.Kind != tt.kind || tt.field != "" && f.Fields[tt.field] == "" {
				t.Errorf("%v, want %s", err, tt.kind)
			}
		})
	}
}

func TestLastSignatureEndsTheRound(t *testing.T) {
	t.Parallel()
	e, _, err := round().Sign("hong", good(), Evidence{}, Ask{Company: "Alder"}, now)
	if err != nil || e.Turn() != 2 || e.Waiting()[0].ID != "nora" {
		t.Fatalf("turn %d: %v", e.Turn(), err)
	}
	again, last, err := e.Sign("hong", good(), Evidence{IP: "other"}, Ask{Company: "Alder"}, now.Add(time.Hour))
	if s, _ := again.Signer("hong"); err != nil || last || s.Evidence.IP != "" {
		t.Errorf("a second press changed the first signature: %v", err)
	}
	o := good()
	o.Typed = "Nora Adeyemi"
	e, last, err = e.Sign("nora", o, Evidence{}, Ask{Company: "Northgate"}, now)
	if err != nil || !last || e.State != Signed {
		t.Errorf("%s, last %v: %v", e.State, last, err)
	}
	if _, err := e.Void("too late", now); !fault.Is(err, fault.Conflict) {
		t.Errorf("a signed round was withdrawn: %v", err)
	}
	if _, err := e.Decline("nora", "too late", Ask{}, now); !fault.Is(err, fault.Gone) {
		t.Errorf("a signed round was declined: %v", err)
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for order, want := range map[string][2]int{"client_first": {2, 1}, "msp_first": {1, 2}, "parallel": {1, 1}} {
		s := round().Signers
		Order(s, order)
		if s[0].Turn != want[0] || s[1].Turn != want[1] {
			t.Errorf("%s: MSP %d, client %d", order, s[0].Turn, s[1].Turn)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	s := round().Signers
	if p := Problems(s); len(p) != 0 {
		t.Fatalf("good signers: %v", p)
	}
	s[1].Email = "NORA@n.example"
	if p := Problems(s); p["email"] == "" {
		t.Error("one address signs for both sides")
	}
	if p := Problems(s[:1]); p["client"] == "" {
		t.Error("nobody signs for the client")
	}
	if p := Problems(nil); p["client"] == "" || p["msp"] == "" {
		t.Error("nobody signs at all")
	}
}

// The picture in the package comment is what the code does.
func TestDiagram(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("envelope.go")
	if err != nil {
		t.Fatal(err)
	}
	doc, _, _ := strings.Cut(string(src), "\npackage ")
	drawn := regexp.MustCompile(`[a-z_]+`).FindAllString(regexp.MustCompile(`(?m)^//.*[│▶├└].*$`).FindString(doc)+strings.Join(regexp.MustCompile(`(?m)^//.*[▶].*$`).FindAllString(doc, -1), " "), -1)
	in := map[string]bool{}
	for _, d := range drawn {
		in[d] = true
	}
	for from, tos := range Moves {
		for _, to := range append(tos, from) {
			if !in[string(to)] {
				t.Errorf("%s is not drawn", to)
			}
		}
	}
}
