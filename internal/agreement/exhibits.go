package agreement

import (
	"fmt"
	"sync"
)

// exhibitSources are the texts of the exhibits that are written from the terms. The
// matrix is Exhibit A and is made elsewhere.
var exhibitSources = sync.OnceValue(func() []Clause {
	var out []Clause
	for _, id := range []string{"exhibit-b", "exhibit-c", "exhibit-d", "exhibit-e", "exhibit-f"} {
		c, err := readClause("exhibits/"+id+".md", id)
		if err != nil {
			panic(fmt.Sprintf("agreement: %v", err))
		}
		out = append(out, c)
	}
	return out
})

// ExhibitB is the service levels.
func ExhibitB(t Terms, n Names) (Section, []Problem) { return exhibit("exhibit-b", t, n) }

// ExhibitC is the fees.
func ExhibitC(t Terms, n Names) (Section, []Problem) { return exhibit("exhibit-c", t, n) }

// ExhibitD is the text before the escalation contacts, which the caller adds.
func ExhibitD(t Terms, n Names) (Section, []Problem) { return exhibit("exhibit-d", t, n) }

// ExhibitE is the text before the access and tool registers, which the caller adds.
func ExhibitE(t Terms, n Names) (Section, []Problem) { return exhibit("exhibit-e", t, n) }

// ExhibitF names the regulatory riders. It is empty of paragraphs when none is enabled.
func ExhibitF(t Terms, n Names) (Section, []Problem) { return exhibit("exhibit-f", t, n) }

func exhibit(id string, t Terms, n Names) (Section, []Problem) {
	c := newComposer(t, n, n.clauses())
	for _, src := range n.exhibits() {
		if src.ID == id {
			if id == "exhibit-f" && len(n.Riders) > 0 {
				return c.withRiders(src, n.Riders), c.problems
			}
			return c.section(src, "Exhibit "+string(id[len(id)-1]-'a'+'A')), c.problems
		}
	}
	panic("agreement: no " + id)
}
