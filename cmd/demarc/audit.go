package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"demarc/internal/audit"
	"demarc/internal/seal"
	"demarc/internal/store"
	"demarc/internal/verify"
)

type auditCommand struct {
	Verify auditVerifyCommand `cmd:"" help:"Check every hash chain, or one, and the signed checkpoints that bind them. Exit 1 and the first bad entry or checkpoint if one does not hold, 2 if the signatures could not be checked."`
}

type auditVerifyCommand struct {
	database   `embed:""`
	Engagement string `help:"Only the chain of this engagement (its id)."`
	Root       string `type:"path" help:"The root certificate that the checkpoints must lead to (root.pem). Empty: the one in the data directory."`
}

// Run checks the chains, then the checkpoints.
func (c *auditVerifyCommand) Run(ctx context.Context, con *console) error {
	owner, stop, err := c.ownerURL(ctx, con)
	if err != nil {
		return err
	}
	defer stop()
	chains, entries, err := store.CheckChains(ctx, owner, c.Engagement)
	if broken, ok := errors.AsType[*audit.BrokenError](err); ok {
		con.say("The audit log does not hold: %s", broken.Error())
		return &answerError{1}
	}
	if err != nil {
		return reach(err)
	}
	con.say("The audit log holds: %d entries in %d chains, each following the one before.", entries, chains)
	points, err := store.KeptCheckpoints(ctx, owner)
	if err != nil {
		return reach(err)
	}
	return c.checkpoints(con, points)
}

// checkpoints checks the signatures and the order of the checkpoints. That the newest ones
// were taken out is seen only by whoever has the letter of a later day.
func (c *auditVerifyCommand) checkpoints(con *console, points []audit.CheckpointFile) error {
	if len(points) == 0 {
		con.say("There is no checkpoint yet. One is made each day after something was recorded.")
		return nil
	}
	place := c.Root
	if place == "" {
		place = filepath.Join(c.DataDir, "root.pem")
	}
	text, err := os.ReadFile(place)
	if err != nil {
		con.say("The signatures of %d checkpoints could not be checked: %v. Name the root certificate with --root.", len(points), err)
		return &answerError{2}
	}
	roots, err := seal.ParseRoots(text)
	if err != nil {
		con.say("The signatures of %d checkpoints could not be checked: %s: %v.", len(points), place, err)
		return &answerError{2}
	}
	if err := verify.Checkpoints(points, roots); err != nil {
		con.say("The checkpoints do not hold: %v.", err)
		return &answerError{1}
	}
	newest, err := audit.ParseStatement(points[len(points)-1].Statement)
	if err != nil {
		return err
	}
	con.say("The checkpoints hold: %d, each signed and naming the one before. The newest is of %s; a letter of a later day would mean that one was taken out.", len(points), newest.Day)
	return nil
}
