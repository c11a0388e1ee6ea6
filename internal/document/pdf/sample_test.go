package pdf

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"demarc/internal/document"
)

const sampleDigest = "9f2c1d0b7a6e5f4c3b2a190817263544f0e1d2c3b4a5968778695a4b3c2d1e0f"

var sampleClauses = []string{
	"The Provider shall perform the services that Exhibit A assigns to it with the skill and care that may reasonably be expected of a managed services provider of its size, and shall keep enough trained staff available to do so during the coverage hours set out in the schedule of service levels.",
	"Neither party is liable for a failure that was caused by the other party’s not performing a function for which Exhibit A makes it Accountable, provided that it gave notice of that failure within five business days of learning of it.",
	"Internal IT keeps administrative control of the systems listed in Exhibit A. The Provider receives named, least-privilege accounts only, uses multi-factor authentication for each of them, and returns or disables them within one business day after they are no longer needed.",
	"Where a function is shared, the split note in Exhibit A says who does which part. If the note and this agreement differ, the note prevails for that function and this agreement for all others.",
	"The parties shall meet once in each calendar quarter to review the matrix, the open requests outside its scope, and the incidents of the quarter; what they decide is recorded and, where it changes an assignment, becomes an amendment.",
	"A request that no row of Exhibit A covers is out of scope until the parties agree in writing who is Responsible and who is Accountable for it, and at what fee.",
}

var sampleTitles = []string{
	"Definitions and Interpretation", "Purpose and Structure", "Co-Managed Services", "The Responsibility Matrix", "Duties of the Provider",
	"Duties of the Client", "Access, Accounts and Credentials", "Service Levels and Escalation", "Change Control", "Security Incidents",
	"Backup, Continuity and Recovery", "Third-Party Vendors", "Fees and Payment", "Confidentiality", "Data Protection", "Warranties",
	"Limitation of Liability", "Term and Termination", "Transition and Exit Assistance", "General Provisions",
}

// sample is an agreement of twenty sections with a matrix of rows functions.
func sample(rows int) document.Document {
	d := document.Document{
		Title:     "Co-Managed IT Services Agreement",
		Subtitle:  "between Northgate IT LLC and Alder Foods, Inc.",
		Author:    "Northgate IT LLC",
		Reference: "NG-2026-0117",
		Version:   3,
		Digest:    sampleDigest,
		Date:      time.Date(2026, 11, 22, 14, 2, 11, 0, time.UTC),
		Language:  "en-US",
		Status:    document.Signed,
		Files: []document.File{
			{Name: "agreement.json", MediaType: "application/json", Description: "The agreement as data", Data: []byte(`{"version":3}`)},
			{Name: "matrix.csv", MediaType: "text/csv", Description: "The matrix", Data: []byte("function,msp\n")},
		},
	}
	d.Sections = append(d.Sections, document.Section{ID: "parties", Blocks: []document.Block{
		document.Paragraph{Style: document.Lead, Runs: []document.Run{
			{Text: "This agreement is made between "},
			{Text: "Northgate IT LLC", Bold: true},
			{Text: " (the “"},
			{Text: "Provider", Italic: true},
			{Text: "”) and "},
			{Text: "Alder Foods, Inc.", Bold: true},
			{Text: " (the “"},
			{Text: "Client", Italic: true},
			{Text: "”). It says who owns which part of the Client’s information technology, and what follows from that."},
		}},
	}})
	for i, title := range sampleTitles {
		d.Sections = append(d.Sections, sampleSection(i+1, title))
	}
	d.Sections = append(d.Sections, document.Section{ID: "signatures", Title: "Signatures", Blocks: []document.Block{
		document.Paragraph{Runs: document.Text("Signed by the parties’ authorized representatives. Each has read Exhibit A.")},
		sampleSignatures(),
	}})
	return withExhibits(d, rows)
}

// short leaves sections 4 to 19 out, for judges that are slow readers.
func short(d document.Document) document.Document {
	d.Sections = slices.Delete(d.Sections, 4, 20)
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if p, ok := b.(document.Paragraph); ok {
				for i := range p.Runs {
					if strings.HasPrefix(p.Runs[i].Link, "c-") {
						p.Runs[i].Link = "c-1-1"
					}
				}
			}
		}
	}
	return d
}

