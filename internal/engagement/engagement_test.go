package engagement_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"demarc/internal/document/documenttest"
	. "demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
)

var today = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// ready is a draft with nothing in its way.
func ready(t *testing.T) (Engagement, Parties, raci.Matrix) {
	t.Helper()
	e, p, m := documenttest.Engagement(), documenttest.Parties(), documenttest.Matrix()
	e.State = InDraft
	m.Functions = slices.Clone(m.Functions)
	for i := range m.Functions {
		m.Functions[i].AgreedMSP, m.Functions[i].AgreedClient = m.Functions[i].Rev, m.Functions[i].Rev
		m.Functions[i].Dispute, m.Functions[i].Condition = raci.Dispute{}, ""
	}
	m.Stakeholders = slices.Clone(m.Stakeholders)
	for i := range m.Stakeholders {
		m.Stakeholders[i].Holder, m.Stakeholders[i].Deputy = "Holder of "+m.Stakeholders[i].Name, "Deputy of "+m.Stakeholders[i].Name
	}
	return e, p, m
}

func findings(t *testing.T, e Engagement, p Parties, terms map[string]string, m raci.Matrix, drafter string) []string {
	t.Helper()
	c, problems := Draw(Draft{Engagement: e, Parties: p, Terms: terms, Matrix: m})
	digest, err := c.Digest()
	if err != nil {
		t.Fatal(err)
	}
	if e.Reviewed.Digest == "now" {
		e.Reviewed.Digest = digest
	}
	var out []string
	for _, f := range Readiness(Draft{Engagement: e, Parties: p, Terms: terms, Matrix: m}, c, problems, digest, drafter, today) {
		if f.Severity != raci.Hint {
			out = append(out, f.Rule+" "+string(f.Severity)+" "+f.Page+"#"+f.Field+" "+f.Message)
		}
	}
	return out
}

