package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// Levels of a seal as they are stored and printed.
const (
	levelSealed  = "PAdES B-B"
	levelTimed   = "PAdES B-T"
	levelLasting = "PAdES B-LT"
)

// clocks ask the outside authorities for the time of one thing, in their order, and
// remember what came of it.
type clocks struct {
	*core
	token  seal.Token
	by     string // the authority that answered; empty if none did
	failed []clockFailure
}

type clockFailure struct{ Authority, Reason string }

var errNoTime = errors.New("no outside authority gives the time")

// stamp takes the first time-stamp that holds. Each authority has a few seconds. A clock
// that differs from ours ends the asking: nothing may be sealed until it is known which
// of the two is wrong.
func (c *clocks) stamp(ctx context.Context, imprint [32]byte) (seal.Token, error) {
	c.by, c.failed = "", nil
	for _, a := range c.authorities {
		limited, cancel := context.WithTimeout(ctx, c.patience)
		token, err := a.Stamp(limited, imprint, c.db.Now())
		cancel()
		if errors.Is(err, seal.ErrClock) {
			return seal.Token{}, err
		}
		if err != nil {
			c.failed = append(c.failed, clockFailure{a.Name, err.Error()})
			continue
		}
		c.token, c.by = token, a.Name
		return token, nil
	}
	return seal.Token{}, errNoTime
}

// stamping is a printed document with its seal, and what the outside clocks said.
type stamping struct {
	file    store.File
	clocks  *clocks
	pending bool // an outside time is to be added later
}

// stamping seals a printed document. It has the outside time in it if any configured
// authority gives one; otherwise it says that it has none, and the time is added later.
func (k *core) stamping(ctx context.Context, printed []byte, key *seal.Key, claim seal.Claim) (stamping, error) {
	s := stamping{
		clocks: &clocks{core: k},
		file:   store.File{SealedAt: claim.At, Fingerprint: seal.Fingerprint(key.Certificate()), Level: levelSealed, Asked: k.asked()},
	}
	err := errNoTime
	if len(k.authorities) > 0 {
		s.file.Data, err = seal.Timed(printed, key, claim, func(imprint [32]byte) (seal.Token, error) { return s.clocks.stamp(ctx, imprint) })
		s.file.Level = levelTimed
	}
	if errors.Is(err, errNoTime) {
		s.pending, s.file.Level = len(k.authorities) > 0, levelSealed
		s.file.Data, err = seal.Seal(printed, key, claim)
	}
	s.file.SHA256 = engagement.Sum(s.file.Data)
	return s, err
}

// record tells what the clocks said, and asks for what is still to be added.
func (s stamping) record(ctx context.Context, tx *store.Tx, e engagement.Engagement, version int) error {
	s.clocks.record(tx, e, version)
	task := store.Augment
	switch {
	case s.pending:
		task = store.Stamp
	case s.file.Level != levelTimed:
		return nil
	}
	return tx.Enqueue(ctx, stampJob(task, e, version))
}

func stampJob(task store.Task, e engagement.Engagement, version int) store.Job {
	return store.Job{Task: task, MSP: string(e.MSP), Client: string(e.Client), Engagement: string(e.ID), Subject: strconv.Itoa(version)}
}

func (c *clocks) record(tx *store.Tx, e engagement.Engagement, version int) {
	number := strconv.Itoa(version)
	for _, f := range c.failed {
		tx.Record(e, audit.TimestampFailed, audit.Fact{Subject: number, Label: f.Authority, After: f.Reason, Source: "tsa", About: audit.About{Version: version}})
	}
	if c.by == "" {
		return
	}
	tx.Record(e, audit.TimestampObtained, audit.Fact{
		Subject: number, Label: c.by, Source: "tsa", Occurred: c.token.Time.UTC().Format("2006-01-02T15:04:05.000000Z"), About: audit.About{Version: version},
		Data: map[string]string{"serial": c.token.Serial, "policy": c.token.Policy, "certificate": seal.Fingerprint(c.token.Authority())},
	})
}

