package audit

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// hidden is a chain of n entries of form 2 by two people, with what is kept beside it.
func hidden(t testing.TB, n int) ([]Entry, Head, Openings) {
	t.Helper()
	head, known := Head{Stream: "s"}, Openings{}
	var all []Entry
	for i := range n {
		who := Who{Kind: "signer", ID: fmt.Sprint("p", i%2), Name: fmt.Sprint("Zoë ", i%2), Email: "zoe@a.example"}
		f := Fact{Actor: who, Request: Request{IP: "203.0.113.7", Agent: "Mozilla/5.0 (X11; Linux x86_64)"}, Subject: who.ID, Label: who.Name, After: "Zoë, COO", Before: "public", Digest: strings.Repeat("0f", 32)}
		e, next, err := head.Next(time.Unix(int64(1000+i), 0), SignatureApplied, f.Hide(SignatureApplied, func(field, value string) Opening {
			o := Opening{Field: field, Key: fmt.Sprintf("%032x", len(field)*1000+i%2), Value: value}
			known[o.Mark()] = o
			return o
		}))
		if err == nil {
			err = e.Open(known)
		}
		if err != nil {
			t.Fatal(err)
		}
		all, head = append(all, e), next
	}
	return all, head, known
}

func TestPersonalValuesAreNotInThePayload(t *testing.T) {
	t.Parallel()
	all, head, known := hidden(t, 4)
	for _, e := range all {
		for _, secret := range []string{"Zoë", "zoe@", "203.0.113.7", "Mozilla", "COO"} {
			if strings.Contains(e.Payload, secret) {
				t.Errorf("the payload says %q: %s", secret, e.Payload)
			}
		}
		if !strings.Contains(e.Payload, `"before":"public"`) || e.Fact.Actor.Name == "" || e.Fact.After != "Zoë, COO" || e.Fact.Request.IP != "203.0.113.7" || len(e.Opened) != 6 {
			t.Errorf("entry %d reads %+v", e.Seq, e.Fact)
		}
	}
	if err := errors.Join(Check(all, head), CheckPersonal(all, known)); err != nil {
		t.Error(err)
	}
}

func TestErasedValues(t *testing.T) {
	t.Parallel()
	all, head, known := hidden(t, 4)
	var gone []string
	for m, o := range known {
		if o.Value == "Zoë 1" {
			gone = append(gone, ShortMark(m))
			delete(known, m)
		}
	}
	for i := range all {
		if err := all[i].Open(known); err != nil {
			t.Fatal(err)
		}
	}
	if all[0].Fact.Actor.Name != "Zoë 0" || all[1].Fact.Actor.Name != Erased || all[1].Fact.Label != Erased {
		t.Errorf("%q and %q", all[0].Fact.Actor.Name, all[1].Fact.Actor.Name)
	}
	var broken *BrokenError
	if err := CheckPersonal(all, known); !errors.As(err, &broken) || broken.Seq != 2 {
		t.Errorf("taken away without a word: %v", err)
	}
	e, head, err := head.Next(time.Unix(2000, 0), PersonalErased, Fact{Data: map[string]string{"marks": strings.Join(gone, " ")}})
	if err != nil {
		t.Fatal(err)
	}
	all = append(all, e)
	if err := errors.Join(Check(all, head), CheckPersonal(all, known)); err != nil {
		t.Errorf("erased and said so: %v", err)
	}
}

func TestAlteredValues(t *testing.T) {
	t.Parallel()
	for name, spoil := range map[string]func(*Opening){
		"value": func(o *Opening) { o.Value += "x" },
		"key":   func(o *Opening) { o.Key = strings.Repeat("ff", 16) },
		"field": func(o *Opening) { o.Field = "label" },
	} {
		all, _, known := hidden(t, 4)
		kept := Openings{}
		for m, o := range known {
			if o.Field == "actor.name" && o.Value == "Zoë 1" {
				spoil(&o)
			}
			kept.Add(m, o)
		}
		var broken *BrokenError
		if err := CheckPersonal(all, kept); !errors.As(err, &broken) || broken.Seq != 2 {
			t.Errorf("%s: %v", name, err)
		}
		if err := all[1].Open(kept); err != nil || all[1].Fact.Actor.Name == "Zoë 1" {
			t.Errorf("%s is believed: %v, %q", name, err, all[1].Fact.Actor.Name)
		}
	}
	all, _, _ := hidden(t, 2)
	if err := (Openings{}).Learn(all[0], all[1].Opened); !errors.Is(err, ErrOpening) {
		t.Errorf("the values of another entry were taken: %v", err)
	}
}

func BenchmarkCheck60000(b *testing.B) {
	all, head, _ := hidden(b, 60_000)
	b.ResetTimer()
	for range b.N {
		if err := Check(all, head); err != nil {
			b.Fatal(err)
		}
	}
}