func TestReadiness(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		spoil   func(*Engagement, *Parties, map[string]string, *raci.Matrix)
		drafter string
		want    string // how the one finding begins; "" for none
	}{
		"ready":        {func(*Engagement, *Parties, map[string]string, *raci.Matrix) {}, "", ""},
		"a blank term": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) { t["law.governing"] = "" }, "", "R01 block terms#law.governing"},
		"nobody signs for the MSP": {func(_ *Engagement, p *Parties, _ map[string]string, _ *raci.Matrix) {
			p.Signatories = only(p, party.Client)
		}, "", ""},
		"signs from a free mailbox": {func(_ *Engagement, p *Parties, _ map[string]string, _ *raci.Matrix) {
			p.Signatories[0].Email = "x@gmail.com"
		}, "", "R05 warn parties#signers"},
		"drafts and signs":          {func(*Engagement, *Parties, map[string]string, *raci.Matrix) {}, documenttest.Parties().Signatories[0].Email, "R06 warn parties#signers"},
		"nobody to call at night":   {func(_ *Engagement, p *Parties, _ map[string]string, _ *raci.Matrix) { p.Contacts = nil }, "", "R07 block parties#contacts"},
		"never read by the client":  {func(e *Engagement, _ *Parties, _ map[string]string, _ *raci.Matrix) { e.Reviewed = Review{} }, "", "R08 warn agreement#"},
		"changed after it was read": {func(e *Engagement, _ *Parties, _ map[string]string, _ *raci.Matrix) { e.Reviewed.Digest = "old" }, "", "R08 block agreement#"},
		"nobody may approve containment": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["security.containment_authority"] = "approval_required"
		}, "", "V41 warn access#protected"},
		"a promise with nobody on duty": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["hours.after_hours"] = "none"
		}, "", "R09 warn terms#hours.after_hours"},
		"a cap below a month's fee": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["liability.cap_type"], t["liability.cap_amount"] = "fixed", "100.00"
		}, "", "R09 warn terms#liability.cap_amount"},
		"two must sign": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["esign.second_signer"] = "always"
		}, "", "R21 block parties#signers Two people must sign for Alder Foods, as the terms say"},
		"two must sign above a value": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["esign.second_signer"], t["esign.second_value"] = "above_value", "1000.00"
		}, "", "R21 block parties#signers The fees of the initial term are $"},
		"two must sign, below that value": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["esign.second_signer"], t["esign.second_value"] = "above_value", "9000000.00"
		}, "", ""},
		"two must sign and are named": {func(_ *Engagement, p *Parties, t map[string]string, _ *raci.Matrix) {
			t["esign.second_signer"] = "always"
			p.Signatories = append(p.Signatories, Signatory{ID: "s3", Side: party.Client, Name: "Rosa Vega", Title: "Chief Executive Officer", Email: "rosa@alderfoods.example"})
		}, "", ""},
		"no broker, though the terms name one": {func(_ *Engagement, p *Parties, t map[string]string, _ *raci.Matrix) {
			t["insurance.carried_by"], p.Directory.Insurer.Broker = "both_with_broker", ""
		}, "", "R22 warn parties#insurer The terms say that Exhibit D names the insurance broker of Alder Foods"},
		"a check that is not done": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["esign.identity_check"] = "sms_otp"
		}, "", "R26 block terms#esign.identity_check"},
		"ink, and a copy that is uploaded": {func(_ *Engagement, _ *Parties, t map[string]string, _ *raci.Matrix) {
			t["esign.method"] = "wet_ink_upload"
		}, "", ""},
		"a row not agreed": {func(_ *Engagement, _ *Parties, _ map[string]string, m *raci.Matrix) { m.Functions[0].AgreedMSP = 0 }, "", "V09 block matrix#"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, p, m := ready(t)
			terms := documenttest.Terms()
			p.Signatories, p.Contacts = slices.Clone(p.Signatories), slices.Clone(p.Contacts)
			e.Reviewed = Review{Digest: "now", By: "Priya"}
			tt.spoil(&e, &p, terms, &m)
			got := findings(t, e, p, terms, m, tt.drafter)
			switch {
			case name == "nobody signs for the MSP":
				if !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "R03 block") }) {
					t.Errorf("%q", got)
				}
			case tt.want == "" && len(got) > 0:
				t.Errorf("%q", got)
			case tt.want != "" && !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, tt.want) }):
				t.Errorf("%q, want %s", got, tt.want)
			}
		})
	}
}

