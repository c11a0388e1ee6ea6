package agreement

// Texts are the shipped words besides the clauses: the exhibits, and what the contract
// says for each value of a choice. An agreement keeps those that it was written from.
type Texts struct {
	Exhibits []Clause
	Choices  map[string]map[string]string // by field key and value
}

// ShippedTexts are those that come with the program. Do not change them.
func ShippedTexts() Texts {
	t := Texts{Exhibits: exhibitSources(), Choices: map[string]map[string]string{}}
	for _, f := range Fields() {
		for _, c := range f.Choices {
			if t.Choices[f.Key] == nil {
				t.Choices[f.Key] = map[string]string{}
			}
			t.Choices[f.Key][c.Value] = c.Text
		}
	}
	return t
}

// exhibits are the ones that the agreement is written from.
func (n Names) exhibits() []Clause {
	if n.Texts != nil && n.Texts.Exhibits != nil {
		return n.Texts.Exhibits
	}
	return exhibitSources()
}

// choice is the contract's text for one value of f.
func (c *composer) choice(f Field, value string) string {
	if c.names.Texts != nil {
		if text, ok := c.names.Texts.Choices[f.Key][value]; ok {
			return text
		}
	}
	choice, _ := f.Choice(value)
	return choice.Text
}
