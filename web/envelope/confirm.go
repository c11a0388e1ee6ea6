package envelope

import (
	"fmt"

	"demarc/internal/signing"
)

// holds counts what is signed.
func (c ceremony) holds() string {
	functions := 0
	for _, a := range c.v.Version.Content.Areas {
		functions += len(a.Rows)
	}
	line := fmt.Sprintf("%d sections of text and a matrix of %d functions in %d areas", len(c.doc.Sections), functions, len(c.v.Version.Content.Areas))
	if n := c.v.Envelope.Pages; n > 0 {
		line += fmt.Sprintf(", %d pages as printed", n)
	}
	return line
}

func (c ceremony) intent() string { return signing.Intent(c.version()) }
