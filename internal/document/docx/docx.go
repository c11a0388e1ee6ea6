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
	"strconv"
	"time"

	"demarc/internal/document"
	"demarc/internal/engagement"
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
	b := newBody(d, o)
	b.document()
	parts := []struct {
		name string
		data []byte
	}{
		{"[Content_Types].xml", []byte(contentTypes)},
		{"_rels/.rels", []byte(packageRels)},
		{"docProps/core.xml", core(d)},
		{"docProps/app.xml", []byte(app)},
		{"word/document.xml", b.b},
		{"word/_rels/document.xml.rels", []byte(documentRels)},
		{"word/styles.xml", []byte(styles)},
		{"word/numbering.xml", []byte(numbering)},
		{"word/settings.xml", settings(d)},
		{"word/header1.xml", header(d, portrait)},
		{"word/footer1.xml", footer(d, o, portrait)},
		{"word/header2.xml", header(d, landscape)},
		{"word/footer2.xml", footer(d, o, landscape)},
	}
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
	s := d.Reference
	if d.Version > 0 {
		s += " version " + strconv.Itoa(d.Version) + " sha256:" + d.Digest
	}
	return s
}

// identity is the line at the foot of every page.
func identity(d document.Document) string {
	s := d.Reference
	if d.Version > 0 {
		s += "  ·  Version " + strconv.Itoa(d.Version) + "  ·  " + engagement.Short(d.Digest)
	}
	return s
}

// standing is what the file says about itself on its first page and at every foot.
func standing(d document.Document, o Options) string {
	switch {
	case d.Status == document.Draft:
		return document.DraftMark + ". " + document.DraftNotice
	case o.Sealed != "":
		return "Conformed copy; the signed original is the PDF with SHA-256 " + o.Sealed + "."
	case d.Status == document.Frozen:
		return "Out for signature, not signed."
	}
	return ""
}
