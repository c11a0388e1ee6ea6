package engagement

import (
	"fmt"
	"strconv"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/web/frame"
	"demarc/web/ui"
)

// hubView is an engagement at a glance, as one side sees it.
type hubView struct {
	sheet
	o     app.Overview
	items []frame.Item
	mine  int // functions that wait for the viewer's side
}

// next is the one thing to do now.
type next struct{ title, text, label, path string }

func newHubView(v sheet, o app.Overview) hubView {
	h := hubView{sheet: v, o: o, items: frame.Fold(o.Findings)}
	for _, f := range o.Draft.Matrix.Functions {
		if f.In() && !f.Agreed(v.who.Side) {
			h.mine++
		}
	}
	return h
}

// other is the company across the table.
func (v hubView) other() string {
	if v.who.Side == party.MSP {
		return v.e.ClientName
	}
	return v.e.MSPName
}

func (v hubView) client() bool { return v.who.Side == party.Client }

// blocking counts what stops the signing on one step, or on all.
func (v hubView) blocking(step string) int {
	n := 0
	for _, f := range v.items {
		if f.Severity == raci.Block && (step == "" || f.Page == step) {
			n++
		}
	}
	return n
}

func (v hubView) tasks() []ui.TaskGroup {
	return []ui.TaskGroup{
		{Title: "Set up", Tasks: []ui.Task{v.stepTask("Parties", "parties"), v.stepTask("Terms", "terms"), v.areasTask()}},
		{Title: "Agree", Tasks: []ui.Task{v.matrixTask(), v.accessTask(), v.agreementTask()}},
		{Title: "Commit", Tasks: []ui.Task{v.checksTask(), v.signTask(), v.forceTask()}},
	}
}

func (v hubView) stepTask(title, step string) ui.Task {
	t := ui.Task{Title: title, Href: v.at("/" + step), Status: "Done", Kind: "done"}
	n := v.blocking(step)
	switch {
	case n == 0 && step == "parties":
		t.Hint = named(v.o.Draft.Parties.MSP, v.e.MSPName) + " and " + named(v.o.Draft.Parties.Client, v.e.ClientName)
	case n == 0 && step == "terms":
		if at := v.o.Draft.Terms.Words("agreement.service_start_date"); at != "" {
			t.Hint = "Service starts " + at
		}
	case n == 0:
	case step == "terms" && v.client():
		t.Status, t.Kind, t.Hint = "With "+v.e.MSPName, "wait", counted(n, "thing")+" still to fill in"
	default:
		t.Status, t.Kind, t.Hint = "In progress", "doing", counted(n, "thing")+" still to fill in"
	}
	return t
}

func (v hubView) areasTask() ui.Task {
	t := v.stepTask("Areas", "areas")
	lanes := map[raci.Mode]int{}
	for _, a := range v.o.Draft.Matrix.Areas {
		lanes[a.Mode]++
	}
	var parts []string
	for _, m := range raci.Modes {
		if lanes[m] > 0 {
			parts = append(parts, strconv.Itoa(lanes[m])+" "+laneWord(m))
		}
	}
	if t.Kind == "done" {
		t.Hint = strings.Join(parts, ", ")
	}
	return t
}

// laneWord is a lane inside a sentence.
func laneWord(m raci.Mode) string {
	if m == raci.MSPLed {
		return m.Words()
	}
	return strings.ToLower(m.Words())
}

func (v hubView) matrixTask() ui.Task {
	t := ui.Task{Title: "Matrix", Href: v.at("/matrix"), Hint: v.o.Words(), Status: "In progress", Kind: "doing"}
	switch {
	case v.o.Settled():
		t.Status, t.Kind = "Done", "done"
	case v.o.Disputed > 0:
	case v.mine == 0:
		t.Status, t.Kind = "With "+v.other(), "wait"
	case v.o.Agreed == 0 && v.mine == v.o.Total:
		t.Status, t.Kind = "Not started", "todo"
	default:
		t.Hint += ". " + strconv.Itoa(v.mine) + " wait for your side."
	}
	return t
}

