package jobs

import (
	"strings"
	"time"

	"github.com/riverqueue/river"

	"demarc/internal/store"
)

// Periodic is a task that the clock starts. One process of all those on a database
// does it, whichever leads at the time.
type Periodic struct {
	Task store.Task
	// Every is how often; with a whole day, At is how long after midnight UTC.
	Every time.Duration
	At    time.Duration
}

// Calendar is what the clock starts on a running instance.
var Calendar = []Periodic{
	{Task: store.Remind, Every: time.Hour},
	{Task: store.RenewKey, Every: 24 * time.Hour, At: 4 * time.Hour},
	{Task: store.SweepSeals, Every: 5 * time.Minute},
	// These two do their work once a day, soon after midnight or whenever the instance is
	// first awake that day, and find nothing to do the other times.
	{Task: store.NightCheck, Every: time.Hour, At: 20 * time.Minute},
	{Task: store.Checkpoint, Every: time.Hour, At: 40 * time.Minute},
}

// Next is when it is started after a moment; it is part of river.PeriodicSchedule.
func (p Periodic) Next(after time.Time) time.Time {
	start := after.UTC().Truncate(24 * time.Hour).Add(p.At)
	for !start.After(after) {
		start = start.Add(p.Every)
	}
	return start
}

// river is the task as the runner knows it. What is started more often than daily is
// also started with the process, so that a restart misses nothing.
func (p Periodic) river() *river.PeriodicJob {
	return river.NewPeriodicJob(p, func() (river.JobArgs, *river.InsertOpts) { return store.Job{Task: p.Task}, nil },
		&river.PeriodicJobOpts{ID: strings.ReplaceAll(string(p.Task), " ", "-"), RunOnStart: p.Every < 24*time.Hour})
}
