package app

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"sync"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/document/pdf"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/seal"
	"demarc/internal/signing"
	"demarc/internal/store"
	"demarc/internal/verify"
)

// seal makes the one sealed file of a signed round and brings its version into force.
// It may be stopped anywhere and run again: what it makes is kept in one transaction
// at the end, under the lock of the engagement's chain, and a second run finds the
// first one's file.
func (j Jobs) seal(ctx context.Context, who access.Actor, id engagement.ID, env signing.EnvelopeID) error {
	var e engagement.Engagement
	var round signing.Envelope
	var version engagement.Version
	var log []audit.Entry
	var copied *document.Outside
	done := false
	err := j.db.Change(ctx, who, func(tx *store.Tx) (err error) {
		if e, round, err = tx.Envelope(ctx, id, env); err != nil {
			return err
		}
		if done = round.State != signing.Signed; done {
			return nil
		}
		if version, err = tx.Version(ctx, id, round.Version); err != nil {
			return err
		}
		if log, _, err = tx.Chain(ctx, string(id)); err != nil {
			return err
		}
		if copied, err = outside(ctx, tx, id, round); err != nil {
			return err
		}
		tx.Record(e, audit.SealStarted, audit.Fact{Subject: string(env), Digest: round.Digest})
		return nil
	})
	if err != nil || done {
		return err
	}
	j.pause("read")
	made, err := j.sealed(ctx, e, round, version, log, copied)
	if err != nil {
		return err
	}
	j.pause("sealed")
	err = j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, now, err := tx.Envelope(ctx, id, env)
		if err != nil {
			return err
		}
		if now.State != signing.Signed {
			return nil // another run was faster; its file is the one
		}
		now.State = signing.Sealed
		before := e.InForce
		e.State, e.InForce = engagement.InForce, now.Version
		file := made.file
		tx.AddFile(e, file)
		tx.BringIntoForce(e, now.Version, file.SealedAt)
		tx.SaveEnvelope(id, now)
		tx.SaveState(e)
		lib, err := tx.Pinned(ctx, e)
		if err != nil {
			return err
		}
		list, words := answers(version.Content, lib)
		if err := tx.ReplaceReference(e, version.Number, list, words); err != nil {
			return err
		}
		tx.Record(e, audit.DocumentSealed, audit.Fact{Subject: strconv.Itoa(version.Number), Digest: file.SHA256, Data: map[string]string{"level": file.Level, "certificate": file.Fingerprint, "bytes": strconv.Itoa(len(file.Data)), printedBy: program()}})
		if err := made.record(ctx, tx, e, version.Number); err != nil {
			return err
		}
		if before > 0 {
			tx.Record(e, audit.AgreementSuperseded, audit.Fact{Subject: strconv.Itoa(before), Label: "Version " + strconv.Itoa(before), After: strconv.Itoa(now.Version)})
		}
		tx.Record(e, audit.AgreementInForce, audit.Fact{Subject: strconv.Itoa(version.Number), Label: "Version " + strconv.Itoa(version.Number), Digest: version.Digest})
		j.pause("before commit")
		for _, s := range now.Those(func(s signing.Signer) bool { return s.EndedAt.IsZero() }) {
			err := tx.Enqueue(ctx, store.Job{Task: store.MailCopies, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(id), Subject: string(s.ID)})
			if err != nil {
				return err
			}
		}
		return nil
	})
	j.pause("stored")
	return err
}

// sealed composes, prints and seals the document.
func (j Jobs) sealed(ctx context.Context, e engagement.Engagement, round signing.Envelope, version engagement.Version, log []audit.Entry, copied *document.Outside) (stamping, error) {
	key, err := j.sealingKey(ctx)
	if err != nil {
		return stamping{}, err
	}
	log, head, err := attested(e, round, log)
	if err != nil {
		return stamping{}, fmt.Errorf("seal %s: %w", round.ID, err)
	}
	at := audit.NotBefore(head, j.db.Now())
	signed, err := certified(round, version, log, head, sealFacts(key, j.asked(), program()), at, copied)
	if err != nil {
		return stamping{}, fmt.Errorf("seal %s: %w", round.ID, err)
	}
	printed, err := pdf.Write(signed)
	if err != nil {
		return stamping{}, fmt.Errorf("print version %d: %w", version.Number, err)
	}
	j.pause("printed")
	made, err := j.stamping(ctx, printed, key, seal.Claim{
		Reason: verify.Reason(e.Number, version.Number, copied != nil, head), Name: "Demarc", At: at,
	})
	if err != nil {
		return stamping{}, fmt.Errorf("seal version %d: %w", version.Number, err)
	}
	made.file.Version = version.Number
	return made, nil
}

