package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// Checkpoint binds the ends of all chains that went on since the one before it, of all
// MSPs of an instance, under one root. Its statement is signed and leaves the database
// every day, so that whoever can rewrite the whole database cannot rewrite what was.
type Checkpoint struct {
	Day    string // 2026-11-22, UTC
	Leaves int
	Root   [32]byte
	Before [32]byte // the SHA-256 of the statement before; zeros for the first
}

const statementHead = "demarc/checkpoint/v1"

// Statement is the exact text that is signed.
func (c Checkpoint) Statement() string {
	return fmt.Sprintf("%s\nday %s\nchains %d\nroot %s\nbefore %s\n", statementHead, c.Day, c.Leaves, hex.EncodeToString(c.Root[:]), hex.EncodeToString(c.Before[:]))
}

// Sum is the SHA-256 of the statement, which the next checkpoint names.
func (c Checkpoint) Sum() [32]byte { return sha256.Sum256([]byte(c.Statement())) }

// ParseStatement reads what Statement wrote, and nothing else.
func ParseStatement(text string) (c Checkpoint, err error) {
	var root, before string
	_, err = fmt.Sscanf(text, statementHead+"\nday %s\nchains %d\nroot %s\nbefore %s\n", &c.Day, &c.Leaves, &root, &before)
	if err != nil {
		return c, errors.New("the statement is not one of a checkpoint")
	}
	for _, h := range []struct {
		digits string
		to     *[32]byte
	}{{root, &c.Root}, {before, &c.Before}} {
		raw, err := hex.DecodeString(h.digits)
		if err != nil || len(raw) != sha256.Size {
			return c, errors.New("the statement of the checkpoint has a hash that is not 64 hexadecimal digits")
		}
		*h.to = [32]byte(raw)
	}
	if _, err := time.Parse(time.DateOnly, c.Day); err != nil || c.Statement() != text {
		return c, errors.New("the statement of the checkpoint is not written as it should be")
	}
	return c, nil
}

// CheckpointFile is a checkpoint as it is taken away, with the places that some chains
// have in it.
type CheckpointFile struct {
	Format       string           `json:"format"`
	Statement    string           `json:"statement"`
	Signature    []byte           `json:"signature"`    // over the statement; base64
	Certificates string           `json:"certificates"` // who signed, and those above, as PEM
	Chains       []CheckpointLeaf `json:"chains"`
	Recipe       string           `json:"recipe"`
}

// CheckpointLeaf is one chain in a checkpoint.
type CheckpointLeaf struct {
	Stream string   `json:"chain"`
	Name   string   `json:"name,omitempty"` // for people; nothing is computed from it
	Seq    int64    `json:"entry"`
	Hash   string   `json:"hash"`
	Path   []string `json:"path"`
}

// CheckpointFormat names the form of the file.
const CheckpointFormat = "demarc/checkpoint/1"

// CheckpointRecipe says to people how the file is checked without this program.
const CheckpointRecipe = "For each chain: start with SHA-256(\"demarc/leaf/v1\" 00 len64(chain) chain entry64 hash). For each step of its path, join with SHA-256(\"demarc/node/v1\" 00 left right), the step's hash on the side it names. " +
	"The end is the root in the statement. Numbers are 8 bytes, big endian. The hash is that of the chain's entry of this number, in evidence.json. " +
	"The signature is over the exact text of the statement: RSA PKCS #1 v1.5 or ECDSA, with SHA-256, by the first certificate. “before” is the SHA-256 of the statement of the checkpoint before, 64 zeros for the first."

// Leaf reads the chain's place: its leaf and its way to the root.
func (l CheckpointLeaf) Leaf() (Leaf, Path, error) {
	raw, err := hex.DecodeString(l.Hash)
	if err != nil || len(raw) != sha256.Size {
		return Leaf{}, nil, fmt.Errorf("chain %s: its hash is not 64 hexadecimal digits", l.Stream)
	}
	p, err := ParsePath(l.Path)
	if err != nil {
		return Leaf{}, nil, fmt.Errorf("chain %s: %w", l.Stream, err)
	}
	return Leaf{Stream: l.Stream, Seq: l.Seq, Hash: [32]byte(raw)}, p, nil
}

// ErrPlace is a chain that a checkpoint does not bind.
var ErrPlace = errors.New("the checkpoint does not bind this chain: its way does not lead to the root")

// Read checks everything of the file but the signature: that each chain has its place
// under the root of the statement. There must be one.
func (f CheckpointFile) Read() (Checkpoint, []Leaf, error) {
	if f.Format != CheckpointFormat {
		return Checkpoint{}, nil, errors.New("this is not a checkpoint")
	}
	c, err := ParseStatement(f.Statement)
	if err != nil {
		return c, nil, err
	}
	if len(f.Chains) == 0 {
		return c, nil, errors.New("the checkpoint names no chain")
	}
	var out []Leaf
	for _, x := range f.Chains {
		l, p, err := x.Leaf()
		if err != nil {
			return c, nil, err
		}
		if p.Root(l) != c.Root {
			return c, nil, fmt.Errorf("chain %s: %w", l.Stream, ErrPlace)
		}
		out = append(out, l)
	}
	return c, out, nil
}

// Bound is a chain's place in a checkpoint as it is kept.
type Bound struct {
	Checkpoint
	Leaf
	Path Path
}

// CheckBound holds a chain against the checkpoints it is in: its entries must be those
// that were there on each of the days. Whoever rewrote the chain from end to end is found
// by this.
func CheckBound(entries []Entry, bound []Bound) error {
	for _, b := range bound {
		broken := func(reason string) error {
			return &BrokenError{Stream: b.Stream, Seq: b.Seq, Reason: reason + " the checkpoint of " + b.Day}
		}
		switch {
		case b.Path.Root(b.Leaf) != b.Root:
			return broken("its place does not lead to the root of")
		case b.Seq < 1 || b.Seq > int64(len(entries)):
			return broken("it is missing, but stands in")
		case entries[b.Seq-1].Hash != b.Hash:
			return broken("it is not the entry that stands in")
		}
	}
	return nil
}

// CheckCheckpoints walks all checkpoints, the oldest first: each must name the one before.
func CheckCheckpoints(all []Checkpoint) error {
	var before [32]byte
	day := ""
	for _, c := range all {
		if c.Before != before || c.Day <= day {
			return fmt.Errorf("the checkpoint of %s does not follow the one before it", c.Day)
		}
		before, day = c.Sum(), c.Day
	}
	return nil
}
