package main

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"time"

	"demarc/internal/access"
	"demarc/internal/engagement"
	"demarc/internal/raci"
)

func findPgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/pgbench")
	if err != nil || len(found) == 0 {
		return "", exec.ErrNotFound
	}
	return slices.Max(found), nil
}

var tps = regexp.MustCompile(`tps = ([0-9.]+)`)

// pgbench runs scripts, each a transaction, on many connections.
type pgbench struct {
	path     string
	database string // its address
	clients  int
	lasts    time.Duration // of one run
	scripts  []string
}

// run is how many transactions a second this machine can do at most.
func (p *pgbench) run(ctx context.Context) (float64, error) {
	folder, err := os.MkdirTemp("", "demarc-pgbench-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	u, err := url.Parse(p.database)
	if err != nil {
		return 0, err
	}
	q := u.Query()
	args := []string{
		"-n", "-M", "prepared", "-c", strconv.Itoa(p.clients), "-j", "2", "-T", strconv.Itoa(max(1, int(p.lasts.Seconds()))),
		"-h", q.Get("host"), "-p", q.Get("port"), "-U", u.User.Username(),
	}
	for i, script := range p.scripts {
		file := filepath.Join(folder, strconv.Itoa(i)+".sql")
		if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
			return 0, err
		}
		args = append(args, "-f", file)
	}
	cmd := exec.CommandContext(ctx, p.path, append(args, u.Path[1:])...)
	password, _ := u.User.Password()
	cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w: %s", err, errs.String())
	}
	m := tps.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("pgbench printed no rate: %s", out)
	}
	return strconv.ParseFloat(string(m[1]), 64)
}

// editScript is what store.Tx sends for one cell edit, with everything computed ahead.
func editScript(at engagement.Engagement, row raci.FunctionID, who access.Actor) string {
	msp, client, e := at.MSP, at.Client, at.ID
	zero := `'\x` + string(bytes.Repeat([]byte("00"), 32)) + `'`
	return fmt.Sprintf(`\startpipeline
begin;
set local app.side = 'msp';
set local app.msp_id = '%[1]s';
set local app.client_id = '';
set local app.engagement_id = '';
set local app.user_id = '%[5]s';
select role from app.memberships where msp_id = '%[1]s' and id = '%[6]s' and user_id = '%[5]s' and left_at is null;
select seq, hash, at from app.chain_heads where msp_id = '%[1]s' and stream_id = '%[3]s' for update;
select e.*, c.name, m.name from app.engagements e join app.clients c on c.msp_id = e.msp_id and c.client_id = e.client_id join app.msps m on m.msp_id = e.msp_id where e.msp_id = '%[1]s' and e.engagement_id = '%[3]s';
select * from app.stakeholders where msp_id = '%[1]s' and engagement_id = '%[3]s' order by position, id;
select * from app.functions where msp_id = '%[1]s' and engagement_id = '%[3]s' and id = '%[4]s';
update app.functions set name = name, cells = cells, rev = rev + 1 where msp_id = '%[1]s' and engagement_id = '%[3]s' and id = '%[4]s';
insert into app.entries (msp_id, client_id, stream_id, seq, at, verb, subject, payload, prev, hash) select msp_id, '%[2]s', stream_id, seq + 1, now(), 'assignment.changed', '%[4]s', repeat('x', 400), %[7]s, %[7]s from app.chain_heads where msp_id = '%[1]s' and stream_id = '%[3]s';
update app.chain_heads set seq = seq + 1, hash = %[7]s, at = now() where msp_id = '%[1]s' and stream_id = '%[3]s';
commit;
\endpipeline
`, msp, client, e, row, who.User, who.Membership, zero)
}
