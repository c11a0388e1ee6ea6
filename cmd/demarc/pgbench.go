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

// bare runs the statements of a cell edit through pgbench, pipelined, on the rows of
// the same matrices: what this machine can do at most.
func (b *bench) bare(ctx context.Context, s *story) (float64, error) {
	folder, err := os.MkdirTemp("", "demarc-pgbench-")
	if err != nil {
		return 0, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	u, err := url.Parse(b.in.url)
	if err != nil {
		return 0, err
	}
	q := u.Query()
	args := []string{
		"-n", "-M", "extended", "-c", strconv.Itoa(b.Clients), "-j", "2", "-T", strconv.Itoa(max(1, int(b.For.Seconds()))),
		"-h", q.Get("host"), "-p", q.Get("port"), "-U", u.User.Username(),
	}
	for i, c := range b.own {
		script := filepath.Join(folder, strconv.Itoa(i)+".sql")
		if err := os.WriteFile(script, []byte(c.script(s)), 0o600); err != nil {
			return 0, err
		}
		args = append(args, "-f", script)
	}
	cmd := exec.CommandContext(ctx, b.pgbench, append(args, u.Path[1:])...)
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

// script is what store.Tx sends for one cell edit, with everything computed ahead.
func (c benchCell) script(s *story) string {
	msp, client, e, row := c.e.MSP, c.e.Client, c.e.ID, c.row.ID
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
`, msp, client, e, row, s.cast.lead.User, s.cast.lead.Membership, zero)
}
