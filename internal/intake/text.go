package intake

import (
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"demarc/internal/fault"
)

// ReadText reads cells that were pasted, or a file of separated values: by tabs, commas
// or semicolons, in UTF-8, in UTF-16 as Excel's "Unicode text", or in the old code page
// of Windows.
func ReadText(name string, data []byte) (Book, error) {
	field := "file"
	if name == "" {
		field = "cells"
	}
	if len(data) > MaxFile {
		return Book{}, fault.Field(field, "This is larger than 5 MB. Keep the sheet with the matrix and remove the others.")
	}
	text := decode(data)
	if strings.ContainsRune(text, 0) {
		return Book{}, fault.Field(field, "This is no spreadsheet and no table of text. Save it as .xlsx or .csv.")
	}
	b := Book{Name: name}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = separator(text), -1, true, true
	t := Table{}
	line := 1
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return b, fault.Field(field, fmt.Sprintf("Row %d could not be read as a row of cells. Look for an open quotation mark.", len(t.Rows)+1))
		}
		// The reader skips empty lines; they are rows all the same.
		at, _ := r.FieldPos(0)
		for ; line < at; line++ {
			t.Rows = append(t.Rows, nil)
		}
		row := make([]string, len(record))
		for i, s := range record {
			row[i] = bare(s)
			line += strings.Count(s, "\n")
		}
		line++
		for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
			row = row[:len(row)-1]
		}
		t.Rows = append(t.Rows, row)
		if len(t.Rows) > MaxRows || len(row) > MaxColumns {
			break // Check says so
		}
	}
	if len(t.Rows) == 0 {
		return b, fault.Field(field, "There are no cells in it.")
	}
	b.Sheets = []Table{t}
	err := b.Check()
	if f, ok := fault.Of(err); ok && field != "file" {
		return b, fault.Field(field, f.Message)
	}
	return b, err
}

// separator is the mark that the first rows have most of. A tab in cells copied from a
// spreadsheet beats any comma in their text.
func separator(text string) rune {
	first, _, _ := strings.Cut(text, "\n")
	head := text[:min(len(text), 4000)]
	switch {
	case strings.Contains(head, "\t"):
		return '\t'
	case strings.Count(first, ";") > strings.Count(first, ","):
		return ';'
	case strings.Count(first, ",") == 0 && strings.Count(head, ";") > strings.Count(head, ","):
		return ';'
	}
	return ','
}

// bare takes away the apostrophe that our own export puts before what a spreadsheet
// would run as a formula.
func bare(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && rest != "" && strings.ContainsRune("\t\r\n=+-@|%＝＋－＠｜％", first(strings.TrimLeft(rest, " \u00a0\u3000"))) {
		return rest
	}
	return s
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// decode makes text of the bytes of a file.
func decode(data []byte) string {
	switch {
	case len(data) > 1 && data[0] == 0xff && data[1] == 0xfe:
		return wide(data[2:], binary.LittleEndian)
	case len(data) > 1 && data[0] == 0xfe && data[1] == 0xff:
		return wide(data[2:], binary.BigEndian)
	case utf8.Valid(data):
		return strings.TrimPrefix(string(data), "\ufeff")
	}
	var b strings.Builder
	for _, c := range data {
		if c >= 0x80 && c < 0xa0 {
			b.WriteRune(windows[c-0x80])
		} else {
			b.WriteRune(rune(c))
		}
	}
	return b.String()
}

func wide(data []byte, order binary.ByteOrder) string {
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	return string(utf16.Decode(units))
}

// windows is the part of code page 1252 that Latin-1 leaves open.
var windows = []rune("€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ")
