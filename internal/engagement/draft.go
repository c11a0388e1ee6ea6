package engagement

import (
	"time"

	"demarc/internal/agreement"
	"demarc/internal/catalog"
	"demarc/internal/party"
	"demarc/internal/raci"
)

// Draft is everything an engagement is made of, as it stands: what both teams edit
// until a version is frozen from it.
type Draft struct {
	Engagement Engagement
	Parties    Parties
	Terms      agreement.Terms
	Matrix     raci.Matrix
	Register   raci.Register
	Waivers    []raci.Waiver
	Left       []Left // people who had a place here and have none now
	// Threads counts the open conversations about each row, as the reader sees them; they
	// are no part of what is signed.
	Threads map[raci.FunctionID]int
	// Library is the version of the MSP's library that it is written from.
	Library catalog.Library
	// Brand is read only where the paper is drawn; elsewhere it is zero.
	Brand party.Brand
	// Today is when it was read: what falls due is judged by it.
	Today time.Time
}