func sampleSection(n int, title string) document.Section {
	s := document.Section{ID: fmt.Sprintf("c-%d", n), Number: fmt.Sprint(n), Title: title}
	for k := range 4 {
		runs := []document.Run{
			{Text: strings.Fields(title)[0] + " rule. ", Bold: true},
			{Text: sampleClauses[(n+k)%len(sampleClauses)]},
		}
		if k == 1 {
			runs = append(runs, document.Run{Text: " See also section "}, document.Run{Text: fmt.Sprintf("%d.1", n%20+1), Link: fmt.Sprintf("c-%d-1", n%20+1)}, document.Run{Text: " and "}, document.Run{Text: "Exhibit A", Link: "exhibit-a"}, document.Run{Text: "."})
		}
		s.Blocks = append(s.Blocks, document.Paragraph{ID: fmt.Sprintf("c-%d-%d", n, k+1), Number: fmt.Sprintf("%d.%d", n, k+1), Level: 1, Runs: runs})
		if k == 2 {
			for j, item := range []string{"keep a current list of the people who may approve a change, with a deputy for each;", "tell the other party of a planned outage at least two business days ahead, and of an unplanned one without delay; and", "answer a question about who owns a function within one business day."} {
				s.Blocks = append(s.Blocks, document.Paragraph{Number: fmt.Sprintf("(%c)", 'a'+j), Level: 2, Runs: document.Text(item)})
				if j == 1 && n%5 == 0 {
					s.Blocks = append(s.Blocks,
						document.Paragraph{Number: "(i)", Level: 3, Runs: document.Text("by telephone where the outage stops production at a plant; and")},
						document.Paragraph{Number: "(ii)", Level: 3, Runs: document.Text("by electronic mail in every other case.")})
				}
			}
		}
	}
	if n == 2 { // a model may leave a level out; the writer must not
		s.Blocks = append(s.Blocks, document.Heading{Level: 3, Text: "Remarks"}, document.Paragraph{Runs: document.Text(sampleClauses[0])})
	}
	if n == 8 {
		s.Blocks = append(s.Blocks, document.Heading{ID: "h-levels", Level: 2, Text: "Response times"}, document.Table{
			ID: "levels", Caption: "Response and escalation by priority",
			Columns: []document.Column{{Header: "Priority", Width: 2}, {Header: "First response", Width: 2}, {Header: "Escalates to", Width: 4}},
			Rows: []document.Row{
				{Cells: []document.Cell{{Header: true, Blocks: text1("Critical")}, {Blocks: text1("15 minutes")}, {Blocks: text1("On-call lead, then Maria Hernández (Provider) and Đặng Thị Hồng (Client)")}}},
				{Cells: []document.Cell{{Header: true, Blocks: text1("High")}, {Blocks: text1("1 hour")}, {Blocks: text1("Service desk lead")}}},
				{Cells: []document.Cell{{Header: true, Blocks: text1("Normal")}, {Blocks: text1("4 business hours")}, {Blocks: text1("Service desk")}}},
			},
		})
	}
	return s
}

func text1(s string) []document.Paragraph { return []document.Paragraph{{Runs: document.Text(s)}} }

func sampleSignatures() document.Signatures {
	return document.Signatures{Blocks: []document.Signature{
		{Party: "Northgate IT LLC", Name: "Łukasz Żółć", Title: "Managing Director", Typed: "Łukasz Żółć", When: "22 Nov 2026, 14:02:11 UTC", Note: "States that he is authorized to bind Northgate IT LLC."},
		{Party: "Alder Foods, Inc., a corporation organized under the laws of the State of Washington", Name: "Đặng Thị Hồng", Title: "Chief Financial Officer", Typed: "Đặng Thị Hồng", When: "22 Nov 2026, 13:41:50 UTC", Note: "States that she is authorized to bind Alder Foods, Inc."},
		{Party: "Alder Foods, Inc., Internal IT", Name: "Ελένη Παπαδοπούλου", Title: "IT Manager", Note: "Acknowledges the matrix; does not bind a party."},
	}}
}

var sampleMarks = [][4]string{{"A/R", "C", "I", ""}, {"R", "A", "I", "C"}, {"C", "A/R", "I", "–"}, {"R", "C", "A", "I"}, {"A", "R", "–", "I"}}

func withExhibits(d document.Document, rows int) document.Document {
	t := document.Table{
		ID: "matrix", Caption: "Responsibility matrix: R Responsible, A Accountable, C Consulted, I Informed",
		Columns: []document.Column{
			{Header: "Function", Width: 20},
			{Header: "Northgate service desk", Width: 8, Center: true},
			{Header: "Internal IT", Width: 8, Center: true},
			{Header: "Client management", Width: 8, Center: true},
			{Header: "Vendor", Width: 8, Center: true},
			{Header: "Who does which part", Width: 24},
		},
	}
	for i := range rows {
		if i%7 == 0 {
			t.Rows = append(t.Rows, document.Row{ID: fmt.Sprintf("area-%d", i/7+1), Group: true, Cells: []document.Cell{{Blocks: text1(fmt.Sprintf("%d  Functional area of things to be done and owned", i/7+1))}}})
		}
		cells := []document.Cell{{Header: true, Blocks: text1(fmt.Sprintf("Function %d: keep something %s and patched", i+1, []string{"available", "documented, reviewed", "backed up"}[i%3]))}}
		for _, m := range sampleMarks[i%len(sampleMarks)] {
			cells = append(cells, document.Cell{Mark: m})
		}
		note := ""
		if i%2 == 0 {
			note = "Northgate prepares and tests; Internal IT approves the window and tells the users. Either may stop the work where a plant is running."
		}
		cells = append(cells, document.Cell{Blocks: text1(note)})
		t.Rows = append(t.Rows, document.Row{ID: fmt.Sprintf("fn-%d", i+1), Cells: cells})
	}
	d.Sections = append(d.Sections,
		document.Section{ID: "exhibit-a", Number: "Exhibit A", Title: "Responsibility Matrix", Landscape: true, NewPage: true, Blocks: []document.Block{
			document.Paragraph{Style: document.Small, Runs: document.Text("One party is Accountable for each function. A row without a note is done whole by whoever is Responsible.")}, t,
		}},
		document.Section{ID: "certificate", Title: "Certificate of Completion", NewPage: true, Blocks: []document.Block{
			document.Paragraph{Runs: document.Text("Подписано: Олена Шевченко. Signed by Νίκος and by Jürgen Müller-Lüdenscheidt; office, affiliate, difficult, flow.")},
			document.Paragraph{Style: document.Code, Runs: document.Text("sha256 " + sampleDigest + sampleDigest)},
		}})
	return d
}