// accessTask is the register: it is done when somebody has looked at every line.
func (v hubView) accessTask() ui.Task {
	t := ui.Task{Title: "Access", Href: v.at("/access"), Status: "Done", Kind: "done", Hint: "Who holds which keys: every line reviewed"}
	lines := len(v.o.Draft.Register.Access)
	assumed := v.o.Draft.Register.Assumed()
	switch n := v.blocking("access"); {
	case v.e.State != engagement.InDraft && assumed > 0:
		t.Status, t.Kind = "To review", "todo"
		t.Hint = fmt.Sprintf("Who holds which keys: %d of %s not reviewed yet", assumed, counted(lines, "line"))
	case v.e.State != engagement.InDraft:
	case n > 0:
		t.Status, t.Kind, t.Hint = "In progress", "doing", counted(n, "thing")+" to fix: who works there cannot enter"
	case lines == 0:
		t.Status, t.Kind, t.Hint = "Not started", "todo", "Who holds which keys"
	case assumed == lines:
		t.Status, t.Kind, t.Hint = "Not started", "todo", "Who holds which keys: all as usual, nobody has confirmed it"
	case assumed > 0:
		t.Status, t.Kind, t.Hint = "In progress", "doing", fmt.Sprintf("Who holds which keys: %d of %s reviewed", lines-assumed, counted(lines, "line"))
	}
	return t
}

func (v hubView) agreementTask() ui.Task {
	t := ui.Task{Title: "Agreement", Href: v.at("/agreement"), Status: "Done", Kind: "done"}
	read, stale := v.e.Reviewed.Digest != "", false
	for _, f := range v.o.Findings {
		stale = stale || f.Rule == "R08" && f.Severity == raci.Block
	}
	switch {
	case read && !stale:
		t.Hint = "Read by " + v.e.Reviewed.By + ", " + ui.Day(v.e.Reviewed.At)
		return t
	case v.e.State != engagement.InDraft:
		return t
	case !v.client() && v.blocking("parties")+v.blocking("terms") > 0:
		t.Status, t.Kind, t.Hint = "In progress", "doing", "The text writes itself, and has gaps until parties and terms are filled in"
		return t
	case read:
		t.Hint = "The text changed after " + v.e.Reviewed.By + " read it"
	default:
		t.Hint = v.e.ClientName + " has not marked it as read yet"
	}
	if v.client() {
		t.Status, t.Kind = "Not started", "todo"
		if read {
			t.Status, t.Kind = "In progress", "doing"
		}
	} else {
		t.Status, t.Kind = "With "+v.e.ClientName, "wait"
	}
	return t
}

func (v hubView) checksTask() ui.Task {
	t := ui.Task{Title: "Checks", Href: v.at("/checks"), Status: "Done", Kind: "done"}
	if v.e.State != engagement.InDraft {
		return t
	}
	blocks, all := v.blocking(""), len(v.items)
	if blocks > 0 {
		t.Status, t.Kind = strconv.Itoa(blocks)+" to fix", "doing"
	}
	if all > blocks {
		t.Hint = strconv.Itoa(all-blocks) + " to look at"
	}
	return t
}

func (v hubView) signTask() ui.Task {
	t := ui.Task{Title: "Sign", Href: v.at("/sign"), Status: "Done", Kind: "done"}
	switch v.e.State {
	case engagement.InForce, engagement.Ended:
	case engagement.Signed:
		t.Status, t.Kind, t.Hint = "In progress", "doing", "Everybody has signed. The document is being sealed."
	case engagement.Signing:
		t.Status, t.Kind = "In progress", "doing"
		if env, ok := v.round(); ok {
			t.Hint = env.Progress()
			if waiting := env.Waiting(); len(waiting) > 0 && waiting[0].Side != v.who.Side {
				t.Status, t.Kind = "With "+v.other(), "wait"
			}
		}
	case engagement.InDraft:
		n := v.blocking("")
		switch {
		case n > 0:
			t.Href, t.Status, t.Kind, t.Hint = "", "Cannot start yet", "blocked", "Opens when the checks have nothing left to fix: "+counted(n, "thing")
		case v.who.Can(access.SendForSignature):
			t.Status, t.Kind, t.Hint = "Not started", "todo", "Everything is ready to be sent"
		default:
			t.Status, t.Kind, t.Hint = "With "+v.e.MSPName, "wait", "Everything is ready to be sent"
		}
	}
	return t
}

