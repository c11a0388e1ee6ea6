//go:build unix

package pgembed

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"demarc/internal/pgembed/flock"
)

// hasty are the settings of a cluster that nobody will miss.
var hasty = []string{
	"fsync=off", "synchronous_commit=off", "full_page_writes=off",
	"autovacuum=off", "jit=off", "max_connections=300", "max_wal_size=128MB",
	"dynamic_shared_memory_type=mmap", // in the data folder: nothing is left of a killed server
}

const temporaryPrefix = "demarc-test-"

// startTemporary makes a cluster of its own from the prepared one.
func startTemporary(ctx context.Context, o Options) (s *Server, err error) {
	a, err := chooseAccount()
	if err != nil {
		return nil, err
	}
	p, err := find(ctx, a, 0, o)
	if err != nil {
		return nil, err
	}
	parent := o.DataDir
	if parent == "" {
		parent = roomy()
	}
	sweep(parent)
	dir, err := os.MkdirTemp(parent, temporaryPrefix)
	if err != nil {
		return nil, err
	}
	s = &Server{log: o.Log, home: home{dir, a}, port: port, temporary: true}
	defer func() {
		if err != nil {
			_ = s.Stop() // what went wrong first is what is told
			s = nil
		}
	}()
	if s.users, err = flock.Share(ctx, s.home.usersFile()); err != nil {
		os.RemoveAll(dir)
		return s, err
	}
	if a.drop {
		if err := os.Chmod(dir, 0o711); err != nil {
			return s, err
		}
	}
	if err := s.home.makeOwn(); err != nil {
		return s, err
	}
	if err := a.mustEnter(dir, "set TMPDIR to a folder that is open to it"); err != nil {
		return s, err
	}
	if err := s.chooseSockets(); err != nil {
		return s, err
	}
	if s.watch, err = watch(dir, s.sockets); err != nil {
		return s, err
	}
	return s, s.startFromTemplate(ctx, p, o)
}

func (s *Server) startHasty(ctx context.Context, p postgres) (err error) {
	if s.password, err = s.home.password(); err != nil {
		return err
	}
	return s.start(ctx, p, hasty...)
}

// roomy is memory where there is enough of it, else the temporary folder.
func roomy() string {
	const gib = 1 << 30
	var st syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &st); err == nil && writable("/dev/shm") &&
		uint64(st.Bavail)*uint64(st.Bsize) >= gib { //nolint:unconvert // signed on some systems
		return "/dev/shm"
	}
	return os.TempDir()
}

// sweep removes the temporary clusters of processes that are gone: the
// kernel has let go of their lock. A folder that is a minute old or younger
// may not have been locked yet.
func sweep(parent string) {
	dirs, _ := filepath.Glob(filepath.Join(parent, temporaryPrefix+"*"))
	for _, dir := range dirs {
		st, err := os.Lstat(dir)
		if err != nil || !st.IsDir() || int(st.Sys().(*syscall.Stat_t).Uid) != os.Geteuid() || time.Since(st.ModTime()) < time.Minute {
			continue
		}
		h := home{dir: dir}
		lock, err := flock.TryLock(h.usersFile())
		if err != nil {
			continue
		}
		s := Server{home: h}
		if f, err := readPidFile(h.data()); err == nil && serves(f.pid, h.data()) {
			s.pid, s.sockets = f.pid, f.sockets
		}
		if s.end(stopAtOnce) == nil {
			os.RemoveAll(dir)
		}
		lock.Close()
	}
}

// A watcher is a shell that waits for our end of a pipe to close, which the
// kernel does however we die, and then does what Stop would have done.
type watcher struct {
	cmd  *exec.Cmd
	pipe io.WriteCloser
}

const watching = `read -r dismissed && exit 0
read -r pid <"$1/postgres/data/postmaster.pid" && kill -QUIT "$pid" && {
	tries=0
	while kill -0 "$pid" && [ $tries -lt 50 ]; do sleep 0.1; tries=$((tries + 1)); done
}
rm -rf "$1" "$2"`

func watch(dir, sockets string) (*watcher, error) {
	cmd := exec.Command("/bin/sh", "-c", watching, "demarc-watch", dir, sockets) //nolint:noctx // it outlives us
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // outlives a Ctrl-C
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("watch the temporary cluster: %w", err)
	}
	return &watcher{cmd, pipe}, nil
}

func (w *watcher) dismiss() error {
	if w == nil {
		return nil
	}
	if _, err := io.WriteString(w.pipe, "dismissed\n"); err != nil {
		return err
	}
	w.pipe.Close()
	return w.cmd.Wait()
}
