package party

// Brand is how an MSP's papers, pages and letters look. It is part of a frozen
// version, so that a later change of the brand does not change a signed paper.
type Brand struct {
	Accent string `json:"accent,omitempty"` // "#1f4fa8"; empty is the house colour
	Footer string `json:"footer,omitempty"` // one line under the footer, such as an address
	Sender string `json:"sender,omitempty"` // display name on letters
	Paper  Paper  `json:"paper,omitempty"`
	Logo   Logo   `json:"logo,omitzero"`
}

// Paper is the size of a printed sheet.
type Paper string

const (
	Letter Paper = ""   // 8.5 x 11 inches
	A4     Paper = "a4" // 210 x 297 mm
)

// Logo is a picture that was decoded and written anew by us; nothing of an uploaded
// file's own bytes is in it.
type Logo struct {
	PNG    []byte `json:"png,omitempty"` // 8-bit RGB or RGBA, not interlaced
	Width  int    `json:"width,omitempty"`
	Height int    `json:"height,omitempty"`
	Alt    string `json:"alt,omitempty"` // what a screen reader says, usually the company's name
}
