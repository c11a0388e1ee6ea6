package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/intake"
)

// What a workbook may unpack to. Text shared between cells is held as a whole, many
// times its size, so it gets less.
const (
	maxUnzipped = 8 << 20
	maxStrings  = 1 << 20
	maxParts    = 500
)

// inspect refuses a file before the workbook library sees it. The library would open
// a bomb, and it answers a lying archive, broken XML and a document type with no rows
// and no error. On the way it finds the merged cells.
func inspect(ctx context.Context, data []byte) (*merged, error) {
	found := &merged{parts: map[string]string{}, ranges: map[string][]string{}}
	return found, found.inspect(ctx, data)
}

func (m *merged) inspect(ctx context.Context, data []byte) error {
	switch {
	case len(data) > intake.MaxFile:
		return fault.Field("file", "This file is larger than 5 MB. Keep the sheet with the matrix and remove the others.")
	case len(data) == 0:
		return fault.Field("file", "This file is empty.")
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return fault.Field("file", "This file is locked with a password, or it is an old .xls file. Save it as .xlsx without a password.")
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return fault.Field("file", "This is not an Excel workbook. Save it as .xlsx or .csv, or paste its cells.")
	}
	if len(archive.File) > maxParts {
		return tooLarge
	}
	var total uint64
	workbook := false
	for _, part := range archive.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(part.Name, `\`, "/"), "/"))
		total += part.UncompressedSize64
		switch {
		case total > maxUnzipped, path.Base(name) == "sharedstrings.xml" && part.UncompressedSize64 > maxStrings:
			return tooLarge
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasPrefix(name, "xl/macrosheets/"):
			return fault.Field("file", "This workbook has macros. Save it as .xlsx, which leaves them out.")
		case name == "encryptedpackage":
			return fault.Field("file", "This file is locked with a password. Save it without one.")
		case name == "xl/workbook.xml":
			workbook = true
		}
	}
	for _, part := range archive.File {
		if err := m.inspectPart(ctx, part); err != nil {
			return err
		}
	}
	if !workbook && !renamed(archive) {
		return fault.Field("file", "This is not an Excel workbook. Save it as .xlsx or .csv, or paste its cells.")
	}
	return nil
}

// renamed tells whether the archive names its workbook elsewhere, as some programs do.
func renamed(archive *zip.Reader) bool {
	for _, part := range archive.File {
		if strings.EqualFold(part.Name, "[Content_Types].xml") {
			r, err := part.Open()
			if err != nil {
				return false
			}
			defer r.Close()
			text, err := io.ReadAll(io.LimitReader(r, 1<<20))
			return err == nil && bytes.Contains(text, []byte("spreadsheetml.sheet.main+xml"))
		}
	}
	return false
}

var (
	tooLarge = fault.Field("file", "This file unpacks to more than a matrix can be. Keep the sheet with the matrix and remove the others, or paste its cells.")
	damaged  = fault.Field("file", "This file is damaged: what it holds is not what it says. Open it in your spreadsheet program and save it as .xlsx once more.")
)

// inspectPart reads a part to its end, so that one which lies about its size or its
// sum is found, and its XML, so that nothing broken reads as nothing at all.
func (m *merged) inspectPart(ctx context.Context, part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return damaged
	}
	defer r.Close()
	name := strings.ToLower(part.Name)
	if !strings.HasSuffix(name, ".xml") && !strings.HasSuffix(name, ".rels") {
		if _, err := io.Copy(io.Discard, io.LimitReader(r, maxUnzipped+1)); err != nil {
			return damaged
		}
		return nil
	}
	d := xml.NewDecoder(io.LimitReader(r, maxUnzipped+1))
	depth := 0
	for n := 1; ; n++ {
		if n%10000 == 0 && ctx.Err() != nil {
			return slow
		}
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) && depth == 0 {
			return nil
		}
		if err != nil {
			return damaged
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			m.part(name, e)
		case xml.EndElement:
			depth--
		case xml.Directive:
			return fault.Field("file", "This file declares its own document type, which no spreadsheet program does. Save it as .xlsx once more.")
		}
		if depth < 0 || depth > 200 {
			return damaged
		}
	}
}
