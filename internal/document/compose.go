package document

import (
	"fmt"
	"slices"

	"demarc/internal/agreement"
	"demarc/internal/engagement"
	"demarc/internal/party"
)

// What every rendering of a draft says, and no other one.
const (
	DraftMark   = "Draft, not signed"
	DraftNotice = "This is a drafting tool; have your attorney review before use."
)

// notFilledIn stands where a draft still lacks a value.
const notFilledIn = "[not filled in]"

// Compose makes the paper of a version: cover, agreement, signature blocks and
// exhibits. With draft, or for version 0, it is marked as a draft and names no
// digest, since its text may still change.
//
// It reads nothing but the version, so the same version gives the same document.
func Compose(v engagement.Version, draft bool) Document {
	c := v.Content
	d := Document{
		Title:     c.Title,
		Author:    c.MSP.LegalName,
		Reference: c.Number,
		Version:   v.Number,
		Digest:    v.Digest,
		Date:      v.FrozenAt.UTC(),
		Language:  "en-US",
		Status:    Frozen,
		Brand:     c.Brand,
		Elsewhere: c.Outside(),
	}
	if d.Title == "" {
		d.Title = "Co-Managed IT Services Agreement"
	}
	if c.MSP.LegalName != "" && c.Client.LegalName != "" {
		d.Subtitle = "between " + c.MSP.LegalName + " and " + c.Client.LegalName
	}
	if draft || v.Number == 0 {
		d.Status, d.Version, d.Digest = Draft, 0, ""
	}
	d.Sections = append(d.Sections, cover(c))
	for _, s := range c.Agreement.Sections {
		d.Sections = append(d.Sections, section(s))
	}
	d.Sections = sign(d.Sections, blanks(d, c))
	d.Sections = append(d.Sections, exhibits(c)...)
	unlink(d.Sections)

	if len(v.Bytes) > 0 {
		d.Files = append(d.Files, File{
			Name: "agreement.json", MediaType: "application/json",
			Description: "The agreement as data: the exact bytes whose SHA-256 the document states", Data: v.Bytes,
		})
	}
	d.Files = append(d.Files, File{
		Name: "matrix.csv", MediaType: "text/csv",
		Description: "Exhibit A, the Responsibility Matrix, as a table", Data: MatrixCSV(c),
	})
	return d
}

// cover says who makes the agreement and where its parts stand.
func cover(c engagement.Content) Section {
	s := Section{ID: "cover", Title: "Parties"}
	for i, e := range []engagement.Entity{c.MSP, c.Client} {
		p := Paragraph{ID: []string{"party-msp", "party-client"}[i], Style: Lead}
		p.Runs = append(p.Runs, Run{Text: or(e.LegalName, notFilledIn), Bold: true})
		if e.ShortName != "" {
			p.Runs = append(p.Runs, Run{Text: " (“"}, Run{Text: e.ShortName, Bold: true}, Run{Text: "”)"})
		}
		for _, about := range []string{e.EntityType, e.FormedIn, e.AddressLine()} {
			if about != "" {
				p.Runs = append(p.Runs, Run{Text: ", " + about})
			}
		}
		if e.Notice != "" {
			p.Runs = append(p.Runs, Run{Text: ". Notices: " + e.Notice})
		}
		s.Blocks = append(s.Blocks, p)
	}
	s.Blocks = append(s.Blocks, Paragraph{Runs: []Run{
		{Text: "Exhibit A", Link: exhibitA},
		{Text: " is the Responsibility Matrix: " + extent(c) + ", with the one team that is Accountable for each."},
	}})
	return s
}

// section is a section of the agreement, or an exhibit that is all text.
func section(s agreement.Section) Section {
	out := Section{ID: s.ID, Number: s.Number, Title: s.Title}
	for _, p := range s.Paragraphs {
		switch {
		case p.Table != nil:
			out.Blocks = append(out.Blocks, table(p))
		case p.Heading:
			out.Blocks = append(out.Blocks, Heading{ID: p.ID, Level: 2, Text: Plain(runs(p.Text))})
		default:
			out.Blocks = append(out.Blocks, Paragraph{ID: p.ID, Number: p.Number, Level: p.Level, Runs: runs(p.Text)})
		}
	}
	return out
}

