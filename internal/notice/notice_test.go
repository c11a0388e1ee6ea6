package notice

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/raci"
)

func TestSettingsBegin(t *testing.T) {
	t.Parallel()
	for role, want := range map[access.Role]Settings{
		access.Lead:   {Mention: Now, Review: Now, Dispute: Now, Comment: Daily, Change: Daily},
		access.ITLead: {Mention: Now, Review: Now, Dispute: Now, Comment: Daily, Change: Daily},
		access.Reader: {Mention: Now, Review: Never, Dispute: Never, Comment: Never, Change: Never},
	} {
		if diff := cmp.Diff(want, Settings{}.Complete(role)); diff != "" {
			t.Errorf("%s:\n%s", role, diff)
		}
	}
	chosen := Settings{Mention: Never, Change: Now, "gossip": Now}.Complete(access.Lead)
	if chosen[Mention] != Never || chosen[Change] != Daily || len(chosen) != len(Kinds) {
		t.Errorf("a choice that is none was taken: %v", chosen)
	}
}

func TestConcerned(t *testing.T) {
	t.Parallel()
	owner, lead := Person{Membership: "owner", Side: party.MSP, Role: access.Owner}, Person{Membership: "lead", Side: party.MSP, Role: access.Lead, Worked: true}
	member, it := Person{Membership: "member", Side: party.MSP, Role: access.Member}, Person{Membership: "it", Side: party.Client, Role: access.ITLead}
	names := func(people []Person) (out []string) {
		for _, p := range people {
			out = append(out, p.Membership)
		}
		return out
	}
	if diff := cmp.Diff([]string{"lead", "it"}, names(Concerned([]Person{owner, lead, member, it}))); diff != "" {
		t.Errorf("who worked in it:\n%s", diff)
	}
	lead.Worked = false
	if diff := cmp.Diff([]string{"owner", "lead", "it"}, names(Concerned([]Person{owner, lead, member, it}))); diff != "" {
		t.Errorf("when nobody did:\n%s", diff)
	}
}

// Whoever muted an engagement hears no news of it, but a question of somebody who is asked
// to sign all the same: they were told that it is passed on.
func TestQuestionsAreNeverMuted(t *testing.T) {
	t.Parallel()
	p := Person{Role: access.Lead, Settings: Settings{}.Complete(access.Lead), Muted: true}
	if p.Wants(Round, Now) || !p.Wants(Question, Now) || p.Wants(Question, Daily) {
		t.Errorf("round %t, question %t, daily %t", p.Wants(Round, Now), p.Wants(Question, Now), p.Wants(Question, Daily))
	}
}

func TestMine(t *testing.T) {
	t.Parallel()
	m := raci.Matrix{Stakeholders: []raci.Stakeholder{{ID: "m", Kind: raci.MSPTeam}, {ID: "it", Kind: raci.InternalIT}, {ID: "boss", Kind: raci.Management}}}
	f := raci.Function{Cells: map[raci.StakeholderID]raci.Assignment{"m": raci.Responsible, "it": raci.Accountable, "boss": raci.Informed}}
	priya := Person{Name: "Priya Shah", Email: "priya@alder.example", Side: party.Client, Role: access.ITLead}
	omar := Person{Name: "Omar Ruiz", Email: "omar@alder.example", Side: party.Client, Role: access.Contributor}
	tom := Person{Name: "Tom Berg", Email: "tom@north.example", Side: party.MSP, Role: access.Lead}
	if !priya.Mine(m, f) || omar.Mine(m, f) || !tom.Mine(m, f) {
		t.Error("where nobody is named, a row is that of who agrees rows")
	}
	m.Stakeholders[2].Holder = "Somebody Informed"
	if !priya.Mine(m, f) {
		t.Error("who is only informed does not take the row over")
	}
	m.Stakeholders[1].Holder, m.Stakeholders[1].DeputyEmail = "Somebody Else", "Omar@alder.example"
	if priya.Mine(m, f) || !omar.Mine(m, f) {
		t.Error("a row is that of who is named, deputies too")
	}
	m.Stakeholders[1].Deputy, m.Stakeholders[1].DeputyEmail = "priya shah", ""
	if !priya.Mine(m, f) {
		t.Error("a name counts where there is no address")
	}
}

func TestDue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ zone, happened, want string }{
		{"America/Los_Angeles", "2026-03-02T15:59:00Z", "2026-03-02T16:00:00Z"},
		{"America/Los_Angeles", "2026-03-02T16:00:00Z", "2026-03-03T16:00:00Z"},
		{"America/Los_Angeles", "2026-03-08T06:00:00Z", "2026-03-08T15:00:00Z"}, // the clock goes forward that night
		{"Australia/Sydney", "2026-07-01T21:59:59Z", "2026-07-01T22:00:00Z"},
		{"Nowhere/Land", "2026-07-01T09:00:00Z", "2026-07-02T08:00:00Z"},
		{"", "2026-12-31T09:00:00Z", "2027-01-01T08:00:00Z"},
	} {
		happened, err := time.Parse(time.RFC3339, tt.happened)
		if err != nil {
			t.Fatal(err)
		}
		if got := Due(happened, tt.zone).UTC().Format(time.RFC3339); got != tt.want {
			t.Errorf("%s in %q: due %s, want %s", tt.happened, tt.zone, got, tt.want)
		}
	}
}

