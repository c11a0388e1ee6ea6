package review_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	. "demarc/internal/review"
)

var (
	noon  = time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC)
	priya = Person{User: "u-priya", Name: "Priya Shah", Side: party.Client, Company: "Alder Foods"}
	tom   = Person{User: "u-tom", Name: "Tom Berg", Side: party.MSP, Company: "Northgate IT"}
	ann   = Person{User: "u-ann", Name: "Ann-Marie O'Neil", Side: party.Client, Company: "Alder Foods"}
	kim1  = Person{User: "u-kim1", Name: "Alex Kim", Side: party.MSP, Company: "Northgate IT"}
	kim2  = Person{User: "u-kim2", Name: "Alex Kim", Side: party.Client, Company: "Alder Foods"}
	all   = []Person{
		priya, tom, ann, kim1, kim2,
		{User: "u-hindi", Name: "प्रिया शर्मा", Side: party.Client},
		{User: "u-hanh", Name: "Nguyễn Thị Hạnh", Side: party.MSP},
		{User: "u-maryam", Name: "مريم حداد", Side: party.Client},
	}
)

func TestMentions(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		body    string
		named   []string
		unclear []string // words: whom it could mean
	}{
		{"@Priya Shah is this right?", []string{"u-priya"}, nil},
		{"(@priya shah), @TOM BERG: see above", []string{"u-priya", "u-tom"}, nil},
		{"@Priya Shah and again @Priya Shah", []string{"u-priya"}, nil},
		{"@Ann-Marie O'Neil, look", []string{"u-ann"}, nil},
		{"@Priya, look", nil, []string{"@Priya: Priya Shah"}},
		{"@Shah?", nil, []string{"@Shah: Priya Shah"}},
		{"@Priya Shahin is somebody else", nil, []string{"@Priya: Priya Shah"}},
		{"@Alex Kim", nil, []string{"@Alex Kim: Alex Kim, Alex Kim"}},
		{"@Alex Kim (Alder Foods) and @Alex Kim (northgate it)", []string{"u-kim2", "u-kim1"}, nil},
		{"@प्रिया शर्मा, देखिए", []string{"u-hindi"}, nil},
		{"@प्रिया?", nil, []string{"@प्रिया: प्रिया शर्मा"}},
		{"@प्रिया शर्माजी", nil, []string{"@प्रिया: प्रिया शर्मा"}},
		{"@NGUYỄN THỊ HẠNH ơi", []string{"u-hanh"}, nil},
		{"@مريم حداد 👋🏽", []string{"u-maryam"}, nil},
		{"@Bob Stone", nil, []string{"@Bob: "}},
		{"write to priya@alder.example or a.b+c@x.example", nil, nil},
		{"5 @ 3, @, @@", nil, nil},
		{"", nil, nil},
	} {
		named, unclear := Mentions(tt.body, all)
		var got, vague []string
		for _, m := range named {
			got = append(got, string(m.User))
			if !strings.Contains(tt.body, m.Words) {
				t.Errorf("%q: %q is not in it", tt.body, m.Words)
			}
		}
		for _, u := range unclear {
			var names []string
			for _, p := range u.Among {
				names = append(names, p.Name)
			}
			vague = append(vague, u.Words+": "+strings.Join(names, ", "))
		}
		if diff := cmp.Diff(tt.named, got); diff != "" {
			t.Errorf("%q names %s", tt.body, diff)
		}
		if diff := cmp.Diff(tt.unclear, vague); diff != "" {
			t.Errorf("%q is unclear about %s", tt.body, diff)
		}
	}
	for _, p := range all {
		if named, _ := Mentions("Ask "+Handle(p, all)+".", all); len(named) != 1 || named[0].User != p.User {
			t.Errorf("the handle %s names %v", Handle(p, all), named)
		}
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	c := Comment{Mentions: []Mention{{Words: "@Alex Kim"}, {Words: "@Alex Kim (Alder Foods)"}}}
	for _, tt := range []struct{ body, links, mentions string }{
		{"See https://example.com/a(b)?q=1. Then (http://x.example).", "https://example.com/a(b)?q=1 http://x.example", ""},
		{"javascript:alert(1) data:text/html,x ftp://x.example file:///etc", "", ""},
		{"https://bank.example@evil.example/ and https://", "", ""},
		{"xhttps://glued.example HTTPS://LOUD.example", "HTTPS://LOUD.example", ""},
		{"https://a.example/\"onmouseover=\"x <b>https://b.example</b>", "https://a.example/ https://b.example", ""},
		{"@Alex Kim (Alder Foods), @Alex Kim and @Priya", "", "@Alex Kim (Alder Foods) @Alex Kim"},
		{"first line\nsecond @Alex Kim", "", "@Alex Kim"},
	} {
		c.Body = tt.body
		var whole, links, mentions []string
		for _, p := range c.Parts() {
			whole = append(whole, p.Text)
			if p.Href != "" {
				links = append(links, p.Href)
			}
			if p.Mention {
				mentions = append(mentions, p.Text)
			}
		}
		if strings.Join(whole, "") != tt.body {
			t.Errorf("%q became %q", tt.body, whole)
		}
		if got := strings.Join(links, " "); got != tt.links {
			t.Errorf("%q links %q, want %q", tt.body, got, tt.links)
		}
		if got := strings.Join(mentions, " "); got != tt.mentions {
			t.Errorf("%q mentions %q, want %q", tt.body, got, tt.mentions)
		}
	}
}

