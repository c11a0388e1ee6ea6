package engagement

import (
	"fmt"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// teller turns entries of the audit log into sentences.
type teller struct{ e engagement.Engagement }

// side is a company by the name people know it by.
func (t teller) side(side string) string {
	switch party.Side(side) {
	case party.MSP:
		return t.e.MSPName
	case party.Client:
		return t.e.ClientName
	}
	return "somebody"
}

// story is an entry as a sentence without its full stop: "Priya Shah set Patch
// workstations, Internal IT to Consulted".
func (t teller) story(e audit.Entry) string {
	f := e.Fact
	who := f.Actor.Name
	if who == "" {
		who = "Demarc"
	}
	if e.Verb == audit.RowAgreementDropped && f.Before != f.Actor.Side {
		return t.side(f.Before) + " will be asked again about " + f.Label + ", because " + who + " changed it"
	}
	return who + " " + t.did(e.Verb, f)
}

func (t teller) did(verb audit.Verb, f audit.Fact) string {
	switch verb {
	case audit.EngagementStarted:
		return "started " + f.After + " with " + count(f.Data["functions"], "function")
	case audit.PartyChanged:
		return "saved the details of " + f.After + ": " + count(f.Data["signers"], "signer") + ", " + count(f.Data["contacts"], "contact")
	case audit.InsurerChanged:
		if f.Data["numbers"] != "" {
			return "saved the insurer, with other numbers"
		}
		return "saved the insurer"
	case audit.VendorAdded:
		return "added " + f.Label + " to Exhibit D"
	case audit.VendorChanged:
		return "changed " + f.Label + " in Exhibit D"
	case audit.VendorRemoved:
		return "removed " + f.Label + " from Exhibit D"
	case audit.SignersChanged:
		return "changed the signers"
	case audit.TermsChanged:
		return "changed " + termsNamed(f.After)
	case audit.AreasChanged:
		return "changed the areas"
	case audit.ModeChanged:
		return fmt.Sprintf("moved %s from %s to %s; %s changed", f.Label, raci.Mode(f.Before).Words(), raci.Mode(f.After).Words(), count(f.Data["functions changed"], "function"))
	case audit.PackAdded:
		return "added the pack " + f.Label + packStory(f, "switched on")
	case audit.PackRemoved:
		return "took the pack " + f.Label + " out of the matrix" + packStory(f, "switched off") + ": " + f.Data["reason"]
	case audit.FrameworksChosen:
		if f.Label == "" {
			return "chose no framework"
		}
		return "chose the frameworks that matter: " + f.Label
	case audit.StakeholderAdded:
		return "added the column " + f.Label
	case audit.StakeholderChanged:
		return "changed who fills the column " + f.Label
	case audit.StakeholderRemoved:
		return "removed the column " + f.Label
	case audit.FindingWaived:
		return "left this warning as it is: “" + f.Label + "” Reason: " + f.After
	case audit.FindingDismissed:
		return "dismissed a hint: “" + f.Label + "”"
	case audit.WaiverWithdrawn:
		return "took back the reason for leaving a warning: “" + f.Label + "”"
	case audit.LibraryAdopted:
		if f.Before == f.After {
			return "took the revised text of Demarc: " + takenOf(f.Data)
		}
		return "took version " + f.After + " of " + t.e.MSPName + "’s library: " + takenOf(f.Data)
	case audit.AgreementReviewed:
		return "marked the agreement as read"
	default:
		if text, ok := t.rowStory(verb, f); ok {
			return text
		}
		if text, ok := registerStory(verb, f); ok {
			return text
		}
		if text, ok := t.togetherStory(verb, f); ok {
			return text
		}
		return t.signingStory(verb, f)
	}
}

func registerStory(verb audit.Verb, f audit.Fact) (string, bool) {
	switch verb {
	case audit.RegisterFilled:
		return "filled the access register with the usual holders: " + f.Label, true
	case audit.AccessAdded:
		return "added " + f.Label + " to the access register", true
	case audit.AccessChanged:
		return "changed who holds " + f.Label + ": " + f.After, true
	case audit.AccessReviewed:
		return "confirmed in the access register: " + f.Label, true
	case audit.AccessRemoved:
		return "removed " + f.Label + " from the access register", true
	case audit.ToolAdded:
		return "listed the tool " + f.Label, true
	case audit.ToolChanged:
		return "changed the tool " + f.Label + ": " + f.After, true
	case audit.ToolRemoved:
		return "took the tool " + f.Label + " off the list", true
	case audit.ProtectedAdded:
		return "put " + f.Label + " on the do-not-isolate list", true
	case audit.ProtectedChanged:
		return "changed " + f.Label + " on the do-not-isolate list", true
	case audit.ProtectedRemoved:
		return "took " + f.Label + " off the do-not-isolate list", true
	default:
		return "", false
	}
}

func (t teller) rowStory(verb audit.Verb, f audit.Fact) (string, bool) {
	switch verb {
	case audit.AssignmentChanged:
		column := f.Data["column"]
		if f.Data["undo"] != "" {
			return "took back a change of " + f.Label + ": " + f.After, true
		}
		if column == "" {
			return "set " + f.Label + ": " + f.After, true
		}
		text := "set " + f.Label + ", " + column + " to " + raci.SpellCell(f.After)
		if from := f.Data["accountable moved from"]; from != "" {
			text += "; Accountable moved from " + from
		}
		return text, true
	case audit.CommentAdded:
		return "commented on " + aboutCell(f), true
	case audit.CommentEdited:
		return "reworded a comment on " + aboutCell(f), true
	case audit.CommentRemoved:
		return "removed a comment of their own on " + f.Label, true
	case audit.ThreadResolved:
		return "resolved a conversation about " + f.Label, true
	case audit.ThreadReopened:
		return "reopened a conversation about " + f.Label, true
	case audit.ReviewSent:
		return "sent a review, “" + f.After + "”: " + f.Label, true
	case audit.HolderChanged:
		if f.After == "" {
			return "took back the names for " + f.Label + ", " + f.Data["column"], true
		}
		return "named " + f.After + " for " + f.Label + ", " + f.Data["column"], true
	case audit.FunctionAdded:
		return "added the function " + f.Label, true
	case audit.FunctionChanged:
		if f.Data["fix"] != "" {
			return "took the suggestion for " + f.Label, true
		}
		return "changed the words of " + f.Label, true
	case audit.ReferencesChanged:
		return "changed what " + f.Label + " helps to satisfy", true
	case audit.FunctionImported:
		text := "changed " + f.Label + " from an imported sheet: " + f.After
		if from := f.Data["accountable moved from"]; from != "" {
			text += "; Accountable moved from " + from
		}
		return text, true
	case audit.SheetImported:
		return fmt.Sprintf("imported %s: %s changed, %s added, %s taken out", f.Label, count(f.Data["changed"], "function"), f.Data["added"], f.Data["taken out"]), true
	case audit.FunctionMoved:
		return "moved " + f.Label + " past " + f.Data["past"], true
	case audit.FunctionRehomed:
		return "moved " + f.Label + " from " + f.Before + " to " + f.After, true
	case audit.RowReviewAsked:
		return "asked " + t.side(string(party.Side(f.Actor.Side).Other())) + " to look at " + f.Label, true
	case audit.FunctionExcluded:
		return "took " + f.Label + " out of the matrix: " + f.After, true
	case audit.FunctionRestored:
		return "brought " + f.Label + " back into the matrix", true
	case audit.LockOverridden:
		if f.After == "" {
			return "took back the reason for who answers for " + f.Label, true
		}
		return "gave a reason for who answers for " + f.Label + ": " + f.After, true
	case audit.RowAgreed:
		return "agreed to " + f.Label + " for " + t.side(f.After), true
	case audit.RowsAgreed:
		return "agreed to " + f.Label + " at once for " + t.side(f.After), true
	case audit.RowAgreementDropped:
		return "reopened " + f.Label + " for " + t.side(f.Before), true
	case audit.RowDisputed:
		return "disputed " + f.Label + ": " + f.After, true
	case audit.RowParked:
		return "proposed to park " + f.Label + ": " + f.After, true
	case audit.RowResumed:
		return "took " + f.Label + " up again", true
	case audit.DisputeSettled:
		return "settled the dispute about " + f.Label, true
	default:
		return "", false
	}
}

// aboutCell is the row a comment is about, with the column where it is about a cell.
func aboutCell(f audit.Fact) string {
	if column := f.Data["column"]; column != "" {
		return f.Label + ", " + column
	}
	return f.Label
}

// termsNamed lists changed terms by their labels, at most three.
func termsNamed(keys string) string {
	var labels []string
	for key := range strings.SplitSeq(keys, ", ") {
		if f, ok := agreement.FieldByKey(key); ok {
			labels = append(labels, f.Label)
		} else {
			labels = append(labels, key)
		}
	}
	if n := len(labels); n > 3 {
		return fmt.Sprintf("%d terms: %s and %d more", n, strings.Join(labels[:3], ", "), n-3)
	}
	return strings.Join(labels, ", ")
}

func because(reason string) string {
	if reason == "" {
		return ""
	}
	return ": " + reason
}

func lower(text string) string {
	if text == "" {
		return "a version"
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// count is "1 signer", "3 signers".
func count(n, one string) string {
	switch n {
	case "":
		return "no " + one + "s"
	case "1":
		return "1 " + one
	}
	if one == "entry" {
		return n + " entries"
	}
	return n + " " + one + "s"
}

func counted(n int, one string) string { return count(fmt.Sprint(n), one) }

// packStory is what came or went with a pack: its functions, columns and rider.
func packStory(f audit.Fact, switched string) string {
	text := ": " + count(f.Data["functions"], "function")
	if n := f.Data["columns"]; n != "" && n != "0" {
		text += ", " + count(n, "column")
	}
	if f.Data["rider"] != "" {
		text += ", its rider " + switched
	}
	return text
}

// takenOf says how much a newer version of the library changed: "2 clauses, 1 function".
func takenOf(data map[string]string) string {
	var parts []string
	for _, k := range []struct{ key, one string }{{"clauses", "clause"}, {"functions", "function"}, {"added", "new function"}, {"wordings", "wording"}, {"terms", "term"}, {"areas", "area"}} {
		if data[k.key] != "" {
			parts = append(parts, counted(len(strings.Split(data[k.key], "; ")), k.one))
		}
	}
	if len(parts) == 0 {
		return "nothing here differs"
	}
	return strings.Join(parts, ", ")
}
