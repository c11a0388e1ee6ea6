package seal

import (
	"bytes"
	"strings"
	"testing"

	"demarc/internal/seal/sealtest"
)

// blind are files that our own check does not pass and in which pdfsig, qpdf and openssl
// see nothing wrong, with what they do not look at.
var blind = map[string]string{
	"upper-case digits":                        spelling,
	"cms version":                              spelling,
	"signer version":                           spelling,
	"digest algorithm with null":               spelling,
	"signature algorithm with null":            spelling,
	"range with leading zeros":                 spelling,
	"range with plus signs":                    spelling,
	"signing-time added":                       "CMS allows it, PAdES does not",
	"signature byte":                           company,
	"root left out":                            company,
	"certificate added":                        company,
	"certificate twice":                        company,
	"no root and the embedded one touched":     company,
	"right fingerprint, embedded root touched": company,
	"trusting the embedded root, touched":      company,
	"changes allowed":                          permission,
	"not a certification":                      permission,
	"no perms":                                 permission,
	"perms name another":                       permission,
	"two fields hold it":                       "they list a signature once for each field, and count both as good",
	"second signature under the seal":          "no field leads to it",
	"second signature inside another object":   "no field leads to it",
	"certificate not for sealing":              "they are asked for any purpose, as the seal certificate has none that they know",
	"certificate is an authority":              "they are asked for any purpose, as the seal certificate has none that they know",
	"forged token in the seal":                 stamp,
	"other time in the token":                  stamp,
	"token of another file in the seal":        stamp,
	"token with one certificate more":          stamp,
	"token without its root":                   stamp,
	"token with a touched root":                stamp,
	"dated before the clock in its seal":       stamp,
	"dated after the clock in its seal":        stamp,
	"dated after the clock behind its seal":    stamp,
	"token is junk":                            stamp,
	"token taken out of the seal":              stamp,
}

const (
	spelling   = "the same signature in another spelling"
	company    = "the certificates that accompany a signature; theirs come from the list of roots"
	permission = "none of them asks what the certification permits"
	stamp      = "none of them reads a time-stamp inside a signature"
)

// judged asks programs of others what they think of a file of the corpus, and a viewer
// what it shows. An authentic file must be valid to all of them and show the sealed text;
// of another one some program must object, or it must be known why none does.
func (a attack) judged(t *testing.T, own *Key, clean []byte) string {
	t.Helper()
	pem := own.RootPEM()
	if len(a.trust.Roots) > 0 {
		pem = encodePEM(a.trust.Roots)
	}
	if a.want == Authentic {
		sealtest.Once(t, a.pdf, pem)
		if text, ran := sealtest.Text(t, a.pdf); ran && (!strings.Contains(text, "1000 USD") || strings.Contains(text, "9000")) {
			t.Errorf("authentic, and a viewer shows %q", text)
		}
		return "valid to all"
	}
	if a.shows != "" {
		if text, ran := sealtest.Text(t, a.pdf); ran && !strings.Contains(text, a.shows) {
			t.Errorf("the attack does nothing: a viewer shows %q", text)
		}
	}
	if bytes.Equal(a.pdf, clean) {
		return "the very file that is authentic"
	}
	against := sealtest.Doubts(t, a.pdf, pem)
	if len(against) > 0 {
		return voice(against[0])
	}
	if blind[a.title] == "" {
		t.Errorf("no program of others sees anything wrong with it, and it is not known why")
	}
	return "NOT SEEN by others: " + blind[a.title]
}

// voice is the gist of what a program says against a file.
func voice(said string) string {
	program, rest, _ := strings.Cut(said, ": ")
	for _, gist := range []string{
		"Digest Mismatch", "Not total document signed", "does not contain any signatures", "Signature is Invalid", "couldn't be parsed", "Decoding error",
		"Syntax Error", "May not be a PDF", "WARNING", "certificate has expired", "self-signed certificate", "unable to get", "verification failure", "Verification failure", "exit status", "signal",
	} {
		if strings.Contains(rest, gist) {
			return program + ": " + gist
		}
	}
	return strings.Join(strings.Fields(said), " ")
}
