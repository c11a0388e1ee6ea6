package app

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document/xlsx"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/intake"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"

	"golang.org/x/text/unicode/norm"
)

// Intakes is taking in a matrix that somebody keeps in a spreadsheet. What comes in is
// an edit of the draft like any other: the other side is asked again.
type Intakes struct{ *core }

// Intake is a sheet beside the draft it is read against. Nothing of it is kept.
type Intake struct {
	Draft   engagement.Draft
	Book    intake.Book
	Choices intake.Choices
	Plan    intake.Plan
	// Headings are those of the columns, with the headings of their groups.
	Headings []string
}

// Taken is what an import did.
type Taken struct {
	Changed, Added, Removed int
	Already                 int                // chosen, and in the matrix as the sheet says by now
	Dropped                 map[party.Side]int // rows whose tick it took away
	Left                    []intake.Row       // chosen, and changed by somebody since they were shown
}

// Open is the draft that a sheet may be taken into.
func (i Intakes) Open(ctx context.Context, who access.Actor, id engagement.ID) (engagement.Draft, error) {
	d, err := i.readDraft(ctx, who, access.EditMatrix, id)
	if err != nil {
		return d, err
	}
	return d, d.Engagement.RequireDraft()
}

// reading is how long a file may take; a matrix takes some milliseconds.
const reading = 10 * time.Second

// Read reads a file, or pasted cells where name is empty, and guesses what its columns
// mean. A file that is understood in no part is refused.
func (i Intakes) Read(ctx context.Context, who access.Actor, id engagement.ID, name string, data []byte) (in Intake, err error) {
	if in.Draft, err = i.Open(ctx, who, id); err != nil {
		return in, err
	}
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	if name != "" && !isText(name, data) {
		in.Book, err = xlsx.Read(ctx, name, data)
	} else {
		in.Book, err = intake.ReadText(name, data)
	}
	if err != nil {
		return in, err
	}
	for _, t := range in.Book.Sheets { // as forms do: the same letters are the same bytes
		for _, row := range t.Rows {
			for j, text := range row {
				row[j] = norm.NFC.String(text)
			}
		}
	}
	k := knownOf(who, in.Draft)
	layout, err := k.Guess(in.Book)
	if err != nil {
		return in, err
	}
	in.Choices = k.Suggest(in.Book, layout)
	in.Plan, in.Headings = k.Plan(in.Book, in.Choices), k.Headings(in.Book.Sheets[layout.Sheet], layout.Header)
	return in, nil
}

