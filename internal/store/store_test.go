package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"demarc/internal/access"
	"demarc/internal/agreement"
	"demarc/internal/audit"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/party"
	"demarc/internal/raci"
	"demarc/internal/store"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// tenant is an MSP with one client and one engagement with one row.
type tenant struct {
	owner      access.Actor
	client     party.Customer
	engagement engagement.Engagement
	function   raci.Function
	column     raci.Stakeholder
}

func newTenant(t *testing.T, db *store.DB, name string) tenant {
	t.Helper()
	msp := party.Organization{ID: party.MSPID(store.NewID()), Name: name}
	x := tenant{
		owner:  access.Actor{Kind: access.Person, User: party.UserID(store.NewID()), Name: "Olga", Membership: store.NewID(), MSP: msp.ID, MSPName: name, Side: party.MSP, Role: access.Owner},
		client: party.Customer{ID: party.ClientID(store.NewID()), MSP: msp.ID, Name: "Client of " + name},
	}
	x.engagement = engagement.Engagement{ID: engagement.ID(store.NewID()), Client: x.client.ID, Number: "N-1", Title: "T", StartedAt: db.Now()}
	x.column = raci.Stakeholder{ID: raci.StakeholderID(store.NewID()), Kind: raci.MSPTeam, Name: "MSP team"}
	x.function = raci.Function{ID: raci.FunctionID(store.NewID()), Key: "bk-test", Area: "backup", Name: "Restore testing", Criticality: raci.Critical, Cells: map[raci.StakeholderID]raci.Assignment{x.column.ID: "A"}, Rev: 1}
	err := db.Change(t.Context(), access.SystemFor(msp.ID), func(tx *store.Tx) error {
		tx.AddMSP(msp, "N")
		tx.AddUser(store.User{ID: x.owner.User, Email: name + "@example.com", Name: "Olga"})
		tx.AddMembership(x.owner.User, store.Place{Membership: x.owner.Membership, MSP: msp.ID, MSPName: name, Side: party.MSP, Role: access.Owner})
		tx.AddClient(x.client)
		if err := tx.AddEngagement(t.Context(), x.engagement, agreement.Terms{"a": "b"}, party.Party{Side: party.MSP}, party.Party{Side: party.Client}); err != nil {
			return err
		}
		tx.AddStakeholder(x.engagement, x.column)
		tx.AddArea(x.engagement, raci.Area{Key: "backup", Name: "Backup", Mode: raci.Shared})
		if err := tx.AddFunction(x.engagement, x.function); err != nil {
			return err
		}
		tx.Record(x.engagement, audit.EngagementStarted, audit.Fact{})
		tx.RecordForMSP("", audit.MSPSignedUp, audit.Fact{})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestChange(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "northgate")
	assign := func(ctx context.Context, rev int, record bool) error {
		return d.DB.Change(ctx, x.owner, func(tx *store.Tx) error {
			d, f, err := tx.Function(ctx, x.engagement.ID, x.function.ID)
			if err != nil {
				return err
			}
			was := f
			was.Rev = rev
			if _, _, err := f.Assign(x.column.ID, raci.Responsible); err != nil {
				return err
			}
			e := d.Engagement
			if err := tx.SaveFunction(e.ID, &f, was); err != nil {
				return err
			}
			if record {
				tx.Record(e, audit.AssignmentChanged, audit.Fact{Subject: string(f.ID), After: "R"})
			}
			return nil
		})
	}
	if err := assign(t.Context(), 1, false); !errors.Is(err, store.ErrUnrecorded) {
		t.Fatalf("unrecorded change: %v", err)
	}
	if err := assign(t.Context(), 1, true); err != nil {
		t.Fatal(err)
	}
	if err := assign(t.Context(), 1, true); !fault.Is(err, fault.Conflict) {
		t.Fatalf("stale revision: %v", err)
	}
	err := d.DB.Read(t.Context(), x.owner, func(tx *store.Tx) error {
		dr, err := tx.Draft(t.Context(), x.engagement.ID)
		if err != nil {
			return err
		}
		if got := dr.Matrix.Functions[0].Cells[x.column.ID]; got != raci.Responsible {
			t.Errorf("cell is %q", got)
		}
		entries, head, err := tx.Chain(t.Context(), string(x.engagement.ID))
		if err != nil {
			return err
		}
		if len(entries) != 2 {
			t.Errorf("%d entries, want 2", len(entries))
		}
		return audit.Check(entries, head)
	})
	if err != nil {
		t.Fatal(err)
	}
	err = d.DB.Read(t.Context(), x.owner, func(tx *store.Tx) error {
		_, f, err := tx.Function(t.Context(), x.engagement.ID, x.function.ID)
		if err != nil {
			return err
		}
		return tx.SaveFunction(x.engagement.ID, &f, f)
	})
	if err == nil {
		t.Fatal("a write in Read went unnoticed")
	}
}

func TestTenantsAreApart(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x, y := newTenant(t, d.DB, "northgate"), newTenant(t, d.DB, "southgate")
	other := access.SystemFor(x.owner.MSP)
	other.Side, other.Client = party.Client, party.ClientID(store.NewID())
	nobody := x.owner
	nobody.Membership = store.NewID()
	cases := map[string]struct {
		who  access.Actor
		kind fault.Kind
	}{
		"another MSP":      {y.owner, fault.NotFound},
		"another client":   {other, fault.NotFound},
		"no side":          {access.Actor{MSP: x.owner.MSP}, fault.NotFound},
		"no tenant":        {access.Actor{Side: party.MSP}, fault.NotFound},
		"place was taken":  {nobody, fault.SignIn},
		"signer elsewhere": {access.Actor{Kind: access.Signer, MSP: x.owner.MSP, Client: x.client.ID, Engagement: store.NewID()}, fault.NotFound},
		"malformed tenant": {access.Actor{Side: party.MSP, MSP: "'; drop schema app"}, fault.NotFound},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := d.DB.Read(t.Context(), c.who, func(tx *store.Tx) error {
				_, err := tx.Draft(t.Context(), x.engagement.ID)
				return err
			})
			if !fault.Is(err, c.kind) {
				t.Errorf("read: %v, want %s", err, c.kind)
			}
		})
	}
	// A foreign key that would cross tenants is refused by the composite key.
	err := d.DB.Change(t.Context(), y.owner, func(tx *store.Tx) error {
		tx.AddStakeholder(x.engagement, raci.Stakeholder{ID: raci.StakeholderID(store.NewID()), Kind: raci.OtherKind, Name: "theft"})
		tx.RecordForMSP("", audit.StakeholderAdded, audit.Fact{})
		return nil
	})
	if err == nil {
		t.Error("a row was attached to another tenant's engagement")
	}
}

