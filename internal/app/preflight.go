package app

import (
	"context"
	"time"

	"demarc/internal/mail"
)

const (
	// recent is how old what was looked at may be when something is sent.
	recent = time.Minute
	// mailPatience is how long the mail server may take to answer somebody who waits for
	// a page.
	mailPatience = 4 * time.Second
)

// now is whether something can be sealed now. A page is sealed as a test unless that
// worked within the last minute with the same key; after a failure, or when nothing is
// known yet, the outside authorities are asked again too.
func (s Seals) now(ctx context.Context) Health {
	h := s.health()
	if h.Checked.IsZero() || h.Seal != "" {
		return s.Check(ctx)
	}
	key, err := s.sealingKey(ctx)
	if err == nil && h.by == key && s.db.Now().Sub(h.tested).Abs() < recent {
		return h
	}
	if err == nil {
		err = key.Test(s.db.Now())
	}
	h.sealing(key, err, s.db.Now())
	s.looked.Store(&h)
	return h
}

// away names the outside authorities that did not give the time when last asked.
func (h Health) away() []string {
	var out []string
	for _, a := range h.Authorities {
		if a.Reason != "" {
			out = append(out, a.Name)
		}
	}
	return out
}

// mailable is whether letters can be sent now. That they can is believed for a minute.
func (k *core) mailable(ctx context.Context) error {
	if at := k.mailed.Load(); at != nil && k.db.Now().Sub(*at).Abs() < recent {
		return nil
	}
	limited, cancel := context.WithTimeout(ctx, mailPatience)
	defer cancel()
	if err := mail.Check(limited, k.mail); err != nil {
		k.log.WarnContext(ctx, "letters cannot be sent now", "error", err)
		return err
	}
	at := k.db.Now()
	k.mailed.Store(&at)
	return nil
}

// What the record of a round says of its letters at the moment it was sent.
const (
	lettersGo   = "go out"
	lettersWait = "wait: the mail server does not take letters now"
	lettersKept = "are kept on this server: no mail server is set up"
)

// letters is what becomes of letters that are made now.
func (k *core) letters(ctx context.Context) string {
	switch {
	case k.mailable(ctx) != nil:
		return lettersWait
	case mail.Keeps(k.mail):
		return lettersKept
	}
	return lettersGo
}

// inWords is an error as a sentence has it; empty for none.
func inWords(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
