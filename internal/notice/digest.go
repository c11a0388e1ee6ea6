package notice

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/audit"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// longest is how many lines one part of a letter has; who wants all reads the history.
const longest = 30

// Digest is what a daily letter holds.
type Digest struct {
	Rows     []string // what became of functions: "Patch workstations: Client IT, Consulted → Responsible"
	Comments []string // who said something, where: "Patch workstations: Tom Berg"
	Others   []string // what else happened
	Waiting  []string // what waits for the reader's side, as it stands
}

// Empty tells that nothing happened: what has waited before is no news.
func (d Digest) Empty() bool { return len(d.Rows)+len(d.Comments)+len(d.Others) == 0 }

// Compose makes a person's daily letter of the entries since the last: what the other
// side did, as far as the person chose to hear of it once a day. What was changed and
// changed back did not happen. named are the ids of comments that name the person; words
// says what a verb did.
func Compose(p Person, entries []audit.Entry, m raci.Matrix, named map[string]bool, words func(audit.Verb) string) Digest {
	var d Digest
	var rows rows
	var others tally
	for _, e := range entries {
		k := kindOf(e, named)
		if e.Fact.Actor.Side != string(p.Side.Other()) || k == "" || p.Settings[k] != Daily {
			continue
		}
		switch {
		case k == Comment || k == Mention:
			d.said(e, k == Mention)
		case e.Verb == audit.AssignmentChanged:
			rows.at(e).change(e)
		case rowWords[e.Verb] != "":
			rows.at(e).said(e)
		default:
			others.add(e, words(e.Verb))
		}
	}
	d.Rows, d.Comments, d.Others = rows.lines(), cut(d.Comments), others.lines()
	if p.Settings[Change] == Daily {
		d.Waiting = waiting(p.Side, m)
	}
	return d
}

// silent are no news of this letter: what signers do at their link, what a program did by
// itself, and what only goes along with something else.
var silent = []audit.Verb{
	audit.SignerNotified, audit.LinkOpened, audit.LinkConfirmed, audit.DocumentPresented, audit.ConsentGiven, audit.AuthorityAffirmed,
	audit.SignatureRefused, audit.SealStarted, audit.DocumentSealed, audit.CopySent, audit.CopyDownloaded, audit.EngagementStarted,
	audit.BallotAnswered, audit.WorkshopMoved, audit.WorkshopDriven, audit.WorkshopTimed, // what a room full of people did with its screen
	audit.RowAgreementDropped, audit.VersionFrozen, audit.FindingDismissed,
	audit.CommentEdited, audit.CommentRemoved, audit.ThreadResolved, audit.ThreadReopened,
	audit.MailQueued, audit.MailAccepted, audit.MailBounced, audit.ReminderSent, audit.CodeSent, audit.CodePassed, audit.CodeFailed, audit.CodeLocked,
	audit.DisclosureShown, audit.SectionOpened, audit.RowInitialled, audit.SignatureAdopted, audit.QuestionAsked,
	audit.TimestampObtained, audit.TimestampFailed, audit.SealFailed, audit.SealRetried, audit.SealAugmented, audit.CertificateIssued,
	audit.VerifyChecked, audit.EvidenceExported, audit.CheckpointPublished,
}

// kindOf says what kind of news an entry is; empty when it is none.
func kindOf(e audit.Entry, named map[string]bool) Kind {
	switch {
	case slices.Contains(silent, e.Verb):
		return ""
	case e.Verb == audit.RowDisputed:
		return Dispute
	case e.Verb == audit.ReviewSent:
		return Review
	case e.Verb == audit.CommentAdded && named[e.Fact.Data["comment"]]:
		return Mention
	case e.Verb == audit.CommentAdded:
		return Comment
	}
	return Change
}

// said keeps who said something about what, once for each. The text stays where it can
// still be taken back.
func (d *Digest) said(e audit.Entry, named bool) {
	line := e.Fact.Label + ": " + e.Fact.Actor.Name
	if named {
		line += " names you"
	}
	if !slices.Contains(d.Comments, line) {
		d.Comments = append(d.Comments, line)
	}
}

// rowWords say what became of a function, after its name.
var rowWords = map[audit.Verb]string{
	audit.FunctionAdded:     "new in the matrix",
	audit.FunctionChanged:   "other words",
	audit.FunctionImported:  "changed from an imported sheet",
	audit.FunctionExcluded:  "taken out of the matrix",
	audit.FunctionRestored:  "back in the matrix",
	audit.LockOverridden:    "a reason for who answers",
	audit.RowAgreed:         "agreed",
	audit.RowDisputed:       "disputed",
	audit.DisputeSettled:    "the dispute is settled",
	audit.ReferencesChanged: "what it helps to satisfy was changed",
}

// quoted are those whose reason is told too.
var quoted = []audit.Verb{audit.RowDisputed, audit.FunctionExcluded, audit.LockOverridden}

