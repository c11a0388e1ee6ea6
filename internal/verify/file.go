package verify

import (
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strconv"

	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/seal"
)

// File looks at a file whole: first the seal, byte for byte; then, if that is good, the
// agreement and the record inside. It needs no network, keeps nothing and never panics.
func File(pdf []byte, trust seal.Trust) Report {
	s := seal.Verify(pdf, trust)
	r := Report{Seal: s, SHA256: s.SHA256, Sentence: s.Sentence, Verdict: map[seal.Verdict]Verdict{
		seal.Authentic: Authentic, seal.Altered: Altered, seal.ForeignSeal: ForeignSeal, seal.NotSealed: NotSealed, seal.CannotTell: CannotTell,
	}[s.Verdict]}
	for _, c := range s.Checks {
		result := Fail
		if c.OK {
			result = Pass
		}
		r.check(c.Name, result, c.Detail)
	}
	if r.Verdict != Authentic {
		return r
	}
	inside, _ := seal.Attachments(pdf, "agreement.json", "events.jsonl") // what cannot be read is not there
	for _, look := range []func(map[string][]byte) error{r.content, r.record, r.bound} {
		if err := look(inside); err != nil {
			r.Agreement, r.Version, r.Content, r.Entries, r.Head = "", 0, "", 0, ""
			r.Verdict = CannotTell
			r.Sentence = "Could not check: the seal is unbroken, but " + err.Error() + "."
			return r
		}
	}
	r.time()
	r.Sealed = r.original(pdf)
	r.Sentence = r.sealed()
	return r
}

// fail notes what does not hold.
func (r *Report) fail(name string, err error) error {
	r.check(name, Fail, err.Error())
	return err
}

// content reads the agreement as data: the bytes whose digest everybody signed.
func (r *Report) content(inside map[string][]byte) error {
	const name = "agreement"
	data, ok := inside["agreement.json"]
	if !ok {
		return r.fail(name, errors.New("it carries no agreement as data"))
	}
	sum := engagement.Sum(data)
	v, err := engagement.Thaw(0, data, sum, r.Seal.SealedAt)
	if err != nil {
		return r.fail(name, errors.New("the agreement inside cannot be read"))
	}
	r.Agreement, r.Content = v.Content.Number, sum
	r.check(name, Pass, "agreement "+v.Content.Number+", SHA-256 "+sum)
	return nil
}

// record computes every entry of the record again, and that what was signed is the
// agreement inside.
func (r *Report) record(inside map[string][]byte) error {
	const name = "record"
	data, ok := inside["events.jsonl"]
	if !ok {
		return r.fail(name, errors.New("it carries no record of how it was signed"))
	}
	log, err := document.ReadEvents(data)
	if err != nil || len(log) == 0 {
		return r.fail(name, errors.New("the record inside cannot be read"))
	}
	last := log[len(log)-1]
	if err := audit.Check(log, audit.Head{Stream: last.Stream, Seq: last.Seq, Hash: last.Hash, At: last.At}); err != nil {
		return r.fail(name, fmt.Errorf("the record inside does not hold (%w)", err))
	}
	if err := r.signed(log); err != nil {
		return r.fail(name, err)
	}
	r.Entries, r.Head = len(log), hex.EncodeToString(last.Hash[:])
	r.check(name, Pass, number(r.Entries)+" entries, each following the one before; the last is "+r.Head)
	return nil
}

// signed finds the freezing of the agreement inside and the signatures under it.
func (r *Report) signed(log []audit.Entry) error {
	frozen, signatures, paper := false, 0, false
	for _, e := range log {
		switch e.Verb { //nolint:exhaustive // the rest of a record says nothing of this
		case audit.VersionFrozen:
			if frozen = e.Fact.Digest == r.Content; frozen {
				r.Version, _ = strconv.Atoi(e.Fact.Subject)
			}
			signatures, paper = 0, false
		case audit.SignatureApplied:
			if frozen && e.Fact.Digest != r.Content {
				return errors.New("the record says that another agreement was signed")
			}
			signatures++
		case audit.PaperConfirmed:
			paper = true
		}
	}
	switch {
	case !frozen:
		return errors.New("the record does not know the agreement inside")
	case signatures == 0 && !paper:
		return errors.New("the record knows no signature under the agreement inside")
	}
	r.outside = paper
	return nil
}

// Reason is what a seal says of itself in the words of a PDF reader's panel: how the
// agreement was signed, and the end of the record, so that the record cannot be changed
// for another whole one.
func Reason(agreement string, version int, outside bool, head audit.Head) string {
	how := here
	if outside {
		how = elsewhere
	}
	return fmt.Sprintf("Agreement %s, version %d, %s; record of %d entries ending in %x", agreement, version, how, head.Seq, head.Hash)
}

// How an agreement was signed, in the words of its seal.
const (
	here      = "signed by both parties"
	elsewhere = "signed outside Demarc and confirmed by both parties"
)

var reason = regexp.MustCompile(`^Agreement (.+), version ([0-9]+), (` + here + `|` + elsewhere + `)(?:; record of ([0-9]+) entries ending in ([0-9a-f]{64}))?$`)

// bound compares what the seal says of itself with what the file carries.
func (r *Report) bound(map[string][]byte) error {
	const name = "seal names them"
	says := reason.FindStringSubmatch(r.Seal.Reason)
	switch {
	case says == nil:
		return r.fail(name, errors.New("the seal does not say that it is of an agreement"))
	case says[1] != r.Agreement:
		return r.fail(name, errors.New("the seal names another agreement than the one inside"))
	case r.Version > 0 && says[2] != number(r.Version):
		return r.fail(name, errors.New("the seal names another version than the one inside"))
	case (says[3] == elsewhere) != r.outside:
		return r.fail(name, errors.New("the seal tells another way of signing than the record inside"))
	case says[5] == "":
		r.check(name, NotChecked, "the seal names the agreement, but is from before seals named the end of the record")
	case says[4] != number(r.Entries) || says[5] != r.Head:
		return r.fail(name, errors.New("the seal names another record than the one inside"))
	default:
		r.check(name, Pass, "the seal names this agreement, this version and the end of this record")
	}
	r.Version, _ = strconv.Atoi(says[2])
	return nil
}

// time says whether anybody else's clock confirms when it was sealed.
func (r *Report) time() {
	if r.Seal.Time.IsZero() {
		r.check(outsideTime, NotChecked, "no outside clock that is trusted here confirmed the time; it is that of the instance that sealed")
		return
	}
	r.check(outsideTime, Pass, r.Seal.TimeBy+" confirms that it existed on "+moment(r.Seal.Time))
}

// original is the file as it was sealed, without the time-stamps that were added since.
func (r *Report) original(pdf []byte) string {
	if added := r.Seal.Revisions; len(added) > 0 {
		return engagement.Sum(pdf[:added[0].From])
	}
	return r.SHA256
}