func (v hubView) forceTask() ui.Task {
	if v.e.InForce == 0 {
		return ui.Task{Title: "In force", Status: "Cannot start yet", Kind: "blocked", Hint: "Begins when everybody has signed and the document is sealed"}
	}
	n := strconv.Itoa(v.e.InForce)
	return ui.Task{Title: "In force", Href: v.at("/v/" + n), Status: "Done", Kind: "done", Hint: "Version " + n}
}

// round is the newest signing round.
func (v hubView) round() (signing.Envelope, bool) {
	var newest signing.Envelope
	for _, env := range v.o.Envelopes {
		if env.SentAt.After(newest.SentAt) {
			newest = env
		}
	}
	return newest, newest.ID != ""
}

// next is what the viewer's side does now; without a label it waits.
func (v hubView) next() next {
	switch v.e.State {
	case engagement.InForce:
		if v.e.EndsOn != "" {
			return next{"In force. It ends on " + frame.LastDay(v.e.EndsOn), "One side gave notice. Until that day is over it counts as signed.", "Open what is in force", "/v/" + strconv.Itoa(v.e.InForce)}
		}
		return next{"This agreement is in force", "Look up who owns what, or download the signed papers.", "Open what is in force", "/v/" + strconv.Itoa(v.e.InForce)}
	case engagement.Ended:
		return next{"This agreement has ended", "What was signed stays here for both sides: to read, to download and to check.", "Open what was signed", "/v/" + strconv.Itoa(v.e.Version)}
	case engagement.Signed:
		return next{title: "Everybody has signed", text: "The document is being sealed. This takes a moment; nobody needs to do anything."}
	case engagement.Signing:
		return v.nextSigning()
	case engagement.InDraft:
		return v.nextDraft()
	}
	return next{title: v.e.State.Words()}
}

func (v hubView) nextSigning() next {
	env, ok := v.round()
	if !ok {
		return next{"Out for signature", "Follow who has signed.", "Follow the signatures", "/sign"}
	}
	var names []string
	for _, s := range env.Waiting() {
		if strings.EqualFold(s.Email, v.who.Email) {
			return next{"Your signature is next", "Your own link to read and sign is in the letter sent to " + s.Email + ".", "Follow the signatures", "/sign"}
		}
		names = append(names, s.Name)
	}
	return next{"Waiting for " + strings.Join(names, " and "), env.Progress() + ". Everybody has a link of their own by email.", "Follow the signatures", "/sign"}
}

func (v hubView) nextDraft() next {
	tick := v.who.Can(access.AgreeRows)
	switch {
	case v.who.Can(access.EditParties) && v.blocking("parties") > 0:
		return next{"Say who is in this", "Companies, signers and contacts: " + counted(v.blocking("parties"), "thing") + " still missing.", "Continue with parties", "/parties"}
	case v.who.Can(access.EditTerms) && v.blocking("terms") > 0:
		return next{"Fill in the terms", counted(v.blocking("terms"), "term") + " still to fill in.", "Continue with terms", "/terms"}
	case v.who.Can(access.SetAreas) && v.blocking("areas") > 0:
		return next{"Choose who leads each area", counted(v.blocking("areas"), "area") + " to look at.", "Continue with areas", "/areas"}
	case tick && v.o.Disputed > 0:
		return next{"Settle what is disputed", counted(v.o.Disputed, "function") + " disputed. Change who does what, or talk it over and settle it.", "Open what is disputed", "/matrix?state=disputed"}
	case tick && v.mine > 0:
		return next{"Agree who does what", fmt.Sprintf("%d of %d functions not agreed by your side yet.", v.mine, v.o.Total), "Open the matrix", "/matrix"}
	case v.who.Can(access.EditMatrix) && v.accessTask().Kind != "done":
		return next{"Say who holds which keys", v.accessTask().Hint + ".", "Open the access register", "/access"}
	case v.who.Can(access.ReviewAgreement) && v.agreementTask().Kind != "done":
		return next{"Read the agreement", v.agreementTask().Hint + ".", "Read the agreement", "/agreement"}
	case !v.o.Settled():
		return next{"Waiting for " + v.other(), v.o.Words() + ".", "Look at the matrix", "/matrix"}
	case v.blocking("") > 0:
		return next{"Almost ready to sign", counted(v.blocking(""), "thing") + " left to fix.", "Open the checks", "/checks"}
	case v.who.Can(access.SendForSignature):
		return next{"Ready to sign", "Nothing stands in the way. Look it over, then send it to the signers.", "Send for signature", "/sign"}
	}
	return next{title: "Ready to sign", text: v.e.MSPName + " sends it to the signers next."}
}