// What Exhibit D lacks is told only where a function or a term depends on it.
func TestWhomToCallIsMissed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(*Draft)
		want  string // the rules told, as hints
	}{
		"all there":            {func(*Draft) {}, ""},
		"nothing is there":     {func(d *Draft) { d.Parties.Directory = Directory{} }, "R22 R23 R24"},
		"no hotline":           {func(d *Draft) { d.Parties.Directory.Insurer.Hotline = "" }, "R22"},
		"the client has none":  {func(d *Draft) { d.Parties.Directory.Insurer.Hotline = ""; d.Terms["insurance.carried_by"] = "msp_only" }, ""},
		"nobody calls it":      {func(d *Draft) { d.Parties.Directory.Insurer.Hotline = ""; exclude(d, "ir-insurer") }, ""},
		"no vendors":           {func(d *Draft) { d.Parties.Directory.Vendors = nil }, "R23"},
		"nobody calls vendors": {func(d *Draft) { d.Parties.Directory.Vendors = nil; exclude(d, "net-isp", "vn-liaison", "vn-register") }, ""},
		"no number at night":   {func(d *Draft) { d.Parties.Directory.MSP.AfterHours = "" }, "R24"},
		"another service lead": {func(d *Draft) { d.Terms["people.named_lead"] = "Somebody Else" }, "R25"},
		"no nights":            {func(d *Draft) { d.Parties.Directory.MSP.AfterHours = ""; d.Terms["hours.after_hours"] = "none" }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e, p, m := ready(t)
			d := Draft{Engagement: e, Parties: p, Terms: documenttest.Terms(), Matrix: m}
			d.Terms["people.named_lead"] = "Ana Đukić"
			tt.spoil(&d)
			c, problems := Draw(d)
			var got []string
			for _, f := range Readiness(d, c, problems, "", "", today) {
				if f.Severity == raci.Hint && strings.HasPrefix(f.Rule, "R2") {
					got = append(got, f.Rule)
					if f.Page != "parties" || f.Field == "" || f.Fix == "" {
						t.Errorf("%+v", f)
					}
				}
			}
			if strings.Join(got, " ") != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func exclude(d *Draft, keys ...raci.FunctionKey) {
	for i, f := range d.Matrix.Functions {
		if slices.Contains(keys, f.Key) {
			d.Matrix.Functions[i].Excluded = "Nobody does this."
		}
	}
}

// Who must sign is said once, with what to do, however often the text needs the name.
func TestSecondSignerIsToldOnce(t *testing.T) {
	t.Parallel()
	e, p, m := ready(t)
	terms := documenttest.Terms()
	terms["esign.second_signer"] = "always"
	delete(terms, "client.second_signatory_name")
	delete(terms, "client.second_signatory_title")
	e.Reviewed = Review{Digest: "now", By: "Priya"}
	got := findings(t, e, p, terms, m, "")
	if len(got) != 1 || !strings.HasPrefix(got[0], "R21 block") {
		t.Errorf("%q", got)
	}
}

func only(p *Parties, side party.Side) []Signatory {
	return slices.DeleteFunc(slices.Clone(p.Signatories), func(s Signatory) bool { return s.Side != side })
}

func TestFreezeAndThaw(t *testing.T) {
	t.Parallel()
	e, p, m := ready(t)
	c, problems := Draw(Draft{Engagement: e, Parties: p, Terms: documenttest.Terms(), Matrix: m})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	v, err := Freeze(c, 3, today)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Draw(Draft{Engagement: e, Parties: p, Terms: documenttest.Terms(), Matrix: m})
	if w, _ := Freeze(again, 3, today); !bytes.Equal(v.Bytes, w.Bytes) || v.Digest != w.Digest {
		t.Error("the same draft froze to other bytes")
	}
	back, err := Thaw(3, v.Bytes, v.Digest, today)
	if err != nil {
		t.Fatal(err)
	}
	if b, _ := back.Content.Canonical(); !bytes.Equal(b, v.Bytes) {
		t.Error("what was read back is not what was frozen")
	}
	spoilt := bytes.Replace(v.Bytes, []byte(p.MSP.LegalName), []byte(strings.ToUpper(p.MSP.LegalName)), 1)
	if _, err := Thaw(3, spoilt, v.Digest, today); err == nil {
		t.Error("altered bytes were accepted")
	}
	m.Functions[0].Split = "Another split."
	changed, _ := Draw(Draft{Engagement: e, Parties: p, Terms: documenttest.Terms(), Matrix: m})
	if d, _ := changed.Digest(); d == v.Digest {
		t.Error("another split note has the same digest")
	}
	other := bytes.Replace(v.Bytes, []byte(Format), []byte("demarc/agreement/9"), 1)
	if _, err := Thaw(3, other, Sum(other), today); err == nil {
		t.Error("a format of the future was read")
	}
}

func TestRequireDraft(t *testing.T) {
	t.Parallel()
	for state := range map[State]bool{InDraft: true, Signing: true, Signed: true, InForce: true} {
		err := Engagement{State: state}.RequireDraft()
		if (state == InDraft) != (err == nil) || err != nil && !fault.Is(err, fault.Locked) {
			t.Errorf("%s: %v", state, err)
		}
	}
}

func TestAddressLine(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"12 Wharf Road,\r\nSuite  400\n\n Baltimore, MD 21230\n": "12 Wharf Road, Suite 400, Baltimore, MD 21230",
		"12 Wharf Road, Baltimore":                               "12 Wharf Road, Baltimore",
		"":                                                       "",
	} {
		if got := (Entity{Address: address}).AddressLine(); got != want {
			t.Errorf("%q became %q, want %q", address, got, want)
		}
	}
}
