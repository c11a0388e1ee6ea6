package signing_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/internal/party"
	. "demarc/internal/signing"
)

func flight() Flight {
	return Flight{
		SealedBy: "Demarc at example.org", SealUntil: now.AddDate(3, 0, 0), Signers: round().Signers,
		Companies: map[party.Side]string{party.MSP: "Northgate IT LLC", party.Client: "Alder Foods, Inc."}, Expires: now.AddDate(0, 0, 30), Days: 30,
	}
}

// Whatever is not in order is said in one point, with its weight and where it is mended.
func TestPreflight(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		spoil func(*Flight)
		title string
		as    Clearance
		says  string
		page  string
	}{
		"something is blank":  {func(f *Flight) { f.Blocks = 3 }, "Text and matrix", Halt, "must be fixed first", "checks"},
		"a warning":           {func(f *Flight) { f.Warns = 1 }, "Text and matrix", Heed, "1 warning.", "checks"},
		"no title":            {func(f *Flight) { f.Signers[1].Title = " " }, "People", Halt, "Đặng Thị Hồng needs a title.", "parties"},
		"no address, no name": {func(f *Flight) { f.Signers[0].Name, f.Signers[0].Email = "", "" }, "People", Halt, "Somebody needs a name and an email address.", "parties"},
		"no company":          {func(f *Flight) { delete(f.Companies, party.Client) }, "People", Halt, "needs the company's name.", "parties"},
		"an approver, unnamed": {func(f *Flight) {
			f.Signers = append(f.Signers, Signer{Side: party.MSP, Role: Approves, Email: "a@b.example"})
		}, "People", Halt, "Somebody needs a name.", "others"},
		"one person twice":     {func(f *Flight) { f.Signers[1].Email = f.Signers[0].Email }, "People", Halt, "stands for both sides", "parties"},
		"nobody of the client": {func(f *Flight) { f.Signers = f.Signers[:1] }, "People", Halt, "Add a signer for the client", "parties"},
		"nobody at all":        {func(f *Flight) { f.Signers = nil }, "Order", Halt, "Nobody is asked yet.", "parties"},
		"mail away":            {func(f *Flight) { f.MailAway = true }, "Mail", Heed, "does not take letters now", ""},
		"no mail server":       {func(f *Flight) { f.Kept = true }, "Mail", Heed, "nobody gets mail", ""},
		"seal broken":          {func(f *Flight) { f.Seal = "the key is away." }, "Seal", Halt, "the key is away. Whoever", ""},
		"certificate near end": {func(f *Flight) { f.SealNote = "it ends on 24 November 2026" }, "Seal", Heed, "it ends on 24 November 2026", ""},
		"no outside time":      {func(f *Flight) { f.NoTime = []string{"A time", "B time"} }, "Seal", Heed, "A time and B time did not give the time", ""},
		"nobody acknowledges":  {func(f *Flight) { f.Quoted = true }, "Acknowledgment", Halt, "nobody is named to.", "others"},
		"the MSP acknowledges": {func(f *Flight) {
			f.Quoted, f.Signers = true, append(f.Signers, Signer{Side: party.MSP, Role: Acknowledges, Name: "Ana", Email: "a@b.example"})
		}, "Acknowledgment", Halt, "nobody is named to.", "others"},
		"acknowledged unsaid": {func(f *Flight) {
			f.Signers = append(f.Signers, Signer{Side: party.Client, Role: Acknowledges, Name: "Ivo Rack", Email: "a@b.example"})
		}, "Acknowledgment", Heed, "Ivo Rack is asked to acknowledge Exhibit A, but the text does not say", "terms"},
		"acknowledged as said": {func(f *Flight) {
			f.Quoted, f.Signers = true, append(f.Signers, Signer{Side: party.Client, Role: Acknowledges, Name: "Ivo Rack", Email: "a@b.example"})
		}, "", "", "", ""},
		"everything is in order": {func(*Flight) {}, "", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := flight()
			tt.spoil(&f)
			found := false
			for _, p := range Preflight(f) {
				if p.Clearance != Clear && p.Title != tt.title && (len(f.Signers) > 0 || p.Title != "People") {
					t.Errorf("also %+v", p)
				}
				found = found || p.Title == tt.title && p.Clearance == tt.as && strings.Contains(p.Says, tt.says) && p.Page == tt.page
			}
			if found != (tt.title != "") {
				t.Errorf("%+v", Preflight(f))
			}
			if tt.title != "" && (Halts(Preflight(f)) > 0) != (tt.as == Halt) {
				t.Errorf("%d points stop it", Halts(Preflight(f)))
			}
		})
	}
}

func TestPreflightOrder(t *testing.T) {
	t.Parallel()
	f := flight()
	for order, want := range map[string]string{
		"client_first": "First Đặng Thị Hồng, then Nora Adeyemi.", "msp_first": "First Nora Adeyemi, then Đặng Thị Hồng.", "parallel": "Nora Adeyemi and Đặng Thị Hồng are asked at once.",
	} {
		Order(f.Signers, order)
		for _, p := range Preflight(f) {
			if p.Title == "Order" && p.Says != want {
				t.Errorf("%s: %s", order, p.Says)
			}
		}
	}
}

func TestReadReminders(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int{
		"3, 7, 14": {3, 7, 14}, " 14;3 7 3": {3, 7, 14}, "": {}, "1": {1}, "89": {89},
		"0": nil, "90": nil, "-3": nil, "three": nil, "1.5": nil, "1,2,3,4,5,6": nil, "99999999999999999999": nil,
	} {
		got, err := ReadReminders(text)
		if want == nil {
			if f, ok := fault.Of(err); !ok || f.Fields["reminder_days"] == "" {
				t.Errorf("%q gives %v, %v", text, got, err)
			}
			continue
		}
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%q gives %v, %v", text, got, err)
		}
		if again, err := ReadReminders(WriteReminders(got)); err != nil || !cmp.Equal(again, got) {
			t.Errorf("%v written is %q", got, WriteReminders(got))
		}
	}
	for want, days := range map[string][]int{"3, 7 and 14 days after being asked": {3, 7, 14}, "1 day after being asked": {1}, "No reminders go out by themselves": {}} {
		if got := Reminding(days); got != want {
			t.Errorf("%v: %s", days, got)
		}
	}
}

// A clock that goes back brings no reminder a second time, and none early.
func TestRemindersWhenTheClockGoesBack(t *testing.T) {
	t.Parallel()
	e := round()
	e.Reminders = []int{3, 7}
	s := &e.Signers[1]
	s.NotifiedAt, s.AcceptedAt = now, now
	third := now.AddDate(0, 0, 3)
	if len(e.Due(third.Add(-time.Hour))) != 0 || len(e.Due(third)) != 1 {
		t.Fatal("the first reminder is not due on day 3")
	}
	s.Reminded, s.RemindedAt = 1, third
	for _, at := range []time.Time{third, third.Add(-time.Hour), now, now.AddDate(0, 0, 7).Add(-time.Second)} {
		if len(e.Due(at)) != 0 {
			t.Errorf("reminded again at %v", at)
		}
	}
	if len(e.Due(now.AddDate(0, 0, 7))) != 1 {
		t.Error("the second reminder never comes")
	}
}