func entry(side party.Side, verb audit.Verb, subject, label, before, after, column string) audit.Entry {
	f := audit.Fact{Actor: audit.Who{Side: string(side), Name: "Tom Berg"}, Subject: subject, Label: label, Before: before, After: after}
	if column != "" {
		f.Data = map[string]string{"column": column}
	}
	return audit.Entry{Verb: verb, Fact: f}
}

func TestCompose(t *testing.T) {
	t.Parallel()
	words := func(v audit.Verb) string { return "Words of " + string(v) }
	priya := Person{Side: party.Client, Role: access.ITLead, Settings: Settings{Dispute: Daily, Mention: Daily}.Complete(access.ITLead)}
	entries := []audit.Entry{
		entry(party.MSP, audit.AssignmentChanged, "f1", "Patch workstations", "C", "I", "Client IT"),
		entry(party.MSP, audit.AssignmentChanged, "f1", "Patch workstations", "I", "R", "Client IT"),
		entry(party.MSP, audit.AssignmentChanged, "f2", "Restore test", "C", "I", "Client IT"),
		entry(party.MSP, audit.AssignmentChanged, "f2", "Restore test", "I", "C", "Client IT"),
		entry(party.Client, audit.AssignmentChanged, "f3", "My own", "C", "I", "Client IT"),
		entry(party.MSP, audit.AssignmentChanged, "f4", "Wi-Fi", "MSP team Responsible, Client IT Informed", "MSP team Responsible, Client IT Consulted", ""),
		entry(party.MSP, audit.AssignmentChanged, "f7", "Servers", "R", "A/R (after hours)", "Client IT"),
		entry(party.MSP, audit.RowDisputed, "f5", "Firewall", "", "We hold the keys.", ""),
		entry(party.MSP, audit.TermsChanged, "", "", "", "a secret", ""),
		entry(party.MSP, audit.TermsChanged, "", "", "", "a secret", ""),
		entry(party.MSP, "row.parked", "f6", "Printers", "", "", ""),
		entry(party.MSP, audit.SignerNotified, "s", "Dana", "", "dana@alder.example", ""),
		entry(party.MSP, audit.CommentAdded, "f1", "Patch workstations", "", "", ""),
		entry(party.MSP, audit.CommentAdded, "f1", "Patch workstations", "", "", ""),
		entry(party.MSP, audit.CommentAdded, "f2", "Restore test", "", "", ""),
		entry(party.MSP, audit.ReviewSent, "", "", "", "", ""),
	}
	entries[len(entries)-2].Fact.Data = map[string]string{"comment": "c9"}
	named := map[string]bool{"c9": true}
	m := raci.Matrix{Functions: []raci.Function{
		{ID: "f1", Name: "Patch workstations", Rev: 2, AgreedMSP: 2},
		{ID: "f4", Name: "Wi-Fi", Rev: 2, AgreedMSP: 1},
		{ID: "f5", Name: "Firewall", Rev: 1, AgreedMSP: 1, Dispute: raci.Dispute{Side: party.MSP, Reason: "We hold the keys."}},
		{ID: "f7", Name: "Ours", Rev: 1, AgreedMSP: 1, Dispute: raci.Dispute{Side: party.Client, Reason: "Why?"}},
		{ID: "f8", Name: "Gone", Rev: 1, AgreedMSP: 1, Excluded: "Sold."},
	}}
	got := Compose(priya, entries, m, named, words)
	want := Digest{
		Rows: []string{
			"Patch workstations: Client IT, Consulted → Responsible",
			"Wi-Fi: Client IT Informed → Client IT Consulted",
			"Servers: Client IT, Responsible → Accountable and Responsible, after hours",
			"Firewall: disputed, “We hold the keys.” (Tom Berg)",
		},
		Comments: []string{"Patch workstations: Tom Berg", "Restore test: Tom Berg names you"},
		Others:   []string{"Words of terms.changed, 2 times", "Words of row.parked: Printers"},
		Waiting:  []string{"1 function disputed: Firewall", "1 function that only your side has still to agree: Patch workstations"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	priya.Settings = Settings{Change: Never, Comment: Never}.Complete(access.ITLead)
	if got := Compose(priya, entries, m, named, words); !got.Empty() || got.Waiting != nil {
		t.Errorf("who wants nothing once a day gets %+v", got)
	}
	if got := Compose(Person{Side: party.Client, Role: access.ITLead, Settings: Begins(access.ITLead)}, entries[4:5], m, named, words); !got.Empty() {
		t.Errorf("what one's own side did is news: %+v", got)
	}
}
