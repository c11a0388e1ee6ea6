package library

import (
	"maps"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
)

// preview is a clause as an agreement would print it, with what it uses.
type preview struct {
	section  agreement.Section
	problem  string // why it cannot be read
	fields   []agreement.Field
	rows     []catalog.Function
	sections []string
}

// stand are parties for a preview, so that sentences read as sentences.
var stand = agreement.Terms{"msp.short_name": "The MSP", "client.short_name": "the Client", "msp.legal_name": "The MSP LLC", "client.legal_name": "the Client, Inc.", "client.it_team_name": "Client IT"}

// previewOf prints one clause of a library with the standing values of terms.
func previewOf(l catalog.Library, c catalog.Clause) preview {
	var p preview
	uses, err := agreement.UsesOf(c.Body)
	if err != nil {
		p.problem = err.Error()
		return p
	}
	if c.ID == "" {
		c.ID = "c-preview"
	}
	of := c.ID
	if c.Instead != "" {
		of = c.Instead
	}
	list, found := l.Agreement(nil), false
	for i := range list {
		if list[i].ID == of {
			c.ID, list[i], found = of, c.Clause, true
		}
	}
	if !found {
		list = append(list, c.Clause)
	}
	names := agreement.Names{Functions: map[string]string{}}
	for _, it := range l.Items(catalog.FunctionKind) {
		names.Functions[it.Key] = it.Name()
	}
	terms := agreement.Defaults()
	maps.Copy(terms, stand)
	text, _ := agreement.ComposeClauses(list, terms, names)
	for _, s := range text.Sections {
		if s.ID == of {
			p.section = s
		}
	}
	for _, para := range p.section.Paragraphs {
		if len(para.Text) > 0 && para.Text[0].Field != "" && stand[para.Text[0].Field] != "" { // a stand-in begins a sentence
			para.Text[0].Text = strings.ToUpper(para.Text[0].Text[:1]) + para.Text[0].Text[1:]
		}
	}
	for _, key := range uses.Fields {
		if f, ok := agreement.FieldByKey(key); ok {
			p.fields = append(p.fields, f)
		}
	}
	for _, it := range l.Items(catalog.FunctionKind) {
		for _, key := range uses.Rows {
			if it.Key == key {
				p.rows = append(p.rows, *it.Function)
			}
		}
	}
	for _, id := range uses.Sections {
		title := id
		if c, ok := l.Clause(id); ok {
			title = c.Title
		}
		p.sections = append(p.sections, title)
	}
	return p
}

// blankName is what stands where a value is missing.
func blankName(key string) string {
	if f, ok := agreement.FieldByKey(key); ok {
		return f.Label
	}
	return key
}
