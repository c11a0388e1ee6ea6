package agreement

import "fmt"

// What leads in riders that are not shipped ones: alone, or after those.
const (
	ridersAlone = "The Riders below are part of this agreement. A Rider prevails on its own subject. No Rider makes a party compliant by itself.\n"
	ridersMore  = "## Further Riders\n\nThe Riders below are part of this agreement as well.\n"
)

// withRiders is Exhibit F with riders that are not shipped ones after the shipped ones.
func (c *composer) withRiders(src Clause, riders []Rider) Section {
	const number = "Exhibit F"
	lead := ridersMore
	if c.terms.Value("riders.enabled") == "" {
		src.Body, lead = ridersAlone, ""
	}
	s := c.section(src, number)
	if lead != "" {
		s.Paragraphs = append(s.Paragraphs, c.part(src.ID+"-more", src.ID, lead)...)
	}
	for _, r := range riders {
		s.Paragraphs = append(s.Paragraphs, c.part(src.ID+"-"+r.Key, src.ID, "## "+r.Title+"\n\n"+r.Body)...)
	}
	return s
}

// part is the paragraphs of a further text of a section; their ids begin with id.
func (c *composer) part(id, section, body string) []Paragraph {
	nodes, err := parseBody(body)
	if err != nil {
		c.problem(section, fmt.Sprintf("A rider of Exhibit F cannot be read. %s", err))
		return nil
	}
	s := Section{ID: id}
	w := writer{composer: c, section: &s, prefix: "F."}
	w.nodes(nodes)
	return s.Paragraphs
}
