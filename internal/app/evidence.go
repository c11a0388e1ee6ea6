package app

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"demarc/internal/audit"
	"demarc/internal/engagement"
)

// evidenceFile is the shape of evidence.json. Payload is text, not JSON inside JSON:
// the hash covers its exact characters.
type evidenceFile struct {
	Format     string          `json:"format"`
	Agreement  string          `json:"agreement"`
	Engagement string          `json:"engagement"`
	Recipe     string          `json:"recipe"`
	Head       evidenceHead    `json:"head"`
	Entries    []evidenceEntry `json:"entries"`
}

type evidenceHead struct {
	Seq  int64  `json:"seq"`
	Hash string `json:"hash"`
}

type evidenceEntry struct {
	Seq     int64      `json:"seq"`
	At      string     `json:"at"`
	Micros  int64      `json:"micros"`
	Verb    audit.Verb `json:"verb"`
	Payload string     `json:"payload"`
	Prev    string     `json:"prev"`
	Hash    string     `json:"hash"`
	// Openings are the personal values behind the marks of the payload.
	Openings []audit.Opening `json:"openings,omitempty"`
}

const evidenceRecipe = "hash = SHA-256(\"demarc/audit/v1\" 00 len64(engagement) engagement seq64 prev micros64 len64(verb) verb len64(payload) payload); numbers are 8 bytes, big endian; lengths count bytes of UTF-8; the first prev is 32 zero bytes. " + audit.Recipe

func evidence(e engagement.Engagement, log []audit.Entry, head audit.Head) ([]byte, error) {
	f := evidenceFile{
		Format: "demarc/evidence/1", Agreement: e.Number, Engagement: string(e.ID), Recipe: evidenceRecipe,
		Head: evidenceHead{head.Seq, hex.EncodeToString(head.Hash[:])},
	}
	for _, x := range log {
		f.Entries = append(f.Entries, evidenceEntry{
			Seq: x.Seq, At: x.At.Format("2006-01-02T15:04:05.000000Z"), Micros: x.At.UnixMicro(), Verb: x.Verb, Payload: x.Payload,
			Prev: hex.EncodeToString(x.Prev[:]), Hash: hex.EncodeToString(x.Hash[:]), Openings: x.Opened,
		})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("write evidence: %w", err)
	}
	return b.Bytes(), nil
}
