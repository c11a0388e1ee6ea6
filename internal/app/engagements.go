package app

import (
	"context"
	"fmt"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/internal/catalog"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/signing"
	"demarc/internal/store"
)

// Engagements is starting them and looking at them.
type Engagements struct{ *core }

// Start is what is needed to start an engagement.
type Start struct {
	Client party.ClientID
	Title  string
	Preset string // key of a template or preset of the MSP's library
}

// Start makes an engagement with its parties, terms, columns and a whole matrix,
// filled by the preset's lanes, so that nobody begins with an empty page.
func (g Engagements) Start(ctx context.Context, who access.Actor, in Start) (engagement.Engagement, error) {
	if err := who.Require(access.StartEngagement); err != nil {
		return engagement.Engagement{}, err
	}
	f := form{}
	in.Title = f.text("title", "a title", in.Title, true, 120)
	if err := fault.Fields(f); err != nil {
		return engagement.Engagement{}, err
	}
	var e engagement.Engagement
	err := g.db.Change(ctx, who, func(tx *store.Tx) error {
		client, err := tx.Client(ctx, in.Client)
		if err != nil {
			return err
		}
		lib, err := newestLibrary(ctx, tx)
		if err != nil {
			return err
		}
		template, ok := lib.Template(in.Preset)
		if !ok || template.Retired {
			return fault.Field("preset", "Choose how the work is divided to begin with. You can change every area afterwards.")
		}
		prefix, n, err := tx.NextNumber(ctx)
		if err != nil {
			return err
		}
		now := g.db.Now()
		e = engagement.Engagement{
			ID: engagement.ID(store.NewID()), MSP: who.MSP, MSPName: who.MSPName, Client: client.ID, ClientName: client.Name,
			Number: fmt.Sprintf("%s-%d-%04d", prefix, now.Year(), n), Title: in.Title, State: engagement.InDraft, StartedAt: now,
			Library: lib.Number, Template: template.Key, Choices: template.Choices,
		}
		err = tx.AddEngagement(ctx, e, engagement.StartTerms(lib, template), party.Party{Side: party.MSP, LegalName: who.MSPName, ShortName: who.MSPName},
			party.Party{Side: party.Client, LegalName: client.Name, ShortName: client.Name})
		if err != nil {
			return err
		}
		m := startMatrix(lib, template)
		for _, s := range m.Stakeholders {
			tx.AddStakeholder(e, s)
		}
		for _, a := range m.Areas {
			tx.AddArea(e, a)
		}
		for _, fn := range m.Functions {
			if err := tx.AddFunction(e, fn); err != nil {
				return err
			}
		}
		for _, a := range catalog.Register(m.Stakeholders).Access {
			if err := tx.AddAccess(e, a); err != nil {
				return err
			}
		}
		tx.Record(e, audit.EngagementStarted, audit.Fact{Subject: string(e.ID), Label: e.Number, After: e.Title, Data: map[string]string{"preset": template.Key, "library": fmt.Sprint(lib.Number), "functions": fmt.Sprint(len(m.Functions))}})
		return nil
	})
	return e, err
}

// newestLibrary is the version of the MSP's library that a new engagement pins.
func newestLibrary(ctx context.Context, tx *store.Tx) (catalog.Library, error) {
	l, err := tx.Library(ctx)
	return catalog.Merge(tx.Shipped(), l.Newest, l.Published), err
}

// startMatrix is the library's matrix with the lanes and packs of a template.
func startMatrix(lib catalog.Library, template catalog.Template) raci.Matrix {
	m := raci.Matrix{Stakeholders: []raci.Stakeholder{
		{ID: raci.StakeholderID(store.NewID()), Kind: raci.MSPTeam, Name: "MSP team", Position: 1},
		{ID: raci.StakeholderID(store.NewID()), Kind: raci.InternalIT, Name: "Client IT", Position: 2},
		{ID: raci.StakeholderID(store.NewID()), Kind: raci.Management, Name: "Client management", Position: 3},
	}}
	position := 0
	for i, a := range lib.Areas() {
		area := raci.Area{Key: a.Key, Name: a.Name, Mode: a.Lane(template.Modes), Position: i + 1}
		m.Areas = append(m.Areas, area)
		m.Functions = append(m.Functions, startArea(area, a.Functions, template, m.Stakeholders, &position)...)
	}
	for _, p := range lib.Packs() {
		area := raci.Area{Key: p.Area(), Name: p.Name, Mode: raci.Shared, Position: len(m.Areas) + 1}
		if rows := startArea(area, p.Functions, template, m.Stakeholders, &position); len(rows) > 0 {
			m.Areas, m.Functions = append(m.Areas, area), append(m.Functions, rows...)
		}
	}
	return m
}

// startArea are the rows of an area that a template begins with; those that it leaves
// out are listed as excluded, with its reason.
func startArea(area raci.Area, functions []catalog.Function, template catalog.Template, columns []raci.Stakeholder, position *int) (rows []raci.Function) {
	for _, lib := range functions {
		if !template.Begins(lib) {
			continue
		}
		*position += 1000 // room to move rows between others
		row := startFunction(lib, area.Mode, columns, *position)
		if reason := template.Without[lib.Key]; reason != "" && row.In() {
			row.Excluded = reason
		}
		rows = append(rows, row)
	}
	return rows
}