// rows are what became of each function, in the order of their first change.
type rows struct {
	order []*row
	by    map[string]*row
}

type row struct {
	name  string
	cells []*cell
	did   []string
}

// cell is a column's letter before the first change and after the last; name is empty
// where the whole row was written at once.
type cell struct{ name, before, after string }

func (r *rows) at(e audit.Entry) *row {
	if r.by == nil {
		r.by = map[string]*row{}
	}
	x := r.by[e.Fact.Subject]
	if x == nil {
		x = &row{}
		r.by[e.Fact.Subject] = x
		r.order = append(r.order, x)
	}
	x.name = e.Fact.Label
	return x
}

func (r *row) change(e audit.Entry) {
	column := e.Fact.Data["column"]
	for _, c := range r.cells {
		if c.name == column {
			c.after = e.Fact.After
			return
		}
	}
	r.cells = append(r.cells, &cell{column, e.Fact.Before, e.Fact.After})
}

func (r *row) said(e audit.Entry) {
	text := rowWords[e.Verb]
	if e.Fact.After != "" && slices.Contains(quoted, e.Verb) {
		text += ", “" + e.Fact.After + "”"
	}
	if e.Fact.Actor.Name != "" {
		text += " (" + e.Fact.Actor.Name + ")"
	}
	if !slices.Contains(r.did, text) {
		r.did = append(r.did, text)
	}
}

func (r *rows) lines() []string {
	var out []string
	for _, x := range r.order {
		var parts []string
		for _, c := range x.cells {
			if text := c.line(); text != "" {
				parts = append(parts, text)
			}
		}
		if parts = append(parts, x.did...); len(parts) > 0 {
			out = append(out, x.name+": "+strings.Join(parts, "; "))
		}
	}
	return cut(out)
}

// line is empty when the cell is as it was.
func (c cell) line() string {
	if c.before == c.after {
		return ""
	}
	if c.name != "" {
		return c.name + ", " + raci.SpellCell(c.before) + " → " + raci.SpellCell(c.after)
	}
	// A whole row is kept as "MSP team Responsible, Client IT Informed": only the columns
	// that differ are told.
	before, after := strings.Split(c.before, ", "), strings.Split(c.after, ", ")
	if len(before) != len(after) {
		return c.before + " → " + c.after
	}
	var parts []string
	for i := range before {
		if before[i] != after[i] {
			parts = append(parts, before[i]+" → "+after[i])
		}
	}
	return strings.Join(parts, "; ")
}

// tally counts what is told without a function.
type tally struct {
	order []string
	n     map[string]int
	names map[string][]string
}

func (t *tally) add(e audit.Entry, words string) {
	if t.n == nil {
		t.n, t.names = map[string]int{}, map[string][]string{}
	}
	if t.n[words]++; t.n[words] == 1 {
		t.order = append(t.order, words)
	}
	// Names of functions are both sides' to read whatever the role; others may not be.
	if family, _, _ := strings.Cut(string(e.Verb), "."); (family == "row" || family == "function") && !slices.Contains(t.names[words], e.Fact.Label) {
		t.names[words] = append(t.names[words], e.Fact.Label)
	}
}

func (t *tally) lines() []string {
	var out []string
	for _, words := range t.order {
		line := words
		if names := t.names[words]; len(names) > 0 {
			line += ": " + list(names)
		} else if t.n[words] > 1 {
			line += fmt.Sprintf(", %d times", t.n[words])
		}
		out = append(out, line)
	}
	return cut(out)
}

// waiting is what a side has to answer.
func waiting(side party.Side, m raci.Matrix) []string {
	var disputed, ticks []string
	for _, f := range m.Functions {
		switch {
		case !f.In():
		case f.Dispute.Reason != "":
			if f.Dispute.Side != side {
				disputed = append(disputed, f.Name)
			}
		case f.Agreed(side.Other()) && !f.Agreed(side):
			ticks = append(ticks, f.Name)
		}
	}
	var out []string
	if len(disputed) > 0 {
		out = append(out, functions(len(disputed))+" disputed: "+list(disputed))
	}
	if len(ticks) > 0 {
		out = append(out, functions(len(ticks))+" that only your side has still to agree: "+list(ticks))
	}
	return out
}

func functions(n int) string {
	if n == 1 {
		return "1 function"
	}
	return fmt.Sprintf("%d functions", n)
}

// list names a few and counts the rest.
func list(names []string) string {
	const few = 8
	if len(names) > few+1 {
		return strings.Join(names[:few], ", ") + fmt.Sprintf(" and %d more", len(names)-few)
	}
	return strings.Join(names, ", ")
}

func cut(lines []string) []string {
	if len(lines) > longest+1 {
		return append(lines[:longest:longest], fmt.Sprintf("and %d more", len(lines)-longest))
	}
	return lines
}
