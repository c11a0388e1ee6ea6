package xlsx

import (
	"bytes"
	"context"
	"strings"

	"demarc/internal/fault"
	"demarc/internal/intake"

	"github.com/xuri/excelize/v2"
)

// Read reads the sheets of a workbook that somebody else may have made. It reads row
// by row and stops at the limits of intake: a few bytes can claim a million cells.
func Read(ctx context.Context, name string, data []byte) (intake.Book, error) {
	book := intake.Book{Name: name}
	merged, err := inspect(ctx, data)
	if err != nil {
		return book, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped})
	if err != nil {
		return book, unreadable
	}
	defer func() { _ = f.Close() }() // it was never written
	for _, sheet := range f.GetSheetList() {
		shown, err := f.GetSheetVisible(sheet)
		if err != nil || !shown && sheet != baseSheet {
			book.Passed = append(book.Passed, "The hidden sheet “"+sheet+"” was not read.")
			continue
		}
		rows, err := readSheet(ctx, f, sheet)
		switch {
		case err != nil:
			return book, err
		case sheet == baseSheet && !shown:
			book.Base = readBase(rows)
		case sheet == aboutSheet && f.GetSheetName(0) == matrixSheet, len(rows) == 0:
		case len(book.Sheets) == intake.MaxSheets:
			book.Passed = append(book.Passed, "The sheet “"+sheet+"” was not read: it is past the eighth.")
		default:
			merged.fill(sheet, rows)
			book.Sheets = append(book.Sheets, intake.Table{Name: sheet, Rows: rows})
		}
	}
	if len(book.Sheets) == 0 {
		return book, fault.Field("file", "No sheet of this file has anything in it.")
	}
	return book, book.Check()
}

var unreadable = fault.Field("file", "This file could not be read as an Excel workbook. Open it in your spreadsheet program and save it as .xlsx once more, or paste its cells.")

// readSheet reads one sheet without its empty end.
func readSheet(ctx context.Context, f *excelize.File, sheet string) ([][]string, error) {
	rows, err := f.Rows(sheet)
	if err != nil {
		return nil, nil //nolint:nilerr // a chart has a tab and no rows
	}
	defer func() { _ = rows.Close() }()
	var out [][]string
	text := 0
	for at := 1; rows.Next(); at++ {
		if at%100 == 0 && ctx.Err() != nil {
			return nil, slow
		}
		cells, err := rows.Columns()
		if err != nil {
			return nil, unreadable
		}
		last := len(cells)
		for last > 0 && strings.TrimSpace(cells[last-1]) == "" {
			last--
		}
		if last == 0 {
			continue
		}
		if at > intake.MaxRows {
			return nil, fault.Field("file", "The sheet “"+sheet+"” has more than 2,000 rows. Keep the rows of the matrix and remove the others.")
		}
		if last > intake.MaxColumns {
			return nil, fault.Field("file", "The sheet “"+sheet+"” is used as far as column "+intake.Letters(last-1)+". Keep 50 columns or fewer.")
		}
		for _, c := range cells[:last] {
			text += len(c)
		}
		if text > 2*intake.MaxText {
			return nil, fault.Field("file", "The cells hold more than a megabyte of text. Keep the columns of the matrix and remove the others.")
		}
		for len(out) < at-1 {
			out = append(out, nil)
		}
		out = append(out, cells[:last:last])
	}
	if rows.Error() != nil {
		return nil, unreadable
	}
	return out, nil
}

var slow = fault.Field("file", "This file takes too long to read. Keep the sheet with the matrix and remove the others, or paste its cells.")
