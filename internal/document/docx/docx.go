// Package docx writes a document as a Word file for lawyers: named styles, numbers
// that Word counts itself and that equal the model's, live cross references, a
// bookmark on every clause, and the matrix on landscape pages. It uses the standard
// library only. The schema fixes the order of elements (ECMA-376, wml.xsd): Word
// calls a file corrupt where it differs. Start reading at Write, then body.go.
package docx

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"time"

	"demarc/internal/document"
)

// Options are what a document does not know of itself.
type Options struct {
	// Sealed is the hex SHA-256 of the sealed PDF. With it, the file says that it is a
	// copy and which file is the original.
	Sealed string
	// Pages gives the page of each section by its ID, as the PDF has them, for the list
	// of contents. Without it the list has no page numbers until Word updates it.
	Pages map[string]int
}

// Write makes the file. Equal input gives equal bytes.
func Write(d document.Document, o Options) ([]byte, error) {
	l, err := newLook(d)
	if err != nil {
		return nil, fmt.Errorf("write docx: %w", err)
	}
	b := newBody(d, o, l)
	b.document()
	parts := []part{
		{"[Content_Types].xml", contentTypes(l)},
		{"_rels/.rels", []byte(packageRels)},
		{"docProps/core.xml", core(d)},
		{"docProps/app.xml", []byte(app)},
		{"word/document.xml", b.b},
		{"word/_rels/document.xml.rels", documentRels(l)},
		{"word/styles.xml", styles(l)},
		{"word/numbering.xml", numbering(l)},
		{"word/settings.xml", settings(d)},
		{"word/header1.xml", header(d, l.upright)},
		{"word/footer1.xml", footer(d, o, l.upright)},
		{"word/header2.xml", header(d, l.turned)},
		{"word/footer2.xml", footer(d, o, l.turned)},
		{"word/header3.xml", firstHeader(d)},
		{"word/footer3.xml", footer(d, o, l.upright)},
	}
	if l.logo != nil {
		parts = append(parts, part{"word/" + logoName, l.logo.PNG})
	}
	return pack(parts)
}

type part struct {
	name string
	data []byte
}

// pack puts parts into one file.
func pack(parts []part) ([]byte, error) {
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	// One compressor serves all parts, one after the other; each would take a megabyte.
	// Level 2 halves the time of the default for a tenth more bytes.
	packer, err := flate.NewWriter(nil, 2)
	if err != nil {
		return nil, fmt.Errorf("write docx: %w", err)
	}
	zw.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		packer.Reset(w)
		return packer, nil
	})
	for _, p := range parts {
		// The first day that zip knows, so that a file does not depend on when it was made.
		w, err := zw.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
		if _, err := w.Write(p.data); err != nil {
			return nil, fmt.Errorf("write %s: %w", p.name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("write docx: %w", err)
	}
	return out.Bytes(), nil
}

// Identifier is what a returned file is recognized by: reference, version and digest
// of the text it was made from. It survives editing in Word and LibreOffice.
func Identifier(d document.Document) string {
	if d.Version == 0 {
		return d.Reference
	}
	return fmt.Sprintf("%s version %d sha256:%s", d.Reference, d.Version, d.Digest)
}

// standing is what the file says about itself at every foot.
func standing(d document.Document, o Options) string {
	switch {
	case d.Status == document.Draft:
		return document.DraftMark + ". " + document.DraftNotice
	case o.Sealed != "":
		return "Conformed copy; the signed original is the PDF with SHA-256 " + o.Sealed + "."
	case document.Mark(d) != "":
		return document.Mark(d) + "."
	case d.Status == document.Frozen:
		return "Out for signature, not signed."
	}
	return ""
}

// notice is what it says below the title beside the facts that the PDF has there too.
func notice(d document.Document, o Options) string {
	if d.Status == document.Draft || o.Sealed != "" {
		return standing(d, o)
	}
	return ""
}
