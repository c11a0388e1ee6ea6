//go:build unix

package pgembed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// port is that of the servers we start.
const port = "5432"

// How a server is told to stop, see pg_ctl's modes.
const (
	stopCleanly = syscall.SIGINT  // ends sessions, writes a checkpoint
	stopAtOnce  = syscall.SIGQUIT // as a crash; for data that nobody wants
)

// command prepares one of the programs. Nothing of our environment reaches
// it but what it needs: with root's HOME it would look into root's home. Its
// own process group keeps a Ctrl-C for us away from it.
func (p postgres) command(ctx context.Context, a account, name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, name), args...)
	cmd.Dir = "/"
	cmd.Env = []string{"HOME=/", "LC_ALL=C", "TZ=UTC", "PATH=" + p.bin + ":/usr/bin:/bin"}
	if p.libs != "" {
		cmd.Env = append(cmd.Env, "LD_LIBRARY_PATH="+p.libs)
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if a.drop {
		cmd.SysProcAttr.Credential = &syscall.Credential{Uid: a.uid, Gid: a.gid}
	}
	return cmd
}

// A child is a server that this process started. Its parent has to wait for
// it, or it stays as a zombie and looks alive.
type child struct {
	pid  int
	done chan struct{}
}

// start runs the server and waits until it answers. After a crash the
// processes of the server before may still be going; then it tries again for
// ten seconds.
func (s *Server) start(ctx context.Context, p postgres, settings ...string) error {
	removeForeignPidFile(s.home.data())
	waiting := false
	for end := time.Now().Add(10 * time.Second); ; {
		said, err := s.startOnce(ctx, p, settings)
		if err == nil {
			return nil
		}
		if !left(said) || time.Now().After(end) || ctx.Err() != nil {
			return fmt.Errorf("%w; %s ends with: %s", err, s.home.logFile(), lastLine(said))
		}
		if !waiting {
			s.log("Waiting for what is left of the last server")
			waiting = true
		}
		select {
		case <-ctx.Done():
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// left tells whether the server refused because of what an earlier one left,
// which goes away by itself.
func left(said string) bool {
	return strings.Contains(said, "already exists") || strings.Contains(said, "still in use")
}

func (s *Server) startOnce(ctx context.Context, p postgres, settings []string) (said string, err error) {
	log, err := openLog(s.home.logFile())
	if err != nil {
		return "", err
	}
	defer log.Close()
	from, err := log.Seek(0, 2)
	if err != nil {
		return "", err
	}
	args := []string{
		"-D", s.home.data(), "-k", s.sockets, "-p", port,
		"-c", "listen_addresses=", "-c", "unix_socket_permissions=0700",
		"-c", "logging_collector=off", "-c", "log_destination=stderr",
		"-c", "timezone=UTC", "-c", "log_timezone=UTC",
	}
	for _, set := range settings {
		args = append(args, "-c", set)
	}
	// Not ctx: the server outlives the starting.
	cmd := p.command(context.Background(), s.home.account, "postgres", args...)
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("start PostgreSQL: %w", err)
	}
	c := &child{cmd.Process.Pid, make(chan struct{})}
	go func() {
		_ = cmd.Wait() // how it ended stands in its log
		close(c.done)
	}()
	s.child, s.pid = c, c.pid
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if f, err := readPidFile(s.home.data()); err == nil && f.pid == c.pid && f.ready {
			return "", nil
		}
		select {
		case <-c.done:
			s.child, s.pid = nil, 0
			return since(s.home.logFile(), from), errors.New("PostgreSQL stopped while starting")
		case <-ctx.Done():
			return since(s.home.logFile(), from), errors.Join(fmt.Errorf("wait for PostgreSQL: %w", ctx.Err()), s.end(stopCleanly))
		case <-tick.C:
		}
	}
}

// adopt takes over a server that runs on the data folder already, and waits
// for one that is just starting or stopping.
func (s *Server) adopt(ctx context.Context) (bool, error) {
	for end := time.Now().Add(30 * time.Second); ; {
		f, err := readPidFile(s.home.data())
		if errors.Is(err, fs.ErrNotExist) || err == nil && !serves(f.pid, s.home.data()) {
			return false, nil
		}
		if err == nil && f.ready {
			s.sockets, s.port, s.pid = f.sockets, f.port, f.pid
			if err = s.answers(ctx); err == nil {
				return true, nil
			}
		}
		if time.Now().After(end) {
			s.pid = 0 // not ours to stop
			return false, setup("A PostgreSQL (process %d) holds %s but does not answer. Stop it, or choose another data folder with --data-dir.", f.pid, s.home.data())
		}
		select {
		case <-ctx.Done():
			s.pid = 0
			return false, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// end signals the server and waits until it is gone, more roughly each time.
func (s *Server) end(how syscall.Signal) error {
	if s.pid == 0 {
		return nil
	}
	for _, try := range []struct {
		sig  syscall.Signal
		wait time.Duration
	}{{how, time.Minute}, {syscall.SIGQUIT, 5 * time.Second}, {syscall.SIGKILL, 5 * time.Second}} {
		if err := syscall.Kill(s.pid, try.sig); err != nil && !errors.Is(err, syscall.ESRCH) {
			return fmt.Errorf("stop PostgreSQL: %w", err)
		}
		if s.gone(try.wait) {
			s.pid, s.child = 0, nil
			if strings.HasPrefix(s.sockets, shortSockets) {
				return os.RemoveAll(s.sockets)
			}
			return nil
		}
	}
	return fmt.Errorf("stop PostgreSQL: process %d does not end", s.pid)
}

func (s *Server) gone(within time.Duration) bool {
	if s.child != nil {
		select {
		case <-s.child.done:
			return true
		case <-time.After(within):
			return false
		}
	}
	for end := time.Now().Add(within); serves(s.pid, s.home.data()); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// shortSockets begins the name of a socket's folder outside the data folder.
const shortSockets = "/tmp/demarc-"

// ours tells whether a process of Demarc started the server: the socket is
// where we put it. Someone else's server is used but never stopped.
func (s *Server) ours() bool {
	return s.sockets == filepath.Join(s.home.own(), "s") || strings.HasPrefix(s.sockets, shortSockets)
}

// chooseSockets makes the socket's folder: in the data folder, or in /tmp
// when that path is too long for the address of a socket.
func (s *Server) chooseSockets() (err error) {
	const longest = 103 // macOS; Linux has 107
	s.sockets = filepath.Join(s.home.own(), "s")
	if len(filepath.Join(s.sockets, ".s.PGSQL."+port+".lock")) <= longest {
		err = os.Mkdir(s.sockets, 0o700)
		if errors.Is(err, fs.ErrExist) {
			err = nil
		}
	} else {
		s.sockets, err = os.MkdirTemp(filepath.Dir(shortSockets), filepath.Base(shortSockets))
	}
	if err != nil {
		return fmt.Errorf("make the socket's folder: %w", err)
	}
	return s.home.account.own(s.sockets)
}

const maxLog = 10 << 20

// openLog starts the log anew when it has grown large.
func openLog(path string) (*os.File, error) {
	how := os.O_APPEND
	if st, err := os.Stat(path); err == nil && st.Size() > maxLog {
		how |= os.O_TRUNC
	}
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|how, 0o600)
}

// since is what was logged after an offset, without the lines that only
// report progress.
func since(path string, from int64) string {
	b, err := os.ReadFile(path)
	if err != nil || from > int64(len(b)) {
		return ""
	}
	var kept []string
	for line := range strings.Lines(string(b[from:])) {
		if !strings.Contains(line, "LOG:") {
			kept = append(kept, strings.TrimSpace(line))
		}
	}
	return strings.Join(kept, " ")
}
