package app

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/store"
)

// Offer is what the newest version of the library would change in an engagement.
type Offer struct {
	Draft  engagement.Draft
	Update engagement.Update
	Notes  []store.LibraryVersion // of the versions in between, the newest first
	Seen   string                 // identifies the offer: Adopt refuses when it moved on
}

// Adopt is how much of an offer somebody takes. The clauses come all together.
type Adopt struct {
	Rows     []raci.FunctionID  // rows that take the library's words and letters
	Add      []raci.FunctionKey // new functions that come into the matrix
	Areas    []raci.AreaKey     // areas that come in, or take the library's name
	Wordings []string           // clauses that take the wording of the template
	Terms    []string           // terms that take the value of the template
	Seen     string
}

// Offer shows what the newest version would change in an engagement.
func (l Library) Offer(ctx context.Context, who access.Actor, id engagement.ID) (o Offer, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return o, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		d, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		if o, err = offer(ctx, tx, d); err != nil {
			return err
		}
		o.Notes, err = tx.LibraryVersions(ctx)
		o.Notes = slices.DeleteFunc(o.Notes, func(v store.LibraryVersion) bool { return v.Number <= d.Engagement.Library })
		return err
	})
	return o, err
}

func offer(ctx context.Context, tx *store.Tx, d engagement.Draft) (Offer, error) {
	to, err := tx.LibraryAt(ctx, d.Engagement.Newest)
	o := Offer{Draft: d, Update: engagement.PlanUpdate(d, to)}
	o.Seen = fingerprint(o.Update)
	return o, err
}

// Adopt moves an engagement to the newest version of the library, with the rows that
// the person chose. Every tick on a row that changes is void, as with any edit.
func (l Library) Adopt(ctx context.Context, who access.Actor, id engagement.ID, in Adopt) error {
	if err := requireLibrary(who, access.AdoptLibrary); err != nil {
		return err
	}
	return l.db.Change(ctx, who, func(tx *store.Tx) error {
		d, err := editable(ctx, tx, id)
		if err != nil {
			return err
		}
		if !d.Engagement.Behind() {
			return fault.New(fault.Conflict, "This engagement is on the newest version of the library already.")
		}
		o, err := offer(ctx, tx, d)
		if err != nil {
			return err
		}
		if o.Seen != in.Seen {
			return fault.New(fault.Conflict, "The library or the matrix changed since this was shown to you. Look again at what would change.")
		}
		areas, added, err := adoptAreas(tx, &o, in)
		if err != nil {
			return err
		}
		changed, err := adoptRows(tx, o, in.Rows)
		if err != nil {
			return err
		}
		more, err := adoptNew(tx, o, in.Add)
		if err != nil {
			return err
		}
		added = append(added, more...)
		e, was := d.Engagement, d.Engagement.Library
		wordings := adoptWordings(&e, o, in.Wordings)
		terms, err := adoptTerms(tx, &e, o, in.Terms)
		if err != nil {
			return err
		}
		e.Library = o.Update.To
		if err := tx.SaveLibrary(ctx, e); err != nil {
			return err
		}
		var clauses []string
		for _, c := range o.Update.Clauses {
			clauses = append(clauses, c.Title)
		}
		data := map[string]string{"clauses": strings.Join(clauses, "; "), "functions": strings.Join(changed, "; "), "added": strings.Join(added, "; ")}
		for name, list := range map[string][]string{"wordings": wordings, "terms": terms, "areas": areas} {
			if len(list) > 0 {
				data[name] = strings.Join(list, "; ")
			}
		}
		if o.Update.Moved {
			data["release"] = o.Update.Release
		}
		tx.Record(e, audit.LibraryAdopted, audit.Fact{Subject: "library", Label: "Library", Before: fmt.Sprint(was), After: fmt.Sprint(e.Library), Data: data})
		return nil
	})
}

// Drift is an engagement beside the template that it started from.
type Drift struct {
	Draft     engagement.Draft
	Deviation engagement.Deviation
	Known     bool // the engagement remembers its template
}

// Drift shows how an engagement deviates from its template. It is for the MSP alone:
// its standard is its own, and the client negotiates the draft, not the template.
func (l Library) Drift(ctx context.Context, who access.Actor, id engagement.ID) (v Drift, err error) {
	if err := requireLibrary(who, access.ReadLibrary); err != nil {
		return v, err
	}
	if v.Draft, err = l.readDraft(ctx, who, access.ReadEngagement, id); err != nil {
		return v, err
	}
	v.Deviation, v.Known = engagement.Deviate(v.Draft)
	return v, nil
}

// Templates are the ways to start an engagement: the MSP's templates, then presets.
func (l Library) Templates(ctx context.Context, who access.Actor) (all []catalog.Template, err error) {
	if err := who.Require(access.StartEngagement); err != nil {
		return nil, err
	}
	err = l.db.Read(ctx, who, func(tx *store.Tx) error {
		lib, err := newestLibrary(ctx, tx)
		if err != nil {
			return err
		}
		all = lib.Templates()
		for _, p := range lib.Presets() {
			t, _ := lib.Template(p.Key)
			all = append(all, t)
		}
		return nil
	})
	return all, err
}