func TestAlteredEntryIsFound(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "northgate")
	if _, n, err := store.CheckChains(t.Context(), d.OwnerURL, ""); err != nil || n != 2 {
		t.Fatalf("whole chains: %d entries, %v", n, err)
	}
	for _, sql := range []string{
		`update app.entries set payload = '{}' where stream_id = $1`,
		`delete from app.entries where stream_id = $1`,
	} {
		app, err := pgx.Connect(t.Context(), d.URL)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := app.Exec(t.Context(), sql, string(x.engagement.ID)); err == nil {
			t.Errorf("the runtime role may %s", sql)
		}
		_ = app.Close(t.Context())
	}
	root, err := pgx.Connect(t.Context(), d.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close(context.Background()) }()
	if _, err := root.Exec(t.Context(), `update app.entries set payload = replace(payload, 'system', 'sistem') where stream_id = $1`, string(x.engagement.ID)); err != nil {
		t.Fatal(err)
	}
	_, _, err = store.CheckChains(t.Context(), d.OwnerURL, string(x.engagement.ID))
	var broken *audit.BrokenError
	if !errors.As(err, &broken) || broken.Seq != 1 {
		t.Errorf("altered entry: %v", err)
	}
}

func TestEnqueueJoinsTheTransaction(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "northgate")
	fail := errors.New("no")
	for _, want := range []error{fail, nil} {
		err := d.DB.Change(t.Context(), x.owner, func(tx *store.Tx) error {
			e, err := tx.Engagement(t.Context(), x.engagement.ID)
			if err != nil {
				return err
			}
			if err := tx.Enqueue(t.Context(), store.Job{Task: store.Seal, MSP: string(e.MSP)}); err != nil {
				return err
			}
			tx.Record(e, audit.SealStarted, audit.Fact{})
			return want
		})
		if !errors.Is(err, want) {
			t.Fatal(err)
		}
	}
	root, err := pgx.Connect(t.Context(), d.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = root.Close(context.Background()) }()
	var n int
	if err := root.QueryRow(t.Context(), `select count(*) from river.river_job where args ->> 'task' = 'seal'`).Scan(&n); err != nil || n != 1 {
		t.Errorf("%d jobs, want 1: %v", n, err)
	}
}

