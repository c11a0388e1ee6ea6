package friction_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/audit"
	"demarc/internal/friction"
	"demarc/internal/party"
)

var names = map[party.Side]string{party.MSP: "Northgate", party.Client: "Alder Foods"}

func TestWords(t *testing.T) {
	t.Parallel()
	const msp, client = party.MSP, party.Client
	r := new(record)
	r.day(0).act(msp, ticked(msp, "bk-test@1 bk-run@1 id-mfa@1"))
	r.day(9).act(client, ticked(client, "bk-test@1 bk-run@1"))
	r.day(10).act(client, entry(audit.RowDisputed, "1", "", "No."))
	r.day(10).act(client, set("1", "MSP team", "R", "C"), dropped("1", msp), dropped("1", client))
	m := matrix()
	m.Functions[2].AgreedMSP = 1
	now := start.AddDate(0, 0, 12)
	want := []string{
		"Identity is open longest: 11 days since the first proposal, and not all of it is agreed.",
		"Restore test changed hands three times. Talk about it instead of clicking.",
		"Backup has the most friction: 1 dispute and 1 change after agreement in 2 functions.",
		"1 function waits for an answer of Alder Foods, for 11 days.",
	}
	if d := cmp.Diff(want, said(friction.Read(r.entries, m, now))); d != "" {
		t.Error(d)
	}

	m.Functions[2].Excluded = "Out"
	calm := new(record)
	calm.day(0).act(msp, ticked(msp, "bk-test@1 bk-run@1"))
	calm.day(9).act(client, ticked(client, "bk-test@1 bk-run@1"))
	m.Functions[0].Handed = 0
	want = []string{
		"Backup took longest: 9 days from the first proposal until both sides had agreed to all of it.",
		"Nothing was disputed, and nothing changed after both sides had agreed.",
	}
	if d := cmp.Diff(want, said(friction.Read(calm.entries, m, now))); d != "" {
		t.Error(d)
	}
	if got := said(friction.Read(nil, m, now)); len(got) != 0 {
		t.Errorf("of nothing it says %q", got)
	}
}

func said(m friction.Map) (out []string) {
	for _, l := range m.Words(names) {
		text := l.Text
		if l.Advice != "" {
			text += " " + l.Advice
		}
		out = append(out, text)
	}
	return out
}

func TestBecause(t *testing.T) {
	t.Parallel()
	for want, tally := range map[string]friction.Tally{
		"nothing":    {Bounced: 3},
		"2 disputes": {Disputed: 2},
		"1 dispute, 2 votes apart and 1 change after agreement": {Disputed: 1, VotedApart: 2, Reopened: 1},
	} {
		if got := tally.Because(); got != want {
			t.Errorf("%+v: %q", tally, got)
		}
	}
}
