package frame

import (
	"net/url"

	"demarc/internal/raci"
	"demarc/web/ui"
)

// InMatrix is where below the matrix's address a finding is mended: the field on the
// row's card, the row in the grid, or the page to add what is missing.
func InMatrix(f raci.Finding) string {
	switch {
	case f.Rule == "V45":
		return "/functions/new?" + url.Values{"key": {f.Field}}.Encode()
	case f.Function != "" && f.Field != "":
		return "/functions/" + string(f.Function) + "#" + ui.FieldID(f.Field)
	case f.Rule == "V46" && f.Function != "":
		return "/functions/" + string(f.Function)
	case f.Function != "":
		return "#function-" + string(f.Function)
	}
	return ""
}
