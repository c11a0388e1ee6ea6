package document

import (
	"encoding/hex"
	"strconv"
	"strings"

	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
)

func (c certificate) integrity() []Block {
	k := c.Seal
	period := ""
	if !k.Until.IsZero() {
		period = Moment(k.From) + " to " + Moment(k.Until)
	}
	outside := "None was asked. The time of sealing is that of this instance’s own clock."
	if k.Authority != "" {
		outside = k.Authority + " is asked for the time after this page was printed. Its name, serial number and time stand in the seal; the evidence page names them."
	}
	return []Block{
		pairs("certificate-chain", "The record",
			[2]string{"Length of the record", count(int(c.Head.Seq), "entry", "entries")},
			[2]string{"Hash of its last entry", hex.EncodeToString(c.Head.Hash[:])},
			[2]string{"Time of its last entry", Moment(c.Head.At)},
			[2]string{"How each hash is made", "SHA-256 of the text “demarc/audit/v1”, a zero byte, the stream, the number, the hash before it, the time in microseconds, the verb and the payload. " +
				"Stream, verb and payload have their length before them; numbers and lengths are 8 bytes, big endian. The payload is hashed as the exact text that stands in events.jsonl."},
			[2]string{"Names, addresses and reasons", audit.Recipe},
		),
		pairs("certificate-seal", "The seal",
			[2]string{"Sealed with the certificate of", k.Subject},
			[2]string{"Issued by", k.Issuer},
			[2]string{"Its serial number", k.Serial},
			[2]string{"Its SHA-256 fingerprint", k.Fingerprint},
			[2]string{"It is good", period},
			[2]string{"SHA-256 fingerprint of the root", k.Root},
			[2]string{"Outside time", outside},
			[2]string{"Printed by", k.Program},
		),
		Paragraph{Runs: Text(
			c.kind() +
				"The file carries one seal of the platform, an electronic signature over the whole file, which shows any later change. It is not a qualified electronic signature.")},
		Paragraph{Runs: Text(c.kept())},
	}
}

// kept is how long the records are kept, as the agreement says.
func (c certificate) kept() string {
	years, err := strconv.Atoi(agreement.Terms(c.Signing.Version.Content.Terms).Value("esign.retention_years"))
	if err != nil {
		return "The agreement does not say how long the records are kept."
	}
	return "By the agreement, this file and its record are kept for " + count(years, "year", "years") + " after the agreement ends, and both companies keep access to them for that time."
}

func (c certificate) check() []Block {
	code := func(s string) Paragraph { return Paragraph{Style: Code, Runs: Text(s)} }
	out := []Block{
		Paragraph{Runs: Text("Save this file as agreement.pdf. The first commands use the free tools Poppler and OpenSSL; the last uses the program that made this file, without a network.")},
		Paragraph{Runs: Text("The seal is valid and covers the file:")},
		code("pdfsig -nocert agreement.pdf"),
		Paragraph{Runs: Text("The attached data has the SHA-256 that every signer signed, " + c.Signing.Version.Digest + ":")},
		code("pdfdetach -saveall -o . agreement.pdf"),
		code("openssl dgst -sha256 agreement.json"),
		Paragraph{Runs: Text("The first certificate of the attached chain is the one that sealed the file and the last is the root. Each has the fingerprint printed in part 6; OpenSSL writes it in capitals with colons:")},
		code("openssl x509 -in seal-chain.pem -noout -subject -serial -fingerprint -sha256"),
		Paragraph{Runs: Text("The seal was made with that certificate and no other, over exactly the bytes that stand around it; pdfsig writes them out:")},
		code("pdfsig -dump agreement.pdf"),
		code("openssl cms -verify -cades -binary -inform DER -in agreement.pdf.sig0 -content signed-bytes -CAfile root.pem -out /dev/null"),
		Paragraph{Runs: Text("Here signed-bytes are the bytes of agreement.pdf before and after the seal’s /Contents, as its /ByteRange names them, and root.pem is the root from an address you trust.")},
		Paragraph{Runs: Text("All of this at once, and every entry of the record:")},
		code("demarc verify agreement.pdf"),
	}
	if c.Envelope.Verify != "" {
		out = append(out, Paragraph{Runs: Text("Online, without an account, and with the answer whether the agreement is still in force: " + c.Envelope.Verify)})
	}
	return out
}

// disclosure prints what signers were told, word for word, with its SHA-256 and how often
// the record says that it was shown.
func (c certificate) disclosure() []Block {
	var out []Block
	exact := func(title, text string) {
		out = append(out, Paragraph{Runs: []Run{{Text: title, Bold: true}}})
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				out = append(out, Paragraph{Runs: Text(line)})
			}
		}
		out = append(out, Paragraph{Style: Code, Runs: Text("SHA-256 " + engagement.Sum([]byte(text)))})
	}
	seen := map[string]bool{}
	for _, s := range c.Envelope.Live() {
		t, _ := testify(c.Envelope, s, c.Log)
		if t.disclosed != "" && !seen[t.disclosed] {
			seen[t.disclosed] = true
			if c.Disclosure != "" && t.disclosed == engagement.Sum([]byte(c.Disclosure)) {
				exact("The disclosure that was shown:", c.Disclosure)
			} else {
				out = append(out, Paragraph{Runs: Text("A disclosure was shown whose text is not kept; its SHA-256 is " + t.disclosed + ".")})
			}
		}
	}
	if len(seen) == 0 {
		out = append(out, Paragraph{Runs: Text("The record does not say that a disclosure was shown beyond the words that each signer ticked.")})
	}
	words := map[string]bool{}
	for _, s := range c.Envelope.Live() {
		if w := s.Evidence.Consent; w != "" && !words[w] {
			words[w] = true
			exact("The words of consent, each in its own box that was not ticked beforehand:", w)
		}
	}
	return out
}
