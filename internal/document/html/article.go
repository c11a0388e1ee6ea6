// Package html writes a document as one article of plain, semantic HTML: the
// preview, the page a signer reads, and the version as it was signed. It writes no
// page around it and no style, script or class that depends on a screen; its own
// look is document.css. Chips use the classes of the kit (chips, chip-a, unseen).
// Start reading at Article.
package html

import (
	"context"
	"io"
	"strconv"

	"demarc/internal/document"
	"demarc/internal/engagement"

	"github.com/a-h/templ"
)

// Options choose what a screen shows around the text.
type Options struct {
	// Level is the heading level of a section, 2 to 4; 0 means 2. The title, where it
	// is shown, stands one level above.
	Level    int
	Head     bool // title, parties and the facts that identify the paper
	Contents bool // the list of sections
	// Plain is a line in plain words per section, by its id. It binds nobody and says
	// so; it is for a draft on a screen and never for a text that somebody signs.
	Plain map[string]string
	// Said tells that the screen around the text says already what a draft's notice
	// says; the mark of a draft stays.
	Said bool
}

// Article writes the whole document. The words and their order are those of every
// other rendering; a test compares them.
//
// It is a writer rather than a templ template because a matrix has thousands of
// cells, and a component for each is ten times as slow.
func Article(d document.Document, o Options) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(article(d, o))
		return err
	})
}

func article(d document.Document, o Options) []byte {
	if o.Level < 2 || o.Level > 4 {
		o.Level = 2
	}
	w := &writer{level: o.Level, plain: o.Plain, b: make([]byte, 0, 1<<19)}
	w.raw(`<article class="doc" lang="`).text(d.Language).raw(`">`)
	if d.Status == document.Draft {
		w.raw(`<p class="doc-draft"><strong>`).text(document.DraftMark).raw(`</strong>`)
		if !o.Said {
			w.raw(` `).text(document.DraftNotice)
		}
		w.raw(`</p>`)
	}
	if o.Head {
		w.head(d)
	}
	if o.Contents {
		w.contents(d)
	}
	for _, s := range d.Sections {
		w.section(s)
	}
	w.raw(`</article>`)
	return w.b
}

func (w *writer) head(d document.Document) {
	w.raw(`<header class="doc-head">`)
	w.open("h", w.level-1, "").text(d.Title).close("h", w.level-1)
	if d.Subtitle != "" {
		w.raw(`<p class="doc-subtitle">`).text(d.Subtitle).raw(`</p>`)
	}
	w.raw(`<dl class="doc-facts">`)
	fact := func(name, value, class string) {
		if value != "" {
			w.raw(`<div><dt>`).text(name).raw(`</dt><dd` + class + `>`).text(value).raw(`</dd></div>`)
		}
	}
	fact("Reference", d.Reference, "")
	if d.Version > 0 {
		fact("Version", strconv.Itoa(d.Version), "")
		fact("SHA-256", engagement.Short(d.Digest), ` class="doc-code"`)
	}
	if !d.Date.IsZero() {
		fact("Date", d.Date.UTC().Format("January 2, 2006"), "")
	}
	w.raw(`</dl></header>`)
}

func (w *writer) contents(d document.Document) {
	w.raw(`<nav class="doc-contents" aria-label="Contents"><ol>`)
	for _, s := range d.Sections {
		if s.Title == "" {
			continue
		}
		w.raw(`<li><a href="#`).text(s.ID).raw(`">`)
		w.number(s.Number)
		w.text(s.Title).raw(`</a></li>`)
	}
	w.raw(`</ol></nav>`)
}

func (w *writer) section(s document.Section) {
	w.raw(`<section class="doc-section`)
	if s.NewPage {
		w.raw(` doc-new-page`)
	}
	w.raw(`"`)
	w.id(s.ID)
	w.raw(`>`)
	if s.Number != "" || s.Title != "" {
		w.open("h", w.level, "")
		w.number(s.Number)
		w.text(s.Title).close("h", w.level)
	}
	if plain := w.plain[s.ID]; plain != "" {
		w.raw(`<p class="doc-plain"><span>In plain words, not binding:</span> `).text(plain).raw(`</p>`)
	}
	for _, b := range s.Blocks {
		switch b := b.(type) {
		case document.Paragraph:
			w.paragraph(b)
		case document.Heading:
			level := min(w.level+max(b.Level, 2)-1, 6)
			w.open("h", level, b.ID).text(b.Text).close("h", level)
		case document.Table:
			w.table(b)
		case document.Signatures:
			w.signatures(b)
		}
	}
	w.raw(`</section>`)
}
