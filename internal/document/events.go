package document

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"demarc/internal/audit"
)

// event is a line of events.jsonl. Payload is a string, not an object, because the
// hash covers its exact text.
type event struct {
	Stream  string     `json:"stream"`
	Seq     int64      `json:"seq"`
	At      time.Time  `json:"at"`
	Verb    audit.Verb `json:"verb"`
	Payload string     `json:"payload"`
	Prev    string     `json:"prev"`
	Hash    string     `json:"hash"`
	// Openings are the personal values behind marks that no line before has. They stand
	// outside the hash, so that they can be erased.
	Openings []audit.Opening `json:"openings,omitempty"`
}

// Events is the record as the file events.jsonl that a signed document carries: one
// entry per line, with everything its hash is computed from.
func Events(log []audit.Entry) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	seen := map[audit.Opening]bool{}
	for _, e := range log {
		var openings []audit.Opening
		for _, o := range e.Opened {
			if !seen[o] {
				seen[o] = true
				openings = append(openings, o)
			}
		}
		_ = enc.Encode(event{ // strings, numbers and a time always encode
			Stream: e.Stream, Seq: e.Seq, At: e.At.UTC(), Verb: e.Verb, Payload: e.Payload,
			Prev: hex.EncodeToString(e.Prev[:]), Hash: hex.EncodeToString(e.Hash[:]), Openings: openings,
		})
	}
	return b.Bytes()
}

// ReadEvents reads events.jsonl back, for audit.Check. It checks the form, and that
// the personal values fit.
func ReadEvents(data []byte) ([]audit.Entry, error) {
	var log []audit.Entry
	known := audit.Openings{}
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var v event
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("read event %d: %w", len(log)+1, err)
		}
		e := audit.Entry{Stream: v.Stream, Seq: v.Seq, At: v.At, Verb: v.Verb, Payload: v.Payload}
		for _, h := range []struct {
			to   *[32]byte
			from string
		}{{&e.Prev, v.Prev}, {&e.Hash, v.Hash}} {
			raw, err := hex.DecodeString(h.from)
			if err != nil || len(raw) != len(h.to) {
				return nil, fmt.Errorf("read event %d: a hash is not 64 hexadecimal digits", len(log)+1)
			}
			copy(h.to[:], raw)
		}
		if err := known.Learn(e, v.Openings); err != nil {
			return nil, fmt.Errorf("read event %d: %w", len(log)+1, err)
		}
		if err := e.Open(known); err != nil {
			return nil, fmt.Errorf("read event %d: %w", len(log)+1, err)
		}
		log = append(log, e)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return log, nil
}
