package matrix

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"

	"demarc/internal/engagement"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// FuzzRow holds the grid's own writer to what templ would do: whatever people type
// comes back from a parser as that text, and never as an element or attribute.
func FuzzRow(f *testing.F) {
	for _, s := range []string{
		"Patch workstations", `"><script>alert(1)</script>`, "' onmouseover='x", "a&amp;b &lt; &#0; &nosuch;", "<!-- -->", "</th></tr></table>",
		"]]>", "\r\n\t\f", "é 漢字 \U0001F600 \u202eabc", "<", "&", "", "</span", "\x00",
	} {
		f.Add(s, s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, name, condition, reason, column, company string) {
		for _, s := range []*string{&name, &condition, &reason, &column, &company} {
			if !utf8.ValidString(*s) {
				t.Skip("forms refuse what is no UTF-8")
			}
			*s = strings.ReplaceAll(*s, "\x00", "\uFFFD") // as the writer does
		}
		e := engagement.Engagement{ID: engagement.ID(column), MSPName: company, ClientName: name, State: engagement.InDraft}
		columns := []raci.Stakeholder{{ID: "1", Name: column}, {ID: "2", Name: company}}
		fn := raci.Function{
			ID: raci.FunctionID(company), Name: name, Condition: condition, Dispute: raci.Dispute{Side: party.MSP, Reason: reason},
			Cells: map[raci.StakeholderID]raci.Assignment{"1": raci.AccountableAndDoing, "2": raci.Assignment(column)}, Rev: 3, AgreedMSP: 3,
		}
		out := newGrid(e, columns).row(nil, &fn, mark{block: 1, look: 2, talk: 3}, nil)
		if !utf8.Valid(out) {
			t.Fatal("not UTF-8")
		}
		parsed := parse(t, strings.NewReader("<table><tbody>"+string(out)+"</tbody></table>"))
		row := first(parsed, "tr")
		if got, want := shape(row), shape(plainRow(t)); got != want && condition != "" && reason != "" {
			t.Fatalf("elements and attributes\n%s\nwant\n%s", got, want)
		}
		link := first(row, "a")
		rest := ", proposed by " + company + ", 3 open threads"
		if reason != "" {
			rest = ", disputed by " + company + ", 3 open threads"
		}
		for what, pair := range map[string][2]string{
			"the row's id":      {attr(row, "id"), "function-" + company},
			"the link's text":   {words(link), name},
			"the link's target": {attr(link, "href"), "/e/" + column + "/matrix/functions/" + company},
			"a cell's value":    {attr(byID(row, "c1-"+company), "data-as"), column},
			"a cell's text":     {words(byID(row, "c1-"+company)), name + ", " + company + ", " + raci.Assignment(column).Words() + rest + company + letter(raci.Assignment(column))},
			"a tick's text":     {words(byID(row, "t1-"+company)), name + ", " + company + ": agreed" + company + ": agreed"},
		} {
			if pair[0] != pair[1] {
				t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
			}
		}
		all := words(row)
		if condition != "" && !strings.Contains(all, "Only: "+condition) {
			t.Errorf("the condition %q is not in %q", condition, all)
		}
		if reason != "" && !strings.Contains(all, "Disputed by "+company+": "+reason) {
			t.Errorf("the reason %q is not in %q", reason, all)
		}
	})
}

func plainRow(t *testing.T) *html.Node {
	e := engagement.Engagement{ID: "e", MSPName: "m", ClientName: "c", State: engagement.InDraft}
	fn := raci.Function{
		ID: "f", Name: "n", Condition: "c", Dispute: raci.Dispute{Side: party.MSP, Reason: "r"},
		Cells: map[raci.StakeholderID]raci.Assignment{"1": raci.AccountableAndDoing, "2": "x"}, Rev: 3, AgreedMSP: 3,
	}
	out := newGrid(e, []raci.Stakeholder{{ID: "1", Name: "a"}, {ID: "2", Name: "b"}}).row(nil, &fn, mark{block: 1, look: 2, talk: 3}, nil)
	return first(parse(t, strings.NewReader("<table><tbody>"+string(out)+"</tbody></table>")), "tr")
}

// letter is the text of the chips of an assignment that is none of ours, or of ours.
func letter(a raci.Assignment) string {
	switch a {
	case raci.AccountableAndDoing:
		return "AR"
	case raci.NotInvolved:
		return "–"
	case raci.Undecided:
		return "?"
	case raci.Accountable, raci.Responsible, raci.Consulted, raci.Informed:
		return string(a)
	}
	return ""
}

func first(n *html.Node, tag string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == tag {
			return d
		}
	}
	return nil
}

// shape is the elements of a tree with the names of their attributes, but not the
// chips, which depend on the letter.
func shape(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.CommentNode {
			b.WriteString("comment ")
		}
		if d.Type != html.ElementNode || strings.HasPrefix(attr(d, "class"), "chip") || attr(d, "class") == "mx-two" {
			continue
		}
		b.WriteString(d.Data)
		for _, a := range d.Attr {
			b.WriteString("." + a.Key)
		}
		b.WriteByte(' ')
	}
	return b.String()
}
