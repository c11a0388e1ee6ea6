package envelope

import (
	"fmt"
	"slices"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/web/frame"
	"demarc/web/ui"
)

// prepared is a draft before it is sent.
type prepared struct {
	view
	p       app.Prepared
	blocks  []checks
	warns   []raci.Finding // without a reason yet
	waived  []raci.Finding // with one
	signers []signing.Signer
	others  []app.Recipient // who approve, acknowledge, get a copy
	days    int
	may     bool // the viewer may send
	mayAdd  bool // and name others
}

// mayName tells whether the viewer may name people of a side.
func (p prepared) mayName(side party.Side) bool {
	return p.mayAdd && (p.who.Side == party.MSP || side == p.who.Side)
}

// sides are the companies whose people the viewer may name.
func (p prepared) sides() []ui.Option {
	var out []ui.Option
	for _, side := range party.Sides {
		if p.mayName(side) {
			out = append(out, ui.Option{Value: string(side), Label: p.company(side)})
		}
	}
	return out
}

func roleOptions() []ui.Option {
	return []ui.Option{
		{Value: string(signing.Approves), Label: "Approves", Hint: "Reads it and says yes before anybody of their company signs."},
		{Value: string(signing.Acknowledges), Label: "Acknowledges", Hint: "Usually the internal IT lead: takes note of what the matrix gives their team. Binds nobody."},
		{Value: string(signing.Copied), Label: "Gets a copy", Hint: "Gets the sealed PDF by mail at the end."},
	}
}

// turnWords says when somebody is asked.
func turnWords(p prepared, o signing.Signer) string {
	if o.Role == signing.Copied {
		return "at the end"
	}
	for _, s := range p.signers {
		if s.Email == o.Email {
			return "turn " + strconv.Itoa(s.Turn)
		}
	}
	return ""
}

// checks are the findings that are mended on one step.
type checks struct {
	title    string
	findings []raci.Finding
}

var stepTitles = []struct{ page, title string }{
	{"parties", "Parties"},
	{"terms", "Terms"},
	{"areas", "Areas"},
	{"matrix", "Matrix"},
	{"access", "Access"},
	{"packs", "Industry packs"},
	{"frameworks", "Frameworks"},
	{"library", "Clauses of the library"},
	{"agreement", "Agreement"},
	{"sign", "Sign-off"},
}

func newPrepared(v view, p app.Prepared) prepared {
	others := p.Others
	out := prepared{view: v, p: p, others: others, days: 30, may: v.who.Can(access.SendForSignature), mayAdd: v.who.Can(access.EditParties)}
	items := frame.Fold(p.Findings)
	for _, s := range stepTitles {
		c := checks{title: s.title}
		for _, it := range items {
			f := it.Finding
			switch {
			case f.Page != s.page:
			case f.Severity == raci.Block:
				c.findings = append(c.findings, f)
			case f.Severity == raci.Warn && f.Waiver != nil:
				out.waived = append(out.waived, f)
			case f.Severity == raci.Warn:
				out.warns = append(out.warns, f)
			}
		}
		if len(c.findings) > 0 {
			out.blocks = append(out.blocks, c)
		}
	}
	for _, s := range p.Draft.Parties.Signatories {
		out.signers = append(out.signers, signing.Signer{Side: s.Side, Name: s.Name, Title: s.Title, Email: s.Email})
	}
	for _, o := range others {
		out.signers = append(out.signers, o.Signer)
	}
	terms := p.Draft.Terms
	signing.Order(out.signers, terms.Value("esign.order"))
	if n, err := strconv.Atoi(terms.Value("esign.expiry_days")); err == nil && n > 0 {
		out.days = n
	}
	return out
}

// told is how many things to fix of one step are named before the rest is folded away.
const told = 4

// blocking counts what stops the sending, as the checks count it.
func (p prepared) blocking() int {
	n := 0
	for _, c := range p.blocks {
		n += len(c.findings)
	}
	return n
}

func (p prepared) blockingTitle() string {
	if p.blocking() == 1 {
		return "One thing to fix before signing"
	}
	return fmt.Sprintf("%d things to fix before signing", p.blocking())
}

// ordered are those who sign, turn by turn.
func (p prepared) ordered() []signing.Signer {
	var out []signing.Signer
	for _, s := range p.signers {
		if s.Signs() {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b signing.Signer) int { return a.Turn - b.Turn })
	return out
}

// turns says in a sentence who is asked when.
func (p prepared) turns() string {
	list := p.ordered()
	if len(list) == 0 {
		return ""
	}
	first, last := list[0], list[len(list)-1]
	switch {
	case first.Turn == last.Turn && first.Turn == 1:
		return "Everybody is asked at once and may sign in any order."
	case first.Turn == last.Turn:
		return "Who approves and acknowledges is asked first. Then all signers are asked at once."
	case len(p.others) > 0:
		return p.company(first.Side) + " goes first: who approves, who acknowledges, who signs. " + p.company(first.Side.Other()) + " is asked when that is done."
	}
	return p.company(first.Side) + " signs first. " + p.company(first.Side.Other()) + " is asked when that is done."
}

func (p prepared) sends() string {
	return "A lead or an owner at " + p.e.MSPName + " sends it."
}

// halts counts what stops the sending beside the findings, which are listed by themselves.
func (p prepared) halts() int { return signing.Halts(p.p.Preflight) }

// pointHref is where a point of the pre-flight is mended.
func (p prepared) pointHref(x signing.Point) string {
	switch {
	case x.Fix == "":
		return ""
	case x.Page == "others", x.Page == "send":
		return "#" + x.Page
	case x.Page == "terms":
		return p.at("/terms#field-" + x.Field)
	case x.Page == "parties" && x.Field != "":
		return p.at("/parties#" + x.Field)
	}
	return p.at("/" + x.Page)
}

func clearanceIcon(c signing.Clearance) string {
	if c == signing.Clear {
		return "check"
	}
	return "warning"
}

// clearanceWord says how a point stands, for whoever sees neither colour nor drawing.
func clearanceWord(c signing.Clearance) string {
	switch c {
	case signing.Heed:
		return "Know this"
	case signing.Halt:
		return "Stops it"
	case signing.Clear:
	}
	return "In order"
}

func clearanceClass(c signing.Clearance) string {
	switch c {
	case signing.Heed:
		return "tag tag-warn"
	case signing.Halt:
		return "tag tag-danger"
	case signing.Clear:
	}
	return "unseen"
}

func reminderOptions() []ui.Option {
	return []ui.Option{
		{Value: "usual", Label: signing.Reminding(signing.DefaultReminders), Hint: "Counted from the letter to each person. None goes out in the last day."},
		{Value: "none", Label: "None", Hint: "You remind people yourself."},
		{Value: "own", Label: "On days of your own"},
	}
}
