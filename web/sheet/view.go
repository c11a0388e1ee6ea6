package sheet

import (
	"fmt"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/document"
	"demarc/internal/document/html"
	"demarc/web/frame"
	"demarc/web/ui"

	"github.com/a-h/templ"
)

// view is one sheet as somebody sees it, with the way to the others.
type view struct {
	page    ui.Page
	work    ui.Work
	src     app.Source
	sheet   document.Sheet
	doc     document.Document
	mayTake bool
}

func newView(src app.Source, sheet document.Sheet, who access.Actor) view {
	tab := "agreement"
	if n := src.Version.Number; n > 0 {
		tab = ""
		if n == src.Engagement.InForce {
			tab = "force"
		}
	}
	return view{
		work: frame.Work(src.Engagement, tab, who), src: src, sheet: sheet,
		doc: document.ComposeSheet(src.Version, src.Standing, sheet, 0), mayTake: who.Can(access.Download),
	}
}

// empty tells that there is nothing to put on a sheet yet.
func (v view) empty() bool { return v.src.Version.Content.Functions() == 0 }

// at is an address below the sheets of the same source.
func (v view) at(path string) string {
	if n := v.src.Version.Number; n > 0 {
		return fmt.Sprintf("%s/v/%d/sheets%s", v.work.Href, n, path)
	}
	return v.work.Href + "/sheets" + path
}

// link is one of the sheets to choose from.
type link struct {
	label, href string
	current     bool
}

func (v view) links() []link {
	var out []link
	for _, s := range document.Sheets {
		label := "Ten for executives"
		switch s {
		case document.MSPSheet:
			label = v.src.Engagement.MSPName
		case document.ClientSheet:
			label = v.src.Engagement.ClientName
		case document.ExecutiveSheet:
		}
		out = append(out, link{label, v.at("?sheet=" + string(s)), s == v.sheet})
	}
	return out
}

// elsewhere leads from a draft to what is in force, and from a version that is not in
// force to the one that is.
func (v view) elsewhere() (ui.Notice, bool) {
	in := v.src.Engagement.InForce
	if in == 0 || in == v.src.Version.Number {
		return ui.Notice{}, false
	}
	this := "the draft"
	if n := v.src.Version.Number; n > 0 {
		this = fmt.Sprintf("version %d", n)
	}
	return ui.Notice{
		Kind: "info", Text: fmt.Sprintf("This sheet is made from %s. Version %d is in force.", this, in),
		Href: fmt.Sprintf("%s/v/%d/sheets?sheet=%s", v.work.Href, in, v.sheet), Link: "See its sheets",
	}, true
}

// article is the sheet itself, in the words of the printed one.
func (v view) article() templ.Component { return html.Article(v.doc, html.Options{Level: 2}) }
