package mail

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// Outbox keeps letters instead of sending them, for development and tests. With a
// folder it keeps them as files, newest last by name; without one, in memory.
type Outbox struct {
	mu      sync.Mutex
	folder  string
	kept    []Kept
	waiting []chan struct{}
}

// Kept is a letter in the outbox.
type Kept struct {
	At      time.Time
	ID      string
	To      string
	From    string `json:",omitempty"` // the sender's name
	ReplyTo string `json:",omitempty"`
	Subject string
	Letter  Letter
	Files   []string // names only
}

// NewOutbox makes an outbox; folder "" keeps letters in memory.
func NewOutbox(folder string) (*Outbox, error) {
	if folder != "" {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return nil, fmt.Errorf("make the outbox: %w", err)
		}
	}
	return &Outbox{folder: folder}, nil
}

// Send keeps the letter. A letter with the ID of one that is kept already is that
// letter again and replaces it.
func (o *Outbox) Send(_ context.Context, m Message) error {
	k := Kept{At: time.Now().UTC(), ID: m.ID, To: m.To, From: m.sender(), ReplyTo: m.ReplyTo, Subject: oneLine(m.Subject), Letter: m.words()}
	for _, f := range m.Files {
		k.Files = append(k.Files, f.Name)
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.folder != "" {
		text, err := json.MarshalIndent(k, "", "  ")
		if err != nil {
			return fmt.Errorf("keep letter %s: %w", m.ID, err)
		}
		name := filepath.Join(o.folder, k.At.Format("20060102-150405.000000")+".json")
		if err := os.WriteFile(name, text, 0o600); err != nil {
			return fmt.Errorf("keep letter %s: %w", m.ID, err)
		}
	} else {
		o.kept = slices.DeleteFunc(o.kept, func(old Kept) bool { return old.ID == k.ID })
		o.kept = append(o.kept, k)
	}
	for _, w := range o.waiting {
		close(w)
	}
	o.waiting = nil
	return nil
}

// Letters lists what is kept, the newest first, at most 200.
func (o *Outbox) Letters() ([]Kept, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.folder == "" {
		out := slices.Clone(o.kept)
		slices.Reverse(out)
		return out, nil
	}
	files, err := os.ReadDir(o.folder)
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	var out []Kept
	for _, f := range slices.Backward(files) {
		if !strings.HasSuffix(f.Name(), ".json") || len(out) == 200 {
			continue
		}
		text, err := os.ReadFile(filepath.Join(o.folder, f.Name()))
		if err != nil {
			return nil, fmt.Errorf("read the outbox: %w", err)
		}
		var k Kept
		if err := json.Unmarshal(text, &k); err == nil {
			out = append(out, k)
		}
	}
	return out, nil
}

// Wait returns the newest letter to an address whose subject holds the words, waiting
// for it if need be.
func (o *Outbox) Wait(ctx context.Context, to, subject string) (Kept, error) {
	for {
		o.mu.Lock()
		next := make(chan struct{})
		o.waiting = append(o.waiting, next)
		o.mu.Unlock()
		all, err := o.Letters()
		if err != nil {
			return Kept{}, err
		}
		for _, k := range all {
			if k.To == to && strings.Contains(k.Subject, subject) {
				return k, nil
			}
		}
		select {
		case <-next:
		case <-ctx.Done():
			return Kept{}, fmt.Errorf("no letter to %s about %q: %w", to, subject, ctx.Err())
		}
	}
}
