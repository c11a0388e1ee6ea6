package app

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/document"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Evidence is what proves later what was agreed: the record of an engagement, whether it
// holds, and the package to take away. Both organisations have it alike.
type Evidence struct{ *core }

// Proof is the record of an engagement with what was found when it was checked.
type Proof struct {
	Engagement engagement.Engagement
	Log        []audit.Entry
	Head       audit.Head
	Broken     *audit.BrokenError // nil when it holds
	CheckedAt  time.Time
	Night      store.ChainCheck // what the last nightly check found
	Bound      []store.Bound    // the checkpoints that bind the record, the oldest first
	Rounds     []signing.Envelope
	Versions   []store.VersionLine
	// People are those of the reader's own side of whom the record keeps personal values.
	People []audit.Who
}

// Sealed are the versions that have a sealed file, the newest first.
func (p Proof) Sealed() []store.VersionLine {
	return slices.DeleteFunc(slices.Clone(p.Versions), func(l store.VersionLine) bool { return l.Size == 0 })
}

// Open reads the whole record and checks it: every hash, the end that is kept apart, and
// every personal value.
func (v Evidence) Open(ctx context.Context, who access.Actor, id engagement.ID) (Proof, error) {
	r := Proof{CheckedAt: v.db.Now()}
	if err := who.Require(access.ReadAudit); err != nil {
		return r, err
	}
	if err := v.freshKeys(ctx); err != nil {
		return r, err
	}
	err := v.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if r.Engagement, r.Rounds, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		if r.Versions, err = tx.Versions(ctx, id); err != nil {
			return err
		}
		if r.Night, err = tx.ChainCheck(ctx, string(id)); err != nil {
			return err
		}
		r.Log, r.Head, r.Bound, err = v.proven(ctx, tx, string(id))
		if errors.As(err, &r.Broken) {
			return nil
		}
		return err
	})
	seen := map[string]bool{}
	for _, e := range r.Log {
		a := e.Fact.Actor
		if e.Fact.V >= audit.Hidden && a.ID != "" && a.Side == string(who.Side) && a.Name != audit.Erased && !seen[a.ID] {
			seen[a.ID] = true
			r.People = append(r.People, a)
		}
	}
	return r, err
}

// Erase takes the personal values of one person of the actor's own side out of the
// record. The marks stay, so the record goes on to hold; what was sealed stays sealed.
func (v Evidence) Erase(ctx context.Context, who access.Actor, id engagement.ID, person, basis string) error {
	if err := who.Require(access.ErasePersonal); err != nil {
		return err
	}
	f := form{}
	basis = f.text("basis", "on what legal ground", basis, true, 300)
	if person == "" {
		f["person"] = "Choose whose values to erase."
	}
	if err := fault.Fields(f); err != nil {
		return err
	}
	return v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		if e.State == engagement.Signing || e.State == engagement.Signed {
			return fault.New(fault.Conflict, "A signing round is going on, and its certificate needs these values. Erase them when it has ended.")
		}
		log, _, err := tx.Chain(ctx, string(id))
		if err != nil {
			return err
		}
		side := party.Side("")
		for _, x := range log {
			if x.Fact.Actor.ID == person {
				side = party.Side(x.Fact.Actor.Side)
			}
		}
		marks, err := tx.Marks(ctx, id, person)
		if err != nil {
			return err
		}
		if side != who.Side || len(marks) == 0 {
			return fault.New(fault.NotFound, "The record keeps nothing of this person that your side can erase.")
		}
		for i, m := range marks {
			marks[i] = audit.ShortMark(m)
		}
		tx.Erase(id, person)
		tx.Record(e, audit.PersonalErased, audit.Fact{Subject: person, After: basis, Data: map[string]string{"values": strconv.Itoa(len(marks)), "marks": strings.Join(marks, " ")}})
		return nil
	})
}

