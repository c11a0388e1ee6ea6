package client

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"demarc/web/account/people"
	"demarc/web/ui"
)

type listView struct {
	msp       string
	lines     []line
	mayAdd    bool
	mayStart  bool
	more      string // address of what follows
	continued bool   // this is not the beginning
}

type clientView struct {
	name        string
	href        string
	msp         string
	ours        bool // an MSP looks
	mayStart    bool
	engagements []row
	cut         bool   // there are older ones
	owns        string // address of what is in force
	team        people.Team
}

// row is an engagement in the table of a client.
type row struct {
	href      string
	title     string
	number    string
	state     string
	functions int
	agreed    int
	disputed  int
	inForce   int // number of the version in force
	started   time.Time
}

func (r row) progress() ui.Measure {
	return ui.Measure{Done: r.agreed, Total: r.functions, Words: fmt.Sprintf("%d of %d agreed", r.agreed, r.functions)}
}

// anyInForce tells whether there is something to look up.
func (v clientView) anyInForce() bool {
	return slices.ContainsFunc(v.engagements, func(r row) bool { return r.inForce > 0 })
}

func (r row) version() string {
	if r.inForce == 0 {
		return "None yet"
	}
	return "Version " + strconv.Itoa(r.inForce)
}