// stampLater adds the outside time to a file that was sealed without.
func (j Jobs) stampLater(ctx context.Context, who access.Actor, id engagement.ID, number string) error {
	c := &clocks{core: j.core}
	return j.append(ctx, who, id, number, store.Stamp, func(f store.File) ([]byte, error) {
		if f.Level != levelSealed {
			return nil, nil
		}
		return seal.AddTime(f.Data, func(imprint [32]byte) (seal.Token, error) {
			token, err := c.stamp(ctx, imprint)
			if errors.Is(err, errNoTime) && len(c.failed) > 0 {
				err = fmt.Errorf("%w: %s", err, c.failed[0].Reason)
			}
			return token, err
		})
	}, c)
}

// augment adds what is needed to check a stamped file when its certificates have ended.
// Where an authority publishes no lists of what it revoked there is nothing to keep.
func (j Jobs) augment(ctx context.Context, who access.Actor, id engagement.ID, number string) error {
	return j.append(ctx, who, id, number, store.Augment, func(f store.File) ([]byte, error) {
		if f.Level != levelTimed {
			return nil, nil
		}
		own, err := j.listFor(f)
		if err != nil {
			return nil, err
		}
		out, err := seal.Augment(ctx, f.Data, j.authorities, own)
		if errors.Is(err, seal.ErrNoLists) {
			return nil, nil
		}
		return out, err
	}, &clocks{core: j.core})
}

// append makes a revision of a sealed file outside any transaction and keeps it if the
// file is still the same; what is needed to check it for decades comes after its time. It keeps nothing that does not verify.
func (j Jobs) append(ctx context.Context, who access.Actor, id engagement.ID, number string, task store.Task, extend func(store.File) ([]byte, error), c *clocks) error {
	version, err := strconv.Atoi(number)
	if err != nil {
		return fault.New(fault.NotFound, "There is no such version.")
	}
	if err := j.freshKeys(ctx); err != nil {
		return err
	}
	var old store.File
	err = j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		old, err = tx.File(ctx, id, version)
		return err
	})
	if err != nil {
		return err
	}
	out, err := extend(old)
	if err != nil || out == nil {
		return err
	}
	report := seal.Verify(out, j.trust())
	if report.Verdict != seal.Authentic || report.Time.IsZero() {
		return fmt.Errorf("the extended seal of version %d does not verify: %s", version, report.Sentence)
	}
	j.pause(string(task) + " made")
	defer j.pause(string(task) + " kept")
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		now, err := tx.File(ctx, id, version)
		if err != nil || now.Parts != old.Parts {
			return err // another run was faster
		}
		sum := engagement.Sum(out)
		tx.AddRevision(e, store.Revision{
			Version: version, N: old.Parts + 1, Tail: out[len(old.Data):], SHA256: sum, Level: report.Level, MadeAt: j.db.Now(), Authority: c.by,
		})
		c.record(tx, e, version)
		tx.Record(e, audit.SealAugmented, audit.Fact{Subject: number, Before: old.Level, After: report.Level, Digest: sum, About: audit.About{Version: version}})
		if task == store.Augment {
			return nil
		}
		return tx.Enqueue(ctx, stampJob(store.Augment, e, version))
	})
}

// asked names the authorities that are asked for the time.
func (k *core) asked() string {
	var names []string
	for _, a := range k.authorities {
		names = append(names, a.Name)
	}
	return strings.Join(names, ", then ")
}

// trust is whose seals and whose time count here.
func (k *core) trust() seal.Trust {
	t := seal.Trust{Roots: k.keys.Roots(), Revoked: k.keys.Revoked(), Now: k.db.Now()}
	for _, a := range k.authorities {
		t.TimeRoots = append(t.TimeRoots, a.Roots...)
	}
	return t
}

// Trusted is what files of this instance are verified against.
func (v Versions) Trusted() seal.Trust { return v.trust() }

// patience is how long an authority may take.
const patience = 5 * time.Second
