package engagement

import (
	"encoding/hex"
	"net/http"
	"strconv"

	"demarc/internal/access"
	"demarc/internal/audit"
	"demarc/web/page"
)

// perPage is how many entries one page of the history shows.
const perPage = 100

// history is the audit log of an engagement, in the order it was written.
func (s Screen) history(w http.ResponseWriter, r *http.Request) error {
	who := page.Actor(r)
	if err := who.Require(access.ReadAudit); err != nil {
		return err
	}
	f := page.ReadQuery(r)
	after := f.Int("after", 0, 1<<53)
	if !f.OK() {
		after = 0
	}
	e, list, err := s.App.Engagements.History(r.Context(), who, idOf(r), int64(after))
	if err != nil {
		return err
	}
	v := historyView{sheet: newSheet(r, e, "", "History"), after: int64(after), list: list}
	if f.Checked("check") {
		if v.sheet, err = s.checked(r, v.sheet); err != nil {
			return err
		}
	}
	if len(list) > perPage {
		v.list, v.more = list[:perPage], true
	}
	return page.Render(w, r, http.StatusOK, historyPage(v))
}

// checked recomputes the whole chain and says on top of the page whether it holds.
func (s Screen) checked(r *http.Request, v sheet) (sheet, error) {
	all, head, err := s.App.Engagements.Chain(r.Context(), v.who, v.e.ID)
	if err != nil {
		return v, err
	}
	if err := audit.Check(all, head); err != nil {
		return v.told("danger", "The log does not hold together: "+err.Error()+"."), nil
	}
	return v.told("ok", counted(len(all), "entry")+" checked: each fits the one before it, and the last is the newest there is."), nil
}

type historyView struct {
	sheet
	list  []audit.Entry
	after int64
	more  bool
}

func (v historyView) tell(e audit.Entry) string { return teller{v.e}.story(e) }

func (v historyView) href(after int64) string {
	if after <= 0 {
		return v.at("/history")
	}
	return v.at("/history?after=" + strconv.FormatInt(after, 10))
}

func (v historyView) last() int64 {
	if len(v.list) == 0 {
		return v.after
	}
	return v.list[len(v.list)-1].Seq
}

// short is the beginning of an entry's hash, enough to compare by eye.
func short(hash [32]byte) string { return hex.EncodeToString(hash[:6]) }

func from(e audit.Entry) string {
	if e.Fact.Request.IP == "" {
		return "Not recorded"
	}
	return e.Fact.Request.IP
}
