package friction_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/audit"
	"demarc/internal/friction"
	"demarc/internal/party"
	"demarc/internal/raci"
)

var start = time.Date(2026, 9, 1, 8, 0, 0, 0, time.UTC)

// record writes entries as acts do: one time for all that an act records.
type record struct {
	at      time.Time
	entries []audit.Entry
}

func (r *record) day(n int) *record { r.at = start.AddDate(0, 0, n); return r }

func (r *record) act(side party.Side, entries ...audit.Entry) *record {
	if r.at.IsZero() {
		r.at = start
	}
	r.at = r.at.Add(time.Minute)
	for _, e := range entries {
		e.At, e.Fact.Actor = r.at, audit.Who{Kind: "person", Side: string(side), Name: "Somebody"}
		r.entries = append(r.entries, e)
	}
	return r
}

func entry(verb audit.Verb, subject, before, after string, data ...string) audit.Entry {
	f := audit.Fact{Subject: subject, Before: before, After: after, Data: map[string]string{}}
	for i := 0; i < len(data); i += 2 {
		f.Data[data[i]] = data[i+1]
	}
	return audit.Entry{Verb: verb, Fact: f}
}

func ticked(side party.Side, keys string) audit.Entry {
	return entry(audit.RowsAgreed, "", "", string(side), "functions", keys)
}

func dropped(fn string, side party.Side) audit.Entry {
	return entry(audit.RowAgreementDropped, fn, string(side), "")
}

func set(fn, column, from, to string) audit.Entry {
	return entry(audit.AssignmentChanged, fn, from, to, "column", column)
}

// matrix has two rows in backup and one in identity; a fourth is excluded.
func matrix() raci.Matrix {
	return raci.Matrix{
		Areas: []raci.Area{{Key: "backup", Name: "Backup"}, {Key: "id", Name: "Identity"}, {Key: "bare", Name: "Nothing here"}},
		Functions: []raci.Function{
			{ID: "1", Key: "bk-test", Area: "backup", Name: "Restore test", Rev: 1, Handed: 3},
			{ID: "2", Key: "bk-run", Area: "backup", Name: "Run backups", Rev: 1},
			{ID: "3", Key: "id-mfa", Area: "id", Name: "Second factor", Rev: 1},
			{ID: "4", Key: "id-out", Area: "id", Name: "Gone", Rev: 1, Excluded: "Not needed"},
		},
	}
}