// waitsForClient tells whether the MSP agreed all it can and the other side has not,
// perhaps because nobody there was invited.
func (v hubView) waitsForClient() bool {
	return v.e.State == engagement.InDraft && !v.client() && v.who.Can(access.InviteClient) && v.mine == 0 && !v.o.Settled()
}

func (v hubView) facts() []ui.Fact {
	facts := []ui.Fact{
		{Term: "MSP", Value: named(v.o.Draft.Parties.MSP, v.e.MSPName)},
		{Term: "Client", Value: named(v.o.Draft.Parties.Client, v.e.ClientName)},
		{Term: "Number", Value: v.e.Number},
		{Term: "State", Value: v.e.State.Words()},
		{Term: "Started", Value: ui.Day(v.e.StartedAt)},
	}
	if v.who.Can(access.ReadLibrary) {
		library := "As shipped"
		if v.e.Library > 0 {
			library = "Version " + strconv.Itoa(v.e.Library)
		}
		facts = append(facts, ui.Fact{Term: "Library", Value: library, Href: v.at("/library")})
		if t, ok := v.o.Draft.Library.Template(v.e.Template); ok {
			facts = append(facts, ui.Fact{Term: "Template", Value: t.Name, Href: v.at("/template")})
		}
	}
	if v.e.InForce > 0 {
		n := strconv.Itoa(v.e.InForce)
		facts = append(facts, ui.Fact{Term: "In force", Value: "Version " + n, Href: v.at("/v/" + n)})
	}
	return facts
}

func named(p party.Party, known string) string {
	if p.LegalName != "" {
		return p.LegalName
	}
	return known
}

// ours is the viewer's own company.
func (v hubView) ours() string {
	if v.client() {
		return v.e.ClientName
	}
	return v.e.MSPName
}

// latest are the newest entries, as many as are read at a glance.
func (v hubView) latest() []audit.Entry { return v.o.History[:min(7, len(v.o.History))] }

func (v hubView) tell(e audit.Entry) string { return teller{v.e}.story(e) }

// update says that the library moved on and how much of it concerns this engagement,
// or is empty.
func (v hubView) update() string {
	u := v.o.Update
	if u.Release == "" {
		return ""
	}
	var parts []string
	for _, k := range []struct {
		n   int
		one string
	}{{len(u.Clauses), "clause"}, {len(u.Wordings) + len(u.Terms), "template choice"}, {len(u.Areas), "area"}, {len(u.Rows), "function"}, {len(u.New), "new function"}} {
		if k.n > 0 {
			parts = append(parts, counted(k.n, k.one))
		}
	}
	text := "Library version " + strconv.Itoa(u.To) + " is available: "
	if u.To == u.From {
		text = "The text that comes with Demarc was revised: "
	}
	if len(parts) == 0 {
		return text + "nothing of it concerns this engagement."
	}
	last := parts[len(parts)-1]
	if len(parts) > 1 {
		last = strings.Join(parts[:len(parts)-1], ", ") + " and " + last
	}
	return text + last + map[bool]string{true: " differs.", false: " differ."}[len(parts) == 1 && strings.HasPrefix(parts[0], "1 ")]
}
