package engagement

import (
	"fmt"
	"net/http"

	"github.com/go-chi/chi/v5"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/web/page"
	"demarc/web/ui"
)

// The keys of the forms for whom to call outside the two companies.
const (
	insurerForm = "insurer"
	addVendor   = "vendor"
)

// saveInsurer keeps the client's cyber insurer.
func (s Screen) saveInsurer(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	line := func(name string) string { return f.Line(name, page.MaxText) }
	in := engagement.Insurer{
		Name: line("name"), Hotline: line("hotline"), Policy: line("policy"), Broker: line("broker"), BrokerPhone: line("broker_phone"), Rev: f.Int("rev", 0, 1<<30),
	}
	if f.OK() {
		err = s.App.Parties.SaveInsurer(r.Context(), page.Actor(r), idOf(r), in)
	}
	return s.afterPart(w, r, f, insurerForm, err, "insurer", "Saved the insurer.")
}

// saveVendor keeps a carrier or vendor, or adds one.
func (s Screen) saveVendor(w http.ResponseWriter, r *http.Request) error {
	f, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	line := func(name string) string { return f.Line(name, page.MaxText) }
	in := engagement.Vendor{
		ID: chi.URLParam(r, "vendor"), Name: line("name"), Purpose: line("purpose"), Phone: line("phone"), Account: line("account"), Callers: line("callers"), Rev: f.Int("rev", 0, 1<<30),
	}
	if f.OK() {
		err = s.App.Parties.SaveVendor(r.Context(), page.Actor(r), idOf(r), in)
	}
	key, done := in.ID, "Saved "+in.Name+"."
	if key == "" {
		key, done = addVendor, "Added "+in.Name+" to Exhibit D."
	}
	return s.afterPart(w, r, f, key, err, "vendors", done)
}

// removeVendor takes a company out of Exhibit D.
func (s Screen) removeVendor(w http.ResponseWriter, r *http.Request) error {
	if err := s.App.Parties.RemoveVendor(r.Context(), page.Actor(r), idOf(r), chi.URLParam(r, "vendor")); err != nil {
		return err
	}
	return page.Redirect(w, r, "/e/"+string(idOf(r))+"/parties#vendors", page.Done("Removed the company from Exhibit D."))
}

func formOfInsurer(i engagement.Insurer) *page.Form {
	return page.FormOf(map[string]string{
		"rev": fmt.Sprint(i.Rev), "name": i.Name, "hotline": i.Hotline, "policy": i.Policy, "broker": i.Broker, "broker_phone": i.BrokerPhone,
	})
}

func formOfVendor(x engagement.Vendor) *page.Form {
	return page.FormOf(map[string]string{
		"rev": fmt.Sprint(x.Rev), "name": x.Name, "purpose": x.Purpose, "phone": x.Phone, "account": x.Account, "callers": x.Callers,
	})
}

func (v partiesView) editsInsurer() bool {
	return v.may(access.EditParties) && v.who.Can(access.ReadInsurer)
}

// apart tells whether the insurer's numbers stay out of the paper.
func (v partiesView) apart() bool { return engagement.InsurerApart(v.d.Terms) }

// insurerHint says who sees the numbers.
func (v partiesView) insurerHint() string {
	if v.apart() {
		return "Hotline and policy number are kept apart: Exhibit D does not print them, and only owners, leads, the IT lead and signers see them here."
	}
	return "The terms say that Exhibit D prints the hotline and the policy number, so everybody who reads the agreement reads them."
}

func (v partiesView) insurerFacts() []ui.Fact {
	i := v.d.Parties.Directory.Insurer
	facts := []ui.Fact{{Term: "Insurer", Value: i.Name}}
	if v.who.Can(access.ReadInsurer) || !v.apart() {
		facts = append(facts, ui.Fact{Term: "Hotline", Value: i.Hotline}, ui.Fact{Term: "Policy number", Value: i.Policy})
	}
	return append(facts, ui.Fact{Term: "Broker", Value: joined(i.Broker, i.BrokerPhone)})
}

func vendorFacts(x engagement.Vendor) []ui.Fact {
	return []ui.Fact{
		{Term: "For", Value: x.Purpose},
		{Term: "Phone", Value: x.Phone},
		{Term: "Account", Value: x.Account},
		{Term: "Who may call", Value: x.Callers},
	}
}
