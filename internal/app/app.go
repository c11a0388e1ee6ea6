// Package app is the desk: one method for everything a person or a job can do. Each
// reads as the story of that act: right, transaction, load, decide, save, record,
// tell. It knows who may and in which order; it knows nothing of HTTP, HTML or SQL.
// Acts never call acts; what they share are unexported steps on a *store.Tx.
package app

import (
	"cmp"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"demarc/internal/mail"
	"demarc/internal/seal"
	"demarc/internal/store"
)

// App is the acts, grouped.
type App struct {
	Accounts     Accounts
	Clients      Clients
	Engagements  Engagements
	Parties      Parties
	Terms        Terms
	Areas        Areas
	Packs        Packs
	Frameworks   Frameworks
	Matrices     Matrices
	Ballots      Ballots
	Workshops    Workshops
	Intakes      Intakes
	Registers    Registers
	Waivers      Waivers
	Reviews      Reviews
	Agreements   Agreements
	Envelopes    Envelopes
	Ceremonies   Ceremonies
	Sealings     Sealings
	Versions     Versions
	Verification Verification
	Reference    Reference
	Library      Library
	Jobs         Jobs
	Brands       Brands
	Sheets       Sheets
	Notices      Notices
	Friction     Friction
	Seals        Seals
	Evidence     Evidence
}

// Config is what the acts need from outside.
type Config struct {
	DB   *store.DB
	Mail mail.Sender
	// Keys seal; the current one new files, the others stay known.
	Keys *seal.Ring
	// Vault opens keys that another process stored; without it there are only those above.
	Vault Vault
	// Authorities are asked for the time of a seal in this order, each for as long as
	// Patience.
	Authorities []seal.Authority
	Patience    time.Duration
	// CRL is the address of our own list of revoked certificates, for new certificates.
	CRL string
	// Base is the address people reach us at, without a slash at the end. Links in
	// letters are made from it and from nothing that a request says.
	Base string
	Log  *slog.Logger
	// Gather is how long a letter of news waits for more of its kind.
	Gather time.Duration
}

// core is what all groups share.
type core struct {
	db          *store.DB
	mail        mail.Sender
	keys        *seal.Ring
	base        string
	log         *slog.Logger
	vault       Vault
	authorities []seal.Authority
	patience    time.Duration
	crl         string
	list        struct { // of revoked certificates, as last made
		sync.Mutex
		raw []byte
		at  time.Time
	}
	looked atomic.Pointer[Health]
	// checkpoints is what the last check of them found, if this process did it.
	checkpoints atomic.Pointer[error]
	mailed      atomic.Pointer[time.Time] // when the mail server last said that it takes letters
	// gather is how long letters wait for more of their kind.
	gather time.Duration
	// looks are the brands of the MSPs whose pages were asked for just now.
	looks looks
	// stop is called between the steps of sealing and of letters; tests end the process there.
	stop func(step string)
}

// SealSteps are the moments between the last signature and the end of all that follows
// from it at which a process may be killed: the seal, the letters with the file, the
// outside time that comes later, and what is needed to check it for decades. A test
// kills it at each of them.
var SealSteps = []string{
	"read", "printed", "sealed", "before commit", "stored",
	"copy written", "copy sent", "copy recorded",
	"stamp made", "stamp kept", "augment made", "augment kept",
}

// letterSteps are those of letters of news.
var letterSteps = []string{"letters planned", "letter written", "letter sent"}

// pause marks one of them; another would be a step that no test kills at.
func (k *core) pause(step string) {
	if !slices.Contains(SealSteps, step) && !slices.Contains(letterSteps, step) {
		panic("no test kills at this step: " + step)
	}
	k.stop(step)
}

// New groups the acts over one configuration.
func New(c Config) *App {
	k := &core{db: c.DB, mail: c.Mail, keys: c.Keys, base: strings.TrimRight(c.Base, "/"), log: c.Log, gather: c.Gather, vault: c.Vault, authorities: c.Authorities, patience: cmp.Or(c.Patience, patience), crl: c.CRL, stop: func(string) {}}
	if k.log == nil {
		k.log = slog.New(slog.DiscardHandler)
	}
	return &App{
		Accounts{k},
		Clients{k},
		Engagements{k},
		Parties{k},
		Terms{k},
		Areas{k},
		Packs{k},
		Frameworks{k},
		Matrices{k},
		Ballots{k},
		Workshops{k},
		Intakes{k},
		Registers{k},
		Waivers{k},
		Reviews{k},
		Agreements{k},
		Envelopes{k},
		Ceremonies{k},
		Sealings{k},
		Versions{k},
		Verification{k},
		Reference{k},
		Library{k},
		Jobs{k},
		Brands{k},
		Sheets{k},
		Notices{k},
		Friction{k},
		Seals{k},
		Evidence{k},
	}
}

// today is the day on which dates are judged.
func (k *core) today() time.Time { return k.db.Now().Truncate(24 * time.Hour) }