func TestTally(t *testing.T) {
	t.Parallel()
	const msp, client = party.MSP, party.Client
	both := ticked(msp, "bk-test@1 bk-run@1")
	for _, c := range []struct {
		name string
		r    *record
		want friction.Tally
	}{
		{"nothing", new(record), friction.Tally{}},
		{"agreed at once", new(record).act(msp, both).act(client, ticked(client, "bk-run@1")), friction.Tally{}},
		{"disputed", new(record).act(client, entry(audit.RowDisputed, "2", "", "No.")), friction.Tally{Disputed: 1}},
		{"a dispute said again", new(record).act(client, entry(audit.RowDisputed, "2", "", "No.")).act(client, entry(audit.RowDisputed, "2", "", "No!")), friction.Tally{Disputed: 1}},
		{"disputed twice", new(record).act(client, entry(audit.RowDisputed, "2", "", "No.")).act(msp, entry(audit.DisputeSettled, "2", "No.", "")).act(msp, entry(audit.RowDisputed, "2", "", "No.")), friction.Tally{Disputed: 2}},
		{"voted apart", new(record).act(msp, entry(audit.BallotRevealed, "b", "", "", "match", "bk-test", "differ", "bk-run id-mfa unheard-of")), friction.Tally{VotedApart: 1}},
		{"changed after both agreed", new(record).act(msp, both).act(client, ticked(client, "bk-run@1")).act(client, set("2", "MSP team", "R", "C"), dropped("2", msp), dropped("2", client)), friction.Tally{Reopened: 1}},
		{"changed what the other stood by", new(record).act(msp, both).act(client, set("2", "MSP team", "R", "C"), dropped("2", msp)), friction.Tally{Differed: 1}},
		{"changed what one stood by oneself", new(record).act(msp, both).act(msp, set("2", "MSP team", "R", "C"), dropped("2", msp)), friction.Tally{}},
		{"a tick taken back", new(record).act(msp, both).act(msp, dropped("2", msp)), friction.Tally{}},
		{"back and forth", new(record).act(msp, set("2", "MSP team", "R", "C")).act(client, set("2", "MSP team", "C", "R")).act(msp, set("2", "MSP team", "R", "C")), friction.Tally{Bounced: 2}},
		{"one side trying out", new(record).act(msp, set("2", "MSP team", "R", "C")).act(msp, set("2", "MSP team", "C", "R")), friction.Tally{}},
		{"on to something new", new(record).act(msp, set("2", "MSP team", "R", "C")).act(client, set("2", "MSP team", "C", "I")), friction.Tally{}},
		{"the A goes and comes back", new(record).act(msp, entry(audit.AssignmentChanged, "2", "R", "A", "column", "MSP team", "accountable moved from", "Client IT")).
			act(client, entry(audit.AssignmentChanged, "2", "I", "A/R", "column", "Client IT", "accountable moved from", "MSP team")), friction.Tally{Bounced: 1}},
		{"whole rows", new(record).act(msp, entry(audit.AssignmentChanged, "2", "MSP team Responsible, Client IT Accountable", "MSP team Accountable and Responsible, Client IT Informed")).
			act(client, entry(audit.AssignmentChanged, "2", "MSP team Accountable and Responsible, Client IT Informed", "MSP team Responsible, Client IT Accountable")), friction.Tally{Bounced: 1}},
		{"back and forth in their hours", new(record).act(msp, set("2", "MSP team", "A (after hours)", "C")).act(client, set("2", "MSP team", "C", "A/R (business hours)")), friction.Tally{Bounced: 1}},
		{"whole rows with hours", new(record).act(msp, entry(audit.AssignmentChanged, "2", "MSP team Accountable (after hours), Client IT Informed", "MSP team Consulted, Client IT Informed")).
			act(client, entry(audit.AssignmentChanged, "2", "MSP team Consulted, Client IT Informed", "MSP team Accountable, Client IT Informed")), friction.Tally{Bounced: 1}},
		{"parked", new(record).act(msp, entry(audit.RowParked, "2", "", "Until 1 March")).act(client, entry(audit.RowParked, "2", "", "Until 2 March")).act(client, entry(audit.RowResumed, "2", "", "")).act(client, entry(audit.RowParked, "2", "", "")), friction.Tally{Parked: 2}},
		{"a sheet that takes both ticks", new(record).act(msp, entry(audit.FunctionImported, "2", "", "", "agreement dropped, msp", "yes", "agreement dropped, client", "yes")), friction.Tally{Reopened: 1}},
		{"a lane that takes ticks", new(record).act(client, both).act(client, ticked(client, "bk-run@1")).act(msp, entry(audit.ModeChanged, "backup", "own", "share", "functions", "bk-run@2 bk-other@2")), friction.Tally{Reopened: 1}},
		{"a pack, whose functions are a number", new(record).act(msp, both).act(msp, entry(audit.PackAdded, "pci", "", "", "functions", "12")), friction.Tally{}},
		{"taken from the library", new(record).act(msp, dropped("2", msp), dropped("2", client), entry(audit.LibraryAdopted, "library", "1", "2")), friction.Tally{Reopened: 1}},
		{"a row that is excluded now", new(record).act(msp, entry(audit.RowDisputed, "4", "", "No.")), friction.Tally{}},
		{"a row that is gone", new(record).act(msp, entry(audit.RowDisputed, "99", "", "No."), entry(audit.RowAgreed, "98", "", "msp")), friction.Tally{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := friction.Read(c.r.entries, matrix(), start.AddDate(0, 0, 30))
			for _, r := range m.Rows {
				if r.Function.ID == "2" {
					if d := cmp.Diff(c.want, r.Tally); d != "" {
						t.Error(d)
					}
				}
			}
		})
	}
}

