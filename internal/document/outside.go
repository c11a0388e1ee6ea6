package document

import (
	"fmt"
	"slices"

	"demarc/internal/audit"
	"demarc/internal/engagement"
)

// OutsideName is the name under which a copy signed outside stands in the sealed file.
const OutsideName = "signed-outside.pdf"

const outsideNote = "Signed outside this system: see the attached " + OutsideName + "."

// attested holds the copy against the record: that the one side put in these very bytes,
// and that the other confirmed them.
func (o Outside) attested(log []audit.Entry) error {
	says := func(verb audit.Verb) bool {
		return slices.ContainsFunc(log, func(x audit.Entry) bool {
			return x.Verb == verb && x.Fact.Subject == o.ID && x.Fact.Digest == o.SHA256
		})
	}
	switch {
	case engagement.Sum(o.Data) != o.SHA256:
		return fmt.Errorf("copy %s: its bytes are not those that were put in", o.ID)
	case !says(audit.PaperAttached) || !says(audit.PaperConfirmed):
		return fmt.Errorf("copy %s: the record does not say that one side put it in and the other confirmed it", o.ID)
	}
	return nil
}

// InsideOf is what the record says was found in a copy, besides its pages, when it was
// put in; empty where nobody looked.
func InsideOf(log []audit.Entry, paper string) string {
	for _, x := range log {
		if x.Verb == audit.PaperAttached && x.Fact.Subject == paper {
			return x.Fact.Data["inside"]
		}
	}
	return ""
}

func (o Outside) file() File {
	return File{Name: OutsideName, MediaType: "application/pdf", Description: "The copy that was signed outside this system, as it was put in and confirmed", Data: o.Data}
}

// outside says before all else what this certificate cannot know.
func (c certificate) outside() []Block {
	o := c.Outside
	return []Block{
		Heading{ID: "certificate-outside", Level: 2, Text: "Signed outside this system"},
		Paragraph{Style: Lead, Runs: Text(
			"Nobody signed this agreement here. One side put in a copy that was signed " + o.Kind.Words() + ", and the other side confirmed it. " +
				"What is known of it is who put it in, who confirmed it, when, and its exact bytes. Who signed it, and when, can be judged from the copy alone.")},
		pairs("certificate-outside-facts", "The copy, attached to this file as "+OutsideName,
			[2]string{"Put in by", o.By + ", for " + c.company(o.Side)},
			[2]string{"Put in", Moment(o.At)},
			[2]string{"In their words", "“" + o.Statement + "”"},
			[2]string{"Confirmed by", o.AnsweredBy + ", for " + c.company(o.Side.Other())},
			[2]string{"Confirmed", Moment(o.AnsweredAt)},
			[2]string{"Looked for in it", InsideOf(c.Log, o.ID)},
			[2]string{"Its length", count(o.Size, "byte", "bytes")},
			[2]string{"Its SHA-256", o.SHA256}),
	}
}

// records is how the certificate begins.
func (c certificate) records() string {
	if c.Outside != nil {
		return "This certificate records how a signed copy of the agreement before it came here"
	}
	return "This certificate records how and when the agreement before it was signed"
}

// kind says what the signatures are in law, as far as this system made them.
func (c certificate) kind() string {
	if c.Outside != nil {
		return "No signature was made in this system. "
	}
	return "Each signature is a simple electronic signature: a person’s typed or drawn name with the intent to sign, under the United States ESIGN Act and UETA and Article 3(10) of Regulation (EU) No 910/2014 (eIDAS). "
}

func (c certificate) endedWord() string {
	if c.Outside != nil {
		return "Copy confirmed"
	}
	return "Signed by everyone"
}

func (c certificate) signatureCount() string {
	if c.Outside != nil {
		return "None in this system. They stand in the attached copy."
	}
	return fmt.Sprintf("%d of %d", c.signatures(), len(c.Envelope.Signing()))
}