func startFunction(lib catalog.Function, mode raci.Mode, columns []raci.Stakeholder, position int) raci.Function {
	f := raci.Function{
		ID: raci.FunctionID(store.NewID()), Key: lib.Key, Area: lib.AreaKey, Position: position, Name: lib.Name, Description: lib.Description,
		Criticality: lib.Criticality, Cadence: lib.Cadence, Lock: lib.Lock, Frameworks: lib.Frameworks, Rev: 1,
	}
	fill := mode
	if mode == raci.OutOfScope {
		f.Excluded = raci.AreaExcluded
		fill = raci.Shared
	}
	f.Cells = lib.Patterns[fill].Fill(columns)
	f.Split = lib.Split(f.Cells)
	return f
}

// Overview is an engagement at a glance.
type Overview struct {
	Draft    engagement.Draft
	Findings []raci.Finding
	raci.Tally
	Envelopes []signing.Envelope
	Versions  []store.VersionLine
	History   []audit.Entry // newest first
	Muted     bool          // the viewer wants no letters of it
	// Update is what the newest version of the MSP's library would change, where there
	// is one that the viewer may know of.
	Update engagement.Update
}

// Open shows an engagement with what is done and what is missing.
func (g Engagements) Open(ctx context.Context, who access.Actor, id engagement.ID) (Overview, error) {
	var o Overview
	if err := who.Require(access.ReadEngagement); err != nil {
		return o, err
	}
	var newest *catalog.Library
	err := g.db.Read(ctx, who, func(tx *store.Tx) (err error) {
		if o.Draft, err = tx.Paper(ctx, id); err != nil {
			return err
		}
		if _, o.Envelopes, err = tx.Envelopes(ctx, id); err != nil {
			return err
		}
		if o.Versions, err = tx.Versions(ctx, id); err != nil {
			return err
		}
		if e := o.Draft.Engagement; who.Can(access.ReadLibrary) && e.State == engagement.InDraft && e.Behind() {
			to, err := tx.LibraryAt(ctx, e.Newest)
			if err != nil {
				return err
			}
			newest = &to
		}
		if o.Muted, err = tx.Mutes(ctx, id); err != nil {
			return err
		}
		o.History, err = tx.Latest(ctx, string(id), 12)
		return err
	})
	if err != nil {
		return o, err
	}
	if newest != nil {
		o.Update = engagement.PlanUpdate(o.Draft, *newest)
	}
	o.Tally = o.Draft.Matrix.Tally()
	if o.Draft.Engagement.State == engagement.InDraft {
		var content engagement.Content
		o.Findings, content, err = g.readiness(o.Draft, who.Email)
		o.Findings = append(o.Findings, undrawable(content)...)
	}
	return o, err
}

// readiness draws the draft and lists what stands between it and its signatures.
func (k *core) readiness(d engagement.Draft, drafter string) ([]raci.Finding, engagement.Content, error) {
	c, problems := engagement.Draw(d)
	digest, err := c.Digest()
	if err != nil {
		return nil, c, err
	}
	return d.Waive(engagement.Readiness(d, c, problems, digest, drafter, k.today())), c, nil
}

// List lists the newest engagements, after the cursor.
func (g Engagements) List(ctx context.Context, who access.Actor, client party.ClientID, after Cursor) (list []store.Line, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, err
	}
	err = g.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		list, err = tx.Engagements(ctx, client, after.Started, after.ID, PageSize)
		return err
	})
	return list, err
}

// Need is something in a conversation that waits for a person.
type Need = store.Need

// Home is List with what waits for the actor in the conversations they take part in.
func (g Engagements) Home(ctx context.Context, who access.Actor, client party.ClientID, after Cursor) (list []store.Line, needs []store.Need, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, nil, err
	}
	err = g.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		list, needs, err = tx.Home(ctx, client, after.Started, after.ID, PageSize)
		return err
	})
	if !who.Can(access.CommentRows) {
		needs = nil // they cannot answer
	}
	return list, needs, err
}

// Waiting lists the engagements that somebody has still something to do in, whatever
// page of the list they stand on; at most 500, the newest.
func (g Engagements) Waiting(ctx context.Context, who access.Actor, client party.ClientID) (list []store.Line, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, err
	}
	err = g.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		list, err = tx.Unfinished(ctx, client, 10*PageSize)
		return err
	})
	return list, err
}

// History reads an engagement's log after an entry, for the history screen and for a
// live stream that lost its connection.
func (g Engagements) History(ctx context.Context, who access.Actor, id engagement.ID, after int64) (e engagement.Engagement, list []audit.Entry, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return e, nil, err
	}
	err = g.db.Read(ctx, who, func(tx *store.Tx) error {
		if e, err = tx.Engagement(ctx, id); err != nil {
			return err
		}
		list, err = tx.Entries(ctx, string(id), after, 500)
		return err
	})
	return e, list, err
}

// Participants are the people who have a place where an engagement is, as far as the
// actor may know of them.
func (g Engagements) Participants(ctx context.Context, who access.Actor, id engagement.ID) (people []store.Participant, err error) {
	if err := who.Require(access.ReadEngagement); err != nil {
		return nil, err
	}
	err = g.db.ReadOnce(ctx, who, func(tx *store.Tx) error {
		people, err = tx.Participants(ctx, id)
		return err
	})
	return people, err
}

// Chain reads the whole audit chain with its head.
func (g Engagements) Chain(ctx context.Context, who access.Actor, id engagement.ID) (all []audit.Entry, head audit.Head, err error) {
	if err := who.Require(access.ReadAudit); err != nil {
		return nil, head, err
	}
	err = g.db.Read(ctx, who, func(tx *store.Tx) error {
		all, head, err = tx.Chain(ctx, string(id))
		return err
	})
	return all, head, err
}
