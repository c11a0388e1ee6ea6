package matrix

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"demarc/internal/access"
	"demarc/internal/app"
	"demarc/internal/engagement"
	"demarc/internal/fault"
	"demarc/internal/raci"
	"demarc/internal/review"
	"demarc/web/page"
	"demarc/web/ui"
)

// The zooms on one matrix.
const (
	zoomLanes  = "lanes"
	zoomMatrix = "matrix"
	zoomMine   = "mine"
)

// filter is what the address asks of the matrix: which rows, and how near. It can be
// shared; what it says that the matrix does not know is told and left out.
type filter struct {
	raci.Filter
	zoom  string
	mine  bool
	since string   // a day, or a version such as v2
	talk  string   // "yes": with a comment; "open": with a thread that is not resolved
	wrong []string // what could not be understood, in sentences
}

// names are the parameters of the address, in its order.
var names = []string{"q", "area", "party", "value", "state", "mine", "backup", "framework", "since", "comments"}

// readFilter takes from the address what d knows.
func readFilter(q *page.Form, d engagement.Draft, who access.Actor) filter {
	f := filter{zoom: q.Line("view", page.MaxCode)}
	if f.zoom == "" {
		f.zoom = zoomMatrix
	}
	if !slices.Contains([]string{zoomLanes, zoomMatrix, zoomMine}, f.zoom) {
		f.ignore("view", f.zoom)
		f.zoom = zoomMatrix
	}
	f.Locked = d.Engagement.State != engagement.InDraft
	f.Text = q.Line("q", page.MaxLine)
	f.Framework = q.Line("framework", page.MaxLine)
	if f.Area = raci.AreaKey(q.Line("area", page.MaxLine)); f.Area != "" && !slices.ContainsFunc(d.Matrix.Areas, func(a raci.Area) bool { return a.Key == f.Area }) {
		f.ignore("area", string(f.Area))
		f.Area = ""
	}
	if f.Party = raci.StakeholderID(q.Line("party", page.MaxLine)); f.Party != "" {
		if _, ok := d.Matrix.Stakeholder(f.Party); !ok {
			f.ignore("stakeholder", string(f.Party))
			f.Party = ""
		}
	}
	if f.Value = raci.Value(q.Line("value", page.MaxLine)); f.Value != "" && !slices.Contains(raci.Values, f.Value) {
		f.ignore("letter", string(f.Value))
		f.Value = ""
	}
	if f.State = raci.Progress(q.Line("state", page.MaxLine)); f.State == "mine" { // as older links have it
		f.State = raci.Awaited
	}
	if f.State != "" && !slices.ContainsFunc(progress, func(o ui.Option) bool { return o.Value == string(f.State) }) {
		f.ignore("state", string(f.State))
		f.State = ""
	}
	if f.mine = q.Checked("mine"); f.mine {
		f.Mine = asker(who)
	}
	f.Unbacked = q.Checked("backup")
	f.since = strings.ToLower(q.Line("since", page.MaxLine))
	if _, ok := sinceOf(f.since); f.since != "" && !ok {
		f.ignore("day or version", f.since)
		f.since = ""
	}
	if f.talk = q.Line("comments", page.MaxLine); f.talk != "" && f.talk != "yes" && f.talk != "open" {
		f.ignore("kind of comments", f.talk)
		f.talk = ""
	}
	for _, p := range q.Problems() {
		f.wrong = append(f.wrong, p.Text)
	}
	return f
}

func asker(who access.Actor) raci.Person {
	return raci.Person{Side: who.Side, Email: who.Email, Name: who.Name}
}

func (f *filter) ignore(what, value string) {
	f.wrong = append(f.wrong, fmt.Sprintf("This matrix knows no %s “%s”, so it is left out.", what, value))
}

// sinceOf reads a day, "2026-11-03", or a version, "v2".
func sinceOf(s string) (app.Since, bool) {
	if day, err := time.Parse(time.DateOnly, s); err == nil {
		return app.Since{Day: day}, true
	}
	n, err := strconv.Atoi(strings.TrimPrefix(s, "v"))
	return app.Since{Version: n}, err == nil && n > 0 && n < 1<<31
}

// narrow finds the rows that changed since, and those that are talked about, where the
// filter asks for them.
func (s Screen) narrow(r *http.Request, f *filter, d engagement.Draft) error {
	if since, ok := sinceOf(f.since); ok {
		changed, err := s.App.Matrices.Changed(r.Context(), page.Actor(r), idOf(r), since)
		switch {
		case fault.Is(err, fault.NotFound):
			f.ignore("version", f.since)
			f.since = ""
		case err != nil:
			return err
		default:
			f.only(d, changed.Has)
		}
	}
	if f.talk == "" {
		return nil
	}
	c, err := s.App.Reviews.Open(r.Context(), page.Actor(r), idOf(r))
	if err != nil {
		return err
	}
	f.only(d, func(row raci.Function) bool {
		return slices.ContainsFunc(c.Talk.On(row.ID), func(t review.Thread) bool {
			_, said := t.Last()
			return said && (f.talk == "yes" || t.Open())
		})
	})
	return nil
}

// only keeps the rows that has tells of, among those kept so far.
func (f *filter) only(d engagement.Draft, has func(raci.Function) bool) {
	kept := map[raci.FunctionID]bool{}
	for _, row := range d.Matrix.Functions {
		if has(row) && (f.Only == nil || f.Only[row.ID]) {
			kept[row.ID] = true
		}
	}
	f.Only = kept
}

// value is what the address says for a parameter.
func (f filter) value(name string) string {
	switch name {
	case "q":
		return f.Text
	case "area":
		return string(f.Area)
	case "party":
		return string(f.Party)
	case "value":
		return string(f.Value)
	case "state":
		return string(f.State)
	case "framework":
		return f.Framework
	case "since":
		return f.since
	case "comments":
		return f.talk
	case "mine":
		return yes(f.mine)
	case "backup":
		return yes(f.Unbacked)
	}
	return ""
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// on tells whether rows are left out.
func (f filter) on() bool {
	return slices.ContainsFunc(names, func(name string) bool { return f.value(name) != "" })
}

// query is the filter as the end of an address, without some of its parameters.
func (f filter) query(without ...string) string {
	q := url.Values{}
	if f.zoom != "" && f.zoom != zoomMatrix {
		q.Set("view", f.zoom)
	}
	for _, name := range names {
		if v := f.value(name); v != "" && !slices.Contains(without, name) {
			q.Set(name, v)
		}
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// at is the same filter on another zoom, with one parameter set.
func (f filter) at(zoom string, pairs ...string) string {
	f.zoom = zoom
	q, _ := url.ParseQuery(strings.TrimPrefix(f.query(), "?"))
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Set(pairs[i], pairs[i+1])
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}
