// Package document is the one model of every paper Demarc makes: sections of
// blocks of runs, with stable ids and numbers that are computed once. It knows
// neither HTML nor PDF nor Word; the packages beside it (html, pdf, docx, xlsx)
// are pure functions of this model, so that the same version gives the same
// bytes and the same words in every format. Start reading at Document, then
// compose.go, which makes one from a frozen version.
package document

import (
	"strings"
	"time"

	"demarc/internal/party"
	"demarc/internal/signing"
)

// Status says how far a document has come; it decides the marks that a writer
// must put on every page.
type Status string

const (
	// Draft carries the mark "Draft, not signed" on every page.
	Draft Status = "draft"
	// Frozen is out for signature: fixed text, no signatures printed yet.
	Frozen Status = "frozen"
	// Signed carries the signatures and the certificate; it is what gets sealed.
	Signed Status = "signed"
)

// Document is one paper with everything a writer needs. A writer reads no clock,
// no database and no map order: equal documents give equal bytes.
type Document struct {
	Title     string    // "Co-Managed IT Services Agreement"
	Subtitle  string    // "between Northgate IT LLC and Alder Foods, Inc."
	Author    string    // the MSP's legal name; printed in file properties
	Reference string    // agreement number, e.g. "NG-2026-0117"
	Version   int       // 0 while a draft that was never frozen
	Digest    string    // hex SHA-256 of the version's canonical bytes; empty in a draft
	Date      time.Time // the only date a writer may use, UTC
	Language  string    // BCP 47, "en-US"
	Status    Status
	Brand     party.Brand
	Sections  []Section
	Verify    string // where a reader checks the paper, and its code; empty until it is sent
	Files     []File // attached to the PDF (PDF/A-3 /AF, relationship Source)
	// Elsewhere tells that it is signed outside this system, so that a print of the text
	// may become the signed copy.
	Elsewhere bool
	// OnePage is a paper for the wall: a paged writer sets it small, with a short head.
	OnePage bool
}

// File is a file carried inside the PDF.
type File struct {
	Name        string // "agreement.json"
	MediaType   string // "application/json"
	Description string
	Data        []byte
}

// Section is a numbered heading with its blocks: a section of the agreement, an
// exhibit, or the certificate.
type Section struct {
	ID        string // stable anchor: "c-scope", "exhibit-a", "certificate"
	Number    string // "5" or "Exhibit A"; empty on the cover
	Title     string
	Landscape bool // the matrix exhibit
	NewPage   bool // starts on a new page
	Blocks    []Block
}

// Block is a paragraph, a table, a subheading or a set of signature blocks.
type Block interface{ isBlock() }

// Style is how a paragraph is meant, not how it looks.
type Style string

const (
	Body  Style = ""      // running text, justified in print
	Lead  Style = "lead"  // an introduction; somewhat larger
	Small Style = "small" // legends, footnote-like remarks
	Code  Style = "code"  // hashes and commands, monospaced where there is such a face
)

// Paragraph is one paragraph. A Number hangs in the margin: "5.2" at level 1,
// "(a)" at level 2, "(i)" at level 3; level 0 has none.
type Paragraph struct {
	ID     string // stable anchor, "" when nothing refers to it
	Number string
	Level  int
	Style  Style
	Runs   []Run
	// QR is an address that a paged writer draws beside the paragraph as a QR code. The
	// runs hold it too, for people without a camera and for writers that do not draw.
	QR string
}

// Heading is a subheading inside a section.
type Heading struct {
	ID    string
	Level int // 2 or 3
	Text  string
}

// Table is a table with one header row that a paged writer repeats.
type Table struct {
	ID      string
	Caption string // read aloud and shown above the table
	Columns []Column
	Rows    []Row
}

// Column is a column of a table. Widths are relative to one another.
type Column struct {
	Header string
	Width  float64
	Center bool
}

// Row is one row. A Group row names the rows after it (an area of the matrix),
// spans all columns with its first cell and stays with the next row.
type Row struct {
	ID    string // anchor of the row, "fn-bk-test"
	Group bool
	Cells []Cell
}

// Cell is one cell. Mark is an assignment ("R", "A", "C", "I", "A/R"): a writer may
// draw it as a chip but must keep the letters, since colour alone says nothing.
type Cell struct {
	Mark   string
	Header bool // a row header, e.g. the function's name
	Blocks []Paragraph
}

// Signatures are the signature blocks of the parties, set side by side with
// their lines on one baseline.
type Signatures struct{ Blocks []Signature }

// Signature is one signature block. Before signing Typed and When are empty and
// a writer draws an empty line.
type Signature struct {
	Party string // legal name
	Name  string
	Title string
	Typed string          // the name as the signer typed it
	When  string          // "22 Nov 2026, 14:02:11 UTC"
	Note  string          // authority statement, or that this is an acknowledgment only
	Role  string          // "Second signatory", where somebody signs beside another; else empty
	Drawn signing.Drawing // beside Typed, which is what is read
}

// Run is a stretch of text in one face. Link is the ID of a section, paragraph or row.
type Run struct {
	Text   string
	Bold   bool
	Italic bool
	Link   string
}

func (Paragraph) isBlock()  {}
func (Heading) isBlock()    {}
func (Table) isBlock()      {}
func (Signatures) isBlock() {}

// Text makes a single plain run.
func Text(s string) []Run { return []Run{{Text: s}} }

// Plain is the words of runs without their faces.
func Plain(runs []Run) string {
	var s strings.Builder
	for _, r := range runs {
		s.WriteString(r.Text)
	}
	return s.String()
}