// All that one Read asks is as of one moment, so that a chain always fits its head.
func TestReadIsOneMoment(t *testing.T) {
	t.Parallel()
	db := storetest.Open(t)
	x := newTenant(t, db.DB, "a")
	err := db.DB.Read(t.Context(), x.owner, func(tx *store.Tx) error {
		before, _, err := tx.Chain(t.Context(), string(x.engagement.ID))
		if err != nil {
			return err
		}
		err = db.DB.Change(t.Context(), x.owner, func(tx *store.Tx) error {
			tx.Record(x.engagement, audit.TermsChanged, audit.Fact{})
			return nil
		})
		if err != nil {
			return err
		}
		after, head, err := tx.Chain(t.Context(), string(x.engagement.ID))
		if len(after) != len(before) || head.Seq != int64(len(before)) {
			t.Errorf("%d entries under a head of %d, and before that %d", len(after), head.Seq, len(before))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// What a row says of its negotiation, its hours and its people comes back as it was kept.
func TestRowIsKeptWhole(t *testing.T) {
	t.Parallel()
	d := storetest.Open(t)
	x := newTenant(t, d.DB, "northgate")
	var want raci.Function
	change := func(do func(*raci.Function) error) {
		t.Helper()
		err := d.DB.Change(t.Context(), x.owner, func(tx *store.Tx) error {
			dr, f, err := tx.Function(t.Context(), x.engagement.ID, x.function.ID)
			if err != nil {
				return err
			}
			was := f
			if err := do(&f); err != nil {
				return err
			}
			if f.Agreed(party.MSP) && !was.Agreed(party.MSP) {
				err = tx.SaveAgreement(x.engagement.ID, f)
			} else {
				err = tx.SaveFunction(x.engagement.ID, &f, was)
			}
			if err != nil {
				return err
			}
			want = f
			tx.Record(dr.Engagement, audit.FunctionChanged, audit.Fact{Subject: string(f.ID)})
			return tx.SaveHolders(x.engagement.ID, f)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	change(func(f *raci.Function) error { return f.Agree(party.MSP, f.Rev) })
	change(func(f *raci.Function) error {
		f.Parked = raci.Parked{Side: party.Client, Owner: x.column.ID, Until: "2027-03-01", Why: "Both want it."}
		f.Windows = map[raci.StakeholderID]raci.Window{x.column.ID: raci.AfterHours}
		f.Holders = map[raci.StakeholderID]raci.Holder{x.column.ID: {Person: "Ana", Deputy: "Ben"}}
		return nil
	})
	if want.EditedBy != party.MSP || len(want.Stood) != 1 || want.Agreed(party.MSP) {
		t.Errorf("after an edit: %+v", want)
	}
	for range 2 {
		err := d.DB.Read(t.Context(), x.owner, func(tx *store.Tx) error {
			_, f, err := tx.Function(t.Context(), x.engagement.ID, x.function.ID)
			if diff := cmp.Diff(want, f); diff != "" {
				t.Error(diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		change(func(f *raci.Function) error {
			f.Resume()
			f.Windows, f.Holders = nil, nil
			return nil
		})
	}
}