// Bundle packs everything of a sealed version that proves it, to be kept apart from us.
func (v Evidence) Bundle(ctx context.Context, who access.Actor, id engagement.ID, number int) (Download, error) {
	if err := who.Require(access.Download); err != nil {
		return Download{}, err
	}
	var e engagement.Engagement
	var version engagement.Version
	var signed *document.Document
	var file store.File
	var whole []byte
	var bound []store.Bound
	err := v.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if e, err = tx.Engagement(ctx, id); err != nil {
			return err
		}
		if version, err = tx.Version(ctx, id, number); err != nil {
			return err
		}
		if signed, file, err = Versions(v).conformed(ctx, tx, id, version); err != nil {
			return err
		}
		if signed == nil {
			return fault.New(fault.NotFound, "There is no sealed file at this address. A version gets one when everybody has signed.")
		}
		if who.Can(access.ReadAudit) {
			log, head, found, err := tx.CheckedChain(ctx, string(id))
			if err != nil {
				return err
			}
			bound = found
			whole, err = evidence(e, log, head)
			return err
		}
		return nil
	})
	if err != nil {
		return Download{}, err
	}
	word, err := wordFile(e, number, *signed, file.SHA256)
	if err != nil {
		return Download{}, err
	}
	sheet, err := export(e, version, "xlsx")
	if err != nil {
		return Download{}, err
	}
	files := []document.File{{Name: "README.txt", Data: []byte(bundleReadme(e, file))}, {Name: "agreement.pdf", Data: file.Data}, {Name: "agreement.docx", Data: word.Data}, {Name: "matrix.xlsx", Data: sheet.Data}}
	files = append(append(files, signed.Files...), document.File{Name: "seal-root.pem", Data: v.keys.RootsPEM()})
	if whole != nil {
		files = append(files, document.File{Name: "evidence.json", Data: whole})
	}
	if len(bound) > 0 {
		last := bound[len(bound)-1]
		last.Name = e.Number
		data, err := checkpointFile([]store.Bound{last})
		if err != nil {
			return Download{}, err
		}
		files = append(files, document.File{Name: "checkpoint.json", Data: data})
	}
	out := Download{Name: fmt.Sprintf("%s-evidence-v%d.zip", e.Number, number), MediaType: "application/zip"}
	if out.Data, err = packed(files, file.SealedAt); err != nil {
		return Download{}, err
	}
	return out, v.db.Change(ctx, who, func(tx *store.Tx) error {
		e, err := tx.Engagement(ctx, id)
		if err != nil {
			return err
		}
		tx.Record(e, audit.EvidenceExported, audit.Fact{Subject: strconv.Itoa(number), Label: out.Name, Digest: file.SHA256})
		return nil
	})
}

// packed makes a zip whose bytes depend on the files alone.
func packed(files []document.File, at time.Time) ([]byte, error) {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for _, f := range files {
		w, err := zw.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: at.UTC()})
		if err == nil {
			_, err = w.Write(f.Data)
		}
		if err != nil {
			return nil, fmt.Errorf("pack %s: %w", f.Name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("pack: %w", err)
	}
	return b.Bytes(), nil
}

func bundleReadme(e engagement.Engagement, f store.File) string {
	return fmt.Sprintf(`Agreement %s, version %d, sealed %s.

agreement.pdf    the signed original; SHA-256 %s
agreement.docx   the same text for Word, a conformed copy
agreement.json   the agreement as data: the exact bytes that were signed
raci.csv         Exhibit A, the Responsibility Matrix; matrix.xlsx is the same as a workbook
events.jsonl     the record up to the last signature, one entry per line
evidence.json    the record up to the day of this download (not in every copy)
checkpoint.json  binds that record to a root signed on a day (not in every copy)
seal-chain.pem   the certificate that sealed, and those above it
seal-root.pem    what to trust; compare its fingerprint with one from another source

How to check without an account and without a network:
  demarc verify agreement.pdf --root seal-root.pem
With free tools only: part 7 of the certificate, at the end of agreement.pdf, has the
commands. Its part 6 says how each hash of the record is made.
`, e.Number, f.Version, document.Moment(f.SealedAt), f.SHA256)
}