// table is a table in the text. Its columns get room by what stands in them.
func table(p agreement.Paragraph) Table {
	t := Table{ID: p.ID, Caption: Plain(runs(p.Text))}
	for i, h := range p.Table.Header {
		widest := len([]rune(h))
		for _, row := range p.Table.Rows {
			if i < len(row) {
				widest = max(widest, len([]rune(agreement.Plain(row[i]))))
			}
		}
		t.Columns = append(t.Columns, Column{Header: h, Width: float64(min(max(widest, 10), 48))})
	}
	for _, row := range p.Table.Rows {
		var r Row
		for i, cell := range row {
			r.Cells = append(r.Cells, Cell{Header: i == 0, Blocks: []Paragraph{{Runs: runs(cell)}}})
		}
		t.Rows = append(t.Rows, r)
	}
	return t
}

// runs joins spans that look alike, so that no writer has to care where a merge
// field begins.
func runs(spans []agreement.Span) []Run {
	var out []Run
	for _, s := range spans {
		r := Run{Text: s.Text, Bold: s.Bold, Link: s.Ref}
		if s.Blank != "" {
			r = Run{Text: notFilledIn, Bold: true}
		}
		if r.Text == "" {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Bold == r.Bold && out[n-1].Link == r.Link {
			out[n-1].Text += r.Text
			continue
		}
		out = append(out, r)
	}
	return out
}

// sign puts the signature blocks at the end of the body: into the agreement's own
// section for them, or into one made here.
func sign(body []Section, s Signatures) []Section {
	if last := &body[len(body)-1]; last.ID == "c-signatures" {
		last.Blocks = append(last.Blocks, s)
		return body
	}
	return append(body, Section{ID: "signatures", Title: "Signatures", Blocks: []Block{s}})
}

// blanks are the signature blocks to be signed, the client's first. A party without
// a signatory gets an empty block, so that a draft shows who is missing.
func blanks(d Document, c engagement.Content) Signatures {
	var out Signatures
	for _, side := range party.Sides {
		own := slices.DeleteFunc(slices.Clone(c.Signatories), func(s engagement.Signatory) bool { return s.Side != side })
		if len(own) == 0 {
			own = []engagement.Signatory{{Side: side}}
		}
		two := side == party.Client && agreement.Terms(c.Terms).SecondSigner()
		if two && len(own) == 1 {
			own = append(own, engagement.Signatory{Side: side})
		}
		for i, s := range own {
			b := Signature{Party: entity(c, side).LegalName, Name: s.Name, Title: s.Title, Note: versionNote(d)}
			if two && i == 1 {
				b.Role = "Second signatory"
			}
			out.Blocks = append(out.Blocks, b)
		}
	}
	return out
}

// versionNote is how a signature block names what is signed.
func versionNote(d Document) string {
	if d.Digest == "" {
		return ""
	}
	return fmt.Sprintf("Version %d, SHA-256 %s", d.Version, engagement.Short(d.Digest))
}

func entity(c engagement.Content, side party.Side) engagement.Entity {
	if side == party.MSP {
		return c.MSP
	}
	return c.Client
}

// unlink turns references that lead nowhere into plain text. A draft may have some;
// no writer should have to handle them.
func unlink(sections []Section) {
	targets := map[string]bool{}
	eachBlock(sections, func(id string) { targets[id] = true }, func([]Run) {})
	eachBlock(sections, func(string) {}, func(runs []Run) {
		for i, r := range runs {
			if r.Link != "" && !targets[r.Link] {
				runs[i].Link = ""
			}
		}
	})
}

// eachBlock visits every anchor and every list of runs.
func eachBlock(sections []Section, anchor func(string), text func([]Run)) {
	for _, s := range sections {
		anchor(s.ID)
		for _, b := range s.Blocks {
			switch b := b.(type) {
			case Paragraph:
				anchor(b.ID)
				text(b.Runs)
			case Heading:
				anchor(b.ID)
			case Table:
				anchor(b.ID)
				for _, r := range b.Rows {
					anchor(r.ID)
					for _, c := range r.Cells {
						for _, p := range c.Blocks {
							anchor(p.ID)
							text(p.Runs)
						}
					}
				}
			}
		}
	}
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
