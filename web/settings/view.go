package settings

import (
	"fmt"

	"demarc/internal/party"
	"demarc/web/page"
	"demarc/web/ui"
)

// view is the brand as the page shows it.
type view struct {
	brand   party.Kept
	msp     string
	looking bool // nothing of it is saved
}

func (v view) sender() string {
	if v.brand.Sender != "" {
		return v.brand.Sender
	}
	return v.msp
}

func (v view) footer() string {
	if v.brand.Footer != "" {
		return v.brand.Footer
	}
	return "Your footer line stands here"
}

func (v view) sheet() string {
	if v.brand.Paper == party.A4 {
		return "brand-sheet brand-sheet-a4"
	}
	return "brand-sheet"
}

// corrected tells that the colour is not the one that was chosen.
func (v view) corrected() bool { return v.brand.Asked != v.brand.Accent }

func ratio(color string) string { return fmt.Sprintf("%.1f to 1", party.Contrast(color, "#ffffff")) }

func accentField(f *page.Form) ui.Field {
	field := f.Field("accent", "Accent color")
	field.Hint, field.Optional, field.Width = "Six digits after a #, such as #1f4fa8. Empty: Demarc’s own blue.", true, "10"
	field.Autocomplete = "off"
	return field
}

func footerField(f *page.Form) ui.Field {
	field := f.Field("footer", "Footer line")
	field.Hint, field.Optional = "At the foot of every printed page and letter, such as your address. At most 120 characters.", true
	return field
}

func senderField(f *page.Form, msp string) ui.Field {
	field := f.Field("sender", "Sender name")
	field.Hint, field.Optional = "Who letters are from. Empty: "+msp+".", true
	return field
}

func paperField(f *page.Form) ui.Field {
	field := f.Field("paper", "Paper size")
	field.Inline = true
	if field.Value == "" {
		field.Value = "letter"
	}
	field.Options = []ui.Option{{Value: "letter", Label: "Letter (8.5 × 11 in)"}, {Value: "a4", Label: "A4 (210 × 297 mm)"}}
	return field
}

func logoField(f *page.Form) ui.Field {
	field := f.Field("logo", "Picture file")
	field.Type = "file"
	field.Hint = "PNG or JPEG, up to 1 MB and 4,000 pixels on a side. We keep a copy of at most 640 by 240 pixels and nothing else of the file."
	field.Value = ""
	return field
}
