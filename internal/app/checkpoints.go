package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/mail"
	"demarc/internal/store"
)

// checkpoint publishes the checkpoint of the day, once: one signed root over the ends of
// all chains that went on. The MSPs of those chains are told by jobs of their own; the
// others are left alone.
func (j Jobs) checkpoint(ctx context.Context) error {
	key, err := j.sealingKey(ctx)
	if err != nil {
		return err
	}
	now := j.db.Now()
	_, err = j.db.Publish(ctx, now.Format(time.DateOnly), func(statement string) (store.Signed, error) {
		sig, err := key.SignText(statement)
		return store.Signed{Signature: sig, Certificates: string(key.ChainPEM()), MadeAt: now}, err
	})
	if err != nil {
		return fmt.Errorf("publish the checkpoint of the day: %w", err)
	}
	return nil
}

// tellCheckpoint writes into an MSP's own record that a checkpoint binds its chains, and
// sends the owners their part of it.
func (j Jobs) tellCheckpoint(ctx context.Context, who access.Actor, day string) error {
	return j.db.Change(ctx, who, func(tx *store.Tx) error {
		places, err := tx.Places(ctx, day)
		if err != nil || len(places) == 0 {
			return err
		}
		if said, err := tx.Published(ctx, day); err != nil || said {
			return err
		}
		people, _, err := tx.Members(ctx, "")
		if err != nil {
			return err
		}
		tx.RecordForMSP("", audit.CheckpointPublished, audit.Fact{
			Subject: day, Digest: hex.EncodeToString(places[0].Root[:]), Data: map[string]string{"chains": strconv.Itoa(len(places))},
		})
		for _, p := range people {
			if p.Role != access.Owner {
				continue
			}
			if err := tx.Enqueue(ctx, store.Job{Task: store.MailCheckpoint, MSP: string(who.MSP), Subject: day + " " + p.Membership}); err != nil {
				return err
			}
		}
		return nil
	})
}

// mailCheckpoint sends one owner the MSP's part of a checkpoint, so that a copy of it lies
// where whoever runs the database cannot reach.
func (j Jobs) mailCheckpoint(ctx context.Context, who access.Actor, subject string) error {
	day, membership, _ := strings.Cut(subject, " ")
	var places []store.Bound
	var people []store.Colleague
	err := j.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if places, err = tx.Places(ctx, day); err != nil {
			return err
		}
		people, _, err = tx.Members(ctx, "")
		return err
	})
	if err != nil || len(places) == 0 {
		return err
	}
	file, err := checkpointFile(places)
	if err != nil {
		return err
	}
	for _, p := range people {
		if p.Membership != membership || p.Role != access.Owner {
			continue
		}
		err := j.mail.Send(ctx, mail.Message{
			ID: "checkpoint-" + day + "-" + membership, FromName: "Demarc", ToName: p.Name, To: p.Email, Subject: "Checkpoint of " + day + ": keep this letter",
			Letter: mail.Letter{
				Heading: "What was recorded up to " + day,
				Paragraphs: []string{
					"The records of " + p.MSPName + " that went on since the last checkpoint are bound by the attached file. Keep it outside this system: whoever rewrites a record later, even with every right to the database, no longer fits it.",
					"There is nothing to do. The fingerprint of the whole:",
				},
				Parts:  []mail.Part{{Heading: "Root", Lines: []string{hex.EncodeToString(places[0].Root[:])}}, {Heading: "Bound by it", Lines: chainLines(places)}},
				Button: "See all checkpoints", URL: j.base + "/settings/checkpoints",
				Footer: "You get this because you own " + p.MSPName + " on Demarc. It is sent on days after something was recorded, and on no other.",
			},
			Files: []mail.File{{Name: "demarc-checkpoint-" + day + ".json", MediaType: "application/json", Data: file}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// chainLines name at most twenty chains with their ends.
func chainLines(places []store.Bound) []string {
	var out []string
	for i, b := range places {
		if i == 20 {
			return append(out, fmt.Sprintf("and %d more, in the attached file", len(places)-i))
		}
		out = append(out, fmt.Sprintf("%s, up to entry %d: %s", b.Name, b.Seq, hex.EncodeToString(b.Hash[:])))
	}
	return out
}

// Days lists the checkpoints that bind something the actor may see, the newest first.
func (v Evidence) Days(ctx context.Context, who access.Actor) (days []audit.Checkpoint, err error) {
	if err := who.Require(access.ReadAudit); err != nil {
		return nil, err
	}
	err = v.db.Read(ctx, who, func(tx *store.Tx) error {
		days, err = tx.CheckpointDays(ctx)
		return err
	})
	return days, err
}

// Checkpoint is the checkpoint of a day with every chain that the actor may see.
func (v Evidence) Checkpoint(ctx context.Context, who access.Actor, day string) (Download, error) {
	if err := who.Require(access.ReadAudit); err != nil {
		return Download{}, err
	}
	var places []store.Bound
	err := v.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		places, err = tx.Places(ctx, day)
		return err
	})
	if err != nil {
		return Download{}, err
	}
	if len(places) == 0 {
		return Download{}, fault.New(fault.NotFound, "No checkpoint of this day binds a record of yours. One is made on each day after something was recorded.")
	}
	return checkpointDownload("demarc", places)
}

// Bound is the newest checkpoint that binds the record of an engagement, for both
// organisations alike.
func (v Evidence) Bound(ctx context.Context, who access.Actor, id engagement.ID) (Download, error) {
	if err := who.Require(access.ReadAudit); err != nil {
		return Download{}, err
	}
	var e engagement.Engagement
	var bound []store.Bound
	err := v.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if e, err = tx.Engagement(ctx, id); err != nil {
			return err
		}
		bound, err = tx.Bound(ctx, id)
		return err
	})
	if err != nil {
		return Download{}, err
	}
	if len(bound) == 0 {
		return Download{}, fault.New(fault.NotFound, "No checkpoint binds this record yet. One is made every night after something was recorded.")
	}
	last := bound[len(bound)-1]
	last.Name = e.Number
	return checkpointDownload(e.Number, []store.Bound{last})
}

func checkpointDownload(name string, places []store.Bound) (Download, error) {
	data, err := checkpointFile(places)
	return Download{Name: name + "-checkpoint-" + places[0].Day + ".json", MediaType: "application/json", Data: data}, err
}

// checkpointFile writes places in one and the same checkpoint as a file.
func checkpointFile(places []store.Bound) ([]byte, error) {
	first := places[0]
	f := audit.CheckpointFile{
		Format: audit.CheckpointFormat, Statement: first.Statement(), Signature: first.Signature, Certificates: first.Certificates, Recipe: audit.CheckpointRecipe,
	}
	for _, p := range places {
		f.Chains = append(f.Chains, audit.CheckpointLeaf{Stream: p.Stream, Name: p.Name, Seq: p.Seq, Hash: hex.EncodeToString(p.Hash[:]), Path: p.Path.Strings()})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(f); err != nil {
		return nil, fmt.Errorf("write checkpoint: %w", err)
	}
	return b.Bytes(), nil
}
