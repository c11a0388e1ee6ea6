package ui

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"
)

func parse(t *testing.T, c templ.Component) *html.Node {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	doc, err := html.Parse(&b)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// TestGalleryReferences follows every id that one element of a sample uses to
// speak of another: labels, descriptions, the links of the error summary.
func TestGalleryReferences(t *testing.T) {
	t.Parallel()
	for _, sample := range Gallery() {
		t.Run(sample.Name, func(t *testing.T) {
			t.Parallel()
			doc := parse(t, sample.Page)
			seen := map[string]int{}
			for n := range doc.Descendants() {
				if id := attr(n, "id"); id != "" {
					seen[id]++
				}
			}
			for id, n := range seen {
				if n > 1 {
					t.Errorf("id %s is used %d times", id, n)
				}
			}
			for n := range doc.Descendants() {
				uses := slices.Concat(strings.Fields(attr(n, "aria-describedby")), strings.Fields(attr(n, "aria-labelledby")), strings.Fields(attr(n, "for")))
				if href := attr(n, "href"); strings.HasPrefix(href, "#f-") {
					uses = append(uses, href[1:])
				}
				for _, id := range uses {
					if seen[id] == 0 {
						t.Errorf("<%s> speaks of #%s, which is not there", n.Data, id)
					}
				}
			}
		})
	}
}

func TestRoleWord(t *testing.T) {
	t.Parallel()
	for assignment, want := range map[string]string{
		"A": "Accountable", "R": "Responsible", "C": "Consulted", "I": "Informed",
		"A/R": "Accountable and responsible", "-": "Not involved", "": "Not decided yet", "?": "Not decided yet",
	} {
		if got := RoleWord(assignment); got != want {
			t.Errorf("RoleWord(%q) = %q, want %q", assignment, got, want)
		}
	}
}

func TestPageCurrent(t *testing.T) {
	t.Parallel()
	nav := []NavItem{{Href: "/"}, {Href: "/clients"}, {Href: "/settings"}, {Href: "/settings/members"}}
	for path, want := range map[string]string{
		"/": "/", "/clients": "/clients", "/clients/1": "/clients", "/clientsomething": "", "/settings/members/2": "/settings/members",
	} {
		if got := (Page{Path: path, Viewer: Viewer{Nav: nav}}).current(); got != want {
			t.Errorf("%s: current %q, want %q", path, got, want)
		}
	}
}

func TestWindowTitle(t *testing.T) {
	t.Parallel()
	p := Page{Title: "Matrix", Context: []string{"Alder Foods"}}
	if got, want := p.windowTitle(), "Matrix · Alder Foods · Demarc"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	p.Failed = true
	if got, want := p.windowTitle(), "Error: Matrix · Alder Foods · Demarc"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
}

func TestWorkTabs(t *testing.T) {
	t.Parallel()
	w := Work{Href: "/e/1", Hidden: []string{"terms"}}
	var got []string
	for _, item := range w.tabs() {
		got = append(got, item.Href)
	}
	if want := "/e/1 /e/1/parties /e/1/areas /e/1/matrix /e/1/review /e/1/access /e/1/agreement /e/1/sign"; strings.Join(got, " ") != want {
		t.Errorf("tabs %q, want %q", got, want)
	}
	w.Reference = "/r/alder"
	if items := w.tabs(); items[len(items)-1].Href != "/r/alder" {
		t.Errorf("last tab %q, want the reference", items[len(items)-1].Href)
	}
}

func TestTrim(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]string{
		"// why\n\n  let a = 1 // one\n":   "let a = 1\n",
		"go(\"http://x\", ' // ')\n":       "go(\"http://x\", ' // ')\n",
		"say(` // ${a}`) // it's told\n":   "say(` // ${a}`) // it's told\n",
		"const at = /a \\/\\/ b/ // why\n": "const at = /a \\/\\/ b/\n",
	} {
		if got := string(Trim([]byte(script))); got != want {
			t.Errorf("%q is %q, want %q", script, got, want)
		}
	}
}
