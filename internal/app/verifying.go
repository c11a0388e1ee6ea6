package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/fault"
	"demarc/internal/store"
	"demarc/internal/verify"
)

// Verification is what anybody may ask who holds a sealed file or the code on it. It
// tells what the paper itself tells, and whether it is in force; never what is in it.
type Verification struct{ *core }

// noCode says the same of a code that never was and of one whose paper is not sealed.
var noCode = fault.New(fault.NotFound, "No sealed agreement has this code. Compare it letter by letter with the foot of the paper.")

// PlainCode is a code as it is kept, however it was typed from paper: in groups, in
// capitals, with a nought for an O.
func PlainCode(typed string) string {
	return strings.NewReplacer(" ", "", "-", "", ".", "", "0", "o", "1", "l", "8", "b").Replace(strings.ToLower(strings.TrimSpace(typed)))
}

// allow counts the question before any work is done for it.
func (v Verification) allow(ctx context.Context, from access.Request) error {
	return v.db.Attempt(ctx, "verify "+from.IP, 60, 10*time.Minute)
}

// Look says what became of the version whose paper carries the code.
func (v Verification) Look(ctx context.Context, from access.Request, typed string) (verify.Standing, error) {
	if err := v.allow(ctx, from); err != nil {
		return verify.Standing{}, err
	}
	p, found, err := v.db.ProofByCode(ctx, PlainCode(typed))
	if err != nil {
		return verify.Standing{}, err
	}
	if !found {
		return verify.Standing{}, noCode
	}
	s, err := v.standing(ctx, p)
	if fault.Is(err, fault.NotFound) {
		return s, noCode
	}
	return s, err
}

// Answer is a report, and whether the file is the one the code belongs to.
type Answer struct {
	verify.Report
	Code  string // as asked with the file; empty without one
	Other bool   // the file is good, but belongs to another code
}

// Check looks at a file in memory and keeps nothing of it. With a code it also says
// whether that code belongs to it.
func (v Verification) Check(ctx context.Context, from access.Request, file []byte, typed string) (Answer, error) {
	a := Answer{Code: PlainCode(typed)}
	if err := v.allow(ctx, from); err != nil {
		return a, err
	}
	a.Report = verify.File(file, v.trust())
	if !a.Verdict.Good() {
		return a, nil
	}
	p, found, err := v.db.ProofByFile(ctx, a.Sealed)
	if err != nil {
		return a, err
	}
	if !found {
		a.Report = a.Stand(nil)
		a.Other = a.Code != ""
		return a, nil
	}
	s, err := v.standing(ctx, p)
	if err != nil {
		return a, err
	}
	a.Report = a.Stand(&s)
	a.Other = a.Code != "" && a.Code != s.Code
	return a, v.note(ctx, p, a.Verdict)
}

// standing reads, as the system, what the tenant's record says of a sealed version.
func (v Verification) standing(ctx context.Context, p store.Proof) (verify.Standing, error) {
	var out verify.Standing
	who := access.SystemFor(p.MSP)
	who.Client = p.Client
	err := v.db.Read(ctx, who, func(tx *store.Tx) error {
		e, rounds, err := tx.Envelopes(ctx, p.Engagement)
		if err != nil {
			return err
		}
		f, err := tx.File(ctx, p.Engagement, p.Version)
		if err != nil {
			return err
		}
		s, _, err := tx.Standing(ctx, p.Engagement, p.Version)
		if err != nil {
			return err
		}
		out = verify.Standing{
			Agreement: e.Number, MSP: e.MSPName, Client: e.ClientName, Version: p.Version, SealedAt: f.SealedAt, SHA256: f.SHA256,
			From: s.From, Until: s.Until, Successor: s.Successor, Ended: s.EndedAt, EndsOn: s.Notice.EndsOn,
		}
		for _, r := range rounds {
			if r.Version == p.Version {
				out.Code, out.Paper = r.Code, r.OnPaper()
			}
		}
		return nil
	})
	return out, err
}

// note records that somebody checked a copy: at most once an hour for each verdict, so
// that a stranger cannot fill the record.
func (v Verification) note(ctx context.Context, p store.Proof, verdict verify.Verdict) error {
	err := v.db.Attempt(ctx, "checked "+string(p.Engagement)+" "+string(verdict), 1, time.Hour)
	if _, slower := fault.Of(err); slower {
		return nil
	}
	if err != nil {
		return err
	}
	who := access.SystemFor(p.MSP)
	who.Client = p.Client
	err = v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, p.Engagement)
		if err != nil {
			return err
		}
		tx.Record(e, audit.VerifyChecked, audit.Fact{Source: "verify", After: string(verdict), About: audit.About{Version: p.Version}})
		return nil
	})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}