// TestMap: months, spans, the line of agreement and who waits, of one story.
func TestMap(t *testing.T) {
	t.Parallel()
	const msp, client = party.MSP, party.Client
	r := new(record)
	r.act(msp, entry(audit.EngagementStarted, "e", "", "", "functions", "4"))
	r.day(1).act(msp, ticked(msp, "bk-test@1 bk-run@1 id-mfa@1"))
	r.day(3).act(client, ticked(client, "bk-run@1"))
	r.day(10).act(client, ticked(client, "bk-test@1"))
	r.day(40).act(client, entry(audit.RowDisputed, "1", "", "No."))
	r.day(41).act(msp, entry(audit.FunctionExcluded, "4", "", "Not needed"))
	r.day(42).act(msp, entry(audit.EnvelopeSent, "v", "", ""))
	m := matrix()
	for i := range 2 {
		m.Functions[i].AgreedMSP, m.Functions[i].AgreedClient = 1, 1
	}
	m.Functions[0].AgreedClient, m.Functions[0].Dispute = 0, raci.Dispute{Side: client, Reason: "No."}
	m.Functions[2].AgreedMSP = 1
	now := start.AddDate(0, 0, 43)
	got := friction.Read(r.entries, m, now)

	if len(got.Areas) != 2 || got.Areas[0].Rows != 2 || got.Areas[1].Rows != 1 {
		t.Fatalf("areas: %+v", got.Areas)
	}
	backup := got.Areas[0]
	if backup.Took(now).Hours() < 9*24-1 || backup.Took(now).Hours() > 9*24+1 || backup.Agreed.IsZero() {
		t.Errorf("backup took %v", backup.Took(now))
	}
	if identity := got.Areas[1]; !identity.Agreed.IsZero() || identity.Took(now) < 41*24*time.Hour {
		t.Errorf("identity is agreed, or took %v", identity.Took(now))
	}
	if len(got.Months) != 2 || backup.Months[0].Disputed != 0 || backup.Months[1].Disputed != 1 {
		t.Errorf("months %v: %+v", got.Months, backup.Months)
	}
	if backup.Handed != 3 || backup.Score(backup.Rows) != 5 || got.Total.Points() != 1 {
		t.Errorf("score %v of %+v", backup.Score(2), backup.Tally)
	}
	var counts []int
	for _, p := range got.Agreed {
		counts = append(counts, p.N)
	}
	if d := cmp.Diff([]int{0, 1, 2, 1}, counts); d != "" {
		t.Errorf("agreed over time: %s", d)
	}
	m.Functions[1].Parked = raci.Parked{Side: msp, Owner: "c", Until: "2027-03-01", Why: "Both want it."}
	if parked := friction.Read(r.entries, m, now).Agreed; parked[len(parked)-1].N != 0 {
		t.Errorf("a parked row counts as agreed: %v", parked)
	}
	if n := len(got.InScope); n != 2 || got.InScope[0].N != 4 || got.InScope[1].N != 3 {
		t.Errorf("rows over time: %v", got.InScope)
	}
	if len(got.Sent) != 1 {
		t.Errorf("sent %v", got.Sent)
	}
	if len(got.Waiting) != 1 || got.Waiting[0].Side != client || got.Waiting[0].Rows != 1 || !got.Waiting[0].Since.Equal(start.AddDate(0, 0, 1).Add(time.Minute)) {
		t.Errorf("waiting: %+v", got.Waiting)
	}
	if hot := got.Hot(5); len(hot) != 1 || hot[0].Function.Name != "Restore test" {
		t.Errorf("hot: %+v", hot)
	}
}

// TestMonths: at most a year of them, the last one now, none left out.
func TestMonths(t *testing.T) {
	t.Parallel()
	for from, want := range map[time.Time]int{start: 1, start.AddDate(0, -1, 0): 2, start.AddDate(-3, 0, 0): friction.MaxMonths} {
		m := friction.Read([]audit.Entry{{At: from, Verb: audit.EngagementStarted}}, matrix(), start)
		if len(m.Months) != want || m.Months[want-1].Month() != start.Month() {
			t.Errorf("from %v: %v", from, m.Months)
		}
	}
	calm := matrix()
	calm.Functions[0].Handed = 0
	if empty := friction.Read(nil, calm, start); empty.Any() || len(empty.Months) != 1 {
		t.Errorf("nothing was recorded, and the map has %v", empty.Months)
	}
}

// TestScore: nothing by nothing is nothing, and the score is points per ten rows.
func TestScore(t *testing.T) {
	t.Parallel()
	tally := friction.Tally{Disputed: 1, VotedApart: 2, Reopened: 3, Differed: 9, Bounced: 9, Parked: 9, Handed: 9}
	if got := tally.Score(12); got != 5 {
		t.Errorf("score %v", got)
	}
	if got := tally.Score(0); got != 0 {
		t.Errorf("without rows: %v", got)
	}
}
