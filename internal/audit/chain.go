package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// domain separates these hashes from every other use of SHA-256 in the product.
const domain = "demarc/audit/v1"

// Head is the end of a chain: where the next entry goes on.
type Head struct {
	Stream string
	Seq    int64
	Hash   [32]byte
	At     time.Time
}

// Next makes the entry that follows h. Its time is at, or the head's time when the
// clock went back, so that a chain's times never run backwards. Times are kept to
// the microsecond, which is what Postgres keeps.
func (h Head) Next(at time.Time, verb Verb, f Fact) (Entry, Head, error) {
	at = at.UTC().Truncate(time.Microsecond)
	if at.Before(h.At) {
		at = h.At
	}
	payload, err := f.Canonical()
	if err != nil {
		return Entry{}, h, err
	}
	e := Entry{Stream: h.Stream, Seq: h.Seq + 1, At: at, Verb: verb, Fact: f, Prev: h.Hash, Payload: payload}
	e.Hash = e.Sum()
	return e, Head{Stream: h.Stream, Seq: e.Seq, Hash: e.Hash, At: at}, nil
}

// SetBack is how far a clock goes back when it is set right in passing; more is a clock that
// was wrong, or is.
const SetBack = time.Minute

// NotBefore is a time that is said to follow the end of a chain: at, or the time of the
// end where the clock went back by SetBack at most. A clock that went back further is left
// as it is, and what is dated by it must say so.
func NotBefore(h Head, at time.Time) time.Time {
	if at.Before(h.At) && h.At.Sub(at) <= SetBack {
		return h.At
	}
	return at
}

// Sum is the hash of the entry:
//
//	SHA-256( domain 00 len64(stream) stream seq64 prev micros64 len64(verb) verb len64(payload) payload )
//
// with all numbers big endian. Every field has a length, so that no two different
// entries have the same bytes.
func (e Entry) Sum() [32]byte {
	h := sha256.New()
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	text := func(s string) {
		number(int64(len(s)))
		h.Write([]byte(s))
	}
	h.Write([]byte(domain))
	h.Write([]byte{0})
	text(e.Stream)
	number(e.Seq)
	h.Write(e.Prev[:])
	number(e.At.UnixMicro())
	text(string(e.Verb))
	text(e.Payload)
	return [32]byte(h.Sum(nil))
}

// BrokenError is the first entry of a chain that does not hold.
type BrokenError struct {
	Stream string
	Seq    int64
	Reason string
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("chain %s breaks at entry %d: %s", e.Stream, e.Seq, e.Reason)
}

// Check walks a chain from its first entry and compares its end with head, which
// is kept apart from the entries: a chain alone does not notice that its end was
// cut off. It returns a *BrokenError or nil.
func Check(entries []Entry, head Head) error {
	at := Head{Stream: head.Stream}
	for _, e := range entries {
		broken := func(reason string) error {
			return &BrokenError{Stream: head.Stream, Seq: at.Seq + 1, Reason: reason}
		}
		switch {
		case e.Stream != head.Stream:
			return broken("it belongs to another chain")
		case e.Seq != at.Seq+1:
			return broken(fmt.Sprintf("entry %d is missing", at.Seq+1))
		case e.Prev != at.Hash:
			return broken("it does not follow the entry before it")
		case e.At.Before(at.At):
			return broken("its time runs backwards")
		case e.Sum() != e.Hash:
			return broken("its text, its time or its kind was altered")
		}
		at = Head{Stream: head.Stream, Seq: e.Seq, Hash: e.Hash, At: e.At}
	}
	if at.Seq != head.Seq || at.Hash != head.Hash {
		return &BrokenError{Stream: head.Stream, Seq: at.Seq + 1, Reason: fmt.Sprintf("the chain should have %d entries but ends after %d", head.Seq, at.Seq)}
	}
	return nil
}