func TestThread(t *testing.T) {
	t.Parallel()
	thread := Thread{OpenedBy: priya, Comments: []Comment{
		{ID: "c1", Author: priya, Body: "Why us?", At: noon},
		{ID: "c2", Author: tom, Body: "Because.", At: noon.Add(time.Hour)},
		{ID: "c3", Author: priya, Body: "Hm.", At: noon.Add(2 * time.Hour)},
	}}
	for _, tt := range []struct {
		id   CommentID
		by   Person
		want fault.Kind
	}{
		{"c1", priya, fault.Locked},
		{"c2", tom, fault.Locked},
		{"c3", priya, ""},
		{"c3", tom, fault.Forbidden},
		{"c9", tom, fault.NotFound},
		{"c3", Person{User: priya.User, Side: party.MSP}, fault.Forbidden}, // the same person, sitting at the other side of the table
	} {
		if err := thread.Removable(tt.id, tt.by); tt.want == "" && err != nil || tt.want != "" && !fault.Is(err, tt.want) {
			t.Errorf("%s by %s: %v, want %s", tt.id, tt.by.Name, err, tt.want)
		}
	}
	c := thread.Comments[2]
	if err := c.Edit(priya, "Hm, fine.", noon.Add(25*time.Hour)); err != nil || c.EditedAt.IsZero() || c.Body != "Hm, fine." {
		t.Errorf("within a day: %v, %+v", err, c)
	}
	if err := c.Edit(priya, "No.", noon.Add(27*time.Hour)); !fault.Is(err, fault.Locked) {
		t.Errorf("after a day: %v", err)
	}
	if err := c.Edit(tom, "No.", noon.Add(3*time.Hour)); !fault.Is(err, fault.Forbidden) {
		t.Errorf("by another: %v", err)
	}
	old := Comment{Author: priya, Pending: true, At: noon}
	if err := old.Edit(priya, "Rather so", noon.Add(1000*time.Hour)); err != nil || !old.EditedAt.IsZero() {
		t.Errorf("what nobody saw is not marked as edited: %v, %+v", err, old)
	}
	if err := thread.Resolve("Tom Berg", noon); err != nil {
		t.Fatal(err)
	}
	if err := thread.Resolve("Priya Shah", noon); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "Tom Berg") {
		t.Errorf("resolved twice: %v", err)
	}
	if err := thread.TakesReplies(); !fault.Is(err, fault.Conflict) {
		t.Errorf("a reply to what is resolved: %v", err)
	}
	if err := thread.Reopen(); err != nil || !thread.Open() {
		t.Errorf("%v", err)
	}
	if err := thread.Reopen(); !fault.Is(err, fault.Conflict) {
		t.Errorf("reopened twice: %v", err)
	}
	if last, ok := thread.Last(); !ok || last.ID != "c3" {
		t.Errorf("the last is %v", last)
	}
}

