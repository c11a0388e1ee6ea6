package looks_test

import (
	"testing"
	"time"

	"demarc/internal/sitetest"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/app/apptest"
	"demarc/internal/browsertest"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/internal/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// scene is an engagement in which two teams have worked for a while, and the site over it.
type scene struct {
	*apptest.Scene
	t    *testing.T
	it   access.Actor
	base string
	rows []raci.Function // of the area of backup, as they were at first
	msp  raci.Stakeholder
	team raci.Stakeholder // of the client
	mgmt raci.Stakeholder
}

func open(t *testing.T) *scene {
	t.Helper()
	s := &scene{Scene: apptest.New(t), t: t}
	s.it = s.Partner(t, access.ITLead, "Priya Shah")
	s.base = sitetest.Over(t, s.Scene)
	return s
}

// signIn opens the site for a person in a browser.
func (s *scene) signIn(b *browsertest.Browser, who access.Actor, name string, width, height int, dark bool) *browsertest.Page {
	s.t.Helper()
	p := b.Person(s.t, name, width, height)
	p.SetDark(dark)
	sitetest.SignIn(s.t, p, s.Scene, s.base, who)
	return p
}

func (s *scene) row(i int) raci.Function {
	s.t.Helper()
	r, err := s.Matrices.OpenRow(s.t.Context(), s.Owner, s.Engagement.ID, s.rows[i].ID)
	apptest.Must(s.t, err)
	return r.Function
}

func (s *scene) agree(i int, sides ...access.Actor) {
	s.t.Helper()
	for _, who := range sides {
		_, err := s.Matrices.Agree(s.t.Context(), who, s.Engagement.ID, s.rows[i].ID, true, s.row(i).Rev)
		apptest.Must(s.t, err)
	}
}

func (s *scene) assign(who access.Actor, i int, to raci.Stakeholder, as raci.Assignment) {
	s.t.Helper()
	_, err := s.Matrices.Assign(s.t.Context(), who, s.Engagement.ID, s.rows[i].ID, to.ID, as, s.row(i).Rev)
	apptest.Must(s.t, err)
}

func (s *scene) park(who access.Actor, i int, why string) {
	s.t.Helper()
	_, err := s.Matrices.Park(s.t.Context(), who, s.Engagement.ID, s.rows[i].ID, app.Parking{Owner: s.msp.ID, Until: s.DB.Now().AddDate(0, 1, 0).Format(time.DateOnly), Why: why}, s.row(i).Rev)
	apptest.Must(s.t, err)
}

// Where what is told stands among the rows of backup.
const (
	agreed = iota
	drafted
	proposed
	disputed
	parked
	toPark
	talked
	timed
	undecided
)

// story leaves a row in each state, and people, hours, notes and talk around them.
func (s *scene) story() {
	s.t.Helper()
	ctx, id := s.t.Context(), s.Engagement.ID
	s.Fill(s.t, s.Owner)
	d, err := s.Matrices.Open(ctx, s.Owner, id)
	apptest.Must(s.t, err)
	for _, f := range d.Matrix.Functions {
		if f.Area == "backup" {
			s.rows = append(s.rows, f)
		}
	}
	s.msp, _ = d.Matrix.Standard(raci.MSPTeam)
	s.team, _ = d.Matrix.Standard(raci.InternalIT)
	s.mgmt, _ = d.Matrix.Standard(raci.Management)
	for i, side := range []raci.Stakeholder{s.msp, s.team, s.mgmt} {
		side.Holder, side.Deputy = []string{"Tom Berg", "Priya Shah", "Dana Cole"}[i], []string{"Ines Romero", "Marek Nowak", "Ruth Alder"}[i]
		apptest.Must(s.t, s.Parties.SaveStakeholder(ctx, s.Owner, id, side))
	}

	s.agree(agreed, s.Owner, s.it)
	s.agree(proposed, s.Owner, s.it)
	s.assign(s.it, proposed, s.team, raci.AccountableAndDoing)
	s.agree(disputed, s.Owner)
	_, err = s.Matrices.Dispute(ctx, s.it, id, s.rows[disputed].ID, "A restore at the distribution center stops the belts. We want a say before each.")
	apptest.Must(s.t, err)
	s.park(s.Owner, parked, "Northgate IT wants one schedule for all; Alder Foods wants its own for the tills.")
	s.agree(parked, s.Owner, s.it)
	s.park(s.it, toPark, "The budget is decided in March.")
	s.assign(s.Owner, undecided, s.msp, raci.Undecided)

	f := s.row(timed)
	_, err = s.Matrices.AssignRow(ctx, s.Owner, id, f.ID,
		map[raci.StakeholderID]raci.Assignment{s.team.ID: raci.AccountableAndDoing, s.msp.ID: raci.AccountableAndDoing, s.mgmt.ID: raci.Informed},
		map[raci.StakeholderID]raci.Window{s.team.ID: raci.BusinessHours, s.msp.ID: raci.AfterHours}, f.Rev)
	apptest.Must(s.t, err)
	_, err = s.Matrices.SetHolders(ctx, s.Owner, id, f.ID, nil, map[raci.StakeholderID]raci.Holder{s.msp.ID: {Person: "Ana Lopez", Deputy: "Sam Ortiz"}})
	apptest.Must(s.t, err)
	apptest.Must(s.t, s.Matrices.WriteNote(ctx, s.Owner, id, s.rows[talked].ID, "We would give this away for the price of the tool."))
	apptest.Must(s.t, s.Matrices.WriteNote(ctx, s.it, id, s.rows[talked].ID, "Marek has no time for this before spring."))
	said, err := s.Reviews.Comment(ctx, s.it, id, s.rows[talked].ID, s.team.ID, app.Remark{Body: "We restart the tills by hand on Sundays, see https://wiki.alderfoods.example/tills. @Nora Adeyemi, can your agent wait for us?"})
	apptest.Must(s.t, err)
	_, err = s.Reviews.Reply(ctx, s.Owner, id, said.Thread.ID, app.Remark{Body: "It can. I would write that into the split note."})
	apptest.Must(s.t, err)
	for _, who := range []access.Actor{s.Owner, s.it} {
		_, err = s.Reviews.Comment(ctx, who, id, s.rows[agreed].ID, "", app.Remark{Body: "Who tells the store managers?", Pending: true})
		apptest.Must(s.t, err)
		apptest.Must(s.t, s.Reviews.Mark(ctx, who, id, s.rows[drafted].ID, review.Disputing, "We would rather see this once a quarter.", s.row(drafted).Rev))
	}
	for i := undecided + 1; i < len(s.rows); i++ {
		s.agree(i, s.Owner)
	}
}

// vote opens a blind vote on three functions.
func (s *scene) vote() raci.BallotID {
	s.t.Helper()
	id, err := s.Ballots.Start(s.t.Context(), s.Owner, s.Engagement.ID, []raci.FunctionID{s.rows[drafted].ID, s.rows[proposed].ID, s.rows[talked].ID})
	apptest.Must(s.t, err)
	s.answers(s.Owner, id, drafted, s.msp)
	s.answers(s.it, id, drafted, s.team)
	return id
}

func (s *scene) answers(who access.Actor, id raci.BallotID, i int, with raci.Stakeholder) {
	s.t.Helper()
	says := map[raci.StakeholderID]raci.Assignment{s.mgmt.ID: raci.Informed}
	says[with.ID] = raci.AccountableAndDoing
	p, err := s.Ballots.Open(s.t.Context(), who, s.Engagement.ID, id)
	apptest.Must(s.t, err)
	_, err = s.Ballots.Answer(s.t.Context(), who, s.Engagement.ID, id, s.rows[i].ID, says, p.Mine[s.rows[i].ID].Rev)
	apptest.Must(s.t, err)
}

// reveal gives the answers that are missing and shows them all.
func (s *scene) reveal(id raci.BallotID) {
	s.t.Helper()
	s.answers(s.Owner, id, proposed, s.msp)
	s.answers(s.it, id, proposed, s.msp)
	s.answers(s.Owner, id, talked, s.msp)
	s.answers(s.it, id, talked, s.mgmt)
	_, err := s.Ballots.Reveal(s.t.Context(), s.it, s.Engagement.ID, id, false)
	apptest.Must(s.t, err)
}
