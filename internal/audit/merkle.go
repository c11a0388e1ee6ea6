package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
)

// Leaf is the end of one chain at the moment of a checkpoint.
type Leaf struct {
	Stream string
	Seq    int64
	Hash   [32]byte
}

// Sum is the hash of the leaf:
//
//	SHA-256( "demarc/leaf/v1" 00 len64(stream) stream seq64 hash )
//
// with numbers big endian, as in an entry.
func (l Leaf) Sum() [32]byte {
	b := append([]byte("demarc/leaf/v1"), 0)
	b = binary.BigEndian.AppendUint64(b, uint64(len(l.Stream)))
	b = append(b, l.Stream...)
	b = binary.BigEndian.AppendUint64(b, uint64(l.Seq))
	return sha256.Sum256(append(b, l.Hash[:]...))
}

// Step is one step of the way from a leaf to the root: the hash beside it, and on which
// side that stands.
type Step struct {
	Left bool
	Hash [32]byte
}

// String is the step as files have it: "left 9f2c…".
func (s Step) String() string {
	side := "right "
	if s.Left {
		side = "left "
	}
	return side + hex.EncodeToString(s.Hash[:])
}

// ParseStep reads what String wrote.
func ParseStep(text string) (Step, error) {
	side, digits, _ := strings.Cut(text, " ")
	raw, err := hex.DecodeString(digits)
	if err != nil || len(raw) != sha256.Size || side != "left" && side != "right" {
		return Step{}, errors.New("a step of the way to the root is not “left” or “right” and 64 hexadecimal digits")
	}
	return Step{Left: side == "left", Hash: [32]byte(raw)}, nil
}

// Path is the way from a leaf to the root.
type Path []Step

// Root is where the path leads from a leaf.
func (p Path) Root(l Leaf) [32]byte {
	at := l.Sum()
	for _, s := range p {
		if s.Left {
			at = node(s.Hash, at)
		} else {
			at = node(at, s.Hash)
		}
	}
	return at
}

// Strings is the path as text, one step each.
func (p Path) Strings() []string {
	out := make([]string, len(p))
	for i, s := range p {
		out[i] = s.String()
	}
	return out
}

// ParsePath reads what Strings wrote. No tree of ours is deeper than 64.
func ParsePath(steps []string) (Path, error) {
	if len(steps) > 64 {
		return nil, fmt.Errorf("a way to the root of %d steps is too long", len(steps))
	}
	p := make(Path, len(steps))
	for i, text := range steps {
		var err error
		if p[i], err = ParseStep(text); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// node joins two hashes. Its text differs from a leaf's, so that no leaf can be passed
// off as a node.
func node(left, right [32]byte) [32]byte {
	b := append([]byte("demarc/node/v1"), 0)
	b = append(b, left[:]...)
	return sha256.Sum256(append(b, right[:]...))
}

// Tree joins leaves in the order given, two by two, level by level; one without a
// neighbour moves up as it is. It returns the root and the way of each leaf to it. The
// root of no leaves is all zeros.
func Tree(leaves []Leaf) (root [32]byte, paths []Path) {
	if len(leaves) == 0 {
		return root, nil
	}
	level := make([][32]byte, len(leaves))
	for i, l := range leaves {
		level[i] = l.Sum()
	}
	paths = make([]Path, len(leaves))
	for height := 0; len(level) > 1; height++ {
		for i := range paths {
			at := i >> height
			if beside := at ^ 1; beside < len(level) {
				paths[i] = append(paths[i], Step{Left: beside < at, Hash: level[beside]})
			}
		}
		up := level[:0]
		for i := 0; i < len(level); i += 2 {
			if i+1 < len(level) {
				up = append(up, node(level[i], level[i+1]))
			} else {
				up = append(up, level[i])
			}
		}
		level = up
	}
	return level[0], paths
}
