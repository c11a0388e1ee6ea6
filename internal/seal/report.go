package seal

import (
	"bytes"
	"crypto/x509"
	"slices"
	"strings"
	"time"
)

// Verdict is the answer to "is this what was sealed?".
type Verdict string

const (
	// Authentic: sealed under a trusted root, and not one byte differs since.
	Authentic Verdict = "authentic"
	// Altered: there is a seal, and the file or the seal was changed after it.
	Altered Verdict = "altered"
	// ForeignSeal: an unbroken signature, but of somebody the caller does not
	// trust. Never to be shown as good.
	ForeignSeal Verdict = "foreign seal"
	// NotSealed: a PDF without any signature.
	NotSealed Verdict = "not sealed"
	// CannotTell: not a PDF this program reads, no root to compare with, or a
	// seal that was made against the rules.
	CannotTell Verdict = "cannot tell"
)

// Trust says whose seals count. The zero value trusts nobody: an unbroken seal
// then gives CannotTell with the fingerprint to compare, because anybody can
// make a chain that agrees with itself.
type Trust struct {
	Roots        []*x509.Certificate // the instance's own roots, or those of a root.pem
	Fingerprints []string            // hex SHA-256 of roots, any case, colons allowed

	// EmbeddedRoot also trusts the root that the file itself carries. It proves
	// that nothing changed since sealing, not who sealed; whoever sets it has
	// compared Report.Fingerprint by other means.
	EmbeddedRoot bool

	// TimeRoots are those of the time authorities that count. Without them a time-stamp
	// is looked at, and its time not believed.
	TimeRoots []*x509.Certificate

	// Revoked are serial numbers of seal certificates, in hex, with the time from which
	// they count for nothing unless an outside clock shows that the seal is older.
	Revoked map[string]time.Time

	// Now refuses seals more than five minutes in the future; zero does not ask.
	Now time.Time
}

func (t Trust) nobody() bool {
	return len(t.Roots) == 0 && len(t.Fingerprints) == 0 && !t.EmbeddedRoot
}

func roots(k *Key) []*x509.Certificate { return []*x509.Certificate{k.root} }

// rootOf is the trusted root that the signer's certificate leads to, or nil.
func (t Trust) rootOf(e *envelope) *x509.Certificate {
	chain := e.chain()
	below := chain[max(0, len(chain)-2)] // what the root has issued
	for _, r := range t.Roots {
		if bytes.Equal(r.RawSubject, below.RawIssuer) && below.CheckSignatureFrom(r) == nil {
			return r
		}
	}
	issuer := e.top()
	if issuer == nil {
		return nil
	}
	for _, f := range t.Fingerprints {
		if strings.ToLower(strings.NewReplacer(":", "", " ", "").Replace(f)) == Fingerprint(issuer) {
			return issuer
		}
	}
	if t.EmbeddedRoot && issuer.CheckSignatureFrom(issuer) == nil {
		return issuer
	}
	return nil
}

// Check is one thing that was looked at. A check that could not be reached
// because an earlier one failed is absent from the report.
type Check struct {
	Name   string `json:"name"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
}

// Report is a verdict with its reasons. What describes the seal is to be
// believed only with the verdict Authentic; the rest shows it for looking into.
type Report struct {
	Verdict     Verdict   `json:"verdict"`
	Sentence    string    `json:"sentence"` // for people, complete
	Checks      []Check   `json:"checks"`
	SHA256      string    `json:"sha256"`                // of the whole file, hex
	SealedBy    string    `json:"sealed_by,omitempty"`   // name in the seal certificate
	Fingerprint string    `json:"fingerprint,omitempty"` // of the root inside the file, hex SHA-256
	Serial      string    `json:"serial,omitempty"`      // of the seal certificate, hex
	SealedAt    time.Time `json:"sealed_at,omitzero"`    // by the sealing instance's clock
	Level       string    `json:"level,omitempty"`       // "PAdES B-B", "PAdES B-T", "PAdES B-LT"
	Name        string    `json:"name,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	Location    string    `json:"location,omitempty"`

	Time      time.Time  `json:"time,omitzero"`     // confirmed by an outside clock; zero if none
	TimeBy    string     `json:"time_by,omitempty"` // the name in that authority's certificate
	Revisions []Revision `json:"revisions,omitempty"`
}

// check records a result and hands it on.
func (r *Report) check(name string, ok bool, good, bad string) bool {
	detail := good
	if !ok {
		detail = bad
	}
	r.Checks = append(r.Checks, Check{Name: name, OK: ok, Detail: detail})
	return ok
}

// failed is the detail of the check that failed last: the one that decided.
func (r *Report) failed() string {
	for _, c := range slices.Backward(r.Checks) {
		if !c.OK {
			return c.Detail
		}
	}
	return ""
}

func (r *Report) is(v Verdict, sentence string) Report {
	r.Verdict, r.Sentence = v, sentence
	return *r
}

func (r *Report) altered() Report {
	return r.is(Altered, "Changed after sealing: "+r.failed()+".")
}

func day(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04:05 UTC") }
