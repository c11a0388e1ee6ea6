package pdf

import "demarc/internal/document"

// Pages gives the page of every anchor of d, counted from 1, as Write will print it. It
// lays d out and draws nothing, so it fails as Write does and takes about half the time.
func Pages(d document.Document) (map[string]int, error) {
	out, err := layOut(d)
	if err != nil {
		return nil, err
	}
	pages := make(map[string]int, len(out.anchors))
	for id, at := range out.anchors {
		pages[id] = at.page + 1
	}
	return pages, nil
}

// Count is the number of pages of d as Write will print it.
func Count(d document.Document) (int, error) {
	out, err := layOut(d)
	if err != nil {
		return 0, err
	}
	return len(out.pages), nil
}
