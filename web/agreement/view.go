package agreement

import (
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/raci"
	"demarc/web/frame"
	"demarc/web/ui"
)

// view is the agreement of one engagement as somebody sees it.
type view struct {
	page   ui.Page
	work   ui.Work
	who    access.Actor
	e      engagement.Engagement
	p      app.Preview
	blanks []raci.Finding // what is still missing or cannot be printed in the text
	others int            // other things to mend before it can be sent
}

func newView(pg ui.Page, who access.Actor, p app.Preview) view {
	e := p.Draft.Engagement
	pg.Said = true
	v := view{page: pg, work: frame.Work(e, "agreement", who), who: who, e: e, p: p}
	if e.State != engagement.InDraft {
		return v // what was frozen has no gaps
	}
	for _, f := range p.Findings {
		switch {
		case f.Rule == "R01" || f.Rule == "R02" || f.Rule == "R10":
			v.blanks = append(v.blanks, f)
		case f.Severity == raci.Block && f.Rule != "R08": // R08 is told at the text's end
			v.others++
		}
	}
	return v
}

// at is an address below the engagement's.
func (v view) at(path string) string { return v.work.Href + path }

// place is where a finding is mended.
func (v view) place(f raci.Finding) string {
	side, _, _ := strings.Cut(f.Field, ".")
	switch {
	case f.Page == "terms" && f.Field != "":
		return v.at("/terms#field-" + f.Field)
	case f.Page == "parties" && (side == "msp" || side == "client"):
		return v.at("/parties#" + side)
	case f.Page == "parties" && slices.Contains([]string{"signers", "contacts", "insurer", "vendors"}, f.Field):
		return v.at("/parties#" + f.Field)
	case f.Page == "matrix" && f.Function != "":
		return v.at("/matrix#function-" + string(f.Function))
	}
	return v.at("/" + f.Page)
}

func (v view) blanksTitle() string {
	if len(v.blanks) == 1 {
		return "One place in this text needs filling in"
	}
	return fmt.Sprintf("%d places in this text need filling in", len(v.blanks))
}

func (v view) othersLine() string {
	more := ""
	if len(v.blanks) > 0 {
		more = " more"
	}
	if v.others == 1 {
		return "One" + more + " thing stands before signing."
	}
	return fmt.Sprintf("%d%s things stand before signing.", v.others, more)
}

// frozen says where the text that was or will be signed stands, once it is fixed.
func (v view) frozen() (notice ui.Notice, ok bool) {
	n := v.e.Version
	switch v.e.State {
	case engagement.Signing:
		notice = ui.Notice{Kind: "info", Text: fmt.Sprintf("Version %d of this text is out for signature, so it cannot be changed.", n), Href: v.at("/sign"), Link: "See who has signed"}
	case engagement.Signed:
		notice = ui.Notice{Kind: "info", Text: fmt.Sprintf("Everybody has signed version %d. The document is being sealed.", n), Href: v.at("/sign"), Link: "Follow it"}
	case engagement.InForce:
		notice = ui.Notice{Kind: "info", Text: fmt.Sprintf("Version %d is in force. This is the same text as a working copy; the signed document stands with its seal.", v.e.InForce), Href: v.at(fmt.Sprintf("/v/%d", v.e.InForce)), Link: "Open the signed document"}
	case engagement.Ended:
		notice = ui.Notice{Kind: "info", Text: "This agreement has ended. This is its text as a working copy; what was signed stands with its seal.", Href: v.at(fmt.Sprintf("/v/%d", n)), Link: "Open the signed document"}
	case engagement.InDraft:
		return notice, false
	}
	return notice, true
}

// plain are the lines in plain words of the clauses, while the text is a draft: what is
// out for signature or signed is shown as it is and nothing beside it.
func (v view) plain() map[string]string {
	if v.e.State != engagement.InDraft {
		return nil
	}
	out := map[string]string{}
	for _, c := range engagement.ClausesOf(v.p.Draft) {
		out[c.ID] = c.Plain
	}
	return out
}

// readBy says whether the client's side has read this text, an older one, or none.
func (v view) readBy() (kind, text string) {
	r := v.e.Reviewed
	switch r.Digest {
	case "":
		return "draft", v.e.ClientName + " has not marked this text as read yet."
	case v.p.Digest:
		return "force", fmt.Sprintf("%s read this text on %s.", r.By, ui.Moment(r.At.UTC()))
	}
	return "warn", fmt.Sprintf("%s read an earlier text on %s. It has changed since.", r.By, ui.Moment(r.At.UTC()))
}

func (v view) readTag() string {
	switch v.e.Reviewed.Digest {
	case "":
		return "Not read yet"
	case v.p.Digest:
		return "Read"
	}
	return "Changed since"
}

// mayMark tells whether the viewer is asked to mark the text as read.
func (v view) mayMark() bool {
	return v.e.State == engagement.InDraft && v.who.Can(access.ReviewAgreement) && v.e.Reviewed.Digest != v.p.Digest
}

// files are the working copies that anybody who may read may take along.
var files = []struct{ name, label, hint string }{
	{"agreement.pdf", "PDF", "to read and print"},
	{"agreement.docx", "Word", "for your attorney"},
	{"matrix.xlsx", "Matrix, Excel", ""},
	{"matrix.csv", "Matrix, CSV", ""},
}
