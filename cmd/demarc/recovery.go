package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"

	"demarc/internal/seal"
)

// sealRecoveryCommand prints the master key for paper. It needs no database, so it works
// while the server runs, and while it does not.
type sealRecoveryCommand struct {
	database  `embed:""`
	masterKey `embed:""`
}

// Run prints the sheet.
func (c *sealRecoveryCommand) Run(con *console) error {
	if err := c.check(); err != nil {
		return err
	}
	if c.Key == "" && c.File == "" && !c.made(c.DataDir) {
		return usage("there is no master key in %s yet; it is made when demarc serve starts for the first time", c.DataDir)
	}
	master, err := c.bytes(c.DataDir)
	if err != nil {
		return err
	}
	con.sheet(master, c.DataDir)
	return nil
}

// made tells whether the file of the master key is there.
func (m masterKey) made(dataDir string) bool {
	_, err := os.Stat(filepath.Join(dataDir, masterFile))
	return err == nil
}

// sheet prints what is to be kept on paper: the master key, what it is for, and how to
// tell that it was copied right.
func (c *console) sheet(master []byte, dataDir string) {
	sum := sha256.Sum256(master)
	c.say("")
	c.say("RECOVERY SHEET: the master key of the seal")
	c.say("")
	c.say("The key that seals agreements is kept in the database, locked. This opens it.")
	c.say("If it is lost, sealed agreements stay good, but nothing new can be sealed under the same root.")
	c.say("Who has it together with the database can seal in this instance's name.")
	c.say("")
	for i, group := range groups(hex.EncodeToString(master)) {
		c.say("  %d  %s", i+1, group)
	}
	c.say("")
	c.say("  check:  %s (the first digits of its SHA-256)", hex.EncodeToString(sum[:4]))
	if text, err := os.ReadFile(filepath.Join(dataDir, "root.pem")); err == nil {
		if roots, err := seal.ParseRoots(text); err == nil {
			for _, r := range roots {
				c.say("  root:   %s", seal.Fingerprint(r))
			}
		}
	}
	c.say("")
	c.say("Print this, or copy it by hand. Keep it where the database's backups are not: a safe, a notary, a sealed envelope.")
	c.say("To use it, write the digits without the line numbers into a file and name that in DEMARC_SEAL_MASTER_KEY_FILE.")
	c.say("It is shown on the screen of the first start and by `demarc seal recovery`, and written to no log.")
	c.say("")
}

// groups cuts digits into lines of four groups that can be read aloud.
func groups(digits string) []string {
	var lines []string
	for len(digits) > 0 {
		var line []string
		for range 4 {
			n := min(4, len(digits))
			if n == 0 {
				break
			}
			line, digits = append(line, digits[:n]), digits[n:]
		}
		lines = append(lines, strings.Join(line, " "))
	}
	return lines
}

// watched tells whether what is printed is seen by a person only: a file or a pipe may be
// a log.
func watched(out io.Writer) bool {
	f, ok := out.(*os.File)
	if !ok {
		return false
	}
	st, err := f.Stat()
	return err == nil && st.Mode()&os.ModeCharDevice != 0
}

// tellMaster shows the sheet once, at the first start, if a person looks; otherwise it
// says how to get it.
func (s settings) tellMaster(con *console, before bool) error {
	if before || s.Key != "" || s.File != "" || !s.made(s.DataDir) {
		return nil
	}
	if !watched(con.out) {
		con.say("A master key for the seal was made. Print its recovery sheet and keep it apart from the database: demarc seal recovery --data-dir %s", s.DataDir)
		return nil
	}
	master, err := s.bytes(s.DataDir)
	if err != nil {
		return err
	}
	con.sheet(master, s.DataDir)
	return nil
}