// isText tells a file of separated values from a workbook, whatever it is called.
func isText(name string, data []byte) bool {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		return false
	}
	lower := strings.ToLower(name)
	for _, end := range []string{".csv", ".tsv", ".tab", ".txt"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

// Plan says what a book that was read before would do under other choices. Columns
// that are nil are guessed.
func (i Intakes) Plan(ctx context.Context, who access.Actor, id engagement.ID, book intake.Book, c intake.Choices) (in Intake, err error) {
	in.Book, in.Choices = book, c
	if in.Draft, err = i.Open(ctx, who, id); err != nil {
		return in, err
	}
	if err := book.Check(); err != nil {
		return in, err
	}
	k := knownOf(who, in.Draft)
	if c.Layout.Columns == nil {
		in.Choices.Layout = k.Reguess(book, c.Layout)
	}
	if err := in.Choices.Layout.Check(book); err != nil {
		return in, err
	}
	l := in.Choices.Layout
	in.Plan, in.Headings = k.Plan(book, in.Choices), k.Headings(book.Sheets[l.Sheet], l.Header)
	return in, nil
}

// Apply takes in the chosen rows, each at the revision it was shown at; 0 for a row
// that is new. What changed since is left and listed.
func (i Intakes) Apply(ctx context.Context, who access.Actor, id engagement.ID, book intake.Book, c intake.Choices, chosen map[string]int) (Taken, error) {
	var taken Taken
	if err := who.Require(access.EditMatrix); err != nil {
		return taken, err
	}
	if err := book.Check(); err != nil {
		return taken, err
	}
	if err := c.Layout.Check(book); err != nil {
		return taken, err
	}
	err := i.db.Change(ctx, who, func(tx *store.Tx) error {
		taken = Taken{Dropped: map[party.Side]int{}}
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		p := knownOf(who, d).Plan(book, c)
		for id := range chosen {
			if _, ok := p.Find(id); !ok { // a function that is out of the matrix by now
				taken.Already++
			}
		}
		for _, r := range p.Rows {
			rev, is := chosen[r.ID()]
			switch {
			case !is:
			case r.Kind == intake.Same:
				taken.Already++
			case !r.Takes() || r.Was.Rev != rev:
				taken.Left = append(taken.Left, r)
			default:
				if err := take(tx, &d, r, &taken); err != nil {
					return err
				}
			}
		}
		if taken.Changed+taken.Added+taken.Removed == 0 {
			return nil
		}
		data := map[string]string{"rows of the sheet": fmt.Sprint(len(p.Rows)), "changed": fmt.Sprint(taken.Changed), "added": fmt.Sprint(taken.Added), "taken out": fmt.Sprint(taken.Removed), "left as changed since": fmt.Sprint(len(taken.Left))}
		for side, n := range taken.Dropped {
			data["agreement dropped, "+string(side)] = fmt.Sprint(n)
		}
		name := book.Name
		if name == "" {
			name = "pasted cells"
		}
		tx.Record(d.Engagement, audit.SheetImported, audit.Fact{Label: name, Data: data})
		return nil
	})
	return taken, err
}

// take writes one row of a plan and records it.
func take(tx *store.Tx, d *engagement.Draft, r intake.Row, taken *Taken) error {
	f := r.After
	fact := audit.Fact{Label: f.Name, Data: map[string]string{}}
	if r.At > 0 {
		fact.Data["sheet row"] = fmt.Sprint(r.At)
	}
	if r.Kind == intake.New {
		return takeNew(tx, d, r, fact, taken)
	}
	verb := audit.FunctionImported
	fact.Subject = string(f.ID)
	if r.Kind == intake.Remove {
		verb, fact.After = audit.FunctionExcluded, r.Reason
		taken.Removed++
	} else {
		fact.Before, fact.After = edits(r)
		taken.Changed++
	}
	if r.Moved != nil {
		from, _ := d.Matrix.Stakeholder(r.Moved.From)
		to, _ := d.Matrix.Stakeholder(r.Moved.To)
		fact.Data["accountable moved from"], fact.Data["accountable moved to"] = from.Name, to.Name
	}
	for _, side := range r.Drops() {
		taken.Dropped[side]++
		fact.Data["agreement dropped, "+string(side)] = "yes"
	}
	if err := tx.SaveFunction(d.Engagement.ID, &f, r.Was); err != nil {
		return err
	}
	tx.Record(d.Engagement, verb, fact)
	return nil
}

// takeNew adds the function at the end of its area.
func takeNew(tx *store.Tx, d *engagement.Draft, r intake.Row, fact audit.Fact, taken *Taken) error {
	f := r.After
	f.ID, f.Rev, f.Position = raci.FunctionID(store.NewID()), 1, 1
	for _, g := range d.Matrix.Functions {
		if g.Area == f.Area {
			f.Position = max(f.Position, g.Position+1)
		}
		if g.Key == f.Key { // two rows of the sheet name one function of the library
			f.Key = ""
		}
	}
	if f.Key == "" {
		f.Key = raci.FunctionKey("own-" + string(f.ID))
	}
	d.Matrix.Functions = append(d.Matrix.Functions, f)
	if err := tx.AddFunction(d.Engagement, f); err != nil {
		return err
	}
	taken.Added++
	fact.Subject, fact.After = string(f.ID), string(f.Area)
	tx.Record(d.Engagement, audit.FunctionAdded, fact)
	return nil
}

// edits are the values of a changed row before and after, as the record keeps them.
func edits(r intake.Row) (before, after string) {
	var was, is []string
	for _, e := range r.Edits {
		was, is = append(was, e.Field+": "+e.Was()), append(is, e.Field+": "+e.Is())
	}
	return strings.Join(was, "; "), strings.Join(is, "; ")
}

// knownOf is what a sheet of this draft is read against.
func knownOf(who access.Actor, d engagement.Draft) intake.Known {
	e, p := d.Engagement, d.Parties
	k := intake.Known{
		Matrix: d.Matrix, Number: e.Number,
		MSP: []string{p.MSP.ShortName, p.MSP.LegalName, e.MSPName}, Client: []string{p.Client.ShortName, p.Client.LegalName, e.ClientName},
	}
	if f, ok := fault.Of(who.Require(access.ShapeMatrix)); ok {
		k.Fixed = "It would add a function or take one out. " + f.Message
	}
	have := map[raci.FunctionKey]bool{}
	for _, f := range d.Matrix.Functions {
		have[f.Key] = true
	}
	byName := map[string]raci.FunctionKey{}
	for _, a := range d.Library.Areas() {
		for _, f := range a.Functions {
			byName[strings.ToLower(f.Name)] = f.Key
		}
	}
	k.Start = func(key raci.FunctionKey, name string, area raci.Area) (raci.Function, bool) {
		lib, ok := d.Library.Function(key)
		if !ok {
			lib, ok = d.Library.Function(byName[strings.ToLower(name)])
		}
		if !ok || lib.Retired || have[lib.Key] {
			return raci.Function{}, false
		}
		return startFunction(lib, area.Mode, d.Matrix.Stakeholders, 0), true
	}
	return k
}