func TestSend(t *testing.T) {
	t.Parallel()
	row := func(id raci.FunctionID) raci.Function { return raci.Function{ID: id, Rev: 3} }
	rows := []raci.Function{row("a"), row("b"), row("c"), row("d"), row("e")}
	rows[4].Dispute = raci.Dispute{Side: party.MSP, Reason: "No."}
	ready := rows[:3]
	shown := map[raci.FunctionID]int{"a": 3, "b": 3, "c": 2}
	comment := Thread{Anchor: Anchor{Function: "b"}, Comments: []Comment{{ID: "1", Pending: true}}}
	answered := Thread{Anchor: Anchor{Function: "a"}, Comments: []Comment{{ID: "2"}}}
	for _, tt := range []struct {
		name    string
		p       Pending
		v       Verdict
		ticks   bool
		wrong   bool
		agree   string
		dispute string
		moved   string
	}{
		{"all that was shown and did not move", Pending{}, Agree, true, false, "a b", "", "c"},
		{"except what it comments on", Pending{Threads: []Thread{comment, answered}}, AgreeExcept, true, false, "a", "", "c"},
		{"agree with a comment beside", Pending{Threads: []Thread{comment}}, Agree, true, false, "a b", "", "c"},
		{"a yes beside a comment", Pending{Threads: []Thread{comment}, Marks: []Mark{{Function: "b", Stand: Agreeing, Rev: 3}, {Function: "d", Stand: Disputing, Reason: "x", Rev: 3}}}, AgreeExcept, true, false, "b a", "d", "c"},
		{"marks only", Pending{Marks: []Mark{{Function: "a", Stand: Agreeing, Rev: 3}, {Function: "b", Stand: Disputing, Rev: 3}, {Function: "c", Stand: Disputing, Rev: 2}}}, NotYet, true, false, "a", "b", "c"},
		{"a mark on what is disputed since", Pending{Marks: []Mark{{Function: "e", Stand: Agreeing, Rev: 3}}}, NotYet, true, false, "", "", "e"},
		{"a contributor's word", Pending{Threads: []Thread{comment}}, AgreeExcept, false, false, "", "", ""},
		{"agree and dispute", Pending{Marks: []Mark{{Function: "a", Stand: Disputing, Rev: 3}}}, Agree, true, true, "", "", ""},
		{"no exceptions", Pending{}, AgreeExcept, true, true, "", "", ""},
		{"nonsense", Pending{}, "maybe", true, true, "", "", ""},
	} {
		o, err := tt.p.Send(tt.v, rows, ready, shown, tt.ticks)
		if tt.wrong != fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", tt.name, err)
		}
		var agree, dispute, moved []string
		for _, f := range o.Agree {
			agree = append(agree, string(f.ID))
		}
		for _, m := range o.Dispute {
			dispute = append(dispute, string(m.Function))
		}
		for _, f := range o.Moved {
			moved = append(moved, string(f))
		}
		got := [3]string{strings.Join(agree, " "), strings.Join(dispute, " "), strings.Join(moved, " ")}
		if diff := cmp.Diff([3]string{tt.agree, tt.dispute, tt.moved}, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
	if got := (Review{Comments: 1, Agreed: 41, Disputed: 1}).Sums(); got != "1 comment, 41 functions agreed, 1 disputed" {
		t.Error(got)
	}
}
