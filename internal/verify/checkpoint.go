package verify

import (
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"demarc/internal/audit"
	"demarc/internal/seal"
)

// CheckpointReport is what a checkpoint is worth, and with a record beside it whether the
// record is still the one that was bound that day.
type CheckpointReport struct {
	Verdict  Verdict `json:"verdict"`
	Sentence string  `json:"sentence"`
	Checks   []Check `json:"checks"`
	Day      string  `json:"day,omitempty"`
	Root     string  `json:"root,omitempty"`
}

// IsCheckpoint tells whether a file says that it is a checkpoint.
func IsCheckpoint(file []byte) bool {
	var f struct{ Format string }
	return json.Unmarshal(file, &f) == nil && f.Format == audit.CheckpointFormat
}

// Checkpoint looks at a checkpoint: that every chain in it leads to the root, that a
// trusted instance signed the root, and, if record is given (an evidence.json), that the
// record holds and goes through the entry that the checkpoint binds.
func Checkpoint(file, record []byte, roots []*x509.Certificate) CheckpointReport {
	r := CheckpointReport{Verdict: CannotTell}
	is := func(v Verdict, sentence string) CheckpointReport {
		r.Verdict, r.Sentence = v, sentence
		return r
	}
	note := func(name string, err error, good string) bool {
		c := Check{Name: name, Result: Pass, Detail: good}
		if err != nil {
			c.Result, c.Detail = Fail, err.Error()
		}
		r.Checks = append(r.Checks, c)
		return err == nil
	}
	var f audit.CheckpointFile
	if err := json.Unmarshal(file, &f); err != nil {
		return is(CannotTell, "Could not check: the file is not one of a checkpoint.")
	}
	c, leaves, err := f.Read()
	if !note("root", err, fmt.Sprintf("%d of its %d chains are in the file, and each leads to the root", len(leaves), c.Leaves)) {
		return is(Altered, "Changed since it was signed: "+err.Error()+".")
	}
	r.Day, r.Root = c.Day, hex.EncodeToString(c.Root[:])
	err = signedThatDay(f, c, roots)
	switch {
	case errors.Is(err, seal.ErrStranger) && len(roots) == 0:
		note("signature", errors.New("there is no root to compare with"), "")
		return is(CannotTell, "Could not check: it is signed, and there is no root certificate to compare with.")
	case errors.Is(err, seal.ErrStranger):
		note("signature", err, "")
		return is(ForeignSeal, "Valid signature, but not from this instance.")
	case !note("signature", err, "by a certificate that leads to the root"):
		return is(Altered, "Changed since it was signed: "+err.Error()+".")
	}
	if record == nil {
		r.Checks = append(r.Checks, Check{Name: "record", Result: NotChecked, Detail: "no record was given to compare with"})
		return is(Authentic, "Authentic: the checkpoint of "+c.Day+".")
	}
	seq, err := bound(record, leaves)
	if !note("record", err, fmt.Sprintf("it holds, and goes through entry %d, which the checkpoint binds", seq)) {
		return is(Altered, "The checkpoint of "+c.Day+" is authentic, but the record is not the one that it binds: "+err.Error()+".")
	}
	return is(Authentic, fmt.Sprintf("Authentic: the record is unchanged up to entry %d since the checkpoint of %s.", seq, c.Day))
}

// Checkpoints checks all checkpoints of an instance, the oldest first: that none was
// altered, taken out from between two others or put in, and that each was signed by a
// certificate that leads to one of the roots.
func Checkpoints(files []audit.CheckpointFile, roots []*x509.Certificate) error {
	all := make([]audit.Checkpoint, 0, len(files))
	for _, f := range files {
		c, err := audit.ParseStatement(f.Statement)
		if err != nil {
			return err
		}
		if err := signedThatDay(f, c, roots); err != nil {
			return fmt.Errorf("the checkpoint of %s: %w", c.Day, err)
		}
		all = append(all, c)
	}
	return audit.CheckCheckpoints(all)
}

// signedThatDay checks the signature. The statement has a day and no hour: the certificate
// must have been good at its end or at its beginning.
func signedThatDay(f audit.CheckpointFile, c audit.Checkpoint, roots []*x509.Certificate) error {
	chain, err := seal.ParseRoots([]byte(f.Certificates))
	if err != nil {
		return err
	}
	day, err := time.Parse(time.DateOnly, c.Day)
	if err != nil {
		return err
	}
	if err = seal.CheckText(f.Statement, f.Signature, chain, roots, day.Add(24*time.Hour-time.Second)); errors.Is(err, seal.ErrStranger) {
		err = seal.CheckText(f.Statement, f.Signature, chain, roots, day)
	}
	return err
}

// bound checks the record of evidence.json by itself and against the leaf of its chain.
func bound(record []byte, leaves []audit.Leaf) (seq int64, err error) {
	log, head, err := readEvidence(record)
	if err != nil {
		return 0, err
	}
	if err := audit.Check(log, head); err != nil {
		return 0, err
	}
	at := slices.IndexFunc(leaves, func(l audit.Leaf) bool { return l.Stream == head.Stream })
	if at < 0 {
		return 0, errors.New("the checkpoint does not bind this record")
	}
	l := leaves[at]
	if l.Seq < 1 || l.Seq > int64(len(log)) || log[l.Seq-1].Hash != l.Hash {
		return l.Seq, fmt.Errorf("its entry %d is another one", l.Seq)
	}
	return l.Seq, nil
}

func readEvidence(data []byte) (log []audit.Entry, head audit.Head, err error) {
	var f struct {
		Engagement string
		Head       struct {
			Seq  int64
			Hash string
		}
		Entries []struct {
			Seq, Micros         int64
			Verb                audit.Verb
			Payload, Prev, Hash string
		}
	}
	if err := json.Unmarshal(data, &f); err != nil || f.Engagement == "" {
		return nil, head, errors.New("the record cannot be read")
	}
	hash := func(digits string) (h [32]byte) {
		raw, bad := hex.DecodeString(digits)
		if bad != nil || len(raw) != len(h) {
			err = errors.New("the record has a hash that is not 64 hexadecimal digits")
			return h
		}
		return [32]byte(raw)
	}
	for _, e := range f.Entries {
		log = append(log, audit.Entry{
			Stream: f.Engagement, Seq: e.Seq, At: time.UnixMicro(e.Micros).UTC(), Verb: e.Verb, Payload: e.Payload, Prev: hash(e.Prev), Hash: hash(e.Hash),
		})
	}
	head = audit.Head{Stream: f.Engagement, Seq: f.Head.Seq, Hash: hash(f.Head.Hash)}
	return log, head, err
}