// attested is the log up to the entry that said everybody had signed: what a certificate
// shows, so that it can be made again later, word for word.
func attested(e engagement.Engagement, round signing.Envelope, log []audit.Entry) ([]audit.Entry, audit.Head, error) {
	last := slices.IndexFunc(log, func(x audit.Entry) bool {
		return x.Verb == audit.EnvelopeSigned && x.Fact.Subject == string(round.ID)
	})
	if last < 0 {
		return nil, audit.Head{}, errors.New("the log does not say that everybody signed")
	}
	log = log[:last+1]
	head := audit.Head{Stream: string(e.ID), Seq: log[last].Seq, Hash: log[last].Hash, At: log[last].At}
	return log, head, audit.Check(log, head)
}

// certified is the signed document, with its certificate.
func certified(round signing.Envelope, version engagement.Version, log []audit.Entry, head audit.Head, key document.Seal, at time.Time, copied *document.Outside) (document.Document, error) {
	d, err := document.Certify(document.Signing{Version: version, Envelope: round, Log: log, Head: head, Seal: key, At: at, Disclosure: signing.Disclosure, Outside: copied})
	return pdf.Spell(d), err
}

// printedBy is under what name the entry about a seal keeps the program that printed the
// file, so that a copy made by a later one says the same.
const printedBy = "program"

// program is this program as certificates name it: the version it was built from, and
// what it draws letters with.
var program = sync.OnceValue(func() string {
	version := "of a version that was not recorded"
	if info, ok := debug.ReadBuildInfo(); ok {
		if v := info.Main.Version; v != "" && v != "(devel)" {
			version = v
		}
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				version = s.Value[:12]
			}
		}
	}
	return "Demarc " + version + "; SHA-256 of its typefaces " + pdf.Typefaces()
})

// programOf is the program that printed the sealed file of a version, as the record has
// it; empty where it was not recorded.
func programOf(log []audit.Entry, version int) string {
	for _, x := range slices.Backward(log) {
		if x.Verb == audit.DocumentSealed && x.Fact.Subject == strconv.Itoa(version) {
			return x.Fact.Data[printedBy]
		}
	}
	return ""
}

// sealFacts is what the certificate says of the key that seals the file.
func sealFacts(k *seal.Key, asked, program string) document.Seal {
	c := k.Certificate()
	return document.Seal{
		Subject: c.Subject.String(), Issuer: c.Issuer.String(), Serial: c.SerialNumber.Text(16), Fingerprint: seal.Fingerprint(c),
		From: c.NotBefore, Until: c.NotAfter, Root: k.Fingerprint(), Chain: k.ChainPEM(), Authority: asked, Program: program,
	}
}

// Trust is what files of this instance are checked against.
func (v Versions) Trust() []byte { return v.keys.RootsPEM() }

// Evidence gives the audit chain of an engagement as a file: every entry with its
// exact text and hash, and the head, so that anybody can compute it again.
func (v Versions) Evidence(ctx context.Context, who access.Actor, id engagement.ID) (Download, error) {
	if err := who.Require(access.ReadAudit); err != nil {
		return Download{}, err
	}
	var d Download
	err := v.db.Read(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		log, head, err := tx.Chain(ctx, string(id))
		if err != nil {
			return err
		}
		if err := audit.Check(log, head); err != nil {
			return fault.New(fault.Conflict, "The record of this engagement does not hold: "+err.Error()+". Tell the operator at once.")
		}
		d = Download{e.Number + "-evidence.json", "application/json", nil}
		d.Data, err = evidence(e, log, head)
		return err
	})
	return d, err
}
